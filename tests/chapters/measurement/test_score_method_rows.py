"""Other scores than sums: they agree with the sum about persons, and shrink the means of areas, which is why none is reported."""

import numpy as np
from two_sides import BLOC, DIMENSION, LOADINGS, answer_items

from crowdpotential.chapters.measurement.estimates.score_method_rows import (
    score_method_rows,
    standardise_numbers,
)
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.index.measurement import Measurement, measure
from crowdpotential.params import Index, MissingItems
from crowdpotential.results.rows import Row, result_id
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.factor_models.factor_scores import bartlett_scores, eap_scores, expected_percent
from crowdpotential.stats.factor_models.factors import fit_factor_model

MISSING = MissingItems(min_items=2, min_dimensions=1)
WEIGHTS = np.ones(BLOC.size)


def model_of(items: Items) -> Measurement:
    spec = Index.model_validate({"name": {"en": "i"}, "dimensions": items.dimensions, "missing": MISSING})
    return measure(items, WEIGHTS, spec=spec, has_method_factor=False)


def report(items: Items, numeric: FloatArray | None = LOADINGS) -> list[Row]:
    return score_method_rows(items, WEIGHTS, model_of(items), numeric, missing=MISSING)


def test_methods_agree_with_the_sum_and_say_how_reliable_they_are() -> None:
    rows = report(answer_items(n_missing=40))
    assert len({result_id(row) for row in rows}) == len(rows) == 2 * (3 + 6)
    assert {row.model for row in rows if row.measure == "score_reliability"} == {
        "regression",
        "bartlett",
        "eap",
    }
    assert {row.model for row in rows if row.measure == "score_correlation"} == {
        "sum;regression",
        "sum;bartlett",
        "sum;eap",
        "regression;bartlett",
        "regression;eap",
        "bartlett;eap",
    }
    for row in rows:
        low, high = (0.65, 0.9) if row.measure == "score_reliability" else (0.95, 1)
        assert low < row.estimate < high


def test_scores_of_complete_answers_are_as_reliable_as_their_loadings_say() -> None:
    items = answer_items()
    numeric = fit_factor_model(np.corrcoef(items.ranks.T), DIMENSION).loadings
    rows = report(items, numeric)
    for position, dimension in enumerate(items.dimensions):
        own = numeric[position == DIMENSION]
        information = float((own**2 / (1 - own**2)).sum())
        for method in ("regression", "bartlett"):
            (found,) = (row.estimate for row in rows if (row.measure, row.variable, row.model) == ("score_reliability", dimension, method))
            assert abs(found - information / (1 + information)) < 0.005


def test_no_score_by_another_method_carries_a_mean_of_an_area() -> None:
    rows = report(answer_items())
    assert {row.measure for row in rows} == {"score_reliability", "score_correlation"}
    assert not any(row.area or row.bloc for row in rows)


def test_scores_under_one_prior_shrink_the_difference_of_sides() -> None:
    """The same gap of 0.8 standard deviations: in full by Bartlett's scores, less by EAP, and less of it in index points too."""
    items = answer_items(latent_gap=0.8)
    full, x = model_of(items), np.flatnonzero(DIMENSION == 0)
    loadings, thresholds = full.model.loadings[x], [full.polychoric.thresholds[i] for i in x]
    eap = eap_scores(items.ranks[:, x], loadings, thresholds).values

    def gap(values: FloatArray) -> float:
        return float(values[BLOC == 0].mean() - values[BLOC == 1].mean())

    spread = np.sqrt(1 + 0.4**2)  # of the dimension over both sides
    unbiased = bartlett_scores(standardise_numbers(items.numbers[:, x], WEIGHTS), loadings, 1 - loadings**2).values
    assert gap(eap) < 0.85 * 0.8 / spread
    assert gap(eap) < 0.9 * gap(unbiased)
    shares = full.weights.item_weights[x]
    points = expected_percent(eap, loadings, thresholds, shares / shares.sum())
    assert gap(points) < 0.9 * gap(item_scores(items)[:, x] @ shares)


def test_methods_whose_model_fails_are_left_out() -> None:
    items = answer_items()
    assert {row.model for row in report(items, None) if row.measure == "score_reliability"} == {"eap"}
    exhausted = np.where(np.arange(8) == 1, 1.0, LOADINGS)
    told = [(row.variable, row.model) for row in report(items, exhausted) if row.measure == "score_reliability"]
    assert told == [("X", "eap"), ("Y", "regression"), ("Y", "bartlett"), ("Y", "eap")]


def test_standardised_codes_have_weighted_mean_zero_and_variance_one() -> None:
    items = answer_items(n_missing=40)
    weights = np.linspace(0.5, 1.5, BLOC.size)
    got = standardise_numbers(items.numbers, weights)
    assert (np.isnan(got) == (items.ranks < 0)).all()
    for column in got.T:
        known = ~np.isnan(column)
        assert abs(np.average(column[known], weights=weights[known])) < 1e-12
        assert abs(np.average(column[known] ** 2, weights=weights[known]) - 1) < 1e-12


def test_scale_of_weights_is_immaterial() -> None:
    items = answer_items()
    full = model_of(items)
    once, more = (score_method_rows(items, WEIGHTS * scale, full, LOADINGS, missing=MISSING) for scale in (1, 700))
    np.testing.assert_allclose([row.estimate for row in once], [row.estimate for row in more], rtol=1e-9)
