"""Items that are numbers: bounds from valid_range, correlations with ordered answers, models of numbers; what cannot take them says so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from coded_items import codebook_of, design_of, estimates, rated, responses_of
from numpy.testing import assert_allclose

from crowdpotential.chapters.measurement.estimates.alphas import alpha_rows
from crowdpotential.chapters.measurement.estimates.confirmatory import confirm
from crowdpotential.chapters.measurement.estimates.dimension_reliability import (
    reliability_rows,
)
from crowdpotential.chapters.measurement.estimates.place_reliability import place_omega_rows
from crowdpotential.chapters.measurement.estimates.score_method_rows import (
    score_method_rows,
)
from crowdpotential.codebook import Codebook
from crowdpotential.errors import ItemError
from crowdpotential.index.answer_correlations import correlate_answers, correlate_replicates
from crowdpotential.index.group_samples import gather_ordered
from crowdpotential.index.index_rule import IndexRule, score_main, score_sample
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items, rank_alike, select_items
from crowdpotential.index.level_fits import choose_estimator
from crowdpotential.index.level_steps import fit_all_levels
from crowdpotential.index.measurement import measure, measure_replicates
from crowdpotential.index.models import declare_model
from crowdpotential.index.places import list_places
from crowdpotential.params import Index, IndexConstants, MissingItems
from crowdpotential.params.specification import IndexSpecification
from crowdpotential.stats.composites.scoring import equal_weights

Load = Callable[[str], dict[str, Any]]
FIVE = (1, 2, 3, 4, 5)
MISSING = MissingItems(min_items=2, min_dimensions=2)


def number(low: float, high: float, **more: object) -> dict[str, Any]:
    return {"type": "numeric", "valid_range": [low, high], **more}


def codebook() -> Codebook:
    ten = number(0, 10)
    rest = {"X4": number(0, 100), "Y1": ten, "Y2": {**ten, "direction": -1}, "Y3": ten, "Y4": rated(FIVE)}
    return codebook_of({name: rated(FIVE) for name in ("X1", "X2", "X3")} | rest)


def items_of(frozen: dict[str, Any]) -> Items:
    return select_items(responses_of(frozen), codebook(), ("X", "Y"))


def test_numbers_correlate_with_ordered_answers_as_in_psych(reference: Load) -> None:
    frozen = reference("numeric_items")
    items = items_of(frozen)
    for weights, name in (
        (np.ones(len(items.codes)), "polyserial"),
        (np.array(frozen["weight"]), "weighted_polyserial"),
    ):
        found = correlate_answers(items, weights, empty_cell=0.5)
        got = [found.correlations[items.names.index(a), items.names.index(b)] for a, b in frozen["pairs"]]
        assert_allclose(got, frozen[name], rtol=1e-9)
    own = np.flatnonzero(items.is_numeric)
    assert_allclose(found.correlations[np.ix_(own, own)], frozen["pearson"], rtol=1e-9)
    assert [cuts.size for cuts in found.thresholds] == [4, 4, 4, 0, 0, 0, 0, 4]


def test_they_lie_close_to_those_of_maximum_likelihood_in_lavaan(reference: Load) -> None:
    frozen = reference("numeric_items")
    items = items_of(frozen)
    own = np.flatnonzero(items.is_numeric)
    found = correlate_answers(items, np.ones(len(items.codes)), empty_cell=0.5).correlations
    assert np.abs(found[np.ix_(own, np.flatnonzero(~items.is_numeric))] - frozen["latent"]).max() < 0.005


def test_replicates_repeat_the_correlations_with_their_own_weights(reference: Load) -> None:
    items = items_of(reference("numeric_items"))
    weights = np.column_stack([np.linspace(0.5, 2, len(items.codes)), np.ones(len(items.codes)), np.full(len(items.codes), np.nan)])
    full = correlate_answers(items, weights[:, 1], empty_cell=0.5)
    found = correlate_replicates(items, weights, start=full.correlations, empty_cell=0.5)
    assert_allclose(found[1], full.correlations, atol=1e-6)
    assert_allclose(found[0], correlate_answers(items, weights[:, 0], empty_cell=0.5).correlations, atol=1e-6)
    assert np.isnan(found[2]).all()


def test_a_dimension_of_numbers_alone_correlates_by_pearson(reference: Load) -> None:
    items = items_of(reference("numeric_items"))
    some = items.take(np.ones(len(items.codes), dtype=np.bool_), np.array([4, 5, 6]))
    expected = np.corrcoef(some.numbers.T)
    assert_allclose(correlate_answers(some, np.ones(len(items.codes)), empty_cell=0.5).correlations, expected, rtol=1e-9)
    again = correlate_replicates(some, np.ones((len(items.codes), 1)), start=expected, empty_cell=0.5)
    assert_allclose(again[0], expected, rtol=1e-9)


def test_alpha_describes_what_is_scored_whatever_the_range_of_each_item(reference: Load) -> None:
    frozen = reference("numeric_items")
    items, design = items_of(frozen), design_of(np.ones(len(frozen["answers"])))
    places = list_places([""] * len(items.codes), [""] * len(items.codes), bloc_of_area={}, order=())
    rows = alpha_rows(items, design, places, confidence_level=0.95)
    assert_allclose(estimates(rows, "alpha"), [frozen["alpha"]["X"], frozen["alpha"]["Y"]], rtol=1e-9)


def test_the_score_of_numbers_lies_between_the_bounds_of_valid_range(reference: Load) -> None:
    frozen = reference("numeric_items")
    items = items_of(frozen)
    weights = equal_weights(items.dimension_of_item)
    specification = IndexSpecification(item_weights="equal", dimension_weights="equal")
    plain = IndexRule(specification=specification, constants=IndexConstants(), missing=MISSING)
    by = np.array(frozen["weight"])
    scores = score_main(plain, items, by, weights)
    means = np.average(scores[:, 1:], axis=0, weights=by)
    assert_allclose(means, [frozen["means"]["X"], frozen["means"]["Y"]], rtol=1e-9)
    assert_allclose(score_sample(plain, items, (items, by), weights), scores, rtol=1e-9)
    turned = items.names.index("Y2")
    assert_allclose(item_scores(items)[:, turned], 100 - 10 * items.codes[:, turned])


def test_a_relative_scale_of_numbers_is_that_of_the_main_sample_for_others_too(reference: Load) -> None:
    items = items_of(reference("numeric_items"))
    n = len(items.codes)
    is_main = np.arange(n) < 300
    every = np.arange(len(items.names))
    main = items.take(is_main, every)
    kinds = {"normalisation": "z", "item_weights": "equal", "dimension_weights": "equal"}
    rule = IndexRule(specification=IndexSpecification(**kinds), constants=IndexConstants(), missing=MISSING)
    weights = equal_weights(items.dimension_of_item)
    found = score_sample(rule, items, (main, np.ones(300)), weights)
    own = item_scores(items)
    z = 50 + 10 * (own - own[:300].mean(axis=0)) / own[:300].std(axis=0)
    assert_allclose(found[:, 1], z[:, :4].mean(axis=1), rtol=1e-9)
    first, second = rank_alike(main, items.take(~is_main, every))
    assert (first.n_categories == second.n_categories).all()


def test_the_model_of_numbers_agrees_with_lavaan(reference: Load) -> None:
    frozen = reference("numeric_items")
    items, design = items_of(frozen), design_of(np.array(frozen["weight"]))
    assert choose_estimator(items, "auto") == "mlr"
    found, theirs = (
        confirm(items, design, codebook(), estimator="mlr", empty_cell=0.5).fits["confirmatory"],
        frozen["one"],
    )
    assert_allclose(found.chi2, theirs["measures"]["chisq.scaled"], atol=1e-3)
    assert_allclose(
        [found.indices.cfi, found.indices.rmsea, found.srmr],
        [theirs["measures"][name] for name in ("cfi.robust", "rmsea.robust", "srmr")],
        atol=1e-5,
    )
    assert_allclose(found.loadings, theirs["loadings"], atol=1e-5)
    assert_allclose(found.loading_errors, theirs["errors"], atol=1e-5)


def test_group_models_of_numbers_agree_with_lavaan(reference: Load) -> None:
    frozen = reference("numeric_items")
    items, design = items_of(frozen), design_of(np.array(frozen["weight"]))
    model = declare_model(items, codebook())
    found = fit_all_levels(items, np.array(frozen["group"]), design, model, estimator="mlr").fits
    for level, theirs in frozen["two"].items():
        assert found[level].df == theirs["df"]
        assert_allclose(found[level].chi2, theirs["chisq.scaled"], atol=1e-3)
        assert_allclose(found[level].indices.cfi, theirs["cfi.robust"], atol=1e-5)


def test_models_of_ordered_answers_refuse_numbers_by_name(reference: Load) -> None:
    frozen = reference("numeric_items")
    items, design = items_of(frozen), design_of(np.ones(len(frozen["answers"])))
    with pytest.raises(ItemError, match=r"items X4, Y1, Y2, Y3 are numbers.*estimator to auto or mlr"):
        gather_ordered(items, np.zeros(len(items.codes), dtype=np.int64), design, empty_cell=0.5)


def test_loadings_and_omega_rest_on_the_mixed_correlations_and_what_needs_categories_is_left_out(
    reference: Load,
) -> None:
    frozen = reference("numeric_items")
    items, design = items_of(frozen), design_of(np.array(frozen["weight"]))
    spec = Index(name={"en": "i"}, dimensions=items.dimensions, missing=MISSING)
    full = measure(items, design.weights, spec=spec, has_method_factor=False)
    assert np.abs(full.model.loadings - frozen["one"]["loadings"]).max() < 0.1
    spread = measure_replicates(items, design.replicate_weights, full, spec=spec)
    assert not spread.failed.any()
    rows = reliability_rows(items, full, spread, design=design, confidence_level=0.95)
    assert {row.measure for row in rows} == {"omega_total", "alpha"}
    areas = ["east", "west"] * 200
    places = list_places(areas, ["B"] * 400, bloc_of_area={"east": "B", "west": "B"}, order=("B",))
    told = place_omega_rows(items, design.weights, places, full.polychoric)
    assert {(row.measure, row.verdict) for row in told} == {("omega_total", "")}
    by_method = score_method_rows(items, design.weights, full, np.array(frozen["one"]["loadings"]), missing=MISSING)
    assert {row.model for row in by_method if row.measure == "score_reliability"} == {
        "regression",
        "bartlett",
    }


def test_missing_codes_and_numbers_outside_the_range_are_no_answers(reference: Load) -> None:
    frozen = reference("numeric_items")
    frame = responses_of(frozen)
    frame.loc[:9, "X4"], frame.loc[10:14, "X4"] = 999, np.nan
    items = select_items(frame, codebook(), ("X", "Y"))
    assert np.isnan(items.codes[:15, 3]).all()
    assert (items.ranks[:15, 3] == -1).all()
    assert items.n_categories[3] == np.unique(frame.loc[15:, "X4"]).size


def test_numbers_in_the_same_order_are_not_the_same_answers(reference: Load) -> None:
    frozen = reference("numeric_items")
    frame = responses_of(frozen)
    frame["Y1"] = frame["Y3"] ** 2 / 10
    items = select_items(frame, codebook(), ("X", "Y"))
    assert (items.ranks[:, 4] == items.ranks[:, 6]).all()
    frame["Y1"] = frame["Y3"]
    with pytest.raises(ItemError, match="items Y1 and Y3: the same answers"):
        select_items(frame, codebook(), ("X", "Y"))


def test_scales_of_units_leave_standardised_results_alone(reference: Load) -> None:
    items = items_of(reference("numeric_items"))
    factor = np.where(items.is_numeric, 1000.0, 1.0)
    wide = replace(items, codes=items.codes * factor, lowest=items.lowest * factor, highest=items.highest * factor)
    design = design_of(np.ones(len(items.codes)))
    first, second = (confirm(some, design, codebook(), estimator="mlr", empty_cell=0.5).fits["confirmatory"] for some in (items, wide))
    assert_allclose(first.loadings, second.loadings, atol=1e-6)
    assert_allclose(first.chi2, second.chi2, rtol=1e-6)
