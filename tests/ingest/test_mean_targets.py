"""Known means: one for every area or for every bloc, of numeric variables that everybody answered."""

from pathlib import Path

import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from synthetic import harmonise_pairs, tiny_areas, tiny_codebook, tiny_files

from crowdpotential.contracts import MEANS, require
from crowdpotential.errors import CodebookError, MarginError
from crowdpotential.ingest.mean_targets import load_means, make_mean_targets

CODEBOOK = tiny_codebook()
AREAS = tiny_areas()
ROWS = [
    "south,D_AGE,47.5,census,count",
    "north,D_AGE,44,census,count",
    "N,minutes,35,diary,count",
    "S,minutes,36,diary,count",
]


def load(folder: Path, rows: list[str]) -> pd.DataFrame:
    path = folder / "means.csv"
    path.write_text("\n".join(["area,variable,mean,source,status", *rows]) + "\n", encoding="utf-8")
    return load_means(path, areas=AREAS, blocs=("N", "S"), codebook=CODEBOOK)


def responses() -> pd.DataFrame:
    return harmonise_pairs(tiny_files(), codebook=CODEBOOK, areas=AREAS)


def test_means_of_areas_and_of_blocs_become_targets(tmp_path: Path) -> None:
    means = load(tmp_path, ROWS)
    require(means, MEANS)
    age, minutes = make_mean_targets(responses(), means, CODEBOOK)
    assert (age.name, age.labels, age.means.tolist()) == ("D_AGE", ("south", "north"), [47.5, 44.0])
    assert age.groups.tolist() == [1] * 8 + [0] * 8
    assert_array_equal(age.values, responses()["D_AGE"])
    assert (minutes.labels, minutes.groups.tolist()) == (("N", "S"), [0] * 8 + [1] * 8)


def test_respondents_without_a_number_are_counted(tmp_path: Path) -> None:
    frame = responses()
    frame.loc[[1, 9], "D_AGE"] = 998
    with pytest.raises(MarginError, match=r"weighting\.means: 2 respondents have no number in D_AGE"):
        make_mean_targets(frame, load(tmp_path, ROWS), CODEBOOK)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("south,D_AGE", "west,D_AGE", r"1 rows name areas or blocs that params do not list \(west\)"),
        ("south,D_AGE,47.5", "south,D_AGE,many", "1 means are no numbers"),
        ("south,D_AGE,47.5", "south,D_AGE,", "1 means are no numbers"),
        ("south,D_AGE", "north,D_AGE", "D_AGE: give one mean for each of north, south; look at south"),
        ("south,D_AGE", "S,D_AGE", "D_AGE: give one mean for each of north, south; look at S"),
        ("D_AGE", "D_SEX", "D_SEX is not numeric; give its categories in the margins"),
    ],
)
def test_means_that_cannot_be_used_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(MarginError, match=says):
        load(tmp_path, "\n".join(ROWS).replace(old, new).split("\n"))


def test_a_variable_that_the_codebook_does_not_have_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="no variable INCOME"):
        load(tmp_path, [row.replace("D_AGE", "INCOME") for row in ROWS])


def load_of_everybody(folder: Path, rows: list[str], blocs: tuple[str, ...] = ()) -> pd.DataFrame:
    path = folder / "means.csv"
    path.write_text("\n".join(["area,variable,mean,source,status", *rows]) + "\n", encoding="utf-8")
    return load_means(path, areas={}, blocs=blocs, codebook=CODEBOOK)


def test_means_of_everybody_stand_beside_those_of_sides(tmp_path: Path) -> None:
    rows = ["all,D_AGE,45,census,count", "N,minutes,35,diary,count", "S,minutes,36,diary,count"]
    means = load_of_everybody(tmp_path, rows, ("N", "S"))
    age, minutes = make_mean_targets(responses(), means, CODEBOOK)
    assert (age.labels, age.means.tolist(), set(age.groups)) == (("all",), [45.0], {0})
    assert (minutes.labels, minutes.groups.tolist()) == (("N", "S"), [0] * 8 + [1] * 8)
    (empty,) = make_mean_targets(responses(), load_of_everybody(tmp_path, [",D_AGE,45,census,x"]), CODEBOOK)
    assert empty.labels == ("all",)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["north,D_AGE,45,census,x"], r"1 rows name areas or blocs that params do not list \(north\)"),
        (["N,D_AGE,45,census,x"], "D_AGE: give one mean for each of N, S; look at S"),
        (["N,D_AGE,45,c,x", "all,D_AGE,45,c,x"], "D_AGE: give one mean for each of all; look at N"),
    ],
)
def test_means_of_everybody_that_cannot_be_used_are_refused(tmp_path: Path, rows: list[str], says: str) -> None:
    with pytest.raises(MarginError, match=says):
        load_of_everybody(tmp_path, rows, ("N", "S"))
