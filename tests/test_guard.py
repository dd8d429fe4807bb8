"""One guard for everything that is scored: `check` finds what a run would refuse, in the index and beside it, and names it."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML
from small_study import AREAS, ITEMS, answers, codebook_data, write_study

from crowdpotential import outputs
from crowdpotential.errors import CrowdpotentialError, ParamsError, SeveralFaultsError
from crowdpotential.pipeline import check_study, run_report

BESIDE = ("index.dimensions=[X]", "index.also=[Y]", "index.missing={min_items: 2, min_dimensions: 1}")
Edit = Callable[[str, pd.DataFrame], object]


@pytest.fixture
def params(tmp_path: Path) -> Path:
    return write_study(tmp_path / "study")


def change(params: Path, edit: Edit) -> None:
    for area in AREAS:
        frame = answers(area)
        edit(area, frame)
        frame.to_csv(params.parent / f"{area}.csv", index=False)


def declare(params: Path, **items: Mapping[str, Any]) -> None:
    """Change what the codebook says of some items."""
    data = codebook_data()
    data["missing"]["far"] = {
        900 + code: {"class": kind, "label": {"en": kind}} for code, kind in ((96, "not_applicable"), (99, "no_answer"))
    }
    for variable in data["variables"]:
        variable.update(items.get(variable["id"], {}))
    YAML(typ="safe", pure=True).dump(data, params.parent / "questionnaire.yaml")


def number(low: float, high: float, **more: object) -> dict[str, Any]:
    """Declare a number in the place of rated answers."""
    return {"type": "numeric", "scale": None, "missing": "far", "valid_range": [low, high], **more}


def findings(params: Path, *changes: str) -> pd.DataFrame:
    found: pd.DataFrame = check_study(params, changes=changes).frames["findings"]
    return found


def faults(params: Path, *changes: str) -> list[str]:
    with pytest.raises(CrowdpotentialError) as stopped:
        check_study(params, changes=changes)
    error = stopped.value
    return [str(fault) for fault in (error.faults if isinstance(error, SeveralFaultsError) else (error,))]


def turn(*items: str, only: str | None = None) -> Edit:
    """Code items the other way round, everywhere or in one file."""

    def edit(area: str, frame: pd.DataFrame) -> None:
        if only in {None, area}:
            frame[list(items)] = 6 - frame[list(items)]

    return edit


def blank(item: str, *, keep: int, only: str | None = None) -> Edit:
    def edit(area: str, frame: pd.DataFrame) -> None:
        if only in {None, area}:
            frame[item] = frame[item].astype("Int64")
            frame.loc[keep:, item] = pd.NA

    return edit


def test_a_study_without_faults_has_no_finding_of_its_scales(params: Path) -> None:
    assert not len(findings(params, *BESIDE))


@pytest.mark.parametrize("item", ["X2", "Y3"])
def test_a_reversed_item_is_refused_in_the_index_and_beside_it(params: Path, item: str) -> None:
    change(params, turn(item))
    (line,) = faults(params, *BESIDE)
    assert f"1 items go against the rest of their dimension: {item} ({item[0]}, -0." in line
    kept = findings(params, *BESIDE, f"index.keep_negative_items=[{item}]", "index.weights=equal")
    assert kept["rule"].tolist() == ["contrary_item"]
    declare(params, **{item: {"direction": -1}})
    assert not len(findings(params, *BESIDE))


def test_reversed_items_of_one_file_are_named_with_file_area_and_value(params: Path) -> None:
    change(params, turn("X3", "Y1", only="west"))
    (line,) = faults(params, *BESIDE)
    assert line.startswith("west of west.csv: 2 items go against the rest of their dimension there: X3 (X, -0.")
    assert "Y1 (Y, -0." in line
    kept = findings(params, *BESIDE, "index.keep_negative_items=[X3, Y1]")
    assert kept[["rule", "source", "area", "bloc", "variable"]].to_numpy().tolist() == [
        ["contrary_item", "west.csv", "west", "B", "X3"],
        ["contrary_item", "west.csv", "west", "B", "Y1"],
    ]
    assert kept["note"].str.fullmatch(r"item-rest correlation -0\.\d\d, elsewhere 0\.\d\d").all()


def test_all_faults_of_the_scales_are_told_at_once(params: Path) -> None:
    def edit(area: str, frame: pd.DataFrame) -> None:
        turn("X1")(area, frame)
        turn("Y2", only="east")(area, frame)

    change(params, edit)
    assert [line.split(":")[0] for line in faults(params, *BESIDE)] == [
        "1 items go against the rest of their dimension",
        "east of east.csv",
    ]


def test_constant_and_copied_items_are_told_together(params: Path) -> None:
    def edit(_area: str, frame: pd.DataFrame) -> None:
        frame["X1"], frame["Y4"], frame["Y2"] = 3, 3, frame["Y1"]

    change(params, edit)
    told = faults(params, *BESIDE)
    assert len(told) == 3
    assert "X1: 1 different answers among 240 respondents" in told[0]
    assert "Y1 and Y2: the same answers from all 240" in told[1]
    assert "Y4: 1 different answers" in told[2]


def test_a_whole_scale_turned_in_one_file_is_a_finding(params: Path) -> None:
    change(params, turn(*ITEMS[:4], only="north"))
    (found,) = findings(params, *BESIDE).itertuples()
    assert (found.rule, found.source, found.area) == ("turned_scale", "north.csv", "north")
    assert "correlation with" in found.note


def test_an_item_that_nearly_repeats_another_is_a_finding(params: Path) -> None:
    def edit(_area: str, frame: pd.DataFrame) -> None:
        frame["Y2"] = np.where(np.arange(len(frame)) == 7, 6 - frame["Y1"], frame["Y1"])

    change(params, edit)
    (found,) = findings(params, *BESIDE).itertuples()
    assert (found.rule, found.variable) == ("near_duplicate", "Y1")
    assert "with Y2 0.9" in found.note


@pytest.mark.parametrize(("keep", "rule"), [(0, "unanswered_item"), (1, "same_answer")])
def test_an_item_without_different_answers_in_one_area_is_a_finding(params: Path, keep: int, rule: str) -> None:
    change(params, blank("X4", keep=keep, only="south"))
    found = findings(params, *BESIDE)
    assert found.loc[found["rule"] == rule, ["area", "variable"]].to_numpy().tolist() == [["south", "X4"]]


def test_an_item_that_a_side_was_not_asked_is_told_of_the_side_alone(params: Path) -> None:
    def edit(area: str, frame: pd.DataFrame) -> None:
        blank("X4", keep=0)(area, frame) if AREAS[area] == "B" else None

    change(params, edit)
    found = findings(params, *BESIDE)
    told = found.loc[found["rule"] == "unanswered_item", ["bloc", "area"]]
    assert told.to_numpy().tolist() == [["B", ""]]


def test_an_item_with_few_answers_is_a_finding(params: Path) -> None:
    change(params, blank("X4", keep=5))
    found = findings(params, *BESIDE).set_index("rule").loc["few_answers"]
    assert (found["variable"], found["n"]) == ("X4", 20)


def test_answers_that_one_side_never_chose_are_counted(params: Path) -> None:
    def edit(area: str, frame: pd.DataFrame) -> None:
        if area in {"north", "south"}:
            frame["X2"] = frame["X2"].clip(2, 4)
        frame["Y1"] = frame["Y1"].clip(upper=4)

    change(params, edit)
    found = findings(params, *BESIDE)
    assert found[["rule", "variable", "bloc", "n"]].to_numpy().tolist() == [
        ["unused_answers", "X2", "A", 2],
        ["unused_answers", "Y1", "", 1],
    ]


def test_a_scale_that_nobody_answered_enough_of_is_refused(params: Path) -> None:
    def edit(_area: str, frame: pd.DataFrame) -> None:
        frame[list(ITEMS[4:])] = frame[list(ITEMS[4:])].astype("Int64")
        for k, item in enumerate(ITEMS[4:]):
            frame.loc[np.arange(len(frame)) // 2 % 2 != k // 2, item] = pd.NA

    change(params, edit)
    (line,) = faults(params, *BESIDE[:2], "index.missing={min_items: 3, min_dimensions: 1}")
    assert "dimension Y: nobody among 240 respondents answered 3 of its items, 2 at most" in line
    assert "lower index.missing.min_items" in line


def test_a_scale_that_most_answered_too_little_of_is_a_finding(params: Path) -> None:
    change(params, blank("Y1", keep=20))
    found = findings(params, *BESIDE[:2], "index.missing={min_items: 4, min_dimensions: 1}")
    (few,) = found[found["rule"] == "few_scores"].itertuples()
    assert (few.variable, few.n) == ("Y", 160)


def test_what_is_kept_although_reversed_in_one_file_closes_comparisons_and_scales_beside_have_reliability(
    params: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "page_files", lambda *_args, **_options: {"report.en.html": b"page"})
    change(params, turn("X3", only="west"))
    changes = (*BESIDE, "index.keep_negative_items=[X3]")
    run_report(params, tmp_path / "out", changes=changes, tell=lambda _line: None)
    results = pd.read_csv(tmp_path / "out" / "results.csv").set_index("result_id")
    verdicts = results[results["measure"] == "verdict"]
    assert verdicts.loc["comparability.verdict.areas.bloc=B", ["verdict", "note"]].tolist() == [
        "not_comparable",
        "contrary_items",
    ]
    assert verdicts.loc["comparability.verdict.areas.bloc=A", "note"] == "thin"
    assert verdicts.loc["comparability.verdict.index", "verdict"] not in {"comparable", "partial"}
    assert "contrast" not in set(results.loc[results["chapter"] == "gap", "measure"])
    west = results.loc["measurement.item_rest.X3.bloc=B.area=west"]
    assert (west["verdict"], west["estimate"] < -0.2) == ("contrary", True)
    told = pd.read_csv(tmp_path / "out" / "internal" / "findings.csv")
    assert told[["rule", "variable", "source"]].to_numpy().tolist() == [["contrary_item", "X3", "west.csv"]]
    for key in ("alpha.Y", "omega_total.Y.model=one_factor"):
        row = results.loc[f"measurement.{key}"]
        assert row["ci_low"] < row["estimate"] < row["ci_high"]
    assert {f"measurement.alpha.Y.bloc=A.area={area}" for area in ("north", "south")} <= set(results.index)
    assert results.loc["measurement.item_rest.Y1", "n"] == 240


def slide(_area: str, frame: pd.DataFrame) -> None:
    """Answer X1 on a slider of 0 to 100 with decimals, and Y3 from 0 to 10 the other way round."""
    noise = np.random.default_rng(5).uniform(-8, 8, len(frame)).round(1)
    frame["X1"] = (frame["X1"] * 20 - 10 + noise).clip(0, 100)
    frame["Y3"] = 10 - 2 * frame["Y3"] + (noise > 4)


def test_numbers_are_items_like_others_in_check_and_run(params: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs, "page_files", lambda *_args, **_options: {"report.en.html": b"page"})
    change(params, slide)
    declare(params, X1=number(0, 100), Y3=number(-5, 15, direction=-1))
    assert not len(findings(params))
    run_report(params, tmp_path / "out", changes=["index.weights=equal"], tell=lambda _line: None)
    results = pd.read_csv(tmp_path / "out" / "results.csv").set_index("result_id")
    respondents = pd.read_parquet(tmp_path / "out" / "internal" / "respondents.parquet")
    rated = 25 * (respondents[["X2", "X3", "X4"]] - 1)
    expected = pd.concat([respondents["X1"], rated], axis=1).mean(axis=1)
    assert np.allclose(respondents["score_X"], expected)
    other = pd.concat([100 * (15 - respondents["Y3"]) / 20, 25 * (respondents[["Y1", "Y2", "Y4"]] - 1)], axis=1)
    assert np.allclose(respondents["score_Y"], other.mean(axis=1))
    covariance = pd.concat([respondents["X1"], rated], axis=1).cov().to_numpy()
    alpha = 4 / 3 * (1 - np.trace(covariance) / covariance.sum())
    assert results.loc["measurement.alpha.X.weighting=none", "estimate"] == pytest.approx(alpha)
    assert results.loc["measurement.verdict.index.model=confirmatory", "method"] == "mlr"
    assert results.loc["comparability.verdict.index", "verdict"] in {
        "comparable",
        "partial",
        "not_comparable",
    }
    assert 0.4 < results.loc["measurement.loading.X1.X.model=declared", "estimate"] < 0.95


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            ["comparability.estimator=wlsmv"],
            "wlsmv, which takes ordered answers, but items X1, Y3 are numbers",
        ),
        (["index.normalisation=z"], r"items X1 \(\d+\) have more than 101 different numbers"),
        (["sensitivity.normalisation=[bounds, z]"], r"items X1 \(\d+\) .* or take sensitivity out"),
    ],
)
def test_what_cannot_take_numbers_says_so_in_check(params: Path, changes: list[str], message: str) -> None:
    change(params, slide)
    declare(params, X1=number(0, 100), Y3=number(-5, 15, direction=-1))
    (line,) = faults(params, *changes)
    assert re.search(message, line)


def test_an_index_of_two_items_cannot_be_measured(params: Path) -> None:
    declare(params, X3={"dimension": None}, X4={"dimension": None})
    (line,) = faults(params, *BESIDE)
    assert "2 parameters but only 1 correlations; use more items" in line


def test_every_dimension_of_fewer_than_two_items_is_named_at_once(params: Path) -> None:
    declare(params, **{item: {"dimension": None} for item in (*ITEMS[1:4], *ITEMS[5:])})
    told = faults(params, *BESIDE)
    assert [line.split(";")[0] for line in told] == [
        "dimension X: 1 items in the codebook",
        "dimension Y: 1 items in the codebook",
    ]


def test_two_items_beside_the_index_that_nobody_answered_both_are_named(params: Path) -> None:
    def edit(_area: str, frame: pd.DataFrame) -> None:
        frame[["Y1", "Y2"]] = frame[["Y1", "Y2"]].astype("Int64")
        frame.loc[::2, "Y1"], frame.loc[1::2, "Y2"] = pd.NA, pd.NA

    change(params, edit)
    (line,) = faults(params, *BESIDE)
    assert "items Y1 and Y2: no respondent answered both" in line


@pytest.mark.parametrize(
    ("changes", "items"),
    [
        ({"residual_covariances": [["X1", "X2"], ["X3", "X4"]]}, ["X1", "X2", "X3", "X4"]),
        ({"residual_covariances": [["X1", "X2"]]}, []),
        ({"residual_covariances": [["X1", "X2"], ["X1", "X3"], ["X1", "X4"]]}, ["X1", "X2", "X3", "X4"]),
    ],
)
def test_a_declared_model_that_no_answers_determine_is_a_finding(params: Path, changes: dict[str, Any], items: list[str]) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.dump(codebook_data() | changes, params.parent / "questionnaire.yaml")
    found = findings(params, *BESIDE)
    assert found["rule"].tolist() == (["undetermined_model"] if items else [])
    assert all(name in note for note in found["note"] for name in items)


@pytest.mark.parametrize("kept", [False, True])
def test_an_item_turned_in_the_boost_sample_of_a_file_is_refused(params: Path, *, kept: bool) -> None:
    for area in AREAS:
        residents = answers(area).assign(kind=1)
        experts = residents.assign(kind=2, number="b" + residents["number"], X2=6 - residents["X2"], sex=3 - residents["sex"])
        both = pd.concat([residents, experts]) if area == "south" else residents
        both.to_csv(params.parent / f"{area}.csv", index=False)
    data = codebook_data()
    keys = {1: {"label": {"en": "residents"}, "key": "main"}, 2: {"label": {"en": "experts"}, "key": "boost"}}
    kind = {
        "id": "kind",
        "type": "single",
        "role": "sample_type",
        "codes": keys,
        "missing": "usual",
        "wording": {"en": "kind"},
    }
    YAML(typ="safe", pure=True).dump(data | {"variables": [*data["variables"], kind]}, params.parent / "questionnaire.yaml")
    if kept:
        findings(params, *BESIDE, "index.keep_negative_items=[X2]")
        return
    (line,) = faults(params, *BESIDE)
    assert line.startswith("boost sample of south.csv: 1 items go against the rest of their dimension: X2 (X, -0.")


def test_a_limit_that_hides_everything_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    params = write_study(tmp_path)
    told = r"^report.suppress_below: 241 is more than the 240 respondents .* lower it$"
    with pytest.raises(ParamsError, match=told):
        check_study(params, changes=["report.suppress_below=241"])
    check_study(params, changes=["report.suppress_below=240"])
