"""Keys: an item against its dimension stops the run, be it in the sample, a side, an area or a file; one that goes nowhere is flagged."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Literal, cast

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ItemError, ModelError, SeveralFaultsError
from crowdpotential.index.dimensionality import analysed_correlations, dimensionality_rows
from crowdpotential.index.items import Items
from crowdpotential.index.keys import (
    UnitCorrelations,
    item_rest,
    item_rest_rows,
    refuse_contrary,
)
from crowdpotential.index.measurement import Measurement
from crowdpotential.index.units import Units, list_units
from crowdpotential.results.rows import Row
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.correlations import weighted_correlations
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers, rao_wu_replication

N = 400
RNG = np.random.default_rng(11)
TRAIT = RNG.standard_normal(N)
PLACES = pd.DataFrame(
    {
        "bloc": np.repeat(["A", "B"], N // 2),
        "area": np.repeat(["east", "north", "south", "west"], N // 4),
        "source": np.repeat(["one", "one", "two", "three"], N // 4),
    }
)
FILES = {"one": "one.csv", "two": "two.sav", "three": "three.xlsx"}


def item(slope: float) -> IntArray:
    continuous = slope * TRAIT + np.sqrt(1 - slope**2) * RNG.standard_normal(N)
    return np.digitize(continuous, [-1.0, -0.3, 0.3, 1.0]).astype(np.int64)


ALIKE = [item(0.7) for _ in range(3)]
CONTRARY, IDLE = item(-0.7), item(0.0)


def items(*columns: IntArray) -> Items:
    ranks = np.column_stack(columns)
    p = ranks.shape[1]
    return Items(
        names=tuple(f"A{i + 1}" for i in range(p)),
        dimensions=("A",),
        dimension_of_item=np.zeros(p, dtype=np.int64),
        codes=np.where(ranks < 0, np.nan, ranks + 1.0),
        ranks=ranks,
        n_categories=np.full(p, 5),
        lowest=np.ones(p),
        highest=np.full(p, 5.0),
        is_reversed=np.zeros(p, dtype=bool),
        is_numeric=np.zeros(p, dtype=bool),
    )


def design() -> Design:
    keys = np.array([psu_key(str(i)) for i in range(N)], dtype=np.uint64)
    strata = np.zeros(N, dtype=np.int64)
    return Design(
        weights=np.ones(N),
        replicate_weights=rao_wu_multipliers(strata, keys, seed=5, number=200),
        replication=rao_wu_replication(strata, number=200),
        strata=strata,
        psus=np.arange(N),
    )


def units_of(places: pd.DataFrame = PLACES) -> Units:
    return list_units(places, files=FILES)


def found_in(*columns: IntArray, places: pd.DataFrame = PLACES) -> UnitCorrelations:
    return item_rest(items(*columns), design(), units_of(places), confidence_level=0.95)


def rows(*columns: IntArray, keep: tuple[str, ...] = ()) -> list[Row]:
    some, units = items(*columns), units_of()
    found = found_in(*columns)
    refuse_contrary(found, some, units, keep=keep)
    return item_rest_rows(found, some, units)


def turned(column: IntArray, where: "pd.Series[bool]") -> IntArray:
    """Code the answers of some respondents the other way round."""
    return np.where(where, 4 - column, column)


def test_an_item_goes_with_the_mean_of_the_others() -> None:
    first = rows(*ALIKE)[0]
    rest = (ALIKE[1] + ALIKE[2]) / 2
    assert_allclose(first.estimate, np.corrcoef(ALIKE[0], rest)[0, 1], rtol=1e-10)
    assert first.verdict == ""


def test_an_item_against_its_dimension_stops_the_run_with_its_name() -> None:
    with pytest.raises(ItemError, match=r"1 items go against the rest of their dimension: A4 \(A, -0\.\d\d\)"):
        rows(*ALIKE, CONTRARY)


def test_who_names_the_item_may_keep_it() -> None:
    assert rows(*ALIKE, CONTRARY, keep=("A4",))[3].verdict == "contrary"


def test_an_item_that_goes_with_nothing_is_flagged() -> None:
    assert [row.verdict for row in rows(*ALIKE, IDLE)[:4]] == ["", "", "", "near_zero"]


def test_a_correlation_that_is_negative_by_chance_stops_nothing() -> None:
    slightly = IDLE if rows(*ALIKE, IDLE)[3].estimate < 0 else 4 - IDLE
    row = rows(*ALIKE, slightly)[3]
    assert -0.1 < row.estimate < 0 < row.ci_high
    assert row.verdict == "near_zero"


def test_units_are_everybody_sides_areas_and_files_once_with_all_their_names() -> None:
    units = units_of()
    named = [(unit.bloc, unit.area, unit.source, int(units.members(i).sum())) for i, unit in enumerate(units.listed)]
    assert named == [
        ("", "", "", 400),
        ("A", "", "one.csv", 200),
        ("B", "", "", 200),
        ("A", "east", "", 100),
        ("A", "north", "", 100),
        ("B", "south", "two.sav", 100),
        ("B", "west", "three.xlsx", 100),
    ]
    assert [unit.is_side for unit in units.listed] == [False, True, True, False, False, False, False]
    assert str(units.listed[-1]) == "west of three.xlsx"


def test_a_study_without_areas_or_with_areas_across_sides_has_its_units_too() -> None:
    alone = units_of(PLACES.assign(area="", bloc="", source="one"))
    assert [str(unit) for unit in alone.listed] == [""]
    across = units_of(PLACES.assign(area=np.tile(["x", "y"], N // 2)))
    assert [(unit.bloc, unit.area) for unit in across.listed[3:5]] == [("", "x"), ("", "y")]


def test_correlations_in_a_unit_are_those_of_its_respondents_alone() -> None:
    ranks = [np.where(np.arange(N) % 7 == k, -1, column) for k, column in enumerate(ALIKE)]
    some, units, found = items(*ranks), units_of(), found_in(*ranks)
    scores = np.where(some.ranks < 0, np.nan, some.ranks.astype(float))
    for number in range(len(units.listed)):
        own = scores[units.members(number)]
        rest = np.nanmean(own[:, 1:], axis=1)
        both = ~np.isnan(own[:, 0]) & ~np.isnan(rest)
        expected = np.corrcoef(own[both, 0], rest[both])[0, 1]
        assert_allclose(found.of_unit(found.inference.estimate)[number, 0], expected, rtol=1e-10)
        assert found.n[number, 0] == both.sum()
    complement = scores[~units.members(6)]
    rest = np.nanmean(complement[:, 1:], axis=1)
    both = ~np.isnan(complement[:, 0]) & ~np.isnan(rest)
    assert_allclose(found.elsewhere[6, 0], np.corrcoef(complement[both, 0], rest[both])[0, 1], rtol=1e-10)


@pytest.mark.parametrize(
    ("column", "name", "told"),
    [
        ("area", "west", "west of three.xlsx"),
        ("source", "two", "south of two.sav"),
        ("area", "north", "north"),
    ],
)
def test_an_item_turned_in_one_area_or_file_is_refused_with_its_name(column: str, name: str, told: str) -> None:
    column_of = turned(item(0.8), PLACES[column] == name)
    with pytest.raises(
        ItemError,
        match=rf"^{told}: 1 items .* there: A4 \(A, -0\.[4-8]\d, elsewhere 0\.[4-8]\d\); they look reversed",
    ):
        rows(*ALIKE, column_of)
    assert rows(*ALIKE, column_of, keep=("A4",))


def test_an_item_turned_on_a_side_is_told_of_the_side_and_not_of_its_areas_again() -> None:
    with pytest.raises(ItemError, match=r"^A of one\.csv: 1 items .*A4") as stopped:
        rows(*ALIKE, turned(item(0.8), PLACES["bloc"] == "A"))
    assert not isinstance(stopped.value, SeveralFaultsError)


def test_a_file_that_cuts_through_areas_is_found() -> None:
    places = PLACES.assign(source=np.where(np.arange(N) % 4 == 0, "two", "one"))
    found = found_in(*ALIKE, turned(item(0.8), places["source"] == "two"), places=places)
    told = units_of(places).widest(found.is_below)
    assert [str(units_of(places).listed[u]) for u in np.flatnonzero(told.any(axis=1))] == ["two.sav"]


def test_items_turned_in_two_files_are_told_apart_and_together() -> None:
    first = turned(item(0.8), PLACES["area"] == "west")
    second = turned(item(0.8), PLACES["area"] == "east")
    with pytest.raises(SeveralFaultsError) as stopped:
        rows(*ALIKE, first, second)
    assert [str(fault).split(":")[0] for fault in stopped.value.faults] == ["east", "west of three.xlsx"]


def test_a_weak_item_or_a_small_area_is_no_reversed_item() -> None:
    few = PLACES.assign(area=np.where(np.arange(N) < 20, "tiny", "rest"), source="one", bloc="A")
    found = found_in(*ALIKE, turned(item(0.8), few["area"] == "tiny"), places=few)
    assert not found.is_below.any()
    weak = found_in(*ALIKE, item(0.1))
    assert not weak.is_below.any()


def test_false_alarms_of_items_that_measure_nothing_are_rare() -> None:
    rng = np.random.default_rng(3)
    idle = [rng.integers(0, 5, N) for _ in range(40)]
    alarms = [found_in(*ALIKE, one).is_below[1:, 3].sum() for one in idle]
    assert sum(alarms) <= 3  # of 240 units in which the true correlation is zero


def test_a_doubtful_item_is_neither_refused_nor_passed_over() -> None:
    found = found_in(*ALIKE, turned(item(0.35), PLACES["area"] == "west"))
    estimate = found.of_unit(found.inference.estimate)
    low = found.of_unit(found.inference.ci_high) >= 0
    assert (found.is_doubtful == ((estimate <= -0.2) & low & (np.arange(len(estimate)) > 0)[:, None])).all()
    assert not (found.is_doubtful & found.is_below).any()


def test_a_unit_of_one_sampling_point_is_judged_by_its_respondents() -> None:
    one_unit = replace(design(), psus=np.where(PLACES["area"] == "west", 0, 1 + np.arange(N)))
    units = list_units(PLACES, files=FILES)
    column = turned(item(0.8), PLACES["area"] == "west")
    found = item_rest(items(*ALIKE, column), one_unit, units, confidence_level=0.95)
    assert (found.of_unit(found.inference.degrees_of_freedom)[-1] == 0).all()
    assert np.isnan(found.of_unit(found.inference.standard_error)[-1]).all()
    assert found.is_below[-1].tolist() == [False, False, False, True]
    weak = turned(item(0.1), PLACES["area"] == "west")
    assert not item_rest(items(*ALIKE, weak), one_unit, units, confidence_level=0.95).is_below.any()


def test_a_missing_answer_counts_in_no_correlation() -> None:
    x, y = TRAIT.copy(), TRAIT + RNG.standard_normal(N)
    x[:40] = np.nan
    weights = RNG.uniform(0.5, 2.0, (N, 2))
    got = weighted_correlations(x, y, weights)
    for column in range(2):
        w = weights[40:, column]
        expected = np.cov(np.stack([x[40:], y[40:]]), aweights=w)
        assert_allclose(got[column], expected[0, 1] / np.sqrt(expected[0, 0] * expected[1, 1]), rtol=1e-10)


def test_a_failed_replicate_and_a_constant_give_no_correlation() -> None:
    weights = np.column_stack([np.ones(N), np.full(N, np.nan)])
    assert np.isnan(weighted_correlations(TRAIT, TRAIT**2, weights)).tolist() == [False, True]
    constant: FloatArray = np.full(N, 3.0)
    assert np.isnan(weighted_correlations(constant, TRAIT, weights)).all()


def test_correlations_are_smoothed_only_where_the_study_asks_and_the_rows_say_so() -> None:
    indefinite = np.array([[1, 0.9, -0.6, 0.2], [0.9, 1, 0.7, 0.3], [-0.6, 0.7, 1, 0.4], [0.2, 0.3, 0.4, 1]])
    full = cast(
        "Measurement",
        SimpleNamespace(polychoric=SimpleNamespace(correlations=indefinite, n_zero_cells=0, n_filled=0)),
    )
    one = items(*ALIKE, IDLE)

    def found(smoothing: Literal["none", "eigenvalues"]) -> set[object]:
        analysed = analysed_correlations(full, smoothing)
        rng = np.random.default_rng(1)
        rows = dimensionality_rows(one, full, analysed, n_draws=20, n_effective=N, rng=rng)
        return {row.measure for row in rows}

    with pytest.raises(ModelError, match=r"4 items is no correlation matrix.*index\.smoothing"):
        found("none")
    assert {"n_smoothed_eigenvalues", "largest_smoothing"} <= found("eigenvalues")
