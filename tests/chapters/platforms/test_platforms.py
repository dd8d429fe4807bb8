"""What platforms claim stands beside the survey for each thousand adults, and a table that cannot be right is refused at once."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from full_study import finished_full, write_full, write_platforms
from report.studies import open_study, text_of
from ruamel.yaml import YAML

from crowdpotential.chapters.platforms.exhibits.platform_claims import show_claims, show_counts
from crowdpotential.errors import CrowdpotentialError
from crowdpotential.studies import load_study

YAMLS = YAML(typ="safe", pure=True)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    results = finished_full().results
    return results[results["chapter"] == "platforms"].set_index(["measure", "variable", "category"]).sort_index()


def test_a_claim_is_told_for_each_thousand_adults_of_its_place(rows: pd.DataFrame) -> None:
    areas = finished_full().params.areas
    assert rows.loc[("per_thousand", "plaza", "registered"), "estimate"] == pytest.approx(1000 * 900 / areas["north"].population)
    everybody = sum(area.population for area in areas.values())
    assert rows.loc[("per_thousand", "forum", "active"), "estimate"] == pytest.approx(1000 * 120 / everybody, rel=1e-5)


def test_rates_are_parts_of_what_the_platform_counts_and_have_no_error(rows: pd.DataFrame) -> None:
    assert rows.loc[("rate", "plaza", "answered"), "estimate"] == 0.25
    assert rows.loc[("rate", "forum", "implemented"), "estimate"] == 0.1
    assert np.isnan(rows.loc["rate", "standard_error"]).all()


def test_the_survey_counts_users_among_all_adults_of_the_place(rows: pd.DataFrame) -> None:
    topline = finished_full().results.query("chapter == 'topline' and measure == 'share' and variable == 'home' and category == '1'")
    everybody = topline[(topline["bloc"] == "") & (topline["base"] == "answered")].iloc[0]
    found = rows.loc[("surveyed", "forum", "active")]
    assert found[["estimate", "ci_low", "ci_high"]].tolist() == pytest.approx(
        (1000 * everybody[["estimate", "ci_low", "ci_high"]].astype(float)).tolist(), rel=1e-5
    )


def test_the_error_of_a_difference_is_that_of_the_survey(rows: pd.DataFrame) -> None:
    excess, surveyed = (rows.loc[(measure, "plaza", "registered")] for measure in ("excess", "surveyed"))
    claimed = rows.loc[("per_thousand", "plaza", "registered"), "estimate"]
    assert excess["estimate"] == pytest.approx(claimed - surveyed["estimate"], rel=1e-5)
    assert excess["standard_error"] == surveyed["standard_error"]
    assert excess["verdict"] == "difference"


def test_nothing_is_told_of_a_platform_that_too_few_respondents_use(rows: pd.DataFrame) -> None:
    assert ("surveyed", "plaza", "active") not in rows.index
    assert ("surveyed", "plaza", "registered") in rows.index


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_says_which_claims_exceed_the_survey_and_when_they_were_made(language: str) -> None:
    view = open_study("full", "computed", language)
    claims, counts = text_of(show_claims(view).html), text_of(show_counts(view).html)
    assert {"ru": "заявлено больше", "en": "more is claimed"}[language] in claims
    assert {"ru": "1 августа 2019", "en": "1 August 2019"}[language] in counts
    assert {"ru": "август 2019", "en": "August 2019"}[language] in counts


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"date": ""}, "platform plaza: has no date, without which"),
        ({"date": "summer"}, "platform plaza: its date is none; write it as 2019-08-01"),
        ({"source": ""}, "platform forum: has no source"),
        ({"registered": "1000001"}, "platform plaza: 1000001 registered, but [0-9]+ adults live where it works"),
        ({"answered": "900", "messages": "10"}, "900 answered are more than its 10 messages"),
        ({"ideas": "1.5"}, "ideas is no whole number"),
        ({"votes": "many"}, "votes is no number of 0 or more"),
        ({"platform": "twice"}, "platform twice stands there 2 times"),
        ({"place": "nort"}, "params list no area or side .*; did you mean north"),
        ({"platform": "площадь"}, "a row has no key of Latin letters"),
    ],
)
def test_whatever_cannot_be_right_in_the_table_is_told_before_anything_is_computed(change: dict[str, str], says: str, study: Path) -> None:
    write_platforms(study, **change)
    with pytest.raises(CrowdpotentialError, match=says):
        load_study(study / "params.yaml")


@pytest.mark.parametrize(
    ("name", "variable", "says"),
    [
        ("plazza", "home", "platforms.registered: platforms.csv has no platform plazza; did you mean plaza"),
        ("plaza", "hom", "platforms.registered.plaza.*hom"),
    ],
)
def test_params_name_platforms_of_the_table_and_questions_of_the_codebook(name: str, variable: str, says: str, study: Path) -> None:
    write_platforms(study)
    params = YAMLS.load((study / "params.yaml").read_text(encoding="utf-8"))
    params["platforms"]["registered"] = {name: {"variable": variable, "op": "eq", "value": 1}}
    YAMLS.dump(params, study / "changed.yaml")
    with pytest.raises(CrowdpotentialError, match=says):
        load_study(study / "changed.yaml")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_full(tmp_path_factory.mktemp("platforms") / "full").parent
