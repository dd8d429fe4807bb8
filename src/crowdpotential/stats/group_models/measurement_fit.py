"""Measurement: a declared model fitted to several groups by robust maximum likelihood (section "Comparability across the border").

Estimates maximise the weighted normal likelihood of all answers given (without missing answers: of means and covariances). Standard
errors and the scaled chi-square hold under weights, PSUs and answers that are not normal; they equal lavaan's with estimator = "MLR",
meanstructure = TRUE and, with missing answers, missing = "ml". A plain chi-square of weighted answers is no test.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.group_models.fit_indices import (
    ChiSquare,
    FitIndices,
    find_fit_indices,
    find_p_value,
    find_scaled_indices,
    find_srmr,
)
from crowdpotential.stats.group_models.group_likelihood import likelihood_of_moments
from crowdpotential.stats.group_models.group_sample import Sample
from crowdpotential.stats.group_models.group_scales import express_in
from crowdpotential.stats.group_models.group_starts import find_start, turn_signs
from crowdpotential.stats.group_models.group_structure import (
    GroupMatrices,
    GroupStructure,
    fill_matrices,
    place_values,
    read_parameters,
)
from crowdpotential.stats.group_models.incomplete_likelihood import likelihood_of_answers
from crowdpotential.stats.group_models.missing_corrections import (
    correct_baseline_for_missing,
    correct_for_missing,
)
from crowdpotential.stats.group_models.model_checks import (
    count_degrees_of_freedom,
    name_runaway,
    refuse_more_parameters_than_moments,
    refuse_undetermined_model,
)
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel, lay_out_groups
from crowdpotential.stats.group_models.moments import Moments
from crowdpotential.stats.group_models.sandwich import Sandwich, find_sandwich
from crowdpotential.stats.group_models.unrestricted_model import UnrestrictedModel
from crowdpotential.stats.minimising.newton import ENDLESS, Minimum, Objective, minimise


@dataclass(frozen=True, slots=True, kw_only=True)
class FitMeasures:
    """Tests and indices of a model."""

    test: ChiSquare  # of the model; value / scaling is the scaled statistic
    baseline: ChiSquare  # of the model without relations
    p_value: float  # plain: too small under weights
    p_value_scaled: float
    plain: FitIndices
    scaled: FitIndices
    robust: FitIndices  # what the plain ones would be in the population
    srmr: float  # of covariances and means; 0 is perfect


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementFit:
    """One model fitted to all groups; the first group's factors have own parts with mean 0 and variance 1."""

    model: MeasurementModel
    invariance: Invariance
    structure: GroupStructure
    parameters: FloatArray  # (m,)
    sandwich: Sandwich
    groups: tuple[GroupMatrices, ...]
    measures: FitMeasures
    heywood: BoolArray  # (G, p) items whose residual variance is not positive
    is_admissible: bool  # all variances positive, all correlations possible
    n_iterations: int

    @property
    def standard_errors(self) -> tuple[GroupMatrices, ...]:
        """Return the standard error of every cell of each group; 0 where it is fixed."""
        errors = self.sandwich.standard_errors
        return tuple(place_values(errors, self.structure, group) for group in range(len(self.groups)))


def fit_measurement(
    unrestricted: UnrestrictedModel,
    model: MeasurementModel,
    invariance: Invariance,
    *,
    start: MeasurementFit | None = None,
    dimension_names: Sequence[str] = (),
) -> MeasurementFit:
    """Fit the declared model to all groups (Joreskog 1971; Yuan and Bentler 2000).

    Args:
        unrestricted: the sample and its moments, from `fit_unrestricted`.
        model: of every group.
        invariance: what is equal across the groups.
        start: a fit of the same model with more or less equality, to begin at.
        dimension_names: (k,) for messages.

    Raises:
        ModelError: a dimension with too few items, more parameters than moments, a group too small, parameters that the moments do not
            determine, or a scaling factor that is not positive.
        ConvergenceError: an estimate grows without end.
    """
    sample = unrestricted.sample
    refuse_undetermined_model(model, dimension_names)
    structure = lay_out_groups(model, invariance, len(sample.groups))
    what = f"group model ({invariance.level})"
    df = count_degrees_of_freedom(sample, structure, what)
    begin = express_in(structure, start.groups) if start else find_start(sample.moments, model, structure)
    found = _search(sample, structure, begin, what)
    groups = tuple(fill_matrices(found.parameters, structure, g) for g in range(len(sample.groups)))
    sandwich = find_sandwich(sample, structure, groups, found.inverse)
    test = ChiSquare(
        value=max(2 * sample.n * (found.misfit - unrestricted.misfit), 0.0),
        df=df,
        scaling=_scale(unrestricted.trace - sandwich.trace, df),
    )
    residuals = np.stack([np.diag(group.residuals) for group in groups])
    return MeasurementFit(
        model=model,
        invariance=invariance,
        structure=structure,
        parameters=found.parameters,
        sandwich=sandwich,
        groups=groups,
        measures=_measure(unrestricted, structure, groups, test),
        heywood=residuals <= 0,
        is_admissible=bool((residuals > 0).all()) and all(np.linalg.eigvalsh(group.factor_covariances)[0] > 0 for group in groups),
        n_iterations=found.n_iterations,
    )


def estimate_groups(moments: Sequence[Moments], model: MeasurementModel, invariance: Invariance) -> list[GroupMatrices]:
    """Estimate the declared model from moments alone (Joreskog 1971; Sorbom 1974), of groups however small.

    Without errors and tests, which need more respondents than parameters in every group: areas may have fewer.

    Args:
        moments: of each group, from `em_moments`.
        model: of every group.
        invariance: what is equal across the groups.

    Raises:
        ModelError: more parameters than moments, or parameters that the moments do not determine.
        ConvergenceError: an estimate grows without end.
    """
    structure = lay_out_groups(model, invariance, len(moments))
    what = f"group model ({invariance.level})"
    refuse_more_parameters_than_moments(structure, model.n_items, what)
    objective = likelihood_of_moments(moments, structure)
    found = minimise(objective, find_start(moments, model, structure), what=what)
    return [turn_signs(fill_matrices(found.parameters, structure, g)) for g in range(len(moments))]


def choose_likelihood(sample: Sample, structure: GroupStructure) -> Objective:
    """Choose the likelihood of the moments where nothing is missing, that of the answers otherwise."""
    if sample.is_complete:
        return likelihood_of_moments(sample.moments, structure)
    return likelihood_of_answers(sample, structure)


def _search(sample: Sample, structure: GroupStructure, begin: FloatArray, what: str) -> Minimum:
    """Find the estimates, by the moments first if answers are missing; turn the factors so that their loadings sum to a positive number."""

    def search(objective: Objective, begin: FloatArray) -> Minimum:
        return minimise(
            objective,
            begin,
            what=what,
            blame=lambda parameters: f"the estimate of {name_runaway(sample, structure, parameters)} {ENDLESS}",
        )

    if not sample.is_complete:
        begin = search(likelihood_of_moments(sample.moments, structure), begin).parameters
    objective = choose_likelihood(sample, structure)
    found = search(objective, begin)
    groups = [fill_matrices(found.parameters, structure, g) for g in range(len(sample.groups))]
    turned = read_parameters(structure, [turn_signs(group) for group in groups])
    return found if np.allclose(turned, found.parameters) else search(objective, turned)


def _measure(
    unrestricted: UnrestrictedModel,
    structure: GroupStructure,
    groups: Sequence[GroupMatrices],
    test: ChiSquare,
) -> FitMeasures:
    sample, df = unrestricted.sample, test.df
    n, n_groups = sample.n, len(sample.groups)
    baseline = _test_baseline(unrestricted)
    robust_test, robust_baseline = test, baseline
    if df > 0 and not sample.is_complete:
        robust_test = correct_for_missing(unrestricted, structure, groups, df=df)
        robust_baseline = correct_baseline_for_missing(unrestricted)
    plain_test, plain_baseline = (ChiSquare(value=each.value, df=each.df) for each in (test, baseline))
    return FitMeasures(
        test=test,
        baseline=baseline,
        p_value=find_p_value(test.value, df),
        p_value_scaled=find_p_value(test.value / test.scaling, df),
        plain=find_fit_indices(plain_test, plain_baseline, n=n, n_groups=n_groups),
        scaled=find_scaled_indices(test, baseline, n=n, n_groups=n_groups),
        robust=find_fit_indices(robust_test, robust_baseline, n=n, n_groups=n_groups),
        srmr=find_srmr(sample.moments, groups),
    )


def _test_baseline(unrestricted: UnrestrictedModel) -> ChiSquare:
    """Test the model without any relation between the items."""
    sample = unrestricted.sample
    p = len(sample.item_names)
    df = len(sample.groups) * p * (p - 1) // 2
    return ChiSquare(
        value=2 * sample.n * (unrestricted.baseline_misfit - unrestricted.misfit),
        df=df,
        scaling=_scale(unrestricted.trace - unrestricted.baseline_trace, df),
    )


def _scale(trace: float, df: int) -> float:
    if df == 0:
        return 1.0
    if trace <= 0:
        msg = (
            "group model: the scaling factor of chi-square is not positive, so its test would be meaningless;"
            " take larger groups or fewer parameters"
        )
        raise ModelError(msg)
    return trace / df
