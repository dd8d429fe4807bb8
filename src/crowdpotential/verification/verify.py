"""A report repeated: first what can be seen without computing, then every number.

Files are compared with the manifest, inputs and programs with what it says of them; then the report is made once more, from the params of
the run, in a folder that is removed afterwards. A manifest is no signature: who changes a file and its hash in the manifest too is found
out by the repeat alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crowdpotential.errors import MissingFileError, real_path
from crowdpotential.layout import FULL_RESULTS, INTERNAL, RESULTS, RUN, is_internal, is_page
from crowdpotential.params import load_params
from crowdpotential.pipeline import Outcome, run_report
from crowdpotential.stopping import temporary_folder
from crowdpotential.studies import settle_panel_weights
from crowdpotential.verification import telling
from crowdpotential.verification.inputs import (
    MISSING,
    PARAMS,
    Other,
    changed_keys,
    compare_inputs,
    compare_params_file,
    compare_programs,
    compare_statements,
    count_inputs,
)
from crowdpotential.verification.numbers import NumberCheck, compare_results
from crowdpotential.verification.published import (
    FileCheck,
    Published,
    check_files,
    read_published,
    refuse_renewed,
)

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a verification came to."""

    is_equal: bool  # all that could be compared
    files: FileCheck
    programs: tuple[Other, ...]  # that are others than then
    inputs: tuple[Other, ...]
    numbers: tuple[NumberCheck, ...]  # of results.csv, and of the full table where it is there; none where nothing was computed
    other_files: tuple[str, ...] = ()  # that did not come out again byte for byte


def verify_report(
    folder: Path,
    *,
    params_path: Path | None = None,
    changes: Sequence[str] = (),
    most_rows: int = 50,
    only_hashes: bool = False,
    tell: Tell = print,
    progress: Tell = print,
) -> Verified:
    """Verify a report: its files, its inputs, its numbers.

    Args:
        folder: of the report; nothing is written there.
        params_path: the study, if it is not where the run found it, or if the record of the run is not here.
        changes: "key=value" besides those that the record of the run names.
        most_rows: differing cells that are named.
        only_hashes: compute nothing.
        tell: takes what was found, line by line.
        progress: takes a line for each step of the repeat.

    Raises:
        MissingFileError: no report is there, or an input of its study is not.
        ReadError: the manifest is not as a run has left it, or the published table is none.
        OutputLockedError: a run puts new files in place, or has done so meanwhile.
        CrowdpotentialError: the inputs as they are here do not allow the report.
    """
    published = read_published(real_path(folder))
    tell(telling.tell_report(published))
    files, programs = check_files(published), compare_programs(published)
    refuse_renewed(published)
    _say(telling.tell_files(files), tell)
    found = params_path or published.params_path
    if only_hashes or found is None:
        tell(_tell_uncomputed(published, is_wished=only_hashes, is_whole=files.is_whole))
        return Verified(is_equal=files.is_whole, files=files, programs=programs, inputs=(), numbers=())
    _say(telling.tell_programs(programs), tell)
    wanted = (*published.changes, *changes)
    inputs = _compare_inputs(published, found, wanted, tell)
    with temporary_folder() as place:
        outcome = run_report(found, place / "reports", changes=wanted, tell=progress, created=published.manifest["created"])
        refuse_renewed(published)
        _tell_other_choices(published, outcome, programs, inputs, tell)
        numbers = _compare_numbers(published, place / "reports")
        for table in numbers:
            _say(telling.tell_numbers(table, most_rows), tell)
        others = _compare_files(published, outcome, tell)
        said = compare_statements(published, outcome.manifest)
        _say(telling.tell_statements(said), tell)
    is_equal = (
        files.is_whole
        and not inputs
        and not said
        and bool(numbers)
        and all(table.is_equal for table in numbers)
        and (not others or bool(programs))  # pages print the versions that made them
    )
    tell(_tell_outcome(is_equal=is_equal, has_other_programs=bool(programs), numbers=numbers))
    return Verified(
        is_equal=is_equal,
        files=files,
        programs=programs,
        inputs=inputs,
        numbers=numbers,
        other_files=tuple(others),
    )


def _compare_inputs(published: Published, path: Path, changes: Sequence[str], tell: Tell) -> tuple[Other, ...]:
    """Compare what the report was made from with what is here, and refuse to go on where something is missing."""
    inputs, keys = compare_params_file(published, path), tuple[str, ...]()
    if not any(other.here == MISSING for other in inputs):
        params = load_params(path, changes)
        inputs += compare_inputs(published, params, real_path(path).parent)
        if not any(other.here == MISSING for other in inputs):
            keys = changed_keys(published, settle_panel_weights(params, real_path(path).parent))
    _say(telling.tell_inputs(inputs, count_inputs(published), keys), tell)
    if missing := [other.role for other in inputs if other.here == MISSING]:
        where = f"{path.as_posix()} is not there" if PARAMS in missing else f"{', '.join(missing)} is not there"
        msg = f"the report cannot be repeated: {where}; put it back, or name the study with --params"
        raise MissingFileError(msg)
    return inputs


def _tell_other_choices(published: Published, outcome: Outcome, programs: Sequence[Other], inputs: Sequence[Other], tell: Tell) -> None:
    """Print that params must have been changed on the command line, where nothing else explains another key."""
    is_explained = programs or inputs or published.run is not None
    if outcome.manifest["manifest_id"] != published.manifest["manifest_id"] and not is_explained:
        tell(
            f"params: the manifest id comes out as {outcome.manifest['manifest_id']}, so the report was made with keys changed by "
            f"--set, which only {RUN} names; give them once more with --set"
        )


def _compare_numbers(published: Published, repeated: Path) -> tuple[NumberCheck, ...]:
    """Compare the public table, and the one with every digit where it is there."""
    return tuple(
        compare_results(name, (published.folder / name).read_bytes(), (repeated / name).read_bytes())
        for name in (RESULTS, FULL_RESULTS)
        if name in published.hashes and (published.folder / name).is_file()
    )


def _compare_files(published: Published, outcome: Outcome, tell: Tell) -> list[str]:
    """Compare the files that were published with those that came out again, by the hashes that both runs list."""
    again = {**outcome.manifest["files"], **outcome.run["files"]}
    listed = published.hashes
    names = [name for name in dict.fromkeys([*listed, *again]) if name in listed or not is_internal(name)]
    others = list[str]()
    for kind, belongs in (
        ("pages", is_page),
        ("other public files", _is_other),
        (f"files of {INTERNAL}", is_internal),
    ):
        own = [name for name in names if belongs(name)]
        if own:
            other = [name for name in own if listed.get(name) != again.get(name)]
            _say(telling.tell_repeated_files([n for n in own if n not in other], other, kind), tell)
            others += other
    return others


def _is_other(name: str) -> bool:
    return not is_page(name) and not is_internal(name)


def _tell_uncomputed(published: Published, *, is_wished: bool, is_whole: bool) -> str:
    """State honestly what hashes alone can show."""
    state = "the files are those that the manifest lists" if is_whole else "the files are NOT those that the manifest lists"
    why = "" if is_wished or published.run is not None else f" ({INTERNAL} is not here, so nobody knows where the study lies)"
    return (
        f"{state}; nothing was computed{why}. Hashes show that nobody has changed a file since, not that the numbers follow from the data: "
        "a repeat does, with --params and the study"
    )


def _tell_outcome(*, is_equal: bool, has_other_programs: bool, numbers: Sequence[NumberCheck]) -> str:
    if not is_equal:
        return "DIFFERENT: the report did not come out again as it was published; see above"
    exact = all(table.is_same_file for table in numbers)
    how = "every number byte for byte" if exact else f"every number, but for last digits (up to {telling.TOLERANCE})"
    return f"EQUAL: the report came out again, {how}" + (", by other versions of programs" if has_other_programs else "")


def _say(lines: Iterable[str], tell: Tell) -> None:
    for line in lines:
        tell(line)
