"""The same answers give the same results.csv, in whatever order rows, files and columns come; the order of params is a choice."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML
from small_study import AREAS, codebook_data, params_data, write_study

from crowdpotential import outputs
from crowdpotential.pipeline import run_report

Change = Callable[[Path], None]


@pytest.fixture
def results_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., bytes]:
    """Give results.csv of a small study whose folder was changed before the run."""
    monkeypatch.setattr(outputs, "page_files", lambda *_args, **_options: {"report.en.html": b"page"})

    def run(*changes: Change) -> bytes:
        folder = tmp_path / f"study{len(list(tmp_path.iterdir()))}"
        params = write_study(folder)
        for change in changes:
            change(folder)
        run_report(params, folder / "out", tell=lambda _line: None)
        return (folder / "out" / "results.csv").read_bytes()

    return run


def rewrite(folder: Path, name: str, data: dict[str, Any]) -> None:
    (folder / name).write_text(json.dumps(data), encoding="utf-8")  # YAML's own writer would sort the keys


def without_numbers(folder: Path) -> None:
    """Take the interview numbers out: nothing but the answers tells respondents apart."""
    data = codebook_data()
    data["variables"] = [variable for variable in data["variables"] if variable["id"] != "number"]
    rewrite(folder, "questionnaire.yaml", data)
    params = params_data()
    params["design"] = {}
    rewrite(folder, "params.yaml", params)
    for area in AREAS:
        pd.read_csv(folder / f"{area}.csv").drop(columns="number").to_csv(folder / f"{area}.csv", index=False)


def shuffle_rows(folder: Path) -> None:
    for place, area in enumerate(AREAS):
        cells = pd.read_csv(folder / f"{area}.csv")
        order = np.random.default_rng([11, place]).permutation(len(cells))
        cells.iloc[order].to_csv(folder / f"{area}.csv", index=False)


def turn_columns(folder: Path) -> None:
    for area in AREAS:
        cells = pd.read_csv(folder / f"{area}.csv")
        cells[cells.columns[::-1]].to_csv(folder / f"{area}.csv", index=False)


def turn_files(folder: Path) -> None:
    data = YAML(typ="safe", pure=True).load(folder / "params.yaml")
    data["data"] = data["data"][::-1]
    rewrite(folder, "params.yaml", data)


def turn_areas(folder: Path) -> None:
    data = params_data()
    data["areas"] = dict(reversed(data["areas"].items()))
    rewrite(folder, "params.yaml", data)


@pytest.mark.parametrize("first", [[], [without_numbers]], ids=["with interview numbers", "without"])
def test_the_order_of_rows_files_and_columns_changes_no_byte(results_of: Callable[..., bytes], first: list[Change]) -> None:
    expected = results_of(*first)
    assert results_of(*first, shuffle_rows, turn_files, turn_columns) == expected


def test_rows_that_are_alike_throughout_are_different_people(results_of: Callable[..., bytes]) -> None:
    def repeat_a_row(folder: Path) -> None:
        cells = pd.read_csv(folder / "north.csv")
        pd.concat([cells, cells.iloc[[0, 0]]]).to_csv(folder / "north.csv", index=False)

    results = results_of(without_numbers, repeat_a_row).decode()
    (asked,) = [line for line in results.splitlines() if line.startswith("topline.share.sex=1,")]
    assert ",242.0," in asked


def test_which_of_two_records_with_one_number_is_left_out_does_not_depend_on_their_order(
    results_of: Callable[..., bytes],
) -> None:
    def deliver_twice(folder: Path) -> None:
        cells = pd.read_csv(folder / "north.csv")
        other = cells.iloc[[3, 8]].assign(X1=[1, 5], Y2=[5, 1])
        pd.concat([cells, other]).to_csv(folder / "north.csv", index=False)
        data = codebook_data()
        data["quality"] = [{"id": "again", "kind": "repeated_record", "label": {"en": "again", "ru": "again"}}]
        rewrite(folder, "questionnaire.yaml", data)
        params = params_data()
        rule = {"id": "again", "label": {"en": "again", "ru": "again"}, "when": {"flag": "again"}}
        rewrite(folder, "params.yaml", params | {"cleaning": {"exclude": [rule]}})

    assert results_of(deliver_twice, shuffle_rows) == results_of(deliver_twice)


def test_contrasts_follow_the_order_of_areas_in_params(results_of: Callable[..., bytes]) -> None:
    before, after = results_of().decode(), results_of(turn_areas).decode()
    assert "comparison.contrast.index.bloc=A.area=north.vs=A.vs=south," in before
    assert "comparison.contrast.index.bloc=A.area=south.vs=A.vs=north," in after
