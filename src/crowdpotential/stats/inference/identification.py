"""Regression: whether the answers determine the coefficients at all, and which regressors stand in the way."""

import numpy as np
from scipy.optimize import linprog

from crowdpotential.stats.arrays import FloatArray

DEPENDENT = 1e-9  # what is left of a column beside those before it, as a share of its length
SEPARATING = 1e-6  # of the largest coefficient in the linear programme


def dependent_columns(matrix: FloatArray) -> list[int]:
    """List the columns that follow from those before them (Gram and Schmidt, twice for accuracy).

    Args:
        matrix: (n, p)
    """
    basis = np.empty((matrix.shape[0], 0))
    found: list[int] = []
    for position, column in enumerate(matrix.T):
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        length = float(np.linalg.norm(rest))
        if length <= DEPENDENT * float(np.linalg.norm(column)):
            found.append(position)
        else:
            basis = np.column_stack([basis, rest / length])
    return found


def separating_columns(matrix: FloatArray, answers: FloatArray) -> list[int]:
    """List the columns that tell some answers apart without fail, so that no finite odds fit them.

    Separation is a direction along which no respondent's fit gets worse and some get better: the linear programme of
    Konis (2007, Linear programming algorithms for detecting separated data, University of Oxford).

    Args:
        matrix: (n, p) regressors, none dependent.
        answers: (n,) 0 or 1.
    """
    scale = np.abs(matrix).max(axis=0)
    signed = matrix / scale * np.where(answers > 0, 1.0, -1.0)[:, None]
    found = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1))
    if found.x is None or -found.fun <= SEPARATING:
        return []
    return np.flatnonzero(np.abs(found.x) > SEPARATING).tolist()
