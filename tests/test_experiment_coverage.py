"""The short version of the simulation of effects of texts."""

from simulations.experiment_coverage import WORLDS, repeat


def test_intervals_of_effects_hold_the_truth_about_as_often_as_they_promise() -> None:
    rows = [row for row in repeat(60) if not row.area]
    assert {(row.plan, row.method) for row in rows} == {(world, method) for world in WORLDS for method in ("weighted", "unweighted")}
    for row in rows:
        assert 0.88 <= row.coverage <= 1.0, row  # 120 intervals: three errors
        assert abs(row.bias) < 0.4
