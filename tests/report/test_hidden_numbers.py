"""Pages of a study with hidden numbers: nothing stands in their place but the word that they are hidden, and nothing is said of all."""

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd
import pytest
from report.reading import assemble, draw, make_fragments, read
from report.studies import FULL, StudyRun, study, text_of, with_hidden
from test_disclosure_attack import run_thin

from crowdpotential.chapters.groups.exhibits.group_pairs import WIDEST
from crowdpotential.chapters.registry import list_pictures
from crowdpotential.disclosure.hiding import NUMBERS, hide
from crowdpotential.disclosure.sample_cells import are_controlled_by
from crowdpotential.exhibits.results import by_size
from crowdpotential.results.measure import Control
from crowdpotential.store import open_run
from crowdpotential.views.sentences.extremes import group_contrasts
from crowdpotential.views.view import Run, View, open_view

STATES = ("published", "scattered")
HIDDEN_SHARE = 0.35
NO_NUMBER = re.compile(r"\b(nan|inf)\b")


class Numbers(HTMLParser):
    """Collects what is written in every element that names a row."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []  # result_id and text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append((tag, dict(attrs).get("data-result") or ""))

    def handle_data(self, data: str) -> None:
        self.found += [(key, data) for _, key in self.open if key]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass


@cache
def thin_run() -> Run:
    folder = Path(mkdtemp()) / "thin"
    run_thin(folder, "nested")
    return open_run(folder / "out")


@cache
def open_thin(state: str, language: str) -> View:
    run = thin_run()
    results = run.results if state == "published" else scatter(run.results)
    return open_view(StudyRun(run=run, results=results), language=language)  # type: ignore[arg-type]


def scatter(results: pd.DataFrame) -> pd.DataFrame:
    """Hide a third of all numbers that disclosure control may hide, wherever they stand."""
    rng = np.random.default_rng(20261130)
    about_answers = ~results["chapter"].isin(["fieldwork", "weighting"]) & (results["measure"] != "verdict")
    may = about_answers | are_controlled_by(results, Control.CELLS, Control.FEW)
    hidden = results["is_suppressed"] | (may & (rng.random(len(results)) < HIDDEN_SHARE))
    return hide(results, hidden.to_numpy())


def test_a_hidden_row_has_neither_a_number_nor_a_word_about_one() -> None:
    published = thin_run().results.set_index("result_id")
    hidden = published.index[published["is_suppressed"]]
    full = pd.read_csv(thin_run().output / "internal" / "results.full.csv", keep_default_na=False, dtype=str)
    assert set(full.set_index("result_id").loc[hidden, "note"]) > {""}
    assert published.loc[hidden, list(NUMBERS)].isna().all(axis=None)
    assert (published.loc[hidden, ["verdict", "note"]] == "").all(axis=None)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("state", STATES)
def test_no_digit_stands_where_a_number_is_hidden(state: str, language: str) -> None:
    view = open_thin(state, language)
    rows = view.run.results.set_index("result_id")["is_suppressed"]
    read = Numbers()
    for fragment in make_fragments(view):
        read.feed(fragment.html)
        assert not NO_NUMBER.search(fragment.html), fragment.anchor
    told = [(key, text) for key, text in read.found if rows.get(key, False) and re.search(r"\d", text)]
    assert told == []
    assert any(rows.get(key, False) for key, _ in read.found)


@pytest.mark.parametrize("state", STATES)
def test_figures_draw_no_hidden_number(state: str) -> None:
    view = open_thin(state, "en")
    drawn = {name: draw(view, name, "wide") for name in list_pictures()}
    assert [name for name, found in drawn.items() if found and NO_NUMBER.search(found.svg.decode())] == []
    assert sum(found is not None for found in drawn.values()) > 10


def test_a_hidden_quota_is_named_and_not_counted() -> None:
    said = {fragment.anchor: text_of(fragment.html) for fragment in make_fragments(open_thin("published", "en"))}
    assert "Furthest below plan of the cells that are told:" in said["quotas"]
    assert "the number is hidden" in said["small-cells"]
    assert "×" in said["margins"]


def test_no_answer_is_called_the_most_frequent_where_one_is_hidden() -> None:
    said = {fragment.anchor: text_of(fragment.html) for fragment in make_fragments(open_thin("scattered", "en"))}
    assert "the most frequent is" not in said["toplines"]


def test_suppressed_numbers_are_not_printed() -> None:
    run, page = thin_run(), assemble(thin_run(), "ru")
    hidden = run.results.loc[run.results["is_suppressed"], "result_id"]
    assert len(hidden) > 0
    shown = re.findall(r'<abbr title="[^"]*" class="flag" data-result="([^"]+)">×</abbr>', page)
    assert shown
    assert set(shown) <= set(hidden)
    for key in set(hidden) & set(read(page).results):
        assert key in shown


def test_a_hidden_pair_of_groups_takes_no_place_from_one_that_is_told() -> None:
    run = study(FULL)
    homes = (run.results["measure"] == "group_contrast") & (run.results["domain_variable"] == "home")
    hidden = homes & (homes.cumsum() % 2 == 1)
    frame = hide(run.results, hidden.to_numpy())
    [said] = [part.html for part in make_fragments(open_view(replace(run, results=frame))) if part.anchor == "group-pairs"]
    keys = set(re.findall(r'data-result="(groups\.group_contrast[^"]+)"', said))
    shown = frame[homes & frame["result_id"].isin(keys)]
    told = frame.loc[homes & ~hidden, "estimate"].abs()
    assert len(shown) == min(WIDEST, len(told))
    assert not shown["is_suppressed"].any()
    assert shown["estimate"].abs().min() >= told.nlargest(WIDEST).min()


def test_what_is_hidden_comes_behind_what_is_told_whatever_its_place() -> None:
    first, *others = group_contrasts(open_thin("published", "en"), "sex")[:1] * 3
    rows = [
        replace(first, estimate=np.nan),
        *(replace(row, estimate=size) for row, size in zip(others, (1.0, -2.0), strict=True)),
    ]
    assert [row.estimate for row in by_size(rows)][:2] == [-2.0, 1.0]


EXTREMES = (
    "means lie between",
    "Without any one",
    "the index moves by",
    "points of the index rest on it",
    "The least reliable score",
    "The largest difference is",
    "()",
)


def test_no_sentence_names_an_extreme_where_a_place_is_hidden() -> None:
    run = study(FULL)
    told = " ".join(text_of(part.html) for part in make_fragments(open_view(run, language="en")))
    assert [words for words in EXTREMES[:2] if words not in told] == []
    frame = run.results
    about_answers = ~frame["chapter"].isin(["fieldwork", "weighting"]) & (frame["measure"] != "verdict")
    hidden = about_answers & ((frame["area"] == "south") | (frame["measure"] == "robustness"))
    hiding = replace(run, results=hide(frame, hidden.to_numpy()))
    said = " ".join(text_of(part.html) for part in make_fragments(open_view(hiding, language="en")))
    assert [words for words in EXTREMES if words in said] == []


def test_a_question_whose_bases_are_hidden_is_not_called_answered_by_all() -> None:
    run = study(FULL)
    hiding = with_hidden(run, {"chapter": "topline", "measure": "share"})
    told, said = (
        text_of(part.html) for one in (run, hiding) for part in make_fragments(open_view(one, language="en")) if part.anchor == "toplines"
    )
    assert "everybody answered" in told
    assert "everybody answered" not in said
