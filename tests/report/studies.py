"""Studies of every kind that a sentence must hold for, each computed once, and what becomes of their pages where numbers are withheld.

A page of any of them is made of all fragments, in both languages; `tests/report/test_outcomes_of_studies.py` walks them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from html import unescape

import numpy as np
import pandas as pd
from full_study import finished_full
from report.reading import make_fragments
from shapes import finished

from crowdpotential.disclosure import hiding as disclosure_hiding
from crowdpotential.disclosure.bases import rest_on_few
from crowdpotential.disclosure.hiding import NUMBERS
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.language import Language
from crowdpotential.store import Run
from crowdpotential.views.view import View, open_view

STUDIES = ("bare", "nothing", "one_side", "two_sides", "three_sides", "eight_sides")
FULL = "full"  # has whatever a study can have; not walked with the others, for its pages are long
STATES = ("computed", "withheld", "hidden")
REASONS = {
    "not_comparable": "metric_change",
    "misfit": "configural_fit",
    "untestable": "saturated",
}
KEPT = frozenset({"fieldwork", "weighting"})  # chapters about the sample, whose numbers are never hidden


@dataclass(frozen=True, kw_only=True)
class StudyRun:
    """A finished run whose results may be changed for a test."""

    run: Run
    results: pd.DataFrame

    def __getattr__(self, name: str) -> object:
        return getattr(self.run, name)


def study(name: str) -> Run:
    """Run a study once, for all tests of this process."""
    return finished_full() if name == FULL else finished(name)


@cache
def open_study(name: str, state: str, language: str) -> View:
    """Open a study as it was computed, with every interval withheld, or with every number hidden."""
    run = study(name)
    results = {"computed": lambda f: f, "withheld": withhold, "hidden": hide}[state](run.results)
    return open_view(StudyRun(run=run, results=results), language=language)  # type: ignore[arg-type]


def judged(run: Run, verdict: str, reason: str) -> Run:
    """Judge the sides of a run otherwise than the program did."""
    frame = run.results.copy()
    of_sides = (frame["measure"] == "verdict") & (frame["chapter"] == "comparability") & (frame["variable"] == "index")
    frame.loc[of_sides & (frame["bloc"] == ""), ["verdict", "note"]] = verdict, reason
    return replace(run, results=frame)


def sided(verdict: str = "partial", *, is_synthetic: bool = False) -> Run:
    """Give a study of two sides with areas: as it was judged, partly comparable or comparable, or the former judged otherwise."""
    run = study("two_sides") if verdict == "comparable" else study(FULL)
    run = judged(run, verdict, REASONS[verdict]) if verdict in REASONS else run
    return as_synthetic(run) if is_synthetic else run


def as_synthetic(run: Run) -> Run:
    """Say of the answers of a run that they were drawn."""
    return replace(run, results=run.results.assign(is_synthetic=True), manifest={**run.manifest, "synthetic": True})


def edit(run: Run, rows: Mapping[str, str], **values: object) -> Run:
    """Give the rows that are meant, by the values of their columns, other values."""
    frame, meant = run.results.copy(), _meant(run, rows)
    for column, value in values.items():
        frame.loc[meant, column] = value
    return replace(run, results=frame)


def row_of(run: Run, result_id: str) -> "pd.Series[float]":
    """Find the row of this key."""
    (found,) = run.results.index[run.results["result_id"] == result_id]
    return run.results.loc[found]


def without(run: Run, rows: Mapping[str, str]) -> Run:
    """Leave out the rows that are meant, as a study that has no such number."""
    meant = _meant(run, rows)
    return replace(run, results=run.results[~meant])


BEYOND = (  # chapters that a study may ask for
    "portraits",
    "obstacles",
    "mechanism",
    "typology",
    "participation",
    "platforms",
    "yardsticks",
    "open_answers",
    "experts",
    "events",
    "drivers",
    "vignette",
)


def with_index_alone(run: Run) -> Run:
    """Leave out what a study tells beyond its index, so that what it tells of the index has room among the findings."""
    asked = {name: None for name in BEYOND if hasattr(run.params, name)}
    rows = run.results[~run.results["chapter"].isin(BEYOND)]
    return replace(run, results=rows, params=run.params.model_copy(update=asked))


def with_few(run: Run, rows: Mapping[str, str], n: float = 8.0) -> Run:
    """Let the rows that are meant rest on few respondents, and hide what disclosure control hides of them and for their sake."""
    few = edit(run, rows, n=n)
    hidden = few.results["is_suppressed"] | rest_on_few(few.results, few.params.report.suppress_below)
    return replace(few, results=disclosure_hiding.hide(few.results, hidden.to_numpy()))


def with_hidden(run: Run, rows: Mapping[str, str]) -> Run:
    """Hide the rows that are meant, as disclosure control does."""
    hidden = run.results["is_suppressed"] | _meant(run, rows)
    return replace(run, results=disclosure_hiding.hide(run.results, hidden.to_numpy()))


def _meant(run: Run, rows: Mapping[str, str]) -> "pd.Series[bool]":
    meant = (run.results[list(rows)] == pd.Series(rows)).all(axis=1)
    assert meant.any(), rows
    return meant


def withhold(results: pd.DataFrame) -> pd.DataFrame:
    """Take away what rests on replicates, as where too many of them failed: no error, no interval, no test, no ranks."""
    frame = results[~results["chapter"].isin(["ranks", "sensitivity"])].copy()
    rests = frame["method"].str.startswith("replicates")
    errors = [
        "standard_error",
        "ci_low",
        "ci_high",
        "ci_low_simultaneous",
        "ci_high_simultaneous",
        "p_value",
        "p_adjusted",
    ]
    frame.loc[rests, errors] = np.nan
    frame.loc[rests, "note"] = "withheld"
    frame.loc[rests & (frame["measure"] == "contrast"), "verdict"] = "undetermined"
    return frame


def hide(results: pd.DataFrame) -> pd.DataFrame:
    """Hide every number about answers, as where every base is below the limit of disclosure control."""
    frame = results[results["chapter"] != "sensitivity"].copy()
    hidden = ~frame["chapter"].isin(KEPT) & (frame["measure"] != "verdict")
    frame.loc[hidden, list(NUMBERS)] = np.nan
    frame.loc[hidden, "verdict"] = ""
    frame["is_suppressed"] = hidden.to_numpy()
    return frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """All fragments of a page, and the catalogue keys that they asked for."""

    fragments: tuple[Fragment, ...]
    keys: frozenset[str]


@cache
def make(name: str, state: str, language: str) -> Made:
    """Make all fragments of a study's page, once."""
    return listen(open_study(name, state, language))


def fragments(name: str, state: str, language: str) -> tuple[Fragment, ...]:
    """Give all fragments of a study's page."""
    return make(name, state, language).fragments


def text_of(html: str) -> str:
    """Read what a reader sees: no markup, no drawing, single spaces."""
    bare = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(
        r"\s+",
        " ",
        unescape(re.sub(r"<[^>]+>", "", re.sub(r"<(?=/?(p|li|td|th|tr|h\d|div|caption|br)\b)", " <", bare))),
    )


def sentences_of(name: str, state: str, language: str) -> Iterator[tuple[str, str]]:
    """Give the text of each fragment with its anchor."""
    for fragment in fragments(name, state, language):
        if fragment.html:
            yield fragment.anchor, text_of(fragment.html)


def keys_said(name: str, state: str, code: str) -> frozenset[str]:
    """List the catalogue keys that a study's page asks for."""
    return make(name, state, code).keys


def keys_of(view: View) -> frozenset[str]:
    """List the catalogue keys that a page asks for."""
    return listen(view).keys


def listen(view: View) -> Made:
    """Make all fragments of a page, and note which keys they ask for."""
    said = set[str]()

    class Recorder(dict[str, object]):
        def __getitem__(self, key: str) -> object:
            said.add(key)
            return super().__getitem__(key)

    language = Language(
        code=view.language.code,
        locale=view.language.locale,
        numerals=view.language.numerals,
        sentences=Recorder(view.language.sentences),
    )
    made = tuple(make_fragments(View(run=view.run, language=language, areas=view.areas, blocs=view.blocs)))
    return Made(fragments=made, keys=frozenset(said))
