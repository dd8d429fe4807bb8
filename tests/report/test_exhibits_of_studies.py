"""Exhibits on measurement, data quality, weighting and distributions, in studies of every kind: weights, numbers, dashes."""

import re
from html.parser import HTMLParser

import pytest
from report.studies import STATES, STUDIES, fragments, open_study, sentences_of

LANGUAGES = ("en", "ru")
OURS = frozenset(
    {
        "cmp-intro",
        "verdict",
        "partitions",
        "shifts",
        "measure-intro",
        "fit",
        "loadings",
        "releases",
        "reliability",
        "reliability-places",
        "score-methods",
        "correlations",
        "qual-intro",
        "overview",
        "quotas",
        "exclusions",
        "flags",
        "missing-use",
        "unanswered",
        "unanswered-areas",
        "weights-intro",
        "small-cells",
        "margins",
        "means",
        "balance",
        "weight-spread",
        "heaviest",
        "efficiency",
        "crosscheck",
        "toplines",
        "effective-weights",
        "coherence",
        "compensation",
        "other-index",
        "dims-intro",
        "dimensions",
        "levels",
    }
)
UNWEIGHTED = [name for name in STUDIES if name not in {"nothing", "two_sides"}]
WEIGHTED_WORDS = {
    "en": r"(?<!not )(?<!un)\bweighted\b(?! sums)(?! as)|with the weights|rest on the weights",
    "ru": r"(?<!не )\bвзвешен(?!ные суммы)|учитывают веса|с учётом весов",
}
NUMBER = re.compile(r"(?<![\w.,-])[\d,]*\d(?:\.\d+)?%?")
YEAR = re.compile(r"(?:19|20)\d\d$")
OF_TEXTS = {
    "100",
    "100%",
    "50%",
    "10%",
    "5%",
    "80%",
    "95%",
    "90%",
}  # of definitions and of the study's levels of confidence
FIXED = {
    "0.1",
    "0.05",
    "0.80",
}  # what is called balanced, a level of significance, omega that is usually asked for


class Prose(HTMLParser):
    """Collect what is said outside tables, drawings and numbers that name their row."""

    VOID = frozenset({"br", "img", "input", "hr", "meta", "link", "use", "circle", "line", "rect", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in self.VOID:
            is_told = tag in {"table", "svg", "code"} or ("data-result" in values and tag != "div")
            self.open.append((tag, is_told))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(is_told for _, is_told in self.open):
            self.said.append(data)


def prose_of(html: str) -> str:
    reader = Prose()
    reader.feed(html)
    return " ".join(reader.said)


def declared(study: str) -> set[str]:
    """List the numbers that params declare, as they are printed."""
    params = open_study(study, "computed", "en").params
    rule = params.comparability
    numbers = [float(value) for value in vars(rule).values() if isinstance(value, float | int)]
    levels = params.index.levels
    numbers += [levels.low_below, levels.high_from] if levels is not None else []
    numbers += [(1 - params.comparison.confidence_level) / k for k in range(1, 5)]
    return {f"{number:.{digits}f}" for number in numbers for digits in range(4)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("study", UNWEIGHTED)
def test_nothing_is_called_weighted_in_a_study_without_weights(study: str, language: str) -> None:
    found = [
        (anchor, text[max(0, hit.start() - 50) : hit.end() + 30])
        for state in STATES
        for anchor, text in sentences_of(study, state, language)
        if anchor in OURS
        for hit in re.finditer(WEIGHTED_WORDS[language], text, re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize("study", STUDIES)
def test_every_estimate_in_prose_names_its_row(study: str) -> None:
    """Counts of what a study has and what its params declare have no rows; decimals and per cents have."""
    known = declared(study) | OF_TEXTS | FIXED
    found = [
        (fragment.anchor, number)
        for fragment in fragments(study, "computed", "en")
        if fragment.anchor in OURS
        for number in NUMBER.findall(prose_of(fragment.html))
        if ("." in number or "%" in number or len(number) > 2) and number not in known and not YEAR.match(number)
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("study", STUDIES)
def test_a_dash_in_place_of_an_interval_is_explained(study: str, language: str) -> None:
    words = {"en": "A dash in place of an interval", "ru": "Прочерк вместо интервала"}[language]
    silent = [
        fragment.anchor
        for fragment in fragments(study, "withheld", language)
        if fragment.anchor in OURS and 'data-part="ci">—' in fragment.html and words not in fragment.html
    ]
    assert silent == []
