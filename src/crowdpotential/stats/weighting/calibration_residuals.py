"""Uncertainty: influence scores under calibrated weights.

Calibration fixes the weighted totals of its auxiliary variables, so only what they do not explain can vary: the
variance of a calibrated estimate is that of the residuals of its influence on them (Deville and Särndal 1992, Journal
of the American Statistical Association 87, 376-382). The regression has base weights, its residuals calibrated ones,
whatever the method: linear, raking, logit, bounded or post-stratification (as R's `calibrate` and `postStratify`).
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.weighting.auxiliaries import Auxiliaries


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationBasis:
    """What calibrated weights were made of."""

    auxiliaries: Auxiliaries  # the variables whose totals calibration fixed
    base_weights: FloatArray  # (n,) positive, of any scale


def calibration_residuals(scores: FloatArray, calibrated_weights: FloatArray, basis: CalibrationBasis) -> FloatArray:
    """Remove from influence scores what the auxiliary variables of the calibration explain.

    Args:
        scores: (n, q) calibrated weight times influence, zero outside a domain.
        calibrated_weights: (n,) zero or more; a respondent without weight has no influence.
        basis: base weights and auxiliary variables.

    Returns:
        (n, q) calibrated weight times residual; outside a domain they are not zero.
    """
    base, class_of, rows = basis.base_weights, basis.auxiliaries.class_of, basis.auxiliaries.rows
    n_classes = len(rows)
    if not len(scores) == calibrated_weights.size == base.size == class_of.size:
        msg = f"scores {scores.shape}, weights {calibrated_weights.shape} and auxiliaries of {class_of.size} respondents do not fit"
        raise ValueError(msg)
    has_weight = calibrated_weights > 0
    to_base = np.divide(base, calibrated_weights, out=np.zeros(base.size), where=has_weight)
    masses = np.bincount(class_of, base, n_classes).astype(np.float64)
    explained = np.empty((n_classes, scores.shape[1]))
    for column, score in enumerate(scores.T):
        explained[:, column] = np.bincount(class_of, score * to_base, n_classes)
    fitted = _project(rows, explained, masses)
    residuals: FloatArray = scores - calibrated_weights[:, None] * fitted[class_of]
    return residuals


def _project(rows: FloatArray, sums: FloatArray, masses: FloatArray) -> FloatArray:
    """Regress class means, given as sums over masses, on rows (K, p) that may depend on each other: (K, q) fitted."""
    half = np.sqrt(masses)[:, None]
    weighted = rows * half
    scale = np.linalg.norm(weighted, axis=0)
    weighted = weighted / np.where(scale > 0, scale, 1.0)
    means = np.divide(sums, half, out=np.zeros_like(sums), where=half > 0)
    coefficients = np.linalg.lstsq(weighted, means, rcond=None)[0]
    fitted: FloatArray = np.divide(weighted @ coefficients, half, out=np.zeros_like(sums), where=half > 0)
    return fitted
