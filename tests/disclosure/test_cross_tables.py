"""Cells of cross tables: small ones are hidden, and nobody can subtract their way back."""

import numpy as np
from scipy.optimize import linprog

from crowdpotential.disclosure.cross_tables import Counts, hide_cells
from crowdpotential.disclosure.few import Few

FEW = Few(base=10, count=3)


def counts_of(groups: list[list[int]]) -> Counts:
    own = np.array(groups)
    n = np.column_stack([own.sum(axis=1), own])
    return Counts(respondents=n, persons=n.astype(float), is_answer=np.ones(len(n), dtype=bool))


def ends_of(counts: Counts, hidden: np.ndarray, at: tuple[int, int]) -> tuple[float, float]:
    """Bound a cell by whatever is told, in a program of its own."""
    own = counts.persons[:, 1:]
    r, k = own.shape
    equations = [(np.eye(r * k)[i * k + j], own[i, j]) for i in range(r) for j in range(k) if not hidden[i, j + 1]]
    equations += [(np.kron(np.eye(r)[i], np.ones(k)), own[i].sum()) for i in range(r) if not hidden[i, 0]]
    equations += [(np.kron(np.ones(r), np.eye(k)[j]), own[:, j].sum()) for j in range(k)]
    left, right = np.array([e[0] for e in equations]), np.array([e[1] for e in equations])
    objective = np.eye(r * k)[at[0] * k + at[1] - 1]
    low, high = (sign * linprog(sign * objective, A_eq=left, b_eq=right).fun for sign in (1, -1))
    return low, high


def test_a_table_without_small_cells_is_told_whole() -> None:
    assert not hide_cells(counts_of([[20, 30], [40, 25], [15, 10]]), FEW).any()


def test_a_cell_of_two_respondents_cannot_be_subtracted_from_the_others() -> None:
    counts = counts_of([[2, 30, 40], [40, 25, 30], [15, 10, 20]])
    hidden = hide_cells(counts, FEW)
    assert hidden[0, 1]
    low, high = ends_of(counts, hidden, (0, 1))
    assert low < 1.6
    assert high > 2.4
    assert not hidden[:, 0].any()
    assert hidden.sum() <= 4


def test_an_answer_of_all_but_two_is_hidden_too() -> None:
    hidden = hide_cells(counts_of([[48, 30], [2, 25]]), FEW)
    assert hidden[:, 1:].all()


def test_a_column_of_fewer_than_ten_is_hidden_whole() -> None:
    hidden = hide_cells(counts_of([[4, 30, 40], [3, 25, 30], [1, 10, 20]]), FEW)
    assert hidden[:, 1].all()
    assert hidden[:, 2:].any()


def test_answers_of_nobody_are_told() -> None:
    assert not hide_cells(counts_of([[0, 30], [40, 25], [15, 10]]), FEW).any()


def test_the_columns_of_everybody_are_the_same_beside_any_groups() -> None:
    masks = [hide_cells(counts_of(groups), FEW)[:, 0] for groups in ([[2, 0], [40, 25], [15, 10]], [[1, 1], [60, 5], [5, 20]])]
    assert (masks[0] == masks[1]).all()
    assert masks[0].sum() >= 2


def test_an_answer_that_one_respondent_gave_is_not_what_the_groups_of_the_others_leave_over() -> None:
    counts = counts_of([[39, 15, 22], [23, 37, 17], [1, 0, 0]])
    hidden = hide_cells(counts, FEW)
    assert hidden[2, 0]
    assert bounds_of_total(counts, hidden, 2, -1) > 1.2


def bounds_of_total(counts: Counts, hidden: np.ndarray, row: int, sign: int) -> float:
    """Bound how many gave an answer by whatever is told: the smallest number for 1, the largest for -1."""
    own = counts.persons[:, 1:]
    r, k = own.shape
    equations = [(np.eye(r * k)[i * k + j], own[i, j]) for i in range(r) for j in range(k) if not hidden[i, j + 1]]
    equations += [(np.kron(np.eye(r)[i], np.ones(k)), own[i].sum()) for i in range(r) if not hidden[i, 0]]
    equations += [(np.kron(np.ones(r), np.eye(k)[j]), own[:, j].sum()) for j in range(k)]
    objective = np.kron(np.eye(r)[row], np.ones(k))
    found = linprog(sign * objective, A_eq=np.array([e[0] for e in equations]), b_eq=np.array([e[1] for e in equations]))
    return float(sign * found.fun)
