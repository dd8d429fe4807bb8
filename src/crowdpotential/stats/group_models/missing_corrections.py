"""Comparability: robust fit indices when answers are missing.

The indices ask how the model would fit if everybody had answered: chi-square of the model's implied moments against the moments of
the unrestricted model as if these were of complete answers, with the scaling factor that this takes (Zhang and Savalei 2023,
Psychological Methods 28, 263-283, version FIML-C).
"""

from collections.abc import Sequence

import numpy as np

from crowdpotential.stats.group_models.fit_indices import ChiSquare
from crowdpotential.stats.group_models.group_derivatives import find_moment_jacobian
from crowdpotential.stats.group_models.group_structure import (
    FIXED,
    GroupMatrices,
    GroupStructure,
    Pattern,
    Patterns,
    build_structure,
    sum_by_parameter,
)
from crowdpotential.stats.group_models.moments import Moments
from crowdpotential.stats.group_models.unrestricted_model import UnrestrictedModel


def correct_for_missing(
    unrestricted: UnrestrictedModel, structure: GroupStructure, groups: Sequence[GroupMatrices], *, df: int
) -> ChiSquare:
    """Return the chi-square of a model as if everybody had answered, and its scaling factor.

    With D the derivatives of the moments by the parameters, A and C the information of the answers given and of complete ones, and G
    the covariance of the moments, scaling times df is the trace of P'CPG, where P = I - D (D'AD)^-1 D'A. PSUs that groups share add
    up in G.

    Args:
        unrestricted: of a sample with missing answers.
        structure: of the model.
        groups: the model at the estimates.
        df: degrees of freedom, at least 1.
    """
    size, sample = structure.n_parameters, unrestricted.sample
    chi2 = whole = 0.0
    information, spread, mixed, complete = (np.zeros((size, size)) for _ in range(4))
    given, whole_answers = (np.zeros((size, sample.n_units)) for _ in range(2))
    for number, (errors, moments) in enumerate(zip(unrestricted.groups, sample.moments, strict=True)):
        cells, matrices = structure.groups[number], groups[number]
        jacobian = sum_by_parameter(cells, find_moment_jacobian(cells, matrices), size)
        share = moments.n / sample.n
        of_answers, of_complete = errors.observed @ jacobian, errors.complete @ jacobian
        information += share * jacobian.T @ of_answers
        if sample.has_psus:
            given[:, sample.groups[number].units] += of_answers.T @ errors.influence
            whole_answers[:, sample.groups[number].units] += of_complete.T @ errors.influence
        else:
            moved = share * of_answers.T @ errors.errors
            spread += moved @ of_answers
            mixed += moved @ of_complete
        complete += share * jacobian.T @ of_complete
        whole += (errors.complete * errors.errors).sum()
        chi2 += moments.n * _find_discrepancy(moments, matrices)
    if sample.has_psus:
        spread, mixed = given @ given.T / sample.n, given @ whole_answers.T / sample.n
    inverse = np.linalg.inv(information)
    trace = whole - 2 * (inverse * mixed.T).sum() + np.trace(inverse @ complete @ inverse @ spread)
    return ChiSquare(value=float(chi2), df=df, scaling=float(trace) / df)


def correct_baseline_for_missing(unrestricted: UnrestrictedModel) -> ChiSquare:
    """Correct the chi-square of the model without relations in the same way."""
    p, n_groups = len(unrestricted.sample.item_names), len(unrestricted.sample.groups)
    own = np.arange(n_groups * p).reshape(n_groups, p)
    variances = np.full((n_groups, p, p), FIXED)
    variances[:, np.arange(p), np.arange(p)] = own
    structure = build_structure(
        Patterns(
            loadings=_nothing(n_groups, p, 1),
            regressions=_nothing(n_groups, 1, 1),
            covariances=_nothing(n_groups, 1, 1),
            residuals=Pattern(numbers=variances, fixed=np.zeros(variances.shape)),
            intercepts=Pattern(numbers=own, fixed=np.zeros(own.shape)),
            means=_nothing(n_groups, 1),
        )
    )
    groups = [
        GroupMatrices(
            loadings=np.zeros((p, 1)),
            regressions=np.zeros((1, 1)),
            covariances=np.zeros((1, 1)),
            residuals=alone.covariance,
            intercepts=alone.mean,
            means=np.zeros(1),
        )
        for alone in unrestricted.baseline
    ]
    df = n_groups * p * (p - 1) // 2
    return correct_for_missing(unrestricted, structure, groups, df=df)


def _nothing(*shape: int) -> Pattern:
    return Pattern(numbers=np.full(shape, FIXED), fixed=np.zeros(shape))


def _find_discrepancy(moments: Moments, matrices: GroupMatrices) -> float:
    """Return twice the misfit of complete answers with these moments, beyond that of the moments themselves."""
    implied, distance = matrices.implied_covariance, moments.mean - matrices.implied_mean
    inverse = np.linalg.inv(implied)
    log_ratio = np.linalg.slogdet(implied)[1] - np.linalg.slogdet(moments.covariance)[1]
    squares = (inverse * moments.covariance).sum() - len(distance) + distance @ inverse @ distance
    return float(log_ratio + squares)
