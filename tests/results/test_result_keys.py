"""What a row of results says of itself: each part of its key, and what its number rests on."""

from dataclasses import replace

import numpy as np
import pytest

from crowdpotential.results import finish, result_id, rows
from crowdpotential.results.rows import Row, inferred
from crowdpotential.stats.inference.estimation import Inference
from crowdpotential.stats.inference.simultaneous import Family

WHOLE: dict[str, str] = {
    "chapter": "comparison",
    "measure": "contrast",
    "variable": "index",
    "category": "high",
    "variable_2": "TRU",
    "model": "adjusted",
    "sample": "boost",
    "weighting": "none",
    "bloc": "A",
    "area": "north",
    "domain_variable": "sex",
    "domain": "male",
    "reference_bloc": "B",
    "reference_area": "east",
    "reference_domain": "female",
}
KEY = "comparison.contrast.index=high.TRU.model=adjusted.sample=boost.weighting=none.bloc=A.area=north.sex=male.vs=B.vs=east.vs=female"


def test_a_key_names_all_that_a_row_is_about_in_one_order() -> None:
    assert result_id(Row(**WHOLE)) == KEY


@pytest.mark.parametrize(
    ("left_out", "part"),
    [
        ("category", "=high"),
        ("variable_2", ".TRU"),
        ("model", ".model=adjusted"),
        ("sample", ".sample=boost"),
        ("weighting", ".weighting=none"),
        ("bloc", ".bloc=A"),
        ("area", ".area=north"),
        ("domain_variable", ".sex=male"),
        ("reference_bloc", ".vs=B"),
        ("reference_area", ".vs=east"),
        ("reference_domain", ".vs=female"),
    ],
)
def test_what_does_not_apply_leaves_no_trace_in_the_key(left_out: str, part: str) -> None:
    assert KEY.count(part) == 1
    expected = KEY.replace(part, "")
    assert result_id(replace(Row(**WHOLE), **{left_out: ""})) == expected


def test_a_category_without_a_variable_is_called_one() -> None:
    assert result_id(Row(chapter="fieldwork", measure="n", category="c")) == "fieldwork.n.category=c"
    assert result_id(Row(chapter="fieldwork", measure="n")) == "fieldwork.n"


@pytest.mark.parametrize("usual", [{"sample": "main"}, {"weighting": "calibrated"}, {"weighting": "base"}])
def test_the_usual_sample_and_weights_are_not_named(usual: dict[str, str]) -> None:
    row = Row(chapter="index", measure="mean", variable="index")
    assert result_id(replace(row, **usual)) == result_id(row)


def found(*, degrees_of_freedom: list[float], withheld: list[bool]) -> Inference:
    return Inference(
        estimate=np.array([1.0, 2.0]),
        standard_error=np.array([0.1, 0.2]),
        ci_low=np.array([0.8, 1.6]),
        ci_high=np.array([1.2, 2.4]),
        degrees_of_freedom=np.array(degrees_of_freedom),
        confidence_level=0.95,
        interval="t",
        n_replicates=60,
        n_failed=np.array([0, 3]),
        withheld=np.array(withheld),
    )


def test_a_row_takes_the_numbers_of_its_own_estimate() -> None:
    assert inferred(found(degrees_of_freedom=[30.0, 20.0], withheld=[False, False]), 1) == {
        "estimate": 2.0,
        "standard_error": 0.2,
        "ci_low": 1.6,
        "ci_high": 2.4,
        "interval_type": "t",
        "confidence_level": 0.95,
        "df": 20.0,
        "n_replicates": 60,
        "n_replicates_failed": 3,
        "method": "replicates",
        "note": "",
    }


@pytest.mark.parametrize(
    ("degrees_of_freedom", "withheld", "note"),
    [
        ([0.0, 9.0], [False, False], "single_unit"),
        ([0.0, 9.0], [True, False], "single_unit"),
        ([9.0, 0.0], [True, False], "withheld"),
        ([9.0, 0.0], [False, True], ""),
    ],
)
def test_an_estimate_without_an_error_says_why(degrees_of_freedom: list[float], withheld: list[bool], note: str) -> None:
    assert inferred(found(degrees_of_freedom=degrees_of_freedom, withheld=withheld), 0)["note"] == note


def test_what_a_family_found_goes_to_the_row_of_its_estimate() -> None:
    family = Family(
        p_value=np.array([0.01, 0.2]),
        p_adjusted=np.array([0.02, 0.3]),
        ci_low=np.array([1.0, -1.0]),
        ci_high=np.array([3.0, 2.0]),
        is_found=np.array([True, False]),
        method="holm",
    )
    assert rows.tested(family, 1, "areas") == {
        "ci_low_simultaneous": -1.0,
        "ci_high_simultaneous": 2.0,
        "p_value": 0.2,
        "p_adjusted": 0.3,
        "p_adjust_method": "holm",
        "family": "areas",
    }


def method_of(chapter: str, measure: str, method: str = "") -> str:
    row = Row(chapter=chapter, measure=measure, method=method, variable="index", n=300.0, estimate=1.0)
    return str(finish([row], is_synthetic=True)["method"].iloc[0])


def test_what_does_not_rest_on_replicates_repeats_no_step() -> None:
    assert method_of("index", "mean", "linearised") == "linearised"
    assert method_of("index", "mean") == ""


def test_a_measure_without_steps_says_replicates_alone() -> None:
    assert method_of("sensitivity", "option", "replicates") == "replicates"


@pytest.mark.parametrize(
    ("chapter", "measure", "steps"),
    [
        ("measurement", "alpha", "weights, estimate"),
        ("measurement", "loading", "weights, correlations, model"),
        ("measurement", "factor_correlation", "weights, correlations, model"),
        ("measurement", "second_order_loading", "weights, correlations, model"),
        ("measurement", "omega_total", "weights, correlations, model"),
        ("measurement", "omega_hierarchical", "weights, correlations, model"),
        ("measurement", "item_weight", "weights, correlations, model"),
        ("comparability", "item_shift", "weights, estimate"),
        ("gap", "points_owed", "weights, correlations, model, means"),
        ("gap", "contrast", "weights, correlations, model, scores, means"),
        ("index", "share", "weights, estimate"),
        ("comparison", "contrast", "weights, correlations, model, scores, means"),
        ("groups", "cramers_v", "weights, estimate"),
        ("groups", "rao_scott", "weights, estimate"),
        ("groups", "group_contrast", "weights, correlations, model, scores, means"),
        ("sensitivity", "correlation_within", "weights, estimate"),
        ("sensitivity", "correlation_outside", "weights, estimate"),
        ("sensitivity", "correlation_with_index", "weights, estimate"),
        ("sensitivity", "dimension_correlation", "weights, estimate"),
        ("sensitivity", "effective_weight", "weights, estimate"),
        ("sensitivity", "link", "weights, estimate"),
        ("sensitivity", "nominal_weight", "weights, correlations, model"),
        ("sensitivity", "weight_difference", "weights, correlations, model, estimate"),
        ("sensitivity", "change_without", "weights, correlations, model, scores, means"),
        ("ranks", "rank_set", "weights, correlations, model, scores, means"),
        ("topline", "share", "weights, estimate"),
    ],
)
def test_each_number_says_which_steps_its_replicates_repeat(chapter: str, measure: str, steps: str) -> None:
    assert method_of(chapter, measure, "replicates") == f"replicates: {steps}"
