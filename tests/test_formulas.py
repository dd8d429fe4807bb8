"""A study's own words in tables: none becomes a formula, and each comes back as it was."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowdpotential.formulas import key_fault, mask, mask_table, unmask, unmask_table
from crowdpotential.store import to_csv

FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://x")',
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    '"=1+1"',
    "'=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0dA1",
    "\uff20SUM(1)",
    "- no answer",
    "-",
    "+",
    "=",
    "+7 900 000",
    "a;=1+1",
    "a\t+A1",
)
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
PLAIN = (
    "-1",
    "-1.5",
    "+5",
    "-0,5",
    "1e-5",
    "65+",
    "18-24",
    "a=b",
    "sex=2;age_group=65+",
    "",
    "\u2212 1",
    "A-B",
    "a - b",
    "5; -3",
)


def begins_a_formula(text: str) -> bool:
    """Whether a cell begins with a sign, wherever the text is cut to cells, and is no number."""
    cells = [cell.lstrip(' \u00a0\ufeff"') for cell in re.split(r"[;\t\r\n]", text)]
    return any(cell[:1] in SIGNS and not re.fullmatch(r"[+-][\d.,]+ *", cell) for cell in cells if cell)


@pytest.mark.parametrize("text", FORMULAS)
def test_whatever_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert mask(text) != text
    assert unmask(mask(text)) == text
    assert not begins_a_formula(mask(text))


@pytest.mark.parametrize("text", PLAIN)
def test_numbers_and_keys_stay_as_they_are(text: str) -> None:
    assert mask(text) == text


@given(st.text(alphabet="='+-@;\t\n \"a1.,\uff1d"))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert unmask(mask(text)) == text
    assert not begins_a_formula(mask(text))


def test_a_table_comes_back_as_it_was_and_its_numbers_are_not_touched() -> None:
    table = pd.DataFrame({"key": ["@q1", "-1", ""], "n": [-1.5, 2.0, 3.0], "kind": pd.Categorical(["=a", "b", "=a"])})
    masked = mask_table(table)
    assert masked["key"].tolist() == ["'@q1", "-1", ""]
    assert masked["kind"].tolist() == ["'=a", "b", "'=a"]
    assert masked["n"].tolist() == [-1.5, 2.0, 3.0]
    assert unmask_table(masked).astype("object").equals(table.astype("object"))
    assert b"'@q1,-1.5,'=a" in to_csv(table)


@pytest.mark.parametrize(("key", "words"), [("=cmd", "formula"), (" @x", "formula"), ("a\nb", "line break")])
def test_a_key_that_a_spreadsheet_would_run_is_no_key(key: str, words: str) -> None:
    assert words in (key_fault(key) or "")


@pytest.mark.parametrize("key", ["-1", "65+", "male", "\u0441\u0435\u0432\u0435\u0440", "a b", "18-24"])
def test_other_keys_are_keys(key: str) -> None:
    assert key_fault(key) is None
