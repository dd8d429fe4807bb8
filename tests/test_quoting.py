"""What a message may quote: words of studies and programs, short codes, and nothing else, whatever it looks like."""

import pytest

from battery.canary_words import CANARIES, needles
from battery.seeking import holds
from crowdpotential.quoting import is_plain_code, may_quote, quote_codes, show, show_id, words_of

WORDS = words_of(["Полностью согласен", "male", "D_AGE", "settlementType"])
FORMS = [text for forms in CANARIES.values() for text in forms]


@pytest.mark.parametrize("text", FORMS)
def test_no_canary_is_quoted_however_it_is_written(text: str) -> None:
    for form in (text, text.upper(), text.lower(), text.replace(" ", "_"), f"column {text}", f"Q12 {text}"):
        assert not may_quote(form, WORDS)
        assert show(form, "a column") == "a column"


@pytest.mark.parametrize("text", [text for text in FORMS if not text.isascii() or not text.isidentifier()])
def test_no_canary_is_an_id(text: str) -> None:
    assert show_id(text, "a key") == "a key"


@pytest.mark.parametrize(
    "text",
    [
        *("RW1", "Q12_3", "w", "wgt", "StartDate", "weight_2019", "Sheet1", "Лист2", "Ответы на форму (1)"),
        *("полностью СОГЛАСЕН", "D_AGE", "settlement_type", "Male", "wave2 final.sav", "7", "-3", "2.0", "999"),
    ],
)
def test_what_studies_and_programs_call_things_is_quoted(text: str) -> None:
    assert may_quote(text, WORDS)


@pytest.mark.parametrize(
    "text",
    [
        *("Ivanov", "ivanov", "IVANOV", "Ivanov_anketa", "Anna Q1", "1957-03-12", "12.03.1957", "4510", "10.0.0.17"),
        *("+7 921", "a@b", "http://x", "born 1957", "kv 17, d 5, k 2, p 3", "", "RW1234", "q" * 300, "col\x1bumn"),
    ],
)
def test_what_may_be_somebody_is_not(text: str) -> None:
    assert not may_quote(text, WORDS)


def test_codes_of_a_few_kinds_are_named_and_of_many_none() -> None:
    assert quote_codes(["7", "99998", "4510", "643"]) == ("7", "99998")
    assert quote_codes(["1", "2", "3", "4", "5", "6"]) == ()
    assert [text for text in ("8888", "9997", "12345", "1111111", "+79", "−8", "1.25") if is_plain_code(text)] == [
        "8888",
        "9997",
        "+79",
        "−8",
    ]


@pytest.mark.parametrize("text", FORMS)
def test_the_battery_sees_what_it_looks_for(text: str) -> None:
    needle = needles(text)
    hidden = text.encode("unicode_escape")
    for content in (text.encode(), text.encode("utf-16-le"), hidden, f"x,{text};".upper().encode()):
        assert holds(needle, content)
    assert not holds(needle, b"north.csv: X1: 3 rows hold words; see rows 1, 2, 3 (0.70417312)")
