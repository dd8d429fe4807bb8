"""Write the sample and the replicate weights for survey_means.R, as JSON on standard output."""

import json
import sys

import numpy as np

from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers
from crowdpotential.stats.weighting.calibration import Calibration, Margin, calibrate, calibrate_replicates

N_STRATA, N_PSUS, PER_PSU, N_REPLICATES, SEED = 3, 12, 15, 40, 20190701


def main() -> None:
    rng = np.random.default_rng(SEED)
    psu = np.repeat(np.arange(N_PSUS), PER_PSU)
    stratum_of_psu = np.arange(N_PSUS) % N_STRATA
    strata = stratum_of_psu[psu]
    group = rng.integers(0, 4, psu.size)
    sex = rng.integers(0, 2, psu.size)
    domains = np.where(rng.random(psu.size) < 0.1, -1, rng.integers(0, 3, psu.size))
    score = np.round(50 + 4 * group + 5 * rng.normal(size=N_PSUS)[psu] + 12 * rng.normal(size=psu.size), 1)
    is_active = (rng.random(psu.size) < 0.1 + 0.05 * group).astype(float)
    score[rng.random(psu.size) < 0.05] = np.nan
    base_weights = np.round(rng.uniform(0.5, 2, psu.size), 3)
    totals = {"group": [31000.0, 24000.0, 26000.0, 19000.0], "sex": [47000.0, 53000.0]}
    margins = [
        Margin(name=name, cells=cells, control_totals=np.array(totals[name]), labels=("",) * len(totals[name]))
        for name, cells in (("group", group), ("sex", sex))
    ]
    keys = np.array([psu_key(f"unit {unit}") for unit in range(N_PSUS)], dtype=np.uint64)
    multipliers = rao_wu_multipliers(stratum_of_psu, keys, seed=SEED, number=N_REPLICATES)
    how = Calibration(method="raking", tolerance=1e-13)
    raked = calibrate(base_weights, margins, how)
    replicates = calibrate_replicates(base_weights, multipliers, psu, margins, how)
    arrays = {
        "psu": psu,
        "strata": strata,
        "group": group,
        "sex": sex,
        "domains": domains,
        "base_weights": base_weights,
        "is_active": is_active,
        "multipliers": multipliers,
        "weights": raked.weights,
        "replicate_weights": replicates.weights,
    }
    lists = {name: array.tolist() for name, array in arrays.items()}
    lists["score"] = [None if np.isnan(value) else value for value in score]
    json.dump({"seed": SEED, "totals": totals} | lists, sys.stdout)


main()
