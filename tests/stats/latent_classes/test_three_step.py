"""Tables of classes by what is outside the model: corrected as published, and never negative."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.testing import assert_allclose
from stats.latent_classes.planted import plant

from crowdpotential.stats.latent_classes.fitting import Search, fit_classes, posteriors
from crowdpotential.stats.latent_classes.patterns import find_patterns
from crowdpotential.stats.latent_classes.sides import check_sides
from crowdpotential.stats.latent_classes.three_step import correct_tables, find_errors


def test_tables_are_restored_as_in_r(reference: Callable[[str], dict[str, Any]]) -> None:
    frozen = reference("latent_classes")
    given, answers = frozen["inputs"], frozen["answers"]
    codes, weight = np.array(given["codes"], dtype=np.int64), np.array(given["weight"])
    patterns = find_patterns(codes, np.array(given["levels"]))
    classes = fit_classes(
        patterns, patterns.sum_weights(weight), 3, rng=np.random.default_rng(1), search=Search(prior=0.0, starts=20, tolerance=1e-10)
    )
    posterior = posteriors(patterns, classes)[patterns.pattern_of]
    outside, side = np.array(given["outside"]), np.array(given["side"])
    columns = np.column_stack([outside == 1, outside == 0, side == 1]).astype(float)
    errors = find_errors(posterior, weight)
    assert_allclose(errors, answers["errors"], atol=2e-5)
    found = correct_tables((posterior * weight[:, None]).T @ columns, errors)
    assert_allclose(found, answers["restored"], rtol=2e-4)


def test_errors_of_classification_no_longer_blur_what_types_do() -> None:
    rng = np.random.default_rng(21)
    people = plant(rng, 6000, chances=np.array([[0.75] * 3 + [0.3] * 3, [0.3] * 3 + [0.75] * 3, [0.15] * 6]))
    patterns = find_patterns(people.codes, people.n_levels)
    classes = fit_classes(patterns, patterns.sum_weights(np.ones(6000)), 3, rng=rng)
    truth = np.array([0.8, 0.3, 0.1])
    does = rng.random(6000) < truth[people.kinds]
    posterior = posteriors(patterns, classes)[patterns.pattern_of]
    blurred = posterior.T @ np.column_stack([does, ~does])
    restored = correct_tables(blurred, find_errors(posterior, np.ones(6000)))
    order = [int(np.argmin(np.abs(classes.shares - share))) for share in (0.45, 0.3, 0.25)]
    shares = [table[:, 0] / table.sum(axis=1) for table in (blurred, restored)]
    assert np.abs(shares[0][order] - truth).max() > 0.1
    assert_allclose(shares[1][order], truth, atol=0.06)


def test_a_negative_number_becomes_the_maximum_of_the_likelihood_and_keeps_the_total() -> None:
    errors = np.array([[0.8, 0.2], [0.3, 0.7]])
    tables = np.array([[90.0, 55.0], [10.0, 45.0]])  # fewer are put into the second than its errors alone would put there
    found = correct_tables(tables, errors)
    assert_allclose(found.sum(axis=0), tables.sum(axis=0))
    assert_allclose(found[:, 0], [100.0, 0.0], atol=1e-3)
    assert_allclose(found[:, 1], np.linalg.solve(errors.T, tables)[:, 1])


def test_columns_that_add_up_to_everybody_give_the_shares_of_everybody() -> None:
    people = plant(np.random.default_rng(5), 700)
    patterns = find_patterns(people.codes, people.n_levels)
    classes = fit_classes(patterns, patterns.sum_weights(np.ones(700)), 3, rng=np.random.default_rng(1), search=Search(tolerance=1e-10))
    posterior = posteriors(patterns, classes)[patterns.pattern_of]
    place = np.arange(700) % 3
    columns = (place[:, None] == np.arange(3)).astype(float)
    found = correct_tables(posterior.T @ columns, find_errors(posterior, np.ones(700)))
    assert_allclose(found.sum(axis=1) / 700, classes.shares, atol=1e-6)


def test_an_answer_that_means_another_thing_on_one_side_is_found_and_no_other() -> None:
    rng = np.random.default_rng(14)
    people, side = plant(rng, 1600), np.arange(1600) % 2
    shifted = people.codes.copy()
    shifted[(side == 1) & (rng.random(1600) < 0.3), 2] = 1
    for codes, differing in ((people.codes, []), (shifted, [2])):
        patterns = find_patterns(codes, people.n_levels)
        classes = fit_classes(patterns, patterns.sum_weights(np.ones(1600)), 3, rng=np.random.default_rng(1))
        found = check_sides(codes, people.n_levels, side, weights=np.ones(1600), classes=classes, search=Search())
        assert np.flatnonzero(found.of_indicators < 0).tolist() == differing
        assert found.of_all > 0
