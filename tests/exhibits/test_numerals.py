from datetime import date

import pytest

from crowdpotential.exhibits.numerals import Numerals

RUSSIAN, ENGLISH = Numerals(code="ru"), Numerals(code="en")


def test_russian_numbers_have_a_decimal_comma_and_thin_spaces() -> None:
    assert RUSSIAN.decimal(1234567.25, 2) == "1\u202f234\u202f567,25"
    assert RUSSIAN.percent(0.4312) == "43,1\u202f%"


def test_english_numbers_have_a_decimal_point() -> None:
    assert ENGLISH.decimal(1749.0, 0) == "1,749"
    assert ENGLISH.percent(0.95, 0) == "95%"


def test_a_minus_is_a_minus_and_zero_has_none() -> None:
    assert RUSSIAN.decimal(-0.51) == "\u22120,5"
    assert RUSSIAN.decimal(-0.04) == "0,0"
    assert RUSSIAN.signed(2.1) == "+2,1"
    assert RUSSIAN.signed(0.01) == "0,0"


@pytest.mark.parametrize(
    ("low", "high", "russian", "english"),
    [
        (49.6, 54.0, "49,6–54,0", "49.6–54.0"),
        (-0.5, 3.3, "\u22120,5…3,3", "\u22120.5 to 3.3"),
        (-0.04, 3.3, "0,0–3,3", "0.0–3.3"),
    ],
)
def test_a_range_with_a_negative_bound_is_written_without_a_dash(low: float, high: float, russian: str, english: str) -> None:
    assert RUSSIAN.interval(low, high).striptags() == russian
    assert ENGLISH.interval(low, high).striptags() == english


def test_what_is_not_known_is_a_dash() -> None:
    assert RUSSIAN.decimal(float("nan")) == "—"
    assert RUSSIAN.interval(float("nan"), 1.0).striptags() == "—"
    assert RUSSIAN.p_value(float("nan")).striptags() == "—"


def test_p_values_stop_at_a_thousandth() -> None:
    assert RUSSIAN.p_value(0.00004).striptags() == "p < 0,001"
    assert ENGLISH.p_value(0.0124).striptags() == "p = 0.012"


def test_a_gap_close_to_zero_is_a_power_of_ten() -> None:
    assert RUSSIAN.power_of_ten(3.1e-11).striptags() == "3·10\u221211"
    assert RUSSIAN.power_of_ten(9.7e-12).striptags() == "1·10\u221211"
    assert RUSSIAN.power_of_ten(-9.4e-12).striptags() == "\u22129·10\u221212"


def test_days_do_not_repeat_month_and_year() -> None:
    assert RUSSIAN.days(date(2019, 9, 2), date(2019, 9, 27)) == "2–27 сентября 2019"
    assert ENGLISH.days(date(2019, 9, 2), date(2019, 10, 4)) == "2 September 2019 – 4 October 2019"
