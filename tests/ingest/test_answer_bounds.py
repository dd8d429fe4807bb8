"""Bounds of sensitive answers: which codes are positive, where the bounds lie, and that they frame what was answered."""

import numpy as np
import pandas as pd
import pytest
from ingest.silence import areas, codebook, design, responses

from crowdpotential.ingest.answer_bounds import bound_rows, positive_codes


def bounds() -> pd.DataFrame:
    rows = bound_rows(responses(), codebook(), areas=areas(), blocs=("X", "Y"), design=design(), confidence_level=0.95)
    return pd.DataFrame(rows).set_index(["measure", "variable", "model", "bloc", "area"])


def test_the_bounds_of_a_share_put_all_the_silent_on_one_side() -> None:
    found = bounds()
    answered, lowest, highest = (found.loc[("share_bound", "A", model, "", ""), "estimate"] for model in ("answered", "lowest", "highest"))
    agreed = 1 + 1 + 1 + 1  # weights of those who gave 4 or 5
    assert answered == pytest.approx(agreed / 12)
    assert lowest == pytest.approx(agreed / 16)
    assert highest == pytest.approx((agreed + 4) / 16)


def test_the_bounds_of_a_mean_put_all_the_silent_at_one_end_of_the_scale() -> None:
    found = bounds()
    total = 2 * 1 + 4 + 5 + 2 + 3 * 3 + 5 + 4 + 1 + 2
    assert found.loc[("mean_bound", "A", "lowest", "", ""), "estimate"] == pytest.approx((total + 4 * 1) / 16)
    assert found.loc[("mean_bound", "A", "highest", "", ""), "estimate"] == pytest.approx((total + 4 * 5) / 16)


def test_the_lowest_codes_of_a_reversed_item_are_positive_and_one_code_of_a_short_scale() -> None:
    book = codebook()
    assert positive_codes(book, book.variable("A")) == (4, 5)
    assert positive_codes(book, book.variable("B")) == (1, 2)
    assert positive_codes(book, book.variable("C")) == (3,)
    found = bounds().reset_index()
    shares = found[found["measure"] == "share_bound"]
    assert set(shares.loc[shares["variable"] == "B", "category"]) == {"1+2"}


def test_only_sensitive_questions_are_bounded() -> None:
    assert set(bounds().reset_index()["variable"]) == {"A", "B"}


def test_each_bound_carries_its_end_of_the_interval_and_the_answered_share_its_own() -> None:
    found = bounds()
    lowest, highest = (found.loc[("mean_bound", "A", model, "", "")] for model in ("lowest", "highest"))
    assert lowest["ci_low"] < lowest["estimate"] < highest["estimate"] < highest["ci_high"]
    assert np.isnan(lowest["ci_high"])
    assert np.isnan(highest["ci_low"])
    assert {lowest["interval_type"], highest["interval_type"]} == {"imbens-manski"}
    assert found.loc[("mean_bound", "A", "answered", "", ""), "interval_type"] == "logit"


def test_bases_count_those_who_answered_and_those_who_were_asked() -> None:
    found = bounds()
    assert found.loc[("share_bound", "A", "answered", "X", "north"), "n"] == 4
    assert found.loc[("share_bound", "A", "highest", "X", "north"), "n"] == 6


def test_without_missing_answers_both_bounds_are_what_was_answered() -> None:
    found = bounds()
    values = [found.loc[("share_bound", "B", m, "Y", "south"), "estimate"] for m in ("answered", "lowest", "highest")]
    assert values == pytest.approx([values[0]] * 3)


def test_a_study_without_sensitive_questions_has_no_bounds() -> None:
    book = codebook()
    calm = book.model_copy(update={"variables": tuple(v.model_copy(update={"sensitive": False}) for v in book.variables)})
    assert bound_rows(responses(), calm, areas=areas(), blocs=("X", "Y"), design=design(), confidence_level=0.95) == []


def test_bounds_have_the_degrees_of_freedom_of_those_asked_and_the_answered_share_of_those_who_answered() -> None:
    book = codebook()
    routed = tuple(v.model_copy(update={"sensitive": v.id == "D"}) for v in book.variables)
    asked = responses()
    asked.loc[1, "D"] = 98  # the only one asked of his unit
    rows = bound_rows(
        asked,
        book.model_copy(update={"variables": routed}),
        areas=areas(),
        blocs=("X", "Y"),
        design=design(),
        confidence_level=0.95,
    )
    found = {(row.measure, row.model): row.df for row in rows if not row.bloc}
    assert found["share_bound", "answered"] == found["mean_bound", "answered"] == 1
    assert found["share_bound", "lowest"] == found["mean_bound", "highest"] == 2
