"""Uncertainty: replicate weights that came with the file, made by whoever drew the sample.

What they are cannot be seen from them: whoever made them says by which method, or by which coefficients, their spread
becomes a variance. What can be checked is checked: that they are weights, and that their number fits the method.
"""

from typing import Literal

import numpy as np

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.replication.replicates import TOLERATED_BOOTSTRAP, ReplicateCentre, Replication

DeliveredMethod = Literal["rao-wu", "jk1", "jkn", "brr", "fay", "other"]
RANK_TOLERANCE = 1e-5  # as R's survey package takes it
ORDER_STEP = 4  # the order of a Hadamard matrix is a multiple of it


def delivered_replication(
    weights: FloatArray,
    *,
    method: DeliveredMethod,
    n_psus: int | None = None,
    n_strata: int | None = None,
    scale: float | None = None,
    coefficients: FloatArray | None = None,
    rho: float = 0.0,
    centre: ReplicateCentre = "estimate",
) -> Replication:
    """State how the spread of delivered replicate weights becomes a variance.

    Args:
        weights: (n, R) replicate weights, zero or more.
        method: by which they were made; `other` needs a scale or coefficients.
        n_psus: primary sampling units in the sample; None if the file does not tell.
        n_strata: their strata; None if the file does not tell.
        scale: what all coefficients are multiplied by, as R's svrepdesign has it.
        coefficients: (R,) of each replicate, R's rscales; jkn needs them, because each belongs to a stratum.
        rho: the share that Fay's method left.
        centre: what the replicates are compared with.

    Returns:
        Of kind `delivered`. Its degrees of freedom are units less strata, or else the rank of the weights less one, as in R.

    Raises:
        DesignError: weights that are no weights, a number of replicates that does not fit the method, or missing coefficients.
    """
    _refuse_unusable(weights)
    n_replicates = weights.shape[1]
    _refuse_wrong_number(n_replicates, method, n_psus, n_strata)
    if scale is None and coefficients is None:
        by_replicate = np.full(n_replicates, _usual_coefficient(n_replicates, method, rho))
    else:
        by_replicate = np.broadcast_to(1.0 if coefficients is None else coefficients, n_replicates)
        by_replicate = by_replicate * (1.0 if scale is None else scale)
    is_alike = bool((by_replicate == by_replicate[0]).all())
    return Replication(
        kind="delivered",
        coefficients=by_replicate,
        centre=centre,
        degrees_of_freedom=_degrees_of_freedom(weights, n_psus, n_strata),
        fails_above=TOLERATED_BOOTSTRAP if is_alike and method in {"rao-wu", "other"} else 0.0,
    )


def _usual_coefficient(n_replicates: int, method: DeliveredMethod, rho: float) -> float:
    """Return the coefficient that follows from the method and the number of replicates alone."""
    if method == "jk1":
        return (n_replicates - 1) / n_replicates
    if method in {"rao-wu", "brr", "fay"}:
        return 1 / (n_replicates * (1 - rho) ** 2)
    needed = "coefficients, one for each replicate," if method == "jkn" else "a scale or coefficients"
    msg = f"replicates: delivered weights of method {method} need {needed} from whoever made them"
    raise DesignError(msg)


def _degrees_of_freedom(weights: FloatArray, n_psus: int | None, n_strata: int | None) -> float:
    if n_psus is not None and n_strata is not None:
        return float(n_psus - n_strata)
    singular = np.linalg.svd(weights, compute_uv=False)
    return float(np.count_nonzero(singular > RANK_TOLERANCE * singular[0]) - 1)


def _refuse_unusable(weights: FloatArray) -> None:
    if weights.ndim != 2 or weights.shape[1] < 2:
        msg = f"need replicate weights (n, R) with two columns or more, not {weights.shape}"
        raise ValueError(msg)
    is_missing, is_negative = ~np.isfinite(weights), weights < 0
    wrong = is_missing | is_negative
    if wrong.any():
        msg = (
            f"replicates: {np.count_nonzero(is_missing)} delivered weights are missing or infinite and "
            f"{np.count_nonzero(is_negative)} negative, in {np.count_nonzero(wrong.any(axis=0))} of {weights.shape[1]} "
            "columns; correct the file, or name other columns"
        )
        raise DesignError(msg)
    if n_empty := int(np.count_nonzero(weights.sum(axis=0) == 0)):
        msg = f"replicates: {n_empty} of {weights.shape[1]} delivered columns are zero throughout; correct the file"
        raise DesignError(msg)


def _refuse_wrong_number(n_replicates: int, method: DeliveredMethod, n_psus: int | None, n_strata: int | None) -> None:
    said = f"replicates: {n_replicates} delivered columns do not fit method {method}"
    if method in {"jk1", "jkn"} and n_psus is not None and n_replicates != n_psus:
        msg = f"{said}, which has one for each of {n_psus} primary sampling units; name the right columns or method"
        raise DesignError(msg)
    if method not in {"brr", "fay"}:
        return
    if n_replicates % ORDER_STEP:
        msg = f"{said}: their number is a multiple of {ORDER_STEP}; name the right columns or method"
        raise DesignError(msg)
    if n_strata is not None and n_replicates < n_strata:
        msg = f"{said}: {n_strata} strata need as many or more; name the right columns or method"
        raise DesignError(msg)
