"""One hand-made interview in every form of delivery."""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.errors import ParamsError
from crowdpotential.field.delivery import write_file
from crowdpotential.params import DataFile

MADE = dt.datetime(2019, 9, 27, 18, tzinfo=dt.UTC)
MISSING = {97: {"class": "dont_know", "label": {"en": "don't know"}}}


@pytest.fixture
def codebook() -> Codebook:
    return build_codebook(
        {
            "id": "tiny",
            "languages": ["en"],
            "missing": {"standard": MISSING},
            "dimensions": [],
            "variables": [
                {"id": "id", "type": "paradata", "wording": {"en": "Number"}},
                {"id": "length", "type": "numeric", "wording": {"en": "Length"}, "missing": "standard"},
                {
                    "id": "M",
                    "type": "multiple",
                    "missing": "standard",
                    "wording": {"en": "Which?"},
                    "codes": {k: {"label": {"en": word}} for k, word in {1: "one", 2: "two", 4: "four"}.items()},
                },
                {"id": "words", "type": "text", "wording": {"en": "Say"}},
            ],
        },
        name="tiny.yaml",
    )


@pytest.fixture
def rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": ["a", "b"],
            "length": [12.5, 97.0],
            "M_1": [1, 97],
            "M_2": [0, 97],
            "M_4": [1, 97],
            "words": ["=1+1", ""],
        }
    )


def lines(rows: pd.DataFrame, codebook: Codebook, **form: Any) -> list[str]:  # noqa: ANN401 any key of a data file
    spec = DataFile(path="x.csv", **form)
    written = write_file(rows, spec, codebook=codebook, bloc=None, file_label="made up", made=MADE)
    return written.decode(spec.encoding or "utf-8-sig").split("\r\n")[:-1]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("indicators", ["id,length,M_1,M_2,M_4,words", "a,12.5,1,0,1,=1+1", "b,97.0,97,97,97,"]),
        ("code_or_zero", ["id,length,M_1,M_2,M_4,words", "a,12.5,1,0,4,=1+1", "b,97.0,97,97,97,"]),
        ("code_or_blank", ["id,length,M_1,M_2,M_4,words", "a,12.5,1,,4,=1+1", "b,97.0,97,97,97,"]),
        ("codes_in_order", ["id,length,M_1,M_2,M_3,words", "a,12.5,4,1,,=1+1", "b,97.0,97,,,"]),
        ("delimited", ["id,length,M,words", "a,12.5,4; 1,=1+1", "b,97.0,97,"]),
    ],
)
def test_several_answers_come_in_five_forms(rows: pd.DataFrame, codebook: Codebook, form: str, expected: list[str]) -> None:
    assert lines(rows, codebook, multiple=form) == expected


def test_decimal_commas_and_semicolons_are_written(rows: pd.DataFrame, codebook: Codebook) -> None:
    assert lines(rows, codebook, decimal=",", delimiter=";")[1] == "a;12,5;1;0;1;=1+1"


def test_words_of_the_answers_take_the_place_of_codes(rows: pd.DataFrame, codebook: Codebook) -> None:
    written = lines(rows, codebook, values="labels", multiple="delimited")
    assert written[1:] == ["a,12.5,four; one,=1+1", "b,don't know,don't know,"]


def test_a_letter_that_the_encoding_lacks_is_named_and_refused(rows: pd.DataFrame, codebook: Codebook) -> None:
    rows["words"] = ["\u2265 5", ""]
    with pytest.raises(ParamsError, match=r"x.csv: cp1251 has no letter U\+2265"):
        lines(rows, codebook, encoding="cp1251")


def test_a_form_that_cannot_be_written_is_refused(rows: pd.DataFrame, codebook: Codebook) -> None:
    for path, values in (("x.parquet", "codes"), ("x.sav", "labels")):
        spec = DataFile.model_validate({"path": path, "values": values})
        with pytest.raises(ParamsError, match=rf"{Path(path).name}: the simulation writes"):
            write_file(rows, spec, codebook=codebook, bloc=None, file_label="", made=MADE)
