"""Published figures stand beside the study's own with the error of both, and whatever is wrong in their table is told at once."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from full_study import finished_full, write_full, write_yardsticks
from report.studies import open_study, text_of

from crowdpotential.chapters.yardsticks.exhibits.published_figures import show_conditions, show_yardsticks
from crowdpotential.disclosure.followers import follow_yardsticks
from crowdpotential.errors import ExternalFigureError, SeveralFaultsError
from crowdpotential.studies import load_study


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    results = finished_full().results
    return results[results["chapter"] == "yardsticks"].set_index(["measure", "variable_2"])


def test_the_error_of_a_published_share_is_that_of_its_respondents_over_its_design_effect(rows: pd.DataFrame) -> None:
    close = rows.loc[("external_share", "close")]
    assert close["standard_error"] == pytest.approx(np.sqrt(0.95 * 0.05 * 1.5 / 500), rel=1e-5)
    assert close["df"] == pytest.approx(500 / 1.5 - 1, rel=1e-5)
    mean = rows.loc[("external_mean", "mean")]
    assert mean["standard_error"] == pytest.approx(15 / np.sqrt(900), rel=1e-5)
    assert np.isnan(rows.loc[("external_share", "other"), "standard_error"])


def test_a_difference_has_the_variance_of_both_surveys_and_the_freedom_of_satterthwaite(rows: pd.DataFrame) -> None:
    own = rows.loc[("share", "")].query("variable == 'opinion' and category == '4+5'").iloc[0]
    theirs, found = rows.loc[("external_share", "close")], rows.loc[("share_difference", "close")]
    variances = np.array([own["standard_error"], theirs["standard_error"]]) ** 2
    assert found["estimate"] == pytest.approx(own["estimate"] - 0.95, abs=1e-6)
    assert found["standard_error"] == pytest.approx(np.sqrt(variances.sum()), rel=1e-4)
    assert found["df"] == pytest.approx(variances.sum() ** 2 / (variances**2 / [own["df"], theirs["df"]]).sum(), rel=1e-3)


def test_what_is_not_comparable_or_has_no_number_of_respondents_gets_no_difference(rows: pd.DataFrame) -> None:
    differences = rows[rows.index.get_level_values(0).str.endswith("_difference")]
    assert set(differences.index.get_level_values(1)) == {"same", "close", "mean"}


def test_the_studys_own_share_is_that_of_its_toplines(rows: pd.DataFrame) -> None:
    results = finished_full().results
    topline = results.query("chapter == 'topline' and measure == 'share' and variable == 'home' and category == '1' and bloc == ''")
    answered = topline[topline["base"] == "answered"].iloc[0]
    own = rows.loc[("share", "")].query("variable == 'home'").iloc[0]
    assert (own[["estimate", "n", "df"]] == answered[["estimate", "n", "df"]]).all()


def test_a_hidden_number_takes_its_difference_with_it_and_no_other() -> None:
    results = finished_full().results
    is_own = (results["chapter"] == "yardsticks") & (results["measure"] == "share") & (results["category"] == "4+5")
    found = results[follow_yardsticks(results, is_own.to_numpy())]
    assert set(found["measure"] + found["category"]) == {"share4+5", "share_difference4+5"}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_says_how_many_figures_differ_and_under_which_conditions_they_were_measured(language: str) -> None:
    view = open_study("full", "computed", language)
    shown, conditions = text_of(show_yardsticks(view).html), text_of(show_conditions(view).html)
    assert {"ru": "по 2 из 3 проверенных", "en": "2 of 3 figures tested"}[language] in shown
    assert {"ru": "вопрос тот же", "en": "same question"}[language] in conditions
    assert "wording in words" in conditions


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"year": ""}, "yardstick same: has no year; write down where"),
        ({"wording_ru": ""}, "yardstick close: has no wording_ru"),
        ({"source": "cencus"}, "source is none of those known; did you mean census"),
        ({"variable": "hom"}, "the codebook has no variable .*; did you mean home"),
        ({"category": "9"}, "home has no answer .*; it has 1, 2, 3, 4"),
        ({"place": "east-"}, "params list no area or side .*; did you mean east"),
        ({"percent": "140"}, "percent is above 100"),
        ({"percent": "12", "mean": "3"}, "in percent or in mean, and in one of them only"),
        ({"n": "many"}, "n is no number of 2 or more"),
        ({"likeness": "same"}, "likeness is same, but its wording is not that of opinion"),
        ({"note_en": ""}, "likeness is similar, and nothing says what differs"),
        ({"mode": "phone"}, "mode is .*; did you mean telephone"),
        ({"yardstick": "twice"}, "yardstick twice .* stands there twice"),
        ({"yardstick": "по-русски"}, "a row has no key of Latin letters"),
    ],
)
def test_whatever_is_wrong_in_the_table_is_told_before_anything_is_computed(change: dict[str, str], says: str, study: Path) -> None:
    write_yardsticks(study, **change)
    with pytest.raises((ExternalFigureError, SeveralFaultsError), match=says):
        load_study(study / "params.yaml")


def test_a_table_needs_no_column_that_none_of_its_rows_fills(study: Path) -> None:
    write_yardsticks(study)
    table = study / "yardsticks.csv"
    frame = pd.read_csv(table, dtype=str, keep_default_na=False)
    frame[frame["mean"] == ""].drop(columns="mean").to_csv(table, index=False)
    assert load_study(study / "params.yaml").params.yardsticks is not None


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_full(tmp_path_factory.mktemp("yardsticks") / "full").parent
