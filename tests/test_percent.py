"""Both bases of per cent in the results.csv of a whole study, with a routed question and a side on which hardly anybody answered."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML
from small_study import AREAS, ITEMS, codebook_data, words, write_study

from crowdpotential import outputs
from crowdpotential.pipeline import run_report

MISSING = ["97", "98", "99"]
DIGITS = 3e-5  # three numbers of six digits


def choice(name: str) -> dict[str, Any]:
    codes = {code: {"label": words(str(code))} for code in (1, 2)}
    return {"id": name, "type": "single", "missing": "usual", "codes": codes, "wording": words(name)}


def write_answers(folder: Path) -> None:
    """Let every seventh respondent say 'don't know' to X1, ask half of the points one question, and few of side A answer another."""
    portal, follow, rare = (choice(name) for name in ("portal", "follow", "rare"))
    follow["asked_if"] = {"variable": "portal", "op": "eq", "value": 1}
    book = codebook_data()
    book["variables"] += [portal, follow, rare]
    with (folder / "questionnaire.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(book, file)
    for area, side in AREAS.items():
        frame = pd.read_csv(folder / f"{area}.csv")
        number = frame.index.to_numpy()
        frame.loc[number % 7 == 0, "X1"] = 97
        frame["portal"] = [1 if n % 12 < 6 else 2 for n in number]
        frame["follow"] = [1 + n % 2 if n % 5 else 98 for n in number]
        frame.loc[frame["portal"] == 2, "follow"] = 96
        frame["rare"] = [1 + n % 2 if side == "B" or n < 3 else 99 for n in number]
        frame.to_csv(folder / f"{area}.csv", index=False)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("percent")
    params = write_study(folder)
    write_answers(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outputs, "page_files", lambda *_args, **_options: {"report.en.html": b"page"})
        run_report(params, folder / "out", tell=lambda _line: None)
    read = pd.read_csv(
        folder / "out" / "results.csv",
        keep_default_na=False,
        na_values={"estimate": [""], "n": [""], "df": [""]},
    )
    return read[read["chapter"] == "topline"]


def test_a_share_of_those_who_answered_is_that_of_all_asked_without_the_missing(
    results: pd.DataFrame,
) -> None:
    shares = results[(results["measure"] == "share") & results["is_suppressed"].isin([False, "false"])]
    asked = shares[shares["base"] == "asked"].set_index(["variable", "bloc", "category"])["estimate"].sort_index()
    answered = shares[shares["base"] == "answered"]
    assert set(answered["variable"]) == {"sex", *ITEMS, "portal", "follow", "rare"}
    for row in answered.itertuples():
        own = asked[row.variable, row.bloc]
        left = 1 - own[own.index.isin(MISSING)].sum()
        assert row.estimate == pytest.approx(own[row.category] / left, rel=DIGITS)


def test_ids_of_all_asked_stay_as_they_were_and_those_of_who_answered_end_with_their_base(
    results: pd.DataFrame,
) -> None:
    ids = set(results["result_id"])
    assert {"topline.share.X1=3", "topline.share.X1=97.bloc=A", "topline.mean.X1"} <= ids
    assert {"topline.share.X1=3.base=answered", "topline.share.X1=3.bloc=A.base=answered"} <= ids
    assert "topline.share.X1=97.base=answered" not in ids


def test_n_is_that_of_the_base(results: pd.DataFrame) -> None:
    n = results.set_index("result_id")["n"]
    assert n["topline.share.X1=3"] == 240
    assert n["topline.share.X1=3.base=answered"] == n["topline.mean.X1"] == 240 - 4 * 9
    assert n["topline.share.sex=1"] == n["topline.share.sex=1.base=answered"] == 240


def test_every_row_about_answers_names_its_base(results: pd.DataFrame) -> None:
    assert set(results["base"]) == {"asked", "answered"}


def test_units_that_were_never_asked_give_no_degrees_of_freedom(results: pd.DataFrame) -> None:
    df = results.set_index("result_id")["df"]
    assert df["topline.share.follow=1"] < 24 < df["topline.share.portal=1"] <= 44
    assert df["topline.item_nonresponse.follow"] == 4 * (6 - 1)
    assert df["topline.item_nonresponse.portal"] == 4 * (12 - 1)


def test_six_answers_of_a_side_stay_hidden_in_either_base_and_so_do_those_of_the_other_side(
    results: pd.DataFrame,
) -> None:
    hidden = results[results["is_suppressed"].isin([True, "true"])]
    about = hidden[hidden["measure"] == "share"]
    assert set(about["variable"]) == {"rare"}
    assert set(about["bloc"]) == {
        "A",
        "B",
    }  # everybody's share is told, and one side's would give the other's back
    assert set(zip(about["category"], about["base"], about["bloc"], strict=True)) == {
        ("99", "asked", "B"),
        *((code, base, bloc) for code in "12" for base in ("asked", "answered") for bloc in "AB"),
    }
    assert about["estimate"].isna().all()
