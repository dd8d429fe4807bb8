"""The table of results: stable keys, the columns of the contract, and nothing printed on too few respondents."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from crowdpotential.contracts import RESULT_COLUMNS
from crowdpotential.disclosure.bases import rest_on_few
from crowdpotential.disclosure.hiding import hide
from crowdpotential.errors import ColumnError
from crowdpotential.results import finish, result_id
from crowdpotential.results.measures import comparability, gap, groups, measurement, ranks
from crowdpotential.results.rows import Columns, Row, make_row

MEAN = Row(chapter="index", measure="mean", variable="index", area="gomel", estimate=46.6, n=295.0)


def test_a_result_is_named_by_what_it_is_about() -> None:
    assert result_id(MEAN) == "index.mean.index.area=gomel"
    contrast = Row(chapter="comparison", measure="contrast", variable="index", area="a", reference_area="b")
    assert result_id(contrast) == "comparison.contrast.index.area=a.vs=b"


def test_a_share_of_those_who_answered_says_so_at_the_end_of_its_key() -> None:
    asked = Row(chapter="topline", measure="share", variable="Q", category="1", bloc="A", base="asked")
    assert result_id(asked) == "topline.share.Q=1.bloc=A"
    assert result_id(replace(asked, base="answered")) == "topline.share.Q=1.bloc=A.base=answered"
    beside = replace(asked, chapter="yardsticks")  # figures of one answer may be published of all asked and of all who answered
    assert {result_id(replace(beside, base=base)) for base in ("asked", "answered")} == {
        "yardsticks.share.Q=1.bloc=A",
        "yardsticks.share.Q=1.bloc=A.base=answered",
    }


@pytest.mark.parametrize(
    "row",
    [
        Row(chapter="topline", measure="mean", variable="Q"),
        Row(chapter="topline", measure="share_bound", variable="Q", category="4+5", model="answered"),
        Row(chapter="topline", measure="cramers_v", variable="Q", variable_2="bloc"),
        Row(chapter="index", measure="share", variable="index", category="high"),
    ],
)
def test_the_key_of_what_has_one_base_does_not_name_it(row: Row) -> None:
    assert result_id(replace(row, base="answered")) == result_id(row)


def test_the_columns_are_those_of_the_contract_in_their_order() -> None:
    assert list(finish([MEAN], is_synthetic=True).columns) == list(RESULT_COLUMNS)


def protected(rows: list[Row]) -> pd.DataFrame:
    full = finish(rows, is_synthetic=False)
    return hide(full, rest_on_few(full, 10))


def test_a_mean_of_too_few_respondents_is_hidden_with_its_base() -> None:
    found = protected([replace(MEAN, n=9.0)]).iloc[0]
    assert found["is_suppressed"]
    assert np.isnan(found["estimate"])
    assert np.isnan(found["n"])


@pytest.mark.parametrize(("n", "is_hidden"), [(9.0, True), (10.0, False)])
def test_the_limit_itself_is_shown(n: float, is_hidden: bool) -> None:  # noqa: FBT001 of pytest
    found = protected([replace(MEAN, n=n)]).iloc[0]
    assert (bool(found["is_suppressed"]), bool(np.isnan(found["estimate"]))) == (is_hidden, is_hidden)


def test_counts_of_interviews_are_never_hidden() -> None:
    found = protected([Row(chapter="fieldwork", measure="n_excluded", estimate=3.0, n=3.0)])
    assert not found["is_suppressed"].any()


def test_two_results_with_one_key_are_refused() -> None:
    with pytest.raises(ColumnError, match="1 rows repeat the key result_id"):
        finish([MEAN, MEAN], is_synthetic=True)


def test_a_contrast_does_not_give_a_hidden_mean_away() -> None:
    men: Columns = {"variable": "index", "domain_variable": "sex", "domain": "male", "sample": "main"}
    few = make_row(groups.MEAN, men, bloc="A", estimate=46.6, n=4.0)
    many = make_row(groups.MEAN, men, bloc="B", estimate=46.6, n=300.0)
    contrast = make_row(groups.CONTRAST, men, bloc="A", reference_bloc="B", estimate=46.6, n=304.0, verdict="difference")
    found = protected([few, many, contrast])
    assert found["is_suppressed"].tolist() == [True, False, True]
    assert np.isnan(found["estimate"].iloc[2])
    assert found["verdict"].iloc[2] == ""


def question(measure: str, category: str, *, base: str, n: float, model: str = "", bloc: str = "A") -> Row:
    return Row(
        chapter="topline",
        measure=measure,
        variable="Q",
        category=category,
        model=model,
        bloc=bloc,
        sample="main",
        base=base,
        estimate=0.4,
        n=n,
    )


def hidden(rows: list[Row]) -> list[bool]:
    return protected(rows)["is_suppressed"].tolist()


def test_answers_of_too_few_do_not_come_back_from_the_shares_of_all_asked() -> None:
    rows = [
        question("share", "1", base="asked", n=15.0),
        question("share", "97", base="asked", n=15.0),  # don't know: nobody's answer
        question("share", "1", base="answered", n=7.0),
        question("share", "1", base="asked", n=300.0, bloc="B"),
        question("share", "1", base="answered", n=290.0, bloc="B"),
    ]
    assert hidden(rows) == [True, False, True, False, False]


def test_answers_of_too_few_do_not_come_back_from_their_bounds() -> None:
    bounds = [
        question("share_bound", "4+5", base="answered", n=9.0, model="answered"),
        question("share_bound", "4+5", base="asked", n=12.0, model="lowest"),
        question("share_bound", "4+5", base="asked", n=12.0, model="highest"),
        question("mean_bound", "", base="answered", n=12.0, model="answered", bloc="B"),
        question("mean_bound", "", base="asked", n=14.0, model="lowest", bloc="B"),
    ]
    assert hidden(bounds) == [True, True, True, False, False]


def test_a_few_without_an_answer_hide_nothing() -> None:
    """How many kept silent is no answer of anybody, and stands in the rows of item nonresponse."""
    rows = [question("share", "1", base="asked", n=300.0), question("share", "1", base="answered", n=297.0)]
    assert hidden(rows) == [False, False]


def test_where_nothing_was_calibrated_no_row_says_so() -> None:
    row = replace(MEAN, weighting="calibrated")
    assert finish([row], is_synthetic=False, weighting="base")["weighting"].tolist() == ["base"]


def test_what_rests_on_replicates_says_which_steps_each_of_them_repeats() -> None:
    rows = [
        replace(MEAN, method="replicates"),
        replace(MEAN, variable="IT", method="replicates"),  # scored beside the index, with equal weights
        replace(MEAN, measure="share", category="low", method="replicates"),
        make_row(measurement.LOADING, variable="X1", n=300.0, method="replicates"),
        make_row(measurement.DIMENSION_WEIGHT, variable="X", n=300.0, method="replicates"),
        make_row(gap.CONTRAST, variable="X", n=300.0, method="replicates"),
        make_row(ranks.RANK_SET, variable="index", n=300.0, method="stepdown"),
    ]
    found = finish(rows, is_synthetic=True)["method"].tolist()
    assert found == [
        "replicates: weights, correlations, model, scores, means",
        "replicates: weights, means",
        "replicates: weights, estimate",
        "replicates: weights, correlations, model",
        "replicates: weights, correlations, model",
        "replicates: weights, correlations, model, scores, means",
        "stepdown",
    ]


def test_a_verdict_on_comparability_of_few_is_never_hidden() -> None:
    """An empty verdict would forbid nothing."""
    few: Columns = {"variable": "areas", "n": 9.0}
    rows = [
        make_row(comparability.VERDICT, few, verdict="untested"),
        make_row(comparability.CFI, few, estimate=0.9),
    ]
    found = protected(rows)
    assert found["verdict"].tolist() == ["untested", ""]
    assert found["is_suppressed"].tolist() == [False, True]
