"""The index under every specification: that of the study among them, replicates with weights and models of their own."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from plain_normalisation import to_percentile_ranks, to_sample_range, to_z_scores
from small_study import AREAS, answers, codebook_data

from crowdpotential.chapters.measurement.estimates.respondent_scores import (
    score_respondents,
)
from crowdpotential.chapters.sensitivity.estimates.indices_left_out import leave_out
from crowdpotential.chapters.sensitivity.estimates.structure_checks import check_structure
from crowdpotential.codebook import build_codebook
from crowdpotential.errors import ItemError, ModelError
from crowdpotential.index.alternative_indices import (
    Evaluated,
    Sampled,
    evaluate,
    schemes_of,
)
from crowdpotential.index.index_rule import index_rule_of
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items, select_items
from crowdpotential.index.measurement import measure, measure_replicates
from crowdpotential.index.replicated_means import ReplicatedIndexWeights, replicate_means
from crowdpotential.index.value_tables import answer_values, value_table
from crowdpotential.index.weight_schemes import ModelLoadings, principal_weights
from crowdpotential.params import BY_CHOICE, Expert, Index, IndexConstants, MissingItems, Sensitivity
from crowdpotential.params.choices import Choices, constants_of, expand_choices
from crowdpotential.stats.composites.scoring import IndexWeights, equal_weights
from crowdpotential.stats.correlation.correlations import correlate_items
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import rao_wu_replication

MISSING = MissingItems(min_items=2, min_dimensions=2)
INDEX = Index.model_validate({"name": {"en": "index"}, "dimensions": ("X", "Y"), "missing": MISSING})
PLAIN = index_rule_of(INDEX)
NOTHING = IndexConstants()
N, R = 240, 8


def responses() -> pd.DataFrame:
    frames = [answers(area).assign(area=area, bloc=bloc) for area, bloc in AREAS.items()]
    frame = pd.concat(frames, ignore_index=True)
    frame.loc[3, "X1"], frame.loc[5, ["Y1", "Y2", "Y3"]] = 97, 97
    return frame.assign(respondent_id=frame["number"], source="x", sample_type="main").astype({"respondent_id": "str"})


def sample() -> Sampled:
    frame = responses()
    items = select_items(frame, build_codebook(codebook_data(), name="small"), ["X", "Y"])
    weights = np.vstack([np.ones(N), np.random.default_rng(3).poisson(1.0, (R, N))]).astype(float)
    full = measure(items, weights[0], spec=INDEX, has_method_factor=False)
    found = measure_replicates(items, np.ascontiguousarray(weights[1:].T), full, spec=INDEX)
    return Sampled(
        items=items,
        parts=np.array([list(AREAS).index(area) for area in frame["area"]]),
        units=np.column_stack([np.eye(4), np.eye(2)[[0, 0, 1, 1]], np.ones(4)]),
        weights=weights,
        loadings=ModelLoadings(
            items=np.vstack([full.model.loadings, found.loadings]),
            dimensions=np.vstack([full.second_order, found.second_order]),
        ),
    )


def design_of(sampled: Sampled) -> Design:
    return Design(
        weights=sampled.weights[0],
        replicate_weights=sampled.weights[1:].T.copy(),
        replication=rao_wu_replication(np.arange(N) % 4, number=R),
        strata=np.arange(N) % 4,
        psus=np.arange(N),
    )


@pytest.fixture(scope="module")
def sampled() -> Sampled:
    return sample()


def run(sampled: Sampled, **declared: object) -> tuple[Choices, Evaluated]:
    declared_choices = Sensitivity.model_validate(declared)
    choices = expand_choices(INDEX, declared_choices)
    constants = constants_of(INDEX, declared_choices)
    return choices, evaluate(sampled, choices.specifications, constants, missing=MISSING)


def scores(items: Items, scheme: tuple[str, str], sampled: Sampled, column: int) -> np.ndarray:
    """Score respondents as the page does, with the weights of one column."""
    schemes = schemes_of([scheme], sampled, NOTHING)
    own = IndexWeights(item_weights=schemes.items[column, 0], dimension_weights=schemes.dimensions[column, 0])
    ids = pd.Series([str(i) for i in range(N)], dtype="str")
    return score_respondents(ids, items, own, {}, missing=MISSING)["index"].to_numpy()


@pytest.mark.parametrize("column", [0, 4])
def test_the_index_itself_is_what_the_page_prints_in_the_sample_and_in_a_replicate(sampled: Sampled, column: int) -> None:
    choices, found = run(sampled, normalisation=["bounds", "z"], weights=["factor", "equal"])
    index = scores(sampled.items, ("factor", "factor"), sampled, column)
    known, weights = ~np.isnan(index), sampled.weights[column]
    for unit, inside in enumerate(
        [
            *(sampled.parts == a for a in range(4)),
            *(sampled.parts // 2 == b for b in range(2)),
            known,
        ]
    ):
        own = known & inside
        expected = np.average(index[own], weights=weights[own])
        assert found.means[column, choices.main, unit] == pytest.approx(expected, rel=1e-12)
    assert found.points[column, choices.main] == 1


OTHER_WAYS = [
    {"normalisation": "z", "weights": "pca"},
    {"normalisation": "ranks", "weights": "equal", "aggregation": "harmonic"},
    {
        "normalisation": "percentile",
        "weights": "factor",
        "aggregation": "geometric",
        "aggregation_within": {"X": 0.5},
        "floor": 2,
    },
    {
        "normalisation": "minmax",
        "weights": "loadings",
        "aggregation": 0.5,
        "aggregation_within": "geometric",
        "floor": 1,
    },
]


@pytest.mark.parametrize("way", OTHER_WAYS, ids=lambda way: way["normalisation"])
def test_an_index_made_otherwise_is_its_own_combination_in_the_sample_and_in_every_replicate(
    sampled: Sampled, way: dict[str, object]
) -> None:
    index = Index.model_validate({**INDEX.model_dump(), **way})
    rule = index_rule_of(index)
    found = evaluate(sampled, [index.specification], index.constants, missing=MISSING)
    schemes = schemes_of([BY_CHOICE[index.weights]], sampled, index.constants)
    weights = ReplicatedIndexWeights(
        full=IndexWeights(item_weights=schemes.items[0, 0], dimension_weights=schemes.dimensions[0, 0]),
        item_weights=schemes.items[1:, 0],
        dimension_weights=schemes.dimensions[1:, 0],
    )
    members = np.column_stack([sampled.parts[:, None] == np.arange(4), np.ones(N)]).astype(float)
    chain = replicate_means(sampled.items, {}, members, design_of(sampled), weights, missing=MISSING, rule=rule)
    of_units = np.column_stack([chain.estimate[:, 0], chain.replicates[:, 0]])
    assert_allclose(of_units, found.means[:, 0, [0, 1, 2, 3, 6]].T, rtol=1e-10)
    without = leave_out(sampled, BY_CHOICE[index.weights], rule=rule)
    assert_allclose(without.whole, found.means[:, 0], rtol=1e-10)


def test_leaving_parts_out_by_table_equals_leaving_them_out_of_a_plain_index(sampled: Sampled) -> None:
    plain = leave_out(sampled, ("factor", "factor"), rule=PLAIN)
    posts = Index.model_validate({**INDEX.model_dump(), "normalisation": "goalposts", "goalposts": [0, 100]})
    by_table = leave_out(sampled, ("factor", "factor"), rule=index_rule_of(posts))
    assert_allclose(by_table.without, plain.without, rtol=1e-10)


def test_a_change_of_scale_alone_changes_nothing_in_standard_deviations(sampled: Sampled) -> None:
    choices, found = run(sampled, normalisation=["bounds", "minmax", "goalposts"], goalposts=[0, 100])
    standardised = (found.means - found.means[:, :, -1:]) / found.spreads[:, :, None]
    assert [s.normalisation for s in choices.specifications] == ["bounds", "minmax", "goalposts"]
    assert_allclose(standardised[:, 1:], standardised[:, :1].repeat(2, axis=1), rtol=1e-9, atol=1e-12)


def test_at_the_level_of_areas_an_arithmetic_index_of_complete_answers_is_the_mean_of_respondents() -> None:
    complete = sample()
    keep = ~np.isnan(item_scores(complete.items)).any(axis=1)
    weights = np.where(keep, complete.weights, 0.0)
    whole = Sampled(
        items=complete.items,
        parts=complete.parts,
        units=complete.units,
        weights=weights,
        loadings=complete.loadings,
    )
    choices, found = run(whole, level=["respondent", "area"])
    assert [s.level for s in choices.specifications] == ["respondent", "area"]
    assert_allclose(found.means[:, 1], found.means[:, 0], rtol=1e-12)


def test_normalisations_equal_those_of_the_handbook_at_equal_weights(sampled: Sampled) -> None:
    items = sampled.items
    plain, ranks = item_scores(items), items.ranks
    masses = np.stack([(ranks == k).sum(axis=0) for k in range(5)], axis=-1)[None].astype(float)

    def looked_up(name: str) -> np.ndarray:
        table = value_table(name, answer_values(items), masses, floor=None, goalposts=None)[0]
        return np.where(ranks >= 0, table[np.arange(ranks.shape[1]), ranks], np.nan)

    assert_allclose(looked_up("bounds"), plain, rtol=1e-12)
    assert_allclose(looked_up("minmax"), to_sample_range(plain), rtol=1e-12)
    assert_allclose(looked_up("z"), to_z_scores(plain, weights=np.ones(N)), rtol=1e-12)
    n_known = (ranks >= 0).sum(axis=0)
    assert_allclose(
        looked_up("percentile"),
        100 * to_percentile_ranks(plain) * (n_known - 1) / n_known,
        rtol=1e-12,
        atol=1e-12,
    )
    ridits = looked_up("ranks")
    assert_allclose(np.nanmean(ridits, axis=0), 50, rtol=1e-12)  # Bross (1958): those of the reference average one half


def test_a_floor_moves_zero_only(sampled: Sampled) -> None:
    values = answer_values(sampled.items)
    masses = np.ones((1, *values.shape))
    assert_allclose(np.nanmin(value_table("bounds", values, masses, floor=1.0, goalposts=None)), 1)
    assert_allclose(np.nanmax(value_table("bounds", values, masses, floor=1.0, goalposts=None)), 100)


def test_principal_weights_are_the_first_eigenvectors_of_numpy(sampled: Sampled) -> None:
    values = np.nan_to_num(item_scores(sampled.items), nan=50.0)
    found = correlate_items(values, np.ones((1, N)))
    assert_allclose(found[0], np.corrcoef(values.T), rtol=1e-10)
    items, dimensions = principal_weights(found, sampled.items.dimension_of_item)
    own = np.corrcoef(values[:, :4].T)
    assert_allclose(items[0, :4], np.abs(np.linalg.eigh(own)[1][:, -1]), rtol=1e-9)
    assert_allclose(dimensions[0], [np.sqrt(0.5), np.sqrt(0.5)], rtol=1e-9)


def test_expert_weights_are_taken_as_given(sampled: Sampled) -> None:
    expert = {
        "dimensions": {"X": 0.3, "Y": 0.7},
        "items": {"Y": {"Y1": 0.1, "Y2": 0.2, "Y3": 0.3, "Y4": 0.4}},
    }
    constants = IndexConstants(expert=Expert.model_validate(expert))
    found = schemes_of([("expert", "expert")], sampled, constants)
    assert_allclose(found.items[0, 0], [0.25] * 4 + [0.1, 0.2, 0.3, 0.4], rtol=1e-12)
    assert_allclose(found.dimensions[:, 0], np.tile([0.3, 0.7], (1 + R, 1)), rtol=1e-12)


def test_a_negative_loading_of_the_sample_is_named(sampled: Sampled) -> None:
    loadings = sampled.loadings.items.copy()
    loadings[0, 2] = -0.2
    bad = Sampled(
        items=sampled.items,
        parts=sampled.parts,
        units=sampled.units,
        weights=sampled.weights,
        loadings=ModelLoadings(items=loadings, dimensions=sampled.loadings.dimensions),
    )
    with pytest.raises(ModelError, match=r"factor weights: X3 would weigh -0\.200"):
        schemes_of([("factor", "factor")], bad, NOTHING)


def test_values_of_zero_that_only_the_data_show_are_named_with_their_specification(sampled: Sampled) -> None:
    ranks = sampled.items.ranks.copy()
    ranks[sampled.parts == 2] = 0  # an area in which everybody answers least
    items = select_items(responses(), build_codebook(codebook_data(), name="small"), ["X", "Y"])
    lowest = items.lowest
    codes = np.where(ranks == 0, lowest, items.codes)
    bad = replace(sampled, items=replace(items, ranks=ranks, codes=codes))
    with pytest.raises(ItemError, match=r"1 of 2 combinations meet values of zero or less.*level area"):
        run(
            bad,
            aggregation=["arithmetic", "geometric"],
            level=["area", "respondent"],
            leave_out=[{"aggregation": "arithmetic", "level": "area"}, {"aggregation": "geometric", "level": "respondent"}],
        )


def test_leaving_an_item_out_is_an_index_without_it(sampled: Sampled) -> None:
    found = leave_out(sampled, ("equal", "equal"), rule=PLAIN)
    assert found.names == (*sampled.items.names, "X", "Y")
    assert_allclose(found.shares.sum(axis=2), 1, rtol=1e-12)
    plain = item_scores(sampled.items)
    rest = [1, 2, 3]
    x = np.where((~np.isnan(plain[:, rest])).sum(axis=1) >= 2, np.nanmean(plain[:, rest], axis=1), np.nan)
    n_known = (~np.isnan(plain[:, 4:])).sum(axis=1)
    y = np.where(n_known >= 2, np.nanmean(plain[:, 4:], axis=1), np.nan)
    assert found.without[0, 0, -1] == pytest.approx(np.nanmean((x + y) / 2), rel=1e-10)


def test_dimensions_that_weigh_alike_and_vary_alike_weigh_alike_in_effect(sampled: Sampled) -> None:
    items = sampled.items
    schemes = schemes_of([("equal", "equal")], sampled, NOTHING)
    design = design_of(sampled)
    weights = ReplicatedIndexWeights(
        full=equal_weights(items.dimension_of_item),
        item_weights=schemes.items[1:, 0],
        dimension_weights=schemes.dimensions[1:, 0],
    )
    found = check_structure(items, design, weights, rule=PLAIN)
    effective = found.with_index[0] ** 2 / (found.with_index[0] ** 2).sum()
    assert_allclose(effective, [0.5, 0.5], atol=0.05)
    assert (found.within[0] > found.outside[0]).all()
