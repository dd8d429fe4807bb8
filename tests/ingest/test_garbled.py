"""Letters in a wrong encoding are seen, refused where params can mend them, and told elsewhere."""

from collections.abc import Mapping

import pandas as pd
import pytest
from synthetic import tiny_codebook

from crowdpotential.errors import Faults
from crowdpotential.ingest.encodings import is_garbled
from crowdpotential.ingest.garbled import settle_letters
from crowdpotential.ingest.raw_files import ColumnDictionary, RawFile
from crowdpotential.params import DataFile

RUSSIAN = "Жалоба на дорогу"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("cp1251", "cp1252"),
        ("cp1251", "latin-1"),
        ("koi8-r", "latin-1"),
        ("utf-8", "latin-1"),
        ("utf-8", "cp1251"),
        ("koi8-r", "cp1251"),
        ("cp1251", "koi8-r"),
        ("cp1251", "cp866"),
    ],
)
def test_russian_words_read_in_another_encoding_are_seen(written: str, read: str) -> None:
    assert is_garbled(RUSSIAN.encode(written).decode(read, "replace"))


@pytest.mark.parametrize(
    "text",
    [
        RUSSIAN,
        "РОССИЯ и СССР",
        "ёлка, ЖКХ",
        "créée à l'été",
        "Žluťoučký kůň",
        "Łódź, gęślą",
        "Größe",
        "plain",
        "",
    ],
)
def test_words_as_they_are_written_pass(text: str) -> None:
    assert not is_garbled(text)


def settled(name: str, texts: list[str], declared: Mapping[str, ColumnDictionary] = {}, **spec: object) -> tuple[str, dict[str, int]]:
    """Settle a file with texts in O and numbers in X1; give its faults, and the columns that are told."""
    cells = pd.DataFrame({"O": texts, "X1": [1.0] * len(texts)}, dtype=object)
    described = DataFile.model_validate({"path": name, **spec})
    faults = Faults()
    [file] = settle_letters([RawFile(spec=described, cells=cells, dictionary=declared)], tiny_codebook(), faults)
    told = {finding.variable: finding.n for finding in file.findings}
    try:
        faults.raise_any()
    except Exception as error:  # noqa: BLE001 its words are what is asked about
        return str(error), told
    return "", told


GARBLED = RUSSIAN.encode("cp1251").decode("latin-1")


def test_garbled_texts_of_a_labelled_file_are_refused_until_params_name_the_encoding() -> None:
    says, _ = settled("a.sav", [GARBLED, GARBLED, ""])
    assert says.startswith("a.sav: O: labels or texts look as if they were encoded otherwise than the file declares; set data.encoding")
    assert settled("a.sav", [GARBLED, GARBLED], encoding="latin-1") == ("", {"O": 2})


def test_garbled_labels_are_refused_too() -> None:
    declared = {"X1": ColumnDictionary(value_labels={1.0: GARBLED})}
    assert "a.sav: X1: labels or texts" in settled("a.sav", ["", ""], declared)[0]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet"])
def test_of_other_files_garbled_texts_are_told(name: str) -> None:
    assert settled(name, [GARBLED, GARBLED, RUSSIAN]) == ("", {"O": 2})


def test_one_slip_of_the_keyboard_is_no_sign() -> None:
    assert settled("a.sav", ["пРОСТО", RUSSIAN, RUSSIAN]) == ("", {})


def test_an_ignored_column_may_hold_what_it_likes() -> None:
    assert settled("a.sav", [GARBLED, GARBLED], ignore=["O"]) == ("", {})
