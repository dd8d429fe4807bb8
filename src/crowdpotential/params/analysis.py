"""params.yaml: the index, when its means may be compared, the groups and tests, and the pages."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from crowdpotential.codebook import Record, Text
from crowdpotential.params.specification import (
    DECLARED,
    Expert,
    IndexConstants,
    IndexSpecification,
    find_fault,
    name_option,
    power_of,
    refuse_goalposts,
    specify,
)


class MissingItems(Record):
    """Fewest answered items for a dimension, and dimensions for the index."""

    min_items: int = Field(ge=1)
    min_dimensions: int = Field(ge=1)


class Levels(Record):
    """Cuts between low, medium and high."""

    low_below: float = Field(ge=0, le=100)
    high_from: float = Field(ge=0, le=100)

    @model_validator(mode="after")
    def _low_lies_below_high(self) -> Self:
        if self.low_below > self.high_from:
            msg = f"low_below ({self.low_below:g}) lies above high_from ({self.high_from:g}); correct one of them"
            raise ValueError(msg)
        return self


def _refuse_repeated(kind: str, names: Sequence[str]) -> None:
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            msg = f"{kind} {name} is named {names.count(name)} times; name it once"
            raise ValueError(msg)


def _refuse_others(key: str, named: Mapping[str, str], known: Sequence[str]) -> None:
    if odd := [name for name in named if name not in known]:
        msg = f"{key} names {', '.join(odd)}, which are no dimensions of the index ({', '.join(known)}); correct them, or take them out"
        raise ValueError(msg)


class Exploratory(Record):
    """The exploratory solution beside the declared model."""

    extraction: Literal["minres", "ml"] = "minres"
    rotation: Literal["oblimin", "promax", "varimax"] = "oblimin"
    starts: int = Field(default=10, ge=1, le=1000)  # positions from which the rotation begins


class Index(Record):
    """The index: which dimensions, how weighted and put together."""

    name: Text
    meaning: Text | None = None  # what 0 and 100 stand for
    dimensions: tuple[str, ...] = Field(min_length=1)
    also: tuple[str, ...] = ()  # dimensions scored beside the index, not in it
    correlation: Literal["polychoric"] = "polychoric"
    # respondents added to the one empty cell of a table of two answers each, without which its correlation would run to the end of
    # the scale; the opposite cell gets as much and the other two give it; 0: the cell stays empty
    empty_cell: float = Field(default=0.5, ge=0, le=1)
    normalisation: str = "bounds"  # these four: an option of `OPTIONS`, as for sensitivity
    weights: str = "factor"
    aggregation: str = "arithmetic"  # of dimensions to the index
    aggregation_within: str | Mapping[str, str] = "arithmetic"  # of items to dimensions; or by dimension, else arithmetic
    floor: float | None = Field(default=None, gt=0, lt=100)
    goalposts: tuple[float, float] | None = None
    expert: Expert | None = None
    missing: MissingItems
    levels: Levels | None = None
    parallel_analysis_draws: int = Field(default=100, ge=20, le=10_000)
    exploratory: Exploratory = Exploratory()
    # of a matrix of pairwise correlations that does not fit together, for what has to invert it; reported where it changes anything
    smoothing: Literal["none", "eigenvalues"] = "none"
    keep_negative_items: tuple[str, ...] = ()  # items to use although they go against the rest of their dimension

    @field_validator("normalisation", "weights", "aggregation", "aggregation_within", mode="before")
    @classmethod
    def _option_exists(cls, value: Any, info: Any) -> str | dict[str, str]:  # noqa: ANN401 a YAML tree holds anything
        if info.field_name == "aggregation_within" and isinstance(value, Mapping):
            return {name: name_option("aggregation", mean) for name, mean in value.items()}
        return name_option("aggregation" if info.field_name == "aggregation_within" else info.field_name, value)

    @property
    def is_bounded(self) -> bool:
        """Whether 0 and 100 are the ends of the scale."""
        return self.normalisation != "z"

    @property
    def combination(self) -> Mapping[str, str]:
        """The option that the index has of each choice."""
        return {
            "normalisation": self.normalisation,
            "weights": self.weights,
            "aggregation": self.aggregation,
            "aggregation_within": self._mean_within,
            "missing": "declared",
            "level": "respondent",
        }

    @property
    def powers_within(self) -> tuple[float, ...]:
        """The power of each dimension's mean of items."""
        own = self.aggregation_within
        means = [own if isinstance(own, str) else own.get(name, "arithmetic") for name in self.dimensions]
        return tuple(power_of(mean) for mean in means)

    @property
    def _mean_within(self) -> str:
        own, powers = self.aggregation_within, self.powers_within
        if len(set(powers)) > 1:
            return DECLARED
        return own if isinstance(own, str) else name_option("aggregation", powers[0])

    @property
    def specification(self) -> IndexSpecification:
        """How the index is made."""
        return specify(self.combination, self.powers_within)

    @property
    def constants(self) -> IndexConstants:
        """Numbers behind its options."""
        return IndexConstants(floor=self.floor, goalposts=self.goalposts, expert=self.expert)

    @model_validator(mode="after")
    def _can_be_made(self) -> Self:
        if not isinstance(self.aggregation_within, str):
            _refuse_others("aggregation_within", self.aggregation_within, self.dimensions)
        refuse_goalposts(self.goalposts)
        if reason := find_fault(self.specification, self.constants, "index"):
            own = {axis: option for axis, option in self.combination.items() if axis not in {"missing", "level"}}
            msg = f"the index cannot be made: {' x '.join(own.values())}: {reason}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _can_be_scored(self) -> Self:
        _refuse_repeated("dimension", (*self.dimensions, *self.also))
        if self.missing.min_dimensions > len(self.dimensions):
            msg = f"min_dimensions is {self.missing.min_dimensions}, but the index has {len(self.dimensions)} dimensions; lower it"
            raise ValueError(msg)
        return self


class AlignmentSpec(Record):
    """How the means of many areas are aligned (Asparouhov and Muthen 2014)."""

    epsilon: float = Field(default=0.001, gt=0, lt=1)
    power: float = Field(default=0.5, gt=0, le=2)
    anchor: Literal["fixed", "free"] = "fixed"
    starts: int = Field(default=10, ge=1, le=1000)


class Comparability(Record):
    """When means may be compared across blocs."""

    # a base model is a misfit where the data reject it beyond chance (p of exact fit below exact_fit_level, shared among
    # the model and its dimensions) and one of these is not met; RMSEA counts only with SRMR above negligible_srmr; a
    # dimension of at most six items, alone or among others, has a bound of RMSEA of its own
    exact_fit_level: float = Field(default=0.03, gt=0, le=1)
    min_cfi: float = Field(default=0.95, gt=0, lt=1)
    max_rmsea: float = Field(default=0.05, gt=0, lt=1)
    max_rmsea_dimension: float = Field(default=0.08, gt=0, lt=1)
    max_srmr: float = Field(default=0.08, gt=0, lt=1)
    negligible_srmr: float = Field(default=0.02, ge=0, lt=1)
    max_change_cfi: float = Field(default=0.010, ge=0)
    max_change_rmsea: float = Field(default=0.015, ge=0)
    min_item_shift_sd: float = Field(default=0.2, ge=0)
    smallest_gap_points: float = Field(default=2.0, ge=0)  # the margin of equivalence
    min_invariant_items: int = Field(default=3, ge=1)
    min_reliability: float = Field(default=0.6, ge=0, lt=1)  # alpha below which means of a dimension rank nobody
    # wlsmv: ordered answers; mlr: answers as numbers; auto: wlsmv if all items have two to seven answers
    estimator: Literal["auto", "wlsmv", "mlr"] = "auto"
    alignment: AlignmentSpec = AlignmentSpec()


class Comparison(Record):
    """Groups and tests."""

    group_by: tuple[str, ...] = ()
    target_group: str | None = None
    # of families of tests: max-t has intervals that say the same as its verdicts, and covers with all of them at once
    adjust: Literal["max-t", "holm", "benjamini-hochberg"] = "max-t"
    confidence_level: float = Field(default=0.95, gt=0.5, lt=1)
    # of all but shares: t, or the percentiles of a bootstrap; p-values are those of t in either case
    interval: Literal["t", "percentile"] = "t"
    share_interval: Literal["logit", "beta", "korn-graubard"] = (
        "logit"  # of answers and levels; korn-graubard is wider, and has a bound where nobody or everybody gave an answer
    )
    best_k: int | None = Field(default=1, ge=1)  # for who is among the best k, and among the worst k; None: not asked
    min_respondents_for_ranks: int = Field(default=30, ge=2)  # an area with fewer has no rank

    @model_validator(mode="after")
    def _groups_are_named_once(self) -> Self:
        _refuse_repeated("group", (*self.group_by, *([self.target_group] if self.target_group else [])))
        return self


class Report(Record):
    """The pages."""

    languages: tuple[Literal["ru", "en"], ...] = Field(default=("ru", "en"), min_length=1)
    small_base: int = Field(default=30, ge=1)
    suppress_below: int = Field(default=10, ge=1)  # respondents that a number must rest on
    min_count: int = Field(default=3, ge=1)  # respondents who gave an answer, and who gave another
    dominance: float = Field(default=20, ge=0, le=100)  # p of the p-per-cent rule of quantities; 0: none
    # of whom the per cent of an answer are printed first: all who were asked, or those who answered; the others stand beside
    percent_of: Literal["asked", "answered"] = "asked"
    map: str | None = None
    map_credit: Text | None = None  # who drew the borders, printed under the map; a full sentence without its stop
    sources: str | None = None  # file: words for the sources that margins name by codes

    @model_validator(mode="after")
    def _speaks_each_language_once(self) -> Self:
        _refuse_repeated("language", self.languages)
        return self
