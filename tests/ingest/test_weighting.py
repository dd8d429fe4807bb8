"""Weights: base weights, calibration, small cells, replicates, and what stops them."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from synthetic import harmonise_pairs, tiny_areas, tiny_codebook, tiny_files

from crowdpotential.conditions.derivation import derive_variables
from crowdpotential.contracts import MARGIN_REPORT, WEIGHTS, require
from crowdpotential.errors import DesignError, EmptyCellError, LonelyPsuError, MarginError
from crowdpotential.ingest.known_figures import KnownFigures
from crowdpotential.ingest.reference_tables import list_categories
from crowdpotential.ingest.replicate_weights import ReplicateWeights, draw_multipliers, replicate_weights
from crowdpotential.ingest.weighting import Weighted, weight_respondents
from crowdpotential.params import Design, Replicates, Weighting

CODEBOOK = tiny_codebook()
POPULATIONS = {"north": 9_000, "south": 3_000}
AREAS = tiny_areas(**POPULATIONS)
SHARES = {"sex*age": (0.1, 0.2, 0.15, 0.1, 0.2, 0.25), "mode": (0.3, 0.7)}
RAKING = Weighting(
    method="raking",
    margins="m",
    variables=("sex*age", "mode"),
    collapse_below_respondents=1,
    collapse_below_psus=1,
)
POINTS = Design(samples="area", psu="point", base_weight="allocation")


def responses(n: int = 120) -> pd.DataFrame:
    """Two areas of n respondents whose sex, age and mode vary independently."""
    frame = harmonise_pairs(tiny_files(n), codebook=CODEBOOK, areas=AREAS)
    rng = np.random.default_rng(11)
    frame["D_SEX"] = rng.integers(1, 3, len(frame))
    frame["D_AGE"] = rng.integers(18, 80, len(frame)).astype(float)
    frame["mode"] = rng.integers(1, 3, len(frame))
    frame["point"] = [f"p{k % 12}" for k in range(len(frame))]
    return derive_variables(frame, CODEBOOK)


def margins() -> pd.DataFrame:
    rows = [
        (
            area,
            variable,
            category,
            round(population * share),
            "census",
            "ESTIMATE: old" if variable == "mode" else "count",
        )
        for area, population in POPULATIONS.items()
        for variable, shares in SHARES.items()
        for category, share in zip(list_categories(variable, CODEBOOK), shares, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["area", "variable", "category", "persons", "source", "status"])
    return table.assign(share=np.nan)


def weigh(
    frame: pd.DataFrame,
    *,
    design: Design = POINTS,
    weighting: Weighting = RAKING,
    control: pd.DataFrame | None = None,
) -> Weighted:
    control = margins() if control is None else control
    return weight_respondents(
        frame,
        KnownFigures(margins=control),
        design=design,
        weighting=weighting,
        areas=AREAS,
        codebook=CODEBOOK,
    )


def draw(weighted: Weighted, *, number: int, weighting: Weighting = RAKING, seed: int = 1, design: Design = POINTS) -> ReplicateWeights:
    replicates = Replicates(number=number)
    made = draw_multipliers(weighted, design=design, replicates=replicates, seed=seed)
    return replicate_weights(weighted, made, replicates=replicates, weighting=weighting)


def sums(frame: pd.DataFrame, weights: np.ndarray, *by: str) -> "pd.Series[float]":
    return pd.Series(weights, index=frame.index).groupby([frame[name] for name in by]).sum()


def test_weights_meet_every_control_total_and_sum_to_the_population() -> None:
    frame = responses()
    got = weigh(frame)
    require(got.weights, WEIGHTS)
    require(got.margin_report, MARGIN_REPORT)
    persons = got.weights["weight_persons"].to_numpy()
    control = margins()
    for variable, columns in {"mode": ["mode"], "sex*age": ["sex", "age"]}.items():
        totals = control.loc[control["variable"] == variable, "persons"]
        assert_allclose(sums(frame, persons, "area", *columns).to_numpy(), totals, rtol=1e-9)
    assert got.weights["weight"].mean() == pytest.approx(1)
    assert got.calibrated.largest_gap <= RAKING.tolerance
    assert got.weights["respondent_id"].tolist() == frame["respondent_id"].tolist()


def test_the_report_sets_shares_before_and_after_beside_the_control_totals() -> None:
    frame = responses()
    report = weigh(frame).margin_report
    assert_allclose(report["share_after"], report["share_control"], atol=1e-9)
    assert_allclose(report.groupby(["area", "variable"])["share_before"].sum(), 1)
    in_north = frame[frame["area"] == "north"]
    first = report.query("area == 'north' and variable == 'mode' and category == 'paper'").iloc[0]
    assert first["share_before"] == pytest.approx((in_north["mode"] == 1).mean())
    assert first["n"] == (in_north["mode"] == 1).sum()
    assert report.groupby("variable")["is_estimate"].all().to_dict() == {"mode": True, "sex*age": False}


def test_a_small_cell_joins_its_neighbour_within_the_same_sex() -> None:
    frame = responses()
    few = (frame["area"] == "north") & (frame["sex"] == 1) & (frame["age"] == 1)
    frame = frame[~few | (few.cumsum() <= 3)].reset_index(drop=True)
    got = weigh(frame, weighting=RAKING.model_copy(update={"collapse_below_respondents": 4}))
    joined = got.margin_report.query("collapsed_into != ''")
    assert joined["category"].tolist() == ["male*18-34", "male*35-54"]
    assert joined["collapsed_into"].unique().tolist() == ["male*18-34 + male*35-54"]
    assert joined["area"].unique().tolist() == ["north"]
    assert_allclose(joined["relative_gap"], 0, atol=1e-9)
    assert joined["share_after"].sum() == pytest.approx(joined["share_control"].sum())
    assert len(got.margins[0].labels) == 11


@pytest.mark.parametrize(("larger", "joined"), [(1, (2, 3)), (3, (1, 2))])
def test_a_small_cell_between_two_joins_the_smaller_of_them(larger: int, joined: tuple[int, int]) -> None:
    """The larger one can do without: joining it would take more of the control away."""
    frame = responses(240)
    men = frame.index[(frame["area"] == "north") & (frame["sex"] == 1)]
    smaller = 4 - larger
    frame.loc[men, "age"] = [2] * 3 + [smaller] * 20 + [larger] * (len(men) - 23)
    got = weigh(frame, weighting=RAKING.model_copy(update={"collapse_below_respondents": 4}))
    ages = {1: "male*18-34", 2: "male*35-54", 3: "male*55+"}
    assert got.margin_report.query("collapsed_into != ''")["category"].tolist() == [ages[age] for age in joined]


def test_a_cell_in_few_sampling_points_joins_its_neighbour() -> None:
    frame = responses()
    old_men = (frame["area"] == "south") & (frame["sex"] == 1) & (frame["age"] == 3)
    frame.loc[old_men, "point"] = "p1"
    got = weigh(frame, weighting=RAKING.model_copy(update={"collapse_below_psus": 2}))
    assert got.margin_report.query("collapsed_into != ''")["category"].tolist() == ["male*35-54", "male*55+"]


def test_a_variable_may_not_vanish_from_the_weighting_of_an_area() -> None:
    with pytest.raises(MarginError, match="mode: all categories are too small in 2 areas"):
        weigh(
            responses(),
            weighting=RAKING.model_copy(update={"variables": ("mode",), "collapse_below_respondents": 90}),
        )


def test_an_empty_cell_is_refused_by_area_and_category() -> None:
    frame = responses()
    frame = frame[~((frame["area"] == "north") & (frame["sex"] == 2) & (frame["age"] == 3))].reset_index(drop=True)
    with pytest.raises(EmptyCellError, match=r"north, sex\*age female\*55\+: 2250 persons but no respondents"):
        weigh(frame)


def test_respondents_where_the_margins_have_nobody_are_refused() -> None:
    control = margins()
    is_paper = (control["variable"] == "mode") & (control["area"] == "south")
    control.loc[is_paper, "persons"] = [0, 3_000]
    with pytest.raises(MarginError, match=r"south, mode paper: \d+ respondents but no persons"):
        weigh(responses(), control=control)


def test_respondents_without_an_answer_to_a_weighting_variable_are_counted() -> None:
    frame = responses()
    frame.loc[[0, 1, 130], "age"] = 97
    with pytest.raises(MarginError, match=r"3 respondents \(north, south\) have no answer to sex\*age"):
        weigh(frame)


def test_base_weights_follow_the_declared_rule() -> None:
    frame = responses().drop(index=range(60)).reset_index(drop=True)
    allocated = weigh(frame).weights.groupby(frame["area"])["base_weight"].first()
    assert allocated.to_dict() == {"north": 150.0, "south": 25.0}
    equal = weigh(frame, design=POINTS.model_copy(update={"base_weight": "equal"}))
    assert equal.weights["base_weight"].unique().tolist() == [1.0]
    assert_allclose(equal.weights["weight_persons"], weigh(frame).weights["weight_persons"], rtol=1e-8)


def test_own_base_weights_are_taken_and_one_where_a_bloc_has_none() -> None:
    frame = responses()
    own = Design(base_weight="column", base_weight_variable="ONLY_N")  # a variable of the north alone
    frame["ONLY_N"] = frame["ONLY_N"].astype(float).where(frame["area"] == "north", 96)
    got = weigh(frame, design=own)
    assert got.weights["base_weight"].tolist() == [1.0, 2.0] * 60 + [1.0] * 120


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"base_weight": "column", "base_weight_variable": "minutes"},
            "base weights: 2 respondents have no positive minutes",
        ),
        (
            {"base_weight": "column", "base_weight_variable": "dweight"},
            "base_weight_variable dweight is not in the data",
        ),
        ({"psu": "village"}, r"design\.psu: village is not in the data"),
        ({"strata": "town"}, r"design\.strata: town is not in the data"),
        ({"samples": "wave"}, r"design\.samples: wave is not in the data"),
        ({"samples": "O"}, r"design\.samples: 1 respondents have no O"),
        ({"psu": "O"}, r"design\.psu: 1 respondents have no O"),
        ({"fpc": "points"}, r"design\.fpc: points is not in the data"),
    ],
)
def test_a_design_that_the_data_do_not_hold_is_refused(changes: dict[str, str], says: str) -> None:
    frame = responses()
    frame.loc[[0, 5], "minutes"] = [0.0, 998.0]
    frame.loc[3, "O"] = ""
    with pytest.raises(DesignError, match=says):
        weigh(frame, design=POINTS.model_copy(update=changes))


def test_units_in_the_population_give_sampling_fractions_by_stratum() -> None:
    frame = responses()
    frame["minutes"] = np.where(frame["area"] == "north", 24.0, 48.0)
    got = weigh(frame, design=POINTS.model_copy(update={"fpc": "minutes"}))
    assert got.units.fractions is not None
    assert dict(zip(got.units.stratum_names, got.units.fractions, strict=True)) == {
        "north": 0.5,
        "south": 0.25,
    }
    assert sums(frame, got.sample_design.sampling_fractions, "area").to_dict() == {
        "north": 60.0,
        "south": 30.0,
    }


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ([998.0], r"design\.fpc: 1 respondents have no minutes"),
        ([25.0], r"design\.fpc: minutes differs within 1 strata, such as north"),
        (
            [6.0] * 120,
            r"design\.fpc: north: 12 units were drawn, but minutes says that there are 6 \(1 strata in all\)",
        ),
    ],
)
def test_units_in_the_population_that_cannot_be_are_refused(numbers: list[float], says: str) -> None:
    frame = responses().assign(minutes=24.0)
    frame.loc[: len(numbers) - 1, "minutes"] = numbers
    with pytest.raises(DesignError, match=says):
        weigh(frame, design=POINTS.model_copy(update={"fpc": "minutes"}))


@pytest.mark.parametrize("weight", [np.inf, 40_000.0])
def test_a_base_weight_that_no_design_gives_is_refused(weight: float) -> None:
    frame = responses().assign(minutes=30.0)
    frame.loc[7, "minutes"] = weight
    own = POINTS.model_copy(update={"base_weight": "column", "base_weight_variable": "minutes"})
    with pytest.raises(DesignError, match="base weights: 1 respondents have"):
        weigh(frame, design=own)


def test_allocation_needs_the_populations() -> None:
    with pytest.raises(DesignError, match=r"allocation needs areas\.population, missing in south"):
        weight_respondents(
            responses(),
            KnownFigures(margins=margins()),
            design=POINTS,
            weighting=RAKING,
            areas=tiny_areas(north=9_000),
            codebook=CODEBOOK,
        )


def test_raking_without_control_totals_is_refused() -> None:
    with pytest.raises(MarginError, match=r"name their file in weighting\.margins"):
        weight_respondents(responses(), KnownFigures(), design=POINTS, weighting=RAKING, areas=AREAS, codebook=CODEBOOK)


def test_every_replicate_meets_the_control_totals() -> None:
    frame = responses()
    got = weigh(frame)
    drawn = draw(got, number=60, seed=5)
    for replicate in np.flatnonzero(~drawn.failed):
        totals = sums(frame, drawn.weights[:, replicate], "area", "mode")
        assert_allclose(totals.to_numpy(), margins().query("variable == 'mode'")["persons"].to_numpy(), rtol=1e-8)
    assert np.isnan(drawn.weights[:, drawn.failed]).all()


def test_replicates_do_not_depend_on_the_order_of_respondents() -> None:
    frame = responses()
    turned = frame.iloc[::-1].reset_index(drop=True)
    once, again = draw(weigh(frame), number=50, seed=7), draw(weigh(turned), number=50, seed=7)
    assert_allclose(again.weights[::-1], once.weights, rtol=1e-9)


def test_sampling_units_are_told_apart_by_stratum_and_strata_may_be_joined() -> None:
    frame = responses()
    plain = weigh(frame).units
    assert len(plain.names) == 24, "p0 of the north is not p0 of the south"
    joined = weigh(frame, design=POINTS.model_copy(update={"strata": "sex*mode"})).units
    assert joined.stratum_names[:3] == ("north/1/1", "north/1/2", "north/2/1")
    again = weigh(frame, design=POINTS.model_copy(update={"strata": "area*sex"})).units
    assert again.stratum_names == ("north/1", "north/2", "south/1", "south/2"), "a sample is told once"
    alone = weigh(frame, design=POINTS.model_copy(update={"psu": None})).units
    assert len(alone.names) == len(frame)


def test_areas_of_one_sample_share_its_strata_and_units() -> None:
    frame = responses()
    one = weigh(frame, design=POINTS.model_copy(update={"samples": None})).units
    assert one.stratum_names == ("all",)
    assert len(one.names) == 12, "p0 of the north is p0 of the south"
    by_sex = weigh(frame, design=POINTS.model_copy(update={"samples": None, "strata": "sex"})).units
    assert by_sex.stratum_names == ("1", "2")
    assert len(by_sex.names) == by_sex.n_in_several_strata == 24, "told apart, and counted"


def test_samples_may_be_told_apart_by_a_variable() -> None:
    frame = responses()
    found = weigh(frame, design=POINTS.model_copy(update={"samples": "mode"})).units
    assert (found.stratum_names, found.sample_names) == (("1", "2"), ("1", "2"))
    assert_allclose(np.bincount(found.sample_of), frame["mode"].value_counts().sort_index())
    assert found.n_in_several_strata == 0, "numbers repeat from sample to sample"


def test_a_stratum_with_one_sampling_unit_is_named() -> None:
    frame = responses()
    frame.loc[frame["area"] == "south", "point"] = "only"
    with pytest.raises(LonelyPsuError, match="1 strata have a single primary sampling unit: south"):
        draw(weigh(frame), number=50)
