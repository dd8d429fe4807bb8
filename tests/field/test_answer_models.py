"""Answers drawn from their models."""

import numpy as np
import pytest

from crowdpotential.field.answer_models import draw_choice, draw_number, draw_ordered, draw_several
from crowdpotential.field.simulation_plan import Choice, Number, Ordered, Several
from crowdpotential.stats.arrays import FloatArray

N = 50_000


def ones(_name: str) -> FloatArray:
    return np.ones(N)


def test_choices_come_with_the_shares_of_the_plan() -> None:
    model = Choice(model="choice", shares={1: 0.5, 2: 0.3, 5: 0.2})
    drawn = draw_choice(model, ones, N, np.random.default_rng(1))
    shares = [(drawn == code).mean() for code in (1, 2, 5)]
    assert shares == pytest.approx([0.5, 0.3, 0.2], abs=0.01)


def test_an_effect_on_a_choice_is_a_logit() -> None:
    model = Choice(model="choice", shares={0: 0.5, 1: 0.5}, effects={1: {"urban": np.log(3)}})
    drawn = draw_choice(model, ones, N, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(0.75, abs=0.01)


def test_an_ordered_answer_is_cut_at_normal_thresholds() -> None:
    model = Ordered(model="ordered", thresholds=(-1.0, 1.0), effects={"urban": 1.0})
    drawn = draw_ordered(model, [1, 2, 3], ones, N, np.random.default_rng(1))
    assert (drawn == 3).mean() == pytest.approx(0.5, abs=0.01)  # the response has mean 1
    assert (drawn == 1).mean() == pytest.approx(0.0228, abs=0.005)


def several(most: int | None) -> "np.ndarray[tuple[int, int], np.dtype[np.int16]]":
    model = Several(model="several", shares={1: 0.6, 2: 0.5, 3: 0.4, 9: 0.1})
    return draw_several(model, [1, 2, 3, 8, 9], exclusive=(9,), most=most, trait=ones, n=N, rng=np.random.default_rng(1))


def test_an_exclusive_option_stands_alone_and_nobody_marks_nothing() -> None:
    marked = several(None)
    none = marked[:, 4] == 1
    assert (marked[none, :4] == 0).all()
    assert (marked.sum(axis=1) >= 1).all()
    assert marked[:, 3].sum() == 0  # an option without a share is never marked


def test_nobody_marks_more_options_than_allowed() -> None:
    marked = several(2)
    assert marked.sum(axis=1).max() == 2
    assert (marked.sum(axis=1) >= 1).all()


def test_numbers_stay_inside_the_valid_range() -> None:
    drawn = draw_number(Number(model="number", mean=9, spread=3), (0, 10), ones, N, np.random.default_rng(1))
    assert (drawn.min(), drawn.max()) == (0, 10)
