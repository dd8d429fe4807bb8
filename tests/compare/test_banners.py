"""Banner tables: R's svyby, svychisq and svytable under jackknife weights, and 850 cells against a computation without any of our code."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.compare.banners import Block, Grouping, estimate_block
from crowdpotential.compare.distributions import Counted, Question
from crowdpotential.params import Comparison
from crowdpotential.results.measures.topline import MEAN, SHARE
from crowdpotential.stats.inference.column_pairs import compare_columns, letter_of
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import Replication

Reference = Callable[[str], dict[str, Any]]


def design_of(weights: np.ndarray, replicates: np.ndarray, units: np.ndarray) -> Design:
    number = replicates.shape[1]
    replication = Replication(
        kind="jk1",
        coefficients=np.full(number, (number - 1) / number),
        centre="estimate",
        degrees_of_freedom=number - 1.0,
        fails_above=0.0,
    )
    return Design(
        weights=weights, replicate_weights=replicates, replication=replication, strata=np.zeros(weights.size, dtype=np.int64), psus=units
    )


def question_of(codes: np.ndarray, n_codes: int, numbers: np.ndarray | None = None, answered: np.ndarray | None = None) -> Question:
    everybody = np.ones(codes.size, dtype=bool)
    told = everybody if answered is None else answered
    counted = [
        Counted(measure=SHARE, category=str(code), amounts=((codes == code) & told).astype(float), bases=("asked", "answered"))
        for code in range(n_codes)
    ]
    if numbers is not None:
        counted.append(Counted(measure=MEAN, category="", amounts=np.where(told, numbers, 0.0), bases=("answered",), ends=None))
    return Question(variable="Q", members={"asked": everybody, "answered": told}, counted=tuple(counted))


def block_of(question: Question, groups: np.ndarray, design: Design, *, is_multiple: bool = False, fewest: int = 1) -> Block:
    grouping = Grouping(variable="group", keys=tuple(str(key) for key in range(int(groups.max()) + 1)), codes=groups)
    return estimate_block(
        question,
        grouping,
        np.ones(groups.size, dtype=bool),
        design=design,
        comparison=Comparison(),
        fewest=fewest,
        is_multiple=is_multiple,
    )


@pytest.mark.parametrize("name", ["award", "growth"])
def test_shares_tests_and_pairs_agree_with_r_survey(reference: Reference, name: str) -> None:
    frozen = reference("banner")
    inputs, answers = frozen["inputs"], frozen["answers"][name]
    design = design_of(np.array(inputs["weights"]), np.array(inputs["replicates"]), np.array(inputs["unit"]))
    block = block_of(question_of(np.array(inputs[name]), answers["rows"]), np.array(inputs["stype"]), design)
    cells, pairs = block.cells["answered"], block.pairs
    q, k = answers["rows"], 3
    assert_allclose(cells.estimate[:, 1:], np.reshape(answers["shares"], (q, k)), atol=1e-9)
    assert_allclose(cells.estimate[:, 0], answers["total"], atol=1e-9)
    assert_allclose(cells.standard_error[:, 1:], np.reshape(answers["errors"], (q, k)), atol=1e-9)
    assert_allclose((cells.estimate * cells.persons)[:, 1:], np.reshape(answers["counts"], (k, q)).T, rtol=1e-9)
    test = block.associations[-1].test
    assert test is not None
    found = [test.statistic, test.numerator_df, test.denominator_df]
    assert_allclose(found, [answers[part] for part in ("f", "numerator", "denominator")], rtol=1e-9)
    assert_allclose(test.p_value, answers["p"], atol=1e-7)
    assert_allclose(pairs.difference, np.reshape(answers["difference"], (q, -1)), atol=1e-9)
    assert_allclose(pairs.standard_error, np.reshape(answers["difference_error"], (q, -1)), atol=1e-9)
    assert_allclose(pairs.p_value, np.reshape(answers["p_pairs"], (q, -1)), atol=1e-7)
    assert_allclose(pairs.p_adjusted, np.reshape(answers["p_holm"], (q, -1)), atol=1e-7)


def test_means_agree_with_r_survey(reference: Reference) -> None:
    frozen = reference("banner")
    inputs, answers = frozen["inputs"], frozen["answers"]["means"]
    design = design_of(np.array(inputs["weights"]), np.array(inputs["replicates"]), np.array(inputs["unit"]))
    codes, numbers = np.array(inputs["award"]), np.array(inputs["api00"], dtype=float)
    cells = block_of(question_of(codes, 2, numbers), np.array(inputs["stype"]), design).cells["answered"]
    assert_allclose(cells.estimate[2, 1:], answers["estimate"], rtol=1e-9)
    assert_allclose(cells.standard_error[2, 1:], answers["errors"], rtol=1e-9)


def test_the_cells_of_fifty_questions_are_those_of_a_plain_computation() -> None:
    rng, n, n_questions, n_units = np.random.default_rng(850), 900, 50, 30
    units = rng.integers(0, n_units, n)
    weights = rng.lognormal(0, 0.4, n)
    replicates = np.column_stack([np.where(units == unit, 0.0, weights * n_units / (n_units - 1)) for unit in range(n_units)])
    design = design_of(weights, replicates, units)
    groups = {"sex": rng.integers(0, 2, n), "age": rng.integers(0, 4, n)}
    n_cells = 0
    for _ in range(n_questions):
        codes, answered = rng.integers(0, 3, n), rng.random(n) < 0.9
        for group in groups.values():
            cells = block_of(question_of(codes, 3, answered=answered), group, design).cells
            for base, inside in (("asked", np.ones(n, dtype=bool)), ("answered", answered)):
                for key in range(group.max() + 1):
                    own = [at for at in range(n) if group[at] == key and inside[at]]
                    for code in range(3):
                        gave = [at for at in own if codes[at] == code and answered[at]]
                        every = [sum(w[at] for at in gave) / sum(w[at] for at in own) for w in (weights,)]
                        spread = (replicates[gave].sum(axis=0) / replicates[own].sum(axis=0) - every[0]) ** 2
                        assert cells[base].n[1 + key] == len(own)
                        assert abs(cells[base].estimate[code, 1 + key] - every[0]) < 1e-12
                        error = (spread.sum() * (n_units - 1) / n_units) ** 0.5
                        assert abs(cells[base].standard_error[code, 1 + key] - error) < 1e-12
                        n_cells += 1
    assert n_cells >= 850


def test_a_planted_difference_gets_its_letter_and_equal_columns_none() -> None:
    rng, n, n_units = np.random.default_rng(7), 3000, 60
    units, group = np.arange(n) % n_units, np.arange(n) % 3
    codes = (rng.random(n) < np.array([0.3, 0.3, 0.6])[group]).astype(int)
    weights = np.ones(n)
    replicates = np.column_stack([np.where(units == unit, 0.0, n_units / (n_units - 1)) for unit in range(n_units)])
    block = block_of(question_of(codes, 2), group, design_of(weights, replicates, (units // 3) * 3))
    assert block.pairs.lower_columns(1, 2, 0.05) == (0, 1)
    assert block.pairs.lower_columns(1, 0, 0.05) == ()
    assert block.pairs.lower_columns(0, 0, 0.05) == (2,)


def test_several_answers_are_tested_option_by_option(reference: Reference) -> None:
    inputs = reference("banner")["inputs"]
    design = design_of(np.array(inputs["weights"]), np.array(inputs["replicates"]), np.array(inputs["unit"]))
    question, groups = question_of(np.array(inputs["award"]), 2), np.array(inputs["stype"])
    found = block_of(question, groups, design, is_multiple=True).associations
    assert set(found) == {0, 1}
    assert found[0].test is not None
    assert_allclose(found[0].test.p_value, reference("banner")["answers"]["award"]["p"], atol=1e-7)


def test_a_column_below_the_fewest_is_in_no_pair() -> None:
    n = 60
    units, group = np.arange(n), np.where(np.arange(n) < 5, 2, np.arange(n) % 2)
    replicates = (units[:, None] != np.arange(n)) * n / (n - 1)
    design = design_of(np.ones(n), replicates, units)
    pairs = block_of(question_of(np.arange(n) % 2, 2), group, design, fewest=10).pairs
    assert np.isnan(pairs.p_value[:, (pairs.first == 2) | (pairs.second == 2)]).all()


def test_letters_run_on_as_in_spreadsheets() -> None:
    assert [letter_of(place) for place in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]


def test_a_difference_that_the_weights_hold_fixed_has_no_letter() -> None:
    rng, n = np.random.default_rng(7), 40
    design = design_of(np.ones(n), rng.uniform(0.5, 1.5, (n, 20)), np.arange(n) // 2)
    members = np.arange(n)[:, None] % 2 == np.arange(2)
    held = np.array([44.0, 45.0])[None, :, None] + rng.normal(0, 1e-9, (1, 2, 21))  # what the tolerance of a calibration leaves
    free = np.array([44.0, 45.0])[None, :, None] + rng.normal(0, 0.1, (1, 2, 21))
    found = compare_columns(np.concatenate([held, free]), members=members, told=np.ones((2, 2), dtype=bool), design=design)
    assert np.isnan(found.p_value[0]).all()
    assert found.lower_columns(0, 1, 0.05) == ()
    assert np.isfinite(found.p_value[1]).all()
