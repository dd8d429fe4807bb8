"""Open answers become themes by normal forms and coders, leave in an internal workbook, and come back checked."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from full_study import finished_full
from open_questions import QUESTION, THEMES, add_open_answers, write_coded, write_frame
from report.studies import open_study, text_of
from ruamel.yaml import YAML
from small_study import write_study

from crowdpotential import layout
from crowdpotential.chapters.open_answers.estimates.coded import Coding, as_options, code_answers
from crowdpotential.chapters.open_answers.estimates.matching import is_in_russian, propose_themes
from crowdpotential.chapters.open_answers.estimates.quotations import choose_quotations, points_to_somebody
from crowdpotential.chapters.open_answers.estimates.resolving import resolve
from crowdpotential.chapters.open_answers.exhibits.coders import show_agreement
from crowdpotential.chapters.open_answers.exhibits.quotations import show_quotations
from crowdpotential.chapters.open_answers.exhibits.themes import show_themes
from crowdpotential.chapters.registry import STAGES
from crowdpotential.disclosure.few import Few
from crowdpotential.errors import CrowdpotentialError, ParamsError, SeveralFaultsError
from crowdpotential.ingest.coded_answers import CodedAnswer, load_coded, match_answers
from crowdpotential.ingest.coding_frames import Theme, list_shared, load_frame
from crowdpotential.ingest.table_files import read_known_table
from crowdpotential.params import OpenQuestion, load_params
from crowdpotential.pipeline import check_study, run_stage
from crowdpotential.store import StageData
from crowdpotential.studies import load_study

FRAME = (
    Theme(key="roads", labels={"ru": "дороги"}, entries=("дорога", "детский площадка")),
    Theme(key="woods", labels={"ru": "лес"}, entries=("лес", "WOOD")),
)
KEYS = ("roads", "woods")
LINES = pd.DataFrame({"respondent": ["000001", "000002"], "answer": ["плохие дороги и лес", "дорога"]})


@pytest.mark.parametrize(
    ("answer", "themes"),
    [
        ("плохие ДОРОГИ", {"roads"}),
        ("в лесах нет дорог", {"roads", "woods"}),
        ("на площадке для детских игр", {"roads"}),
        ("площадка", set()),
        ("a wood", {"woods"}),
        ("дорожка", set()),
        ("", set()),
    ],
)
def test_a_theme_is_found_in_every_form_of_its_words_and_only_if_all_of_an_entry_are_there(answer: str, themes: set[str]) -> None:
    assert propose_themes(answer, FRAME) == themes


def _coded(*themes: frozenset[str] | None) -> CodedAnswer:
    return CodedAnswer(respondent="000001", answer="", themes=themes)


def test_coders_win_over_the_dictionary_and_two_of_three_over_a_coder_alone() -> None:
    roads, woods, none = frozenset({"roads"}), frozenset({"woods"}), frozenset[str]()
    assert resolve(roads, None).themes == roads
    assert resolve(roads, _coded(None, None)).themes == roads
    assert resolve(roads, _coded(None, none)).themes == none
    assert resolve(roads, _coded(woods, woods)).themes == woods
    differing = resolve(roads, _coded(roads | woods, none))
    assert (differing.themes, differing.is_disagreed) == (roads, True)


def test_answers_without_a_theme_are_an_option_and_silence_is_none() -> None:
    coding = code_answers("q", FRAME, {"1": "дорога", "2": "иное"}, {})
    of_answers, of_asked = (as_options(coding, ["1", "2", "3"], np.ones(3, dtype=bool), of_asked=asked) for asked in (False, True))
    assert of_answers.chosen.tolist() == [[True, False, False], [False, False, True], [False, False, False]]
    assert of_answers.answered.tolist() == [True, True, False]
    assert of_asked.answered.all()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"coder_1": ["road", ""]}, "line 1, coder_1: the frame has no theme .*did you mean roads"),
        ({"coder_2": ["-|roads", ""]}, "line 1, coder_2: themes stand beside -"),
        ({"respondent": "000001"}, "line 2: the respondent stands in an earlier line"),
        ({"variable": "other"}, f"no line is about {QUESTION}"),
        ({"release": ["maybe", ""]}, "line 1, release: write yes where the answer may be quoted"),
        ({"release": ["", "yes"], "coder_1": ["roads", ""], "coder_2": ""}, "line 2, release: the answer is released, but no coder"),
    ],
)
def test_what_is_wrong_in_a_coded_file_is_told_line_by_line(change: dict[str, object], says: str, tmp_path: Path) -> None:
    write_coded(tmp_path, LINES, **change)
    with pytest.raises((ParamsError, SeveralFaultsError), match=says):
        load_coded(tmp_path / "my_coded.csv", QUESTION, KEYS)


def test_lines_that_match_nobody_or_another_answer_are_refused_together(tmp_path: Path) -> None:
    write_coded(tmp_path, LINES)
    coded = load_coded(tmp_path / "my_coded.csv", QUESTION, ("roads", "woods", "water"))
    assert set(match_answers(coded, {"000001": "Плохие дороги  и лес.", "000002": "дорога"}, "my")) == {"000001", "000002"}
    with pytest.raises(SeveralFaultsError) as found:
        match_answers(coded, {"000001": "другое"}, "my")
    assert "1 lines match no respondent" in str(found.value)
    assert "1 lines hold another answer" in str(found.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"words": ["дорога", "", "озеро"]}, "line 2: theme woods has no words, and no file of coders is named"),
        ({"theme": ["roads", "roads", "water"]}, "line 2: theme roads stands in an earlier line"),
        ({"theme": ["no_theme", "woods", "water"]}, "line 1: no_theme stands for answers without a theme"),
        ({"theme_en": ["", "b", "c"]}, "line 1: nothing stands in theme_en"),
        ({"theme": ["=1", "woods", "water"]}, "line 1: the theme has no key"),
        ({"words": ["дорог.*", "лес", "озеро"]}, "line 1: entry 1 of words holds signs that no word has"),
        ({"words": ["дорога", "лес|чаща, бор", "озеро"]}, "line 2: entry 2 of words holds signs"),
        ({"words": ["дорога", "лес", "--"]}, "line 3: entry 1 of words holds signs"),
    ],
)
def test_what_is_wrong_in_a_frame_is_told_when_the_study_is_loaded(change: dict[str, object], says: str, tmp_path: Path) -> None:
    path = _small(tmp_path)
    write_frame(tmp_path, **change)
    with pytest.raises((ParamsError, SeveralFaultsError), match=says):
        load_study(path)


def test_a_number_without_its_zeros_is_the_same_number(tmp_path: Path) -> None:
    write_coded(tmp_path, LINES.assign(respondent=["1", "2"]))
    coded = load_coded(tmp_path / "my_coded.csv", QUESTION, ("roads", "woods", "water"))
    assert set(match_answers(coded, {"000001": "плохие дороги и лес", "000002": "дорога"}, "my")) == {"000001", "000002"}


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "utf-16"])
def test_a_frame_in_another_encoding_is_read_or_refused_and_never_garbled(encoding: str, tmp_path: Path) -> None:
    path = _small(tmp_path)
    text = (tmp_path / "coding.csv").read_text(encoding="utf-8")
    (tmp_path / "coding.csv").write_bytes(text.encode(encoding))
    try:
        themes = load_frame(tmp_path / "coding.csv", OpenQuestion(frame="coding.csv"), load_params(path))
    except CrowdpotentialError:
        return
    assert themes[0].entries == ("дорога", "автобус")


def test_words_of_several_themes_are_listed() -> None:
    twice = (*FRAME, Theme(key="all", labels={}, entries=("ЛЕС", "озеро")))
    assert list_shared(twice) == ["лес"]


@pytest.mark.parametrize(
    "answer",
    [
        "Позвоните Иванову",
        "мой телефон 8 (910) 123-45-67",
        "ivan@mail.ru",
        "пишите в t.me/foo",
        "дом 25 на нашей улице",
        "улица ленина разбита",
        "И. И. П. обещал",
        "родился 12.05.1980",
        "my name is John",
        "живу в деревне Козлы",
        "слово " * 60,
    ],
)
def test_what_points_to_a_person_or_a_place_is_not_quoted(answer: str) -> None:
    assert points_to_somebody(answer)


@pytest.mark.parametrize("answer", ["Дорог нет. Автобус не ходит!", "ПЛОХИЕ ДОРОГИ и ЖКХ", "сайт без регистрации", "в 2019 году обещали"])
def test_what_everybody_could_say_may_be_quoted(answer: str) -> None:
    assert not points_to_somebody(answer)


@pytest.mark.parametrize(
    ("answer", "is_russian"),
    [("плохие дороги", True), ("дарогі дрэнныя і няма аўтобусаў", False), ("roads are bad", False), ("1-2", True), ("ok", True)],
)
def test_answers_in_other_languages_are_known_for_such(answer: str, *, is_russian: bool) -> None:
    assert is_in_russian(answer) == is_russian


def _coding(answers: dict[str, str], *released: str) -> Coding:
    coded = {
        number: CodedAnswer(respondent=number, answer=answer, themes=(propose_themes(answer, FRAME), None), is_released=number in released)
        for number, answer in answers.items()
    }
    return code_answers(QUESTION, FRAME, answers, coded)


def test_only_released_answers_of_themes_that_many_named_are_quoted_and_the_others_are_counted() -> None:
    answers = {str(at): "плохие дороги" for at in range(10)} | {
        "a": "лес и дорога",
        "b": "дороги, звонить 12-34-56",
        "c": "Дорога!",
        "d": "что",
    }
    coding, few = _coding(answers, "0", "1", "a", "b", "c", "d"), Few(base=10, count=3)
    found = choose_quotations(coding, KEYS, few=few, is_sensitive=False)
    assert found.quoted == (("roads", "Дорога!"), ("roads", "плохие дороги"))  # one each, in the order of the alphabet
    assert (found.n_released, found.not_quoted) == (6, {"rare_theme": 2, "identifying": 1})
    assert choose_quotations(coding, ("woods",), few=few, is_sensitive=False).quoted == ()
    assert choose_quotations(coding, KEYS, few=few, is_sensitive=True).not_quoted == {"sensitive": 6}


def test_a_theme_needs_no_words_where_coders_are_named(tmp_path: Path) -> None:
    path = _small(tmp_path)
    write_frame(tmp_path, words="")
    spec = OpenQuestion(frame="coding.csv", coded="my_coded.csv")
    assert [theme.key for theme in load_frame(tmp_path / "coding.csv", spec, load_params(path))] == list(THEMES["theme"])


def test_lines_of_another_study_are_found_by_a_check_without_a_run(tmp_path: Path) -> None:
    path = write_study(tmp_path)
    add_open_answers(tmp_path)
    check_study(path)
    write_coded(tmp_path, LINES)
    with pytest.raises(CrowdpotentialError, match="lines hold another answer than the respondent"):
        check_study(path)


def test_a_theme_that_only_coders_find_needs_all_answers_coded(tmp_path: Path) -> None:
    path = write_study(tmp_path)
    add_open_answers(tmp_path)
    write_frame(tmp_path, words=["дорога", "лес", ""])
    study = load_study(path)
    results = dict[str, StageData]()
    for stage in STAGES:
        if stage.name in {"prepare", "weight"}:
            results[stage.name] = run_stage(stage, study, results)
    stage = next(stage for stage in STAGES if stage.name == "open_answers")
    with pytest.raises(ParamsError, match=r"water of own_words have no words, and \d+ of \d+ answers are coded by nobody"):
        run_stage(stage, study, results)


def _small(folder: Path) -> Path:
    """Write a small study whose params sort an open question by the dictionary alone."""
    path, yaml = write_study(folder), YAML(typ="safe", pure=True)
    params, codebook = (yaml.load((folder / name).read_text(encoding="utf-8")) for name in ("params.yaml", "questionnaire.yaml"))
    wording = {"en": "OWN", "ru": "OWN"}
    codebook["variables"].append({"id": QUESTION, "type": "text", "topline": False, "wording": wording})
    yaml.dump(codebook, folder / "questionnaire.yaml")
    yaml.dump(params | {"open_answers": {QUESTION: {"frame": "coding.csv"}}}, folder / "params.yaml")
    write_frame(folder)
    return path


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    results = finished_full().results
    return results[results["chapter"] == "open_answers"].set_index(["measure", "category", "bloc"])


def test_a_share_of_all_asked_is_that_of_the_answers_times_the_share_that_answered(rows: pd.DataFrame) -> None:
    answered = rows.xs("share")["estimate"]
    ratio = (rows.xs("share_of_asked")["estimate"] / answered)[answered > 0]
    for _, of_place in ratio.groupby(level="bloc"):
        assert np.allclose(of_place, of_place.iloc[0], atol=1e-5)
    assert (ratio < 1).all()


def test_agreement_is_told_of_every_theme_and_of_all_together_with_its_interval(rows: pd.DataFrame) -> None:
    found = rows.xs("agreement").droplevel("bloc")
    assert set(found.index) == {"", *THEMES["theme"]}
    assert found.loc["roads", "estimate"] == 1
    assert (found["ci_low"] <= found["estimate"]).all()
    assert rows.xs("n_disagreed")["estimate"].iloc[0] > 0


def test_answers_leave_in_the_internal_workbook_alone_masked_and_with_what_coders_wrote() -> None:
    output = finished_full().output
    table = read_known_table(output / layout.CODING, needed=["variable", "respondent", "answer", "dictionary", "coder_1", "coder_2"])
    assert set(table.loc[table["answer"].str.contains("=1"), "answer"]) == {"'=1+1"}
    assert layout.is_internal(layout.CODING)
    assert "лес" not in (output / layout.RESULTS).read_text(encoding="utf-8")


def test_the_workbook_that_went_out_comes_back_as_what_coders_had_written() -> None:
    run = finished_full()
    keys = list(THEMES["theme"])
    out, back = (load_coded(path, QUESTION, keys) for path in (run.output / layout.CODING, run.study_folder / "my_coded.csv"))
    written = {one.respondent: one for one in back}
    assert len(out) == len(back) == 812
    assert all(one == written[one.respondent] for one in out)


def test_what_is_quoted_stands_on_the_page_escaped_and_what_is_not_is_counted(rows: pd.DataFrame) -> None:
    assert rows.xs("n_quoted")["estimate"].tolist() == [2]
    left = rows.xs("n_not_quoted")
    assert left["domain"].tolist() == ["rare_theme"]
    view = open_study("full", "computed", "ru")
    shown = text_of(show_quotations(view).html)
    assert "«дорога»" in shown
    assert "«плохие дороги и лес»" in shown
    assert "=1+1" not in shown
    assert "не приведены" in shown
    rules = finished_full().findings.set_index("rule")
    assert rules.loc["answers_not_quoted", "note"] == "rare_theme"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_names_the_most_frequent_theme_and_how_far_coders_agree(language: str) -> None:
    view = open_study("full", "computed", language)
    themes, agreement = text_of(show_themes(view).html), text_of(show_agreement(view).html)
    assert {"ru": "woods по-русски", "en": "woods in words"}[language] in themes
    assert {"ru": "тема не найдена", "en": "no theme found"}[language] in themes
    assert {"ru": "по 1 из 3 тем", "en": "on 1 of 3 themes"}[language] in agreement
