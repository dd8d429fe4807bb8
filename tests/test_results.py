"""The table of results: stable keys, the columns of the contract, and nothing printed on too few respondents."""

import numpy as np
import pytest

from crowdpotential.contracts import RESULT_COLUMNS
from crowdpotential.errors import ColumnError
from crowdpotential.results import finish, result_id

MEAN = {
    "chapter": "index",
    "measure": "mean",
    "variable": "index",
    "area": "gomel",
    "estimate": 46.6,
    "n": 295.0,
}


def test_a_result_is_named_by_what_it_is_about() -> None:
    assert result_id(MEAN) == "index.mean.index.area=gomel"
    contrast = {
        "chapter": "comparison",
        "measure": "contrast",
        "variable": "index",
        "area": "a",
        "reference_area": "b",
    }
    assert result_id(contrast) == "comparison.contrast.index.area=a.vs=b"


def test_the_columns_are_those_of_the_contract_in_their_order() -> None:
    assert list(finish([MEAN], is_synthetic=True, suppress_below=10).columns) == list(RESULT_COLUMNS)


def test_a_mean_of_too_few_respondents_is_hidden_with_its_base() -> None:
    found = finish([{**MEAN, "n": 9.0}], is_synthetic=False, suppress_below=10).iloc[0]
    assert found["is_suppressed"]
    assert np.isnan(found["estimate"])
    assert np.isnan(found["n"])


def test_counts_of_interviews_are_never_hidden() -> None:
    found = finish(
        [{"chapter": "fieldwork", "measure": "n_excluded", "estimate": 3.0, "n": 3.0}],
        is_synthetic=False,
        suppress_below=10,
    )
    assert not found["is_suppressed"].any()


def test_two_results_with_one_key_are_refused() -> None:
    with pytest.raises(ColumnError, match="1 rows repeat the key result_id"):
        finish([MEAN, MEAN], is_synthetic=True, suppress_below=10)


def test_a_contrast_does_not_give_a_hidden_mean_away() -> None:
    few = {**MEAN, "chapter": "groups", "bloc": "A", "area": "", "domain_variable": "sex", "domain": "male"}
    few |= {"sample": "main", "n": 4.0}
    many = {**few, "bloc": "B", "n": 300.0}
    contrast = {**few, "measure": "contrast", "reference_bloc": "B", "n": 304.0, "verdict": "difference"}
    found = finish([few, many, contrast], is_synthetic=False, suppress_below=10)
    assert found["is_suppressed"].tolist() == [True, False, True]
    assert np.isnan(found["estimate"].iloc[2])
    assert found["verdict"].iloc[2] == ""


def test_where_nothing_was_calibrated_no_row_says_so() -> None:
    row = {**MEAN, "weighting": "calibrated"}
    assert finish([row], is_synthetic=False, suppress_below=10, weighting="base")["weighting"].tolist() == [
        "base"
    ]


def test_what_rests_on_replicates_says_which_steps_each_of_them_repeats() -> None:
    rows = [
        {**MEAN, "method": "replicates"},
        {**MEAN, "variable": "IT", "method": "replicates"},  # scored beside the index, with equal weights
        {**MEAN, "measure": "share", "category": "low", "method": "replicates"},
        {"chapter": "measurement", "measure": "loading", "variable": "X1", "n": 300.0, "method": "replicates"},
        {"chapter": "measurement", "measure": "dimension_weight", "variable": "X", "n": 300.0, "method": "replicates"},
        {"chapter": "gap", "measure": "contrast", "variable": "X", "n": 300.0, "method": "replicates"},
        {"chapter": "ranks", "measure": "rank_set", "variable": "index", "n": 300.0, "method": "stepdown"},
    ]  # fmt: skip
    found = finish(rows, is_synthetic=True, suppress_below=10)["method"].tolist()
    assert found == [
        "replicates: weights, correlations, model, scores, means",
        "replicates: weights, means",
        "replicates: weights, estimate",
        "replicates: weights, correlations, model",
        "replicates: weights, correlations, model",
        "replicates: weights, correlations, model, scores, means",
        "stepdown",
    ]
