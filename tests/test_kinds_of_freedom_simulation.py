"""The short version of the simulation of degrees of freedom by kind of number."""

from simulations.kinds_of_freedom import KINDS, repeat


def test_no_kind_of_number_has_more_freedom_than_calibration_leaves_a_mean() -> None:
    found = repeat(150)
    assert [one.kind for one in found] == list(KINDS)
    for one in found:
        assert one.of_calibration < one.of_points - 3  # unequal weights and eleven controls cost
        assert one.shown < 0.9 * one.of_points  # and the points alone promise too much
