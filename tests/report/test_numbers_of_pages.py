"""Every number on a page is a row of results.csv, formatted; and a key finding points to where its numbers stand."""

import math
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pandas as pd
import pytest
from report.studies import STUDIES, fragments, open_study

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
PLAIN = re.compile(
    r"^[-+<×\[(]*\s*(?:p [=<>] )?[-+<]?\d[\d.,\s]*%?[\])]*$"
)  # a text that is one number and nothing else
RANGE = re.compile(r"^(-?[\d.,]+)(?:–| to )(-?[\d.,]+)$")
SCALES = (1.0, 100.0)  # a share is printed as such or in per cent


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
        self._open.append(
            (key, values.get("data-part") or "", "data-turned" in values, []) if key is not None else None
        )

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
    bare = re.sub(r"[\u00a0\u202f\u2009]", " ", re.sub(r"[\u2060\u00ad]", "", text)).replace("−", "-")
    return re.sub(r"(?<=\d),(?=\d{3})", "", bare).strip()


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


def wrong_numbers(study: str) -> Iterator[tuple[str, str, str, str]]:
    rows = open_study(study, "computed", "en").run.results.set_index("result_id")
    for fragment in fragments(study, "computed", "en"):
        for key, part, is_turned, text in printed(fragment.html):
            ends = RANGE.match(text)
            if not ends and not PLAIN.match(text):
                continue  # a name in place of a number
            parts = ends.groups() if ends else (text,)
            if key not in rows.index or not all(
                is_value(each, values_of(rows.loc[key], part), is_turned=is_turned) for each in parts
            ):
                yield fragment.anchor, key, part, text


@pytest.mark.parametrize("study", STUDIES)
def test_every_number_is_that_of_the_row_it_names(study: str) -> None:
    assert list(wrong_numbers(study)) == []


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
