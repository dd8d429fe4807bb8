"""Studies without areas, without sides, with both crossing: right numbers, no row and no word about what is not there."""

import re
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from report.reading import assemble, draw, make_fragments, read
from report.said import by_anchor, other_sentences
from shapes import CROSSING, NOTHING, PLACES, SHAPES, SIDES, SILENT, ZONES, Shape, all_answers, finished
from small_study import AREAS, ITEMS

from crowdpotential.chapters.registry import list_pictures
from crowdpotential.report.spss import write_sps
from crowdpotential.store import Run
from crowdpotential.views.view import View, open_view

NAMES = ("nothing", "sides", "places", "crossing", "one_area")
EXACT = 6e-6  # of itself: six digits are published
ABOUT_AREAS = re.compile(r"\bareas?\b|\bобласт(?!ь ±)|территори", re.IGNORECASE)
ABOUT_SIDES = re.compile(r"\bsides?\b|\bсторон", re.IGNORECASE)
OTHER_SIDES = re.compile(r"(сильн|слаб)\w+( и слабые)? сторон\w*|(в ту же ли|в одну) сторону", re.IGNORECASE)  # the word's other uses


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    return {name: finished(name) for name in NAMES}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def by_hand(shape: Shape) -> pd.DataFrame:
    """Score the raw answers: items on 0..100, their mean by dimension, the mean of dimensions; weights as raking leaves them."""
    cells = all_answers(shape)
    points = 25.0 * (cells[list(ITEMS)] - 1)
    scored = cells.assign(X=points[[i for i in ITEMS if i[0] == "X"]].mean(axis=1), weight=1.0)
    scored["Y"] = points[[i for i in ITEMS if i[0] == "Y"]].mean(axis=1)
    scored["index"] = (scored["X"] + scored["Y"]) / 2
    if shape.weighted:
        totals = {1: 700.0, 2: 300.0}
        scored["weight"] = scored["sex"].map(totals) / scored.groupby("sex")["sex"].transform("size")
    return scored.assign(zone=np.array(ZONES)[np.minimum(scored["home"] - 1, 2)], side=scored["file"].map(AREAS))


def mean_of(frame: pd.DataFrame, variable: str = "index") -> float:
    return float(np.average(frame[variable], weights=frame["weight"]))


def row(run: Run, chapter: str, measure: str, **wanted: str) -> pd.Series:
    rows = run.results[(run.results["chapter"] == chapter) & (run.results["measure"] == measure)]
    keys = {
        "bloc": "",
        "area": "",
        "domain_variable": "",
        "reference_bloc": "",
        "reference_area": "",
    } | wanted
    for column, value in keys.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1, (chapter, measure, wanted)
    return rows.iloc[0]


def estimate(run: Run, chapter: str, measure: str, **wanted: str) -> float:
    return float(row(run, chapter, measure, **wanted)["estimate"])


def text_of(page: str) -> str:
    bare = re.sub(r"<(style|script|code|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def test_the_mean_of_everybody_is_that_of_the_weighted_scores(runs: dict[str, Run], name: str) -> None:
    own = by_hand(SHAPES[name])
    for variable in ("index", "X", "Y"):
        got = estimate(runs[name], "index", "mean", variable=variable)
        assert got == pytest.approx(mean_of(own, variable), rel=EXACT)
    high = float(np.average(own["index"] >= 60, weights=own["weight"]))
    assert estimate(runs[name], "index", "share", variable="index", category="high") == pytest.approx(high, rel=EXACT)


def test_sides_without_areas_have_means_a_gap_and_toplines(runs: dict[str, Run]) -> None:
    run, own = runs["sides"], by_hand(SIDES)
    means = {side: mean_of(rows) for side, rows in own.groupby("side")}
    for side, mean in means.items():
        assert estimate(run, "index", "mean", variable="index", bloc=side) == pytest.approx(mean, rel=EXACT)
        share = float((own.loc[own["side"] == side, "sex"] == 1).mean())
        got = estimate(run, "topline", "share", variable="sex", category="1", bloc=side, base="asked")
        assert got == pytest.approx(share, rel=EXACT)
    gap = estimate(run, "gap", "contrast", variable="index", model="raw", bloc="A", reference_bloc="B")
    assert gap == pytest.approx(means["A"] - means["B"], rel=EXACT)


def test_areas_without_sides_are_compared_among_all(runs: dict[str, Run]) -> None:
    run, own = runs["places"], by_hand(PLACES)
    means = {area: mean_of(rows) for area, rows in own.groupby("file")}
    for area, mean in means.items():
        assert estimate(run, "index", "mean", variable="index", area=area) == pytest.approx(mean, rel=EXACT)
    pair = estimate(run, "comparison", "contrast", variable="index", area="north", reference_area="west")
    assert pair == pytest.approx(means["north"] - means["west"], rel=EXACT)
    assert row(run, "comparability", "verdict", variable="areas")["verdict"] == "untested"
    assert set(run.results.loc[run.results["measure"] == "rank_set", "family"]) >= {"areas"}
    assert (run.results["measure"] == "aligned_mean").sum() == 2 * len(AREAS)


def test_areas_that_cross_the_sides_and_follow_from_answers(runs: dict[str, Run]) -> None:
    run, own = runs["crossing"], by_hand(CROSSING)
    for zone, rows in own.groupby("zone"):
        got = row(run, "index", "mean", variable="index", area=zone)
        assert (got["estimate"], got["n"]) == (pytest.approx(mean_of(rows), rel=EXACT), len(rows))
    for code, side in ((1, "male"), (2, "female")):
        rows = own[own["sex"] == code]
        got = row(run, "index", "mean", variable="index", bloc=side)
        assert (got["estimate"], got["n"]) == (pytest.approx(mean_of(rows), rel=EXACT), len(rows))
    both = run.results[(run.results["area"] != "") & (run.results["bloc"] != "")]
    assert both.empty, "an area that crosses the sides lies on none of them"


def test_who_tells_no_side_counts_among_all_and_is_told(runs: dict[str, Run]) -> None:
    run, own = runs["crossing"], by_hand(CROSSING)
    assert row(run, "index", "mean", variable="index")["n"] == len(own)
    assert estimate(run, "fieldwork", "n_unplaced", variable="bloc") == (own["sex"] == SILENT).sum() == CROSSING.silent
    assert run.findings.loc[run.findings["rule"] == "no_bloc", "n"].tolist() == [CROSSING.silent]
    said = text_of(assemble(run, "en"))
    assert re.search(rf"\( ?{CROSSING.silent} ?of ?{len(own)} ?\) belong to none of the sides", said)


def test_choices_are_tried_on_whatever_a_study_compares(runs: dict[str, Run]) -> None:
    """Under the arithmetic mean the sums by part give the means of the page, in areas, sides and all."""
    for name, wanted in (("crossing", {"area": "coast"}), ("places", {"area": "east"})):
        run, own = runs[name], by_hand(SHAPES[name])
        inside = own["zone" if name == "crossing" else "file"] == wanted["area"]
        distance = estimate(run, "sensitivity", "range", variable="index", **wanted)
        assert distance == pytest.approx(mean_of(own[inside]) - mean_of(own), rel=EXACT)
    gap = estimate(runs["sides"], "sensitivity", "range", variable="gap", bloc="A", reference_bloc="B")
    assert gap == pytest.approx(estimate(runs["sides"], "gap", "contrast", variable="index", model="raw", bloc="A", reference_bloc="B"))
    without = estimate(runs["nothing"], "sensitivity", "change_without", variable="X")
    own = by_hand(NOTHING)
    assert without == pytest.approx(mean_of(own, "Y") - mean_of(own), rel=EXACT)


def test_no_row_of_the_results_is_about_what_is_not_there(runs: dict[str, Run], name: str) -> None:
    shape, results = SHAPES[name], runs[name].results
    assert set(results["area"]) | set(results["reference_area"]) == {"", *shape.areas}
    assert set(results["bloc"]) | set(results["reference_bloc"]) == {"", *shape.blocs}
    if not shape.blocs:
        assert not set(results["chapter"]) & {"gap"}
        assert set(results.loc[results["chapter"] == "comparability", "variable"]) <= {
            "areas",
            "groups",
            *ITEMS,
            "X",
            "Y",
        }
        assert "bloc" not in set(results["variable_2"])
    if not shape.areas:
        assert "areas" not in set(results["variable"])
        assert not results["family"].str.startswith("areas").any()
        assert not results["measure"].isin(["aligned_mean", "deviation", "same_order"]).any()


def test_no_page_uses_a_word_that_the_study_does_not_have(runs: dict[str, Run], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def give(_view: View, words: dict[str, object], *_number: object) -> str:
        return "words" if words else "¤"

    monkeypatch.setattr(View, "_word", give)
    monkeypatch.setattr(View, "_several", give)
    for language in ("en", "ru"):
        view = open_view(runs[name], language=language)
        assert "¤" not in "".join(fragment.html for fragment in make_fragments(view))
        assert "¤" not in assemble(runs[name], language)
        drawn = [made for name in list_pictures() if (made := draw(view, name, "wide")) is not None]
        assert not any("¤" in drawing.alt + drawing.plan.title for drawing in drawn)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_page_speaks_of_what_the_study_does_not_have(runs: dict[str, Run], name: str, language: str) -> None:
    text = text_of(assemble(runs[name], language))
    assert "{" not in text
    if not SHAPES[name].areas:
        assert ABOUT_AREAS.findall(text) == []
    if not SHAPES[name].blocs:
        assert ABOUT_SIDES.findall(OTHER_SIDES.sub("", text)) == []


def test_a_page_has_no_chapter_over_nothing_and_counts_without_gaps(runs: dict[str, Run], name: str) -> None:
    page, shape = assemble(runs[name], "en"), SHAPES[name]
    found = read(page)
    assert found.misplaced == [] == found.open
    has_sides = len(shape.blocs) > 1
    assert ("verdict-title" in found.ids) == ("border" in found.ids) == has_sides
    for kind in ("Figure", "Table"):
        numbers = [int(n) for n in re.findall(rf">{kind} (\d+)<", page)]
        assert numbers == list(range(1, len(numbers) + 1))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    known = set(runs[name].results["result_id"])
    assert [key for key in found.results if key not in known] == []


def test_what_stands_for_the_chapter_of_areas(runs: dict[str, Run]) -> None:
    nothing, sides, one = (text_of(assemble(runs[key], "en")) for key in ("nothing", "sides", "one_area"))
    assert "The mean of the index is" in nothing
    assert "comparing" not in nothing.split("Key findings")[0]
    assert re.search(r"Compared\s+2 sides\s+A, B", sides)
    assert "May the means of sides be compared?" in sides
    assert "Possible" not in one, "one area has no rank"
    assert "too few respondents in some areas to test" in text_of(assemble(runs["places"], "en"))


def test_figures_of_areas_that_lie_on_no_side_are_drawn(runs: dict[str, Run]) -> None:
    view = open_view(runs["crossing"], language="ru")
    for figure in ("area_estimates", "left_out"):
        drawing = draw(view, figure, "narrow")
        assert drawing is not None
        assert "<svg" in drawing.svg_inline


def test_spss_is_given_no_empty_columns(runs: dict[str, Run]) -> None:
    texts = {name: write_sps(run.results, params=run.params, language="en") for name, run in runs.items()}
    assert "MEANS" not in texts["nothing"]
    assert "BY bloc /CELLS" in texts["sides"]
    assert "BY area /CELLS" in texts["places"]
    assert "BY bloc area /CELLS" in texts["crossing"]
    assert "* 2. share of respondents" in texts["nothing"]
    assert b"bloc" not in Path(runs["places"].output / "internal" / "respondents.sav").read_bytes()[:4000]


@pytest.mark.parametrize(
    ("name", "choice"),
    [("sides", {"bloc": "A"}), ("places", {"areas": "east"}), ("crossing", {"bloc": "male"})],
)
def test_what_is_said_of_a_part_is_what_is_said_of_the_study(name: str, choice: dict[str, str], runs: dict[str, Run]) -> None:
    whole = by_anchor(make_fragments(open_view(runs[name], language="en")))
    part = by_anchor(make_fragments(open_view(runs[name], language="en", **choice)))
    assert other_sentences(whole, part) == {}
