"""Sensitivity: every combination of the declared choices as a specification of the index, and those that cannot be computed.

What cannot be computed is refused before the run unless params leave it out by name: a combination that fell away in silence
would make the rest look more alike than the choices are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from crowdpotential.errors import ParamsError
from crowdpotential.params.analysis import Index
from crowdpotential.params.sensitivity import AXES, Axis, Sensitivity, power_of

BY_CHOICE = {  # option of `weights` -> how items and how dimensions are weighted
    "factor": ("factor", "factor"),
    "equal": ("equal", "equal"),
    "loadings": ("factor", "equal"),
    "second_order": ("equal", "factor"),
    "pca": ("pca", "pca"),
    "expert": ("expert", "expert"),
}
MAIN = {
    "normalisation": "bounds",
    "aggregation_within": "arithmetic",
    "missing": "declared",
    "level": "respondent",
}
WITHOUT_ZERO = ("z", "ranks")  # z lies about 50; the lowest middle rank is above zero
MOST_NAMED = 6  # combinations in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSpecification:
    """One way to make the index."""

    normalisation: str
    item_weights: str  # factor, equal, pca or expert
    dimension_weights: str
    power_within: float  # of the mean of items: 1 arithmetic, 0 geometric, -1 harmonic
    power_between: float  # of the mean of dimensions
    missing: str  # declared, half or complete
    level: str  # respondent or area

    @property
    def needs_positive(self) -> bool:
        """Whether a mean has no room for zero."""
        return self.power_within != 1 or self.power_between != 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The full factorial of the declared options, less what params leave out."""

    axes: tuple[str, ...]  # choices with more than one option
    options: tuple[tuple[str, ...], ...]  # of each axis
    shares: tuple[NDArray[np.float64], ...]  # of each axis: how much its options count, summing to one
    specifications: tuple[IndexSpecification, ...]  # of the computed cells, in the order of the grid
    positions: tuple[tuple[int, ...], ...]  # of each computed cell in the grid
    main: int  # which of them is the index itself
    n_left_out: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Size of the grid."""
        return tuple(len(options) for options in self.options)

    @property
    def cell_shares(self) -> NDArray[np.float64]:
        """(S,) how much each computed cell counts, summing to one."""
        shares = [
            np.prod([s[place] for s, place in zip(self.shares, position, strict=True)])
            for position in self.positions
        ]
        found: NDArray[np.float64] = np.array(shares, dtype=np.float64)
        return np.asarray(found / found.sum())

    @property
    def is_computed(self) -> NDArray[np.bool_]:
        """(*shape) which cells of the grid are there."""
        found = np.zeros(self.shape, dtype=np.bool_)
        for position in self.positions:
            found[position] = True
        return found


def expand_choices(index: Index, sensitivity: Sensitivity) -> Choices:
    """List every combination of the options.

    Raises:
        ParamsError: the index itself is not among the combinations, or some cannot be computed and are not left out.
    """
    main = {**MAIN, "weights": index.weights, "aggregation": index.aggregation}
    declared: dict[str, Mapping[str, float]] = {
        axis: getattr(sensitivity, axis) or {main[axis]: 1.0} for axis in AXES
    }
    for axis, options in declared.items():
        if main[axis] not in options:
            msg = f"sensitivity.{axis} lacks {main[axis]}, which the index has; add it, so that the index is one of the combinations"
            raise ParamsError(msg)
    axes = tuple(axis for axis in AXES if len(declared[axis]) > 1)
    kept = list[tuple[tuple[int, ...], IndexSpecification]]()
    refused, n_left_out, place_of_main = list[str](), 0, -1
    for position, combination in _combinations(axes, declared):
        if any(_matches(combination, left) for left in sensitivity.leave_out):
            n_left_out += 1
            continue
        if reason := _fault(combination, sensitivity):
            refused.append(f"{_write(combination, axes)}: {reason}")
        if combination == main:
            place_of_main = len(kept)
        kept.append((position, _specify(combination)))
    _refuse(refused, place_of_main)
    return Choices(
        axes=axes,
        options=tuple(tuple(declared[axis]) for axis in axes),
        shares=tuple(_shares(declared[axis]) for axis in axes),
        specifications=tuple(specification for _, specification in kept),
        positions=tuple(position for position, _ in kept),
        main=place_of_main,
        n_left_out=n_left_out,
    )


def _combinations(
    axes: tuple[str, ...], declared: Mapping[str, Mapping[str, float]]
) -> Iterator[tuple[tuple[int, ...], dict[str, str]]]:
    fixed = {axis: next(iter(options)) for axis, options in declared.items()}
    for chosen in product(*(enumerate(declared[axis]) for axis in axes)):
        position = tuple(place for place, _ in chosen)
        yield position, fixed | {axis: option for axis, (_, option) in zip(axes, chosen, strict=True)}


def _matches(combination: Mapping[str, str], left_out: Mapping[Axis, str]) -> bool:
    return all(combination[axis] == option for axis, option in left_out.items())


def _fault(combination: Mapping[str, str], sensitivity: Sensitivity) -> str:
    """Say why a combination cannot be computed, whatever the answers; empty if it can."""
    specification = _specify(combination)
    if specification.normalisation == "goalposts" and sensitivity.goalposts is None:
        return "sensitivity.goalposts are not given"
    if combination["weights"] == "expert" and sensitivity.expert is None:
        return "sensitivity.expert is not given"
    if (
        specification.needs_positive
        and specification.level == "respondent"
        and specification.normalisation not in WITHOUT_ZERO
        and sensitivity.floor is None
    ):
        return "the lowest answer is zero, of which such a mean cannot be taken; give sensitivity.floor"
    return ""


def _specify(combination: Mapping[str, str]) -> IndexSpecification:
    items, dimensions = BY_CHOICE[combination["weights"]]
    return IndexSpecification(
        normalisation=combination["normalisation"],
        item_weights=items,
        dimension_weights=dimensions,
        power_within=power_of(combination["aggregation_within"]),
        power_between=power_of(combination["aggregation"]),
        missing=combination["missing"],
        level=combination["level"],
    )


def _shares(options: Mapping[str, float]) -> NDArray[np.float64]:
    counts = np.array(list(options.values()), dtype=np.float64)
    return np.asarray(counts / counts.sum())


def _write(combination: Mapping[str, str], axes: tuple[str, ...]) -> str:
    return " x ".join(combination[axis] for axis in axes)


def _refuse(refused: list[str], place_of_main: int) -> None:
    if refused:
        more = f" (and {len(refused) - MOST_NAMED} more)" if len(refused) > MOST_NAMED else ""
        named = "; ".join(refused[:MOST_NAMED])
        msg = f"sensitivity: {len(refused)} combinations cannot be computed: {named}{more}; or list them under sensitivity.leave_out"
        raise ParamsError(msg)
    if place_of_main < 0:
        msg = "sensitivity.leave_out leaves out the index itself; it must stay one of the combinations"
        raise ParamsError(msg)
