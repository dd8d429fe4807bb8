"""A run computes what has changed and nothing else, and writes what the contract promises."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_study import AREAS, ITEMS, PER_AREA, write_study

from crowdpotential import outputs
from crowdpotential.chapters.registry import STAGES
from crowdpotential.contracts import RESULT_COLUMNS
from crowdpotential.disclosure.protect import Protected, protect
from crowdpotential.pipeline import Outcome, run_report
from crowdpotential.store import hash_file

PUBLIC = {"results.csv", "codebook.json", "manifest.json", "report.en.html"}
INTERNAL = {
    "findings.csv",
    "exclusions.csv",
    "respondents.parquet",
    "respondents.sav",
    "respondents.sps",
    "replicate_weights.parquet",
    "results.full.csv",
    "run.json",
}

Main = Callable[..., Outcome]
STUDY = "исследование 1"


def leave_pages_out(patch: pytest.MonkeyPatch) -> None:
    """Pages have tests of their own."""
    patch.setattr(outputs, "page_files", lambda *_args, **_options: {"report.en.html": b"page"})


def run_in(folder: Path, *changes: str) -> Outcome:
    """Run the main job on the small study of a folder."""
    return run_report(folder / STUDY / "params.yaml", folder / "out", changes=changes, tell=lambda _line: None)


@pytest.fixture
def main_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Main:
    """Give the main job of a study that no run has seen."""
    leave_pages_out(monkeypatch)
    write_study(tmp_path / STUDY)
    return partial(run_in, tmp_path)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a study that was run once."""
    folder = tmp_path_factory.mktemp("finished")
    write_study(folder / STUDY)
    with pytest.MonkeyPatch.context() as patch:
        leave_pages_out(patch)
        run_in(folder)
    return folder


@pytest.fixture
def again(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Main:
    """Give the main job of a study that was run before: a copy of all that the run read and left."""
    leave_pages_out(monkeypatch)
    shutil.copytree(finished, tmp_path, dirs_exist_ok=True)
    return partial(run_in, tmp_path)


def computed(outcome: Outcome) -> list[str]:
    return [stage["name"] for stage in outcome.manifest["stages"] if not stage["cached"]]


@pytest.mark.usefixtures("again")
def test_a_run_writes_the_promised_tables_with_the_promised_columns(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir() if path.is_file()} == PUBLIC
    assert {path.name for path in (out / "internal").iterdir() if path.is_file()} == INTERNAL
    results = pd.read_csv(out / "results.csv")
    assert list(results.columns) == list(RESULT_COLUMNS)
    assert results["result_id"].is_unique
    assert results["is_synthetic"].all()
    respondents = pd.read_parquet(out / "internal" / "respondents.parquet")
    head = [
        "respondent_id",
        "sample_type",
        "bloc",
        "area",
        "base_weight",
        "weight_persons",
        "weight",
        "score_X",
    ]
    assert list(respondents.columns[: len(head)]) == head
    assert respondents["weight_persons"].sum() == pytest.approx(1000 * len(AREAS))
    assert respondents["weight"].mean() == pytest.approx(1)
    assert set(ITEMS) <= set(respondents.columns)


def spread_by_the_manifest(out: Path, estimate: Callable[[np.ndarray], np.ndarray]) -> float:
    """Do what svrepdesign(type = "other") does, from nothing but the files of a run."""
    how = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["replicates"]
    respondents = pd.read_parquet(out / "internal" / "respondents.parquet")
    replicates = pd.read_parquet(out / "internal" / "replicate_weights.parquet")
    assert (replicates["respondent_id"] == respondents["respondent_id"]).all()
    columns = replicates.iloc[:, 1:].to_numpy()
    assert columns.shape[1] == how["number"]
    used = ~np.isnan(columns).any(axis=0)
    assert (~used).sum() == how["failed_weighting"]
    thetas = estimate(columns[:, used])
    whole = estimate(respondents["weight_persons"].to_numpy()[:, None])[0]
    centre = whole if how["mse"] else thetas.mean()
    rscales = np.broadcast_to(how["rscales"], used.shape)[used]
    return float(np.sqrt(how["scale"] * (rscales * (thetas - centre) ** 2).sum()))


@pytest.mark.parametrize(
    ("area", "method", "centre"),
    [("", "rao-wu", "estimate"), ("north", "rao-wu", "mean"), ("east", "jkn", "estimate")],
)
def test_a_reader_of_the_replicate_weights_gets_the_printed_standard_error(
    area: str, method: str, centre: str, main_job: Main, tmp_path: Path
) -> None:
    main_job("index.weights=equal", f"replicates.method={method}", f"replicates.centre={centre}")
    out = tmp_path / "out"
    respondents = pd.read_parquet(out / "internal" / "respondents.parquet")
    inside = (respondents["area"] == area).to_numpy() | (area == "")
    score = respondents["index"].to_numpy()[inside]

    def mean(weights: np.ndarray) -> np.ndarray:
        return (score @ weights[inside]) / weights[inside].sum(axis=0)

    key = f"index.mean.index.bloc={AREAS[area]}.area={area}" if area else "index.mean.index"
    row = pd.read_csv(out / "internal" / "results.full.csv").set_index("result_id").loc[key]
    assert row["standard_error"] == pytest.approx(spread_by_the_manifest(out, mean), rel=1e-9)


def test_a_second_run_with_nothing_changed_computes_nothing(main_job: Main) -> None:
    every = [stage.name for stage in STAGES]
    assert computed(main_job()) == [*every, "report"]
    assert main_job().n_computed == 0


def test_a_remark_in_params_makes_the_report_anew_that_names_their_file_by_hash(again: Main, tmp_path: Path) -> None:
    params = next(tmp_path.rglob("params.yaml"))
    params.write_text(params.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    made = again()
    assert computed(made) == ["report"]
    assert made.manifest["params_sha256"] == hash_file(params)


@pytest.mark.usefixtures("again")
def test_a_moved_output_learns_where_its_study_lies(tmp_path: Path) -> None:
    moved = tmp_path / "deep" / "out"
    moved.parent.mkdir()
    (tmp_path / "out").rename(moved)
    study = next(tmp_path.rglob("params.yaml"))
    run = run_report(study, moved, tell=lambda _line: None).run
    assert (moved / run["study_folder"]).resolve() == study.parent.resolve()
    assert run_report(study, moved, tell=lambda _line: None).n_computed == 0


def test_a_change_of_the_report_does_not_touch_the_index(again: Main) -> None:
    assert computed(again("report.small_base=20")) == ["mechanism", "report"]


def test_a_change_of_the_seed_leaves_the_answers_as_they_are(again: Main) -> None:
    every = [stage.name for stage in STAGES if stage.name not in {"prepare", "events"}]  # answers alone, without a draw
    assert computed(again("seed=2")) == [*every, "report"]


def test_a_change_of_the_verdict_s_rule_only_compares_anew(again: Main) -> None:
    apart = {"prepare", "weight", "score", "platforms", "yardsticks", "open_answers", "experts"}
    assert not apart & set(computed(again("comparability.smallest_gap_points=3")))


def test_a_file_changed_by_hand_is_made_again(again: Main, tmp_path: Path) -> None:
    (tmp_path / "out" / "results.csv").write_text("mine", encoding="utf-8")
    assert computed(again()) == ["report"]


def test_the_order_of_the_files_moves_no_number(again: Main, tmp_path: Path) -> None:
    full = tmp_path / "out" / "internal" / "results.full.csv"
    before = pd.read_csv(full).set_index("result_id")["standard_error"]
    params = tmp_path / STUDY / "params.yaml"
    text = params.read_text(encoding="utf-8")
    first, last = "path: north.csv", "path: west.csv"
    swapped = text.replace(first, "path: *").replace(last, first).replace("path: *", last)
    swapped = swapped.replace("area: north,", "area: *,").replace("area: west,", "area: north,").replace("area: *,", "area: west,")
    assert swapped != text
    params.write_text(swapped, encoding="utf-8")
    again()
    after = pd.read_csv(full).set_index("result_id")["standard_error"]
    same = [name for name in before.index if name.startswith(("index.mean", "gap.contrast"))]
    np.testing.assert_allclose(after[same], before[same], rtol=1e-7)


@pytest.mark.usefixtures("again")
def test_identifiers_do_not_leave_the_study(tmp_path: Path) -> None:
    respondents = pd.read_parquet(tmp_path / "out" / "internal" / "respondents.parquet")
    assert len(respondents) == PER_AREA * len(AREAS)
    assert not respondents["respondent_id"].str.contains("north|south|east|west").any()


def test_a_change_of_the_title_does_not_touch_the_index(again: Main) -> None:
    assert computed(again("study.title={en: Another title, ru: Another title}")) == ["report"]


def test_a_study_that_is_no_longer_raked_does_not_keep_its_quotas(main_job: Main, tmp_path: Path) -> None:
    main_job("areas.west.planned=60")
    unraked = ("weighting.method=none", "weighting.margins=null", "weighting.variables=[]")
    outcome = main_job("areas.west.planned=60", *unraked)
    assert "prepare" in computed(outcome)
    assert "quota_planned" not in set(pd.read_csv(tmp_path / "out" / "results.csv")["measure"])


def test_what_the_command_line_changed_is_recorded(main_job: Main) -> None:
    assert main_job("replicates.number=60").run["changes"] == ["replicates.number=60"]


def test_a_broken_manifest_is_made_again(again: Main, tmp_path: Path) -> None:
    (tmp_path / "out" / "manifest.json").write_bytes(b"{")
    assert computed(again()) == ["report"]


def test_a_change_of_the_choices_recomputes_neither_the_index_nor_the_comparison(again: Main, tmp_path: Path) -> None:
    results = pd.read_csv(tmp_path / "out" / "results.csv")
    assert "sensitivity" not in set(results["chapter"])
    assert computed(again("sensitivity.weights=[factor, equal]")) == ["sensitivity", "report"]
    results = pd.read_csv(tmp_path / "out" / "results.csv").set_index("result_id")
    assert results.loc["sensitivity.n_combinations", "estimate"] == 2


def test_means_have_the_degrees_of_freedom_that_params_name(main_job: Main, tmp_path: Path) -> None:
    for area in AREAS:  # points differ in how many men they have: where all have as many, controls cost no freedom
        path = tmp_path / STUDY / f"{area}.csv"
        frame = pd.read_csv(path)
        frame.assign(sex=1 + (np.arange(len(frame)) % 7 < 4)).to_csv(path, index=False)

    def freedom(counted: str) -> pd.Series:
        main_job(f"design.degrees_of_freedom={counted}")
        rows = pd.read_csv(tmp_path / "out" / "results.csv").set_index("result_id")
        return rows.loc[rows["measure"].eq("mean") & rows["area"].notna() & rows["variable"].eq("index"), "df"]

    units, calibrated = freedom("units"), freedom("calibrated")
    assert (units == 12 - 1).all()  # points less the area itself
    assert len(units) == len(AREAS)
    assert ((calibrated > 5) & (calibrated < units - 0.05)).all()


def test_hidden_numbers_that_nothing_could_protect_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def expose(*given: Any) -> Protected:  # noqa: ANN401
        return replace(protect(*given), exposed=("index.mean.index", "index.mean.X"))

    lines = list[str]()
    monkeypatch.setattr(outputs, "protect", expose)
    leave_pages_out(monkeypatch)
    run_report(write_study(tmp_path / "study"), tmp_path / "out", tell=lines.append)
    assert [line for line in lines if line.startswith("disclosure: 2 hidden") and "index.mean.index" in line]
