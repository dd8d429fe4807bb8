"""The short version of the simulation of inequality, and proof that it can fail."""

from dataclasses import replace

from simulations.inequality_coverage import DOMAINS, FEWEST, NUMBERS, WORLDS, Coverage, as_table, judge, repeat

SLACK = 0.11  # three Monte-Carlo errors of so few samples


def run() -> list[Coverage]:
    return repeat(25, n_replicates=400, worlds={"points": WORLDS["points"]}, psus_per_area=150)


def test_intervals_of_inequality_hold_the_truth_where_enough_respondents_stand_behind_them() -> None:
    found = run()
    assert len(found) == len(DOMAINS) * len(NUMBERS)
    told = [row for row in found if row.is_promised]
    assert {row.number for row in told} == set(NUMBERS)
    assert all(row.behind > FEWEST for row in told)
    assert judge([replace(row, covered=row.covered + SLACK) for row in found]) == []
    assert "top 1 %" in as_table(found)
    short = replace(told[0], covered=0.9)
    assert len(judge([short])) == 1
    assert judge([replace(short, is_promised=False)]) == []
