"""Types of people: how classes go with what is outside the model, corrected for doubtful classification.

People are put into classes by their posterior probabilities, in parts; the table of classes by any other answer is then blurred by a known
matrix of errors. Its inverse restores the table (Bolck, Croon and Hagenaars 2004, Political Analysis 12, 3-27; Vermunt 2010, Political
Analysis 18, 450-469). Where the restored numbers would be negative, the maximum of the likelihood with the same errors is taken instead
(Vermunt's third step), which the inverse gives where nothing is negative.
"""

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray

MAX_STEPS = 2000
TOLERANCE = 1e-9


def find_errors(posterior: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the matrix of errors (K, K): the share of those truly in class t (rows) who are put into class s (columns).

    Args:
        posterior: (n, K) how likely each respondent belongs to each class.
        weights: (n,)
    """
    joint: FloatArray = (posterior * weights[:, None]).T @ posterior
    errors: FloatArray = joint / joint.sum(axis=1, keepdims=True)
    return errors


def correct_tables(tables: FloatArray, errors: FloatArray) -> FloatArray:
    """Restore what tables of classes by categories were before classification blurred them.

    Args:
        tables: (..., K, q) weight of those put into each class with each of q answers.
        errors: (..., K, K) of `find_errors`, of each leading entry.

    Returns:
        (..., K, q) weight of each true class with each answer, none negative; each answer keeps its total weight.
    """
    blurred = np.ascontiguousarray(tables.reshape(-1, *tables.shape[-2:]))
    matrices = np.broadcast_to(errors, (*tables.shape[:-2], *errors.shape[-2:])).reshape(-1, *errors.shape[-2:])
    found: FloatArray = np.ascontiguousarray(np.linalg.solve(matrices.transpose(0, 2, 1), blurred))
    _mend(found, blurred, np.ascontiguousarray(matrices))
    return found.reshape(tables.shape)


@njit(cache=True, nogil=True, error_model="numpy")
def _mend(restored: FloatArray, blurred: FloatArray, errors: FloatArray) -> None:
    """Replace columns with a negative number by the maximum of the likelihood, in place."""
    n_classes = restored.shape[1]
    for r in range(restored.shape[0]):
        for q in range(restored.shape[2]):
            if np.isnan(restored[r, 0, q]) or restored[r, :, q].min() >= 0.0:
                continue
            total = blurred[r, :, q].sum()
            own = np.full(n_classes, total / n_classes)
            for _ in range(MAX_STEPS):
                new = np.zeros(n_classes)
                for s in range(n_classes):
                    expected = 0.0
                    for t in range(n_classes):
                        expected += own[t] * errors[r, t, s]
                    for t in range(n_classes):
                        new[t] += blurred[r, s, q] * own[t] * errors[r, t, s] / expected
                moved = np.abs(new - own).max()
                own = new
                if moved <= TOLERANCE * total:
                    break
            restored[r, :, q] = own
