"""How many types: the rule of choice, and why classes are not shown as types."""

from dataclasses import replace

import numpy as np
import pytest
from stats.latent_classes.planted import plant

from crowdpotential.chapters.typology.estimates.indicators import Indicators
from crowdpotential.chapters.typology.estimates.side_rows import judge_sides
from crowdpotential.chapters.typology.estimates.solutions import Choice, classify, try_numbers
from crowdpotential.params import Typology
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.latent_classes.fitting import Search
from crowdpotential.stats.latent_classes.sides import SideCheck
from crowdpotential.stats.replication.replicates import rao_wu_replication

N = 600
PLAIN = Typology(indicators=("answers",), classes=(1, 2, 3, 4), resamples=10)


def choose(typology: Typology, *, is_noise: bool = False) -> Choice:
    rng = np.random.default_rng(17)
    people = plant(rng, N)
    codes = rng.integers(0, 2, people.codes.shape) if is_noise else people.codes
    codes[:5] = -1  # who answered nothing
    names = tuple(f"answer{j}" for j in range(codes.shape[1]))
    indicators = Indicators(names=names, codes=codes, n_levels=people.n_levels, answers=(), idle=())
    units = np.arange(N)
    design = Design(
        weights=np.where(units % 2, 100.0, 300.0),
        replicate_weights=np.ones((N, 2)),
        replication=rao_wu_replication(np.zeros(N, dtype=np.int64), number=2),
        strata=np.zeros(N, dtype=np.int64),
        psus=units,
    )
    found = classify(indicators, design)
    assert found.inside.sum() == N - 5
    assert found.n_effective == pytest.approx((N - 5) / 1.25, rel=0.01)  # unequal weights cost a fifth
    return try_numbers(found, design, typology, search=Search(starts=8), rng=rng)


def test_the_planted_number_has_the_least_criterion_and_is_stable() -> None:
    found = choose(PLAIN)
    assert found.chosen.classes.n_classes == 3
    assert found.obstacle == ""


def test_answers_without_a_pattern_have_one_class_and_no_types() -> None:
    assert choose(PLAIN, is_noise=True).obstacle == "one_class"


def test_a_number_with_too_small_a_class_is_not_chosen() -> None:
    assert choose(replace_with(PLAIN, min_share=0.27)).chosen.classes.n_classes == 2


def test_classes_that_resamples_do_not_show_again_are_no_types() -> None:
    assert choose(replace_with(PLAIN, choose=3), is_noise=True).obstacle in {"unstable", "small"}


def test_a_number_of_the_team_is_taken_as_it_is() -> None:
    assert choose(replace_with(PLAIN, choose=2)).chosen.classes.n_classes == 2


@pytest.mark.parametrize(
    ("of_indicators", "of_all", "verdict"),
    [
        ([5.0, 4.0, 3.0, 2.0], 20.0, "comparable"),
        ([5.0, -4.0, 3.0, -2.0], 20.0, "partial"),
        ([5.0, -4.0, -3.0, -2.0], 20.0, "not_comparable"),
        ([5.0, -90.0, 3.0, 2.0], -60.0, "not_comparable"),
    ],
)
def test_the_verdict_on_sides_counts_the_answers_that_differ(of_indicators: list[float], of_all: float, verdict: str) -> None:
    assert judge_sides(SideCheck(of_indicators=np.array(of_indicators), of_all=of_all)) == verdict


def replace_with(typology: Typology, **changes: object) -> Typology:
    return Typology.model_validate({**typology.model_dump(), **changes})


def test_a_choice_is_a_record_that_says_which_candidate_it_means() -> None:
    found = choose(replace_with(PLAIN, classes=(2, 3)))
    assert replace(found, best=0).chosen.classes.n_classes == 2
