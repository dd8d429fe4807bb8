"""Publishing is all or nothing: killed at any step, refused by the disk at any step, in any order of the two."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from runs_on_disk import files_of, run_into, whole

from crowdpotential.errors import CrowdpotentialError, MissingFileError, OutputForeignError, OutputLockedError
from crowdpotential.layout import INTERNAL, MANIFEST, RESPONDENTS, UNFINISHED
from crowdpotential.store import Cache, StageData, locked, open_run, publish
from crowdpotential.store.disk import UNTOUCHED
from crowdpotential.verification.published import read_published

OLD = files_of("old", "report.en.html", "report.ru.html", "figures/a.en.svg", "results.csv", RESPONDENTS)
NEW = files_of("new", "report.en.html", "figures/b.en.svg", "notebooks/01.en.ipynb", "results.csv", RESPONDENTS)
LIES_UNFINISHED = f"{UNFINISHED}/journal.json"


class KilledError(BaseException):
    """What ends a run as a kill does: nobody catches it."""


def fail_at(number: int, error: BaseException, *, for_ever: bool = False) -> Callable[[object, object], None]:
    """Make an os.replace that does its work until that call."""
    really, calls = os.replace, [0]

    def replace(source: object, target: object) -> None:
        calls[0] += 1
        if calls[0] == number or (for_ever and calls[0] > number):
            raise error
        really(source, target)  # type: ignore[arg-type]  # passed on as it came

    return replace


def count_moves(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Count the renames that publishing NEW over OLD takes."""
    really, calls = os.replace, list[object]()
    run_into(folder, OLD)
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", lambda source, target: (calls.append(target), really(source, target)))
        run_into(folder, NEW)
    return len(calls)


def test_a_finished_run_replaces_its_files_and_removes_what_it_no_longer_makes(tmp_path: Path) -> None:
    run_into(tmp_path, OLD)
    run_into(tmp_path, NEW)
    assert whole(tmp_path) == NEW
    assert not (tmp_path / UNFINISHED).exists()


def test_a_run_killed_before_any_move_is_finished_by_the_next_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    n_moves = count_moves(tmp_path / "count", monkeypatch)
    assert n_moves == 1 + len(NEW) + len(OLD)  # the journal; every new file; every old one, put aside
    for number in range(1, n_moves + 1):
        out = tmp_path / str(number)
        run_into(out, OLD)
        (out / "notes.txt").write_text("mine")
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", fail_at(number, KilledError()))
            with pytest.raises(KilledError):
                run_into(out, NEW)
        assert (out / LIES_UNFINISHED).exists() == (number > 1)
        with locked(out):
            expected = OLD if number == 1 else NEW
            assert whole(out) == {**expected, "notes.txt": b"mine"}


def test_a_run_killed_while_it_finishes_another_is_finished_in_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_into(tmp_path, OLD)
    for number in (4, 3, 2, 1, 5, 2):
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", fail_at(number, KilledError()))
            with pytest.raises(KilledError):
                run_into(tmp_path, NEW)
    with locked(tmp_path):
        assert whole(tmp_path) == NEW


def test_a_move_that_the_disk_refuses_brings_everything_back_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, count_moves(tmp_path / "count", monkeypatch) + 1):
        out = tmp_path / str(number)
        run_into(out, OLD)
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", fail_at(number, PermissionError(errno.EACCES, "Permission denied")))
            with pytest.raises(OutputLockedError, match=UNTOUCHED):
                run_into(out, NEW)
        assert whole(out) == OLD
        run_into(out, NEW)
        assert whole(out) == NEW


def test_where_nothing_can_be_put_back_the_line_says_what_stands_and_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_into(tmp_path, OLD)
    with monkeypatch.context() as patched:
        refusal = PermissionError(errno.EACCES, "Permission denied")
        patched.setattr(os, "replace", fail_at(6, refusal, for_ever=True))
        with pytest.raises(OutputLockedError, match=f"3 of {len(NEW)} are new, 0 lie aside, the others are as before"):
            run_into(tmp_path, NEW)
    assert len([name for name, content in NEW.items() if whole(tmp_path).get(name) == content]) == 3
    with locked(tmp_path):
        assert whole(tmp_path) == NEW


def test_a_run_killed_while_it_puts_files_back_is_finished_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_into(tmp_path, OLD)
    really, calls = os.replace, [0]

    def refuse_once_then_kill(source: object, target: object) -> None:
        calls[0] += 1
        if calls[0] == 6:
            raise PermissionError(errno.EACCES, "Permission denied")
        if calls[0] == 8:
            raise KilledError
        really(source, target)  # type: ignore[arg-type]  # passed on as it came

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", refuse_once_then_kill)
        with pytest.raises(KilledError):
            run_into(tmp_path, NEW)
    with locked(tmp_path):
        assert whole(tmp_path) == NEW


def test_a_first_run_killed_between_two_moves_is_known_for_the_program_s_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", fail_at(4, KilledError()))
        with pytest.raises(KilledError):
            run_into(tmp_path, NEW)
    assert not (tmp_path / MANIFEST).exists()
    run_into(tmp_path, OLD)
    assert whole(tmp_path) == OLD


def test_reading_an_interrupted_run_finishes_it_or_says_who_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_into(tmp_path, OLD)
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", fail_at(5, KilledError()))
        with pytest.raises(KilledError):
            run_into(tmp_path, NEW)
    journal = (tmp_path / LIES_UNFINISHED).read_bytes()
    with pytest.raises(OutputLockedError, match="some are new and some not; wait for it, or run the same"):
        read_published(tmp_path)
    with pytest.raises(MissingFileError, match="not as a run has left them"):  # these runs hold no tables
        open_run(tmp_path)
    assert whole(tmp_path) == NEW
    with locked(tmp_path):
        (tmp_path / UNFINISHED).mkdir()
        (tmp_path / LIES_UNFINISHED).write_bytes(journal)
        with pytest.raises(OutputLockedError, match="another run is writing there"):
            open_run(tmp_path)


def test_a_file_that_changed_after_the_kill_stops_the_next_run_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_into(tmp_path, OLD)
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", fail_at(3, KilledError()))
        with pytest.raises(KilledError):
            run_into(tmp_path, NEW)
    (tmp_path / "results.csv").write_text("mine")
    with (
        pytest.raises(OutputLockedError, match=r"results\.csv: .* changed or removed since"),
        locked(tmp_path),
    ):
        pass
    assert (tmp_path / "results.csv").read_text() == "mine"


@pytest.mark.parametrize(
    "journal", ["{", "[{}]", "7", '[{"name": "../mine.txt", "before": null, "after": "x"}]', '[{"name": 7, "before": 1, "after": 2}]']
)
def test_a_journal_that_no_run_has_written_moves_nothing(tmp_path: Path, journal: str) -> None:
    out = tmp_path / "out"
    run_into(out, OLD)
    (tmp_path / "mine.txt").write_text("mine")
    (out / UNFINISHED / "new").mkdir(parents=True)
    (out / LIES_UNFINISHED).write_text(journal)
    with pytest.raises(CrowdpotentialError, match="not as a run has left it"), locked(out):
        pass
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_disk_that_fills_up_leaves_the_previous_report_untouched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_into(tmp_path, OLD)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OutputLockedError, match=f"there is no space left; .*{UNTOUCHED}"):
            run_into(tmp_path, NEW)
    assert whole(tmp_path) == OLD


def test_a_file_open_in_another_program_stops_before_anything_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_into(tmp_path, OLD)
    really_open = Path.open

    def refuse(self: Path, mode: str = "r", **options: object) -> object:
        if self.name == "results.csv" and mode == "r+b":
            raise PermissionError(errno.EACCES, "Permission denied")
        return really_open(self, mode, **options)  # type: ignore[call-overload]  # passed on as it came

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(OutputLockedError, match=r"results\.csv: the file is open in another program"):
        run_into(tmp_path, NEW)
    assert whole(tmp_path) == OLD


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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_what_is_internal_is_open_to_its_owner_alone(tmp_path: Path) -> None:
    with locked(tmp_path):
        Cache(tmp_path).save("weight", "k", StageData(facts={"n": 3}))
        publish(tmp_path, NEW)
    assert (tmp_path / INTERNAL).stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / INTERNAL).rglob("*") if path.is_file()} == {0o600}
    assert (tmp_path / "results.csv").stat().st_mode & 0o044


def test_a_stranger_s_file_that_comes_during_a_run_is_not_replaced(tmp_path: Path) -> None:
    run_into(tmp_path, OLD)
    with locked(tmp_path):
        (tmp_path / "figures" / "b.en.svg").write_text("mine")
        with pytest.raises(OutputForeignError, match=r"figures/b\.en\.svg: a run needs this name"):
            publish(tmp_path, NEW)
    assert whole(tmp_path) == {**OLD, "figures/b.en.svg": b"mine"}
