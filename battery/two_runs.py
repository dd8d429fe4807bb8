"""Two runs at once: on one folder one of them goes through, or both, one after the other; on two folders both, with equal numbers."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from battery.program import Ran, start
from battery.reports import broken_files, judge, make_report, require_report, write_study
from battery.trial import Outcome, Trial

DELAYS = (0.0, 0.3, 1.0, 2.0)  # seconds by which the second run begins later


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Start runs beside each other on one folder and on two, and a check beside a report."""
    params = write_study(folder, short=short)
    one_folder = [("one folder", delay) for delay in DELAYS]
    with (
        start(is_lent=short) as first,
        start(is_lent=short, place=1) as second,
        ThreadPoolExecutor(2) as pool,
    ):
        require_report(first, params, folder / "right", "--set", f"seed={seed}")
        second.run("check", "--params", str(params))  # so that it begins as soon as it is told
        right = (folder / "right" / "results.csv").read_bytes()
        for way, delay in one_folder[1:2] if short else [*one_folder, ("two folders", 0.0), ("an old report", 0.0)]:
            left, other = (folder / f"{way} {delay} {side}" for side in ("left", "right"))
            if way != "two folders":
                other = left
            if way == "an old report":
                require_report(first, params, left, "--set", "seed=2")
            started = pool.submit(make_report, first, params, left, "--set", f"seed={seed}")
            time.sleep(delay)
            later = pool.submit(make_report, second, params, other, "--set", f"seed={seed}")
            pair = (started.result(), later.result())
            for ran, output, which in zip(pair, (left, other), ("first", "second"), strict=True):
                yield judge(
                    ran,
                    kind="two_runs",
                    name=f"{way}, {which}, {delay} s apart",
                    expected=Outcome.PASSED if way == "two folders" else Outcome.EITHER,
                    folder=folder,
                    damage=_damage(output, pair, right),
                )


def _damage(output: Path, pair: tuple[Ran, Ran], right: bytes) -> str:
    """Say what is wrong with a folder after two runs."""
    if not any(ran.exit_code == 0 for ran in pair):
        return "none of the two went through"
    if broken := broken_files(output):
        return f"not as the manifest says: {', '.join(broken)}"
    return "" if (output / "results.csv").read_bytes() == right else "results.csv is not that of either run"
