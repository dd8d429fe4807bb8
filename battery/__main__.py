"""Run the battery: `python -m battery [NAME ...] [--short] [--seed N] [--seconds N]`; exit code 1 where a trial failed, 2 for wrong use.

The whole battery writes battery/results.csv, one row per trial, and docs/battery.md; the short one, a sample of each kind, writes nothing.
Mutants try the tests and not the program, and take longest: of the whole battery they are no part, and they write a page of their own.
"""

import argparse
import importlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from battery.page import keep
from battery.trial import Trial

SEED = 20261130
KINDS = (
    "bad_inputs",
    "near_misses",
    "mutations",
    "injections",
    "canaries",
    "disks",
    "locks",
    "two_runs",
    "kills",
    "order",
    "threads",
    "disclosure",
    "mutants",
    "audit",
)  # modules of this package; each has run(short, seed, folder), which yields trials
APART = ("mutants",)  # carried out whole where they are named alone; kept on their own page


def main(arguments: Sequence[str]) -> int:
    """Run the named kinds, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m battery", description="Attack the program, and count.")
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"of {', '.join(KINDS)}; by default all but {', '.join(APART)}",
    )
    parser.add_argument("--short", action="store_true", help="a sample of each kind; writes nothing")
    parser.add_argument("--seed", type=int, default=SEED, help="of whatever is drawn (%(default)s)")
    parser.add_argument("--seconds", type=float, help="stop each kind after so many; the page counts what was tried")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.names if name not in KINDS]:
        print(f"the battery has no {unknown[0]}; known are {', '.join(KINDS)}", file=sys.stderr)
        return 2
    failed = 0
    every = [name for name in KINDS if asked.short or name not in APART]
    for name in asked.names or every:
        trials, started, is_stopped = [], time.perf_counter(), False
        for trial in attack(name, short=asked.short, seed=asked.seed):
            trials.append(trial)
            if trial.is_failed:
                print(describe(trial), flush=True)
            elif sys.stderr.isatty():
                print(f"\r{name}: {len(trials)}", end="", file=sys.stderr, flush=True)
            if is_stopped := asked.seconds is not None and time.perf_counter() - started > asked.seconds:
                break
        failed += sum(trial.is_failed for trial in trials)
        print(summarise(name, trials, time.perf_counter() - started), flush=True)
        if not asked.short and name not in APART:
            keep(name, trials, seed=asked.seed, stopped_after=asked.seconds if is_stopped else None)
    return int(failed > 0)


def attack(name: str, *, short: bool, seed: int) -> Iterator[Trial]:
    """Make the trials of a kind in a folder of their own, which is removed afterwards."""
    module = importlib.import_module(f"battery.{name}")
    with tempfile.TemporaryDirectory(prefix=f"battery-{name}-", ignore_cleanup_errors=True) as folder:
        yield from module.run(short=short, seed=seed, folder=Path(folder))


def describe(trial: Trial) -> str:
    """Say in a line what went wrong."""
    code = "" if trial.exit_code is None else f", exit code {trial.exit_code}"
    return f"FAILED {trial.kind}, {trial.name}: {trial.happened}, not {trial.expected}{code}, {trial.seconds:.1f} s: {trial.detail}"


def summarise(name: str, trials: Sequence[Trial], seconds: float) -> str:
    """Say in a line what came of a kind."""
    counts = Counter(trial.happened for trial in trials)
    words = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
    failed = sum(trial.is_failed for trial in trials)
    return f"{name}: {len(trials)} trials ({words}), {failed} failed, {seconds:.0f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
