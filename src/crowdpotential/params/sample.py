"""params.yaml: how the respondents came into the sample, and how they are made to stand for the population."""

from typing import Literal, Self

from pydantic import Field, model_validator

from crowdpotential.codebook import Record


class Design(Record):
    """How the respondents came into the sample."""

    strata: str = "area"
    psu: str | None = None  # variable; null: every respondent is a PSU of his own
    base_weight: Literal["equal", "column", "allocation"] = "equal"
    base_weight_variable: str | None = None
    lonely_psu: Literal["error"] = "error"
    quota: bool = False  # standard errors of a quota sample are nominal; the report says so


class Weighting(Record):
    """Calibration to known population counts; method none for a study without margins."""

    method: Literal["raking", "none"]
    margins: str | None = None
    within: Literal["area"] = "area"
    variables: tuple[str, ...] = ()
    cap: float | None = Field(default=None, gt=1)  # largest weight, as a multiple of the area's mean weight
    collapse_below_respondents: int = Field(default=8, ge=1)
    collapse_below_psus: int = Field(default=7, ge=1)
    tolerance: float = Field(default=1e-10, gt=0, lt=1e-3)
    max_cycles: int = Field(default=1000, ge=1)

    @model_validator(mode="after")
    def _needs_margins(self) -> Self:
        if self.method == "raking" and (self.margins is None or not self.variables):
            msg = "raking needs margins (a file) and variables (a list)"
            raise ValueError(msg)
        return self


class Replicates(Record):
    """Bootstrap of PSUs within strata, each replicate calibrated anew."""

    method: Literal["rao-wu"] = "rao-wu"
    number: int = Field(default=500, ge=50, le=20_000)
