"""Linear relations between masses of people and sums of what they have, and the ends of a ratio of two of them.

Every published share or mean is a ratio, and everything in it adds up. Written for the two parts of the ratio, what is printed is linear
and homogeneous: a mean between 3.1 and 3.2 says that the sum lies between 3.1 and 3.2 times the mass. So all that is known is a cone, and
the ends of a hidden ratio are found exactly, by fixing the mass below the line at one (Charnes and Cooper 1962).
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

Variable = Hashable
FloatArray = NDArray[np.float64]
SOME = 1e-3  # a mass below the line that is no dust of the solver
LOOSE = 1e-7  # HiGHS keeps a row to this
MOST_NAMED = 4  # relations that are told of a bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """What is left of a hidden ratio, and by which relations."""

    low: float
    high: float
    by: tuple[str, ...] = ()
    is_contradicted: bool = False  # the relations cannot all hold


@dataclass(slots=True)
class Cone:
    """Relations `sum of coefficient * variable >= 0`; variables are not negative unless they are free."""

    places: dict[Variable, int] = field(default_factory=dict)
    free: set[Variable] = field(default_factory=set)
    relations: list[tuple[str, Mapping[Variable, float]]] = field(default_factory=list)
    n_programmes: int = 0
    _solutions: list[FloatArray] = field(default_factory=list)
    _made: csr_array | None = None

    def add(self, label: str, terms: Mapping[Variable, float]) -> None:
        """Say that a sum is not negative."""
        kept = {variable: value for variable, value in terms.items() if value}
        for variable in kept:
            self.places.setdefault(variable, len(self.places))
        self.relations.append((label, kept))

    def equal(self, label: str, terms: Mapping[Variable, float]) -> None:
        """Say that a sum is nothing."""
        self.add(label, terms)
        self.add(label, {variable: -value for variable, value in terms.items()})

    def between(self, label: str, part: Variable, whole: Variable, low: float, high: float) -> None:
        """Say between which shares (or means) of the whole a part lies."""
        if np.isfinite(low):
            self.add(label, {part: 1.0, whole: -low})
        if np.isfinite(high):
            self.add(label, {part: -1.0, whole: high})

    def ends(self, part: Variable, whole: Variable) -> Ends:
        """Find the ends of a ratio."""
        if part not in self.places or whole not in self.places:
            return Ends(low=-np.inf, high=np.inf)
        matrix, found, by, contradicted = self._matrix(), list[float](), Counter[str](), False
        fixed = csr_array(([1.0], ([0], [self.places[whole]])), shape=(1, len(self.places)))
        bounds = [(None if variable in self.free else 0, None) for variable in self.places]
        for sign in (1.0, -1.0):
            costs = np.zeros(len(self.places))
            costs[self.places[part]] = sign
            solved = linprog(costs, A_ub=-matrix, b_ub=np.zeros(matrix.shape[0]), A_eq=fixed, b_eq=[1.0], bounds=bounds)
            self.n_programmes += 1
            contradicted |= solved.status == 2
            found.append(sign * solved.fun if solved.status == 0 else -sign * np.inf)
            if solved.status == 0:
                self._solutions.append(solved.x)
                for at in np.flatnonzero(np.abs(solved.ineqlin.marginals) > LOOSE):
                    by[self.relations[at][0]] += 1
        named = tuple(label for label, _ in by.most_common(MOST_NAMED))
        return Ends(low=found[0], high=found[1], by=named, is_contradicted=contradicted)

    def seen(self, part: Variable, whole: Variable) -> Ends:
        """Find the ends of a ratio in the solutions of earlier programmes, each of which could be the truth."""
        if part not in self.places or whole not in self.places or not self._solutions:
            return Ends(low=np.inf, high=-np.inf)
        above, below = (np.array([solution[self.places[name]] for solution in self._solutions]) for name in (part, whole))
        ratios = above[below > SOME] / below[below > SOME]
        return Ends(low=ratios.min(initial=np.inf), high=ratios.max(initial=-np.inf))

    def _matrix(self) -> csr_array:
        """Make the matrix of the relations, once for all programmes about them."""
        shape = (len(self.relations), len(self.places))
        if self._made is None or self._made.shape != shape:
            terms = [(row, variable, value) for row, (_, held) in enumerate(self.relations) for variable, value in held.items()]
            rows, columns = [row for row, _, _ in terms], [self.places[variable] for _, variable, _ in terms]
            self._made = csr_array(([value for _, _, value in terms], (rows, columns)), shape=shape)
        return self._made
