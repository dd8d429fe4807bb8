"""Distributions of answers: both bases, means of what was rated, degrees of freedom of those asked; as R's survey package has them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import Reference
from numpy.testing import assert_allclose

from crowdpotential.chapters.answers.estimates.toplines import topline_rows
from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import Replication

Key = tuple[str, str, str, str]  # variable, category, base, bloc


def words(text: str) -> dict[str, str]:
    return {"en": text}


def codes(*numbers: int) -> dict[int, dict[str, Any]]:
    return {number: {"label": words(str(number))} for number in numbers}


def book() -> Codebook:
    classes = {96: "not_applicable", 97: "dont_know", 98: "refused", 99: "no_answer"}
    large = {996: "not_applicable", 997: "dont_know"}
    asked_if = {"variable": "taste", "op": "eq", "value": 1}
    variables: list[dict[str, Any]] = [
        {"id": "taste", "type": "single", "missing": "usual", "codes": codes(1, 2, 3)},
        {
            "id": "rating",
            "type": "ordinal",
            "missing": "usual",
            "codes": codes(1, 2, 3, 4, 5),
            "dimension": "D",
            "direction": -1,
        },
        {"id": "routed", "type": "single", "missing": "usual", "codes": codes(1, 2), "asked_if": asked_if},
        {"id": "hours", "type": "numeric", "missing": "large", "asked_if": asked_if},
        {"id": "where", "type": "multiple", "missing": "usual", "codes": codes(1, 2, 3)},
    ]
    return build_codebook(
        {
            "id": "small",
            "languages": ["en"],
            "missing": {
                name: {code: {"class": kind, "label": words(kind)} for code, kind in entries.items()}
                for name, entries in (("usual", classes), ("large", large))
            },
            "dimensions": [{"id": "D", "label": words("D")}],
            "variables": [{**variable, "wording": words(variable["id"])} for variable in variables],
        },
        name="small",
    )


def design_of(inputs: Reference) -> Design:
    replicates = np.array(inputs["replicate_weights"])
    return Design(
        weights=np.array(inputs["weight"]),
        replicate_weights=replicates,
        replication=Replication(
            kind="jkn",
            coefficients=np.array(inputs["coefficients"]),
            centre="estimate",
            degrees_of_freedom=20.0,
            fails_above=0.0,
        ),
        strata=np.array(inputs["stratum"], dtype=np.int64),
        psus=np.array(inputs["psu"], dtype=np.int64),
    )


def rows_of(inputs: Reference, codebook: Codebook | None = None) -> pd.DataFrame:
    responses = pd.DataFrame({name: inputs[name] for name in inputs if name not in {"replicate_weights", "coefficients"}})
    bloc = responses["bloc"].to_numpy()
    domains = Domains(
        labels=(Domain(), Domain(bloc="A"), Domain(bloc="B"), Domain(bloc="A", area="north")),
        members=np.column_stack([np.ones(len(bloc), dtype=bool), bloc == "A", bloc == "B", bloc == "A"]),
    )
    found = topline_rows(
        responses,
        codebook or book(),
        domains=domains,
        design=design_of(inputs),
        comparison=Comparison.model_validate({}),
    )
    return pd.DataFrame(found).set_index(["variable", "category", "base", "bloc"]).sort_index()


@pytest.fixture(scope="module")
def given(reference: Callable[[str], Reference]) -> Reference:
    return reference("percent_bases")


@pytest.fixture(scope="module")
def rows(given: Reference) -> pd.DataFrame:
    return rows_of(given["inputs"])


def key_of(answer: Reference) -> Key:
    name, _, option = answer["column"].partition("_")
    return name, option or str(answer["amount"] or ""), answer["base"], answer["bloc"]


def test_shares_of_both_bases_and_means_are_those_of_r(given: Reference, rows: pd.DataFrame) -> None:
    expected = given["answers"]["rows"]
    found = rows.loc[[key_of(answer) for answer in expected]]
    for column, tolerance in (
        ("estimate", 1e-9),
        ("standard_error", 1e-7),
        ("ci_low", 1e-7),
        ("ci_high", 1e-7),
    ):
        theirs = np.array([answer[column] for answer in expected], dtype=np.float64)
        assert_allclose(found[column], theirs, rtol=tolerance)  # none of a share of nobody, NaN in both


def test_degrees_of_freedom_and_n_are_those_of_the_base(given: Reference, rows: pd.DataFrame) -> None:
    expected = given["answers"]["rows"]
    found = rows.loc[[key_of(answer) for answer in expected]]
    assert found["df"].tolist() == [answer["df"] for answer in expected]
    assert found["n"].tolist() == [answer["n"] for answer in expected]
    assert rows.loc["taste", "df"].unique().tolist() == [20.0]
    assert rows.loc["routed", "df"].unique().tolist() == [12.0]  # a third of the units was never asked


def test_means_of_sides_are_those_of_svyby(given: Reference, rows: pd.DataFrame) -> None:
    found, by_side = rows.loc[("rating", "", "answered")].loc[["A", "B"]], given["answers"]["rating_by_side"]
    assert_allclose(found["estimate"], by_side["estimate"], rtol=1e-9)
    assert_allclose(found["standard_error"], by_side["standard_error"], rtol=1e-7)


def test_a_share_of_those_who_answered_is_that_of_all_asked_over_what_is_left_without_the_missing(
    rows: pd.DataFrame,
) -> None:
    shares = rows[rows["measure"] == "share"].reset_index()
    asked = shares[shares["base"] == "asked"].set_index(["variable", "category", "bloc"])["estimate"]
    of_missing = [category in {"97", "98", "99", "997"} for category in asked.index.get_level_values("category")]
    silent = asked[of_missing].groupby(["variable", "bloc"]).sum()
    answered = shares[shares["base"] == "answered"]
    assert len(answered) == 3 * (3 + 5 + 2 + 3)
    for row in answered.itertuples():
        left = 1 - silent[row.variable, row.bloc]
        assert row.estimate == pytest.approx(asked[row.variable, row.category, row.bloc] / left, rel=1e-12)


def test_one_answer_adds_to_one_in_either_base_and_several_answers_to_more(rows: pd.DataFrame) -> None:
    sums = rows[rows["measure"] == "share"].groupby(["variable", "base", "bloc"])["estimate"].sum()
    for name in ("taste", "rating", "routed"):
        assert_allclose(sums[name], 1.0, rtol=1e-12)
    assert (sums["where"] > 1).all()


def test_missing_codes_are_told_of_all_asked_alone_and_not_asked_of_nobody(rows: pd.DataFrame) -> None:
    told = rows[rows["measure"] == "share"].reset_index()
    missing = told[told["category"].isin(["97", "98", "99", "997"])]
    assert set(missing["base"]) == {"asked"}
    assert set(missing["variable"]) == {"taste", "rating", "routed", "hours", "where"}
    assert not told["category"].isin(["96", "996"]).any()


def test_only_what_is_ordered_or_counted_has_a_mean(rows: pd.DataFrame) -> None:
    means = rows[rows["measure"] == "mean"].reset_index()
    assert set(means["variable"]) == {"rating", "hours"}
    assert set(means["base"]) == {"answered"}
    assert set(means["unit"]) == {"own"}
    kinds = means.groupby("variable")["interval_type"].unique().explode()
    assert kinds.to_dict() == {"hours": "t", "rating": "logit"}  # hours have no ends


def test_the_mean_of_a_reversed_question_is_that_of_its_codes(given: Reference, rows: pd.DataFrame) -> None:
    inputs = given["inputs"]
    codes_given, weights = np.array(inputs["rating"]), np.array(inputs["weight"])
    is_valid = codes_given < 90
    expected = np.average(codes_given[is_valid], weights=weights[is_valid])
    assert rows.loc[("rating", "", "answered", ""), "estimate"] == pytest.approx(expected, rel=1e-12)


def test_where_everybody_answered_both_bases_stand_and_are_equal(given: Reference) -> None:
    inputs = {**given["inputs"], "taste": [1 + i % 3 for i in range(240)]}
    found = rows_of(inputs).loc["taste"]
    numbers = ["estimate", "standard_error", "ci_low", "ci_high", "n", "df"]
    asked, answered = (found.xs(base, level="base")[numbers] for base in ("asked", "answered"))
    pd.testing.assert_frame_equal(asked, answered)


def test_a_question_that_nobody_on_a_side_answered_has_no_row_of_those_who_answered_there(
    given: Reference,
) -> None:
    inputs = given["inputs"]
    silent = [97 if bloc == "B" else taste for taste, bloc in zip(inputs["taste"], inputs["bloc"], strict=True)]
    found = rows_of({**inputs, "taste": silent}).loc["taste"].reset_index()
    assert set(found.loc[found["bloc"] == "B", "base"]) == {"asked"}
    assert set(found.loc[found["bloc"] == "A", "base"]) == {"asked", "answered"}


def test_a_question_that_a_side_was_not_asked_has_no_row_there(given: Reference) -> None:
    inputs = given["inputs"]
    taste = [96 if bloc == "B" else taste for taste, bloc in zip(inputs["taste"], inputs["bloc"], strict=True)]
    found = rows_of({**inputs, "taste": taste}).loc["taste"].reset_index()
    assert set(found["bloc"]) == {"", "A"}


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ((Domain(), Domain(bloc="A")), {""}),  # a single bloc is not repeated
        ((Domain(bloc="A"), Domain(bloc="B")), {"A", "B"}),  # samples of their own: nothing of all together
        ((Domain(), Domain(area="north"), Domain(domain_variable="taste", domain="1")), {""}),
    ],
)
def test_toplines_are_of_everybody_and_of_each_of_several_blocs(given: Reference, labels: tuple[Domain, ...], told: set[str]) -> None:
    inputs, members = given["inputs"], np.ones((240, len(labels)), dtype=bool)
    found = topline_rows(
        pd.DataFrame({name: inputs[name] for name in inputs if np.ndim(inputs[name]) == 1 and len(inputs[name]) == 240}),
        book(),
        domains=Domains(labels=labels, members=members),
        design=design_of(inputs),
        comparison=Comparison.model_validate({}),
    )
    assert {row.bloc for row in found} == told
