"""Kills: a run is ended without a word at every step, and the same command again gives what an undisturbed run gives.

Every trial starts from a folder with an older report and files of the user, or from an empty one. After the kill no file may be half: each
is of the older report, of the new one, or not there. Then the same command runs again. All that may be published, and the tables that may
not, must equal those of an undisturbed run by hash; the user's files must be as they were.

Instants are drawn over the work of a run, not over the time that it takes: on a busy machine the first half of the time is a tenth of the
work, or the run has ended before. The system ends the process when it has worked so long, in whatever it is doing then.
"""

import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np

from battery.mutation.subjects import PACKAGE
from battery.study import Study, right_study, write
from battery.trial import Outcome, Trial

CONTEXT: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
if sys.platform != "win32":  # half of the work of a small report is imports: they happen once, before it is forked
    stages = [f"crowdpotential.chapters.{path.parent.name}.stage" for path in (PACKAGE / "chapters").glob("*/stage.py")]
    CONTEXT.set_forkserver_preload(["crowdpotential.cli", "crowdpotential.outputs", "crowdpotential.stages.sample", *sorted(stages)])
LIMIT = 240.0  # seconds for a whole report of the small study on a busy machine
N_INSTANTS, N_INSTANTS_SHORT = 110, 1  # some fall behind the last step of a run that works a little less
N_PAGES = 6  # instants while real notebooks run and pages are made; none in the short battery
N_STEPS_SHORT = 1  # of each kind of step
KILLED = 137  # how the process ends itself where the system has no signal for it
STEPS = {
    "stages": ("load", "save"),
    "moves": ("replace",),
    "writes": ("fsync",),
}  # functions of the cache, of the system
MINE = {"notes.txt": b"mine", "figures/mine.png": b"mine", "internal/mine.csv": b"mine"}
OF_EACH_RUN = ("created", "stages")  # of the manifest: what is another in every run
WORKING = ("internal/cache", "internal/unfinished")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a trial happens, and what is right there."""

    params: Path
    before: Path  # a folder to start from; not there if the trial starts from nothing
    after: Mapping[str, str]  # hashes of an undisturbed run

    @property
    def is_first(self) -> bool:
        """Tell whether nothing was there before."""
        return not self.before.exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """When the process is to end: before which call of a function; or after so many seconds."""

    kind: str  # stages, moves, writes; instants, pages
    number: int = 0
    seconds: float = 0.0  # of work; for pages, of time since they are made


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Kill at every boundary of a stage, before every move and every write to the disk, and at random instants."""
    params = write(quick_study(), folder / "study")
    right, nothing, older, cold = (folder / name for name in ("right", "nothing", "older", "cold"))
    _require(_start(params, right))
    shutil.copytree(right, older)
    _require(_start(params, older, ("--set", "seed=2", "--set", "report.languages=[ru]")))
    for name, content in MINE.items():
        (older / name).write_bytes(content)
    shutil.copytree(older, cold, ignore=shutil.ignore_patterns("cache"))
    after = hashes(right)
    warm, *places = [Place(params=params, before=before, after=after) for before in (older, cold, nothing)]
    counts, seconds = _count_steps(places[0], folder / "count")  # of a run for which everything is compiled
    few, _ = _count_steps(warm, folder / "count")  # nothing is computed there, so that kills come sooner
    counts |= {kind: few[kind] for kind in ("moves", "writes")}
    rng = np.random.default_rng(seed)
    for step in choose_steps(counts, seconds=seconds, short=short, rng=rng):
        place = places[int(rng.integers(2))] if step.kind == "instants" else places[0] if step.kind == "stages" else warm
        yield attempt(step, place, folder / "trial")
    if not short and hasattr(signal, "setitimer"):
        yield from _kill_pages(params, folder, rng)


def _kill_pages(params: Path, folder: Path, rng: np.random.Generator) -> Iterator[Trial]:
    """Kill while real notebooks run, their kernels are at work, and pages are put together."""
    right, nothing = folder / "right-pages", folder / "nothing"
    started = time.perf_counter()
    _require(_start(params, right, step=Step(kind="pages")))
    seconds = time.perf_counter() - started
    place = Place(params=params, before=nothing, after=hashes(right))
    for number in range(N_PAGES):
        step = Step(kind="pages", number=number + 1, seconds=float(rng.uniform(0.01, 0.8 * seconds)))
        yield attempt(step, place, folder / "trial")


def quick_study() -> Study:
    """Return a study that takes a second: the right one without sides and groups to be compared."""
    study = right_study()
    del study.params["blocs"], study.params["comparison"]
    for area in study.params["areas"].values():
        del area["bloc"]
    return study


def choose_steps(counts: Mapping[str, int], *, seconds: float, short: bool, rng: np.random.Generator) -> Iterator[Step]:
    """List when to kill: every step that was counted, or some of each kind; and instants drawn over the work that a run does."""
    for kind, count in counts.items():
        numbers = rng.choice(count, N_STEPS_SHORT, replace=False) if short and count > N_STEPS_SHORT else range(count)
        yield from (Step(kind=kind, number=int(number) + 1) for number in sorted(numbers))
    for number in range(N_INSTANTS_SHORT if short else N_INSTANTS):
        yield Step(kind="instants", number=number + 1, seconds=float(rng.uniform(0, seconds)))


def attempt(step: Step, place: Place, output: Path) -> Trial:
    """Kill one run, look at what it has left, and run again."""
    started = time.perf_counter()
    shutil.rmtree(output, ignore_errors=True)
    if not place.is_first:
        shutil.copytree(place.before, output)
    before = hashes(output)
    process = _start(place.params, output, step=step)
    if step.kind == "instants" and not hasattr(signal, "setitimer"):
        process.join(step.seconds)
        process.kill()
    process.join(LIMIT)
    was_killed = process.exitcode not in (0, 1, 3)
    fault = find_damage(output, before, place, is_settled=False)
    again = _start(place.params, output, step=Step(kind="pages") if step.kind == "pages" else None)
    again.join(LIMIT)
    outcome, detail = Outcome.PASSED, "" if was_killed else "it had ended before"
    if again.is_alive():
        again.kill()
        outcome, detail = Outcome.HANG, "the same command again does not end"
    elif again.exitcode != 0:
        outcome, detail = Outcome.FAULT, f"the same command again leaves with exit code {again.exitcode}"
    elif fault or (fault := find_damage(output, before, place, is_settled=True)):
        outcome, detail = Outcome.LOST, fault
    where = "from nothing" if place.is_first else "over an older report"
    name = f"{step.number}, {where}" if step.kind not in ("instants", "pages") else f"{step.number}, {where}, {step.seconds:.2f} s"
    return Trial(
        kind=f"kills: {step.kind}",
        name=name,
        expected=Outcome.PASSED,
        happened=outcome,
        seconds=time.perf_counter() - started,
        exit_code=process.exitcode,
        detail=detail,
    )


def find_damage(output: Path, before: Mapping[str, str], place: Place, *, is_settled: bool) -> str:
    """Say what is wrong in a folder after a kill, or after the next run; nothing if all is right."""
    found = hashes(output)
    if not place.is_first:
        touched = [name for name in MINE if found.get(name) != before[name]]
        if touched:
            return f"a file of the user was touched: {touched[0]}"
    theirs = {name: digest for name, digest in found.items() if name not in MINE}
    if is_settled:
        wrong = sorted(name for name in {*theirs, *place.after} if theirs.get(name) != place.after.get(name))
        return f"{len(wrong)} files are not as an undisturbed run leaves them: {wrong[0]}" if wrong else ""
    half = [name for name, digest in theirs.items() if digest not in (before.get(name), place.after.get(name))]
    return f"{len(half)} files are half, or of no run: {half[0]}" if half else ""


def hashes(output: Path) -> dict[str, str]:
    """Hash what lies in an output folder, and of the manifest what is the same in every run."""
    found: dict[str, str] = {}
    for path in sorted(output.rglob("*")):
        name = path.relative_to(output).as_posix()
        if path.is_file() and not name.startswith(WORKING):
            found[name] = _hash(name, path.read_bytes())
    return found


def _hash(name: str, content: bytes) -> str:
    if name == "manifest.json":
        try:
            told: dict[str, Any] = json.loads(content)
        except ValueError:
            return "half"
        content = json.dumps({key: value for key, value in told.items() if key not in OF_EACH_RUN}).encode()
    return hashlib.sha256(content).hexdigest()


def _count_steps(place: Place, output: Path) -> tuple[dict[str, int], float]:
    """Count how many steps of each kind a run over the older report takes, and for how many seconds it works."""
    shutil.copytree(place.before, output)
    counted = CONTEXT.Array("d", len(STEPS) + 1)
    _require(_start(place.params, output, counted=counted))
    shutil.rmtree(output)
    *counts, seconds = counted
    return dict(zip(STEPS, map(int, counts), strict=True)), seconds


def _start(
    params: Path,
    output: Path,
    changes: Sequence[str] = (),
    *,
    step: Step | None = None,
    counted: MutableSequence[float] | None = None,
) -> BaseProcess:
    command = ("report", "--params", str(params), "--output", str(output), *changes)
    process: BaseProcess = CONTEXT.Process(target=_report, args=(command, step, counted))
    process.start()
    return process


def _require(process: BaseProcess) -> None:
    process.join(LIMIT)
    if process.exitcode != 0:
        process.kill()
        msg = f"the small study gives no report: exit code {process.exitcode}"
        raise RuntimeError(msg)


def _report(command: Sequence[str], step: Step | None, counted: MutableSequence[float] | None) -> None:
    """Carry out the command, without notebooks, and end at the step."""
    from crowdpotential import cli, outputs  # noqa: PLC0415 imported in the process that needs them
    from crowdpotential.store import Cache  # noqa: PLC0415

    if step is None or step.kind != "pages":
        outputs.page_files = _make_pages  # type: ignore[assignment]
    elif step.seconds:
        outputs.page_files = _end_within(outputs.page_files, step.seconds)
    counts = [0.0] * len(STEPS) if counted is None else counted
    for place, (kind, names) in enumerate(STEPS.items()):
        end_at = step.number if step is not None and step.kind == kind else 0
        for name in names:
            _watch(Cache if kind == "stages" else os, name, counts=counts, place=place, end_at=end_at)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    sys.argv = ["crowdpotential", *command]
    if step is not None and step.kind == "instants" and hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, step.seconds)  # nobody handles its signal, which ends the process
    try:
        cli.main()
    finally:
        if counted is not None:
            counted[len(STEPS)] = time.process_time()


def _end_within(make_pages: Callable[..., dict[str, bytes]], seconds: float) -> Callable[..., dict[str, bytes]]:
    """Let the process end so many seconds after it has begun to make pages."""

    def call(*arguments: object, **options: object) -> dict[str, bytes]:
        signal.setitimer(signal.ITIMER_REAL, seconds)  # as above
        return make_pages(*arguments, **options)

    return call


def _make_pages(_output: Path, make_tables: Callable[[], Mapping[str, bytes]], **_options: object) -> dict[str, bytes]:
    """Make what stands for pages and figures: their bytes follow from the results, so that those of two runs differ."""
    tables = make_tables()
    digest = hashlib.sha256(tables["results.csv"]).hexdigest()
    languages = json.loads(tables["internal/run.json"])["params"]["report"]["languages"]
    files = {f"report.{language}.html": f"{language} {digest}".encode() * 1000 for language in languages}
    for language in languages:
        files |= {f"figures/{name}.{language}.svg": f"{name} {digest}".encode() for name in ("SYNTHETIC_a", "SYNTHETIC_b")}
        files[f"notebooks/01_fieldwork.{language}.ipynb"] = digest.encode()
    return files


def _watch(owner: object, name: str, *, counts: MutableSequence[float], place: int, end_at: int) -> None:
    """Count the calls of a function, and end the process before the one that is meant."""
    really = getattr(owner, name)

    def call(*arguments: object, **options: object) -> object:
        counts[place] += 1
        if counts[place] == end_at:
            _end()
        return really(*arguments, **options)

    setattr(owner, name, call)


def _end() -> None:
    """End this process as a kill does: nothing is closed, nothing is tidied up."""
    if sys.platform == "win32":
        os._exit(KILLED)
    os.kill(os.getpid(), signal.SIGKILL)
