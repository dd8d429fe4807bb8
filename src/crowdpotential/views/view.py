"""What a page shows of a run: one language, and the areas and bloc that a reader chose.

Choices take rows out of figures and tables, and compute nothing. Sentences are about the whole study: what was found, counted, ranked or
tested is not another thing because a reader looks at a part (`View.whole`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
from markupsafe import escape

from crowdpotential.codebook import Codebook, Text
from crowdpotential.errors import ParamsError
from crowdpotential.exhibits.language import Language, load_language
from crowdpotential.exhibits.numerals import Numerals
from crowdpotential.exhibits.results import Result, Results, index_results
from crowdpotential.exhibits.setting import Setting
from crowdpotential.exhibits.styles import notebook_style
from crowdpotential.ingest.sources import Source, load_sources
from crowdpotential.params import Params
from crowdpotential.validation import nearest
from crowdpotential.verdicts import ONE_GROUP, allows_between_sides, allows_within
from crowdpotential.views.parameters import list_areas

Place = tuple[str, str]  # bloc and area; both are empty for everybody


class Run(Protocol):
    """A finished run, as `crowdpotential.store.open_run` gives it."""

    @property
    def results(self) -> pd.DataFrame:
        """RESULTS."""

    @property
    def findings(self) -> pd.DataFrame:
        """FINDINGS."""

    @property
    def exclusions(self) -> pd.DataFrame:
        """EXCLUSIONS."""

    @property
    def params(self) -> Params:
        """The study."""

    @property
    def codebook(self) -> Codebook:
        """The questionnaire."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What was computed from what."""

    @property
    def output(self) -> Path:
        """Where the run lies."""

    @property
    def study_folder(self) -> Path:
        """Where the study's relative paths start."""


@dataclass(frozen=True, kw_only=True)  # no slots: results are indexed once, when first needed
class View:
    """A run, seen in one language."""

    run: Run
    language: Language
    areas: tuple[str, ...]  # those to show, in the order of params.yaml
    blocs: tuple[str, ...]

    @cached_property
    def results(self) -> Results:
        """The rows of RESULTS, ready for selection."""
        return index_results(self.run.results)

    @property
    def is_part(self) -> bool:
        """Whether only some of the study's areas or blocs are shown."""
        return self.areas != tuple(self.params.areas) or self.blocs != tuple(self.params.blocs)

    @cached_property
    def whole(self) -> "View":
        """The same with all areas and blocs: what findings, families of tests and counts are about."""
        if not self.is_part:
            return self
        whole = replace(self, areas=tuple(self.params.areas), blocs=tuple(self.params.blocs))
        whole.__dict__["results"] = self.results  # the index of the same rows, made once
        return whole

    @cached_property
    def setting(self) -> Setting:
        """What renderers must know of the study to print its exhibits."""
        return Setting(
            language=self.language,
            study_id=self.params.study.id,
            blocs=tuple(self.params.blocs),
            small_base=self.params.report.small_base,
            suppress_below=self.params.report.suppress_below,
            min_count=self.params.report.min_count,
            is_synthetic=self.is_synthetic,
        )

    @property
    def params(self) -> Params:
        """The study's parameters."""
        return self.run.params

    @property
    def codebook(self) -> Codebook:
        """The study's codebook."""
        return self.run.codebook

    @property
    def numerals(self) -> Numerals:
        """How this language writes numbers."""
        return self.language.numerals

    @property
    def n_items(self) -> int:
        """How many items the index has."""
        return sum(self.items_of_dimensions)

    @property
    def items_of_dimensions(self) -> tuple[int, ...]:
        """How many items each dimension of the index has."""
        return tuple(len(self.codebook.items(dimension)) for dimension in self.params.dimensions)

    @property
    def is_synthetic(self) -> bool:
        """Whether the manifest says that the data are no answers of real people."""
        return bool(self.run.manifest["synthetic"])

    def text(self, text: Text | None) -> str:
        """Return a study's text in this language, else in the first it has."""
        if not text:
            return ""
        return text.get(self.language.code) or next(iter(text.values()))

    def area_name(self, area: str) -> str:
        """Return the full name of an area."""
        return self.text(self.params.areas[area].name)

    def area_label(self, area: str) -> str:
        """Return the short name of an area, for tables."""
        return self.text(self.params.areas[area].short or self.params.areas[area].name)

    def bloc_name(self, bloc: str) -> str:
        """Return the name of a bloc."""
        return self.text(self.params.blocs[bloc].name)

    def bloc_class(self, bloc: str) -> str:
        """Return the class that carries a bloc's colour and mark: b1 to b12 in the order of params.yaml, then from the start; or none."""
        return self.setting.bloc_class(bloc)

    def bloc_of(self, area: str) -> str:
        """Return the bloc that an area lies in; empty where areas lie in none."""
        return self.params.areas[area].bloc

    def area_class(self, area: str) -> str:
        """Return the class that carries the mark of an area's bloc; none where areas lie in none."""
        return self.bloc_class(self.bloc_of(area))

    def areas_of(self, bloc: str) -> tuple[str, ...]:
        """List the areas of a bloc that are shown; the empty name stands for areas that lie in none."""
        return tuple(area for area in self.areas if self.bloc_of(area) == bloc)

    @property
    def area_groups(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The areas shown, bloc by bloc; together under an empty name where they lie in none."""
        groups = dict.fromkeys(map(self.bloc_of, self.areas))
        ordered = [bloc for bloc in ("", *self.blocs) if bloc in groups]
        return tuple((bloc, self.areas_of(bloc)) for bloc in ordered)

    @property
    def place_groups(self) -> tuple[tuple[Place, ...], ...]:
        """The finest places shown, in groups that may not be mixed: areas bloc by bloc, else blocs, else everybody."""
        if self.areas:
            return tuple(tuple((bloc, area) for area in areas) for bloc, areas in self.area_groups)
        blocs = [(bloc, "") for bloc in self.blocs] or [("", "")]
        return (tuple(blocs),) if self.compares_blocs else tuple((place,) for place in blocs)

    @property
    def places(self) -> tuple[Place, ...]:
        """The finest places shown: areas, else blocs, else everybody."""
        return tuple(place for group in self.place_groups for place in group)

    @property
    def place_word(self) -> str:
        """The study's word for what its finest places are; empty where that is everybody."""
        return self.area_word() if self.areas else self.bloc_word() if self.blocs else ""

    def place_label(self, bloc: str, area: str) -> str:
        """Name an area briefly, else a bloc, else everybody."""
        if area:
            return self.area_label(area)
        return self.bloc_name(bloc) if bloc else str(self.language.say("whole.everybody"))

    def area_word(self, n: int | None = None) -> str:
        """Return the study's word for an area: singular, or the form that goes with a number."""
        return self._word(self.params.study.words.area, n)

    def bloc_word(self, n: int | None = None) -> str:
        """Return the study's word for a bloc."""
        return self._word(self.params.study.words.bloc, n)

    @property
    def area_words(self) -> str:
        """The study's word for its areas, as after 'comparison of'."""
        return self._several(self.params.study.words.area)

    @property
    def bloc_words(self) -> str:
        """The study's word for its blocs, as after 'comparison of'."""
        return self._several(self.params.study.words.bloc)

    @property
    def is_split(self) -> bool:
        """Whether areas are shown apart by bloc, because no verdict puts blocs on one scale."""
        return len(self.area_groups) > 1 and not self.compares_blocs

    @property
    def n_replicates(self) -> int:
        """How many replicate weights the run has; designs without a choice have their own number."""
        found = self.run.manifest.get("replicates", {})
        return int(found.get("number", self.params.replicates.number))

    @property
    def weighting_kind(self) -> str:
        """How answers are weighted: calibrated, the data's own weights (column), the design's alone, or none."""
        design, samples = self.params.design, self.results.overall("weighting", "samples")
        if self.params.weighting.method != "none":
            return "calibrated"
        if design.base_weight == "column":
            return "column"
        is_scaled = samples is not None and samples.estimate > 1 and self.weight_scale == "populations"
        follows = design.base_weight == "allocation" or design.nonresponse is not None or is_scaled
        return "design" if follows else "none"

    @property
    def weight_scale(self) -> str:
        """How large the weights were before calibration: as_given, control_totals or populations."""
        samples = self.results.overall("weighting", "samples")
        return samples.method if samples is not None else "as_given"

    @property
    def joins_samples(self) -> bool:
        """Whether anything is said of everybody together: not of samples that have no common scale."""
        samples = self.results.overall("weighting", "samples")
        return samples is None or samples.verdict != "apart"

    @property
    def has_units(self) -> bool:
        """Whether the study tells the sampling units."""
        return self.params.design.psu is not None

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """What the codes of sources stand for, as far as the study tells."""
        named = self.params.report.sources
        return load_sources(Path(self.run.study_folder) / named) if named else {}

    @cached_property
    def verdict(self) -> Result | None:
        """The verdict on comparability of the index; None where there are no two blocs."""
        return self.results.first("comparability", "verdict", variable="index") if len(self.params.blocs) > 1 else None

    @property
    def compares_blocs(self) -> bool:
        """Whether means may stand side by side across blocs: a verdict allows it and both are shown."""
        return self.verdict is not None and allows_between_sides(self.verdict.verdict) and len(self.blocs) > 1

    @cached_property
    def closed_blocs(self) -> tuple[str, ...]:
        """Shown blocs whose areas may not be compared with each other; the empty name stands for areas that lie in none."""
        verdicts = self.results.find("comparability", "verdict", variable="areas")
        closed = {row.bloc for row in verdicts if not allows_within(row.verdict, row.note) and row.note != ONE_GROUP}
        return tuple(bloc for bloc in ("", *self.blocs) if bloc in closed)

    def dimension_label(self, dimension: str) -> str:
        """Name a dimension, or the index."""
        if dimension == "index":
            return self.text(self.params.index.name)
        return self.text(self.codebook.dimension(dimension).label)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Show in a notebook what is shown, and give the look of everything that follows."""
        places = ", ".join(self.place_label(*place) for place in self.places if any(place))
        shown = self.language.say("view.part", places=places) if self.is_part else escape(places)
        banner = f"<p>{self.language.say('page.synthetic_banner')}</p>" if self.is_synthetic else ""
        title = escape(self.text(self.params.study.title))
        style = notebook_style(self.language, is_synthetic=self.is_synthetic)
        html = f'{style}<div class="cp">{banner}<p><b>{title}</b></p><p>{shown}</p></div>'
        return {"text/html": html, "text/plain": self.params.study.id}

    def _word(self, words: Mapping[str, Mapping[str, str]], n: int | None) -> str:
        if not words:
            return ""  # of a study that has none
        forms = words.get(self.language.code) or next(iter(words.values()))
        return self.language.plural(forms, n if n is not None else 1)

    def _several(self, words: Mapping[str, Mapping[str, str]]) -> str:
        if not words:
            return ""
        forms = words.get(self.language.code) or next(iter(words.values()))
        return forms.get("many") or forms.get("other") or next(iter(forms.values()))


def open_view(run: Run, *, language: str = "ru", areas: Sequence[str] | str = (), bloc: str = "") -> View:
    """Choose what to show of a run.

    Args:
        run: as `crowdpotential.store.open_run` gives it.
        language: ru or en.
        areas: keys of the areas to show, as a list or in one word with commas; none means all.
        bloc: key of the bloc to show; empty means all.

    Raises:
        ParamsError: the study knows no such language, area or bloc.
    """
    chosen = list_areas(areas)
    for area in chosen:
        _refuse_unknown("areas", area, run.params.areas)
    if bloc:
        _refuse_unknown("bloc", bloc, run.params.blocs)
    shown = tuple(
        name for name, area in run.params.areas.items() if (not chosen or name in chosen) and (not bloc or area.bloc in {"", bloc})
    )
    if run.params.areas and not shown:
        msg = f"areas, bloc: none of the chosen areas lies in bloc {bloc}; choose areas of that bloc"
        raise ParamsError(msg)
    sides = {run.params.areas[area].bloc for area in shown} - {""} if run.params.is_nested else {bloc} - {""}
    blocs = tuple(name for name in run.params.blocs if not sides or name in sides)
    return View(run=run, language=load_language(language), areas=shown, blocs=blocs)


def find_output(study: str, output: str) -> Path:
    """State where a run lies: in `output`, else in the folder `reports` beside the study's params.yaml."""
    return Path(output) if output else Path(study).parent / "reports"


def _refuse_unknown(what: str, key: object, known: Mapping[str, object]) -> None:
    if not isinstance(key, str):
        msg = f"{what}: a {type(key).__name__} is no key; give a word"
        raise ParamsError(msg)
    if key in known:
        return
    found = nearest(key, known)
    hint = f"did you mean {found}?" if found else f"known are {', '.join(known) or 'none'}"
    msg = f"{what}: the study has no {key}; {hint}"
    raise ParamsError(msg)
