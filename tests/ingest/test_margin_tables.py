"""Control totals: read by keys or codes, and refused when they contradict anything."""

from pathlib import Path

import pandas as pd
import pytest
from synthetic import harmonise_pairs, tiny_areas, tiny_codebook, tiny_files

from crowdpotential.conditions.derivation import derive_variables
from crowdpotential.contracts import MARGINS, require
from crowdpotential.errors import (
    CodebookError,
    ColumnError,
    CrowdpotentialError,
    MarginError,
    MissingFileError,
)
from crowdpotential.ingest.margin_tables import cell_of_respondents, load_margins
from crowdpotential.ingest.reference_tables import list_categories
from crowdpotential.params import Area

CODEBOOK = tiny_codebook()
HEAD = "area,variable,category,persons,source,status"
JOINT = {
    "male*18-34": 300,
    "male*35-54": 250,
    "male*55+": 150,
    "female*18-34": 310,
    "female*35-54": 260,
    "female*55+": 230,
}
ROWS = [f"{a},sex*age,{c},{n},census,count" for a in ("north", "south") for c, n in JOINT.items()]
ROWS += [f"{a},ONLY_N,{c},750,register,ESTIMATE: rounded" for a in ("north", "south") for c in ("yes", "no")]


def written(folder: Path, rows: list[str], head: str = HEAD) -> Path:
    path = folder / "margins.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_margins_come_by_area_variable_and_code_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    variables = ("sex*age", "ONLY_N")
    got = load_margins(written(tmp_path, ROWS), areas=tiny_areas(), variables=variables, codebook=CODEBOOK)
    again = load_margins(written(tmp_path, ROWS[::-1]), areas=tiny_areas(), variables=variables, codebook=CODEBOOK)
    require(got, MARGINS)
    assert got.equals(again)
    assert got["category"][:7].tolist() == [*list_categories("sex*age", CODEBOOK), "yes"]
    assert got["persons"].sum() == 6000
    assert got["persons"].dtype == "int64"


def test_categories_may_be_codes_and_other_variables_are_left_aside(tmp_path: Path) -> None:
    rows = [f"{a},sex,{c},{n}.0,s,x" for a in ("north", "south") for c, n in ((1, 7), (2, 8))] + ["north,income,high,9,s,x"]
    got = load_margins(written(tmp_path, rows), areas=tiny_areas(), variables=("sex",), codebook=CODEBOOK)
    assert got[["category", "persons"]].to_numpy().tolist() == [["male", 7], ["female", 8]] * 2


def test_respondents_are_placed_by_their_keys() -> None:
    frame = derive_variables(harmonise_pairs(tiny_files(), codebook=CODEBOOK, areas=tiny_areas()), CODEBOOK)
    frame.loc[0, "age"] = 97
    cells = cell_of_respondents(frame, "sex*age", CODEBOOK)
    assert cells[:3].tolist() == ["", "female*18-34", "male*18-34"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "north,ONLY_N,yes,750",
            "north,ONLY_N,yes,751",
            r"north: sex\*age adds up to 1500 persons and ONLY_N to 1501",
        ),
        ("south,ONLY_N,yes", "west,ONLY_N,yes", r"1 rows name areas that params do not list \(west\)"),
        (
            "north,ONLY_N,yes",
            "north,ONLY_N,maybe",
            r"ONLY_N has no category of such a name .*did you mean yes\?",
        ),
        ("male*18-34", "18-34", r"sex\*age has no category 18-34"),
        ("north,ONLY_N,no", "north,ONLY_N,yes", "1 rows repeat a category, such as north, ONLY_N, yes"),
        (
            "north,ONLY_N,yes,750",
            "north,income,high,750",
            "1 categories have no control total, such as north, ONLY_N, yes",
        ),
        ("yes,750", "yes,750.5", "2 counts are no whole persons, such as in north, ONLY_N, yes"),
        ("yes,750", "yes,-750", "2 counts are no whole persons"),
        ("yes,750", "yes,", "2 counts are no whole persons"),
    ],
)
def test_contradictions_are_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    rows = "\n".join(ROWS).replace(old, new).split("\n")
    with pytest.raises(MarginError, match=says) as caught:
        load_margins(written(tmp_path, rows), areas=tiny_areas(), variables=("sex*age", "ONLY_N"), codebook=CODEBOOK)
    assert "\n" not in str(caught.value)


def test_the_population_in_params_must_agree(tmp_path: Path) -> None:
    areas = tiny_areas(north=1500, south=1499)
    with pytest.raises(MarginError, match="south: the margins add up to 1500 persons, params say 1499"):
        load_margins(written(tmp_path, ROWS), areas=areas, variables=("sex*age",), codebook=CODEBOOK)


@pytest.mark.parametrize(
    ("head", "variables", "error", "says"),
    [
        (HEAD.replace("persons", "people"), ("sex*age",), ColumnError, "columns are missing: persons"),
        (HEAD, ("sex*town",), CodebookError, "no variable town"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(
    tmp_path: Path, head: str, variables: tuple[str, ...], error: type[CrowdpotentialError], says: str
) -> None:
    with pytest.raises(error, match=says):
        load_margins(written(tmp_path, ROWS, head), areas=tiny_areas(), variables=variables, codebook=CODEBOOK)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"margins\.csv: no such file"):
        load_margins(tmp_path / "margins.csv", areas=tiny_areas(), variables=("sex",), codebook=CODEBOOK)


BLOC_ROWS = [f"{bloc},age,{age},{n},census,x" for bloc in "NS" for age, n in (("18-34", 600), ("35-54", 500), ("55+", 400))]


def load_with_blocs(folder: Path, rows: list[str]) -> pd.DataFrame:
    return load_margins(
        written(folder, rows),
        areas=tiny_areas(),
        variables=("sex*age",),
        bloc_variables=("age",),
        blocs=("N", "S"),
        codebook=CODEBOOK,
    )


def test_margins_of_a_bloc_carry_its_key_in_the_place_of_an_area(tmp_path: Path) -> None:
    got = load_with_blocs(tmp_path, ROWS + BLOC_ROWS)
    assert got.loc[got["variable"] == "age", "area"].tolist() == ["N"] * 3 + ["S"] * 3
    assert got.loc[got["variable"] == "age", "persons"].tolist() == [600, 500, 400] * 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "N,age,55+,400",
            "N,age,55+,401",
            "N: its own margins add up to 1501 persons, those of its areas to 1500",
        ),
        ("N,age,55+", "north,age,55+", r"1 rows name blocs that params do not list \(north\)"),
        ("N,age,55+,400,census,x", "", r"1 categories have no control total, such as N, age, 55\+"),
    ],
)
def test_margins_of_a_bloc_that_do_not_fit_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    rows = [row for row in "\n".join(ROWS + BLOC_ROWS).replace(old, new).split("\n") if row]
    with pytest.raises(MarginError, match=says):
        load_with_blocs(tmp_path, rows)


WHOLE_ROWS = [f"all,sex,{sex},{n},census,count" for sex, n in (("male", 700), ("female", 800))]
WHOLE_ROWS += [f",mode,{mode},{n},register,count" for mode, n in (("paper", 900), ("web", 600))]


@pytest.mark.parametrize("areas", ["all", "empty", "mixed", "none"])
def test_margins_of_everybody_name_no_area(tmp_path: Path, areas: str) -> None:
    rows = {
        "all": [row.replace(",mode", "all,mode") for row in WHOLE_ROWS],
        "empty": [row.removeprefix("all") for row in WHOLE_ROWS],
        "mixed": WHOLE_ROWS,
        "none": [row.split(",", 1)[1] for row in WHOLE_ROWS],
    }
    path = written(tmp_path, rows[areas], HEAD if areas != "none" else HEAD.removeprefix("area,"))
    got = load_margins(path, areas={}, variables=("sex", "mode"), codebook=CODEBOOK)
    require(got, MARGINS)
    assert set(got["area"]) == {"all"}
    assert got["persons"].tolist() == [700, 800, 900, 600]


def load_crossing(folder: Path, rows: list[str], areas: dict[str, Area] | None = None) -> pd.DataFrame:
    return load_margins(
        written(folder, rows),
        areas=areas or {},
        variables=("sex",),
        bloc_variables=("age",),
        blocs=("N", "S"),
        codebook=CODEBOOK,
    )


def test_margins_of_everybody_and_of_crossing_blocs_stand_beside_each_other(tmp_path: Path) -> None:
    whole = [row.replace("700", "1400").replace("800", "1600") for row in WHOLE_ROWS]
    got = load_crossing(tmp_path, whole + BLOC_ROWS)
    assert got.groupby("area", sort=False)["persons"].sum().to_dict() == {"N": 1500, "S": 1500, "all": 3000}
    of_areas = [row.replace("all,", f"{area},") for area in ("north", "south") for row in WHOLE_ROWS[:2]]
    crossing = {name: area.model_copy(update={"bloc": ""}) for name, area in tiny_areas().items()}
    got = load_crossing(tmp_path, of_areas + BLOC_ROWS, crossing)
    assert got.groupby("area")["persons"].sum().to_dict() == dict.fromkeys(("N", "S", "north", "south"), 1500)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("all,sex,male,700", "all,sex,male,1399", "all blocs add up to 3000 persons, the others to 2199"),
        ("all,sex,male", "north,sex,male", r"1 rows name areas that params do not list \(north\)"),
        ("all,sex,male", "N,sex,male", r"1 rows name areas that params do not list \(N\)"),
        ("all,sex,male,700,census,count", "", "1 categories have no control total, such as all, sex, male"),
        ("N,age,55+,400,census,x", "", r"1 categories have no control total, such as N, age, 55\+"),
    ],
)
def test_margins_of_everybody_that_do_not_fit_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    rows = [row for row in "\n".join(WHOLE_ROWS + BLOC_ROWS).replace(old, new).split("\n") if row]
    with pytest.raises(MarginError, match=says):
        load_crossing(tmp_path, rows)


@pytest.mark.parametrize(
    ("areas", "variables", "bloc_variables", "says"),
    [
        ({}, ("sex",), (), "all: shares need the number of persons; give persons in the place of shares"),
        ({}, (), ("sex",), "N: shares need the number of persons; give persons in the place of shares"),
        (tiny_areas(), (), ("sex",), "N: shares need the number of persons; add areas.population, or give"),
    ],
)
def test_shares_of_a_population_that_nothing_tells_are_refused_with_a_cure_that_works(
    tmp_path: Path,
    areas: dict[str, Area],
    variables: tuple[str, ...],
    bloc_variables: tuple[str, ...],
    says: str,
) -> None:
    units = ("",) if variables else ("N", "S")
    rows = [f"{unit},sex,{sex},0.5,census,x" for unit in units for sex in ("male", "female")]
    with pytest.raises(MarginError, match=says):
        load_margins(
            written(tmp_path, rows, HEAD.replace("persons", "share")),
            areas=areas,
            variables=variables,
            bloc_variables=bloc_variables,
            blocs=("N", "S"),
            codebook=CODEBOOK,
        )
