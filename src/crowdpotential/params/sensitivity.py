"""params.yaml: the choices that an index could have been made by, all of which are tried."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from crowdpotential.codebook import Record
from crowdpotential.validation import nearest

Axis = Literal["normalisation", "weights", "aggregation", "aggregation_within", "missing", "level"]
AXES: tuple[Axis, ...] = ("normalisation", "weights", "aggregation", "aggregation_within", "missing", "level")
MEANS = ("arithmetic", "geometric", "harmonic")  # or a number: the power of a generalised mean
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "normalisation": ("bounds", "minmax", "z", "ranks", "percentile", "goalposts"),
    "weights": ("factor", "equal", "loadings", "second_order", "pca", "expert"),
    "aggregation": MEANS,
    "aggregation_within": MEANS,
    "missing": ("declared", "half", "complete"),
    "level": ("respondent", "area"),
}
LARGEST_POWER = 10.0  # beyond it a mean is all but the largest or smallest of its parts
ROUNDING = 1e-6  # by which given weights may miss one


class Expert(Record):
    """Weights given by experts; items are weighted equally where none are given for their dimension."""

    dimensions: Mapping[str, float]
    items: Mapping[str, Mapping[str, float]] = {}  # dimension -> item -> weight

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        for node, weights in {"index": self.dimensions, **self.items}.items():
            if not weights:
                msg = f"expert weights of {node}: it has no children; give them, or take it out"
                raise ValueError(msg)
            if min(weights.values()) < 0 or abs(sum(weights.values()) - 1) > ROUNDING:
                total = sum(weights.values())
                msg = f"expert weights of {node}: {len(weights)} weights sum to {total:g}; they must be zero or more and sum to 1"
                raise ValueError(msg)
        return self


class Sensitivity(Record):
    """Options of each choice, with how much each counts; a list counts them alike. A choice left out stays as the index has it."""

    normalisation: Mapping[str, float] = {}
    weights: Mapping[str, float] = {}
    aggregation: Mapping[str, float] = {}  # of dimensions to the index
    aggregation_within: Mapping[str, float] = {}  # of items to dimensions
    missing: Mapping[str, float] = {}
    level: Mapping[str, float] = {}  # who gets an index: every respondent, or an area from its mean answers
    floor: float | None = Field(
        default=None, gt=0, lt=100
    )  # where 0 comes to lie under means that bear no zero
    goalposts: tuple[float, float] | None = None  # on 0..100 of the scale
    expert: Expert | None = None
    leave_out: tuple[Mapping[Axis, str], ...] = ()  # combinations not to be computed

    @field_validator(*AXES, mode="before")
    @classmethod
    def _count_alike(cls, value: Any) -> Any:  # noqa: ANN401 a YAML tree holds anything
        if isinstance(value, list | tuple):
            return {str(option): 1.0 for option in value}
        return {str(option): share for option, share in value.items()} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _options_exist(self) -> Self:
        for axis in AXES:
            for option, share in getattr(self, axis).items():
                _refuse_unknown(axis, option)
                if not share > 0:
                    msg = f"{axis}: option {option} counts {share:g}; give a positive number, or take it out"
                    raise ValueError(msg)
        for combination in self.leave_out:
            for axis, option in combination.items():
                _refuse_unknown(axis, option)
        if self.goalposts is not None and not self.goalposts[0] < self.goalposts[1]:
            msg = f"goalposts {self.goalposts[0]:g} and {self.goalposts[1]:g} have no room between them; give the lower first"
            raise ValueError(msg)
        return self


def power_of(mean: str) -> float:
    """Give the power of a mean by its name, or of a number as it stands.

    Raises:
        ValueError: neither a name nor a number.
    """
    named = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}
    return named[mean] if mean in named else float(mean)


def _refuse_unknown(axis: str, option: str) -> None:
    known = OPTIONS[axis]
    if option in known or (known == MEANS and _is_number(option)):
        return
    found = nearest(option, known)
    hint = f"did you mean {found}?" if found else f"known are {', '.join(known)}"
    msg = f"{axis}: there is no option {option}; {hint}"
    raise ValueError(msg)


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) <= LARGEST_POWER
    except ValueError:
        return False
