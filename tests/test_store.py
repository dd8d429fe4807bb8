"""What a run writes: all or nothing, never over an open file, found again by its key."""

import errno
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crowdpotential import store
from crowdpotential.errors import MissingFileError, OutputLockedError
from crowdpotential.layout import CACHE, INTERNAL, MANIFEST, RESPONDENTS
from crowdpotential.store import (
    Cache,
    StageData,
    hash_bytes,
    hash_file,
    hash_folder,
    locked,
    open_run,
    publish,
    read_manifest,
)


def test_a_stage_is_found_again_as_it_was_left(tmp_path: Path) -> None:
    left = StageData(
        frames={"a": pd.DataFrame({"x": [1.5, np.nan], "y": ["да", ""]})},
        arrays={"w": np.arange(6.0).reshape(2, 3)},
        facts={"n": 3, "verdict": "partial"},
    )
    cache = Cache(tmp_path)
    assert cache.load("weight", "k") is None
    cache.save("weight", "k", left)
    found = cache.load("weight", "k")
    assert found is not None
    pd.testing.assert_frame_equal(found.frames["a"], left.frames["a"], check_dtype=False)
    np.testing.assert_array_equal(found.arrays["w"], left.arrays["w"])
    assert found.facts == left.facts


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-50])


def poison(path: Path) -> None:
    """Change a number in a file that stays readable."""
    frame = pd.read_parquet(path)
    frame.assign(x=frame["x"] + 1).to_parquet(path, index=False)


def turn_into_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: list[tuple[str, Callable[[Path], object]]] = [
    ("a.parquet", cut),
    ("a.parquet", Path.unlink),
    ("a.parquet", poison),
    ("a.parquet", turn_into_a_folder),
    ("arrays.npz", cut),
    ("arrays.npz", Path.unlink),
    ("facts.json", lambda path: path.write_text("{")),
    ("facts.json", lambda path: path.write_text('{"n": 4}')),
    ("checksums.json", lambda path: path.write_text("[]")),
    ("checksums.json", lambda path: path.write_bytes(b"\xff\xfe{")),
    ("checksums.json", Path.unlink),
    ("stranger.parquet", lambda path: path.write_bytes(b"PAR1")),
]


@pytest.mark.parametrize(("name", "damage"), DAMAGES)
def test_a_damaged_result_is_none_and_can_be_written_anew(
    tmp_path: Path, name: str, damage: Callable[[Path], object]
) -> None:
    left = StageData(
        frames={"a": pd.DataFrame({"x": np.arange(50.0)})}, arrays={"w": np.arange(60.0)}, facts={"n": 3}
    )
    cache = Cache(tmp_path)
    cache.save("weight", "k", left)
    damage(tmp_path / CACHE / "weight" / "k" / name)
    assert cache.load("weight", "k") is None
    cache.save("weight", "k", left)
    found = cache.load("weight", "k")
    assert found is not None
    assert found.facts == {"n": 3}


def test_a_file_in_the_place_of_a_result_is_replaced(tmp_path: Path) -> None:
    (tmp_path / CACHE / "weight").mkdir(parents=True)
    (tmp_path / CACHE / "weight" / "k").write_bytes(b"a file")
    cache = Cache(tmp_path)
    assert cache.load("weight", "k") is None
    cache.save("weight", "k", StageData(facts={"n": 3}))
    assert cache.load("weight", "k") is not None


def test_only_the_last_results_of_a_stage_are_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for number in range(store.KEPT_RESULTS_PER_STAGE + 2):
        cache.save("score", str(number), StageData(facts={}))
    assert len(list((tmp_path / CACHE / "score").iterdir())) == store.KEPT_RESULTS_PER_STAGE


def test_a_finished_run_replaces_its_files_and_removes_what_it_no_longer_makes(tmp_path: Path) -> None:
    listed = b'{"files": {"report.ru.html": "", "figures/a.svg": ""}}'
    publish(tmp_path, {"report.ru.html": b"old", "figures/a.svg": b"a", MANIFEST: listed})
    publish(tmp_path, {"report.ru.html": b"new", "figures/b.svg": b"b", MANIFEST: b"{}"})
    assert (tmp_path / "report.ru.html").read_bytes() == b"new"
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["b.svg"]
    assert not (tmp_path / CACHE / "draft").exists()


def test_a_disk_that_fills_up_leaves_the_previous_report_untouched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, {"report.ru.html": b"old", MANIFEST: b"{}"})

    def full(_self: Path, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputLockedError, match="there is no space left"):
        publish(tmp_path, {"report.ru.html": b"new", MANIFEST: b"{}"})
    assert (tmp_path / "report.ru.html").read_bytes() == b"old"


def test_a_file_open_in_another_program_stops_before_anything_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, {"a.csv": b"old", "b.csv": b"old", MANIFEST: b"{}"})
    really_open = Path.open

    def refuse(self: Path, mode: str = "r", **options: object) -> object:
        if self.name == "b.csv" and mode == "r+b":
            raise PermissionError(errno.EACCES, "Permission denied")
        return really_open(self, mode, **options)  # type: ignore[call-overload]  # passed on as it came

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(OutputLockedError, match=r"b\.csv: the file is open in another program"):
        publish(tmp_path, {"a.csv": b"new", "b.csv": b"new", MANIFEST: b"{}"})
    assert (tmp_path / "a.csv").read_bytes() == b"old"


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    with (
        locked(tmp_path),
        pytest.raises(OutputLockedError, match="another run is writing there"),
        locked(tmp_path),
    ):
        pass


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file")
    with pytest.raises(OutputLockedError, match="cannot be written"), locked(tmp_path / "reports"):
        pass


def test_a_folder_without_a_run_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="run the main job first"):
        open_run(tmp_path)


def test_a_hash_knows_where_one_part_ends_and_the_next_begins(tmp_path: Path) -> None:
    assert hash_bytes(b"ab", b"c") != hash_bytes(b"a", b"bc")
    (tmp_path / "a.py").write_text("1")
    before = hash_folder(tmp_path)
    (tmp_path / "a.pyc").write_text("compiled")
    assert hash_folder(tmp_path) == before
    (tmp_path / "a.py").write_text("2")
    assert hash_folder(tmp_path) != before


def test_tables_are_written_with_commas_dots_and_lower_case_truth() -> None:
    frame = pd.DataFrame({"a": [1.5], "b": [True], "c": ["x, y"]})
    assert store.to_csv(frame) == b'a,b,c\n1.5,true,"x, y"\n'


def test_a_report_in_a_language_no_longer_asked_for_does_not_stay(tmp_path: Path) -> None:
    listed = b'{"files": {"report.ru.html": "", "report.en.html": "", "../mine.txt": ""}}'
    publish(tmp_path / "out", {"report.ru.html": b"a", "report.en.html": b"b", MANIFEST: listed})
    (tmp_path / "mine.txt").write_bytes(b"mine")
    (tmp_path / "out" / "notes.txt").write_bytes(b"mine")
    publish(tmp_path / "out", {"report.ru.html": b"c", MANIFEST: b"{}"})
    kept = {path.name for path in (tmp_path / "out").iterdir() if path.is_file()}
    assert kept == {"report.ru.html", MANIFEST, "notes.txt"}
    assert (tmp_path / "mine.txt").is_file()


def test_a_broken_manifest_counts_as_no_run(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(b'{"keys": ')
    assert read_manifest(tmp_path) == {}


def test_a_name_that_no_disk_can_hold_is_no_file() -> None:
    with pytest.raises(MissingFileError, match="no such file"):
        hash_file(Path("a" * 5000))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_what_is_internal_is_open_to_its_owner_alone(tmp_path: Path) -> None:
    with locked(tmp_path):
        Cache(tmp_path).save("weight", "k", StageData(facts={"n": 3}))
        publish(tmp_path, {"results.csv": b"public", RESPONDENTS: b"internal", MANIFEST: b"{}"})
    assert (tmp_path / INTERNAL).stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / INTERNAL).rglob("*") if path.is_file()} == {
        0o600
    }
    assert (tmp_path / "results.csv").stat().st_mode & 0o044


def test_the_next_run_clears_what_an_earlier_version_has_left_where_it_is_published(tmp_path: Path) -> None:
    old = ("results.csv", "respondents.parquet", "findings.csv", ".cache/codebook.json")
    for name in (*old, ".cache/score/k/facts.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"old")
    (tmp_path / MANIFEST).write_text(json.dumps({"files": dict.fromkeys(old, "")}), encoding="utf-8")
    with locked(tmp_path):
        publish(tmp_path, {"results.csv": b"new", RESPONDENTS: b"new", MANIFEST: b"{}"})
    assert {path.name for path in tmp_path.iterdir()} == {"results.csv", MANIFEST, INTERNAL}


def test_the_public_part_alone_says_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(b"{}")
    with pytest.raises(MissingFileError, match="only the public part of a run, without its folder internal"):
        open_run(tmp_path)
