"""The same interviews delivered twice are refused, whatever the files are called and however they are written."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_study import answers, write_study

from crowdpotential.errors import ColumnError, CrowdpotentialError, ParamsError
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.repeated_files import name_sources, refuse_repeated_files
from crowdpotential.ingest.repeated_interviews import FileAnswers, compare_files, refuse_pasted_twice
from crowdpotential.params import DataFile
from crowdpotential.pipeline import check_study

SOME = {"variable": "sex", "op": "eq", "value": 1}
OTHERS = {"variable": "sex", "op": "eq", "value": 2}


def specs(*files: str | dict[str, Any]) -> list[DataFile]:
    return [DataFile.model_validate({"path": f} if isinstance(f, str) else f) for f in files]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "more").mkdir()
    (tmp_path / "a.csv").write_text("id,x\n1,2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,x\n1,3\n", encoding="utf-8")
    shutil.copy(tmp_path / "a.csv", tmp_path / "more" / "копия.csv")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    return tmp_path


@pytest.mark.parametrize("other", ["a.csv", "./a.csv", "more/../a.csv", "more\\..\\a.csv", "more/копия.csv", "link.csv"])
def test_a_file_is_refused_under_any_name(folder: Path, other: str) -> None:
    if "\\" in other and not (folder / other).is_file():
        pytest.skip("a path of Windows")
    with pytest.raises(ParamsError, match="its respondents would count double") as caught:
        refuse_repeated_files(folder, specs("a.csv", "b.csv", other))
    assert "a.csv" in str(caught.value)
    assert other in str(caught.value)
    assert "b.csv" not in str(caught.value)


@pytest.mark.parametrize(
    "files",
    [
        ["a.csv", "b.csv", "gone.csv"],
        [{"path": "a.csv", "where": SOME}, {"path": "a.csv", "where": OTHERS}],
        [{"path": "book.xlsx", "sheet": "north"}, {"path": "book.xlsx", "sheet": "south"}],
    ],
)
def test_other_files_and_other_parts_of_a_file_are_taken(folder: Path, files: Sequence[Any]) -> None:
    (folder / "book.xlsx").write_bytes(b"x")
    refuse_repeated_files(folder, specs(*files))


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["x/north.csv", "y/south.sav"], ("north", "south")),
        (["x/1.csv", "y/1.csv"], ("x/1", "y/1")),
        (["x/1.csv", "x/1.xlsx"], ("x/1.csv", "x/1.xlsx")),
    ],
)
def test_sources_have_names_of_their_own(files: list[str], names: tuple[str, ...]) -> None:
    assert name_sources(specs(*files)) == names


def test_parts_of_a_file_have_the_same_names_in_any_order() -> None:
    parts = specs(
        {"path": "a.xlsx", "where": SOME},
        {"path": "a.xlsx", "where": OTHERS},
        {"path": "a.xlsx", "sheet": "x"},
    )
    names = name_sources(parts)
    assert len(set(names)) == 3
    assert name_sources(parts[::-1]) == names[::-1]


def change(study: Path, area: str, frame: pd.DataFrame, *, suffix: str = ".csv", **how: Any) -> None:  # noqa: ANN401
    (study / f"{area}.csv").unlink()
    if suffix == ".xlsx":
        frame.to_excel(study / f"{area}.xlsx", index=False)
    else:
        frame.to_csv(study / f"{area}{suffix}", index=False, **how)
    params = study / "params.yaml"
    params.write_text(params.read_text("utf-8").replace(f"{area}.csv", f"{area}{suffix}"), "utf-8")


def renumbered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(number=[f"z{k}" for k in range(len(frame))], point=[f"z{k % 12}" for k in range(len(frame))])


def messages(study: Path) -> str:
    with pytest.raises(CrowdpotentialError) as caught:
        check_study(study / "params.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("how", "n"),
    [
        ("tabs", 60),
        ("workbook", 60),
        ("shuffled", 60),
        ("renumbered", 60),
        ("first half", 30),
        ("with others", 60),
    ],
)
def test_rows_of_another_file_are_refused_in_whatever_form(tmp_path: Path, how: str, n: int) -> None:
    params = write_study(tmp_path)
    frame, own = answers("north"), answers("south")
    if how == "tabs":
        change(tmp_path, "south", frame, suffix=".tsv", sep="\t")
    elif how == "workbook":
        change(tmp_path, "south", frame.astype({"sex": float}), suffix=".xlsx")
    elif how == "shuffled":
        change(tmp_path, "south", frame[frame.columns[::-1]].iloc[::-1])
    elif how == "renumbered":
        change(tmp_path, "south", renumbered(frame))
    elif how == "first half":
        change(tmp_path, "south", frame[:30])
    else:
        change(tmp_path, "south", pd.concat([frame, own]))
    total = 120 if how == "with others" else n
    assert (
        f"south.{'xlsx' if how == 'workbook' else 'tsv' if how == 'tabs' else 'csv'}: {n} of {total} interviews are in north.csv too"
        in messages(params.parent)
    )


def test_parts_of_a_file_that_share_rows_are_refused_by_their_place(tmp_path: Path) -> None:
    params = write_study(tmp_path)
    pd.concat([answers("north"), answers("south")]).to_csv(tmp_path / "both.csv", index=False)
    text = params.read_text("utf-8")
    for area, value in (("north", "north-1"), ("south", "south-1")):
        where = f"{{variable: point, op: ne, value: {value}}}"
        text = text.replace(f"path: {area}.csv", f"path: both.csv, where: {where}")
    params.write_text(text, "utf-8")
    said = messages(tmp_path)
    assert "both.csv (number 2 under data): 110 of 115 interviews are in both.csv (number 1 under data) too" in said


def test_a_few_interviews_of_another_file_are_told(tmp_path: Path) -> None:
    params = write_study(tmp_path)
    change(tmp_path, "south", pd.concat([answers("north")[:6], answers("south")[6:]]))
    findings = check_study(params).frames["findings"]
    told = findings[findings["rule"] == "same_interviews"]
    assert told["source"].tolist() == ["south.csv"]
    assert told["n"].tolist() == [6]
    assert "north.csv" in told["note"].iloc[0]


def test_files_of_different_people_are_not_called_alike(tmp_path: Path) -> None:
    findings = check_study(write_study(tmp_path)).frames["findings"]
    assert "same_interviews" not in set(findings["rule"])


def file(name: str, patterns: np.ndarray, *, has_numbers: bool = True) -> FileAnswers:
    n = len(patterns)
    numbers = np.arange(n, dtype=np.int64) if has_numbers else None
    return FileAnswers(name=name, answers=patterns, numbers=numbers, content=np.arange(n, dtype=np.int64))


def compare(n_patterns: int, *, n: int = 400, has_numbers: bool) -> tuple[Finding, ...]:
    rng = np.random.default_rng(5)
    files = [file(name, rng.integers(0, n_patterns, n), has_numbers=has_numbers) for name in "abcd"]
    return compare_files(files)


@pytest.mark.parametrize("n_patterns", [1, 2, 10, 100, 400, 1000, 5000])
@pytest.mark.parametrize("has_numbers", [True, False])
def test_chance_makes_no_file_a_copy(n_patterns: int, has_numbers: bool) -> None:  # noqa: FBT001
    """Interviews numbered 1 to n in every file, with questionnaires so short that people answer alike."""
    assert compare(n_patterns, has_numbers=has_numbers) == ()


def test_one_interview_alike_is_no_remark_without_its_number() -> None:
    rng = np.random.default_rng(5)
    files = [file(name, rng.integers(0, 2**62, 120), has_numbers=False) for name in "abcd"]
    files[1].answers[0] = files[0].answers[7]
    assert compare_files(files) == ()
    numbered = [file(f.name, f.answers) for f in files]
    numbered[1].answers[7] = files[0].answers[7]
    numbered[1].answers[0] = 1
    (told,) = compare_files(numbered)
    assert (told.source, told.n) == ("b", 1)


@pytest.mark.parametrize("n_patterns", [2, 10, 100])
def test_a_copy_is_found_by_its_numbers_though_the_questionnaire_is_short(n_patterns: int) -> None:
    patterns = np.random.default_rng(5).integers(0, n_patterns, 400)
    with pytest.raises(ColumnError, match="b: 400 of 400 interviews are in a too"):
        compare_files([file("a", patterns), file("b", patterns.copy())])


def test_a_table_pasted_twice_is_refused() -> None:
    content = np.concatenate([np.arange(50), np.arange(50)[::-1]])
    twice = FileAnswers(name="a.csv", answers=content, numbers=None, content=content)
    with pytest.raises(ColumnError, match=r"a\.csv: each of 50 interviews stands there 2 times"):
        refuse_pasted_twice(twice)
    refuse_pasted_twice(FileAnswers(name="a", answers=content[1:], numbers=None, content=content[1:]))


def test_a_table_pasted_below_itself_and_numbered_anew_is_refused() -> None:
    answers = np.concatenate([np.arange(50), np.arange(50)])
    with pytest.raises(ColumnError, match=r"a\.csv: each of 50 interviews .* under other numbers"):
        refuse_pasted_twice(FileAnswers(name="a.csv", answers=answers, numbers=None, content=np.arange(100)))
    for few in (
        np.repeat(np.arange(8), 4),
        answers[1:],
    ):  # a short questionnaire; one answer that stands alone
        refuse_pasted_twice(FileAnswers(name="a", answers=few, numbers=None, content=np.arange(len(few))))
