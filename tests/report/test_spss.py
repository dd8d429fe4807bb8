"""SPSS: labels, missing codes and names survive; nothing is cut without a sign; the syntax repeats the report."""

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from synthetic import codebook_data, harmonise_pairs, tiny_areas, tiny_files

from crowdpotential.codebook import build_codebook
from crowdpotential.conditions.derivation import derive_variables
from crowdpotential.contracts import RESULT_COLUMNS
from crowdpotential.errors import Faults
from crowdpotential.ingest.dictionary_agreement import settle_dictionaries
from crowdpotential.ingest.readers import read_file
from crowdpotential.params import DataFile, Params, build_params
from crowdpotential.report.spss import write_sav, write_sps
from crowdpotential.report.spss_columns import missing_ranges
from crowdpotential.report.spss_names import clip, spss_names


def tiny_params(**study: object) -> Params:
    words = {"en": {"one": "oblast"}, "ru": {"one": "область"}}
    names = {"en": "The study", "ru": "Исследование"}
    data = {
        "study": {
            "id": "tiny",
            "title": names,
            "synthetic": True,
            "questionnaire": "q.yaml",
            "words": {"area": words, "bloc": {"en": {"one": "country"}, "ru": {"one": "страна"}}},
            **study,
        },
        "data": [{"path": "a.csv"}],
        "areas": {
            "north": {"bloc": "N", "name": {"en": "North", "ru": "Север"}},
            "south": {"bloc": "S", "name": {"en": "South", "ru": "Юг"}},
        },
        "blocs": {"N": {"name": {"en": "Norland", "ru": "Норландия"}}, "S": {"name": {"en": "Sorland", "ru": "Сорландия"}}},
        "weighting": {"method": "none"},
        "index": {
            "name": {"en": "Index", "ru": "Индекс"},
            "meaning": {"en": "m", "ru": "m"},
            "dimensions": ["X", "Y"],
            "missing": {"min_items": 1, "min_dimensions": 1},
            "levels": {"low_below": 40, "high_from": 60},
        },
        "seed": 1,
    }
    return build_params(data, name="params.yaml")


def written(tmp_path: Path, *, data: dict[str, Any] | None = None, language: str = "ru", **study: object) -> tuple[pd.DataFrame, Any]:
    """Write the tiny survey as .sav and read it back."""
    codebook = build_codebook(data or codebook_data(), name="tiny")
    answers = harmonise_pairs(tiny_files(), codebook=codebook, areas=tiny_areas())
    frame = derive_variables(answers, codebook).assign(weight_persons=700.5, weight=1.0, score_X=50.5, n_items_X=3, index=44.4)
    frame.loc[0, ["weight_persons", "weight"]] = np.nan
    frame.loc[1, "X1"] = 98
    path = tmp_path / "back.sav"
    path.write_bytes(write_sav(frame, codebook=codebook, params=tiny_params(**study), language=language))
    read, meta = pyreadstat.read_sav(path, user_missing=True)
    assert len(read) == len(frame)
    return read, meta


def test_answers_labels_and_missing_codes_survive(tmp_path: Path) -> None:
    read, meta = written(tmp_path)
    labels = meta.variable_value_labels
    assert read["X1"][:2].tolist() == [1.0, 98.0]
    assert meta.missing_ranges["X1"] == [{"lo": 96.0, "hi": 99.0}]
    assert labels["ONLY_N"][1.0] == "да"
    assert labels["area"] == {"north": "Север", "south": "Юг"}
    assert labels["P_2"][1.0] == "отмечено"
    assert meta.column_names_to_labels["P_2"] == "ideas, plans (P)"
    assert meta.column_names_to_labels["bloc"] == "Страна"
    assert meta.column_names_to_labels["score_X"] == "Значение 0–100: X"
    assert meta.variable_measure["X1"] == "ordinal"
    assert np.isnan(read["weight"][0])


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_file_is_read_again_without_a_contradiction_or_a_remark(tmp_path: Path, language: str) -> None:
    written(tmp_path, language=language)
    read = read_file(tmp_path / "back.sav", DataFile(path="back.sav"))
    faults = Faults()
    [settled] = settle_dictionaries([read], build_codebook(codebook_data(), name="tiny"), faults)
    assert not faults
    assert [finding.rule for finding in settled.findings if finding.n] == []
    assert settled.cells["X1"].tolist() == read.cells["X1"].tolist()


def test_a_file_of_synthetic_data_says_so_and_another_does_not(tmp_path: Path) -> None:
    _, synthetic = written(tmp_path)
    assert "СИНТЕТИЧЕСКИЕ ДАННЫЕ" in synthetic.file_label
    assert "СИНТЕТИЧЕСКИЕ ДАННЫЕ" in " ".join(synthetic.notes)
    _, real = written(tmp_path, language="en", synthetic=False)
    assert "SYNTHETIC" not in real.file_label + " ".join(real.notes)


def test_the_same_respondents_give_the_same_file_whenever_it_is_written(tmp_path: Path) -> None:
    _, meta = written(tmp_path)
    assert meta.creation_time == datetime(1970, 1, 1)  # noqa: DTZ001 the format knows no zones


def test_long_labels_end_in_an_ellipsis(tmp_path: Path) -> None:
    data = codebook_data()
    data["scales"]["agree5"]["codes"][1]["label"]["ru"] = "я" * 61
    for variable in data["variables"]:
        variable["wording"]["ru"] = "ё" * 129 if variable["id"] == "X1" else variable["id"]
    _, meta = written(tmp_path, data=data)
    assert meta.column_names_to_labels["X1"] == "ё" * 126 + "…"
    assert meta.variable_value_labels["X1"][1.0] == "я" * 58 + "…"


def test_words_that_differ_by_bloc_stand_side_by_side(tmp_path: Path) -> None:
    data = codebook_data()
    data["placeholders"] = {"THERE": {"N": {"ru": "на юге", "en": "south"}, "S": {"ru": "на севере", "en": "north"}}}
    data["variables"][-1]["wording"] = {"ru": "Жизнь {THERE}", "en": "Life {THERE}"}
    _, meta = written(tmp_path, data=data)
    assert meta.column_names_to_labels["group"] == "Жизнь на юге / на севере"


@pytest.mark.parametrize(("text", "n_bytes", "expected"), [("яяя", 6, "яяя"), ("яяяя", 7, "яя…"), ("abc  def", 7, "abc…")])
def test_a_text_is_cut_at_letters_not_bytes(text: str, n_bytes: int, expected: str) -> None:
    assert clip(text, n_bytes) == expected


def test_names_become_what_spss_takes() -> None:
    columns = ["age", "AGE", "1st", "how old?", "all", "я" * 40, "я" * 41, "x."]
    names = spss_names(columns)
    expected = ["age", "AGE_2", "v_1st", "how_old", "all_1", "я" * 32, "я" * 31 + "_2", "x"]
    assert [names[column] for column in columns] == expected
    assert len({name.casefold() for name in names.values()}) == len(columns)
    assert max(len(name.encode()) for name in names.values()) <= 64


@pytest.mark.parametrize(
    ("missing", "valid", "expected"),
    [
        ([8, 9], [1], [8, 9]),
        ([96, 97, 98, 99], [1, 5], [{"lo": 96, "hi": 99}]),
        ([-1, 7, 8, 9], [0, 6], [{"lo": 7, "hi": 9}, -1]),
        ([-9, -8, -7, 9], [0, 8], [{"lo": -9, "hi": -7}, 9]),
        ([-1, 7, 9, 11], [0, 8, 10], [-1, 7, 9]),
        ([], [1], []),
    ],
)
def test_no_answer_is_declared_missing(missing: list[float], valid: list[float], expected: list[object]) -> None:
    assert missing_ranges(missing, valid) == expected


def results(*rows: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame([{"is_suppressed": False, **row} for row in rows], columns=list(RESULT_COLUMNS))
    texts = [column for column, kind in RESULT_COLUMNS.items() if kind == "str"]
    frame[texts] = frame[texts].astype(object).where(frame[texts].notna(), "").astype("str")
    return frame


MEAN = {"chapter": "index", "measure": "mean", "variable": "index", "estimate": 54.321}
HIGH = {"chapter": "index", "measure": "share", "variable": "index", "category": "high", "estimate": 0.3125}
TOPLINE = {"chapter": "topline", "measure": "share", "variable": "mode"}
TOPLINES = [
    {**TOPLINE, "category": "1", "base": "answered", "estimate": 0.45},
    *({**TOPLINE, "category": code, "base": "asked", "estimate": 0.4} for code in ("1", "2", "97")),
]


def test_the_syntax_repeats_three_numbers_with_the_weight_of_mean_one() -> None:
    by_bloc = {**MEAN, "bloc": "N", "estimate": 50.0}
    by_area = {**MEAN, "bloc": "N", "area": "north", "estimate": 51.0}
    boost = {**MEAN, "sample": "boost", "estimate": 99.0}
    syntax = write_sps(results(MEAN, by_bloc, by_area, boost, HIGH, *TOPLINES), params=tiny_params(), language="en")
    assert "WEIGHT BY weight." in syntax
    assert "SYNTHETIC DATA" in syntax
    assert "chi-square" in syntax
    assert "54.32" in syntax
    assert "N 50.00, north 51.00" in syntax
    assert "COMPUTE headline_share = 100 * (index >= 60)." in syntax
    assert "31.25 %" in syntax
    assert "99.00" not in syntax
    assert all(line == "" or line.endswith(".") for line in syntax.split("\n"))


def test_without_levels_the_first_topline_is_repeated_on_its_base() -> None:
    syntax = write_sps(results(MEAN, *TOPLINES), params=tiny_params(synthetic=False), language="ru")
    assert "IF ANY(VALUE(mode), 1, 2, 97) headline_share = 100 * (VALUE(mode) = 1)." in syntax
    assert "40.00 %" in syntax
    assert "45.00" not in syntax
    assert "СИНТЕТИЧЕСКИЕ" not in syntax


def test_a_study_without_results_still_gets_a_syntax_file() -> None:
    assert "GET FILE" in write_sps(results(), params=tiny_params(), language="en")
