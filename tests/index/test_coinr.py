"""What the pipeline compiles - tables of answers, cells of respondents and of areas - against COINr 1.1, units taken as respondents."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.index.alternative_indices import Sampled, evaluate
from crowdpotential.index.index_rule import IndexRule, score_main
from crowdpotential.index.items import Items
from crowdpotential.index.weight_schemes import ModelLoadings
from crowdpotential.params import Expert, IndexConstants, IndexSpecification, MissingItems
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.index_cells import Answers, Cells, Schemes, sum_cells
from crowdpotential.stats.composites.index_rule import Needed
from crowdpotential.stats.composites.scoring import IndexWeights
from crowdpotential.stats.composites.unit_indices import unit_indices

N, P, K, TOP = 8, 12, 3, 120.0  # units, items, dimensions, upper goalpost
POWER = {"a_amean": 1.0, "a_gmean": 0.0, "a_hmean": -1.0, "a_genmean": 0.5}
ALL = MissingItems(min_items=1, min_dimensions=1)
OURS = {  # of COINr's normalisations: ours, with the step and origin that bring our arithmetic means to COINr's
    "minmax": ("minmax", 0.99, 1.0),  # 1 to 100; ours too, but only under means that bear no zero
    "zscore": (
        "z",
        0.2 * np.sqrt((N - 1) / N),
        10.0 - 10.0 * np.sqrt((N - 1) / N),
    ),  # mean 10, sd 2 with n - 1
    "rank": ("ranks", N / 100, 0.5),  # the middle of the ranks of equal values, here of one
    "borda": ("ranks", N / 100, -0.5),
    "prank": ("percentile", N / 100 / (N - 1), 0.0),  # of the others
    "goalposts": ("goalposts", 0.01, 0.0),
}
EXACT = ("minmax",)  # under means that know an origin, only the same numbers give the same means


@pytest.fixture(scope="module")
def coinr(reference: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return reference("coinr")


def items_of(coinr: dict[str, Any]) -> Items:
    """Take the indicators as items of eight answers between 0 and the upper goalpost."""
    x, down = np.array(coinr["X"]), np.array(coinr["direction"]) < 0
    return Items(
        names=tuple(f"I{i}" for i in range(P)),
        dimensions=("1", "2", "3"),
        dimension_of_item=np.array(coinr["group"]) - 1,
        codes=x,
        ranks=np.where(down, -x, x).argsort(axis=0).argsort(axis=0),
        n_categories=np.full(P, N),
        lowest=np.zeros(P),
        highest=np.full(P, TOP),
        is_reversed=down,
        is_numeric=np.zeros(P, dtype=bool),
    )


def constants_of(coinr: dict[str, Any]) -> IndexConstants:
    """Take the weights as given by experts."""
    group, raw = np.array(coinr["group"]), np.array(coinr["item_weights"])
    between = np.array(coinr["group_weights"])
    items = {str(g): {f"I{i}": raw[i] / raw[group == g].sum() for i in np.flatnonzero(group == g)} for g in (1, 2, 3)}
    dimensions = dict(zip("123", between / between.sum(), strict=True))
    return IndexConstants(floor=1.0, goalposts=(0.0, 100.0), expert=Expert(dimensions=dimensions, items=items))


def sampled_of(coinr: dict[str, Any]) -> Sampled:
    """Let every unit be an area with one respondent."""
    return Sampled(
        items=items_of(coinr),
        parts=np.arange(N),
        units=np.column_stack([np.eye(N), np.ones((N, 2))]),
        weights=np.ones((1, N)),
        loadings=ModelLoadings(items=np.ones((1, P)), dimensions=np.ones((1, K))),
    )


def specification(normalisation: str, power: float, level: str) -> IndexSpecification:
    return IndexSpecification(
        normalisation=normalisation,
        item_weights="expert",
        dimension_weights="expert",
        power_within=power,
        power_between=power,
        level=level,
    )


def cells_of_both(coinr: dict[str, Any]) -> list[tuple[str, str, float]]:
    """List name, normalisation and power of each cell of COINr that a choice of ours makes as well."""
    named = [(name, *name.split()) for name in coinr["index"]]
    return [(name, method, POWER[mean]) for name, method, mean in named if method in OURS and (mean == "a_amean" or method in EXACT)]


@pytest.mark.parametrize("level", ["respondent", "area"])
def test_every_choice_that_both_have_gives_the_index_of_coinr(coinr: dict[str, Any], level: str) -> None:
    cells = cells_of_both(coinr)
    assert len(cells) == 9
    specifications = [specification(OURS[method][0], power, level) for _, method, power in cells]
    unique = list(dict.fromkeys(specifications))
    found = evaluate(sampled_of(coinr), unique, constants_of(coinr), missing=ALL).means[0, :, :N]
    for (name, method, _), own in zip(cells, specifications, strict=True):
        got = found[unique.index(own)]
        if not own.needs_positive:
            _, step, origin = OURS[method]
            got = origin + step * got
        assert_allclose(got, coinr["index"][name]["index"], rtol=1e-9)


def test_plain_bounds_give_the_scaled_index_of_coinr(coinr: dict[str, Any]) -> None:
    """COINr multiplies by 100 and turns by sign; between bounds an item of 0..120 is turned about 120."""
    found = evaluate(sampled_of(coinr), [specification("bounds", 1.0, "respondent")], constants_of(coinr), missing=ALL)
    turned = found.item_shares[0, 0, np.array(coinr["direction"]) < 0].sum()
    expected = coinr["index"]["scaled a_amean"]["index"]
    assert_allclose(TOP * found.means[0, 0, :N] - 100 * TOP * turned, expected, rtol=1e-9)


@pytest.mark.parametrize("power", POWER)
def test_the_index_itself_and_its_dimensions_are_those_of_coinr(coinr: dict[str, Any], power: str) -> None:
    constants, raw = constants_of(coinr), np.array(coinr["item_weights"])
    group, between = np.array(coinr["group"]) - 1, np.array(coinr["group_weights"])
    weights = IndexWeights(item_weights=raw / np.bincount(group, raw)[group], dimension_weights=between / between.sum())
    rule = IndexRule(specification=specification("minmax", POWER[power], "respondent"), constants=constants, missing=ALL)
    found = score_main(rule, items_of(coinr), np.ones(N), weights)
    if POWER[power] == 1:
        found = 1 + 0.99 * found  # a floor is for means that bear no zero
    assert_allclose(found[:, 0], coinr["index"][f"minmax {power}"]["index"], rtol=1e-9)
    assert_allclose(found[:, 1:], coinr["index"][f"minmax {power}"]["dimensions"], rtol=1e-9)


def test_compiled_means_of_the_values_of_coinr_are_those_of_coinr(coinr: dict[str, Any]) -> None:
    """Every cell of the file, whatever the normalisation: its values as tables of answers, and as mean items of areas."""
    items, compared = items_of(coinr), 0
    schemes = Schemes(np.array(coinr["item_weights"])[None, None], np.array(coinr["group_weights"])[None, None])
    answers = Answers(items.ranks, items.dimension_of_item, np.arange(N), np.ones((1, N)))
    for name, answer in coinr["index"].items():
        method, mean = name.split()
        values, power = np.array(coinr["normalised"][method]), POWER[mean]
        table = np.take_along_axis(values, items.ranks.argsort(axis=0), axis=0).T  # (P, N) by rank
        cells = cell(np.ascontiguousarray(table)[None, None], power)
        sums = sum_cells(answers, schemes, cells, [Needed()], n_areas=N)
        assert_allclose(sums.totals[0, 0] / sums.masses[0, 0], answer["index"], rtol=1e-9)
        of_areas = unit_indices(values[None, None], items.dimension_of_item, schemes, cells)
        assert_allclose(of_areas[0, 0], answer["index"], rtol=1e-9)
        compared += 1
    assert compared == 21


def cell(tables: FloatArray, power: float) -> Cells:
    one = np.zeros(1, dtype=np.int64)
    return Cells(tables, np.full((1, K), power), one, one, np.array([power]), one)
