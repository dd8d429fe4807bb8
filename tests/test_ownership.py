"""The user's own files are never touched: what no run has written is neither replaced nor removed, and what is in the way is named."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from runs_on_disk import files_of, run_into, whole
from small_study import write_study

from crowdpotential import outputs
from crowdpotential.errors import CrowdpotentialError, OutputForeignError
from crowdpotential.layout import CACHE, MANIFEST, RUN
from crowdpotential.params import load_params
from crowdpotential.pipeline import run_report
from crowdpotential.store import Cache, StageData, find_notebooks, locked, refuse_foreign, refuse_overlap
from crowdpotential.store.hashes import PACKAGE
from crowdpotential.verification import verify_report

ONE = files_of("one", "report.en.html", "report.ru.html", "figures/a.en.svg", "results.csv", "internal/findings.csv")
OTHER = files_of("other", "report.en.html", "results.csv", "internal/findings.csv")

links = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets only some users make links")


def test_files_of_the_user_stay_beside_those_of_a_run(tmp_path: Path) -> None:
    mine = {
        "notes.txt": b"mine",
        "figures/mine.png": b"mine",
        "notebooks/mine.ipynb": b"mine",
        "internal/mine.csv": b"mine",
    }
    run_into(tmp_path, ONE)
    for name, content in mine.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    run_into(tmp_path, OTHER)
    assert whole(tmp_path) == {**OTHER, **mine}


def test_a_folder_with_files_and_no_run_is_refused_with_what_to_do(tmp_path: Path) -> None:
    for name in ("thesis.docx", "figures/mine.png", "results.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(OutputForeignError, match=r"not empty \(3 files or folders\).*choose an empty or a new folder"):
        refuse_foreign(tmp_path)


def test_what_the_system_leaves_in_a_folder_does_not_count_and_stays(tmp_path: Path) -> None:
    left = (".DS_Store", "desktop.ini", "Thumbs.db", ".gitkeep", ".gitignore")
    for name in left:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "figures").mkdir()
    refuse_foreign(tmp_path, ONE)
    run_into(tmp_path, ONE)
    assert set(whole(tmp_path)) == {*ONE, *left}


def test_a_stopped_first_run_is_known_for_the_program_s_own(tmp_path: Path) -> None:
    with locked(tmp_path):
        Cache(tmp_path).save("weight", "k", StageData(facts={"n": 1}))
    refuse_foreign(tmp_path)
    (tmp_path / "internal" / "mine.csv").write_bytes(b"mine")
    with pytest.raises(OutputForeignError, match=r"not empty \(1 files"):
        refuse_foreign(tmp_path)


@pytest.mark.parametrize("name", ["internal/unfinished/thesis.docx", "internal/unfinished/new/a.txt", ".cache/draft/a.txt"])
def test_a_folder_that_is_named_as_the_program_names_its_own_is_the_user_s_where_no_run_was(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(OutputForeignError, match="not empty"):
        refuse_foreign(tmp_path)


def test_a_file_of_the_user_among_those_that_wait_to_be_put_in_place_stays(tmp_path: Path) -> None:
    run_into(tmp_path, ONE)
    mine = tmp_path / "internal" / "unfinished" / "thesis.docx"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    run_into(tmp_path, OTHER)
    assert whole(tmp_path) == {**OTHER, "internal/unfinished/thesis.docx": b"mine"}


def test_a_cache_that_nobody_has_marked_is_somebody_else_s(tmp_path: Path) -> None:
    (tmp_path / CACHE / "draft").mkdir(parents=True)
    (tmp_path / CACHE / "draft" / "mine.txt").write_bytes(b"mine")
    with pytest.raises(OutputForeignError, match="not empty"):
        refuse_foreign(tmp_path)
    (tmp_path / MANIFEST).write_bytes(ONE[MANIFEST])
    with pytest.raises(OutputForeignError, match="a run needs this folder, and no run has made it"):
        refuse_foreign(tmp_path)


@pytest.mark.parametrize("name", ["report.en.html", "figures/a.en.svg", "internal/findings.csv", "codebook.json"])
def test_a_file_of_the_user_on_a_name_that_a_run_needs_is_refused_by_name(tmp_path: Path, name: str) -> None:
    run_into(tmp_path, files_of("one", "results.csv"))
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(OutputForeignError, match=f"{name}: a run needs this name, and no run has written the file there"):
        refuse_foreign(tmp_path, [name])


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda out: (out / "figures").write_bytes(b"mine"), "figures: a file where a run needs a folder"),
        (
            lambda out: (out / "notebooks").write_bytes(b"mine"),
            "notebooks: a file where a run needs a folder",
        ),
        (lambda out: (out / "codebook.json").mkdir(), r"codebook\.json: a folder where a run needs a file"),
    ],
)
def test_a_file_for_a_folder_and_a_folder_for_a_file_are_refused_by_name(tmp_path: Path, make: Callable[[Path], object], told: str) -> None:
    run_into(tmp_path, files_of("one", "results.csv"))
    make(tmp_path)
    before = whole(tmp_path)
    with pytest.raises(OutputForeignError, match=told):
        refuse_foreign(tmp_path, ["codebook.json"])
    assert whole(tmp_path) == before


@links
@pytest.mark.parametrize("name", ["results.csv", "figures", "internal", "internal/cache", "internal/unfinished", "report.en.html"])
def test_a_link_where_a_run_writes_is_refused_and_what_it_leads_to_stays(tmp_path: Path, name: str) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    run_into(out, ONE)
    elsewhere.mkdir()
    (elsewhere / "a.en.svg").write_bytes(b"mine")
    moved = out / name
    if moved.exists():
        os.replace(moved, tmp_path / "moved")  # noqa: PTH105 a folder or a file
    moved.symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(OutputForeignError, match=f"{name}: a run needs this name, and it is a link to another place"):
        refuse_foreign(out, ONE)
    assert (elsewhere / "a.en.svg").read_bytes() == b"mine"


@pytest.mark.parametrize("record", [MANIFEST, RUN])
def test_a_forged_record_removes_nothing(tmp_path: Path, record: str) -> None:
    out = tmp_path / "out"
    run_into(out, ONE)
    mine = {"thesis.docx": b"mine", "internal/cache/mine.txt": b"mine", "figures/deep/a.svg": b"mine"}
    for name, content in mine.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(content)
    (tmp_path / "report.de.html").write_bytes(b"mine")
    listed = [
        "../report.de.html",
        str(tmp_path / "report.de.html"),
        "figures/../../report.de.html",
        *mine,
        "",
        ".",
        "figures",
        "C:report.de.html",
    ]
    (out / record).write_text(json.dumps({"manifest_id": "one", "files": dict.fromkeys(listed, "")}), encoding="utf-8")
    run_into(out, files_of("other", "report.en.html", "results.csv"))
    assert (tmp_path / "report.de.html").read_bytes() == b"mine"
    assert {name: (out / name).read_bytes() for name in mine} == mine


@links
def test_nothing_is_removed_through_a_link(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    run_into(out, OTHER)
    elsewhere.mkdir()
    (elsewhere / "a.en.svg").write_bytes(b"mine")
    record = json.loads(OTHER[MANIFEST])
    record["files"] |= {"figures/a.en.svg": "", "report.ru.html": ""}
    (out / MANIFEST).write_text(json.dumps(record), encoding="utf-8")
    (out / "figures").symlink_to(elsewhere, target_is_directory=True)
    (out / "report.ru.html").symlink_to(elsewhere / "a.en.svg")
    with pytest.raises(OutputForeignError, match=r"figures: .* link"):
        run_into(out, OTHER)
    (out / "figures").unlink()
    run_into(out, OTHER)
    assert (elsewhere / "a.en.svg").read_bytes() == b"mine"
    assert (out / "report.ru.html").is_symlink()


def test_a_broken_manifest_does_not_make_a_run_a_stranger_s(tmp_path: Path) -> None:
    run_into(tmp_path, ONE)
    (tmp_path / MANIFEST).write_bytes(b"{")
    run_into(tmp_path, OTHER)
    assert whole(tmp_path) == OTHER


def test_what_is_internal_and_listed_no_longer_is_refused_by_name(tmp_path: Path) -> None:
    run_into(tmp_path, ONE)
    (tmp_path / RUN).write_bytes(b"{")
    with pytest.raises(OutputForeignError, match=r"internal/findings\.csv: a run needs this name"):
        run_into(tmp_path, OTHER)
    (tmp_path / "internal" / "findings.csv").unlink()
    run_into(tmp_path, OTHER)
    assert whole(tmp_path) == OTHER


def test_two_broken_records_are_no_run(tmp_path: Path) -> None:
    run_into(tmp_path, ONE)
    for name in (MANIFEST, RUN):
        (tmp_path / name).write_bytes(b"{")
    with pytest.raises(OutputForeignError, match="not empty"):
        refuse_foreign(tmp_path)


def test_a_file_with_other_letters_is_the_user_s_where_the_disk_takes_it_for_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_into(tmp_path, ONE)
    really = Path.iterdir

    def with_other_letters(self: Path) -> object:  # as Windows lists a file that the user has renamed
        return (path.with_name(path.name.replace("report.ru", "Report.RU")) for path in really(self))

    monkeypatch.setattr(Path, "iterdir", with_other_letters)
    with pytest.raises(OutputForeignError, match=r"report\.ru\.html: a run needs this name"):
        refuse_foreign(tmp_path, ["report.ru.html"])
    run_into(tmp_path, OTHER)
    assert (tmp_path / "report.ru.html").read_bytes() == ONE["report.ru.html"]


def test_the_next_run_clears_what_an_earlier_version_has_left_where_it_is_published(tmp_path: Path) -> None:
    old = ("results.csv", "respondents.parquet", "findings.csv", ".cache/codebook.json")
    for name in (*old, ".cache/score/k/facts.json", ".cache/lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"old")
    record = {"manifest_id": "old", "files": dict.fromkeys(old, "")}
    (tmp_path / MANIFEST).write_text(json.dumps(record), encoding="utf-8")
    run_into(tmp_path, OTHER)
    assert whole(tmp_path) == OTHER
    assert not (tmp_path / ".cache").exists()


def test_a_cache_of_another_program_stays(tmp_path: Path) -> None:
    run_into(tmp_path, ONE)
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "lock").write_bytes(b"mine")
    (tmp_path / ".cache" / "theirs").write_bytes(b"mine")
    run_into(tmp_path, OTHER)
    assert (tmp_path / ".cache" / "lock").read_bytes() == b"mine"


@pytest.mark.parametrize("place", [PACKAGE, PACKAGE / "report", PACKAGE.parent, find_notebooks(), find_notebooks().parent])
def test_the_program_and_its_notebooks_are_no_place_for_a_report(place: Path) -> None:
    with pytest.raises(OutputForeignError, match="nothing of it may be overwritten; choose another folder"):
        refuse_overlap(place, {})


def test_a_new_folder_beside_the_notebooks_is_a_place_for_a_report() -> None:
    refuse_overlap(find_notebooks().parent / "reports", {})


def test_a_folder_that_holds_an_input_is_no_place_for_a_report(tmp_path: Path) -> None:
    params = write_study(tmp_path / "study")
    before = whole(tmp_path / "study")
    for output in (tmp_path / "study", tmp_path):
        with pytest.raises(OutputForeignError, match="params lies in this folder; choose another --output"):
            run_report(params, output, tell=lambda _line: None)
    assert whole(tmp_path / "study") == before
    inputs = {"report.map": tmp_path / "study" / "reports" / "figures" / "map.geojson"}
    with pytest.raises(OutputForeignError, match=r"report\.map lies in this folder"):
        refuse_overlap(tmp_path / "study" / "reports", inputs)


@links
def test_an_input_that_is_a_link_into_the_output_is_found(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "results.csv").write_bytes(b"")
    (tmp_path / "north.csv").symlink_to(tmp_path / "reports" / "results.csv")
    with pytest.raises(OutputForeignError, match="file 1 of data lies in this folder"):
        refuse_overlap(tmp_path / "reports", {"file 1 of data": tmp_path / "north.csv"})


def test_a_report_is_refused_before_anything_is_computed(
    tmp_path: Path,
) -> None:
    params, out, told = write_study(tmp_path / "study"), tmp_path / "out", list[str]()
    out.mkdir()
    (out / "thesis.docx").write_bytes(b"mine")
    with pytest.raises(OutputForeignError, match="not empty"):
        run_report(params, out, tell=told.append)
    assert set(whole(out)) == {"thesis.docx"}
    (out / "thesis.docx").unlink()
    run_into(out, files_of("one", "results.csv"))
    name = next(name for name in outputs.possible_names(load_params(params)) if name.endswith(".svg"))
    (out / "figures").mkdir()
    (out / name).write_bytes(b"mine")
    with pytest.raises(OutputForeignError, match=f"{name}: a run needs this name"):
        run_report(params, out, tell=told.append)
    assert told == []


@links
def test_a_loop_of_links_is_no_place_for_a_report(tmp_path: Path) -> None:
    params, loop = write_study(tmp_path / "study"), tmp_path / "loop"
    loop.symlink_to(loop)
    for output, study in ((loop, params), (tmp_path / "out", loop)):
        with pytest.raises(CrowdpotentialError, match="loop"):
            run_report(study, output, tell=lambda _line: None)
    with pytest.raises(CrowdpotentialError, match="loop"):
        verify_report(loop, tell=lambda _line: None)
