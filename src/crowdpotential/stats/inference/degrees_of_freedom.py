"""Degrees of freedom as a type of their own: counted from who belongs to what, never written down by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Freedom:
    """Degrees of freedom of estimates; zero where there is no error.

    `freedom` counts them from the members of domains and the design, and no other module makes any (a test looks), so that `infer`
    cannot be given others.
    """

    numbers: FloatArray  # of any shape, in the order of the estimates

    def __getitem__(self, at: Any) -> "Freedom":  # noqa: ANN401 whatever indexes an array
        """Return those of some of the estimates."""
        return Freedom(np.asarray(self.numbers[at], dtype=np.float64))

    @property
    def flat(self) -> "Freedom":
        """The same in one row."""
        return Freedom(self.numbers.reshape(-1))

    @property
    def fewest(self) -> "Freedom":
        """What all estimates together have at least."""
        return Freedom(np.asarray(self.numbers.min()))

    def repeated(self, n: int) -> "Freedom":
        """Return the same for each of n estimates of one domain."""
        return Freedom(np.broadcast_to(self.numbers, n))

    def at_most(self, others: FloatArray) -> "Freedom":
        """Return the fewer of these and of what else bounds them."""
        return Freedom(np.minimum(self.numbers, others))

    @property
    def has_error(self) -> BoolArray:
        """Whether the spread of the replicates is an error of each estimate."""
        return np.asarray(self.numbers > 0)

    def __float__(self) -> float:
        """Return the number of a single estimate."""
        return float(self.numbers)


def join_freedom(parts: Sequence[Freedom]) -> Freedom:
    """Put those of single estimates into one row; also of none."""
    return Freedom(np.array([float(part) for part in parts], dtype=np.float64))
