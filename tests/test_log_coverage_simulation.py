"""The short version of the simulation of logs, and proof that it can fail."""

from dataclasses import replace

from simulations.log_coverage import NUMBERS, as_table, judge, repeat

SLACK = 0.12  # three Monte-Carlo errors of so few draws


def test_intervals_of_inequality_among_users_hold_the_truth_where_they_are_told() -> None:
    found = repeat(25, spreads=(0.8,), sizes=(300, 3_000), n_of_truth=300_000)
    assert [row.number for row in found] == [*NUMBERS, *NUMBERS]
    assert [row.is_promised for row in found] == [False, False, False, True, False, True]
    assert judge([replace(row, covered=row.covered + SLACK) for row in found]) == []
    assert "top 1 %" in as_table(found)
    short = replace(found[-1], covered=0.7)
    assert len(judge([short])) == 1
    assert judge([replace(short, is_promised=False)]) == []
