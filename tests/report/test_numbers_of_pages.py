"""Producers and pages joined: a study shows every exhibit that it should, every number on a page is a row of results.csv, formatted,
every registered measure is made by a study, and a key finding points to where its numbers stand."""

import math
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

import pandas as pd
import pytest
from report.reading import as_fragment
from report.studies import FULL, STUDIES, fragments, open_study

from battery.measures_made import find_untrue
from crowdpotential.chapters.registry import CHAPTERS, list_shown, page_order
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.report.page import assemble_page
from crowdpotential.results.measure import MadeBy, Steps
from crowdpotential.results.measures import REGISTER, measure_of
from crowdpotential.results.rows import Row as Result
from crowdpotential.results.table import read_rows
from crowdpotential.stats.inference.freedom_rules import FreedomRule

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
PLAIN = re.compile(r"^[-+<×\[(]*\s*(?:p [=<>] )?[-+<]?\d[\d.,\s]*%?[\])]*$")  # a text that is one number and nothing else
RANGE = re.compile(r"^(-?[\d.,]+)(?:–| to |…)(-?[\d.,]+)$")
SCALES = (1.0, 100.0, 0.001)  # a share is printed as such or in per cent, people in thousands
LANGUAGES = ("en", "ru")

# By the study that has everything; what is registered beyond, `whole`, stands in the place of `areas` in studies without areas.
SHOWN = """
    key-intro key-findings index-intro areas levels best map pairs sens-intro robustness sensitivity left-out other-index compensation
    effective-weights coherence cmp-intro verdict partitions shifts border-intro dimension-gaps gap composition-intro
    gap-ladder gap-parts gap-references composition-balance composition-weights dims-intro dimensions strengths
    group-means group-pairs target-groups measure-intro scree fit loadings releases reliability reliability-places score-methods
    correlations qual-intro overview quotas exclusions flags missing-use unanswered unanswered-areas bounds weights-intro small-cells
    margins means balance weight-spread heaviest efficiency sources method-intro method crosscheck topline-intro toplines files-intro
    files-list provenance
"""
OF_CHAPTERS_ASKED_FOR = """
    participation-intro funnel funnel-sides funnel-places funnel-groups quadrants unused-potential inequality lorenz barriers barrier-areas
    barrier-kinds barrier-groups barrier-index motives channels topics urgent-barriers roles actions open-themes coder-agreement
    open-quotations platform-claims platform-counts platform-activity yardsticks yardstick-sources experts-ratings experts-agreement
    experts-stability experts-weights experts-residents portrait-sizes portraits portrait-areas types-number types-portraits
    types-profiles types-shares types-reach drivers-intro drivers driver-shares driver-importance driver-map driver-sides driver-models
    vignette vignette-sides vignette-chance events-flow events-reactions events-options events-changes events-sizes events-retrospective
    events-attrition
"""  # by a section of params that no other small study has
PLAIN_SAMPLE = "map target-groups quotas exclusions unanswered unanswered-areas bounds small-cells means"
WEIGHTS = "margins balance weight-spread heaviest efficiency sources"
TAKEN_APART = "gap-ladder gap-parts gap-references composition-balance composition-weights"
SIDES = f"verdict shifts border-intro dimension-gaps gap composition-intro {TAKEN_APART}"
SEVERAL_AREAS = "best map pairs strengths"
LACKING = {  # what the pages of the other studies do not show of it
    "bare": f"{PLAIN_SAMPLE} {WEIGHTS} {SIDES} {SEVERAL_AREAS} robustness sensitivity compensation effective-weights dims-intro "
    "dimensions reliability-places correlations",
    "nothing": f"{PLAIN_SAMPLE} {SIDES} {SEVERAL_AREAS} areas index-intro robustness sensitivity reliability-places",
    "one_side": f"{PLAIN_SAMPLE} {WEIGHTS} {SIDES}",
    "two_sides": f"{PLAIN_SAMPLE} {TAKEN_APART}",
    "three_sides": f"{PLAIN_SAMPLE} {WEIGHTS} {SEVERAL_AREAS} areas index-intro",
    "eight_sides": f"{PLAIN_SAMPLE} {WEIGHTS} {SEVERAL_AREAS} areas key-intro index-intro robustness sensitivity compensation "
    f"effective-weights dimension-gaps gap composition-intro {TAKEN_APART} dims-intro dimensions correlations",
}
NOT_MADE = {  # registered, and made by no small study; the register says by which study it is
    MadeBy.DEMONSTRATION: """
        measurement.second_order_loading measurement.method_loading measurement.omega_hierarchical open_answers.n_not_russian
    """,
    MadeBy.EXAMPLE: """
        measurement.n_changes_tried measurement.advice measurement.advice_rmsea measurement.advice_srmr measurement.advice_chi2
    """,
    MadeBy.OTHER: """
        fieldwork.n_unplaced
        weighting.n_psus_in_several_strata weighting.mean_weight_ratio weighting.n_large_base_weights weighting.weight_share
        weighting.population_share weighting.response_rate weighting.response_rate_min weighting.nonresponse_factor_max
        weighting.n_margins_rounded weighting.largest_margin_rounding
        measurement.n_filled_cells measurement.n_smoothed_eigenvalues measurement.largest_smoothing measurement.replicates_failed
        measurement.obstacle
        comparability.unanswered_item comparability.constant_item comparability.n_filled_cells comparability.n_equal_residuals
        comparability.loading_difference participation.quadrant_contrast sensitivity.withheld gap.n_lacking_control
        open_answers.n_untold drivers.left_out typology.n_unclassified typology.left_out
    """,
}
ONLY_OTHERS = """
    comparability.bloc_item_shift comparability.pair_item_shift comparability.obstacle comparability.thin_group gap.not_taken_apart
"""  # made by other small studies than the one that has everything


class Printed(HTMLParser):
    """Collects elements that name a row: its key, which part of it, whether it is turned, and what stands there."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, bool, str]] = []
        self._open: list[tuple[str, str, bool, list[str]] | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"br", "img", "path", "circle", "line", "rect", "use"}:
            return
        values = dict(attrs)
        key = values.get("data-result")
        self._open.append((key, values.get("data-part") or "", "data-turned" in values, []) if key is not None else None)

    def handle_data(self, data: str) -> None:
        for entry in self._open:
            if entry is not None:
                entry[3].append(data)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag in {"br", "img", "path", "circle", "line", "rect", "use"} or not self._open:
            return
        entry = self._open.pop()
        if entry is not None:
            self.found.append((*entry[:3], clean("".join(entry[3]))))


def clean(text: str) -> str:
    return re.sub(r"[\u00a0\u202f\u2009]", " ", re.sub(r"[\u2060\u00ad]", "", text)).replace("−", "-").strip()


def printed(html: str) -> list[tuple[str, str, bool, str]]:
    reader = Printed()
    reader.feed(html)
    return reader.found


def values_of(row: "pd.Series[float]", part: str) -> list[float]:
    if part == "ci":
        return [row[f"ci_{end}{kind}"] for end in ("low", "high") for kind in ("", "_simultaneous")]
    if part == "p":
        return [row["p_adjusted"] if not math.isnan(row["p_adjusted"]) else row["p_value"]]
    if part == "half":
        return [(row["ci_high"] - row["ci_low"]) / 2]
    if part == "df":
        return [row["df"], row["df_numerator"]]
    return [row[{"": "estimate", "se": "standard_error"}.get(part, part)]]


def is_value(text: str, values: list[float], *, is_turned: bool) -> bool:
    """Whether a printed number is one of the values at the decimals printed; a turned contrast has the other sign."""
    found = NUMBER.search(text)
    if found is None:
        return True
    digits, shown = len(found.group().partition(".")[2]), float(found.group())
    known = [-value if is_turned else value for value in values if not math.isnan(value)]
    if "<" in text:
        return any(value < shown for value in known)
    half = 0.5 * 10**-digits * (1 + 1e-6)
    unsigned = [abs(value) for value in known] if shown >= 0 else []
    return any(abs(scale * value - shown) <= half for value in [*known, *unsigned] for scale in SCALES)


def plain_number(text: str, language: str) -> str:
    """Write a number without marks between thousands, with a point."""
    if language == "en":
        return re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", text))


def wrong_numbers(study: str, language: str) -> Iterator[tuple[str, str, str, str]]:
    rows = open_study(study, "computed", language).run.results.set_index("result_id")
    for fragment in fragments(study, "computed", language):
        for key, part, is_turned, own in printed(fragment.html):
            text = plain_number(own, language)
            ends = RANGE.match(text)
            if not ends and not PLAIN.match(text):
                continue  # a name in place of a number
            parts = ends.groups() if ends else (text,)
            if key not in rows.index or not all(is_value(each, values_of(rows.loc[key], part), is_turned=is_turned) for each in parts):
                yield fragment.anchor, key, part, text


@cache
def shown(study: str, language: str) -> tuple[str, ...]:
    """List the anchors of all that a study's page shows."""
    return tuple(one.anchor for one in list_shown(open_study(study, "computed", language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_study_that_has_everything_shows_every_exhibit_on_its_page(language: str) -> None:
    registered = {anchor for chapter in CHAPTERS.values() for anchor in chapter.exhibits()}
    everything = set(SHOWN.split()) | set(OF_CHAPTERS_ASKED_FOR.split())
    assert registered - everything == {"whole"}
    view = open_study(FULL, "computed", language)
    made = list_shown(view)
    assert {one.anchor for one in made} == everything
    page = assemble_page(view, map(as_fragment, made), page_order())
    missing = [one.anchor for one in made if isinstance(one, Exhibit) and f'id="{one.anchor}"' not in page]
    assert missing == []
    assert [one.anchor for one in map(as_fragment, made) if not one.pieces] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("study", STUDIES)
def test_every_study_shows_all_that_it_should(study: str, language: str) -> None:
    expected = set(SHOWN.split()) - set(LACKING[study].split()) | ({"whole"} if "areas" in LACKING[study].split() else set())
    assert set(shown(study, language)) == expected


def measures_of(study: str) -> set[str]:
    frame = open_study(study, "computed", "en").run.results
    return set(frame["chapter"] + "." + frame["measure"])


def test_every_registered_measure_is_made_by_a_small_study_or_by_one_that_the_register_names() -> None:
    every = {f"{chapter}.{name}": measure for (chapter, name), measure in REGISTER.items()}
    not_made = {name: by for by, names in NOT_MADE.items() for name in names.split()}
    assert {name: every[name].made_by for name in not_made} == not_made
    others = set[str]().union(*map(measures_of, STUDIES)) - set(not_made)
    assert set(every) - others - measures_of(FULL) == set(not_made)
    assert set(every) - measures_of(FULL) == {*not_made, *ONLY_OTHERS.split()}


def test_a_measure_that_a_study_no_longer_makes_is_named() -> None:
    made = {measure.key for measure in REGISTER.values() if measure.made_by is MadeBy.DEMONSTRATION}
    assert find_untrue(MadeBy.DEMONSTRATION, made) == []
    assert find_untrue(MadeBy.DEMONSTRATION, made - {("index", "mean")}) == ["index.mean is not made"]
    beyond = ("sensitivity", "withheld")
    assert find_untrue(MadeBy.DEMONSTRATION, made | {beyond}) == ["sensitivity.withheld is made, and the register says: other"]


@pytest.mark.parametrize(("study", "language"), [*((study, "en") for study in STUDIES), *((FULL, code) for code in LANGUAGES)])
def test_every_number_is_that_of_the_row_it_names(study: str, language: str) -> None:
    assert list(wrong_numbers(study, language)) == []


def test_a_wrong_number_would_be_found() -> None:
    """The comparison is no formality: where rows hold other values than the page, it tells of nearly all."""
    rows = open_study(FULL, "computed", "ru").run.results.set_index("result_id")
    found = [
        (values_of(rows.loc[key], part), plain_number(text, "ru"))
        for fragment in fragments(FULL, "computed", "ru")
        for key, part, is_turned, text in printed(fragment.html)
        if not is_turned and PLAIN.match(plain_number(text, "ru")) and "." in plain_number(text, "ru")
    ]
    assert len(found) > 500
    moved = [is_value(text, [value * 1.2 + 0.3 for value in values], is_turned=False) for values, text in found if "<" not in text]
    assert sum(moved) < 0.05 * len(moved)


@pytest.mark.parametrize("study", STUDIES)
def test_a_key_finding_points_to_where_its_numbers_stand(study: str) -> None:
    made = fragments(study, "computed", "en")
    panel = next(fragment for fragment in made if fragment.anchor == "key-findings")
    cards = re.findall(r"<li>.*?</li>", panel.html, flags=re.DOTALL)
    assert cards
    for card in cards:
        anchors = set(re.findall(r'href="#([^"]+)"', card))
        shown = {
            key
            for fragment in made
            if fragment is not panel and {fragment.anchor, fragment.section} & anchors
            for key, *_ in printed(fragment.html)
        }
        assert {key for key, *_ in printed(card)} - shown == set(), card


def untrue_of(row: Result) -> Iterator[str]:
    """Say what the register does not know of a row that has it."""
    measure = measure_of(row.chapter, row.measure)
    has_test = math.isfinite(row.df) or math.isfinite(row.p_value)
    if row.unit not in measure.units:
        yield f"{row.result_id}: unit {row.unit}"
    if row.interval_type not in measure.intervals:
        yield f"{row.result_id}: interval {row.interval_type}"
    if has_test and measure.freedom == (FreedomRule.NONE,):
        yield f"{row.result_id}: degrees of freedom"
    if (row.interval_type or has_test) and math.isfinite(row.n_replicates) and measure.steps is Steps.NONE:
        yield f"{row.result_id}: replicates"


@pytest.mark.parametrize("name", [*STUDIES, FULL])
def test_a_row_is_what_the_register_says_of_its_measure(name: str) -> None:
    rows = read_rows(open_study(name, "computed", "en").run.results)
    assert [fault for row in rows for fault in untrue_of(row)] == []
