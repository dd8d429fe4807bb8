"""What a run writes: all or nothing, never over an open file, found again by its key."""

import errno
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crowdpotential import store
from crowdpotential.errors import MissingFileError, OutputLockedError
from crowdpotential.layout import CACHE, MANIFEST
from crowdpotential.store import (
    Cache,
    StageData,
    hash_bytes,
    hash_file,
    hash_folder,
    open_run,
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
def test_a_damaged_result_is_none_and_can_be_written_anew(tmp_path: Path, name: str, damage: Callable[[Path], object]) -> None:
    left = StageData(frames={"a": pd.DataFrame({"x": np.arange(50.0)})}, arrays={"w": np.arange(60.0)}, facts={"n": 3})
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


def test_a_folder_without_a_run_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="run the main job first"):
        open_run(tmp_path)


def test_a_disk_that_fills_up_under_a_stage_is_no_fuller_than_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path)
    cache.save("weight", "k", StageData(facts={"n": 3}))

    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OutputLockedError, match=r"there is no space left; .* what was there before is untouched"):
        cache.save("weight", "l", StageData(arrays={"w": np.arange(3.0)}))
    assert [path.name for path in (tmp_path / CACHE / "weight").iterdir()] == ["k"]


def test_what_a_killed_run_has_left_of_a_stage_is_removed(tmp_path: Path) -> None:
    (tmp_path / CACHE / "weight" / "j.draft").mkdir(parents=True)
    Cache(tmp_path).save("weight", "k", StageData(facts={"n": 3}))
    assert [path.name for path in (tmp_path / CACHE / "weight").iterdir()] == ["k"]


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


def test_a_broken_manifest_counts_as_no_run(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(b'{"keys": ')
    assert read_manifest(tmp_path) == {}


def test_a_name_that_no_disk_can_hold_is_no_file() -> None:
    with pytest.raises(MissingFileError, match="no such file"):
        hash_file(Path("a" * 5000))


def test_the_public_part_alone_says_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(b"{}")
    with pytest.raises(MissingFileError, match="only the public part of a run, without its folder internal"):
        open_run(tmp_path)
