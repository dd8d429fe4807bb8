"""Ranks: which places each area may hold, given the estimates and their covariance.

An area is put above another only where their difference is significant within a family of pairs; its rank set
reaches from one more than the number of areas put above it to the number of areas not put below it. Resampled ranks
give no such sets: near ties their percentiles cover far less than they promise.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

FEWEST_DRAWS = 1_000  # below it the largest critical values are known to hardly two digits


@dataclass(frozen=True, slots=True, kw_only=True)
class RankSets:
    """Ranks that cannot be ruled out at the confidence level; 1 is the highest estimate."""

    lower: IntArray  # (p,) best rank
    upper: IntArray  # (p,) worst rank
    is_above: BoolArray  # (p, p) row put above column


def simultaneous_rank_sets(estimates: FloatArray, errors: FloatArray, *, confidence_level: float) -> RankSets:
    """Return sets that hold all true ranks at once with the confidence level.

    Stepdown over all pairs (Mogstad, Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91, 476-518).

    Args:
        estimates: (p,) higher is better.
        errors: (R, p) draws of the estimation error about zero, as `draw_errors` gives them.
        confidence_level: 0..1.

    Raises:
        DesignError: two estimates whose difference has no error.
    """
    studentised = _studentise(estimates, errors)
    return _sets(_step_down(studentised, ~np.eye(estimates.size, dtype=np.bool_), confidence_level))


def marginal_rank_sets(estimates: FloatArray, errors: FloatArray, *, confidence_level: float) -> RankSets:
    """Return each area a set that holds its own true rank with the confidence level, the others' aside.

    Narrower than the simultaneous sets, and valid for one area chosen beforehand; arguments and errors as there.
    """
    studentised = _studentise(estimates, errors)
    p = estimates.size
    own = np.zeros((p, p), dtype=np.bool_)
    lower, upper = np.empty(p, dtype=np.int64), np.empty(p, dtype=np.int64)
    for area in range(p):
        pairs = np.zeros((p, p), dtype=np.bool_)
        pairs[area, :] = pairs[:, area] = True
        pairs[area, area] = False
        found = _sets(_step_down(studentised, pairs, confidence_level))
        lower[area], upper[area], own[area] = found.lower[area], found.upper[area], found.is_above[area]
    return RankSets(lower=lower, upper=upper, is_above=own)


def draw_errors(covariance: FloatArray, *, degrees_of_freedom: float, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Draw estimation errors: multivariate t with the estimates' covariance, normal if the freedom is infinite.

    Args:
        covariance: (p, p) of the estimates.
        degrees_of_freedom: of that covariance: PSUs less strata.
        n_draws: 100,000 settle a critical value to about 0.005.
        rng: a stream of its own.

    Returns:
        (n_draws, p).

    Raises:
        DesignError: too few draws, no degrees of freedom, or a covariance that is none.
    """
    return draw_directions(len(covariance), degrees_of_freedom=degrees_of_freedom, n_draws=n_draws, rng=rng).errors(covariance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directions:
    """Draws that have no covariance yet, for all estimates that are ranked by the same ones."""

    normal: FloatArray  # (n_draws, p)
    spread: FloatArray | None  # (n_draws,) by which each is divided; None: the freedom is infinite

    def errors(self, covariance: FloatArray) -> FloatArray:
        """Return errors (n_draws, p) with a covariance (p, p). Raises DesignError for one that is none."""
        values, vectors = np.linalg.eigh(covariance)
        if not np.isfinite(values).all() or values.min() < -1e-9 * values.max():
            msg = f"rank sets: the covariance of the {len(values)} estimates is not positive semidefinite; were replicates withheld?"
            raise DesignError(msg)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        drawn = self.normal @ root.T
        return np.asarray(drawn if self.spread is None else drawn / self.spread[:, None])


def draw_directions(n_estimates: int, *, degrees_of_freedom: float, n_draws: int, rng: np.random.Generator) -> Directions:
    """Draw what `draw_errors` brings to a covariance. Raises DesignError for too few draws or no degrees of freedom."""
    if n_draws < FEWEST_DRAWS or not degrees_of_freedom > 0:
        msg = f"rank sets: need {FEWEST_DRAWS} draws or more and degrees of freedom, not {n_draws} and {degrees_of_freedom:g}"
        raise DesignError(msg)
    normal = rng.standard_normal((n_draws, n_estimates))
    if np.isinf(degrees_of_freedom):
        return Directions(normal=normal, spread=None)
    squares = rng.chisquare(degrees_of_freedom, n_draws)
    return Directions(normal=normal, spread=np.sqrt(squares / degrees_of_freedom))


def may_be_among_best(sets: RankSets, k: int) -> BoolArray:
    """Return which areas cannot be ruled out of the best k (the tau-best of Mogstad, Romano, Shaikh and Wilhelm).

    With simultaneous sets all of the best k are among them with the confidence level, for every k at once.
    """
    return sets.lower <= k


def may_be_among_worst(sets: RankSets, k: int) -> BoolArray:
    """Return which areas cannot be ruled out of the worst k; as `may_be_among_best`."""
    return sets.upper > sets.upper.size - k


def must_be_among_best(sets: RankSets, k: int) -> BoolArray:
    """Return which areas are among the best k whichever of the ranks in their sets they hold; at the same confidence level."""
    return sets.upper <= k


def must_be_among_worst(sets: RankSets, k: int) -> BoolArray:
    """Return which areas are among the worst k; as `must_be_among_best`."""
    return sets.lower > sets.lower.size - k


@dataclass(frozen=True, slots=True, kw_only=True)
class _Studentised:
    statistics: FloatArray  # (p, p) difference of row and column by its standard deviation
    errors: FloatArray  # (p, R) contiguous by area
    deviations: FloatArray  # (p, p)


def _studentise(estimates: FloatArray, errors: FloatArray) -> _Studentised:
    if errors.ndim != 2 or errors.shape[1] != estimates.size or not np.isfinite(estimates).all():
        msg = f"rank sets: {estimates.size} estimates and errors of shape {errors.shape} do not fit, or are not numbers"
        raise DesignError(msg)
    by_area = np.ascontiguousarray(errors.T)
    covariance = np.atleast_2d(np.cov(by_area))
    variances = np.diag(covariance)
    squared = variances[:, None] + variances[None, :] - 2 * covariance
    np.fill_diagonal(squared, 1.0)
    if not (squared > 0).all():
        first, second = np.argwhere(~(squared > 0))[0]
        msg = f"rank sets: the difference of estimates {first + 1} and {second + 1} has no error; are they one area?"
        raise DesignError(msg)
    deviations = np.sqrt(squared)
    return _Studentised(
        statistics=(estimates[:, None] - estimates[None, :]) / deviations,
        errors=by_area,
        deviations=deviations,
    )


def _step_down(found: _Studentised, pairs: BoolArray, confidence_level: float) -> BoolArray:
    """Reject pairs against the largest error over those still active, until none is new."""
    rejected = np.zeros_like(pairs)
    while (active := pairs & ~rejected).any():
        critical = np.quantile(_largest(found, active), confidence_level)
        new = active & (found.statistics > critical)
        if not new.any():
            break
        rejected |= new
    return rejected


def _largest(found: _Studentised, active: BoolArray) -> FloatArray:
    """Return (R,) the largest studentised error over the active pairs, pair by pair to spare memory."""
    largest = np.full(found.errors.shape[1], -np.inf)
    for row, column in np.argwhere(active):
        both = active[column, row]
        if both and column < row:
            continue  # taken with its mirror image
        error = (found.errors[row] - found.errors[column]) / found.deviations[row, column]
        np.maximum(largest, np.abs(error) if both else error, out=largest)
    return largest


def _sets(is_above: BoolArray) -> RankSets:
    p = len(is_above)
    n_above, n_below = is_above.sum(axis=0), is_above.sum(axis=1)
    return RankSets(lower=(1 + n_above).astype(np.int64), upper=(p - n_below).astype(np.int64), is_above=is_above)
