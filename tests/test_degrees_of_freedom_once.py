"""Degrees of freedom: what is told of an area or a side has those of its mean, and of a gap those of the gap, wherever it is told."""

from pathlib import Path

import pandas as pd
import pytest
from shapes import CROSSING, PLACES, SIDES, Shape, run_shape

PLACE = ["bloc", "area", "reference_bloc", "reference_area"]
OF_ONE_PLACE = {"compensation", "change_without", "alternative_change"}


def freedom_by_place(results: pd.DataFrame) -> "pd.Series[float]":
    """Degrees of freedom of the mean of every place, and of the gap between every two sides."""
    is_mean = (results["chapter"] == "index") & (results["measure"] == "mean")
    is_gap = (results["chapter"] == "gap") & (results["measure"] == "contrast")
    own = results[(is_mean | is_gap) & (results["variable"] == "index")].drop_duplicates(PLACE)
    return own.set_index(PLACE)["df"]


@pytest.mark.parametrize("shape", [PLACES, SIDES, CROSSING], ids=["places", "sides", "crossing"])
def test_every_row_of_sensitivity_has_the_freedom_of_the_mean_or_the_gap_that_it_is_about(
    tmp_path: Path, shape: Shape
) -> None:
    results = run_shape(tmp_path, shape).results
    told = results[(results["chapter"] == "sensitivity") & results["measure"].isin(OF_ONE_PLACE)]
    assert set(told["measure"]) == OF_ONE_PLACE
    expected = freedom_by_place(results)
    for row in told.itertuples():
        place = (row.bloc, row.area, row.reference_bloc, row.reference_area)
        assert row.df == pytest.approx(expected[place]), row.result_id


def test_strengths_of_an_area_have_the_freedom_of_its_difference_from_everybody(tmp_path: Path) -> None:
    results = run_shape(tmp_path, PLACES).results
    strengths = results[results["measure"] == "deviation"]
    whole = results.set_index("result_id").loc["index.mean.index", "df"]
    means = freedom_by_place(results)
    for row in strengths.itertuples():
        assert means[(row.bloc, row.area, "", "")] <= row.df < whole, row.result_id
