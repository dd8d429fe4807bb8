"""params.yaml: how the respondents came into the sample, and how they are made to stand for the population."""

import math
from typing import Literal, Self

from pydantic import Field, model_validator

from crowdpotential.codebook import Record
from crowdpotential.validation import together

NEED_BOUNDS = (
    "logit",
    "truncated",
)  # methods that are defined by bounds of the ratio of calibrated to base weight
CALIBRATING = (
    "margins",
    "variables",
    "bloc_variables",
    "means",
    "bounds",
    "cap",
)  # keys that method none would ignore
MOST_DRAWS = 20_000  # of a bootstrap: a matrix of them takes 0.3 GB for 2,000 respondents
FEWEST_DRAWS = 50  # of a bootstrap; with fewer, the standard error itself is off by more than a tenth

BEYOND_EACH_END = 25  # replicates, as 999 leave beyond a 95% interval (Davison and Hinkley 1997, section 5.2.1)


def fewest_for_percentiles(confidence_level: float) -> int:
    """Return how many draws put 25 beyond each end of a percentile interval: 999 at a level of 0.95, 4,999 at 0.99."""
    return math.ceil(round(2 * BEYOND_EACH_END / (1 - confidence_level), 6)) - 1


class Nonresponse(Record):
    """Weighting classes: in each, the base weights of respondents stand for all who were selected and eligible."""

    counts: str  # file: area, variable, category, eligible, source, status
    cells: str  # variable known of respondents and others; several are joined by *


class Design(Record):
    """How the respondents came into the sample."""

    samples: str | None = None  # area, bloc or a variable: each a sample of its own; null: the data are one
    strata: str | None = None  # variable, several joined by *; null: each sample is one stratum
    psu: str | None = None  # variable; null: every respondent is a PSU of his own
    fpc: str | None = None  # variable: how many PSUs the respondent's stratum has in the population
    base_weight: Literal["equal", "column", "allocation"] = "equal"
    base_weight_variable: str | None = None
    nonresponse: Nonresponse | None = None
    lonely_psu: Literal["error", "certainty", "adjust", "average", "remove"] = "error"
    # of means and ranks: PSUs less strata as in R (units), or the fewer that unequal weights and controls leave (calibrated)
    degrees_of_freedom: Literal["calibrated", "units"] = "calibrated"
    quota: bool = False  # standard errors of a quota sample are nominal; the report says so

    @model_validator(mode="after")
    def _names_its_own_weight(self) -> Self:
        if self.base_weight == "column" and self.base_weight_variable is None:
            msg = "base_weight column needs base_weight_variable; name the variable that holds it"
            raise ValueError(msg)
        if self.base_weight != "column" and self.base_weight_variable is not None:
            msg = (
                f"base_weight_variable {self.base_weight_variable} is not read where base_weight is {self.base_weight}; "
                "set base_weight to column, or take it out"
            )
            raise ValueError(msg)
        return self


class Weighting(Record):
    """Calibration to known population counts; method none for a study without margins."""

    method: Literal["raking", "linear", "logit", "truncated", "poststratification", "none"] = "none"
    margins: str | None = None
    within: Literal["area", "all"] = "area"  # whose totals are held: every area's, or those of everybody
    start: Literal["as_given", "scaled"] | None = None  # how large base weights are before calibration
    variables: tuple[str, ...] = ()  # known for every area, or of everybody
    bloc_variables: tuple[str, ...] = ()  # known for whole blocs only
    means: str | None = None  # file: area, variable, mean, source, status
    bounds: tuple[float, float] | None = None  # of the ratio of calibrated to base weight
    cap: float | None = Field(default=None, gt=1)  # largest weight, as a multiple of the area's mean weight
    trimming: Literal["bounded", "rerake"] = "bounded"  # how the cap is met
    collapse_below_respondents: int = Field(default=8, ge=1)
    collapse_below_psus: int = Field(default=7, ge=1)
    tolerance: float = Field(default=1e-10, gt=0, lt=1e-3)
    max_cycles: int = Field(default=1000, ge=1)

    @model_validator(mode="after")
    def _fits_the_method(self) -> Self:
        faults = (
            self._none_fault(),
            self._margin_fault(),
            self._bound_fault(),
            self._poststratification_fault(),
        )
        together([fault for fault in faults if fault])
        return self

    def _none_fault(self) -> str:
        """What would be read and then ignored is refused, so that nobody takes the weights for calibrated."""
        if self.method == "none" and (given := [key for key in CALIBRATING if getattr(self, key)]):
            return f"none calibrates nothing and has no use for {', '.join(given)}; empty that, or name another method"
        return ""

    def _margin_fault(self) -> str:
        if self.method != "none" and (self.margins is None or not (self.variables or self.bloc_variables)):
            return f"{self.method} needs margins (a file) and variables (a list)"
        every = (*self.variables, *self.bloc_variables)
        if repeated := [name for name in every if every.count(name) > 1]:
            return f"variable {repeated[0]} is named {every.count(repeated[0])} times; name it once"
        if doubled := [name for name in every if len(set(name.split("*"))) < len(name.split("*"))]:
            return f"{doubled[0]} names a variable twice; name it once"
        return ""

    def _bound_fault(self) -> str:
        if self.method == "none":
            return ""  # any key is one too many, which `_none_fault` says
        if self.bounds is None:
            return f"{self.method} needs bounds, such as [0.3, 3]" if self.method in NEED_BOUNDS else ""
        if self.method not in {*NEED_BOUNDS, "raking"}:
            return f"{self.method} takes no bounds; use raking, logit or truncated"
        low, high = self.bounds
        if not 0 <= low < 1 < high:
            return f"bounds are {low:g} and {high:g}; the ratio of weights needs one below 1 (0 or more) and one above"
        return ""

    def _poststratification_fault(self) -> str:
        if self.method != "poststratification":
            return ""
        if len(self.variables) + len(self.bloc_variables) > 1:
            return "poststratification takes one variable; join several by * if their joint counts are known, or use raking"
        if self.means or self.cap:
            return "poststratification leaves no room for means or cap; use raking, linear, logit or truncated"
        return ""


def calibration_start(design: Design, weighting: Weighting) -> Literal["as_given", "scaled"]:
    """Return from where the calibration starts: from weights of the data as they are, from others scaled to each area's total.

    Weights out of the data carry their size, and a calibration that starts from them is that of R's `calibrate`. Equal ones
    carry none: they say how respondents of an area stand to each other.
    """
    if weighting.start is not None:
        return weighting.start
    return "as_given" if design.base_weight == "column" else "scaled"


class Replicates(Record):
    """Replicate weights, each calibrated anew: drawn, left out one at a time, balanced, or delivered with the data."""

    method: Literal["rao-wu", "jk1", "jkn", "brr", "fay", "delivered"] = "rao-wu"
    number: int = Field(default=2000, ge=2, le=MOST_DRAWS)  # of rao-wu and delivered; else the design tells
    centre: Literal["estimate", "mean"] = "estimate"  # what a replicate is compared with; mean: of all replicates
    fay: float = Field(default=0.3, gt=0, lt=1)  # what Fay's method leaves of a weight
    columns: str | None = None  # pattern of the delivered columns, such as RW*
    made_by: Literal["rao-wu", "jk1", "jkn", "brr", "fay", "other"] | None = None  # method of delivered replicates
    scale: float | None = Field(default=None, gt=0)  # of delivered replicates, as R's svrepdesign has it
    coefficients: tuple[float, ...] | None = None  # of delivered replicates, one each; R's rscales
    recalibrate: bool = True  # of delivered replicates; false: they are used as delivered

    @model_validator(mode="after")
    def _fits_the_method(self) -> Self:
        own = self._delivery_fault() if self.method == "delivered" else self._draw_fault()
        together([fault for fault in (own, self._fay_fault()) if fault])
        return self

    def _fay_fault(self) -> str:
        default = type(self).model_fields["fay"].default
        if self.fay != default and "fay" not in {self.method, self.made_by}:
            return f"fay belongs to method fay, not to {self.method}; take it out, or change the method"
        return ""

    def _draw_fault(self) -> str:
        keys = ("columns", "made_by", "scale", "coefficients")
        if given := [name for name in keys if getattr(self, name) is not None]:
            return f"{given[0]} belongs to method delivered, not to {self.method}; take it out"
        if not self.recalibrate:
            return f"recalibrate false belongs to method delivered; replicates of {self.method} are calibrated anew"
        if self.method == "rao-wu" and self.number < FEWEST_DRAWS:
            return f"number is {self.number}; draw at least {FEWEST_DRAWS}"
        return ""

    def _delivery_fault(self) -> str:
        if self.columns is None or self.made_by is None or "number" not in self.model_fields_set:
            return (
                "delivered needs columns (a pattern such as RW*), number (how many there are) and made_by (jk1, jkn, brr, fay, "
                "rao-wu or other)"
            )
        if self.made_by == "other" and self.scale is None and self.coefficients is None:
            return "made_by other needs scale or coefficients: what the squares of the replicates are multiplied by"
        if self.made_by == "jkn" and self.coefficients is None:
            return "made_by jkn needs coefficients, one for each replicate, from whoever made them"
        return self._coefficient_fault()

    def _coefficient_fault(self) -> str:
        if self.coefficients is not None and len(self.coefficients) != self.number:
            return f"{len(self.coefficients)} coefficients for {self.number} replicates; give one for each"
        if self.coefficients is not None and min(self.coefficients) < 0:
            return f"coefficient {min(self.coefficients):g} is negative; give zero or more"
        return ""
