"""Weighting classes: respondents stand for all who were eligible, and impossible response rates are refused."""

from pathlib import Path

import pandas as pd
import pytest
from numpy.testing import assert_allclose
from synthetic import harmonise_pairs, tiny_areas, tiny_codebook, tiny_files

from crowdpotential.conditions.derivation import derive_variables
from crowdpotential.contracts import ELIGIBLE, RESPONSE_CLASSES, require
from crowdpotential.errors import ColumnError, DesignError, MarginError
from crowdpotential.ingest.nonresponse import adjust_for_nonresponse, load_eligible

CODEBOOK = tiny_codebook()
AREAS = tiny_areas()
HEAD = "area,variable,category,eligible,source,status"
ROWS = [
    "north,sex,male,20,frame,count",
    "north,sex,female,8,frame,count",
    "south,sex,male,10,frame,count",
    "south,sex,female,40,frame,count",
]


def responses() -> pd.DataFrame:
    """Eight respondents an area, four men and four women."""
    return derive_variables(harmonise_pairs(tiny_files(), codebook=CODEBOOK, areas=AREAS), CODEBOOK)


def written(folder: Path, rows: list[str], head: str = HEAD) -> Path:
    path = folder / "eligible.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def load(folder: Path, rows: list[str]) -> pd.DataFrame:
    return load_eligible(written(folder, rows), "sex", areas=AREAS, codebook=CODEBOOK)


def test_each_class_adds_up_to_those_who_were_eligible(tmp_path: Path) -> None:
    frame, eligible = responses(), load(tmp_path, ROWS[::-1])
    require(eligible, ELIGIBLE)
    got = adjust_for_nonresponse(frame, eligible, CODEBOOK)
    require(got.classes, RESPONSE_CLASSES)
    reached = pd.Series(got.factors).groupby([frame["area"], frame["sex"]]).sum()
    assert_allclose(reached.to_numpy(), [20, 8, 10, 40])
    assert_allclose(got.classes["response_rate"], [0.2, 0.5, 0.4, 0.1])
    assert got.classes["n"].tolist() == [4] * 4


def test_without_counts_nobody_is_adjusted() -> None:
    got = adjust_for_nonresponse(responses(), None, CODEBOOK)
    assert got.factors.tolist() == [1.0] * 16
    assert got.classes.empty


def test_a_class_that_nobody_was_eligible_for_needs_no_respondents(tmp_path: Path) -> None:
    frame = responses()
    only_women = frame[(frame["area"] == "north") | (frame["sex"] == 2)].reset_index(drop=True)
    eligible = load(tmp_path, [*ROWS[:2], ROWS[2].replace("10", "0"), ROWS[3]])
    got = adjust_for_nonresponse(only_women, eligible, CODEBOOK)
    assert len(got.classes) == 3


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "male,20",
            "male,3",
            r"north, sex, male: more respondents than were eligible \(3 eligible, 4 respondents\)",
        ),
        (
            "male,10",
            "male,0",
            r"south, sex, male: more respondents than were eligible \(0 eligible, 4 respondents\)",
        ),
    ],
)
def test_more_respondents_than_eligible_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    eligible = load(tmp_path, "\n".join(ROWS).replace(old, new).split("\n"))
    with pytest.raises(DesignError, match=says):
        adjust_for_nonresponse(responses(), eligible, CODEBOOK)


def test_a_class_in_which_nobody_answered_is_named(tmp_path: Path) -> None:
    frame = responses()
    frame = frame[(frame["area"] == "north") | (frame["sex"] == 1)].reset_index(drop=True)
    with pytest.raises(
        DesignError,
        match=r"south, sex, female: nobody answered \(40 eligible, 0 respondents\); join the class",
    ):
        adjust_for_nonresponse(frame, load(tmp_path, ROWS), CODEBOOK)


def test_respondents_in_no_class_are_counted(tmp_path: Path) -> None:
    frame = responses()
    frame.loc[[0, 5], "sex"] = 97
    with pytest.raises(DesignError, match="2 respondents have no answer to sex"):
        adjust_for_nonresponse(frame, load(tmp_path, ROWS), CODEBOOK)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (ROWS[:3], "1 categories have no number of eligible, such as south, sex, female"),
        ([*ROWS, ROWS[0]], "1 rows repeat a category, such as north, sex, male"),
        (
            [*ROWS[:3], "south,sex,female,4.5,frame,count"],
            "1 counts are no whole eligible, such as in south, sex, female",
        ),
        ([*ROWS[:3], "west,sex,female,4,frame,count"], r"1 rows name areas that params do not list \(west\)"),
        ([*ROWS[:3], "south,sex,women,4,frame,count"], "sex has no category of such a name"),
    ],
)
def test_a_table_of_eligible_persons_that_does_not_fit_is_refused(tmp_path: Path, rows: list[str], says: str) -> None:
    with pytest.raises(MarginError, match=says):
        load(tmp_path, rows)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="columns are missing: eligible"):
        load_eligible(written(tmp_path, ROWS, HEAD.replace("eligible", "n")), "sex", areas=AREAS, codebook=CODEBOOK)


@pytest.mark.parametrize("unit", ["all", ""])
def test_classes_of_everybody_add_up_to_all_who_were_eligible(tmp_path: Path, unit: str) -> None:
    path = written(tmp_path, [f"{unit},sex,male,40,frame,count", f"{unit},sex,female,16,frame,count"])
    eligible = load_eligible(path, "sex", areas={}, codebook=CODEBOOK)
    frame = responses()
    got = adjust_for_nonresponse(frame, eligible, CODEBOOK)
    assert got.factors.tolist() == [5.0 if sex == 1 else 2.0 for sex in frame["sex"]]
    assert got.classes["area"].tolist() == ["all", "all"]
