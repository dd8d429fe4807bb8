"""params.yaml as a whole: read, changed on the command line, checked."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from crowdpotential.codebook import Record
from crowdpotential.errors import Faults, ParamsError, ProgramFaultError
from crowdpotential.params.analysis import Comparability, Comparison, Index, Report
from crowdpotential.params.associations import Drivers, Vignette
from crowdpotential.params.events import Event
from crowdpotential.params.experts import Experts
from crowdpotential.params.external import Platforms, Yardsticks
from crowdpotential.params.gap import Gap
from crowdpotential.params.obstacles import Mechanism, Obstacles, section_faults
from crowdpotential.params.open_answers import OpenQuestion
from crowdpotential.params.participation import Participation
from crowdpotential.params.places import place_faults
from crowdpotential.params.portraits import Portraits
from crowdpotential.params.sample import Design, Replicates, Weighting, fewest_for_percentiles
from crowdpotential.params.sensitivity import Sensitivity
from crowdpotential.params.study import Area, Bloc, Cleaning, DataFile, Study
from crowdpotential.params.typology import Typology
from crowdpotential.quoting import show
from crowdpotential.validation import nearest, read_as, together
from crowdpotential.yaml12 import parse_yaml, read_yaml


class Params(Record):
    """The whole params.yaml."""

    study: Study
    data: tuple[DataFile, ...] = Field(min_length=1)
    areas: Mapping[str, Area] = {}  # empty: only everybody, blocs and groups are estimated
    blocs: Mapping[str, Bloc] = {}  # empty: there are no sides to compare
    cleaning: Cleaning = Cleaning()
    design: Design = Design()
    weighting: Weighting = Weighting()
    replicates: Replicates = Replicates()
    given_index: Index | None = Field(default=None, alias="index")  # None: nothing is scored; read `index` where there is one
    comparability: Comparability = Comparability()
    comparison: Comparison = Comparison()
    participation: Participation | None = None  # None: the report has no such chapter
    sensitivity: Sensitivity | None = None  # None: the index is what it is, and no other is tried
    platforms: Platforms | None = None  # None: nothing is said of platforms
    yardsticks: Yardsticks | None = None  # None: no figures of others stand beside the study's
    portraits: Portraits | None = None  # None: target groups have no portraits
    obstacles: Obstacles | None = None  # None: nothing is said of barriers
    mechanism: Mechanism | None = None  # None: nor of who should do what about them
    open_answers: Mapping[str, OpenQuestion] | None = None  # question -> how it is coded; None: open answers are left alone
    experts: Experts | None = None  # None: no experts were asked
    events: Mapping[str, Event] | None = None  # event -> its form; None: there was none
    typology: Typology | None = None  # None: nobody asks for types of people
    gap: Gap | None = None  # None: the gap between sides is not taken apart
    drivers: Drivers | None = None  # None: nothing is regressed on anything
    vignette: Vignette | None = None  # None: there was no experiment
    report: Report = Report()
    seed: int = Field(ge=0)

    @model_validator(mode="after")
    def _sections_agree(self) -> Self:
        of_places = place_faults(self.areas, self.blocs, self.data, self.study.words)
        of_sections = section_faults(self.obstacles, self.mechanism)
        together([*of_places, *self._weighting_faults(), *self._interval_faults(), *of_sections, *self._chapter_faults()])
        return self

    def _weighting_faults(self) -> Iterator[str]:
        if (self.weighting.bloc_variables or self.weighting.means) and (both := sorted(set(self.areas) & set(self.blocs))):
            yield f"{both[0]} is an area and a bloc; figures of blocs could be of either, so rename one"
        tables = self.weighting.margins or self.weighting.means or self.design.nonresponse
        of_everybody = not self.areas or self.weighting.within == "all"
        if tables and of_everybody and "all" in {*self.areas, *self.blocs}:
            yield "all stands for everybody in tables of known figures, and here for an area or a bloc too; rename that"
        if self.replicates.method == "delivered" and self.design.base_weight != "column":
            yield "replicates delivered with the data belong to a weight in the data; set design.base_weight to column"

    def _chapter_faults(self) -> Iterator[str]:
        few = self.report.suppress_below
        if self.drivers is not None and self.drivers.min_category < few:
            yield (
                f"drivers.min_category is {self.drivers.min_category}, less than report.suppress_below ({few}): the difference of so few "
                "would be told; raise it"
            )
        if self.gap is not None and len(self.blocs) < 2:
            yield f"gap takes the gap between two sides apart, and blocs names {len(self.blocs)}; name the sides, or take gap out"

    def _interval_faults(self) -> Iterator[str]:
        if self.comparison.interval != "percentile":
            return
        drawn, level = self.replicates, self.comparison.confidence_level
        if drawn.method != "rao-wu":
            yield f"comparison.interval percentile is for a bootstrap; replicates of {drawn.method} are not spread like the estimate"
        elif drawn.number < (needed := fewest_for_percentiles(level)):
            yield (
                f"replicates.number is {drawn.number}, but percentile intervals at {level:g} need {needed}; "
                "draw more, or set comparison.interval to t"
            )

    @property
    def index(self) -> Index:
        """The index of a study that has one; what runs and is shown without one asks `has_index` first.

        Raises:
            ProgramFaultError: the study has none.
        """
        if self.given_index is None:
            msg = "an index is read in a study that has none"
            raise ProgramFaultError(msg)
        return self.given_index

    @property
    def has_index(self) -> bool:
        """Whether anything is scored."""
        return self.given_index is not None

    def has(self, section: str) -> bool:
        """Return whether a section that may be left out is given."""
        return getattr(self, "given_index" if section == "index" else section) is not None

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions of the index; none where nothing is scored."""
        return self.given_index.dimensions if self.given_index is not None else ()

    @property
    def scored_dimensions(self) -> tuple[str, ...]:
        """The dimensions of the index and those beside it; none where nothing is scored."""
        return (*self.index.dimensions, *self.index.also) if self.has_index else ()

    @property
    def is_nested(self) -> bool:
        """Whether every area lies in one bloc; else areas cross the blocs, or there are none of one of them."""
        return any(area.bloc for area in self.areas.values())

    def areas_of(self, bloc: str) -> tuple[str, ...]:
        """List the areas of a bloc in the order of params.yaml; the empty name stands for areas that name none."""
        return tuple(name for name, area in self.areas.items() if area.bloc == bloc)


def load_params(path: Path, changes: Sequence[str] = ()) -> Params:
    """Read and check params.yaml, with `changes` such as "replicates.number=200" put in its place.

    Raises:
        MissingFileError: there is no such file.
        ParamsError: it is no valid YAML, holds an unknown or missing key, or a value that cannot be.
    """
    return build_params(read_params(path, changes), name=path.name)


def read_params(path: Path, changes: Sequence[str] = ()) -> dict[str, Any]:
    """Read params.yaml with `changes` in their places, not yet checked.

    Raises:
        MissingFileError: there is no such file.
        ParamsError: it is no valid YAML, or a change names no key.
    """
    data, faults = read_yaml(path), Faults()
    for change in changes:
        with faults.collected():
            _apply(data, change)
    faults.raise_any()
    return data


def build_params(data: Mapping[str, Any], *, name: str) -> Params:
    """Check parsed params. Raises ParamsError as `load_params` does."""
    return read_as(Params, data, name=name, kind=ParamsError)


def _apply(data: dict[str, Any], change: str) -> None:
    """Change an existing key; the value is read as YAML would read it."""
    key, separator, text = change.partition("=")
    if not separator:
        msg = f"--set {show(change, '(a text without =)')}: write it as KEY=VALUE, such as replicates.number=200"
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
    if isinstance(place, list) and part in map(str, range(len(place))):
        return place[int(part)]
    if isinstance(place, dict) and part in place:
        return place[part]
    if isinstance(place, dict) and may_be_default:
        return None  # a known key left at its default: the validation refuses unknown ones, and names the nearest
    found = nearest(part, place) if isinstance(place, dict) else None
    hint = f"; did you mean {found}?" if found else ""
    msg = f"--set {key}: there is no key {part} in params{hint}; correct the name"
    raise ParamsError(msg)
