"""Sections of chapters that cannot stand beside the others of params."""

import pytest
from small_study import params_data, words

from crowdpotential.errors import CrowdpotentialError
from crowdpotential.params import build_params

DRIVERS = {"outcome": "X1", "predictors": ["Y"], "min_category": 5}


def test_categories_of_fewer_than_may_be_told_are_refused() -> None:
    with pytest.raises(CrowdpotentialError, match=r"drivers.min_category is 5, less than report.suppress_below \(10\).*raise it"):
        build_params(params_data() | {"drivers": DRIVERS}, name="params.yaml")
    report = params_data()["report"] | {"suppress_below": 5, "min_count": 3}
    assert build_params(params_data() | {"drivers": DRIVERS, "report": report}, name="params.yaml").drivers is not None


def test_a_gap_needs_two_sides() -> None:
    data = params_data()
    for area in data["areas"].values():
        area["bloc"] = "A"
    data |= {"blocs": {"A": {"name": words("A")}}, "gap": {"controls": ["sex"]}}
    with pytest.raises(CrowdpotentialError, match="gap takes the gap between two sides apart, and blocs names 1"):
        build_params(data, name="params.yaml")
