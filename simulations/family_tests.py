"""How often families of tests find what is not there, and whether their intervals hold all true differences at once.

Areas are samples of units of their own, or groups of the same units; a replicate draws one unit less with replacement (Rao and Wu
1988). Promised are an error of at most 5% for the family and for the overall test, and simultaneous coverage of at least 95%, each
within two Monte-Carlo errors. The tests of each pair by itself, Wald's overall test, and areas of few units that vary four times as
much in one as in another stand beside and are not judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.estimation import Inference, infer
from crowdpotential.stats.inference.overall import compare_means
from crowdpotential.stats.inference.simultaneous import Family, judge_family
from crowdpotential.stats.replication.replicates import Replication, rao_wu_replication
from crowdpotential.stats.replication.spread import replicate_covariance
from crowdpotential.stats.streams import stream

SEED, N_STUDIES, N_REPLICATES = 20191129, 1000, 400
LEVEL, ERRORS = 0.95, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Areas or groups, the units behind each, and how far units spread in each."""

    name: str
    n_units: tuple[int, ...]
    spreads: tuple[float, ...]
    shares_units: bool = False  # groups of the same units, which have something in common
    is_judged: bool = True


PLANS = (
    Plan(name="6 areas of 25 units", n_units=(25,) * 6, spreads=(1.0,) * 6),
    Plan(name="5 areas, 6 to 40 units", n_units=(6, 10, 16, 25, 40), spreads=(1.0, 1.3, 0.9, 0.8, 1.2)),
    # degrees of freedom take units to vary alike: what it costs where they do not, and are few
    Plan(name="the same, uneven", n_units=(6, 10, 16, 25, 40), spreads=(1.0, 2.0, 1.0, 0.5, 1.5), is_judged=False),
    Plan(name="25 areas of 10 units", n_units=(10,) * 25, spreads=(1.0,) * 25),
    Plan(name="6 groups of 60 units", n_units=(60,) * 6, spreads=(1.0, 1.3, 0.8, 1.0, 1.0, 2.0), shares_units=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One promise under one plan."""

    plan: str
    test: str
    wrong: float  # share of studies with a difference that is none, or a true one outside its interval
    n_studies: int
    is_judged: bool

    @property
    def limit(self) -> float:
        """The largest share that is as promised."""
        allowed = 1 - LEVEL
        return allowed + ERRORS * float(np.sqrt(allowed * (1 - allowed) / self.n_studies))


def repeat(plans: Sequence[Plan] = PLANS, *, n_studies: int = N_STUDIES) -> list[Row]:
    """Draw studies with equal means and studies with unequal ones, and count what goes wrong.

    Args:
        plans: what studies look like.
        n_studies: of each plan.
    """
    rows = list[Row]()
    for plan in plans:
        rng, wrong = stream(SEED, plan.name), dict.fromkeys(_TESTS, 0)
        for _ in range(n_studies):
            for test, failed in _draw_study(plan, rng).items():
                wrong[test] += failed
        rows += [
            Row(
                plan=plan.name,
                test=test,
                wrong=n / n_studies,
                n_studies=n_studies,
                is_judged=plan.is_judged and _TESTS[test],
            )
            for test, n in wrong.items()
        ]
    return rows


def judge(rows: Sequence[Row]) -> list[str]:
    """Name the promises that are not kept."""
    return [
        f"{row.plan}, {row.test}: wrong in {row.wrong:.1%}, more than {row.limit:.1%}"
        for row in rows
        if row.is_judged and row.wrong > row.limit
    ]


def as_table(rows: Sequence[Row]) -> str:
    """Write one line for each row."""
    return "\n".join(f"{row.plan:<26}{row.test:<34}{row.wrong:7.2%}{'' if row.is_judged else '  (not judged)'}" for row in rows)


_TESTS = {
    "any difference of equal means": True,
    "any true one outside its interval": True,
    "overall test of equal means": True,
    "Wald's test of equal means": False,
    "any pair tested by itself": False,
}


def _draw_study(plan: Plan, rng: np.random.Generator) -> dict[str, bool]:
    """Draw one study of equal means; as shifted means have the same errors, it tells of coverage as well."""
    drawn, k = _draw_means(plan, rng), len(plan.n_units)
    truth = np.linspace(-1.0, 1.0, k)
    first, second = np.triu_indices(k, 1)
    freedom = np.array(plan.n_units, dtype=np.float64) - 1
    of_all = float(freedom[0] if plan.shares_units else freedom.sum())
    own = np.full(first.size, of_all) if plan.shares_units else _freedom_of_pairs(freedom, first, second)
    replication = rao_wu_replication(np.zeros(int(of_all) + 1, dtype=np.int64), number=N_REPLICATES)
    equal = _family(drawn[first] - drawn[second], own, replication)
    shifted = drawn + truth[:, None]
    unequal = _family(shifted[first] - shifted[second], own, replication)
    differences = truth[first] - truth[second]
    holds = (unequal.ci_low <= differences) & (differences <= unequal.ci_high)
    covariance = replicate_covariance(drawn[:, 0], drawn[:, 1:], replication).covariance
    overall = compare_means(
        drawn[:, 0],
        covariance,
        sizes=np.array(plan.n_units, dtype=np.float64),
        degrees_of_freedom=freedom,
        freedom_of_all=of_all,
    )
    found = (
        equal.is_found.any(),
        not holds.all(),
        overall.p_value < 1 - LEVEL,
        _wald(drawn[:, 0], covariance, of_all) < 1 - LEVEL,
        (equal.p_value < 1 - LEVEL).any(),
    )
    return dict(zip(_TESTS, (bool(one) for one in found), strict=True))


def _freedom_of_pairs(freedom: FloatArray, first: IntArray, second: IntArray) -> FloatArray:
    """Approximate the freedom of each difference as the program does: units vary alike, few of them count for more (Satterthwaite)."""
    variance = 1 / (freedom + 1)
    parts = variance**2 / freedom
    found: FloatArray = (variance[first] + variance[second]) ** 2 / (parts[first] + parts[second])
    return found


def _draw_means(plan: Plan, rng: np.random.Generator) -> FloatArray:
    """(k, 1 + R) means of the sample and of its replicates."""
    common = rng.normal(size=plan.n_units[0]) if plan.shares_units else None
    counts = _draw_counts(plan.n_units[0], rng) if plan.shares_units else None
    means = list[FloatArray]()
    for n, spread in zip(plan.n_units, plan.spreads, strict=True):
        units = spread * rng.normal(size=n) + (0.0 if common is None else common)
        drawn = _draw_counts(n, rng) if counts is None else counts
        means.append(np.concatenate([[units.mean()], drawn @ units / (n - 1)]))
    return np.stack(means)


def _draw_counts(n_units: int, rng: np.random.Generator) -> IntArray:
    return rng.multinomial(n_units - 1, np.full(n_units, 1 / n_units), size=N_REPLICATES)


def _family(differences: FloatArray, freedom: FloatArray, replication: Replication) -> Family:
    found: Inference = infer(
        differences[:, 0],
        differences[:, 1:],
        replication=replication,
        freedom=Freedom(freedom),
        confidence_level=LEVEL,
    )
    return judge_family(found, differences[:, 1:], replication=replication, method="max-t")


def _wald(means: FloatArray, covariance: FloatArray, freedom: float) -> float:
    """Give the p-value of Wald's test as R's regTermTest has it."""
    k = means.size
    contrasts = np.eye(k)[1:] - np.eye(k)[0]
    estimate = contrasts @ means
    statistic = float(estimate @ np.linalg.solve(contrasts @ covariance @ contrasts.T, estimate)) / (k - 1)
    return float(fdtrc(k - 1, freedom - (k - 1), statistic))
