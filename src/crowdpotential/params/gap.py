"""params.yaml: by which variables the gap between sides is taken apart."""

from typing import Literal

from pydantic import Field, field_validator

from crowdpotential.codebook import Record


class Gap(Record):
    """What people of two sides are made alike in, and whose coefficients their composition is valued by."""

    controls: tuple[str, ...] = Field(min_length=1)  # categorical; several joined by * are taken as one
    # of the decomposition by control: both sides pooled, the first or the second of a pair, or three parts instead of two
    reference: Literal["pooled", "first", "second", "three_fold"] = "pooled"

    @field_validator("controls")
    @classmethod
    def _are_named_once(cls, controls: tuple[str, ...]) -> tuple[str, ...]:
        for name in dict.fromkeys(controls):
            if controls.count(name) > 1:
                msg = f"control {name} is named {controls.count(name)} times; name it once"
                raise ValueError(msg)
        return controls
