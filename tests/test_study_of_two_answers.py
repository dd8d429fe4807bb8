"""A questionnaire of yes and no from the files to the page: an empty cell is filled and told, and the sides are compared."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML
from small_study import AREAS, ITEMS, PER_AREA, answers, codebook_data, margins, params_data, words

from crowdpotential import pipeline
from crowdpotential.errors import CrowdpotentialError
from crowdpotential.store import Run, open_run

EASY = np.array([1.6, 0.5, -0.4, -1.1] * 2)
RARE, IMPLIED = "X4", "X1"  # whoever affirms the hardest item affirms the easiest


def yes_or_no(area: str) -> pd.DataFrame:
    rng = np.random.default_rng([11, *area.encode()])
    n = 4 * PER_AREA
    latent = rng.normal(size=(n, 2)) @ np.array([[1.0, 0.5], [0.0, 0.9]]) + 0.8 * (AREAS[area] == "B")
    response = 0.8 * np.repeat(latent, 4, axis=1) + 0.6 * rng.normal(size=(n, 8))
    cells = pd.concat([answers(area)] * 4, ignore_index=True)
    cells[list(ITEMS)] = 1 + (response > -EASY)
    cells["number"] = [f"{area}-{i}" for i in range(n)]
    cells["point"] = [f"{area}-{i % 24}" for i in range(n)]
    cells.loc[cells[RARE] == 2, IMPLIED] = 2
    return cells


def write_yes_or_no(folder: Path) -> Path:
    yaml = YAML(typ="safe", pure=True)
    book: dict[str, Any] = codebook_data()
    book["scales"]["five"]["codes"] = {1: {"label": words("no")}, 2: {"label": words("yes")}}
    book["languages"] = ["en", "ru"]
    params = params_data()
    for kind in ("area", "bloc"):
        params["study"]["words"][kind]["ru"] = {
            "one": "часть",
            "few": "части",
            "many": "частей",
            "other": "части",
        }
    params["index"]["weights"] = "equal"
    params["report"]["languages"] = ["en", "ru"]
    params["comparison"] = {"group_by": ["sex"]}
    yaml.dump(params, folder / "params.yaml")
    yaml.dump(book, folder / "questionnaire.yaml")
    margins().to_csv(folder / "margins.csv", index=False)
    for area in AREAS:
        yes_or_no(area).to_csv(folder / f"{area}.csv", index=False)
    return folder / "params.yaml"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_yes_or_no(tmp_path_factory.mktemp("yes_or_no"))


@pytest.fixture(scope="module")
def run(path: Path) -> Run:
    pipeline.run_report(path, path.parent / "out", tell=lambda _line: None)
    return open_run(path.parent / "out")


def test_sides_with_one_instrument_and_other_levels_are_compared(run: Run) -> None:
    rows = run.results
    verdict = rows[rows["result_id"] == "comparability.verdict.index"].iloc[0]
    assert verdict["verdict"] == "comparable"
    fits = rows[(rows["chapter"] == "comparability") & (rows["measure"] == "cfi") & (rows["variable"] == "")]
    assert fits["method"].eq("wlsmv").all()
    assert {"configural", "scalar"} <= set(fits["model"])
    assert not {"thresholds", "metric"} & set(fits["model"])


def test_what_was_added_is_counted_and_told_on_both_pages(run: Run) -> None:
    rows = run.results
    added = rows[(rows["chapter"] == "measurement") & (rows["measure"] == "n_filled_cells")]
    assert added["estimate"].tolist() == [3.0]
    for code, told in (("en", "0.5 of a respondent was added there"), ("ru", "добавлено 0,5 респондента")):
        page = (run.output / f"report.{code}.html").read_text(encoding="utf-8")
        assert told in " ".join(page.split()).replace("\xa0", " ")


def test_check_names_the_pairs_whose_empty_cells_make_correlations_contradict_each_other(path: Path) -> None:
    told = r"nobody gave some combination of the answers to .*X1 and X4.*; set index.empty_cell to 0.5"
    with pytest.raises(CrowdpotentialError, match=told):
        pipeline.check_study(path, changes=["index.empty_cell=0"])
