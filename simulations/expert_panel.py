"""Draw the synthetic panel of experts in experts.csv: no real person answered. Run: python -m simulations.expert_panel.

Planted: agreement about E1, E4, TRU3 and MOT5 and, in the second round, E3; none about E2, E5 and E6; three outlying experts, who
answer at the other end; 50 experts in the first round and 44 in the second.
"""

from pathlib import Path

import numpy as np
import pandas as pd

AGREED = {"E1": 4.6, "E4": 4.5, "TRU3": 4.0, "MOT5": 4.2}
SPLIT = ("E2", "E5", "E6", "EFF1", "TRU1")
POINTS = {"AWR": 14, "DIG": 10, "TRU": 24, "SOC": 12, "EFF": 12, "MOT": 12, "RDY": 16}
N, N_OUTLYING, N_LEFT = 50, 3, 6
MOVED, PERSUADED = 0.25, 0.8  # shares who step towards the median, and who come to agree about E3
SECOND = ("E1", "E2", "E3", "E4", "E5", "E6")


def draw(rng: np.random.Generator) -> pd.DataFrame:
    """Draw both rounds."""
    rated = {name: np.clip(np.rint(rng.normal(mean, 0.5, N)), 1, 5) for name, mean in AGREED.items()}
    rated |= {name: rng.integers(1, 6, N).astype(float) for name in (*SPLIT, "E3")}
    first = pd.DataFrame(rated)
    first.loc[: N_OUTLYING - 1, list(AGREED)] = 1.0
    first.loc[: N_OUTLYING - 1, [*SPLIT, "E3"]] = np.where(first[[*SPLIT, "E3"]].median() >= 3, 1.0, 5.0)
    second = first[list(SECOND)].copy()
    moves = rng.random((N, len(SECOND))) < MOVED
    centre = second.median()
    second = second.where(~moves, second + np.sign(centre - second))
    second["E3"] = np.where(rng.random(N) < PERSUADED, 4.0, second["E3"])
    shares = rng.dirichlet(np.array(list(POINTS.values())) * 0.4, N) * 20
    points = pd.DataFrame(5 * _whole(shares), columns=[f"B_{name}" for name in POINTS])
    codes = [f"X{number:02d}" for number in rng.permutation(N) + 1]
    rounds = [frame.assign(expert=codes, round=number) for number, frame in ((1, first.join(points)), (2, second))]
    return pd.concat([rounds[0], rounds[1].iloc[: N - N_LEFT]])


def _whole(shares: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Round the shares of each expert to whole numbers of the same sum: the largest remainders are rounded up."""
    whole = np.floor(shares)
    missing = np.rint(shares.sum(axis=1) - whole.sum(axis=1))
    order = np.argsort(np.argsort(-(shares - whole), axis=1), axis=1)
    return whole + (order < missing[:, None])


if __name__ == "__main__":
    drawn = draw(np.random.default_rng(13)).convert_dtypes().sort_values(["round", "expert"])
    ordered = ["expert", "round", *SECOND, "TRU3", "MOT5", "EFF1", "TRU1", *(f"B_{name}" for name in POINTS)]
    drawn[ordered].to_csv(Path(__file__).parents[1] / "data" / "raw" / "experts.csv", index=False, lineterminator="\n")
