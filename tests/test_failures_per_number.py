"""A number loses its error only where a step that it uses failed in too many replicates, and the step is named."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML
from small_study import AREAS, write_study

from crowdpotential import pipeline
from crowdpotential.store import Run, open_run

RARE = "X4"  # all but the respondents of one sampling point give one and the same answer


def write_planted(folder: Path, weights: str) -> Path:
    """Write a study in which a third of the bootstrap replicates know one answer of an item, and with it no correlation."""
    path = write_study(folder)
    for area in AREAS:
        cells = pd.read_csv(folder / f"{area}.csv")
        is_kept = cells["point"] == "north-3"
        cells[RARE] = cells[RARE].where(is_kept, 3)
        cells.to_csv(folder / f"{area}.csv", index=False)
    yaml = YAML(typ="safe", pure=True)
    params: dict[str, Any] = yaml.load(path)
    params["index"] |= {"weights": weights, "levels": {"low_below": 40, "high_from": 60}}
    params["replicates"] = {"number": 120}
    params["comparison"] = {"group_by": ["sex"]}
    params["sensitivity"] = {"weights": ["equal", "factor"], "aggregation": ["arithmetic"]}
    yaml.dump(params, path)
    return path


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    found: dict[str, Run] = {}
    for weights in ("equal", "factor"):
        folder = tmp_path_factory.mktemp(weights)
        pipeline.run_report(write_planted(folder, weights), folder / "out", tell=lambda _line: None)
        found[weights] = open_run(folder / "out")
    return found


def rows_of(run: Run, chapter: str, measure: str) -> pd.DataFrame:
    rows = run.results
    return rows[(rows["chapter"] == chapter) & (rows["measure"] == measure) & (rows["n_replicates"] > 0)]


def withheld(run: Run, chapter: str, measure: str) -> set[bool]:
    """Say which of these rows lack an interval because too many replicates failed."""
    rows = rows_of(run, chapter, measure)
    lacks = rows["note"].eq("withheld")
    assert lacks.eq(rows["ci_low"].isna()).all()
    return set(lacks)


def test_equal_weights_keep_every_interval_when_the_model_fails(runs: dict[str, Run]) -> None:
    run = runs["equal"]
    assert withheld(run, "index", "mean") == {False}
    assert withheld(run, "groups", "mean") == {False}
    assert withheld(run, "comparison", "contrast") == {False}
    assert rows_of(run, "index", "mean")["n_replicates_failed"].eq(0).all()
    for measure in ("loading", "factor_correlation", "omega_total"):
        assert withheld(run, "measurement", measure) == {True}
    assert withheld(run, "measurement", "item_weight") == {False}


def test_factor_weights_lose_what_rests_on_the_loadings(runs: dict[str, Run]) -> None:
    run = runs["factor"]
    assert withheld(run, "index", "mean") == {True}
    assert withheld(run, "comparison", "contrast") == {True}
    assert withheld(run, "measurement", "item_weight") == {True}
    assert withheld(run, "topline", "mean") == {False}


@pytest.mark.parametrize("weights", ["equal", "factor"])
def test_the_step_that_failed_is_named_with_item_number_and_advice(runs: dict[str, Run], weights: str) -> None:
    run = runs[weights]
    told = rows_of(run, "measurement", "replicates_failed")
    assert told["variable"].tolist() == ["correlations"]
    row = told.iloc[0]
    assert row["estimate"] == rows_of(run, "measurement", "loading")["n_replicates_failed"].max() > 1
    assert all(RARE in pair for pair in row["variable_2"].split(";"))
    assert "join answers that hardly anybody gave" in row["note"]
    found = run.findings[run.findings["rule"] == "replicates_failed"].iloc[0]
    assert (found["variable"], found["n"]) == ("correlations", row["estimate"])
    assert RARE in found["note"]
    page = " ".join((run.output / "report.en.html").read_text(encoding="utf-8").split())
    assert "not all pairs of items could be correlated (X1 × X4" in page


def test_what_single_choices_lack_withholds_what_needs_all_of_them_and_nothing_else(
    runs: dict[str, Run],
) -> None:
    of_choices = rows_of(runs["equal"], "sensitivity", "withheld").iloc[0]
    assert "factor (" in of_choices["note"]
    assert rows_of(runs["equal"], "sensitivity", "variance_share").empty
    assert withheld(runs["equal"], "sensitivity", "change_without") == {False}
    assert rows_of(runs["factor"], "sensitivity", "change_without").empty
    for run in runs.values():
        assert withheld(run, "sensitivity", "dimension_correlation") == {False}
