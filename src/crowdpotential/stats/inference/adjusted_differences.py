"""Adjusted differences: how far the mean of those who have a mark lies from that of the others, given control variables.

The difference is the coefficient of the mark in a weighted linear regression on mark and controls, one regression for each mark, found
without solving each: the coefficient is that of residuals (Frisch and Waugh 1933; Lovell 1963, JASA 58, 993-1010), and of these all
marks and all columns of weights need the same products. It describes the population whatever the truth of the model (Binder 1983).
"""

from collections.abc import Sequence

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray

DEPENDENT = 1e-9  # of a mark's weight: what controls leave of it when they tell it


def adjusted_differences(response: FloatArray, marks: BoolArray, controls: FloatArray, weights: FloatArray) -> FloatArray:
    """Estimate the adjusted difference of each mark under each column of weights.

    Args:
        response: (n,) known of all; whoever lacks a value is left out beforehand.
        marks: (n, q) who has each mark.
        controls: (n, p) with a constant; a column that a replicate leaves without weight takes no part in it.
        weights: (n, C) a column of NaN where a replicate failed.

    Returns:
        (q, C); NaN where everybody or nobody has the mark, where controls tell it, and where the weights are NaN.
    """
    n, p = controls.shape
    if response.shape != (n,) or marks.shape[0] != n or weights.shape[0] != n:
        msg = f"need response (n,), marks (n, q), controls (n, p) and weights (n, C), not {response.shape}, {marks.shape}, {controls.shape}"
        raise ValueError(msg)
    usable = ~np.isnan(weights).any(axis=0)
    w = weights[:, usable]
    information = ((controls[:, :, None] * controls[:, None, :]).reshape(n, p * p).T @ w).T.reshape(-1, p, p)
    inverse = np.linalg.pinv(information, hermitian=True)
    of_response = inverse @ (controls.T @ (w * response[:, None])).T[:, :, None]  # (C, p, 1) regression of the response alone
    found = np.full((marks.shape[1], weights.shape[1]), np.nan)
    for at, mark in enumerate(marks.T):
        own, x = w[mark], controls[mark]
        with_controls = (x.T @ own).T[:, :, None]  # (C, p, 1)
        total = own.sum(axis=0)
        left = total - (with_controls * (inverse @ with_controls)).sum(axis=(1, 2))
        together = response[mark] @ own - (with_controls * of_response).sum(axis=(1, 2))
        is_told = left > DEPENDENT * np.maximum(total, np.finfo(float).tiny)
        found[at, usable] = np.divide(together, left, out=np.full(left.shape, np.nan), where=is_told)
    return found


def control_columns(categories: Sequence[BoolArray], n: int) -> FloatArray:
    """Return the columns (n, 1 + p) of a constant and of all but the first category of each control variable.

    Args:
        categories: (n, k) of each control, who belongs to which category; a category without members is left out.
        n: respondents, also where there are no controls.
    """
    columns = [np.ones((n, 1))]
    for own in categories:
        present = own[:, own.any(axis=0)]
        columns.append(present[:, 1:].astype(np.float64))
    return np.column_stack(columns)
