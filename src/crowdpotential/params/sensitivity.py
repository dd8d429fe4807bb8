"""params.yaml: the choices that an index could have been made by, all of which are tried."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from crowdpotential.codebook import Record
from crowdpotential.params.specification import Expert, name_option, refuse_goalposts

Axis = Literal["normalisation", "weights", "aggregation", "aggregation_within", "missing", "level"]
AXES: tuple[Axis, ...] = ("normalisation", "weights", "aggregation", "aggregation_within", "missing", "level")


class Sensitivity(Record):
    """Options of each choice, with how much each counts; a list counts them alike. A choice left out stays as the index has it."""

    normalisation: Mapping[str, float] = {}
    weights: Mapping[str, float] = {}
    aggregation: Mapping[str, float] = {}  # of dimensions to the index
    aggregation_within: Mapping[str, float] = {}  # of items to dimensions
    missing: Mapping[str, float] = {}
    level: Mapping[str, float] = {}  # who gets an index: every respondent, or an area from its mean answers
    # where 0 comes to lie under means that bear no zero; this and the two that follow: by default as the index has them
    floor: float | None = Field(default=None, gt=0, lt=100)
    goalposts: tuple[float, float] | None = None  # on 0..100 of the scale
    expert: Expert | None = None
    leave_out: tuple[Mapping[Axis, str], ...] = ()  # combinations not to be computed

    @field_validator(*AXES, mode="before")
    @classmethod
    def _count_alike(cls, value: Any, info: Any) -> Mapping[str, Any]:  # noqa: ANN401 a YAML tree holds anything
        if value in ([], ()) or not isinstance(value, list | tuple | dict):
            msg = f"{value} names no options; give a list such as [equal, factor], or a mapping that says how much each counts"
            raise ValueError(msg)
        named = value.items() if isinstance(value, dict) else [(option, 1.0) for option in value]
        found: dict[str, Any] = {}
        for option, share in named:
            name = name_option(info.field_name, option)
            if name in found:
                msg = f"option {name} is given twice; give it once, with what it counts"
                raise ValueError(msg)
            found[name] = share
        return found

    @field_validator("leave_out", mode="before")
    @classmethod
    def _name_options(cls, value: Any) -> Any:  # noqa: ANN401 a YAML tree holds anything
        if not isinstance(value, list | tuple) or not all(isinstance(left, dict) for left in value):
            return value
        if any(not left for left in value):
            msg = "an empty combination would be all of them; name an option of one choice or more"
            raise ValueError(msg)
        return tuple({axis: name_option(axis, option) if axis in AXES else option for axis, option in left.items()} for left in value)

    @model_validator(mode="after")
    def _options_can_be(self) -> Self:
        for axis in AXES:
            for option, share in getattr(self, axis).items():
                if share <= 0:
                    msg = f"{axis}: option {option} counts {share:g}; give a positive number, or take it out"
                    raise ValueError(msg)
        refuse_goalposts(self.goalposts)
        return self
