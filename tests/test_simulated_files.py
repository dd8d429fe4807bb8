"""The synthetic survey overwrites no real one."""

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crowdpotential.errors import OutputForeignError
from crowdpotential.store import find_notebooks, refuse_real_survey, write_survey
from simulations import expert_panel, platform_log

TRUTH = "data/truth.json"
ROOT = Path(__file__).parents[1]


def survey(content: str, *names: str) -> dict[str, bytes]:
    files = {name: f"{content} {name}".encode() for name in names}
    listed = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return {**files, TRUTH: json.dumps({"files": listed}).encode()}


FIRST = survey("first", "data/north.csv", "data/README.md")
SECOND = survey("second", "data/north.csv", "data/south.csv", "data/README.md")


def whole(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_simulation_replaces_an_earlier_one(tmp_path: Path) -> None:
    write_survey(tmp_path, FIRST, truth=TRUTH)
    write_survey(tmp_path, SECOND, truth=TRUTH)
    assert whole(tmp_path) == SECOND


@pytest.mark.parametrize("name", ["data/north.csv", "data/README.md", TRUTH])
def test_a_file_that_no_simulation_has_written_is_not_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / name).write_bytes(b'{"real": "answers"}')
    with pytest.raises(OutputForeignError, match=f"{name}: there already, .* may hold real answers"):
        refuse_real_survey(tmp_path, FIRST, truth=TRUTH)
    with pytest.raises(OutputForeignError, match=f"{name}: there already"):
        write_survey(tmp_path, FIRST, truth=TRUTH)
    assert whole(tmp_path) == {name: b'{"real": "answers"}'}


def test_real_answers_in_the_place_of_simulated_ones_are_not_overwritten(tmp_path: Path) -> None:
    write_survey(tmp_path, FIRST, truth=TRUTH)
    (tmp_path / "data" / "north.csv").write_bytes(b"real answers")
    with pytest.raises(OutputForeignError, match=r"data/north\.csv: there already, and not as a simulation has written it"):
        write_survey(tmp_path, SECOND, truth=TRUTH)
    assert whole(tmp_path) == {**FIRST, "data/north.csv": b"real answers"}


@pytest.mark.parametrize("name", ["../north.csv", "/north.csv", "data/../../north.csv"])
def test_a_simulation_writes_nothing_outside_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputForeignError, match="a simulation writes below"):
        write_survey(tmp_path / "study", survey("first", name), truth=TRUTH)
    assert list(tmp_path.iterdir()) == []


def test_a_simulation_into_the_program_is_refused() -> None:
    with pytest.raises(OutputForeignError, match="nothing of it may be overwritten"):
        refuse_real_survey(find_notebooks(), ["truth.json"], truth="truth.json")


def test_a_folder_of_the_user_that_is_named_as_that_of_a_simulation_stays(tmp_path: Path) -> None:
    mine = tmp_path / ".unfinished" / "answers.csv"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    write_survey(tmp_path, FIRST, truth=TRUTH)
    assert mine.read_bytes() == b"mine"


def test_a_killed_simulation_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_survey(tmp_path, FIRST, truth=TRUTH)
    really, calls = os.replace, [0]

    def killed(source: object, target: object) -> None:
        calls[0] += 1
        if calls[0] == 4:
            raise KeyboardInterrupt
        really(source, target)  # type: ignore[arg-type]  # passed on as it came

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            write_survey(tmp_path, SECOND, truth=TRUTH)
    refuse_real_survey(tmp_path, SECOND, truth=TRUTH)
    assert whole(tmp_path) == SECOND


def test_the_committed_truth_lists_the_committed_files() -> None:
    listed = json.loads((ROOT / "data/raw/truth.json").read_text(encoding="utf-8"))["files"]
    assert {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in listed} == listed
    others = {f"data/raw/{name}" for name in ("truth.json", "experts.csv", "platform_log.csv", "platform_log_truth.json")}
    assert set(listed) == {f"data/raw/{path.name}" for path in (ROOT / "data/raw").iterdir()} - others


def test_the_committed_panel_of_experts_is_the_one_that_is_drawn() -> None:
    committed = pd.read_csv(ROOT / "data" / "raw" / "experts.csv").set_index(["expert", "round"]).sort_index()
    drawn = expert_panel.draw(np.random.default_rng(13)).set_index(["expert", "round"]).sort_index()
    assert np.array_equal(drawn[committed.columns].to_numpy(dtype=float), committed.to_numpy(dtype=float), equal_nan=True)


def test_the_committed_log_of_an_invented_platform_is_the_one_that_is_drawn() -> None:
    committed = pd.read_csv(ROOT / "data" / "raw" / "platform_log.csv", dtype=str)
    assert committed.equals(platform_log.draw_log().astype(str))
    truth = json.loads((ROOT / "data" / "raw" / "platform_log_truth.json").read_text(encoding="utf-8"))
    found = platform_log.find_truth(20_000, np.random.default_rng(3))
    assert {name: pytest.approx(truth[name], abs=0.03) for name in found} == found
