"""Weighting diagnostics: balance by variable, small cells, the spread of weights, and who holds the heaviest."""

from dataclasses import asdict
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from ingest.silence import areas

from crowdpotential.chapters.weighting.estimates.margins import balance_rows, small_cell_rows
from crowdpotential.chapters.weighting.estimates.weights import diagnostic_rows
from crowdpotential.disclosure.few import Few
from crowdpotential.results.rows import Row
from crowdpotential.stats.weighting.margins import Margin, MeanTarget

CELLS = {"male*young": 3, "male*old": 17, "female*young": 20, "female*old": 20}


def report(**change: str) -> pd.DataFrame:
    rows = [
        {
            "area": area,
            "variable": "sex*age",
            "category": category,
            "persons": persons,
            "n": n,
            "share_before": n / 60,
            "share_control": persons / 1000,
            "share_after": persons / 1000,
            "relative_gap": 0.0,
            "collapsed_into": "",
            "source": "census",
            "status": "count",
            "is_estimate": False,
        }
        for area in ("north", "south")
        for (category, n), persons in zip(CELLS.items(), (100, 300, 300, 300), strict=True)
    ]
    frame = pd.DataFrame(rows).assign(**change)
    return frame.astype(dict.fromkeys(("area", "variable", "category", "collapsed_into", "source", "status"), "str"))


def found(rows: list[Row], measure: str, **keys: str) -> list[Row]:
    return [row for row in rows if row.measure == measure and all(getattr(row, key) == value for key, value in keys.items())]


def test_the_difference_of_a_variable_is_that_of_its_furthest_category() -> None:
    rows = balance_rows(report(), areas=areas())
    (joint,) = found(rows, "asmd_before", variable="sex*age", area="north")
    p, q = 3 / 60, 0.1
    assert joint.estimate == pytest.approx(abs(p - q) / np.sqrt((p * (1 - p) + q * (1 - q)) / 2))
    (after,) = found(rows, "asmd_after", variable="sex*age", area="north")
    assert after.estimate == pytest.approx(0)


def test_variables_that_are_controlled_jointly_are_also_told_one_by_one() -> None:
    rows = balance_rows(report(), areas=areas())
    (sex,) = found(rows, "asmd_before", variable="sex", area="south")
    p, q = 20 / 60, 0.4
    assert sex.estimate == pytest.approx(abs(p - q) / np.sqrt((p * (1 - p) + q * (1 - q)) / 2))
    assert {row.variable for row in rows} == {"sex*age", "sex", "age"}


def test_areas_count_by_their_population_in_the_difference_of_all() -> None:
    frame = report()
    is_south = frame["area"] == "south"
    frame.loc[is_south, "persons"] *= 9
    frame.loc[is_south, "share_before"] = frame.loc[is_south, "share_control"]
    rows = balance_rows(frame, areas=areas())
    (everybody,) = found(rows, "asmd_before", variable="sex", area="")
    p, q = 0.1 * 20 / 60 + 0.9 * 0.4, 0.4
    assert everybody.estimate == pytest.approx(abs(p - q) / np.sqrt((p * (1 - p) + q * (1 - q)) / 2))
    assert everybody.n == 120


def test_a_margin_of_a_whole_bloc_is_told_of_the_bloc() -> None:
    rows = balance_rows(report(area="Y").drop_duplicates(["area", "variable", "category"]), areas=areas())
    assert {(row.bloc, row.area) for row in rows} == {("", ""), ("Y", "")}


def test_cells_of_fewer_than_ten_respondents_are_named_and_counted() -> None:
    rows = small_cell_rows(report(), areas=areas())
    named = found(rows, "small_cell")
    assert [(row.area, row.category, row.estimate) for row in named] == [
        ("north", "male*young", 3.0),
        ("south", "male*young", 3.0),
    ]
    assert found(rows, "n_small_cells")[0].estimate == 2


def test_cells_count_as_they_were_joined_for_the_calibration() -> None:
    frame = report()
    frame.loc[frame["category"].str.startswith("male"), "collapsed_into"] = "male*young + male*old"
    rows = small_cell_rows(frame, areas=areas())
    assert found(rows, "small_cell") == []
    assert found(rows, "n_small_cells")[0].estimate == 0


def test_a_study_without_margins_has_neither_balance_nor_small_cells() -> None:
    assert balance_rows(report().head(0), areas=areas()) == []
    assert small_cell_rows(report().head(0), areas=areas()) == []


def weighted(weights: list[float], *margins: Margin) -> SimpleNamespace:
    frame = pd.DataFrame({"weight_persons": np.array(weights)})
    joined = SimpleNamespace(joins_samples=True)
    return SimpleNamespace(weights=frame, margin_report=report().head(0), margins=margins, means=(), start=joined)


def respondents(n: int) -> pd.DataFrame:
    area = np.repeat(["north", "south"], n // 2)
    frame = pd.DataFrame({"respondent_id": [f"r{i}" for i in range(n)], "source": "file", "area": area})
    frame = frame.assign(bloc=np.where(area == "north", "X", "Y"), sample_type="main")
    return frame.astype("str")


def margin(name: str, cells: list[int], *labels: str) -> Margin:
    full = tuple(f"{area}: {label}" for area in ("north", "south") for label in labels)
    shifted = np.array(cells) + len(labels) * np.repeat([0, 1], len(cells) // 2)
    return Margin(name=name, cells=shifted, control_totals=np.ones(len(full)), labels=full)


def diagnose(weights: list[float], *margins: Margin, suppress_below: int = 10, min_count: int = 3) -> list[Row]:
    frame = respondents(len(weights))
    few = Few(base=suppress_below, count=min_count)
    return diagnostic_rows(weighted(weights, *margins), frame, areas=areas(), few=few)


def test_weights_are_described_relative_to_the_mean_of_their_place() -> None:
    rows = diagnose([1.0] * 10 + [3.0] * 10)
    (everybody,) = found(rows, "weight_heaviest", area="")
    (south,) = found(rows, "weight_heaviest", area="south")
    assert everybody.estimate == pytest.approx(1.5)
    assert south.estimate == pytest.approx(1)
    (median,) = found(rows, "weight_quantile", area="", category="p50")
    assert median.estimate == pytest.approx(1)


def test_no_end_of_the_weights_is_that_of_one_respondent() -> None:
    weights = [0.1, 0.4, 0.7, *[1.0] * 24, 2.0, 3.0, 7.0]
    rows = diagnose(weights * 2)
    north = {row.measure: row.estimate for row in rows if row.area == "north"}
    mean = sum(weights) / len(weights)
    assert north["weight_lightest"] == pytest.approx(0.4 / mean)
    assert north["weight_heaviest"] == pytest.approx(4 / mean)
    assert not {"weight_min", "weight_max", "heaviest_share"} & set(north)  # a twentieth of thirty is one or two
    told = {row.category for row in found(rows, "weight_quantile", area="north")}
    assert told == {"p25", "p50", "p75"}
    assert len(found(rows, "weight_quantile", area="")) == 5
    (count,) = found(rows, "extreme_respondents", area="north", variable="")
    (share,) = found(rows, "extreme_share", area="north", variable="")
    assert count.estimate == 3
    assert share.estimate == pytest.approx(12 / sum(weights))


def test_cells_put_together_are_told_of_enough_respondents() -> None:
    cells = ([0] * 180 + [1] * 18 + [2, 3]) * 2
    rows = diagnose(([1.0] * 180 + [4.0] * 20) * 2, margin("age", cells, "a", "b", "c", "d"))
    told = [(row.category, row.estimate) for row in found(rows, "extreme_respondents", area="south", variable="age")]
    assert told == [("other", 20)]


def test_the_heaviest_twentieth_and_what_weighs_as_much_is_counted_with_its_share() -> None:
    weights = [1.0] * 88 + [4.0] * 12
    rows = diagnose(weights * 2, margin("sex", ([0] * 88 + [1] * 12) * 2, "male", "female"))
    (count,) = found(rows, "extreme_respondents", area="north", variable="")
    (share,) = found(rows, "extreme_share", area="north", variable="")
    assert count.estimate == 12
    assert share.estimate == pytest.approx(48 / 136)
    (cell,) = found(rows, "extreme_respondents", area="north", variable="sex")
    assert (cell.category, cell.estimate) == ("female", 12)


def test_cells_of_too_few_heavy_respondents_are_put_together() -> None:
    cells = ([0] * 85 + [1] * 11 + [2] * 3 + [3]) * 2
    rows = diagnose(([1.0] * 85 + [4.0] * 15) * 2, margin("age", cells, "a", "b", "c", "d"))
    told = {row.category: row.estimate for row in found(rows, "extreme_respondents", area="south", variable="age")}
    assert told == {"b": 11, "other": 4}


def test_a_cell_that_could_be_told_by_what_is_left_over_takes_another_along() -> None:
    cells = ([0] * 85 + [0] * 12 + [1] * 3) * 2
    rows = diagnose(([1.0] * 85 + [4.0] * 15) * 2, margin("sex", cells, "male", "female"))
    told = {row.category: row.estimate for row in found(rows, "extreme_respondents", area="north", variable="sex")}
    assert told == {"other": 15}


def test_it_takes_the_smallest_of_those_that_could_be_named() -> None:
    cells = ([0] * 74 + [1] * 11 + [2] * 12 + [3] * 3) * 2
    rows = diagnose(([1.0] * 60 + [4.0] * 40) * 2, margin("age", cells, "a", "b", "c", "d"))
    told = {row.category: row.estimate for row in found(rows, "extreme_respondents", area="north", variable="age")}
    assert told == {"a": 14, "c": 12, "other": 14}


def test_ten_heavy_respondents_are_named_and_nine_are_not() -> None:
    cells = ([0] * 60 + [1] * 20 + [2] * 10 + [3] * 9 + [4]) * 2
    rows = diagnose(([1.0] * 60 + [4.0] * 40) * 2, margin("age", cells, "a", "b", "c", "d", "e"))
    told = {row.category: row.estimate for row in found(rows, "extreme_respondents", area="north", variable="age")}
    assert told == {"b": 20, "c": 10, "other": 10}


def test_where_all_weights_are_equal_none_is_extreme() -> None:
    assert found(diagnose([2.0] * 40), "extreme_respondents") == []


def test_known_means_stand_beside_those_before_and_after() -> None:
    age = MeanTarget(
        name="age",
        values=np.array([20.0, 40, 30, 60]),
        groups=np.array([0, 0, 1, 1]),
        means=np.array([35.0, 40]),
        labels=("north", "south"),
    )
    given = SimpleNamespace(**vars(weighted([1.0, 3, 2, 1])) | {"means": (age,), "start_weights": np.ones(4)})
    rows = diagnostic_rows(given, respondents(4), areas=areas(), few=Few(base=10, count=3))
    told = {row.measure: row.estimate for row in rows if row.variable == "age" and row.area == "north"}
    assert told == {"mean_before": 30, "mean_control": 35, "mean_after": 35}


def test_nothing_names_a_respondent() -> None:
    rows = diagnose([1.0] * 30 + [9.0] * 10, margin("sex", [0, 1] * 20, "male", "female"))
    assert not any(str(value).startswith("r") and str(value)[1:].isdigit() for row in rows for value in asdict(row).values())
