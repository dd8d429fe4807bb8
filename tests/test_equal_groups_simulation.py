"""The short version of the simulation of equal groups, and proof that it can fail."""

import pytest

from crowdpotential.chapters.comparability.estimates import step_rules
from crowdpotential.params import Comparability
from simulations import equal_groups
from simulations.equal_groups import SIZES, Setting, as_table, count_verdicts, judge, repeat


def test_equal_groups_are_seldom_called_different_and_what_is_planted_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(equal_groups, "SIZES", SIZES[:2])
    monkeypatch.setattr(equal_groups, "LARGE", SIZES[2])
    shares = repeat(n_draws={"mlr": 40}, n_large={"mlr": 20})
    assert judge(shares) == [], as_table(shares)
    assert len(shares) == 9


@pytest.mark.parametrize(("n_groups", "n_dimensions"), [(2, 1), (3, 2)])
def test_an_item_that_is_reversed_in_one_group_is_found_in_ordered_answers(n_groups: int, n_dimensions: int) -> None:
    setting = Setting(n_groups=n_groups, per_group=150, n_dimensions=n_dimensions, estimator="wlsmv", loading=-0.8)
    found = count_verdicts(setting, range(3))
    assert all(word.startswith(("not_comparable", "misfit")) for word in found), found


def test_steps_judged_by_indices_alone_call_too_many_different(monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting(n_groups=6, per_group=120, n_dimensions=1, estimator="mlr")

    def different(share_of: int) -> int:
        found = count_verdicts(setting, range(share_of))
        return sum(n for word, n in found.items() if word.startswith(("partial", "not_comparable")))

    with_chance = different(30)
    small = step_rules.is_small_change
    monkeypatch.setattr(
        step_rules,
        "is_small_change",
        lambda fit, fits, rule, **_: small(fit, fits, rule, significance_level=1.0),
    )
    assert different(30) > with_chance + 3


def test_shifts_without_a_size_call_more_different() -> None:
    setting = Setting(n_groups=2, per_group=400, n_dimensions=2, estimator="mlr", shift=0.15)
    sized, unsized = (
        count_verdicts(setting, range(12), rule=Comparability(min_item_shift_sd=size))["partial: some_items"] for size in (0.2, 0.0)
    )
    assert sized < unsized
