"""Comparability: the model without restrictions, with which every other is compared, and the baseline without relations.

Under weights, non-normal answers or PSUs, chi-square does not follow its distribution; its expectation does: the trace of A^-1 B of
the unrestricted model less that of the restricted one, A being the observed information and B the products of the scores (Yuan and
Bentler 2000, Sociological Methodology 30, 165-200; Asparouhov and Muthen 2005). Without missing answers the traces need no large matrix.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_models.answer_patterns import Pulls, find_pulls
from crowdpotential.stats.group_models.group_sample import GroupSample, Sample
from crowdpotential.stats.group_models.incomplete_likelihood import find_group_misfit
from crowdpotential.stats.group_models.moment_information import (
    find_complete_information,
    find_moment_scores,
    find_observed_information,
)
from crowdpotential.stats.group_models.moments import Moments


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentErrors:
    """What the answers of a group tell about its moments, per respondent; moments as in `moment_information`."""

    observed: FloatArray  # (p + v, p + v) information
    complete: FloatArray  # the same, had everybody answered everything
    errors: FloatArray  # covariance of the moments times the number of respondents
    influence: FloatArray  # (p + v, J) of each PSU (or respondent) on the moments times the number of respondents


@dataclass(frozen=True, slots=True, kw_only=True)
class UnrestrictedModel:
    """How well means and covariances without any restriction fit, and how well means and variances alone."""

    sample: Sample
    misfit: float  # half of -2 log-likelihood per respondent, without its constant
    trace: float  # expectation of its chi-square against the true moments
    baseline: tuple[Moments, ...]  # means and variances of each group, without relations
    baseline_misfit: float
    baseline_trace: float
    groups: tuple[MomentErrors, ...]  # empty without missing answers, where nobody needs them


def fit_unrestricted(sample: Sample) -> UnrestrictedModel:
    """Describe the moments of all groups and what is known about them.

    Args:
        sample: of all groups.
    """
    misfit = baseline_misfit = trace = baseline_trace = 0.0
    groups: list[MomentErrors] = []
    baseline = [_find_baseline(group) for group in sample.groups]
    for group, alone in zip(sample.groups, baseline, strict=True):
        pulls = find_pulls(group, group.moments.mean, group.moments.covariance)
        misfit += find_group_misfit(group, pulls)
        own_misfit, own_trace = _describe_baseline(group, alone, has_psus=sample.has_psus)
        baseline_misfit += own_misfit
        baseline_trace += own_trace
        if sample.is_complete:
            trace += _find_complete_trace(group, pulls, has_psus=sample.has_psus)
        else:
            errors = _find_moment_errors(group, pulls, has_psus=sample.has_psus)
            trace += float((errors.observed * errors.errors).sum())
            groups.append(errors)
    return UnrestrictedModel(
        sample=sample,
        misfit=misfit / sample.n,
        trace=trace,
        baseline=tuple(baseline),
        baseline_misfit=baseline_misfit / sample.n,
        baseline_trace=baseline_trace,
        groups=tuple(groups),
    )


def sum_by_psu(group: GroupSample, weighted: FloatArray, *, has_psus: bool) -> FloatArray:
    """Add up the weighted scores (q, n) of respondents within each PSU, if there are any: (q, J) times the root of J / (J - 1)."""
    if not has_psus:
        return weighted
    n_psus = int(group.psus.max()) + 1
    sums = np.zeros((n_psus, len(weighted)))
    np.add.at(sums, group.psus, weighted.T)
    return np.asarray(sums.T * np.sqrt(n_psus / (n_psus - 1)))


def _find_moment_errors(group: GroupSample, pulls: Pulls, *, has_psus: bool) -> MomentErrors:
    observed = find_observed_information(group, pulls) / group.moments.n
    sums = sum_by_psu(group, find_moment_scores(group, pulls) * group.weights, has_psus=has_psus)
    spread = np.linalg.solve(observed, sums)
    return MomentErrors(
        observed=observed,
        complete=find_complete_information(group.moments.covariance),
        errors=spread @ spread.T / group.moments.n,
        influence=np.asarray(spread, dtype=np.float64),
    )


def _find_baseline(group: GroupSample) -> Moments:
    """Return each item's mean and variance over those who answered it."""
    answered = group.answered[group.pattern_of_row]
    totals = group.weights @ answered
    mean = group.weights @ group.answers / totals
    variance = group.weights @ np.where(answered, group.answers - mean, 0.0) ** 2 / totals
    return Moments(mean=mean, covariance=np.diag(variance), n=group.moments.n)


def _describe_baseline(group: GroupSample, baseline: Moments, *, has_psus: bool) -> tuple[float, float]:
    """Return misfit and trace of the model in which every item has its mean and variance and no relation."""
    answered = group.answered[group.pattern_of_row]
    variance = np.diag(baseline.covariance)
    totals = group.weights @ answered
    standard = np.where(answered, (group.answers - baseline.mean) / np.sqrt(variance), 0.0)
    misfit = float(totals @ (np.log(variance) + 1)) / 2
    of_means = sum_by_psu(group, standard.T * group.weights, has_psus=has_psus)
    of_variances = sum_by_psu(group, np.where(answered, standard**2 - 1, 0.0).T * group.weights, has_psus=has_psus)
    return misfit, float(((of_means**2 + of_variances**2 / 2).sum(axis=1) / totals).sum())


def _find_complete_trace(group: GroupSample, pulls: Pulls, *, has_psus: bool) -> float:
    """Return the trace from standardised and uncorrelated answers y: of the sums of y, and of y y' - I."""
    if not has_psus:
        squares = np.einsum("ij,ij->i", pulls.distances, pulls.pulls)  # y'y
        return float((group.weights**2 * (squares**2 + pulls.pulls.shape[1])).sum()) / 2 / group.moments.n
    factor = np.linalg.cholesky(group.moments.covariance)
    y = np.linalg.solve(factor, pulls.distances.T).T
    order = np.argsort(group.psus, kind="stable")
    starts = np.searchsorted(group.psus[order], np.arange(group.psus.max() + 1))
    total = 0.0
    for rows in np.split(order, starts[1:]):
        weighted = y[rows] * group.weights[rows, None]
        products = weighted.T @ y[rows] - group.weights[rows].sum() * np.eye(y.shape[1])
        total += (weighted.sum(axis=0) ** 2).sum() + (products**2).sum() / 2
    return float(total * len(starts) / (len(starts) - 1) / group.moments.n)
