"""The short version of the simulation of paired changes, and proof that it can fail."""

from dataclasses import replace

from simulations.paired_changes import as_table, judge, repeat

SLACK = 0.06  # three Monte-Carlo errors of so few samples


def test_intervals_of_changes_and_of_their_sizes_hold_the_truth() -> None:
    found = repeat(120, pairs=(20,))
    eased = [
        replace(row, covered_change=row.covered_change + SLACK, covered_size=row.covered_size + SLACK, bias_of_size=row.bias_of_size / 4)
        for row in found
    ]
    assert judge(eased) == []
    assert "numbers" in as_table(found)
    assert len(judge([replace(eased[0], covered_size=0.9)])) == 1
    assert len(judge([replace(eased[0], bias_of_size=0.1)])) == 1
