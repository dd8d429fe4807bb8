"""Tables on demand: any question by any groups, of the sample and weights that the last run of a study has kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crowdpotential.errors import ParamsError
from crowdpotential.tabulation.asking import read_asked
from crowdpotential.tabulation.banner import make_banner
from crowdpotential.tabulation.files import refuse_ending, write_file
from crowdpotential.tabulation.layout import Layout, lay_out
from crowdpotential.tabulation.sample import Sample, load_sample


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
        questions: ids; none: all that the questionnaire marks for a topline, which need a file.
        by: variables whose groups are columns; none: sides, areas and comparison.group_by.
        where: filters such as "sex=1"; all must hold.
        reports: folder of the report, in whose cache sample and weights lie.
        language: of the words; by default the first that the report speaks.
        into: file to write, .xlsx or .csv; None: nothing is written.
        tell: takes a line where somebody has to wait.

    Raises:
        ParamsError: a question, a variable or a filter that the study lacks, or a file of another kind, or none for all questions.
    """
    if into is not None:
        refuse_ending(into)
    elif not questions:
        msg = "name questions, or write the tables of all to a file by --output tables.xlsx"
        raise ParamsError(msg)
    sample = load_sample(params_path, reports, tell=tell)
    spoken = language or sample.params.report.languages[0]
    wanted = questions or [variable.id for variable in sample.codebook.variables if variable.topline and not variable.kind.is_worded]
    layouts = tuple(_lay_out_each(sample, wanted, by=by, where=where, language=spoken, leave_out=None if questions else tell))
    if into is not None:
        write_file(into, layouts, spoken)
    return Tabulated(layouts=layouts, language=spoken)


def _lay_out_each(
    sample: Sample,
    questions: Sequence[str],
    *,
    by: Sequence[str],
    where: Sequence[str],
    language: str,
    leave_out: Callable[[str], None] | None,
) -> Iterator[Layout]:
    """Make one table after the other; of all questions those that cannot be told are left out, and named."""
    for question in questions:
        asked = read_asked(sample, question, by, where)
        try:
            yield lay_out(make_banner(sample, asked), sample, language)
        except ParamsError as error:
            if leave_out is None:
                raise
            leave_out(f"left out: {error}")


__all__ = ["Tabulated", "tabulate"]
