"""Item nonresponse: who was asked, who kept silent and how, and what listwise deletion would lose."""

import numpy as np
import pandas as pd
import pytest
from ingest.silence import areas, codebook, design, responses

from crowdpotential.ingest.item_nonresponse import item_nonresponse_rows, listwise_rows
from crowdpotential.ingest.unanswered import list_questions, mark_missing


def shares() -> pd.DataFrame:
    rows = item_nonresponse_rows(responses(), codebook(), areas=areas(), blocs=("X", "Y"), design=design(), confidence_level=0.95)
    return pd.DataFrame(rows).set_index(["variable", "category", "bloc", "area"])


def test_the_weighted_share_is_told_for_all_and_by_class() -> None:
    found = shares()
    assert found.loc[("A", "", "", ""), "estimate"] == pytest.approx(4 / 16)
    assert found.loc[("A", "dont_know", "", ""), "estimate"] == pytest.approx(1 / 16)
    assert found.loc[("A", "refused", "", ""), "estimate"] == pytest.approx(2 / 16)
    assert found.loc[("A", "no_answer", "", ""), "estimate"] == pytest.approx(1 / 16)
    assert found.loc[("A", "", "X", "north"), "estimate"] == pytest.approx(3 / 8)
    assert found.loc[("A", "", "X", "north"), "n"] == 6


def test_classes_add_up_to_the_whole_in_every_place() -> None:
    found = shares().reset_index()
    total = found[found["category"] == ""].set_index(["variable", "bloc", "area"])["estimate"]
    parts = found[found["category"] != ""].groupby(["variable", "bloc", "area"])["estimate"].sum()
    assert parts.to_numpy() == pytest.approx(total.loc[parts.index].to_numpy())


def test_a_question_that_routing_keeps_from_some_is_told_for_everybody_among_those_asked() -> None:
    found = shares()
    assert found.loc[("D", "", "", ""), "n"] == 5
    assert found.loc[("D", "", "", ""), "estimate"] == pytest.approx(1 / 7)
    assert ("D", "", "X", "north") not in found.index


def test_an_interval_has_the_freedom_of_the_units_that_were_asked() -> None:
    """D was asked in two units of the north and in two of the south: four units less two strata."""
    row = shares().loc[("D", "", "", "")]
    assert (row["df"], row["note"]) == (2, "")
    only_there = item_nonresponse_rows(
        responses().assign(D=[4, 97, *[96] * 10]),
        codebook(),
        areas=areas(),
        blocs=("X", "Y"),
        design=design(),
        confidence_level=0.95,
    )
    found = next(row for row in only_there if row.variable == "D")
    assert (found.df, found.note) == (0, "single_unit")
    assert np.isnan([found.standard_error, found.ci_low, found.ci_high]).all()


def test_a_class_that_nobody_gave_has_no_rows_and_a_full_question_a_share_of_zero() -> None:
    found = shares()
    assert ("B", "refused", "", "") not in found.index
    assert found.loc[("C", "", "", ""), "estimate"] == 0
    assert np.isnan(found.loc[("C", "", "", ""), "ci_low"])


def test_the_interval_is_that_of_the_replicates_and_stays_between_nobody_and_everybody() -> None:
    row = shares().loc[("A", "", "", "")]
    weights, missing = design(), np.isin(responses()["A"], [97, 98, 99])
    replicates = (weights.replicate_weights * missing[:, None]).sum(axis=0) / weights.replicate_weights.sum(axis=0)
    assert row["standard_error"] == pytest.approx(np.sqrt(2 / 3 * np.square(replicates - 0.25).sum()))
    assert 0 < row["ci_low"] < row["estimate"] < row["ci_high"] < 1
    assert row["df"] == 4


def test_what_is_noted_and_not_asked_is_no_question() -> None:
    assert [question.id for question in list_questions(codebook())] == ["A", "B", "C", "D"]


def test_not_asked_is_neither_missing_nor_answered() -> None:
    marks = mark_missing(responses(), codebook(), "D")
    assert np.isnan(marks[0])
    assert list(marks[[1, 2]]) == [0, 1]


def test_listwise_deletion_is_counted_beside_the_smallest_pair() -> None:
    rows = {row.measure: row for row in listwise_rows(responses(), codebook(), ["T"])}
    assert rows["n_listwise"].estimate == 8
    assert rows["n_listwise"].n == 12
    assert rows["n_pairwise"].estimate == 8
