"""Bad input gets one clear line, exit code 1, and leaves the previous report as it was; no message shows an answer."""

import errno
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from small_study import AREAS, ITEMS, answers, margins, write_study

from crowdpotential import cli
from crowdpotential.errors import ProgramFaultError

OLD_REPORT = b"the previous report"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    params = write_study(tmp_path / "study")
    (tmp_path / "study" / "reports").mkdir()
    (tmp_path / "study" / "reports" / "report.en.html").write_bytes(OLD_REPORT)
    return params.parent


@pytest.fixture
def fail(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Run the main job, expect exit code 1 and one line, and give that line."""

    def run(*more: str) -> str:
        monkeypatch.setattr(
            sys, "argv", ["crowdpotential", "report", "--params", str(study / "params.yaml"), *more]
        )
        with pytest.raises(SystemExit) as left:
            cli.main()
        printed = capsys.readouterr().err
        errors = [line for line in printed.splitlines() if line.startswith("error: ")]
        assert left.value.code == 1, printed
        assert len(errors) == 1
        assert "Traceback" not in printed
        assert (study / "reports" / "report.en.html").read_bytes() == OLD_REPORT
        return errors[0]

    return run


def change(study: Path, area: str, edit: Callable[[pd.DataFrame], object]) -> None:
    frame = answers(area)
    edit(frame)
    frame.to_csv(study / f"{area}.csv", index=False)


def test_a_missing_file_is_named(study: Path, fail: Callable[..., str]) -> None:
    (study / "west.csv").unlink()
    assert "west.csv: no such file" in fail()


def test_an_unknown_key_gets_the_nearest_known_name(study: Path, fail: Callable[..., str]) -> None:
    text = (study / "params.yaml").read_text(encoding="utf-8")
    (study / "params.yaml").write_text(text.replace("replicates:", "replicate:"), encoding="utf-8")
    assert "replicate: unknown key; did you mean replicates" in fail()


def test_a_code_that_the_codebook_does_not_list_is_counted(study: Path, fail: Callable[..., str]) -> None:
    change(study, "east", lambda frame: frame.__setitem__("X2", [7] * 3 + [1] * (len(frame) - 3)))
    line = fail()
    assert "X2" in line
    assert "east" in line
    assert "3" in line


def test_a_column_that_is_missing_is_named(study: Path, fail: Callable[..., str]) -> None:
    answers("east").drop(columns="Y3").to_csv(study / "east.csv", index=False)
    assert "Y3" in fail()


def test_a_column_that_stands_twice_is_named(study: Path, fail: Callable[..., str]) -> None:
    text = (study / "east.csv").read_text(encoding="utf-8")
    (study / "east.csv").write_text(text.replace("Y3", "Y4", 1), encoding="utf-8")
    assert "Y4" in fail()


def test_a_margin_that_does_not_add_up_to_the_population_is_refused(
    study: Path, fail: Callable[..., str]
) -> None:
    table = margins()
    table.loc[0, "persons"] = 499
    table.to_csv(study / "margins.csv", index=False)
    line = fail()
    assert "north" in line
    assert "999" in line
    assert "1000" in line


def test_a_control_cell_without_respondents_is_named(study: Path, fail: Callable[..., str]) -> None:
    change(study, "north", lambda frame: frame.__setitem__("sex", 1))
    line = fail()
    assert "north" in line
    assert "female" in line


def test_an_answer_outside_the_margins_is_refused(study: Path, fail: Callable[..., str]) -> None:
    change(study, "north", lambda frame: frame.__setitem__("sex", [98] * 2 + [1, 2] * 29))
    line = fail()
    assert "2 respondents" in line
    assert "sex" in line


def test_an_area_without_respondents_is_named(study: Path, fail: Callable[..., str]) -> None:
    answers("south").iloc[:0].to_csv(study / "south.csv", index=False)
    assert "south" in fail()


def test_an_item_with_one_answer_only_is_named(study: Path, fail: Callable[..., str]) -> None:
    for area in AREAS:
        change(study, area, lambda frame: frame.__setitem__("Y2", 4))
    line = fail()
    assert "Y2" in line
    assert " 4" not in line  # the answer itself is nobody's business


def test_fewer_items_than_a_dimension_needs_are_refused(study: Path, fail: Callable[..., str]) -> None:
    text = (study / "questionnaire.yaml").read_text(encoding="utf-8")
    for name in ITEMS[1:4]:
        text = text.replace(f"dimension: X\n  id: {name}", f"dimension: Y\n  id: {name}")
        text = text.replace(f"dimension: X, id: {name}", f"dimension: Y, id: {name}")
    (study / "questionnaire.yaml").write_text(text, encoding="utf-8")
    assert "dimension X: 1 items" in fail()


def test_an_output_that_cannot_be_written_is_named(
    study: Path, fail: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    assert "taken" in fail("--output", str(tmp_path / "taken"))
    assert (study / "reports").is_dir()


def test_a_disk_without_space_is_told_from_a_fault(
    study: Path, fail: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    assert "there is no space left" in fail()
    assert not list((study / "reports").glob("*.csv"))


def test_a_notebook_that_fails_is_named_with_its_cell(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(*_args: object, **_options: object) -> None:
        where = "05_diagnostic.ipynb, cell 3: KeyError"
        raise ProgramFaultError(where)

    monkeypatch.setattr("crowdpotential.pipeline.load_study", break_down)
    monkeypatch.setattr(sys, "argv", ["crowdpotential", "report", "--params", str(study / "params.yaml")])
    with pytest.raises(SystemExit) as left:
        cli.main()
    printed = capsys.readouterr().err
    assert left.value.code == cli.PROGRAM_FAULT
    assert "05_diagnostic.ipynb, cell 3: KeyError" in printed
    Path(printed.rsplit(" ", 1)[-1].strip()).unlink()


def test_a_fault_of_the_program_gives_a_file_without_values(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = "the answer of a respondent"

    def break_down(*_args: object, **_options: object) -> None:
        raise ZeroDivisionError(answer)

    monkeypatch.setattr("crowdpotential.pipeline.load_study", break_down)
    monkeypatch.setattr(sys, "argv", ["crowdpotential", "report", "--params", str(study / "params.yaml")])
    with pytest.raises(SystemExit) as left:
        cli.main()
    printed = capsys.readouterr().err
    written = Path(printed.rsplit(" ", 1)[-1].strip())
    assert left.value.code == cli.PROGRAM_FAULT
    assert "ZeroDivisionError" in written.read_text(encoding="utf-8")
    assert answer not in printed + written.read_text(encoding="utf-8")
    written.unlink()
