"""params.yaml: one study. Frozen, validated sections, one for each part of the program that uses it.

An unknown key is refused with the nearest known name. Paths are relative to the folder of params.yaml.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from crowdpotential.codebook import Condition, Record, Text
from crowdpotential.errors import ParamsError
from crowdpotential.validation import explain, nearest
from crowdpotential.yaml12 import parse_yaml, read_yaml


class Words(Record):
    """What the study calls its areas and blocs, per language: plural category -> word ("one", "few", "many", "other")."""

    area: Mapping[str, Mapping[str, str]]
    bloc: Mapping[str, Mapping[str, str]]


class Dates(Record):
    """First and last day of the fieldwork, ISO."""

    start: str
    end: str


class Fieldwork(Record):
    """The method statement (AAPOR Transparency Initiative items). What is null is printed as not stated."""

    sponsor: Text | None = None
    conductor: Text | None = None
    funding: Text | None = None
    population: Text | None = None
    sampling_frame: Text | None = None
    sample_design: Text | None = None
    mode: Text | None = None
    dates: Dates | None = None
    dates_note: Text | None = None
    interview_language: Text | None = None
    response_rate: Text | None = None
    incentives: Text | None = None
    supervision: Text | None = None
    boost: Text | None = None
    limitations: Text | None = None


class Study(Record):
    """Who asked whom, and how the study calls things."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: Text
    standfirst: Text | None = None
    synthetic: bool
    questionnaire: str
    simulation: str | None = None  # plan of a synthetic survey with known truth
    words: Words
    area_note: Text | None = (
        None  # what the areas are and are not; printed under the map and the table of areas
    )
    fieldwork: Fieldwork = Fieldwork()


class DataFile(Record):
    """One file as received."""

    path: str
    area: str | None = None  # every row belongs to this area; else the variable with role `area` tells
    encoding: str = "utf-8-sig"
    delimiter: str | None = None
    decimal: Literal[".", ","] = "."
    sheet: str | None = None
    values: Literal["codes", "labels"] = "codes"  # labels: cells hold the words of the answer
    labels_language: str | None = None
    multiple: Literal["indicators", "codes_in_order", "code_or_blank", "code_or_zero", "delimited"] = (
        "indicators"
    )
    columns: Mapping[str, str] = {}  # column in the file -> variable of the codebook
    ignore: tuple[str, ...] = ()  # columns that the study does not use; any other unknown column is refused


class Area(Record):
    """A unit of comparison inside a bloc: an oblast, a region, an education level."""

    bloc: str
    name: Text
    short: Text | None = None
    population: int | None = Field(default=None, gt=0)  # persons; null: not known, and the report says so
    planned: int | None = Field(default=None, gt=0)  # interviews of the main sample
    map_key: str | None = None  # property `iso` of the map's feature

    def label(self, language: str) -> str:
        """Give the short name, else the name."""
        return (self.short or self.name)[language]


class Bloc(Record):
    """A set of areas on one side."""

    name: Text
    areas_label: Text | None = None  # such as "oblasts of Russia"
    note: Text | None = (
        None  # a year of its own, weights that are missing: printed wherever blocs are compared
    )


class Exclusion(Record):
    """A rule by which respondents are left out, and counted."""

    id: str
    label: Text
    when: Condition


class Cleaning(Record):
    """Who is left out, and what happens to answers that routing forbids."""

    exclude: tuple[Exclusion, ...] = ()
    forbidden_answers: Literal["set_not_applicable", "keep"] = "set_not_applicable"
    out_of_range: Literal["set_no_answer", "refuse"] = "refuse"


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


class MissingItems(Record):
    """Fewest answered items for a dimension, and dimensions for the index."""

    min_items: int = Field(ge=1)
    min_dimensions: int = Field(ge=1)


class Levels(Record):
    """Cuts between low, medium and high."""

    low_below: float
    high_from: float

    @model_validator(mode="after")
    def _low_lies_below_high(self) -> Self:
        if self.low_below > self.high_from:
            msg = f"low_below ({self.low_below:g}) lies above high_from ({self.high_from:g})"
            raise ValueError(msg)
        return self


def _refuse_repeated(kind: str, names: Sequence[str]) -> None:
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            msg = f"{kind} {name} is named {names.count(name)} times; name it once"
            raise ValueError(msg)


class Index(Record):
    """The index: which dimensions, how weighted and put together."""

    name: Text
    meaning: Text | None = None  # what 0 and 100 stand for
    dimensions: tuple[str, ...] = Field(min_length=1)
    also: tuple[str, ...] = ()  # dimensions scored beside the index, not in it
    correlation: Literal["polychoric"] = "polychoric"
    weights: Literal["factor", "equal"] = "factor"
    aggregation: Literal["arithmetic"] = "arithmetic"
    missing: MissingItems
    levels: Levels | None = None
    parallel_analysis_draws: int = Field(default=100, ge=20)

    @model_validator(mode="after")
    def _can_be_scored(self) -> Self:
        _refuse_repeated("dimension", (*self.dimensions, *self.also))
        if self.missing.min_dimensions > len(self.dimensions):
            msg = f"min_dimensions is {self.missing.min_dimensions}, but the index has {len(self.dimensions)} dimensions"
            raise ValueError(msg)
        return self


class Comparability(Record):
    """When means may be compared across blocs."""

    min_cfi: float = 0.95
    max_rmsea: float = 0.06
    max_change_cfi: float = 0.010
    max_change_rmsea: float = 0.015
    min_item_shift_sd: float = 0.2
    smallest_gap_points: float = 2.0
    min_invariant_items: int = 3


class Comparison(Record):
    """Groups and tests."""

    group_by: tuple[str, ...] = ()
    target_group: str | None = None
    adjust: Literal["holm"] = "holm"
    confidence_level: float = Field(default=0.95, gt=0.5, lt=1)

    @model_validator(mode="after")
    def _groups_are_named_once(self) -> Self:
        _refuse_repeated("group", (*self.group_by, *([self.target_group] if self.target_group else [])))
        return self


class Report(Record):
    """The pages."""

    languages: tuple[Literal["ru", "en"], ...] = Field(default=("ru", "en"), min_length=1)
    small_base: int = Field(default=30, ge=1)
    suppress_below: int = Field(default=10, ge=1)
    map: str | None = None


class Params(Record):
    """The whole params.yaml."""

    study: Study
    data: tuple[DataFile, ...] = Field(min_length=1)
    areas: Mapping[str, Area] = Field(min_length=1)
    blocs: Mapping[str, Bloc] = Field(min_length=1)
    cleaning: Cleaning = Cleaning()
    design: Design = Design()
    weighting: Weighting
    replicates: Replicates = Replicates()
    index: Index
    comparability: Comparability = Comparability()
    comparison: Comparison = Comparison()
    report: Report = Report()
    seed: int = Field(ge=0)

    @model_validator(mode="after")
    def _areas_and_blocs_agree(self) -> Self:
        for name, area in self.areas.items():
            if area.bloc not in self.blocs:
                msg = f"area {name} names bloc {area.bloc}, which is not under blocs"
                raise ValueError(msg)
        for file in self.data:
            if file.area is not None and file.area not in self.areas:
                msg = f"data file {file.path} names area {file.area}, which is not under areas"
                raise ValueError(msg)
        for name in self.blocs:
            if not self.areas_of(name):
                msg = f"bloc {name} has no area; give it one, or take it out"
                raise ValueError(msg)
        if self.design.base_weight == "column" and self.design.base_weight_variable is None:
            msg = "design.base_weight column needs design.base_weight_variable"
            raise ValueError(msg)
        return self

    def areas_of(self, bloc: str) -> tuple[str, ...]:
        """List the areas of a bloc in the order of params.yaml."""
        return tuple(name for name, area in self.areas.items() if area.bloc == bloc)


def load_params(path: Path, changes: Sequence[str] = ()) -> Params:
    """Read and check params.yaml, with `changes` such as "replicates.number=200" put in its place.

    Raises:
        MissingFileError: there is no such file.
        ParamsError: it is no valid YAML, holds an unknown or missing key, or a value that cannot be.
    """
    data = read_yaml(path)
    for change in changes:
        _apply(data, change)
    return build_params(data, name=path.name)


def build_params(data: Mapping[str, Any], *, name: str) -> Params:
    """Check parsed params. Raises ParamsError as `load_params` does."""
    try:
        return Params.model_validate(data)
    except ValidationError as error:
        raise ParamsError(explain(error, Params, name=name)) from None


def _apply(data: dict[str, Any], change: str) -> None:
    """Change an existing key; the value is read as YAML would read it."""
    key, separator, text = change.partition("=")
    if not separator:
        msg = f"--set {change}: write it as KEY=VALUE, such as replicates.number=200"
        raise ParamsError(msg)
    *parents, last = key.split(".")
    place: Any = data
    for part in parents:
        if part in Params.model_fields and isinstance(place, dict) and place is data:
            data.setdefault(part, {})  # a section left at its defaults
        place = _step(place, part, key)
    _step(place, last, key, may_be_default=bool(parents))
    value = parse_yaml(f"value: {text}", name=f"--set {key}")["value"]
    if isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value


def _step(place: Any, part: str, key: str, *, may_be_default: bool = False) -> Any:  # noqa: ANN401 a YAML tree holds anything
    if isinstance(place, list) and part.isdigit() and int(part) < len(place):
        return place[int(part)]
    if isinstance(place, dict) and part in place:
        return place[part]
    if isinstance(place, dict) and may_be_default:
        return None  # a known key left at its default: the validation refuses unknown ones, and names the nearest
    found = nearest(part, place) if isinstance(place, dict) else None
    hint = f"; did you mean {found}?" if found else ""
    msg = f"--set {key}: there is no key {part} in params{hint}"
    raise ParamsError(msg)
