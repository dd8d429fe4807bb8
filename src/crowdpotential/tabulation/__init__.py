"""Tables on demand: any question by any groups, of the sample and weights that the last run of a study has kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crowdpotential.tabulation.asking import read_asked
from crowdpotential.tabulation.banner import make_banner
from crowdpotential.tabulation.files import refuse_ending, write_file
from crowdpotential.tabulation.layout import Layout, lay_out
from crowdpotential.tabulation.sample import load_sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabulated:
    """Tables in words, and the language that they are in."""

    layouts: tuple[Layout, ...]
    language: str


def tabulate(
    params_path: Path,
    questions: Sequence[str],
    *,
    by: Sequence[str] = (),
    where: Sequence[str] = (),
    reports: Path,
    language: str | None = None,
    into: Path | None = None,
    tell: Callable[[str], None] = print,
) -> Tabulated:
    """Make a table of each question by the groups of some variables, on the sample and weights that a run has kept.

    Args:
        params_path: the study.
        questions: ids.
        by: variables whose groups are columns; none: sides, areas and comparison.group_by.
        where: filters such as "sex=1"; all must hold.
        reports: folder of the report, in whose cache sample and weights lie.
        language: of the words; by default the first that the report speaks.
        into: file to write, .xlsx or .csv; None: nothing is written.
        tell: takes a line where somebody has to wait.

    Raises:
        ParamsError: a question, a variable or a filter that the study lacks, or a file of another kind.
    """
    if into is not None:
        refuse_ending(into)
    sample = load_sample(params_path, reports, tell=tell)
    spoken = language or sample.params.report.languages[0]
    tables = [make_banner(sample, read_asked(sample, question, by, where)) for question in questions]
    layouts = tuple(lay_out(table, sample, spoken) for table in tables)
    if into is not None:
        write_file(into, layouts, spoken)
    return Tabulated(layouts=layouts, language=spoken)


__all__ = ["Tabulated", "tabulate"]
