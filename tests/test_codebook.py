"""The codebook: references are checked before anything is read, and every fault is one line that names its place."""

from pathlib import Path
from typing import Any

import pytest

from crowdpotential.codebook import build_codebook, load_codebook
from crowdpotential.errors import CodebookError

ROOT = Path(__file__).parents[1]
ONE = {"id": "ONE", "label": {"en": "words"}}


def small(**changes: object) -> dict[str, Any]:
    text = {"en": "words"}
    book: dict[str, Any] = {
        "id": "small",
        "languages": ["en"],
        "missing": {"usual": {98: {"class": "refused", "label": text}, 99: {"class": "no_answer", "label": text}}},
        "scales": {"three": {"missing": "usual", "codes": {i: {"label": text} for i in (1, 2, 3)}}},
        "dimensions": [],
        "variables": [
            {"id": "A", "type": "ordinal", "scale": "three", "wording": text},
            {"id": "AGE", "type": "numeric", "missing": "usual", "wording": text},
        ],
    }
    return book | changes


def test_the_first_study_has_seven_dimensions_of_five_items_with_one_reversed_each_and_ten_where_assent_is_no_answer() -> None:
    codebook = load_codebook(ROOT / "data/reference/questionnaire.yaml")
    potential = [d.id for d in codebook.dimensions if d.id not in {"CBX", "IT"}]
    assert [len(codebook.items(d)) for d in potential] == [5] * 7
    items = [codebook.variable(item) for d in potential for item in codebook.items(d)]
    assert {item.dimension for item in items if item.direction < 0} == set(potential)
    assert sum(item.direction < 0 or item.scale == "choose4" for item in items) >= 10


def test_every_wording_and_label_of_the_first_study_stands_in_both_languages() -> None:
    codebook = load_codebook(ROOT / "data/reference/questionnaire.yaml")
    texts = [v.wording for v in codebook.variables]
    texts += [entry.label for v in codebook.variables for entry in codebook.codes(v.id).values()]
    texts += [entry.label for v in codebook.variables for entry in codebook.missing_codes(v.id).values()]
    assert all(set(text) == {"ru", "en"} and all(text.values()) for text in texts)


def test_a_code_is_found_by_its_key_and_by_its_number() -> None:
    codebook = load_codebook(ROOT / "data/reference/questionnaire.yaml")
    assert codebook.code_of_key("sex", "female") == codebook.code_of_key("sex", "2") == 2
    assert codebook.code_of_key("sex", "other") is None


def test_a_multiple_answer_has_one_column_per_option() -> None:
    codebook = load_codebook(ROOT / "data/reference/questionnaire.yaml")
    assert codebook.columns("P12") == tuple(f"P12_{code}" for code in (5, 13, 14, 7, 8, 9, 10))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"variables": [{"id": "A", "type": "ordinal", "scale": "four", "wording": {"en": "w"}}]},
            "scale four is not listed",
        ),
        ({"variables": [{"id": "A", "type": "single", "wording": {"en": "w"}}]}, "needs codes or a scale"),
        ({"variables": [{"id": "A", "typ": "single", "wording": {"en": "w"}}]}, "did you mean type"),
        ({"variables": [{"id": "N", "type": "numeric", "wording": {}}] * 2}, "N is listed 2 times"),
        (
            {"variables": [{"id": "A", "type": "ordinal", "scale": "three", "dimension": "TWO", "wording": {}}]},
            "dimension TWO is not listed",
        ),
        (
            {
                "variables": [
                    {
                        "id": "N",
                        "type": "text",
                        "wording": {},
                        "asked_if": {"variable": "B", "op": "eq", "value": 1},
                    }
                ]
            },
            "refers to B",
        ),
        ({"quality": [{"id": "q", "kind": "guess", "label": {}}]}, r"quality\.q\.kind"),
    ],
)
def test_a_fault_of_the_codebook_is_one_line_that_names_its_place(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CodebookError, match=message) as caught:
        build_codebook(small(**changes), name="questionnaire.yaml")
    assert "\n" not in str(caught.value)


def test_an_answer_that_is_also_a_missing_code_is_refused() -> None:
    book = small()
    book["variables"].append({"id": "B", "type": "single", "missing": "usual", "codes": {99: {"label": {}}}, "wording": {}})
    with pytest.raises(CodebookError, match="code 99 is an answer and a missing code"):
        build_codebook(book, name="q")


def test_a_recode_that_leaves_a_code_over_is_refused() -> None:
    book = small()
    rule = {"recode": {"variable": "A", "groups": {1: [1, 2]}}}
    book["variables"].append({"id": "B", "type": "single", "codes": {1: {"label": {}}}, "wording": {}, "derive": rule})
    with pytest.raises(CodebookError, match="code 3 of A goes nowhere"):
        build_codebook(book, name="q")


def test_a_role_taken_twice_is_refused_where_one_is_needed() -> None:
    book = small()
    for name in ("W1", "W2"):
        book["variables"].append({"id": name, "type": "numeric", "role": "duration", "wording": {}})
    with pytest.raises(CodebookError, match="role duration is taken 2 times"):
        build_codebook(book, name="q")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"type": "numeric"}, "a number without bounds cannot be scored; give it a valid_range"),
        (
            {"type": "numeric", "valid_range": [5, 5]},
            "its answers run from 5 to 5; it needs two different ones",
        ),
        ({"type": "ordinal", "codes": {1: {"label": {"en": "x"}}}}, "its answers run from 1 to 1"),
        (
            {"type": "text", "missing": None},
            "type text has no answers that can be scored; take ordinal or numeric",
        ),
        (
            {"type": "multiple", "scale": "three", "missing": None},
            "type multiple has no answers that can be scored",
        ),
        (
            {"type": "single", "scale": "three", "missing": None},
            "type single has no answers that can be scored",
        ),
    ],
)
def test_an_item_whose_answers_cannot_be_scored_is_refused(changes: dict[str, Any], message: str) -> None:
    item = {"id": "B", "dimension": "ONE", "missing": "usual", "wording": {"en": "words"}, **changes}
    book = small()
    with pytest.raises(CodebookError, match=rf"variables\.B\.dimension: {message}"):
        build_codebook(book | {"variables": [*book["variables"], item], "dimensions": [ONE]}, name="book")


@pytest.mark.parametrize("dimension", ["ONE", None])
def test_a_missing_code_that_could_be_an_answer_is_refused(dimension: str | None) -> None:
    number = {
        "id": "B",
        "type": "numeric",
        "missing": "usual",
        "wording": {"en": "words"},
        "dimension": dimension,
    }
    book = small() | {"dimensions": [ONE] if dimension else []}
    book["variables"].append({**number, "valid_range": [0, 100]})
    with pytest.raises(CodebookError, match=r"variables\.B\.valid_range: missing code 98 lies within 0 to 100"):
        build_codebook(book, name="book")


def test_an_item_with_two_answers_has_no_order_to_declare() -> None:
    book = small()
    answers = {"codes": {1: {"label": {"en": "no"}}, 2: {"label": {"en": "yes"}}}, "missing": "usual"}
    item = {"id": "B", "type": "single", "dimension": "ONE", "wording": {"en": "words"}, **answers}
    codebook = build_codebook(book | {"variables": [*book["variables"], item], "dimensions": [ONE]}, name="book")
    assert codebook.bounds("B") == (1, 2)


def test_bounds_are_those_of_the_codes_or_of_the_valid_range() -> None:
    book = small()
    slider = {
        "id": "B",
        "type": "numeric",
        "dimension": "ONE",
        "valid_range": [-2.5, 10],
        "wording": {"en": "b"},
    }
    codebook = build_codebook(book | {"variables": [*book["variables"], slider], "dimensions": [ONE]}, name="book")
    assert (codebook.bounds("A"), codebook.bounds("B")) == ((1, 3), (-2.5, 10))
    with pytest.raises(CodebookError, match="AGE is a number without bounds; give it a valid_range"):
        codebook.bounds("AGE")
