"""pytest run on the program, and on a copy of it that may be spoilt.

Tests stay where they are; PYTHONPATH puts the copy before the program that is installed, in their own processes as well.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from battery.mutation.operators import Mutant, plant
from battery.mutation.session import ORDER, Order, Result, read_results, write_order
from battery.mutation.subjects import PACKAGE, ROOT
from battery.mutation.tests_of import read_imports

WOULD_NOT_END = -9
ENDS = (0, 1, 2)  # exit codes of pytest: all passed, a test failed, or could not even be imported
LONGEST_APART = 900.0  # seconds by the clock


def try_mutants(mutants: Sequence[Mutant], files: Sequence[str], folder: Path) -> list[Result]:
    """Try mutants against the tests of some files: in children that have imported everything, or apart where that cannot be done.

    Args:
        mutants: to be tried.
        files: of tests, below the checkout.
        folder: for notes; what stands there of what tests run is believed.
    """
    order = Order(mutants=list(mutants), notes=folder / "notes", results=folder / "results")
    order.notes.mkdir(exist_ok=True)
    order.results.unlink(missing_ok=True)
    write_order(order, folder / "order")
    run_pytest(
        files,
        PACKAGE,
        limit=None,
        say={ORDER: str(folder / "order")},
        options=["-p", "battery.mutation.session"],
    )
    results = read_results(order.results)
    if len(results) != len(mutants):
        msg = f"pytest tried {len(results)} mutants of {len(mutants)}"
        raise RuntimeError(msg)
    return [try_apart(mutants[one.place], one, folder) if one.tests and one.exit_code is None else one for one in results]


def try_apart(mutant: Mutant, result: Result, folder: Path) -> Result:
    """Plant a mutant in a copy of the program and run the chosen tests on it until one fails."""
    package = copy_program(folder / "copy")
    try:
        (package / mutant.module).write_bytes(plant(mutant, (PACKAGE / mutant.module).read_bytes()))
        for module in read_imports(PACKAGE).above(mutant.module):  # numba copies what is compiled into its callers
            for kept in (package / module).parent.glob(f"__pycache__/{Path(module).stem}.*.nb[ic]"):
                kept.unlink()
        code = run_pytest(result.tests, package, limit=LONGEST_APART, say={}, options=["-x"])
        if code not in ENDS and code >= 0:
            msg = f"{mutant.name} could not be tried: pytest ended with {code}"
            raise RuntimeError(msg)
        return Result(place=result.place, tests=result.tests, exit_code=code)
    finally:
        shutil.rmtree(folder / "copy", ignore_errors=True)


def copy_program(folder: Path) -> Path:
    """Copy the program below a folder; return the folder of the package."""
    package = folder / "src" / PACKAGE.name
    shutil.copytree(PACKAGE, package)
    for beside in ("notebooks", "data/reference"):
        shutil.copytree(ROOT / beside, folder / beside)
    for kept in package.rglob("__pycache__/*.pyc"):
        kept.unlink()  # whether one is current is told by seconds and bytes, and a fault may change neither
    return package


def run_pytest(
    tests: Sequence[str],
    package: Path,
    *,
    limit: float | None,
    say: Mapping[str, str],
    options: Sequence[str],
) -> int:
    """Run pytest with a copy of the program; return its exit code."""
    path = os.pathsep.join([str(package.parent), str(ROOT)])
    threads = {"OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *options, *tests]
    environment = {**os.environ, **threads, "PYTHONUTF8": "1", "PYTHONPATH": path, **say}
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            check=False,
            timeout=limit,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
    except subprocess.TimeoutExpired:
        return WOULD_NOT_END
    return done.returncode
