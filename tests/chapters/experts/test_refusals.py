"""A form of experts that does not fit the survey, the index or itself is refused, with the nearest name and with numbers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from expert_study import add_experts, compare_pairs
from ruamel.yaml import YAML
from shapes import SHAPES, write_shape

from crowdpotential.chapters.registry import STAGES
from crowdpotential.codebook import load_codebook
from crowdpotential.errors import CrowdpotentialError, ReadError
from crowdpotential.ingest.expert_matches import match_statements
from crowdpotential.ingest.expert_weights import weigh_dimensions
from crowdpotential.ingest.experts import Panel, read_panel
from crowdpotential.ingest.panel_account import panel_findings
from crowdpotential.params import Experts, ExpertWeights, load_params
from crowdpotential.pipeline import check_study, run_stage
from crowdpotential.store import StageData
from crowdpotential.studies import load_study

Change = Callable[[dict[str, Any]], object]
ITEM = "X2"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = write_shape(tmp_path, SHAPES["nothing"])
    add_experts(tmp_path, ITEM)
    return path


def _edit(path: Path, change: Change) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.representer.ignore_aliases = lambda *_: True
    data = yaml.load(path.read_text(encoding="utf-8"))
    change(data)
    yaml.dump(data, path)


def _asked(form: dict[str, Any], name: str = ITEM) -> dict[str, Any]:
    return next(one for one in form["variables"] if one["id"] == name)


PARAMS: dict[str, Change] = {
    "did you mean X3": lambda d: d["experts"].update(beside={"split": "X33"}),
    "beside names spilt, which is not among the statements; did you mean split": lambda d: d["experts"].update(beside={"spilt": "X3"}),
    "params name agreedd, which the form does not ask; did you mean agreed": lambda d: d["experts"].update(statements=["agreedd"]),
    "statements name split more than once": lambda d: d["experts"].update(statements=["split", "split"]),
    "there is no dimension Z": lambda d: d["experts"]["weights"].update(points={"X": "points_X", "Z": "points_Y"}),
    "Y are dimensions of the index and get no weight": lambda d: d["experts"]["weights"].update(points={"X": "points_X"}),
    "panel is true, but no experts weight": lambda d: (
        d["experts"].pop("weights"),
        d["index"].update(weights="expert", expert={"panel": True}),
    ),
    "panel is true, and dimensions are given too": lambda d: d["index"].update(
        weights="expert", expert={"panel": True, "dimensions": {"X": 0.5, "Y": 0.5}}
    ),
    "panel is true, but fewer than 22 experts": lambda d: (
        d["experts"].update(fewest=22),
        d["index"].update(weights="expert", expert={"panel": True}),
    ),
}


@pytest.mark.parametrize("says", PARAMS)
def test_params_that_do_not_fit_form_survey_or_index_are_refused_with_the_nearest_name(study: Path, says: str) -> None:
    _edit(study, PARAMS[says])
    with pytest.raises(CrowdpotentialError, match=says):
        load_study(study)


def _reverse(form: dict[str, Any]) -> None:
    codes = form["scales"]["five"]["codes"]
    form["scales"]["back"] = {**form["scales"]["five"], "codes": {code: codes[6 - code] for code in codes}}
    _asked(form)["scale"] = "back"


def _shorten(form: dict[str, Any]) -> None:
    codes = dict(list(form["scales"]["five"]["codes"].items())[:4])
    form["scales"]["short"] = {**form["scales"]["five"], "codes": codes}
    _asked(form)["scale"] = "short"


@pytest.mark.parametrize(("change", "says"), [(_reverse, "label 4 of 5 codes otherwise, the first 1"), (_shorten, "has 4 answers and X2")])
def test_matched_statements_on_different_scales_are_refused_unless_params_part_them(study: Path, change: Change, says: str) -> None:
    _edit(study.parent / "experts.yaml", change)
    if change is _shorten:
        cells = pd.read_csv(study.parent / "experts.csv")
        cells.assign(X2=cells["X2"].clip(upper=4)).to_csv(study.parent / "experts.csv", index=False)
    with pytest.raises(CrowdpotentialError, match=says):
        load_study(study)
    _edit(study, lambda d: d["experts"].update(beside={ITEM: None}))
    load_study(study)


def test_a_statement_of_the_same_name_in_other_words_is_not_matched_and_told(study: Path) -> None:
    _edit(study.parent / "experts.yaml", lambda form: _asked(form).update(wording={"en": "Another matter", "ru": "Другое"}))
    params, survey = load_params(study), load_codebook(study.parent / "questionnaire.yaml")
    assert params.experts is not None
    matched = match_statements(params.experts, load_codebook(study.parent / "experts.yaml"), survey)
    assert (dict(matched.questions), matched.of_one_name) == ({}, (ITEM,))
    assert "experts_same_name" in {one.rule for one in load_study(study).findings}
    _edit(study, lambda d: d["experts"].update(beside={ITEM: ITEM}))
    experts = load_params(study).experts
    assert experts is not None
    named = match_statements(experts, load_codebook(study.parent / "experts.yaml"), survey)
    assert (dict(named.questions), named.other_words) == ({ITEM: ITEM}, (ITEM,))


def test_a_panel_that_is_too_small_is_a_finding(study: Path) -> None:
    _edit(study, lambda d: d["experts"].update(fewest=30))
    found = {one.rule: one for one in load_study(study).findings}
    assert (found["experts_too_few"].n, found["experts_too_few"].note) == (24, "30 are needed for any number")


def test_a_statement_that_nobody_rated_is_a_finding(study: Path) -> None:
    cells = pd.read_csv(study.parent / "experts.csv", dtype=str, keep_default_na=False)
    cells.assign(agreed="").to_csv(study.parent / "experts.csv", index=False)
    found = [one for one in load_study(study).findings if one.rule == "experts_statement_unrated"]
    assert [(one.variable, one.n, one.base) for one in found] == [("agreed", 24, 24)]


def test_index_and_sensitivity_take_the_weights_of_the_panel(study: Path) -> None:
    compare_pairs(study.parent)
    params = load_study(study).params
    assert params.sensitivity is not None
    assert params.sensitivity.expert is not None
    weights = params.sensitivity.expert.dimensions
    ratios = np.array([1 / 9, 1 / 5, 1 / 3, 3, 3, 5, 7, 9])
    odds = np.exp(np.log(ratios).mean())  # 24 experts are these eight three times
    assert weights["X"] == pytest.approx(odds / (1 + odds), abs=1e-6)
    assert sum(weights.values()) == pytest.approx(1, abs=1e-9)


def test_pairs_travel_from_the_form_to_weights_with_intervals(study: Path) -> None:
    compare_pairs(study.parent)
    loaded, results = load_study(study), dict[str, StageData]()
    for stage in STAGES:
        if stage.name in {"prepare", "weight", "experts"}:
            results[stage.name] = run_stage(stage, loaded, results)
    rows = results["experts"].frames["rows"].query("measure == 'weight'")
    assert rows["estimate"].sum() == pytest.approx(1)
    assert ((rows["ci_low"] < rows["estimate"]) & (rows["estimate"] < rows["ci_high"])).all()
    assert rows["n"].tolist() == [24, 24]
    for findings in (results["experts"].frames["findings"], check_study(study).frames["findings"]):
        assert "experts_absent" in set(findings["rule"])


def test_comparisons_that_nobody_can_mean_are_refused(study: Path) -> None:
    compare_pairs(study.parent)
    cells = pd.read_csv(study.parent / "experts.csv")
    cells.loc[[0, 1], "pair"] = 0
    cells.to_csv(study.parent / "experts.csv", index=False)
    with pytest.raises(CrowdpotentialError, match="2 of 24 experts have a comparison that is zero or beyond nine times"):
        load_study(study)


def _panel(study: Path, answers: list[tuple[float, float, float]]) -> tuple[Panel, Experts, ExpertWeights]:
    """Give experts who compare three dimensions: first with second, first with third, second with third."""
    experts = load_params(study).experts
    assert experts is not None
    asked = ExpertWeights(pairs={"ab": ("A", "B"), "ac": ("A", "C"), "bc": ("B", "C")})
    told = experts.model_copy(update={"weights": None, "fewest": 3})
    panel = read_panel(study.parent, told)
    compared = pd.DataFrame(answers, columns=["ab", "ac", "bc"])
    return Panel(codebook=panel.codebook, rounds=panel.rounds, weights=compared, findings=()), told, asked


FITTING, CONTRADICTING = (3.0, 6.0, 2.0), (3.0, -6.0, 5.0)


def test_experts_who_contradict_themselves_are_left_out_and_told_with_their_ratios(study: Path) -> None:
    panel, experts, asked = _panel(study, [FITTING] * 5 + [CONTRADICTING])
    found = weigh_dimensions(panel, experts, asked)
    assert (found.n_inconsistent, len(found.given)) == (1, 5)
    assert dict(found.shares) == pytest.approx({"A": 2 / 3, "B": 2 / 9, "C": 1 / 9}, abs=1e-6)
    matched = match_statements(experts, panel.codebook, panel.codebook)
    told = {one.rule: one.note for one in panel_findings(panel, experts, found, matched)}
    assert told["experts_inconsistent"] == f"round 1; consistency ratios {found.ratios.max():.2f}, at most 0.1"


def test_a_panel_of_contradictions_is_refused_with_its_ratios(study: Path) -> None:
    panel, experts, asked = _panel(study, [FITTING] * 2 + [CONTRADICTING] * 4)
    with pytest.raises(
        ReadError, match=r"4 of 6 experts contradict each other: consistency ratios \d\.\d\d to \d\.\d\d, where 0\.1 is allowed"
    ):
        weigh_dimensions(panel, experts, asked)
