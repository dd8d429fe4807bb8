"""The short version of the simulation of the rule for base models, and proof that it can fail."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.params import Comparability
from crowdpotential.stats.streams import stream
from simulations.fit_rule import as_table, judge, repeat
from simulations.misfit_effects import find_effects
from simulations.misfits import World, draw_answers, list_worlds, make_truth

FEW = {False: 8, True: 2}
WORLDS = tuple(list_worlds())


def choose(size: str, *names: str) -> list[World]:
    return [world for world in WORLDS if world.size == size and world.name in names]


@pytest.mark.parametrize("size", ["1 x 5", "3 x 3"])
def test_true_models_are_accepted_and_misfits_that_matter_rejected(size: str) -> None:
    worlds = choose(size, "plain", "pairs declared", "small pair, high loadings", "two in one", "wording")
    rows = repeat(worlds=worlds, sizes=(1800,), n_draws=FEW)
    assert judge(rows) == [], as_table(rows)
    assert {row.world for row in rows} >= {"plain", "two in one", "wording"}
    assert {row.arm for row in rows} == {"all", "wlsmv 1", "wlsmv 2", "mlr 1", "mlr 2"}


def test_a_model_of_thirty_five_items_hides_no_dimension_that_is_two() -> None:
    [row, *_] = repeat(worlds=choose("7 x 5", "two in one"), sizes=(1800,), n_draws=FEW)
    assert row.rejected == 1
    assert row.rmsea < 0.04  # of the whole model, which hides it


def test_point_values_alone_reject_true_models_of_few_respondents() -> None:
    old = Comparability(exact_fit_level=1.0, max_rmsea_dimension=0.06, negligible_srmr=0.0)
    rows = repeat(worlds=choose("1 x 4", "plain"), sizes=(300,), n_draws={False: 40, True: 1}, rule=old)
    assert judge(rows), as_table(rows)


def test_a_rule_that_accepts_everything_breaks_its_promise() -> None:
    rows = repeat(
        worlds=choose("1 x 5", "two in one"),
        sizes=(600,),
        n_draws=FEW,
        rule=Comparability(exact_fit_level=1e-300),
    )
    assert any("two in one" in sentence for sentence in judge(rows))


def test_a_draw_depends_on_its_seed_its_world_and_its_number_alone() -> None:
    alone = repeat(worlds=choose("1 x 4", "pair"), sizes=(300,), n_draws=FEW)
    among = repeat(worlds=choose("1 x 4", "plain", "pair"), sizes=(300, 600), n_draws=FEW)
    assert alone == [row for row in among if row.world == "pair" and row.n == 300]


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: f"{world.size} {world.name}")
def test_responses_have_variance_one_and_a_covariance_that_is_possible(world: World) -> None:
    truth = make_truth(world)
    assert_allclose(np.diag(truth.correlations), 1)
    assert np.linalg.eigvalsh(truth.correlations)[0] > 0.05
    assert truth.model.n_items == world.n_dimensions * world.n_items


def test_a_true_model_moves_nothing_and_a_misfit_that_matters_moves_what_is_printed() -> None:
    plain, two, pair = find_effects(choose("1 x 5", "plain", "two in one", "pair"))
    assert_allclose([plain.reliability_bias, plain.latent_bias, plain.srmr], 0, atol=1e-4)
    assert two.cfi < 0.95
    assert two.latent_bias > 0.05  # though the first dimension is the same on both sides
    assert pair.reliability_bias > 0.02
    assert pair.latent_bias > 0.1


def test_drawn_answers_correlate_as_their_truth_says() -> None:
    truth = make_truth(choose("3 x 3", "cross-loading")[0])
    drawn = draw_answers(truth, stream(1, "draw"), n=20000, n_sides=2, estimator="mlr", is_clustered=False)
    found = np.corrcoef(drawn.items.codes.T)
    assert np.abs(found - truth.correlations).max() < 0.04  # eleven numbers are a little coarser
    assert set(drawn.side) == {0, 1}
