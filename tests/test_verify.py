"""A published report is repeated, and what differs is named: files, inputs, programs, numbers."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_study import write_study
from typer.testing import CliRunner

from crowdpotential import outputs
from crowdpotential.cli import app
from crowdpotential.errors import CrowdpotentialError, MissingFileError, OutputLockedError, ReadError
from crowdpotential.pipeline import Outcome, run_report
from crowdpotential.store import hash_bytes
from crowdpotential.verification import Verified, verify_report
from crowdpotential.verification.numbers import ABSOLUTE, RELATIVE, compare_results

Verify = Callable[..., Verified]
PAGE = b"<html>a page</html>"
REPEAT = "crowdpotential.verification.verify.run_report"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A study and its report, made with a key changed on the command line; pages have tests of their own."""
    patch = pytest.MonkeyPatch()
    patch.setattr(outputs, "page_files", lambda *_args, **_options: {"report.en.html": PAGE})
    folder = tmp_path_factory.mktemp("published")
    params = write_study(folder / "исследование")
    run_report(params, folder / "reports", changes=["replicates.number=60"], tell=lambda _line: None)
    yield folder
    patch.undo()


@pytest.fixture(autouse=True)
def stages_are_kept(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a repeat find the stages of the first run, where their inputs are the same: it makes its tables anew, and takes a moment."""

    def repeat(params: Path, output: Path, **options: Any) -> Outcome:  # noqa: ANN401
        cache = Path("internal") / "cache"
        shutil.copytree(made / "reports" / cache, output / cache)
        return run_report(params, output, **options)

    monkeypatch.setattr(REPEAT, repeat)


@pytest.fixture
def published(made: Path, tmp_path: Path) -> Path:
    """A copy of both that a test may change."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def verify(published: Path, lines: list[str]) -> Verify:
    """Verify the copied report, and see that nothing in its folder is touched."""

    def run(**options: Any) -> Verified:  # noqa: ANN401
        before = state(published / "reports")
        try:
            return verify_report(published / "reports", tell=lines.append, progress=lambda _line: None, **options)
        finally:
            assert state(published / "reports") == before

    return run


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    paths = sorted(folder.rglob("*"))
    return {str(p): (p.stat().st_mtime_ns, p.read_bytes() if p.is_file() else b"") for p in paths}


def without_internal(published: Path) -> Path:
    shutil.rmtree(published / "reports" / "internal")
    return published / "исследование" / "params.yaml"


def edit_results(published: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    path = published / "reports" / "results.csv"
    frame = pd.read_csv(path, dtype="str", keep_default_na=False)
    path.write_bytes(change(frame).to_csv(index=False, lineterminator="\n").encode())


def rewrite_manifest(published: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = published / "reports" / "manifest.json"
    manifest = json.loads(path.read_bytes())
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def test_a_report_comes_out_again_byte_for_byte(verify: Verify, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(REPEAT, run_report)  # with every stage computed
    found = verify()
    assert found.is_equal
    assert all(table.is_same_file for table in found.numbers)
    assert [table.name for table in found.numbers] == ["results.csv", "internal/results.full.csv"]
    assert found.other_files == (), "pages, tables, and internal files too"
    assert lines[-1].startswith("EQUAL")


def test_the_study_may_have_moved(published: Path, verify: Verify) -> None:
    moved = published / "elsewhere"
    (published / "исследование").rename(moved)
    with pytest.raises(MissingFileError, match="name the study with --params"):
        verify()
    assert verify(params_path=moved / "params.yaml").is_equal


def test_one_number_changed_by_hand_is_named(published: Path, verify: Verify, lines: list[str]) -> None:
    def tamper(frame: pd.DataFrame) -> pd.DataFrame:
        row = frame.index[frame["result_id"] == "index.mean.index.bloc=A.area=north"][0]
        frame.loc[row, "estimate"] = "99.5"
        return frame

    edit_results(published, tamper)
    found = verify()
    assert not found.is_equal
    assert found.files.changed == ("results.csv",)
    (cell,) = [cell for table in found.numbers for cell in table.differences]
    assert (cell.result_id, cell.column, cell.published) == (
        "index.mean.index.bloc=A.area=north",
        "estimate",
        "99.5",
    )
    assert cell.relative == pytest.approx(abs(99.5 - float(cell.repeated)) / 99.5)
    at = next(n for n, line in enumerate(lines) if "changed: results.csv" in line)
    assert at < next(n for n, line in enumerate(lines) if line.startswith("index.mean.index.bloc=A.area=north | estimate"))
    assert any(line.split(": ")[1].endswith(", 0, 1") for line in lines if line.startswith("  index: "))


def test_a_number_changed_in_the_manifest_too_is_found_by_the_repeat(published: Path, verify: Verify) -> None:
    edit_results(published, lambda frame: frame.drop(index=3))
    digest = hash_bytes((published / "reports" / "results.csv").read_bytes())
    rewrite_manifest(published, lambda manifest: manifest["files"].update({"results.csv": digest}))
    found = verify()
    assert found.files.is_whole
    assert len(found.numbers[0].only_repeated) == 1
    assert not found.is_equal


def test_a_page_changed_by_hand_is_found_before_anything_is_computed(published: Path, verify: Verify, lines: list[str]) -> None:
    (published / "reports" / "report.en.html").write_bytes(PAGE.replace(b"page", b"rage"))
    (published / "reports" / "report.de.html").write_bytes(PAGE)
    found = verify(only_hashes=True)
    assert not found.is_equal
    assert found.files.changed == ("report.en.html",)
    assert found.files.unlisted == ("report.de.html",)
    assert not found.numbers
    assert "nothing was computed" in lines[-1]


def test_internal_files_are_held_against_their_hashes(published: Path, verify: Verify) -> None:
    inside = published / "reports" / "internal"
    (inside / "exclusions.csv").unlink()
    run = json.loads((inside / "run.json").read_bytes())
    (inside / "run.json").write_text(json.dumps(run | {"changes": []}), encoding="utf-8")
    found = verify(only_hashes=True)
    assert found.files.missing == ("internal/exclusions.csv",)
    assert found.files.changed == ("internal/run.json",)


def test_another_input_is_named_by_what_it_is_for_with_both_hashes(published: Path, verify: Verify, lines: list[str]) -> None:
    path = published / "исследование" / "south.csv"
    cells = pd.read_csv(path)
    cells.loc[0, "X1"] = 6 - cells.loc[0, "X1"]
    cells.to_csv(path, index=False)
    found = verify()
    (other,) = found.inputs
    assert other.role == "data 2"
    assert other.then != other.here
    assert f"  data 2: {other.then} then, {other.here} here" in lines
    assert len(other.then) == len(other.here) == 64
    assert not found.is_equal
    assert found.numbers[1].differences, "the numbers are compared anyway"


def test_a_missing_input_is_named_and_nothing_computed(published: Path, verify: Verify, lines: list[str]) -> None:
    (published / "исследование" / "margins.csv").unlink()
    (published / "исследование" / "west.csv").unlink()
    with pytest.raises(MissingFileError, match="data 4, margins is not there"):
        verify()
    assert [line for line in lines if line.endswith("missing here")] == [
        line for line in lines if line.startswith(("  data 4: ", "  margins: "))
    ]
    assert len([line for line in lines if line.endswith("missing here")]) == 2


def test_another_seed_is_named_and_moves_errors_and_no_estimate_of_a_mean(verify: Verify, lines: list[str]) -> None:
    found = verify(changes=["seed=2"])
    assert "  keys of params that are not as in the run: seed" in lines
    assert not found.is_equal
    moved = {(cell.result_id, cell.column) for cell in found.numbers[1].differences if not cell.is_last_digits}
    assert ("index.mean.index.bloc=A.area=north", "standard_error") in moved
    assert ("index.mean.index.bloc=A.area=north", "estimate") not in moved


def test_a_run_that_is_published_during_the_repeat_is_told_and_its_numbers_are_not_compared(
    published: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def repeat(*arguments: Any, **options: Any) -> Outcome:  # noqa: ANN401
        rewrite_manifest(published, lambda manifest: manifest.update(manifest_id="other"))
        return run_report(*arguments, **options)

    monkeypatch.setattr(REPEAT, repeat)
    with pytest.raises(OutputLockedError, match="put new files in place meanwhile"):
        verify_report(published / "reports", tell=lines.append, progress=lambda _line: None)
    assert not any("results.csv" in line for line in lines)


def test_the_public_part_alone_is_verified_by_hashes_and_says_so(published: Path, verify: Verify, lines: list[str]) -> None:
    without_internal(published)
    found = verify()
    assert found.is_equal
    assert not found.numbers
    assert "not that the numbers follow from the data" in lines[-1]
    assert "internal is not here" in lines[-1]


def test_the_public_part_and_the_study_are_enough_for_a_repeat(published: Path, verify: Verify, lines: list[str]) -> None:
    params = without_internal(published)
    assert not verify(params_path=params).is_equal, "it was made with a key changed on the command line"
    assert any("keys changed by --set" in line for line in lines)
    assert verify(params_path=params, changes=["replicates.number=60"]).is_equal


def test_other_versions_are_told_first_and_compared_anyway(published: Path, verify: Verify, lines: list[str]) -> None:
    def age(manifest: dict[str, Any]) -> None:
        manifest["versions"].update(numpy="1.0.0", python="3.9.1")
        manifest["code"] = "0" * 32

    rewrite_manifest(published, age)
    found = verify()
    assert [other.role for other in found.programs] == ["python", "numpy", "code"]
    assert found.is_equal
    told = next(n for n, line in enumerate(lines) if line.startswith("  numpy: 1.0.0 then"))
    assert told < next(n for n, line in enumerate(lines) if line.startswith("results.csv:"))
    assert lines[-1].endswith("by other versions of programs")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("manifest.json", b"{", "no JSON"),
        ("manifest.json", b"[1]", "no JSON object"),
        ("manifest.json", b"{}", "manifest_id"),
        ("manifest.json", b"[" * 200_000, "no JSON"),
        ("internal/run.json", b"{}", "manifest_id"),
    ],
)
def test_a_damaged_record_is_one_clear_line(name: str, content: bytes, says: str, published: Path, verify: Verify) -> None:
    (published / "reports" / name).write_bytes(content)
    with pytest.raises(ReadError, match=says):
        verify()


def test_a_manifest_reads_no_file_outside_the_folder(published: Path, verify: Verify) -> None:
    (published / "secret.txt").write_bytes(b"s")
    names = {"../secret.txt": hash_bytes(b"s"), str((published / "secret.txt").resolve()): hash_bytes(b"s")}
    rewrite_manifest(published, lambda manifest: manifest["files"].update(names))
    assert set(verify(only_hashes=True).files.missing) == set(names)


def test_a_published_table_that_is_none_is_refused(published: Path, verify: Verify) -> None:
    (published / "reports" / "results.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReadError, match=r"results\.csv: no table of results"):
        verify()


def test_the_public_manifest_names_no_path_and_no_condition(published: Path) -> None:
    text = (published / "reports" / "manifest.json").read_text(encoding="utf-8")
    for told in ("north.csv", "params.yaml", "исследование", "replicates.number=60", "internal", "north-"):
        assert told not in text
    manifest = json.loads(text)
    assert [set(entry) for entry in manifest["data"]] == [{"role", "sha256"}] * 4


def test_the_command_leaves_with_0_for_equal_1_for_different_2_for_misuse(published: Path) -> None:
    def leave(*arguments: str) -> int:
        return CliRunner().invoke(app, ["verify", *arguments]).exit_code

    assert leave(str(published / "reports")) == 0
    (published / "reports" / "codebook.json").write_bytes(b"{}")
    assert leave(str(published / "reports"), "--hashes") == 1
    assert leave(str(published / "nowhere")) == 2
    assert leave() == 2
    assert leave(str(published / "reports"), "--rows", "-1") == 2


def test_a_folder_without_a_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CrowdpotentialError, match=r"no manifest\.json there"):
        verify_report(tmp_path)


def table(*estimates: str) -> bytes:
    rows = [f"r{n},index,{estimate}" for n, estimate in enumerate(estimates)]
    return "\n".join(["result_id,chapter,estimate", *rows, ""]).encode()


@pytest.mark.parametrize(
    ("published", "repeated", "is_equal"),
    [
        ("50.25", "50.25", True),
        ("50.25", f"{50.25 * (1 + RELATIVE / 2)}", True),
        ("50.25", f"{50.25 * (1 + RELATIVE * 2)}", False),
        ("0.0", f"{ABSOLUTE / 2}", True),
        ("0.0", f"{ABSOLUTE * 2}", False),
        ("50.0", "50", True),
        ("74", "75", False),
        ("", "0.0", False),
        ("nan", "nan", True),
        ("nan", "inf", False),
        ("no", "yes", False),
    ],
)
def test_numbers_are_equal_up_to_last_digits(published: str, repeated: str, *, is_equal: bool) -> None:
    assert compare_results("t", table(published, "1"), table(repeated, "1")).is_equal is is_equal


def test_rows_of_one_table_alone_and_the_largest_differences_come_first() -> None:
    found = compare_results("t", table("1", "2", "4", "5"), table("1.1", "3", "4.00000000001"))
    assert [cell.result_id for cell in found.differences] == ["r1", "r0", "r2"]
    assert found.only_published == ("r3",)
    assert [(c.n_rows, c.n_last_digits, c.n_different) for c in found.chapters] == [(4, 1, 2)]


@pytest.mark.parametrize("call", ["is_file", "read_bytes", "iterdir"])
def test_a_report_that_may_not_be_read_is_told_so_in_one_line(call: str, published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, call, refuse)
    with pytest.raises(ReadError, match=r"(cannot be read as a whole|no JSON that can be read)"):
        verify_report(published / "reports", tell=lambda _line: None, only_hashes=True)


@pytest.mark.parametrize(("key", "stated"), [("synthetic", False), ("seed", 2), ("study", "another")])
def test_what_the_manifest_states_is_held_against_the_repeat(
    key: str, stated: object, published: Path, verify: Verify, lines: list[str]
) -> None:
    manifest = published / "reports" / "manifest.json"
    found = json.loads(manifest.read_text(encoding="utf-8"))
    assert found[key] != stated
    manifest.write_text(json.dumps({**found, key: stated}), encoding="utf-8")
    assert not verify().is_equal
    assert f"  {key}: {stated} then, {found[key]} here" in lines
