"""Comparability: tests between models under weights, PSUs and answers that are not normal.

The difference of two scaled chi-squares is no chi-square. Satorra and Bentler scale the plain difference instead: in 2001
(Psychometrika 66, 507-514) by the scaling factors of both models, which may give a negative factor; in 2010 (75, 243-248) by that of the
freer model at the stricter one's estimates, which may not. The results differ, so a report names the one it takes.
"""

from dataclasses import dataclass
from typing import Literal

from scipy.linalg import LinAlgError

from crowdpotential.errors import ModelError
from crowdpotential.stats.group_models.fit_indices import find_p_value
from crowdpotential.stats.group_models.group_scales import express_in
from crowdpotential.stats.group_models.group_structure import fill_matrices
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit, choose_likelihood
from crowdpotential.stats.group_models.sandwich import find_sandwich
from crowdpotential.stats.group_models.unrestricted_model import UnrestrictedModel
from crowdpotential.stats.minimising.curvature import factorise

Formula = Literal["satorra-bentler-2001", "satorra-bentler-2010"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaledTest:
    """A test of what one model restricts beyond another, or of a restriction of parameters."""

    chi2: float  # scaled
    df: int
    p_value: float
    scaling: float


def compare_fits(unrestricted: UnrestrictedModel, free: MeasurementFit, strict: MeasurementFit, *, formula: Formula) -> ScaledTest:
    """Test whether the stricter of two nested models fits worse.

    Args:
        unrestricted: of the sample that both were fitted to.
        free: with more parameters.
        strict: the same model with more equality.
        formula: by which the difference is scaled.

    Raises:
        ModelError: a model that is not stricter, or a scaling factor that is not positive or cannot be had.
    """
    df = strict.measures.test.df - free.measures.test.df
    if df <= 0:
        msg = f"scaled difference test: the stricter model has {-df} degrees of freedom less; exchange the models"
        raise ModelError(msg)
    expected = unrestricted.trace - free.sandwich.trace
    if formula == "satorra-bentler-2010":
        expected = unrestricted.trace - _find_trace_at(unrestricted, free, strict)
    scaling = (unrestricted.trace - strict.sandwich.trace - expected) / df
    if scaling <= 0:
        msg = f"scaled difference test: the factor of {formula} is {scaling:.2f}; take satorra-bentler-2010"
        raise ModelError(msg)
    chi2 = (strict.measures.test.value - free.measures.test.value) / scaling
    return ScaledTest(chi2=chi2, df=df, p_value=find_p_value(chi2, df), scaling=scaling)


def _find_trace_at(unrestricted: UnrestrictedModel, free: MeasurementFit, strict: MeasurementFit) -> float:
    """Return the trace of the freer model at the stricter one's estimates."""
    sample = unrestricted.sample
    parameters = express_in(free.structure, strict.groups)
    slope = choose_likelihood(sample, free.structure).find_slope(parameters)
    groups = [fill_matrices(parameters, free.structure, g) for g in range(len(sample.groups))]
    try:
        bread = factorise(slope.curvature).invert()
    except LinAlgError:
        msg = (
            "scaled difference test: at the stricter model's estimates the freer one is no maximum in any direction of its"
            " parameters, so that satorra-bentler-2010 has no factor; take satorra-bentler-2001"
        )
        raise ModelError(msg) from None
    return find_sandwich(sample, free.structure, groups, bread).trace
