"""simulation.yaml: all that generates a synthetic survey, as data (section "Synthetic survey with known truth").

Effects are given per trait. A trait is a named property of a person: one of `traits` (cut from an answer), `female` say; a dimension's
latent score (its id); `area:NAME`, `bloc:NAME`, `type:NAME`; or `VARIABLE=CODE` for an answer that was drawn before. Effects on a latent
score are in its standard deviations, on a choice in logits, on an ordered answer in standard deviations of its residual, on a count in its
logarithm. `A&B` is the product of two traits.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from crowdpotential.codebook import Condition, Record
from crowdpotential.errors import ParamsError
from crowdpotential.field.event_plan import EventPlan
from crowdpotential.validation import read_as
from crowdpotential.yaml12 import read_yaml

Effects = Mapping[str, float]
Use = Literal["serial", "bloc", "area", "sample_type", "interviewer", "point", "quota_cell", "date", "start", "end", "minutes"]
Absence = Literal["dont_know", "refused", "no_answer"]
Share = Annotated[float, Field(ge=0, le=1)]


class Choice(Record):
    """One code out of several: multinomial logit about the shares that hold where all traits are zero."""

    model: Literal["choice"]
    shares: Mapping[int, Annotated[float, Field(gt=0)]]
    effects: Mapping[int, Effects] = Field(default={})


class Ordered(Record):
    """A normal response cut at thresholds."""

    model: Literal["ordered"]
    thresholds: tuple[float, ...]
    effects: Effects = Field(default={})


class Several(Record):
    """Any of several options, each by its own logit; the likeliest ones if the question limits their number."""

    model: Literal["several"]
    shares: Mapping[int, Annotated[float, Field(gt=0, lt=1)]]
    common: float = Field(default=0.0, ge=0)  # spread, in logits, of a normal part that all options of a person share but exclusive ones
    effects: Mapping[int, Effects] = Field(default={})


class Number(Record):
    """A whole number about a mean, inside the codebook's valid range."""

    model: Literal["number"]
    mean: float
    spread: float = Field(gt=0)
    effects: Effects = Field(default={})


class Count(Record):
    """How often: a whole number whose logarithm is normal, inside the codebook's valid range; few do most."""

    model: Literal["count"]
    median: float = Field(gt=0)
    log_spread: float = Field(gt=0)
    effects: Effects = Field(default={})


class Words(Record):
    """Free text, made up."""

    model: Literal["words"]
    answered: Share
    texts: tuple[str, ...] = Field(min_length=1)


AnswerModel = Annotated[Choice | Ordered | Several | Number | Count | Words, Field(discriminator="model")]


class Trait(Record):
    """A property cut from an answer: 1 for some codes and else 0, or (answer - centre) / unit."""

    variable: str
    codes: tuple[int, ...] | None = None
    centre: float = 0.0
    unit: float = Field(default=1.0, gt=0)


class Met(Record):
    """A property of those who meet a condition on their answers so far: 1, and else 0."""

    when: Condition


class General(Record):
    """The general factor behind the dimensions: what shifts it, before it is standardised."""

    areas: Mapping[str, float]
    effects: Effects = Field(default={})


class Latent(Record):
    """A dimension's latent score: loading on the general factor, paths from dimensions listed before, and shifts of its own."""

    general: float = Field(gt=0, lt=1)
    paths: Effects = Field(default={})
    areas: Mapping[str, float] = Field(default={})
    effects: Effects = Field(default={})


class Item(Record):
    """An item's response: loading on its dimension, thresholds between its codes, method loading of reversed wording."""

    loading: float = Field(gt=0, lt=1)
    thresholds: tuple[float, ...]
    method: float = Field(default=0.0, ge=0, lt=1)


class Shift(Record):
    """Thresholds of an item that lie elsewhere in one bloc: the same person answers otherwise."""

    item: str
    bloc: str
    by: float


class Types(Record):
    """Types of people, drawn from the latent scores alone."""

    shares: Mapping[str, float]
    effects: Mapping[str, Effects]


class PopulationPlan(Record):
    """The clean synthetic population behind truth.json."""

    persons: int = Field(ge=1000)
    points_per_area: int = Field(ge=10)


class Boost(Record):
    """Respondents of target groups beside the main sample: code key of the variable -> number in each area."""

    variable: str
    groups: Mapping[str, int]
    points_per_area: int = Field(ge=1)
    pool_per_area: int = Field(ge=100)


class Sample(Record):
    """How the fieldwork falls short of its quotas."""

    point_variable: str  # the control variable that is a property of the sampling point
    points: Mapping[str, int]  # sampling points of an area in each of its cells
    reach: Mapping[str, Mapping[str, float]]  # control variable -> category -> reached / planned
    smallest_cell: int = Field(ge=1)  # quotas are watched so far that no cell falls below
    interviewers_per_area: int = Field(ge=1)
    boost: Boost

    @property
    def points_per_area(self) -> int:
        """Sampling points of an area."""
        return sum(self.points.values())


class Length(Record):
    """Length of an interview: median in minutes and standard deviation of its logarithm."""

    median_minutes: float = Field(gt=0)
    log_spread: float = Field(gt=0)


class FieldPlan(Record):
    """Mode, length and hours of the interviews."""

    mode_variable: str
    mode: Choice
    lengths: Mapping[int, Length]  # code of the mode -> length
    first_hour: int = Field(ge=0, le=23)
    last_hour: int = Field(ge=0, le=23)


class Nonresponse(Record):
    """Shares of missing answers: to scale items, to sensitive ones, to other questions."""

    items: Mapping[Absence, Share]
    sensitive: Mapping[Absence, Share]
    others: Mapping[Absence, Share]
    never: tuple[str, ...]  # variables that are always answered: quotas, screening, what the interviewer sees


class WentOn(Record):
    """Interviews that went on after an answer that ends them: the answer, and the share of interviews."""

    variable: str
    code: int
    share: Share


class Step(Record):
    """A step of a funnel: its name, and who has taken it."""

    id: str
    when: Condition


class Vignette(Record):
    """An experiment in the questionnaire: which wording somebody saw, and what he answered."""

    arm: str
    outcome: str


class Drivers(Record):
    """A regression on the clean population: outcome on scores of dimensions and traits."""

    outcome: str
    scores: tuple[str, ...]
    traits: tuple[str, ...] = ()


class Truth(Record):
    """What is measured on the clean population beside index, groups, types and answers."""

    funnel: tuple[Step, ...] = ()
    vignette: Vignette | None = None
    drivers: Drivers | None = None
    gap_cells: tuple[str, ...] = ()  # variables whose cells are made alike between sides


class Defects(Record):
    """What goes wrong in real fieldwork, as shares of the main sample or as numbers."""

    straightliners: Share  # of those who are given the attention check
    straightline_answers: Mapping[int, Annotated[float, Field(gt=0)]]  # code -> share of straight-liners who stick to it
    speeders: Share
    speeder_share_of_median: float = Field(gt=0, lt=1)
    speeder_random_items: Share  # share of a speeder's item answers that are random
    careless_fail_attention: Share  # straight-liners and speeders who fail the attention check
    attention_failed: Share  # others who do
    attention_code: int
    overclaimers: Share
    breakoffs: Share
    breakoff_items_missing: Share
    answered_unasked: Share  # answers to a question that routing forbids, of those it was not meant for
    repeated_records: int = Field(ge=0)
    near_duplicates: int = Field(ge=0)
    near_duplicate_changes: int = Field(ge=0)  # answers that differ
    went_on: Mapping[str, WentOn]
    hostile_texts: tuple[str, ...]
    hostile_number: int = Field(ge=0)


class Simulation(Record):
    """The whole simulation.yaml."""

    about: Mapping[str, str]
    population: PopulationPlan
    sample: Sample
    fieldwork: FieldPlan
    detail: Mapping[str, Mapping[int, float]]  # code shares within the groups of a control variable's recode
    highest: Mapping[str, int]  # upper end of a banded number's last band
    paradata: Mapping[str, Use]  # variable -> what is noted there
    traits: Mapping[str, Trait | Met]
    background: Mapping[str, AnswerModel]  # drawn before the latent scores, in this order
    intraclass_correlation: Share  # of every latent score within an area
    general: General
    dimensions: Mapping[str, Latent]
    items: Mapping[str, Item]
    shifts: tuple[Shift, ...] = ()
    types: Types
    answers: Mapping[str, AnswerModel]  # drawn after the types, in this order; never from item answers
    nonresponse: Nonresponse
    defects: Defects
    truth: Truth = Truth()
    events: Mapping[str, EventPlan] = {}  # event of params -> its forms

    def variable_of(self, use: Use) -> str:
        """Name the variable in which the fieldwork notes something."""
        return next(name for name, noted in self.paradata.items() if noted == use)


def load_simulation(path: Path) -> Simulation:
    """Read and check simulation.yaml.

    Raises:
        MissingFileError, ParamsError: the file cannot be read, or holds an unknown or missing key or a value that cannot be.
    """
    return build_simulation(read_yaml(path), name=path.name)


def build_simulation(data: Mapping[str, Any], *, name: str) -> Simulation:
    """Check a parsed simulation plan. Raises ParamsError as `load_simulation` does."""
    return read_as(Simulation, data, name=name, kind=ParamsError)
