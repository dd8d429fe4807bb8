"""Run simulations by name, or all of them; write simulations/NAME.csv; exit code 1 where a promise is not kept."""

import csv
import dataclasses
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

FOLDER = Path(__file__).parent


def main(names: Sequence[str]) -> int:
    """Run the named simulations; exit code 2 for a name that is not known."""
    unknown = [name for name in names if name not in SIMULATIONS]
    if unknown:
        print(f"no simulation {unknown[0]}; known are {', '.join(SIMULATIONS)}", file=sys.stderr)
        return 2
    kept = [SIMULATIONS[name]() for name in names or SIMULATIONS]
    return 0 if all(kept) else 1


def run_weighting_coverage() -> bool:
    """Tell whether intervals after raking hold the truth as often as they promise."""
    _use_one_thread()
    from simulations import weighting_coverage as simulation  # noqa: PLC0415 after the threads are set
    from simulations.coverage import as_table, cover, judge  # noqa: PLC0415

    methods = {**simulation.JUDGED, **simulation.BESIDE}
    workers, rows = os.cpu_count() or 1, []
    for plan in simulation.PLANS:
        _tell(f"{plan} in each area")
        repeated = simulation.repeat(simulation.N_DRAWS, plan, methods, n_workers=workers, tell=_tell)
        rows += [row for one in repeated for row in cover(one)]
    judged = [row for row in rows if row.method in simulation.JUDGED]
    common = {"seed": simulation.SEED, "n_draws": simulation.N_DRAWS}
    _write(
        "weighting_coverage",
        [{**common, "is_judged": row in judged, **dataclasses.asdict(row)} for row in rows],
    )
    print(f"{simulation.N_DRAWS} samples, seed {simulation.SEED}; 95% intervals that hold the truth")
    print(as_table(rows))
    outside = judge(judged)
    print("\n".join(outside) or f"as promised by {' and '.join(simulation.JUDGED)}")
    return not outside


def run_comparability_recovery() -> bool:
    """Tell whether the check of comparability finds what differs between two blocs, and nothing else."""
    _use_one_thread()
    from simulations import comparability_recovery as simulation  # noqa: PLC0415 after the threads are set
    from simulations.recovery import as_table, judge, recover  # noqa: PLC0415

    repeated = simulation.repeat(simulation.N_DRAWS, n_workers=os.cpu_count() or 1, tell=_tell)
    rows = [row for one in repeated for row in recover(one, slack=simulation.SLACK[one.estimator])]
    _write(
        "comparability_recovery",
        [{"seed": simulation.SEED, "is_judged": row.is_judged, **dataclasses.asdict(row)} for row in rows],
    )
    print(f"draws of each world, seed {simulation.SEED}: {_list_draws(list(simulation.N_DRAWS.items()))}")
    print(as_table(rows))
    outside = judge(rows)
    print("\n".join(outside) or "as promised in all worlds")
    return not outside


def run_index_coverage() -> bool:
    """Tell whether intervals and rank sets of the index hold the truth as often as they promise."""
    _use_one_thread()
    from simulations import index_coverage as simulation  # noqa: PLC0415 after the threads are set
    from simulations.coverage import as_table, cover, judge  # noqa: PLC0415
    from simulations.rank_coverage import JOINTLY, cover_ranks, describe_widths  # noqa: PLC0415

    workers, began = os.cpu_count() or 1, time.perf_counter()
    surveyed = simulation.repeat(simulation.N_SURVEYS, n_workers=workers, tell=_tell)
    seconds = (time.perf_counter() - began) * workers / sum(len(one.found) for one in surveyed)
    of_means = [row for one in surveyed for row in cover(simulation.intervals(one))]
    of_ranks = [row for one in surveyed for row in cover_ranks(one)]
    judged = [row for row in of_means if row.variable == "index"]
    judged += [row for row in of_ranks if (row.method, row.variable) == ("simultaneous", JOINTLY)]
    common = {"seed": simulation.SEED, "n_surveys": simulation.N_SURVEYS, "n_replicates": simulation.N_REPLICATES}
    rows = of_means + of_ranks
    _write("index_coverage", [{**common, "is_judged": row in judged, **dataclasses.asdict(row)} for row in rows])
    print(f"{simulation.N_SURVEYS} surveys of each world, seed {simulation.SEED}, {seconds:.2f} s each on a core")
    print(as_table(rows))
    print("\n".join(describe_widths(one) for one in surveyed))
    outside = judge(judged)
    print("\n".join(outside) or "as promised in all worlds")
    return not outside


def run_fit_rule() -> bool:
    """Tell whether the rule for base models accepts true models and rejects those that are wrong."""
    _use_one_thread()
    from simulations import fit_rule as simulation  # noqa: PLC0415 after the threads are set
    from simulations import misfit_effects  # noqa: PLC0415

    effects = misfit_effects.find_effects()
    _write("misfit_effects", [dataclasses.asdict(effect) for effect in effects])
    print("what each model does to what is printed, without sampling")
    print(misfit_effects.as_table(effects))
    rows = simulation.repeat(n_workers=os.cpu_count() or 1, tell=_tell)
    _write("fit_rule", [{"seed": simulation.SEED, **dataclasses.asdict(row)} for row in rows])
    print(f"base models that were rejected, seed {simulation.SEED}")
    print(simulation.as_table(rows))
    outside = simulation.judge(rows)
    print("\n".join(outside) or "as promised in all worlds")
    return not outside


def run_family_tests() -> bool:
    """Tell whether families of tests keep their level, and whether their intervals hold all differences at once."""
    _use_one_thread()
    from simulations import family_tests as simulation  # noqa: PLC0415 after the threads are set

    rows = simulation.repeat()
    common = {"seed": simulation.SEED, "n_replicates": simulation.N_REPLICATES}
    _write("family_tests", [{**common, **dataclasses.asdict(row)} for row in rows])
    print(f"{simulation.N_STUDIES} studies of each plan, seed {simulation.SEED}; share of studies")
    print(simulation.as_table(rows))
    outside = simulation.judge(rows)
    print("\n".join(outside) or "as promised under all plans")
    return not outside


def run_equal_groups() -> bool:
    """Tell whether equal groups are seldom called different, and planted differences found, by number and size of the groups."""
    _use_one_thread()
    from simulations import equal_groups as simulation  # noqa: PLC0415 after the threads are set

    shares = simulation.repeat()
    _write("equal_groups", [{"seed": simulation.SEED, **dataclasses.asdict(one)} for one in shares])
    print(simulation.as_table(shares))
    outside = simulation.judge(shares)
    print("\n".join(outside) or "as promised in all settings")
    return not outside


def run_kinds_of_freedom() -> bool:
    """Tell which degrees of freedom means, shares, correlations and alphas have under calibrated weights."""
    _use_one_thread()
    from simulations import kinds_of_freedom as simulation  # noqa: PLC0415 after the threads are set

    found = simulation.repeat()
    common = {"seed": simulation.SEED, "n_draws": simulation.N_DRAWS}
    _write("kinds_of_freedom", [{**common, **dataclasses.asdict(one)} for one in found])
    print(f"{simulation.N_DRAWS} samples, seed {simulation.SEED}")
    print(simulation.as_table(found))
    outside = simulation.judge(found)
    print("\n".join(outside) or "as promised for all kinds")
    return not outside


def run_types_of_people() -> bool:
    """Tell whether planted types of people are found, and intervals of their shares hold the truth."""
    from simulations import types_of_people as simulation  # noqa: PLC0415 only where it is run

    found = simulation.repeat(tell=_tell)
    common = {"seed": simulation.SEED, "n_replicates": simulation.N_REPLICATES}
    _write("types_of_people", [{**common, **dataclasses.asdict(one)} for one in found])
    print(simulation.as_table(found))
    outside = simulation.judge(found)
    print("\n".join(outside) or "as promised in both worlds")
    return not outside


def run_paired_changes() -> bool:
    """Tell whether the intervals of a paired change and of its standardised size hold the truth."""
    from simulations import paired_changes as simulation  # noqa: PLC0415 only where it is run

    found = simulation.repeat()
    _write("paired_changes", [{"seed": simulation.SEED, **dataclasses.asdict(one)} for one in found])
    print(f"{simulation.N_DRAWS} draws of each world, seed {simulation.SEED}")
    print(simulation.as_table(found))
    outside = simulation.judge(found)
    print("\n".join(outside) or "as promised in all worlds")
    return not outside


def run_inequality_coverage() -> bool:
    """Tell whether intervals of Gini's coefficient and of the shares of the most active hold the truth, and on how few respondents."""
    _use_one_thread()
    from simulations import inequality_coverage as simulation  # noqa: PLC0415 after the threads are set

    found = simulation.repeat()
    common = {"seed": simulation.SEED, "n_replicates": simulation.N_REPLICATES}
    _write("inequality_coverage", [{**common, **dataclasses.asdict(one)} for one in found])
    print(f"{simulation.N_DRAWS} samples of each world, seed {simulation.SEED}")
    print(simulation.as_table(found))
    outside = simulation.judge(found)
    print("\n".join(outside) or "as promised in all worlds")
    return not outside


def run_gap_ladder() -> bool:
    """Tell whether rungs of the ladder hold the truth, and whether their words are seldom wrong."""
    _use_one_thread()
    from simulations import gap_ladder as simulation  # noqa: PLC0415 after the threads are set

    shares = simulation.repeat()
    common = {"seed": simulation.SEED, "n_replicates": simulation.N_REPLICATES}
    _write("gap_ladder", [{**common, **dataclasses.asdict(one)} for one in shares])
    print(f"{simulation.N_DRAWS} surveys of each world, seed {simulation.SEED}")
    print(simulation.as_table(shares))
    outside = simulation.judge(shares)
    print("\n".join(outside) or "as promised in all worlds")
    return not outside


def run_experiment_coverage() -> bool:
    """Tell whether intervals of the effects of texts hold the truth as often as they promise."""
    _use_one_thread()
    from simulations import experiment_coverage as simulation  # noqa: PLC0415 after the threads are set
    from simulations.coverage import as_table  # noqa: PLC0415

    rows = simulation.repeat()
    common = {"seed": simulation.SEED, "n_draws": simulation.N_DRAWS, "n_replicates": simulation.N_REPLICATES}
    _write("experiment_coverage", [{**common, **dataclasses.asdict(row)} for row in rows])
    print(f"{simulation.N_DRAWS} samples of each world, seed {simulation.SEED}; 95% intervals that hold the effect")
    print(as_table(rows))
    outside = simulation.judge(rows)
    print("\n".join(outside) or "as promised in both worlds")
    return not outside


def run_small_domains() -> bool:
    """Tell whether pooled estimates of small domains are closer to the truth than direct ones, and whether their intervals hold it."""
    _use_one_thread()
    from simulations import small_domains as simulation  # noqa: PLC0415 after the threads are set

    found = simulation.repeat()
    _write("small_domains", [{"seed": simulation.SEED, **dataclasses.asdict(one)} for one in found])
    print(f"{simulation.N_DRAWS} draws of each world, seed {simulation.SEED}")
    print(simulation.as_table(found))
    outside = simulation.judge(found)
    print("\n".join(outside) or "as promised in all worlds")
    return not outside


def run_log_coverage() -> bool:
    """Tell whether intervals of inequality among the users of a log hold the truth, and from how many users on."""
    _use_one_thread()
    from simulations import log_coverage as simulation  # noqa: PLC0415 after the threads are set

    found = simulation.repeat()
    _write("log_coverage", [{"seed": simulation.SEED, **dataclasses.asdict(one)} for one in found])
    print(f"{simulation.N_DRAWS} logs of each kind, seed {simulation.SEED}")
    print(simulation.as_table(found))
    outside = simulation.judge(found)
    print("\n".join(outside) or "as promised in all logs")
    return not outside


def _use_one_thread() -> None:
    """Leave each worker one thread; read when the workers import."""
    for threads in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(threads, "1")


def _list_draws(n_draws: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{number} by {estimator}" for estimator, number in n_draws)


def _write(name: str, rows: Sequence[Mapping[str, object]]) -> None:
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)


def _tell(line: str) -> None:
    print(line, flush=True)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6g}" if isinstance(value, float) else str(value)


SIMULATIONS: Mapping[str, Callable[[], bool]] = {
    "weighting_coverage": run_weighting_coverage,
    "comparability_recovery": run_comparability_recovery,
    "index_coverage": run_index_coverage,
    "fit_rule": run_fit_rule,
    "family_tests": run_family_tests,
    "equal_groups": run_equal_groups,
    "kinds_of_freedom": run_kinds_of_freedom,
    "types_of_people": run_types_of_people,
    "inequality_coverage": run_inequality_coverage,
    "paired_changes": run_paired_changes,
    "gap_ladder": run_gap_ladder,
    "experiment_coverage": run_experiment_coverage,
    "small_domains": run_small_domains,
    "log_coverage": run_log_coverage,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
