"""Uncertainty: the degrees of freedom of an estimate, those of the sampling units that hold the respondents whom it rests on.

A domain has the primary sampling units (PSUs) with any of its members, less the strata of these (R: `degf` of the subset), and a
contrast those of both its domains together: a unit that both share counts once. A question that whole units were not asked
rests on the others alone. Replicates that were delivered without their units tell by the rank of the members' weights, less
one (R again). Where the weights are calibrated, fewer may be left (`calibrated_freedom`).
"""

from collections.abc import Callable
from functools import cache

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.calibrated_freedom import calibrated_degrees_of_freedom
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.design import Design, LinearDesign
from crowdpotential.stats.inference.estimation import domain_degrees_of_freedom
from crowdpotential.stats.replication.delivered import RANK_TOLERANCE


def count_freedom(members: BoolArray, design: Design) -> Freedom:
    """Count the degrees of freedom of each of d domains, never more than the design's.

    Args:
        members: (n, d) who belongs to each.
        design: of the respondents, in the order of the rows; its controls cost degrees of freedom, where it has them.

    Returns:
        (d,) zero where there is no error: nobody, or a single unit of each stratum.
    """
    different, place = _tell_apart(members)
    freedom = _count_units(different, design)
    if design.controls is not None:
        freedom = np.minimum(freedom, _left_by_controls(design.controls, different, design))
    return Freedom(np.asarray(freedom[place], dtype=np.float64))


def whole_freedom(design: Design) -> Freedom:
    """Count the degrees of freedom of everybody: of what a model says of all respondents."""
    return count_freedom(np.ones((design.weights.size, 1), dtype=np.bool_), design)[0]


def equation_freedom(members: BoolArray, n_regressors: int, design: Design) -> Freedom:
    """Count the degrees of freedom of a coefficient: those of the respondents in the equation, less the regressors besides the constant.

    Args:
        members: (n,) who is in the equation.
        n_regressors: besides the constant.
        design: as in `count_freedom`.
    """
    whole = count_freedom(members[:, None], design)[0]
    return Freedom(np.maximum(whole.numbers - n_regressors, 0.0))


def asked_freedom(values: FloatArray, inside: BoolArray, design: Design) -> Freedom:
    """Count the degrees of freedom of the mean of each variable in one domain: those of the members with a value.

    Args:
        values: (n, q) NaN for whoever was not asked, or does not count.
        inside: (n,) who belongs to the domain.
        design: as in `count_freedom`.

    Returns:
        (q,) zero or more.
    """
    return count_freedom(~np.isnan(values) & inside[:, None], design)


def contrast_freedom(first: BoolArray | FloatArray, second: BoolArray | FloatArray, design: Design, *, n_regressors: int = 0) -> Freedom:
    """Count the degrees of freedom of the difference of two means: units of either domain count, shared ones once.

    A domain without an error of its own has none in a difference either: nothing tells how its unit differs from others.

    Args:
        first: (n, m) members of the domains subtracted from; of a mean under other weights how much each weighs more than by himself.
        second: (n, m) likewise of those subtracted; they may overlap.
        design: as in `count_freedom`.
        n_regressors: of the equation that the difference is taken apart by, besides the constant.

    Returns:
        (m,) zero where one of the two has none.
    """
    inside, beside = first > 0, second > 0
    freedom = _count_units(inside | beside, design)
    lacks = (_count_units(inside, design) <= 0) | (_count_units(beside, design) <= 0)
    if design.controls is not None:
        coefficients = _coefficients(first, design) - _coefficients(second, design)
        freedom = np.minimum(freedom, _left_by_controls(design.controls, coefficients**2, design))
    return Freedom(np.where(lacks, 0.0, np.maximum(freedom - n_regressors, 0.0)))


def regression_freedom(first: BoolArray, second: BoolArray, design: Design, *, n_regressors: int) -> Freedom:
    """Count the degrees of freedom of m differences of two groups given other regressors: each regressor besides the constant costs one.

    Args:
        first, second: (n, m) the groups of each difference.
        design: as in `count_freedom`.
        n_regressors: besides the constant; that of the difference itself counts.
    """
    return Freedom(np.maximum(contrast_freedom(first, second, design).numbers - n_regressors, 0.0))


def pairwise_freedom(members: BoolArray, design: Design) -> Freedom:
    """Count the degrees of freedom of the differences of all pairs of d domains.

    Args:
        members: (n, d) who belongs to each.
        design: as in `count_freedom`.

    Returns:
        (d, d) zero for each with itself.
    """
    d = members.shape[1]
    first, second = np.triu_indices(d, 1)
    found = np.zeros((d, d))
    found[first, second] = contrast_freedom(members[:, first], members[:, second], design).numbers
    return Freedom(found + found.T)


def table_freedom(rows: IntArray, design: Design) -> Freedom:
    """Count the degrees of freedom of those in a table; none where one of the rows (groups, sides) has none by itself.

    Args:
        rows: (n,) group of each respondent, 0 upwards; -1 outside the table.
        design: as in `count_freedom`.
    """
    of_rows = count_freedom(rows[:, None] == np.arange(rows.max() + 1), design)
    whole = count_freedom(rows[:, None] >= 0, design)[0]
    return whole if of_rows.has_error.all() else of_rows.fewest


def mean_freedom(members: BoolArray, known: BoolArray, design: Design) -> Freedom:
    """Count the degrees of freedom of the means of q variables in d domains, over the members with a value.

    Args:
        members: (n, d) who belongs to each domain.
        known: (n, q) who has a value of each variable.
        design: as in `count_freedom`.

    Returns:
        (d, q)
    """
    n, d, q = len(members), members.shape[1], known.shape[1]
    every = (members[:, :, None] & known[:, None, :]).reshape(n, d * q)
    return Freedom(count_freedom(every, design).numbers.reshape(d, q))


def differences_of(members: BoolArray, known: BoolArray, design: Design) -> Callable[[int, int, int], Freedom]:
    """Return what counts the degrees of freedom of the difference of two domains, by position, in the mean of one variable.

    Arguments as in `mean_freedom`.
    """

    @cache
    def count(first: int, second: int, variable: int) -> Freedom:
        own = members & known[:, variable, None]
        return contrast_freedom(own[:, [first]], own[:, [second]], design)[0]

    return count


def _count_units(members: BoolArray, design: Design) -> FloatArray:
    """Return (d,) units with a member less strata with a member; a member without weight counts in neither."""
    weighted = members & (design.weights > 0)[:, None]
    if _lacks_units(design):
        counts = [_rank(design.replicate_weights[own]) - 1 for own in weighted.T]
    else:
        counts = [domain_degrees_of_freedom(design.psus, design.strata, np.where(own, 0, -1), 1)[0] for own in weighted.T]
    return np.clip(np.array(counts, dtype=np.float64), 0.0, design.degrees_of_freedom)


def _left_by_controls(controls: LinearDesign, squares: BoolArray | FloatArray, design: Design) -> FloatArray:
    """Return (d,) what calibration leaves of estimates that count some respondents of the whole sample."""
    if design.places is not None:
        whole = np.zeros((controls.weights.size, squares.shape[1]))
        whole[design.places] = squares
        squares = whole
    return calibrated_degrees_of_freedom(controls, squares)


def _lacks_units(design: Design) -> bool:
    """Return whether replicates were delivered of units that the file does not tell."""
    return design.replication.kind == "delivered" and np.unique(design.psus).size == design.psus.size


def _rank(weights: FloatArray) -> int:
    """Count the independent columns among the replicate weights (n, R) of some respondents, by their products (R, R)."""
    used = weights[:, ~np.isnan(weights).any(axis=0)]
    values = np.linalg.eigvalsh(used.T @ used) if used.size else np.zeros(1)
    return int(np.count_nonzero(values > RANK_TOLERANCE**2 * values[-1])) if values[-1] > 0 else 0


def _coefficients(members: BoolArray | FloatArray, design: Design) -> FloatArray:
    """Return (n, m) what each respondent's residual counts in the mean of each domain, weights apart."""
    persons = design.weights @ members
    return np.divide(members, persons, out=np.zeros(members.shape), where=persons > 0)


def _tell_apart(members: BoolArray) -> tuple[BoolArray, "np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    """Keep each domain once (n, k), and say where each of the d stands among them: many questions have one base."""
    packed = np.packbits(members, axis=0)
    _, first, place = np.unique(packed, axis=1, return_index=True, return_inverse=True)
    return members[:, first], place.reshape(-1)
