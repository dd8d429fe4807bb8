"""Sensitivity: every combination of the declared choices as a specification of the index, and those that cannot be computed.

What cannot be computed is refused before the run unless params leave it out by name: a combination that fell away in silence
would make the rest look more alike than the choices are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from crowdpotential.errors import ParamsError
from crowdpotential.params.analysis import Index
from crowdpotential.params.sensitivity import AXES, Axis, Sensitivity
from crowdpotential.params.specification import (
    DECLARED,
    IndexConstants,
    IndexSpecification,
    find_fault,
    power_of,
    specify,
)

MOST_NAMED = 6  # combinations in a message


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
        shares = [np.prod([s[place] for s, place in zip(self.shares, position, strict=True)]) for position in self.positions]
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
        ParamsError: the index itself is not among the combinations, some cannot be computed and are not left out, or something
            is left out that is no combination.
    """
    main, constants = dict(index.combination), constants_of(index, sensitivity)
    declared: dict[str, Mapping[str, float]] = {axis: getattr(sensitivity, axis) or {main[axis]: 1.0} for axis in AXES}
    for axis, options in declared.items():
        if main[axis] not in options:
            msg = f"sensitivity.{axis} lacks {main[axis]}, which the index has; add it, so that the index is one of the combinations"
            raise ParamsError(msg)
    if DECLARED in declared["aggregation_within"] and main["aggregation_within"] != DECLARED:
        msg = "sensitivity.aggregation_within names declared, but the index has one mean for all dimensions; name that mean"
        raise ParamsError(msg)
    _refuse_idle(sensitivity, declared)
    axes = tuple(axis for axis in AXES if len(declared[axis]) > 1)
    kept = list[tuple[tuple[int, ...], IndexSpecification]]()
    refused, n_left_out, place_of_main = list[str](), 0, -1
    for position, combination in _combinations(axes, declared):
        if any(_matches(combination, left) for left in sensitivity.leave_out):
            n_left_out += 1
            continue
        specification = specify(combination, index.powers_within)
        if reason := find_fault(specification, constants, "sensitivity"):
            refused.append(f"{_write(combination, axes)}: {reason}")
        if combination == main:
            place_of_main = len(kept)
        kept.append((position, specification))
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


def constants_of(index: Index, sensitivity: Sensitivity | None) -> IndexConstants:
    """Collect floor, goalposts and expert weights from where they are given.

    Raises:
        ParamsError: the index and its alternatives have different ones.
    """
    own = index.constants
    given = {name: getattr(sensitivity, name, None) for name in ("floor", "goalposts", "expert")}
    for name, value in given.items():
        if value is not None and getattr(own, name) not in (None, value):
            msg = f"sensitivity.{name} and index.{name} differ, but the index is one of the combinations; give it once, under index"
            raise ParamsError(msg)
    return replace(own, **{name: value for name, value in given.items() if value is not None})


def idle_constants(index: Index, sensitivity: Sensitivity | None) -> Iterator[str]:
    """List numbers that no option makes use of, so that nobody takes an index for weighted by experts that is not."""
    powers = set(index.powers_within) | {power_of(index.aggregation)}
    weights, normalisations = {index.weights}, {index.normalisation}
    if sensitivity is not None:
        means = {*sensitivity.aggregation, *sensitivity.aggregation_within} - {DECLARED}
        powers |= {power_of(mean) for mean in means}
        weights, normalisations = (
            weights | {*sensitivity.weights},
            normalisations | {*sensitivity.normalisation},
        )
    uses = {
        "expert": ("expert" in weights, "weights: expert"),
        "goalposts": ("goalposts" in normalisations, "normalisation: goalposts"),
        "floor": (powers != {1.0}, "aggregation: geometric, or another mean that bears no zero"),
    }
    for section, given in (("index", index), ("sensitivity", sensitivity)):
        for key, (is_used, option) in uses.items():
            if not is_used and getattr(given, key, None) is not None:
                yield f"{section}.{key} is given and read by nothing; choose {option}, or take it out"


def _refuse_idle(sensitivity: Sensitivity, declared: Mapping[str, Mapping[str, float]]) -> None:
    """Refuse to leave out what was never declared, which would be a slip of the pen."""
    for number, left in enumerate(sensitivity.leave_out):
        for axis, option in left.items():
            if option not in declared[axis]:
                msg = (
                    f"sensitivity.leave_out.{number} names {axis} {option}, which is not among the declared options "
                    f"({', '.join(declared[axis])}); take it out, or declare the option"
                )
                raise ParamsError(msg)


def _combinations(axes: tuple[str, ...], declared: Mapping[str, Mapping[str, float]]) -> Iterator[tuple[tuple[int, ...], dict[str, str]]]:
    fixed = {axis: next(iter(options)) for axis, options in declared.items()}
    for chosen in product(*(enumerate(declared[axis]) for axis in axes)):
        position = tuple(place for place, _ in chosen)
        yield position, fixed | {axis: option for axis, (_, option) in zip(axes, chosen, strict=True)}


def _matches(combination: Mapping[str, str], left_out: Mapping[Axis, str]) -> bool:
    return all(combination[axis] == option for axis, option in left_out.items())


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
