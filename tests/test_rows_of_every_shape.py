"""What holds for every row of results.csv, whatever a study has: freedom, ranges of intervals, verdicts that agree with theirs."""

import numpy as np
import pandas as pd
import pytest
from shapes import finished

PLACE = ["bloc", "area", "reference_bloc", "reference_area"]
OF_ONE_PLACE = {"compensation", "change_without", "alternative_change"}
SHAPES = ("places", "sides", "crossing", "one_area")
RANGES = {"share": (0, 1), "correlation": (-1, 1)}  # by unit
OF_LOADINGS = {"loading", "factor_correlation", "second_order_loading", "item_rest"}
RELIABILITIES = {"alpha", "alpha_if_deleted", "omega_total", "omega_hierarchical"}
DIFFERENCES = {"weight_difference", "same_order", "group_contrast", "contrast"}
OF_ONE_DOMAIN = {
    "mean",
    "share",
    "standard_error_linearised",
    "deff",
    "alpha",
    "item_nonresponse",
    "item_rest",
    "loading",
    "omega_total",
    "item_weight",
    "link",
}
SAYS_DIFFERENT = {"difference", "strength", "weakness", "heavier", "lighter"}
ROUNDING = 1e-9


@pytest.fixture(scope="module", params=SHAPES)
def results(request: pytest.FixtureRequest) -> pd.DataFrame:
    return finished(request.param).results


def freedom_by_place(results: pd.DataFrame) -> "pd.Series[float]":
    """Degrees of freedom of the mean of every place, and of the gap between every two sides."""
    is_mean = (results["chapter"] == "index") & (results["measure"] == "mean")
    is_gap = (results["chapter"] == "gap") & (results["measure"] == "contrast")
    own = results[(is_mean | is_gap) & (results["variable"] == "index")].drop_duplicates(PLACE)
    return own.set_index(PLACE)["df"]


def test_every_row_of_sensitivity_has_the_freedom_of_the_mean_or_the_gap_that_it_is_about(
    results: pd.DataFrame,
) -> None:
    told = results[(results["chapter"] == "sensitivity") & results["measure"].isin(OF_ONE_PLACE)]
    assert set(told["measure"]) == OF_ONE_PLACE
    expected = freedom_by_place(results)
    for row in told.itertuples():
        place = (row.bloc, row.area, row.reference_bloc, row.reference_area)
        assert row.df == pytest.approx(expected[place]), row.result_id


def test_one_domain_has_one_number_of_degrees_of_freedom_in_every_chapter(results: pd.DataFrame) -> None:
    told = results[results["measure"].isin(OF_ONE_DOMAIN) & results["df"].notna() & (results["sample"] == "main")]
    own = told[(told["reference_bloc"] == "") & (told["reference_area"] == "")]
    domain = ["bloc", "area", "domain_variable", "domain"]
    complete = own[own["n"] == own.groupby(domain)["n"].transform("max")]  # those whom everybody answered
    spread = complete.groupby(domain)["df"].agg(["min", "max"])
    assert set(own["measure"]) >= {"mean", "alpha", "loading", "standard_error_linearised"}
    assert (spread["max"] - spread["min"] < ROUNDING).all(), spread


def test_strengths_of_an_area_have_the_freedom_of_its_difference_from_everybody(
    results: pd.DataFrame,
) -> None:
    whole, means = results.set_index("result_id").loc["index.mean.index", "df"], freedom_by_place(results)
    for row in results[results["measure"] == "deviation"].itertuples():
        own = means[(row.bloc, row.area, "", "")]
        assert own - ROUNDING <= row.df <= whole + ROUNDING, row.result_id


def test_no_interval_leaves_the_range_of_what_it_is_of(results: pd.DataFrame) -> None:
    told = results[results["ci_low"].notna() & results["ci_high"].notna()]
    told = told[~told["measure"].isin(DIFFERENCES)]
    low = pd.Series(-np.inf, index=told.index)
    high = pd.Series(np.inf, index=told.index)
    for unit, ends in RANGES.items():
        low[told["unit"] == unit], high[told["unit"] == unit] = ends
    is_loading, is_reliable = told["measure"].isin(OF_LOADINGS), told["measure"].isin(RELIABILITIES)
    low[is_loading], high[is_loading | is_reliable] = -1, 1
    is_index = (told["measure"] == "mean") & told["chapter"].isin(["index", "groups"])
    low[is_index], high[is_index] = 0, 100
    beyond = told[(told["ci_low"] < low - ROUNDING) | (told["ci_high"] > high + ROUNDING)]
    assert beyond["result_id"].tolist() == []
    assert (np.isfinite(high) & is_loading).sum() > 20
    assert is_reliable.any()
    assert is_index.any()


def test_every_adjusted_verdict_has_an_interval_that_says_the_same(results: pd.DataFrame) -> None:
    judged = results[results["p_adjusted"].notna() & (results["measure"] != "rao_scott")]
    assert judged["ci_low_simultaneous"].notna().all()
    assert judged["ci_high_simultaneous"].notna().all()
    for row in judged[judged["verdict"] != ""].itertuples():
        ends = row.ci_low_simultaneous, row.ci_high_simultaneous
        if row.verdict in SAYS_DIFFERENT:
            assert ends[0] >= 0 or ends[1] <= 0, row.result_id
        elif row.verdict == "equivalent":
            assert max(-ends[0], ends[1]) < 2, row.result_id
        elif row.verdict == "undetermined":
            assert ends[0] < 0 < ends[1], row.result_id
    assert (results.loc[results["p_adjusted"].isna(), "ci_low_simultaneous"].isna()).all()


def test_every_set_of_areas_or_groups_that_has_pairs_has_a_test_of_all(results: pd.DataFrame) -> None:
    pairs = results[results["measure"] == "group_contrast"]
    tested = results[results["measure"] == "overall_test"]
    assert set(pairs["domain_variable"]) <= set(tested["variable_2"])
    has_area_pairs = ((results["chapter"] == "comparison") & (results["measure"] == "contrast")).any()
    assert (tested["variable_2"] == "area").any() == has_area_pairs
    assert tested["p_value"].between(0, 1).all()
