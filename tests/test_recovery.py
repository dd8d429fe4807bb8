"""The demonstration study gives back the truth that was planted in it (data/raw/truth.json)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crowdpotential.chapters.areas import stage as areas_stage
from crowdpotential.chapters.comparability import stage as comparability_stage
from crowdpotential.chapters.measurement import stage as measurement_stage
from crowdpotential.chapters.weighting import stage as weighting_stage
from crowdpotential.stages import sample
from crowdpotential.studies import load_study

ROOT = Path(__file__).parents[1]
NUMBER_OF_REPLICATES = 200  # the report uses 2,000; intervals hardly differ


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "data" / "raw" / "truth.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    study = load_study(ROOT / "params.yaml", [f"replicates.number={NUMBER_OF_REPLICATES}"])
    prepared = sample.prepare(study.params, study.codebook, study.folder)
    weighted = weighting_stage.weight(study.params, study.codebook, study.folder, prepared)
    scored = measurement_stage.score(study.params, study.codebook, prepared, weighted)
    judged = comparability_stage.judge(study.params, study.codebook, prepared, weighted, scored)
    compared = areas_stage.compare(study.params, study.codebook, prepared=prepared, weighted=weighted, scored=scored, judged=judged)
    parts = [stage.frames["rows"] for stage in (prepared, weighted, scored, judged, compared)]
    return pd.concat(parts, ignore_index=True)


def pick(rows: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    chosen = rows
    for column, value in wanted.items():
        chosen = chosen[chosen[column].fillna("") == value]
    return chosen


def test_the_index_of_at_least_five_of_six_areas_lies_in_its_interval(rows: pd.DataFrame, truth: dict[str, Any]) -> None:
    observed = truth["population"]["observed"]["index"]
    areas = pick(rows, chapter="index", measure="mean", variable="index", domain_variable="")
    areas = areas[areas["area"] != ""]
    held = [row.ci_low <= observed[row.area] <= row.ci_high for row in areas.itertuples()]
    assert len(held) == 6
    assert sum(held) >= 5


def test_weighting_brings_the_blocs_nearer_to_the_population(rows: pd.DataFrame, truth: dict[str, Any]) -> None:
    observed = truth["population"]["observed"]["index"]
    for bloc in ("RU", "BY"):
        mean = pick(rows, chapter="index", measure="mean", variable="index", bloc=bloc, area="").iloc[0]
        assert abs(mean["estimate"] - observed[bloc]) < 2.5 * mean["standard_error"]


def test_declared_loadings_are_recovered_within_008(rows: pd.DataFrame, truth: dict[str, Any]) -> None:
    generating = truth["population"]["loadings"]["generating"]
    found = pick(rows, chapter="measurement", measure="loading", model="declared")
    errors = [row.estimate - generating[row.variable] for row in found.itertuples()]
    assert len(errors) == 35
    assert np.abs(errors).max() < 0.08


def test_exploratory_loadings_are_recovered_with_a_root_mean_square_error_below_004(rows: pd.DataFrame, truth: dict[str, Any]) -> None:
    generating = truth["population"]["loadings"]["generating"]
    found = pick(rows, chapter="measurement", measure="loading", model="exploratory")
    own = pick(rows, chapter="measurement", measure="loading", model="declared").set_index("variable")["variable_2"]
    errors = [row.estimate - (generating[row.variable] if own[row.variable] == row.variable_2 else 0.0) for row in found.itertuples()]
    assert np.sqrt(np.mean(np.square(errors))) < 0.04


def test_the_two_planted_items_and_no_others_are_flagged(rows: pd.DataFrame, truth: dict[str, Any]) -> None:
    planted = {shift["item"] for shift in truth["generating"]["shifts"]}
    flagged = pick(rows, chapter="comparability", measure="item_shift", verdict="differs")
    assert set(flagged["variable"]) == planted
    assert pick(rows, chapter="comparability", measure="verdict").iloc[0]["verdict"] == "partial"


def test_the_adjusted_gap_is_that_of_a_world_without_the_two_shifts(rows: pd.DataFrame, truth: dict[str, Any]) -> None:
    without = truth["population"]["without_shifts"]["index"]
    gap = pick(rows, chapter="gap", measure="contrast", variable="index", model="adjusted").iloc[0]
    assert gap["ci_low"] < without["RU"] - without["BY"] < gap["ci_high"]
    dif_points = pick(rows, chapter="gap", measure="points_owed", variable="index").iloc[0]
    observed = truth["population"]["observed"]["index"]
    planted = (observed["RU"] - observed["BY"]) - (without["RU"] - without["BY"])
    assert dif_points["estimate"] == pytest.approx(planted, abs=3 * dif_points["standard_error"])


def test_every_margin_holds_and_no_replicate_failed(rows: pd.DataFrame) -> None:
    gap = pick(rows, chapter="weighting", measure="largest_gap").iloc[0]["estimate"]
    assert gap < 1e-10
    assert pick(rows, chapter="weighting", measure="n_replicates_failed").iloc[0]["estimate"] == 0
