"""A copy of the program that may be spoilt, and pytest run against it.

Tests stay where they are; PYTHONPATH puts the copy before the program that is installed, in their own processes as well.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from battery.mutation.operators import Mutant, plant
from battery.mutation.subjects import PACKAGE, ROOT
from battery.mutation.tests_of import Watched, read_imports
from battery.mutation.watching import CHOSEN, NOTES, WATCHED

FAILED = (1, 2)  # exit codes of pytest: a test failed, or could not even be imported
PLUGIN = "battery.mutation.watching"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How pytest ended: its exit code (None: stopped at the limit; negative: a signal), and its last words."""

    exit_code: int | None
    seconds: float
    words: str

    @property
    def has_noticed(self) -> bool:
        """Tell whether a test failed, the process died or would not end."""
        return self.exit_code is None or self.exit_code < 0 or self.exit_code in FAILED


def copy_program(folder: Path, source: Path = PACKAGE) -> Path:
    """Copy the program below a folder; return the folder of the package."""
    package = folder / "src" / PACKAGE.name
    shutil.copytree(source, package)
    for beside in ("notebooks", "data/reference"):
        kept = source.parents[1] / beside
        shutil.copytree(kept, folder / beside)
    return package


def watch(tests: Sequence[str], package: Path, *, limit: float) -> list[Watched]:
    """Run test files and note which lines of the package each test runs; tests that fail are left out.

    Args:
        tests: paths of files below the checkout.
        package: folder of an unspoilt copy.
        limit: seconds for all of them; files that take longer watch nothing.
    """
    notes = package.parents[1] / f"{'-'.join(Path(test).stem for test in tests)}.json"
    ended = run_pytest(list(tests), package, limit=limit, say={WATCHED: str(package), NOTES: str(notes)})
    if ended.exit_code is None or not notes.exists():
        return []
    return [
        Watched(
            name=name,
            seconds=told["seconds"],
            own={module: frozenset(lines) for module, lines in told["call"].items()},
            prepared={module: frozenset(lines) for module, lines in told["setup"].items()},
        )
        for name, told in json.loads(notes.read_text(encoding="utf-8")).items()
        if told["passed"]
    ]


def try_mutant(mutant: Mutant, tests: Sequence[str], unspoilt: Path, *, limit: float) -> Ended:
    """Plant a mutant in a copy of its own and run tests until one fails.

    Args:
        mutant: the fault.
        tests: in order.
        unspoilt: folder of the package of an unspoilt copy.
        limit: seconds.
    """
    folder = unspoilt.parents[1] / f"mutant-{mutant.start}-{abs(hash((mutant.name, mutant.after)))}"
    package = copy_program(folder, unspoilt)
    try:
        spoilt = package / mutant.module
        spoilt.write_bytes(plant(mutant, spoilt.read_bytes()))
        _forget_compiled(mutant, package)
        chosen = folder / "chosen.json"
        chosen.write_text(json.dumps(list(tests)), encoding="utf-8")
        files = list(dict.fromkeys(name.split("::")[0] for name in tests))
        return run_pytest(files, package, limit=limit, say={CHOSEN: str(chosen)})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_pytest(files: Sequence[str], package: Path, *, limit: float, say: dict[str, str]) -> Ended:
    """Run pytest on files, with a copy of the program, until the first failure."""
    path = os.pathsep.join([str(package.parent), str(ROOT)])
    stop = [] if NOTES in say else ["-x"]
    command = [sys.executable, "-m", "pytest", "-q", *stop, "-p", PLUGIN, "-p", "no:cacheprovider", "-n", "0"]
    environment = {
        **os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1", **say
    }  # fmt: skip
    started = time.perf_counter()
    try:
        done = subprocess.run(
            [*command, "--no-header", "--tb=line", *files], cwd=ROOT, env=environment, check=False, timeout=limit,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Ended(exit_code=None, seconds=time.perf_counter() - started, words="would not end")
    words = "\n".join(done.stdout.splitlines()[-3:])
    return Ended(exit_code=done.returncode, seconds=time.perf_counter() - started, words=words)


def _forget_compiled(mutant: Mutant, package: Path) -> None:
    """Remove compiled code into which numba has copied what is spoilt: it looks for changes in the file of a function alone."""
    (spoilt := package / mutant.module).touch()
    os.utime(spoilt, ns=(time.time_ns(), time.time_ns() + 5_000_000_000))  # never the time of the unspoilt
    if mutant.is_compiled or mutant.is_constant:
        for module in read_imports(PACKAGE).above(mutant.module):
            path = package / module
            for kept in path.parent.glob(f"__pycache__/{path.stem}.*.nb[ic]"):
                kept.unlink()
