"""Draw the synthetic log of an invented platform, and its truth: nobody did any of it. Run: python -m simulations.platform_log.

Planted: three users of five act once and never again; the others act for some months, log-normally often, a few of them most of the time.
The truth is what the same rules give among so many users that chance no longer counts.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.inequality.lorenz import distribute, find_gini, find_top_shares
from crowdpotential.stats.retention.returns import count_returns

SEED, N_USERS, N_OF_TRUTH = 17, 3_000, 300_000
FIRST_DAY, LAST_DAY = "2019-01-01", "2019-09-30"
ONCE, MONTHS_ACTIVE, SPREAD = 0.6, 4.0, 1.1
ACTIONS = ("vote", "comment", "idea")
SHARES = (0.8, 0.17, 0.03)
FOLDER = Path(__file__).parents[1] / "data" / "raw"
DAYS_OF_MONTH = 30.4


def draw(n_users: int, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Draw who acted on which day of the log, 0 upwards."""
    n_days = (pd.Timestamp(LAST_DAY) - pd.Timestamp(FIRST_DAY)).days + 1
    first = rng.integers(0, n_days, n_users)
    stays = rng.random(n_users) >= ONCE
    length = np.minimum(rng.exponential(MONTHS_ACTIVE * DAYS_OF_MONTH, n_users), n_days - 1 - first)
    more = np.where(stays, 1 + np.floor(rng.lognormal(1.0, SPREAD, n_users)), 0).astype(np.int64)
    users = np.concatenate([np.arange(n_users), np.repeat(np.arange(n_users), more)])
    later = np.repeat(first, more) + np.floor(rng.random(more.sum()) * (np.repeat(length, more) + 1)).astype(np.int64)
    return users.astype(np.int64), np.concatenate([first, later])


def find_truth(n_users: int, rng: np.random.Generator) -> dict[str, float]:
    """Return what the rules give: inequality and retention by months."""
    users, days = draw(n_users, rng)
    amounts = np.bincount(users).astype(np.float64)
    known = distribute(amounts, np.ones((n_users, 1)))
    months = (pd.Timestamp(FIRST_DAY) + pd.to_timedelta(days, unit="D")).month.to_numpy(dtype=np.int64)
    returns = {f"retention_{after}": count_returns(users, months, after=after) for after in (1, 3)}
    top_1, top_10 = find_top_shares(known, (0.01, 0.1))[:, 0]
    found = {"gini": find_gini(known)[0], "top_1": top_1, "top_10": top_10}
    found |= {name: counted.n_returned / counted.n_followed for name, counted in returns.items()}
    return {name: round(float(value), 4) for name, value in found.items()}


def draw_log(n_users: int = N_USERS, seed: int = SEED) -> pd.DataFrame:
    """Draw the log that is committed."""
    rng = np.random.default_rng(seed)
    users, days = draw(n_users, rng)
    dates = (pd.Timestamp(FIRST_DAY) + pd.to_timedelta(days, unit="D")).strftime("%Y-%m-%d")
    codes = rng.permutation(n_users)[users]
    log = pd.DataFrame({"platform": "demo", "user": [f"u{code:05d}" for code in codes], "date": dates})
    log["action"] = rng.choice(ACTIONS, len(log), p=SHARES)
    return log.sort_values(["date", "user"], kind="stable", ignore_index=True)


if __name__ == "__main__":
    draw_log().to_csv(FOLDER / "platform_log.csv", index=False, lineterminator="\n")
    truth = {"about": "synthetic: nobody did any of it", "platform": "demo", **find_truth(N_OF_TRUTH, np.random.default_rng(SEED + 1))}
    (FOLDER / "platform_log_truth.json").write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")
