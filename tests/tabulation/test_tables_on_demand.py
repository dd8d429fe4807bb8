"""Tables on demand: any question by any groups, in the terminal and in files, and clear errors for what is not there."""

import io
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import openpyxl
import pandas as pd
import pytest
from rich.console import Console
from shapes import NOTHING, SHAPES, TWO_SIDES, Shape, write_shape

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.errors import CrowdpotentialError, ParamsError, SeveralFaultsError
from crowdpotential.tabulation import Layout, tabulate
from crowdpotential.tabulation.asking import default_banner, read_asked
from crowdpotential.tabulation.banner import make_banner
from crowdpotential.tabulation.files import cells_of, write_file, write_workbook
from crowdpotential.tabulation.layout import lay_out
from crowdpotential.tabulation.printing import print_layout
from crowdpotential.tabulation.sample import Sample, load_sample


def sample_of(shape: Shape) -> Sample:
    folder = Path(mkdtemp())
    return load_sample(write_shape(folder, shape), folder / "out", tell=lambda _: None)


@cache
def sided() -> Sample:
    return sample_of(TWO_SIDES)


def table(question: str, by: tuple[str, ...] = ("sex", "area"), where: tuple[str, ...] = (), language: str = "en") -> Layout:
    asked = read_asked(sided(), question, by, where)
    return lay_out(make_banner(sided(), asked), sided(), language)


def error_of(question: str, by: tuple[str, ...] = ("sex",), where: tuple[str, ...] = ()) -> str:
    with pytest.raises(CrowdpotentialError) as caught:
        read_asked(sided(), question, by, where)
    error = caught.value
    return "\n".join(map(str, error.faults)) if isinstance(error, SeveralFaultsError) else str(error)


def test_a_table_holds_the_weighted_shares_of_its_groups() -> None:
    cells = cells_of(table("X1"))
    main, weights = sided().responses, sided().design.weights
    for code, key in enumerate(("male", "female"), start=1):
        own = (main["sex"] == code).to_numpy()
        for answer in range(1, 6):
            wanted = 100 * weights[own & (main["X1"] == answer).to_numpy()].sum() / weights[own].sum()
            found = cells.query("kind == 'percent' and `by` == 'sex' and group == @key and answer == @answer.__str__()")
            assert key
            assert found["value"].iloc[0] == pytest.approx(wanted, rel=1e-5)


def test_columns_of_each_variable_have_letters_of_their_own() -> None:
    assert [column.letter for column in table("X1").columns] == ["", "A", "B", "A", "B", "C", "D"]


def test_a_filter_counts_those_who_meet_it() -> None:
    cells = cells_of(table("X1", by=("area",), where=("sex=female", "area=north,south")))
    n = cells.query("kind == 'count' and `by` == ''")["value"].iloc[0]
    main = sided().responses
    assert n == ((main["sex"] == 2) & main["area"].isin(["north", "south"])).sum()


def test_a_filter_may_compare_ratings_and_leave_out() -> None:
    main = sided().responses
    for text, wanted in (("X1>=4", main["X1"] >= 4), ("sex!=1", main["sex"] != 1), ("X1=1,2", main["X1"].isin([1, 2]))):
        assert (read_asked(sided(), "X2", ("sex",), (text,)).inside == wanted.to_numpy()).all()


def test_a_rating_has_a_mean_with_its_error() -> None:
    lines = [line for section in table("X1").sections for line in section.lines if line.kind in {"mean", "error"}]
    assert [line.kind for line in lines] == ["mean", "error"]
    assert all(1 <= cell.value <= 5 for cell in lines[0].cells)


def test_a_table_without_names_of_columns_has_sides_areas_and_compared_groups() -> None:
    assert default_banner(sided().params) == ("bloc", "area", *sided().params.comparison.group_by)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"question": "X11"}, "the nearest are X1"),
        ({"question": "X1", "by": ("sexx",)}, "the nearest are sex"),
        ({"question": "X1", "where": ("sex=mal",)}, "the nearest are male"),
        ({"question": "X1", "where": ("area=nort",)}, "the nearest are north"),
        ({"question": "X1", "where": ("sax=1",)}, "the nearest are sex"),
        ({"question": "X1", "where": ("sex",)}, "write VARIABLE=CODE"),
        ({"question": "X1", "where": ("sex>1",)}, "have no order"),
        ({"question": "X1", "by": ("point",)}, "make no groups"),
        ({"question": "point"}, "its answers are words"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest_names(given: dict[str, object], said: str) -> None:
    assert said in error_of(**given)  # type: ignore[arg-type]


def test_all_faults_are_told_together() -> None:
    said = error_of("X11", by=("sexx",), where=("sax=1",))
    assert all(name in said for name in ("question", "--by", "--where"))


def test_a_table_of_too_few_is_refused() -> None:
    with pytest.raises(ParamsError, match=r"suppress_below|none of"):
        make_banner(sided(), read_asked(sided(), "X4", ("sex",), ("X1=5", "X2=1", "X3=5", "Y1=1", "area=north")))


def test_no_cell_of_one_or_two_respondents_is_told() -> None:
    main, n_small = sided().responses, 0
    for where, rows in (("home=1", main["home"] == 1), ("home=2", main["home"] == 2)):
        cells = cells_of(table("X1", by=("area",), where=(where,)))
        for area in sided().params.areas:
            for answer in range(1, 6):
                n = int((rows & (main["area"] == area) & (main["X1"] == answer)).sum())
                own = cells.query("kind == 'percent' and group == @area and answer == @answer.__str__()")
                assert not (0 < n < 3) or own["is_hidden"].all()
                n_small += 0 < n < 3
    small = table("X1", by=("area",), where=("home=1",))
    assert n_small == 0 or any(cell.is_hidden for section in small.sections for line in section.lines for cell in line.cells)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_table_prints_whole_in_a_narrow_terminal(language: str) -> None:
    layout, out = table("X1", language=language), io.StringIO()
    print_layout(layout, Console(file=out, width=60, highlight=False), language)
    text = out.getvalue()
    assert max(map(len, text.splitlines())) <= 60
    assert all(column.label in text for column in layout.columns)
    assert ("Всего" if language == "ru" else "Total") in text


def test_a_workbook_holds_numbers_as_numbers_and_links_to_its_sheets() -> None:
    layouts = [table("X1"), table("X2")]
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(layouts, "ru")))
    assert book.sheetnames == ["Содержание", "X1", "X2"]
    assert "X1" in book["Содержание"]["A1"].hyperlink.location
    told = [cell.value for row in book["X1"].iter_rows(min_col=2) for cell in row if isinstance(cell.value, float | int)]
    wanted = [cell.value for section in layouts[0].sections for line in section.lines for cell in line.cells if np.isfinite(cell.value)]
    assert told == pytest.approx(wanted)


def test_cells_are_written_as_a_table(tmp_path: Path) -> None:
    write_file(tmp_path / "cells.csv", [table("X1")], "en")
    assert len(pd.read_csv(tmp_path / "cells.csv")) == len(cells_of(table("X1")))


def test_a_file_of_another_kind_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"\.xlsx or \.csv"):
        tabulate(tmp_path / "no.yaml", ["X1"], reports=tmp_path, into=tmp_path / "table.doc")


@pytest.mark.parametrize("name", ["nothing", "crossing", "one_area"])
def test_studies_without_sides_or_areas_have_tables(name: str) -> None:
    sample = sample_of(SHAPES.get(name, NOTHING))
    asked = read_asked(sample, "X1", (), ())
    assert lay_out(make_banner(sample, asked), sample, "ru").sections


def test_all_questions_are_written_to_a_file_and_to_nothing_else(tmp_path: Path) -> None:
    params = write_shape(tmp_path / "study", TWO_SIDES)
    made = tabulate(params, (), by=["sex"], reports=tmp_path / "out", into=tmp_path / "all.xlsx", tell=lambda _: None)
    book = openpyxl.load_workbook(tmp_path / "all.xlsx", read_only=True)
    assert book.sheetnames[1:] == [layout.id for layout in made.layouts]
    assert {"sex", "home", "X1", "Y4"} <= set(book.sheetnames)
    with pytest.raises(ParamsError, match="--output"):
        tabulate(params, (), reports=tmp_path / "out")


def test_a_mean_that_one_respondent_dominates_is_hidden_with_another_group() -> None:
    sample = sided()
    hours = Variable.model_validate({"id": "hours", "type": "numeric", "wording": {"en": "hours", "ru": "часы"}})
    fields = {name: getattr(sample.codebook, name) for name in Codebook.model_fields}
    codebook = Codebook.model_construct(**{**fields, "variables": (*sample.codebook.variables, hours)})
    given = np.arange(len(sample.responses)) % 5 + 1.0
    given[np.flatnonzero(sample.responses["area"] == "north")[0]] = 1e7
    rich = replace(sample, codebook=codebook, responses=sample.responses.assign(hours=given))
    told = make_banner(rich, read_asked(rich, "hours", ("area",), ())).blocks[0]
    assert told.hidden[0, 1 + told.block.grouping.keys.index("north")]
    assert told.hidden[0, 0] or told.hidden[0, 1:].sum() == 2
    plain = replace(rich, responses=rich.responses.assign(hours=np.minimum(given, 5)))
    assert not make_banner(plain, read_asked(plain, "hours", ("area",), ())).blocks[0].hidden.any()
