"""What the check of comparability got right over repeated draws, set against what is promised."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from crowdpotential.stats.arrays import FloatArray
from simulations.comparability_recovery import CONFIDENCE_LEVEL, Repeated
from simulations.two_blocs import DEGREES_OF_FREEDOM, DIMENSIONS, LATENT_GAPS, read_truth

LEAST_FOUND = 0.90  # of the items that differ
MOST_FALSE = 0.05  # of the items that do not, and of the draws in which one of them is taken for different
FAMILY_WISE_ERRORS = 2.0  # Monte-Carlo errors by which the share of those draws may exceed it
MOST_BIAS = 0.03  # of a latent difference, in standard deviations
LEAST_RIGHT = 0.95  # of the verdicts
JUDGED_VERDICTS = ("comparable", "not_comparable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """One row of the table."""

    estimator: str
    world: str
    measure: str
    variable: str  # dimension; empty: all of them
    n_draws: int
    value: float
    monte_carlo_error: float
    lowest: float  # to accept; minus infinity and infinity where nothing is promised
    highest: float
    is_within: bool

    @property
    def is_judged(self) -> bool:
        """Say whether anything is promised."""
        return bool(np.isfinite([self.lowest, self.highest]).any())


def recover(repeated: Repeated, *, slack: float = 0.0) -> list[Recovered]:
    """Compare what was found in all draws of a world with its truth.

    Args:
        repeated: draws of one world.
        slack: Monte-Carlo errors by which few draws may miss what is promised of many.
    """
    world = repeated.world
    flags = np.stack([one.is_different for one in repeated.findings])
    is_shifted = np.isin(read_truth().names, list(world.shifts))
    has_truth = world.verdict != "not_comparable"  # else most items speak against the rest, and no side is right
    rows = []
    if is_shifted.any():
        found = flags[:, is_shifted].mean(axis=1)
        rows.append(_row(repeated, "found", found, lowest=LEAST_FOUND if has_truth else None, slack=slack))
    false = flags[:, ~is_shifted].mean(axis=1)
    n_draws = len(false)
    family_wise = MOST_FALSE + FAMILY_WISE_ERRORS * _binomial_error(MOST_FALSE, n_draws)
    rows += [
        _row(repeated, "false_flags", false, highest=MOST_FALSE if has_truth else None, slack=slack),
        _row(repeated, "false_flags_any", (false > 0).astype(float), highest=family_wise if has_truth else None),
    ]
    if has_truth:
        rows += _latent_rows(repeated, slack)
    right = np.array([one.verdict == world.verdict for one in repeated.findings], dtype=np.float64)
    least = LEAST_RIGHT if world.verdict in JUDGED_VERDICTS else None
    widened = slack * _binomial_error(LEAST_RIGHT, n_draws)
    rows.append(_row(repeated, "right_verdict", right, lowest=None if least is None else least - widened))
    return rows


def _latent_rows(repeated: Repeated, slack: float) -> list[Recovered]:
    """Give the bias of each latent difference, then how often their intervals hold the truth."""
    latent = np.stack([one.latent for one in repeated.findings])
    errors = np.stack([one.latent_errors for one in repeated.findings])
    is_known = ~np.isnan(latent).any(axis=1)
    latent, errors = latent[is_known], errors[is_known]
    rows = [
        _row(
            repeated,
            "latent_bias",
            latent[:, d] - LATENT_GAPS[d],
            variable=name,
            lowest=-MOST_BIAS,
            highest=MOST_BIAS,
            slack=slack,
        )
        for d, name in enumerate(DIMENSIONS)
    ]
    is_covered = np.abs(latent - LATENT_GAPS) <= stdtrit(DEGREES_OF_FREEDOM, (1 + CONFIDENCE_LEVEL) / 2) * errors
    return [*rows, _row(repeated, "latent_coverage", is_covered.mean(axis=1))]


def _row(
    repeated: Repeated,
    measure: str,
    values: FloatArray,
    *,
    variable: str = "",
    lowest: float | None = None,
    highest: float | None = None,
    slack: float = 0.0,
) -> Recovered:
    error = float(values.std(ddof=1) / np.sqrt(len(values)))
    low = -np.inf if lowest is None else lowest - slack * error
    high = np.inf if highest is None else highest + slack * error
    value = float(values.mean())
    return Recovered(
        estimator=repeated.estimator,
        world=repeated.world.name,
        measure=measure,
        variable=variable,
        n_draws=len(values),
        value=value,
        monte_carlo_error=error,
        lowest=low,
        highest=high,
        is_within=low <= value <= high,
    )


def _binomial_error(share: float, n_draws: int) -> float:
    return float(np.sqrt(share * (1 - share) / n_draws))


def judge(rows: Sequence[Recovered]) -> list[str]:
    """Name every row that breaks a promise, in a sentence each."""
    return [
        f"{row.estimator}, {row.world}, {row.measure} {row.variable or 'overall'}: {row.value:.4f} in {row.n_draws} draws, "
        f"outside {row.lowest:.4f} to {row.highest:.4f}"
        for row in rows
        if not row.is_within
    ]


def as_table(rows: Sequence[Recovered]) -> str:
    """Set all rows in lines of text; of the latent differences the one that is furthest off."""
    lines = [f"{'estimator':<10}{'world':<12}{'measure':<18}{'draws':>6}{'value':>9}{'error':>9}{'lowest':>9}{'highest':>9}"]
    worst: dict[tuple[str, str, str], Recovered] = {}
    for row in rows:
        key = (row.estimator, row.world, row.measure)
        if key not in worst or abs(row.value) > abs(worst[key].value):
            worst[key] = row
    for row in worst.values():
        ends = "".join(f"{end:>9.4f}" if np.isfinite(end) else f"{'':>9}" for end in (row.lowest, row.highest))
        named = f"{row.measure} {row.variable}".strip()
        lines.append(f"{row.estimator:<10}{row.world:<12}{named:<18}{row.n_draws:>6}{row.value:>9.4f}{row.monte_carlo_error:>9.4f}{ends}")
    return "\n".join(lines)
