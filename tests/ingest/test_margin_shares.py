"""Shares become whole persons once: nobody is lost or made up, and what rounding cannot explain is refused."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from synthetic import tiny_areas, tiny_codebook

from crowdpotential.contracts import FINDINGS, MARGINS, require
from crowdpotential.errors import ColumnError, MarginError
from crowdpotential.ingest.margin_shares import persons_of_shares, rounding_findings, rounding_of
from crowdpotential.ingest.margin_tables import load_margins
from crowdpotential.ingest.reference_tables import read_table

CODEBOOK = tiny_codebook()
AREAS = tiny_areas(north=1001, south=500)
HEAD = "area,variable,category,share,source,status"
AGES = ("18-34", "35-54", "55+")
ROWS = [f"north,age,{age},{share},census,x" for age, share in zip(AGES, ("0.3333", "0.3333", "0.3333"), strict=True)]
ROWS += [f"south,age,{age},{share},census,x" for age, share in zip(AGES, ("0.25", "0.25", "0.50"), strict=True)]


def written(folder: Path, rows: list[str], head: str = HEAD) -> Path:
    path = folder / "margins.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def load(path: Path) -> pd.DataFrame:
    return load_margins(path, areas=AREAS, variables=("age",), codebook=CODEBOOK)


def test_shares_rounded_to_four_digits_become_whole_persons_by_largest_remainder(tmp_path: Path) -> None:
    got = load(written(tmp_path, ROWS))
    require(got, MARGINS)
    assert got["persons"].tolist() == [
        334,
        334,
        333,
        125,
        125,
        250,
    ]  # 1001 / 3 = 333.67; the first two get the persons left
    assert got["share"].tolist() == [0.3333] * 3 + [0.25, 0.25, 0.5]


def test_a_sum_that_rounding_explains_is_spread_in_proportion(tmp_path: Path) -> None:
    rows = [row.replace("0.50", "0.49") for row in ROWS]
    assert load(written(tmp_path, rows))["persons"].tolist()[3:] == [
        126,
        126,
        248,
    ]  # 500 x 25 / 99 and 500 x 49 / 99


def test_what_the_rounding_moved_is_counted_and_listed(tmp_path: Path) -> None:
    margins = load(written(tmp_path, ROWS))
    moved = rounding_of(margins)
    assert moved[["area", "n_cells", "n_changed"]].to_numpy().tolist() == [["north", 3, 3], ["south", 3, 0]]
    assert_allclose(moved["largest_change"], [0.3333 * 1001 - 333, 0], atol=1e-9)
    findings = rounding_findings(margins, AREAS, is_synthetic=True)
    require(findings, FINDINGS)
    assert findings[["area", "bloc", "variable", "n", "share"]].to_numpy().tolist() == [["north", "N", "age", 3, 1.0]]


def test_counts_are_left_as_they_are(tmp_path: Path) -> None:
    rows = [f"{area},age,{age},{n},census,x" for area, n in (("north", 1), ("south", 2)) for age in AGES]
    path = written(tmp_path, rows, HEAD.replace("share", "persons"))
    got = load_margins(path, areas=tiny_areas(), variables=("age",), codebook=CODEBOOK)
    assert got["persons"].tolist() == [1, 1, 1, 2, 2, 2]
    assert rounding_of(got).empty
    assert rounding_findings(got, AREAS, is_synthetic=True).empty


@given(
    counts=st.lists(st.integers(0, 10_000), min_size=2, max_size=12).filter(lambda counts: sum(counts) > 0),
    population=st.integers(1, 10_000_000),
    digits=st.integers(3, 6),
)
def test_persons_add_up_to_the_population_and_lie_next_to_their_share(counts: list[int], population: int, digits: int) -> None:
    exact = [count / sum(counts) for count in counts]
    shares = [f"{share:.{digits}f}" for share in exact]
    table = pd.DataFrame({"area": "a", "variable": "v", "category": [str(k) for k in range(len(shares))], "share": shares})
    persons = persons_of_shares(table, {"a": population}, areas={}, name="m")["persons"].to_numpy()
    assert persons.sum() == population
    assert_allclose(persons, [share * population for share in exact], atol=1 + population * len(counts) * 10.0**-digits)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("0.50", "0.48", "south, age: 3 shares add up to 0.98; rounding explains 0.015 at most"),
        (
            "0.50",
            "50",
            r"south, age, 55\+: the share is missing, or not between 0 and 1; write it as 0.25 or 25%, not as 25",
        ),
        ("0.50", "", r"south, age, 55\+: the share is missing"),
        ("0.50", "half", r"south, age, 55\+: the share is missing"),
        ("0.50", "-0.5", r"south, age, 55\+: the share is missing, or not between"),
        (
            "south,age,55+,0.50,census,x\n",
            "",
            r"1 categories have no control total, such as south, age, 55\+",
        ),
    ],
)
def test_shares_that_cannot_be_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = "\n".join(ROWS) + "\n"
    rows = text.replace(old, new).strip().split("\n")
    with pytest.raises(MarginError, match=says):
        load(written(tmp_path, rows))


def test_shares_need_the_population(tmp_path: Path) -> None:
    with pytest.raises(MarginError, match=r"south: shares need the number of persons; add areas\.population"):
        load_margins(written(tmp_path, ROWS), areas=tiny_areas(north=1001), variables=("age",), codebook=CODEBOOK)


def test_a_table_gives_persons_or_shares_but_not_both(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="has the columns persons and share; give one of the two"):
        load(written(tmp_path, [row + ",5" for row in ROWS], HEAD + ",persons"))
    with pytest.raises(ColumnError, match=r"columns are missing: persons \(or share\)"):
        load(written(tmp_path, ROWS, HEAD.replace("share", "part")))


def test_a_table_of_known_figures_is_read_without_the_blanks_around_its_cells(tmp_path: Path) -> None:
    path = written(tmp_path, [" north , age ,x,1,y,z"], " area ,variable,category,share,source,status")
    assert read_table(path, ["area", "variable", "share"]).iloc[0].tolist() == ["north", "age", "1"]
