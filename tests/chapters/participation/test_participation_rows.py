"""Rows of participation against sums made anew from the respondents of a finished study."""

import numpy as np
import pandas as pd
import pytest
from full_study import finished_full
from numpy.testing import assert_allclose
from participation_questions import REFUSED
from small_study import AREAS

from crowdpotential import layout
from crowdpotential.stats.arrays import FloatArray

PERSONS = 1000.0  # in every area
EXACT = 6e-6  # results.csv has six digits


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    found = finished_full().results
    return found[found["chapter"] == "participation"].set_index("result_id")


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    run = finished_full()
    every = pd.read_parquet(run.output / layout.RESPONDENTS)
    own = every[every["sample_type"] == "main"].reset_index(drop=True)
    own["aware"] = (own["knows"] >= 2).astype(float)
    own["registers"] = (own["registered"] == 1).astype(float)
    silent = own["deeds_1"] == REFUSED
    own["did"] = ((own["deeds_1"] == 1) | (own["deeds_2"] == 1)).astype(float).mask(silent)
    own["proposed"] = (own["deeds_2"] == 1).astype(float).mask(silent)
    times = own["times"].where(own["deeds_1"] == 1, 0.0)
    own["amount"] = (times + (own["deeds_1"] == 1) + 3 * (own["deeds_2"] == 1)).mask(silent).astype(float)
    return own


def average(people: pd.DataFrame, values: "pd.Series[float]") -> float:
    known = values.notna()
    return float(np.average(values[known], weights=people["weight_persons"][known]))


@pytest.mark.parametrize(("step", "column"), [("aware", "aware"), ("registered", "registers"), ("did", "did"), ("proposed", "proposed")])
def test_a_share_is_that_of_whoever_is_known_and_thousands_are_its_part_of_all_residents(
    step: str, column: str, rows: pd.DataFrame, people: pd.DataFrame
) -> None:
    for area, bloc in AREAS.items():
        own, key = people[people["area"] == area], f"{step}.bloc={bloc}.area={area}"
        share = average(own, own[column])
        assert_allclose(rows.loc[f"participation.step_share.{key}", "estimate"], share, rtol=EXACT)
        assert_allclose(rows.loc[f"participation.step_persons.{key}", "estimate"], share * PERSONS / 1000, rtol=EXACT)
    everybody = rows.loc[f"participation.step_persons.{step}"]
    assert_allclose(everybody["estimate"], average(people, people[column]) * 4 * PERSONS / 1000, rtol=EXACT)
    assert 0 < everybody["ci_low"] < everybody["estimate"] < everybody["ci_high"] < 4 * PERSONS / 1000


def test_retention_times_those_who_came_through_is_who_comes_through_next(rows: pd.DataFrame, people: pd.DataFrame) -> None:
    through = people["aware"] * people["registers"]
    assert_allclose(rows.loc["participation.step_through.registered", "estimate"], average(people, through), rtol=EXACT)
    onward = people["did"].where(through == 1)
    assert_allclose(rows.loc["participation.step_retention.did.registered", "estimate"], average(people, onward), rtol=EXACT)
    assert rows.loc["participation.step_retention.did.registered", "n"] == onward.notna().sum()


def test_whoever_skipped_a_step_or_kept_silent_is_counted(rows: pd.DataFrame, people: pd.DataFrame) -> None:
    skipped = (people["did"] == 1) & (people["aware"] * people["registers"] == 0)
    assert skipped.sum() == 8
    assert rows.loc["participation.step_apart.did.registered", "estimate"] == 8
    assert rows.loc["participation.step_unknown.did", "estimate"] == people["did"].isna().sum() == 4
    assert rows.loc["participation.step_unknown.aware", "estimate"] == 0


def test_four_fields_are_everybody_and_fit_the_share_of_unused_potential(rows: pd.DataFrame, people: pd.DataFrame) -> None:
    fields = rows[(rows["measure"] == "quadrant_share") & (rows["domain_variable"] == "")]
    sums = fields.groupby(["bloc", "area"])["estimate"].sum()
    assert_allclose(sums, 1.0, rtol=1e-5)
    high = people["index"] >= 55
    out = (people["did"] == 0).astype(float).mask(people["did"].isna())
    assert_allclose(fields.loc["participation.quadrant_share.index=high_out.did", "estimate"], average(people, out * high), rtol=EXACT)
    assert_allclose(rows.loc["participation.idle_share.index.did", "estimate"], average(people, out.where(high)), rtol=EXACT)


def test_sides_are_contrasted_at_every_step_and_their_levels_only_where_items_work_alike(rows: pd.DataFrame) -> None:
    contrasts = rows[rows["measure"] == "step_contrast"]
    assert list(contrasts["variable"]) == ["aware", "registered", "did", "proposed"]
    for row in contrasts.itertuples():
        one, other = (rows.loc[f"participation.step_share.{row.variable}.bloc={bloc}", "estimate"] for bloc in "AB")
        assert_allclose(row.estimate, one - other, atol=EXACT)
    assert contrasts["p_adjusted"].notna().all()
    assert not (rows["measure"] == "quadrant_contrast").any()  # an item is shifted in this study


def test_inequality_is_that_of_all_pairs_and_of_who_does_most(rows: pd.DataFrame, people: pd.DataFrame) -> None:
    known = people["amount"].notna()
    amounts, weights = (people.loc[known, name].to_numpy(dtype=np.float64) for name in ("amount", "weight_persons"))
    assert_allclose(rows.loc["participation.gini.activity", "estimate"], gini(amounts, weights), rtol=EXACT)
    assert_allclose(rows.loc["participation.inactive_share.activity", "estimate"], weights[amounts == 0].sum() / weights.sum(), rtol=EXACT)
    top, rest = (rows.loc[f"participation.{key}", "estimate"] for key in ("top_share.activity=10", "lorenz.activity=90"))
    assert_allclose(top, 1 - rest, rtol=1e-5)
    few = rows.loc["participation.top_share.activity=1.bloc=A"]
    assert (few["note"], np.isnan(few["estimate"])) == ("few_at_top", True)


def gini(amounts: FloatArray, weights: FloatArray) -> float:
    pairs = np.abs(amounts[:, None] - amounts[None, :])
    return float(weights @ pairs @ weights / (2 * weights.sum() * (weights @ amounts)))
