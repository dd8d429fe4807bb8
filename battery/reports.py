"""Reports that stand before an attack, and what is left of them after it."""

import functools
import json
import tempfile
from pathlib import Path

from battery.judging import happened, said
from battery.kills import quick_study
from battery.program import Program, Ran
from battery.study import right_study, write
from battery.trial import Outcome, Trial
from crowdpotential.layout import INTERNAL
from crowdpotential.store import hash_bytes

LIMIT = 900.0  # seconds for a whole report of the small study on a busy machine


def write_study(folder: Path, *, short: bool) -> Path:
    """Write the right study to a folder, or for the short battery the quick one; return the path of its params."""
    return write(quick_study() if short else right_study(), folder)


def make_report(program: Program, params: Path, output: Path, *more: str, largest_file: int | None = None) -> Ran:
    """Make a report of a study; its pages are left out unless the program makes them."""
    arguments = ("report", "--params", str(params), "--output", str(output), *more)
    return program.run(*arguments, limit=LIMIT, largest_file=largest_file)


def require_report(program: Program, params: Path, output: Path, *more: str) -> None:
    """Make a report that an attack needs. Raises RuntimeError where there is none."""
    ran = make_report(program, params, output, *more)
    if ran.exit_code != 0:
        msg = f"the right study gives no report: exit code {ran.exit_code}: {ran.err}"
        raise RuntimeError(msg)


@functools.cache
def right_results(program: Program) -> bytes:
    """Return results.csv of the right study, which a program makes once."""
    with tempfile.TemporaryDirectory(prefix="battery-right-") as folder:
        output = Path(folder) / "reports"
        require_report(program, write(right_study(), Path(folder)), output)
        return (output / "results.csv").read_bytes()


def public_files(output: Path) -> dict[str, str]:
    """Return the hash of every file that readers of a report see, by its name."""
    return {
        path.relative_to(output).as_posix(): hash_bytes(path.read_bytes())
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.relative_to(output).parts[0] != INTERNAL
    }


def damage_of(ran: Ran, output: Path, before: dict[str, str]) -> str:
    """Say what is wrong with a folder: of a run that went through its new files, of another one the old report."""
    if ran.exit_code == 0:
        broken = broken_files(output)
        return f"not as the manifest says: {', '.join(broken)}" if broken else ""
    after = public_files(output) if output.is_dir() else {}
    touched = sorted(name for name in before | after if before.get(name) != after.get(name))
    return f"of the old report: {', '.join(touched)}" if touched else ""


def broken_files(output: Path) -> list[str]:
    """Name the files that are not what the manifest beside them says; nothing where there is no report."""
    if not (output / "manifest.json").exists():
        return []
    listed = json.loads((output / "manifest.json").read_bytes()).get("files", {})
    return [name for name, digest in listed.items() if not (output / name).is_file() or hash_bytes((output / name).read_bytes()) != digest]


def judge(ran: Ran, *, kind: str, name: str, expected: Outcome, folder: Path, damage: str) -> Trial:
    """Judge a run that was attacked by what it said and by the damage, if there is any."""
    outcome, detail = happened(ran), said(ran, folder)
    if outcome is Outcome.PASSED:
        detail = ""
    if outcome in (Outcome.PASSED, Outcome.REFUSED) and damage:
        outcome, detail = Outcome.LOST, f"{damage}; {detail}"
    return Trial(
        kind=kind,
        name=name,
        expected=expected,
        happened=outcome,
        seconds=ran.seconds,
        exit_code=ran.exit_code,
        detail=detail,
    )
