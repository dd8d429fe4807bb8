"""Weighting: raking of a large file, and replicates that are raked anew."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.contest import Contest, Peer
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.estimation import infer, weighted_means
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers, rao_wu_replication
from crowdpotential.stats.weighting.calibration import Calibration, Margin, calibrate, calibrate_replicates

N_LARGE = 1_000_000
PERSONS = 5_783_899.0
CODES = {  # as they stand in a data file
    "area": np.array([31, 32, 67, 203, 204, 207]),
    "age": np.arange(1, 11),
    "education": np.arange(1, 9),
}
N_AREAS, N_PSUS, N_INTERVIEWS, N_REPLICATES = 6, 25, 12, 500
N_SEX_AGE, N_SETTLEMENT = 12, 2
RAKING = Calibration(method="raking", tolerance=1e-10, max_cycles=1000)


def rake_million() -> Contest:
    """Rake a million rows to three margins of 6, 10 and 8 cells, beginning at their codes."""
    rng = np.random.default_rng([20190701, 1])
    columns = {name: rng.choice(codes, N_LARGE) for name, codes in CODES.items()}
    base = rng.uniform(0.5, 2.0, N_LARGE)
    totals = {name: PERSONS * rng.dirichlet(np.full(len(codes), 20.0)) for name, codes in CODES.items()}

    def ours() -> NDArray[np.float64]:
        margins = [_margin(name, np.searchsorted(CODES[name], columns[name]), totals[name]) for name in CODES]
        return calibrate(base, margins, RAKING).weights

    arrays = {"base": base, **columns} | {f"{name}_totals": values for name, values in totals.items()}
    return Contest(
        n=N_LARGE,
        ours=ours,
        peer=Peer(name="survey::rake", script="rake_1m.R", arrays=arrays),
        note="from codes to weights; difference in persons",
    )


def rake_replicates_again() -> Contest:
    """Estimate area means with standard errors from 500 Rao-Wu replicates, each raked to two margins."""
    rng = np.random.default_rng([20190701, 2])
    area = np.repeat(np.arange(N_AREAS), N_PSUS * N_INTERVIEWS)
    psu = np.repeat(np.arange(N_AREAS * N_PSUS), N_INTERVIEWS)
    n = len(area)
    cells = [rng.integers(0, size, n) + size * area for size in (N_SEX_AGE, N_SETTLEMENT)]
    shares = rng.dirichlet(np.full(N_AREAS, 50.0))
    totals = [PERSONS * _within(shares, size, rng) for size in (N_SEX_AGE, N_SETTLEMENT)]
    margins = [_margin(f"margin {i}", *pair) for i, pair in enumerate(zip(cells, totals, strict=True))]
    base = (PERSONS * shares)[area] / (N_PSUS * N_INTERVIEWS)
    score = rng.normal(50.0, 15.0, n) + 5.0 * rng.standard_normal(psu.max() + 1)[psu]
    keys = np.array([psu_key(str(number)) for number in range(psu.max() + 1)], dtype=np.uint64)
    strata = np.repeat(np.arange(N_AREAS), N_PSUS)
    multipliers = rao_wu_multipliers(strata, keys, seed=20190701, number=N_REPLICATES)

    def ours() -> NDArray[np.float64]:
        drawn = rao_wu_multipliers(strata, keys, seed=20190701, number=N_REPLICATES)
        weights = calibrate(base, margins, RAKING).weights
        raked = calibrate_replicates(base, drawn, psu, margins, RAKING)
        estimate, replicates = (
            weighted_means(score[:, None], columns, area, N_AREAS)[:, 0, :] for columns in (weights[:, None], raked.weights)
        )
        inference = infer(
            estimate[:, 0],
            replicates,
            replication=rao_wu_replication(strata, number=N_REPLICATES),
            freedom=Freedom(np.array(float(N_AREAS * (N_PSUS - 1)))),
            confidence_level=0.95,
            interval="t",
        )
        return np.concatenate([inference.estimate, inference.standard_error])

    arrays = {"area": area, "psu": psu, "base": base, "score": score, "multipliers": multipliers}
    arrays |= {f"cells_{i}": cell for i, cell in enumerate(cells)}
    arrays |= {f"totals_{i}": total for i, total in enumerate(totals)}
    return Contest(
        n=n,
        ours=ours,
        peer=Peer(name="survey", script="replicates_reraked.R", arrays=arrays),
        note="500 replicates; the peer is given the draws; difference of means and standard errors",
    )


def _margin(name: str, cells: NDArray[np.int64], totals: NDArray[np.float64]) -> Margin:
    labels = tuple(str(cell) for cell in range(len(totals)))
    return Margin(name=name, cells=cells, control_totals=totals, labels=labels)


def _within(shares: NDArray[np.float64], size: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Divide every area's share among the cells of a margin."""
    return np.concatenate([share * rng.dirichlet(np.full(size, 50.0)) for share in shares])
