"""The short version of the simulation of small domains, and proof that it can fail."""

from dataclasses import replace

from simulations.small_domains import PROMISED, WORLDS, as_table, judge, repeat

SLACK = 0.02  # three Monte-Carlo errors of so few draws


def test_pooled_domains_are_closer_to_the_truth_and_their_intervals_hold_it() -> None:
    names = ("6 x 6, none stray", "6 x 6, little, shared errors", "2 x 8, far")
    found = repeat(60, worlds={name: WORLDS[name] for name in names})
    assert [row.world for row in found] == list(names)
    assert judge([replace(row, covered=row.covered + SLACK, mse_ratio_largest=1.0) for row in found]) == []
    assert all(row.mse_ratio < 1 for row in found)
    assert "6 x 6, none stray" in as_table(found)


def test_a_promise_that_is_not_kept_is_told() -> None:
    (row,) = repeat(2, worlds={"2 x 8, little": WORLDS["2 x 8, little"]})
    kept = replace(row, covered=PROMISED, mse_ratio=0.9, mse_ratio_largest=1.1)
    assert judge([kept]) == []
    assert len(judge([replace(kept, covered=0.9), replace(kept, mse_ratio=1.0), replace(kept, mse_ratio_largest=1.5)])) == 3
