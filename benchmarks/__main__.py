"""Run benchmarks by name, or all of them; write benchmarks/results.csv."""

import csv
import dataclasses
import functools
import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks import (
    chain,
    chain_growth,
    commands,
    correlation,
    domains,
    measurement,
    ordinal,
    sensitivity,
    weighting,
)
from benchmarks.contest import Contest, Timing, hold
from crowdpotential.report.kernels import ONE_THREAD

RESULTS = Path(__file__).parent / "results.csv"
BENCHMARKS: Mapping[str, Callable[[], Contest]] = {
    "rake_1m": weighting.rake_million,
    "domain_means_1m": domains.contest_domain_means,
    "replicates_reraked": weighting.rake_replicates_again,
    "polychoric_30": correlation.correlate_beside_psych,
    "polychoric_30_lavaan": correlation.correlate_beside_lavaan,
    "wlsmv_2": ordinal.fit_two_blocs,
    "invariance_mlr_2": measurement.compare_two_blocs,
    "invariance_mlr_6": measurement.compare_six_areas,
    "fiml_2": measurement.compare_with_missing_answers,
    "full_chain_500": chain.repeat_chain,
    "full_chain_2000": chain.repeat_chain_often,
    **{
        f"chain_{kind}_{n}": functools.partial(grow, n)
        for kind, grow in (
            ("respondents", chain_growth.grow_respondents),
            ("groups", chain_growth.grow_groups),
        )
        for n in (2_000, 20_000, 200_000)
    },
    "sensitivity_1000": sensitivity.combine_methods,
    "evaluations_1m": sensitivity.evaluate_million,
    "main_job_cold": commands.run_main_job_cold,
    "main_job_warm": commands.run_main_job_warm,
    "startup": commands.start_up,
}


def main(names: list[str]) -> int:
    """Time the named benchmarks, each in a process of its own; exit code 2 for a name that is not known."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {unknown[0]}; known are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for variable in ONE_THREAD:
        os.environ.setdefault(variable, "1")  # of both sides, as the program's own command has it
    timings = []
    fresh = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=1)
    with fresh as alone:
        for name in names or BENCHMARKS:
            timings.append(alone.submit(hold, name, BENCHMARKS[name]).result())
            print(_sentence(timings[-1]), flush=True)
    _write(timings)
    return 0


def _sentence(timing: Timing) -> str:
    words = f"{timing.name}: ours {timing.ours_seconds:.3g} s"
    if timing.peer_seconds is not None:
        words += (
            f", {timing.peer} {timing.peer_seconds:.3g} s, ratio {timing.ratio:.3g}, largest difference {timing.max_abs_difference:.2g}"
        )
    memory = "" if timing.peak_mb is None else f", peak {timing.peak_mb:.0f} MB"
    return words + memory + (f" ({timing.note})" if timing.note else "")


def _write(timings: list[Timing]) -> None:
    """Write one row per benchmark; rows of benchmarks that did not run this time stay."""
    columns = [field.name for field in dataclasses.fields(Timing)]
    rows = {timing.name: {key: _cell(getattr(timing, key)) for key in columns} for timing in timings}
    if RESULTS.exists():
        with RESULTS.open(encoding="utf-8", newline="") as file:
            rows = {row["name"]: row for row in csv.DictReader(file)} | rows
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows[name] for name in BENCHMARKS if name in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
