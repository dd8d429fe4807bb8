"""What a labelled file says of its codes: contradictions are refused with both labels, what is left open is taken and told."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.errors import CrowdpotentialError, Faults, ParamsError, ReadError, SeveralFaultsError
from crowdpotential.ingest.dictionary_agreement import settle_dictionaries
from crowdpotential.ingest.raw_files import ColumnDictionary, RawFile
from crowdpotential.params import DataFile

SCALE = dict(
    enumerate(
        [
            "Полностью не согласен",
            "Скорее не согласен",
            "Трудно сказать",
            "Скорее согласен",
            "Полностью согласен",
        ],
        start=1,
    )
)
GONE = {
    97: ("dont_know", "Затрудняюсь ответить"),
    98: ("refused", "Отказ от ответа"),
    99: ("no_answer", "Нет ответа"),
}


def words(text: str) -> dict[str, str]:
    return {"ru": text}


def codebook(**age: object) -> Codebook:
    def closed(name: str, kind: str, codes: Mapping[int, str], wording: str) -> dict[str, Any]:
        labels = {code: {"label": words(label)} for code, label in codes.items()}
        return {"id": name, "type": kind, "codes": labels, "missing": "gone", "wording": words(wording)}

    missing = {code: {"class": kind, "label": words(label)} for code, (kind, label) in GONE.items()}
    numbers = {-1: {"class": "no_answer", "label": words("нет ответа")}}
    data = {
        "id": "q",
        "languages": ["ru"],
        "missing": {"gone": missing, "numbers": numbers},
        "dimensions": [],
        "variables": [
            closed("sex", "single", {1: "Мужской", 2: "Женский"}, "Ваш пол"),
            *[closed(f"X{k}", "ordinal", SCALE, f"Суждение {k}") for k in (1, 2, 3)],
            closed("P", "multiple", {1: "Деньги", 2: "Время", 3: "Идеи"}, "Чем Вы готовы помочь?"),
            {"id": "age", "type": "numeric", "missing": "numbers", "wording": words("Возраст"), **age},
            {"id": "O", "type": "text", "wording": words("Ваши слова")},
            {"id": "point", "type": "paradata", "wording": words("Точка опроса")},
        ],
    }
    return build_codebook(data, name="q.yaml")


def raw(
    cells: Mapping[str, list[object]],
    name: str = "east.sav",
    declared: Mapping[str, Any] = {},
    **spec: object,
) -> RawFile:
    """A file with columns, and with labels, or a whole dictionary, of some of them."""
    described = {
        title: entry if isinstance(entry, ColumnDictionary) else ColumnDictionary(value_labels=entry) for title, entry in declared.items()
    }
    frame = pd.DataFrame(cells, dtype=object)
    return RawFile(spec=DataFile.model_validate({"path": name, **spec}), cells=frame, dictionary=described)


def settle(*files: RawFile, book: Codebook | None = None) -> list[RawFile]:
    faults = Faults()
    settled = settle_dictionaries(files, book or codebook(), faults)
    faults.raise_any()
    return settled


def told(file: RawFile) -> dict[tuple[str, str], int]:
    return {(finding.rule, finding.variable): finding.n for finding in file.findings if finding.n}


TURNED = {6.0 - code: label for code, label in SCALE.items()}
ANSWERS = [1.0, 2.0, 3.0, 4.0, 5.0]


def test_sexes_turned_round_are_refused_with_both_labels() -> None:
    file = raw({"sex": [1.0, 2.0]}, declared={"sex": {1.0: "женщины", 2.0: "мужчины"}})
    with pytest.raises(ReadError) as caught:
        settle(file)
    says = str(caught.value)
    assert says.startswith('east.sav: sex: 1 is "женщины" in the file, "Мужской" in the codebook, which has these words at 2;')
    assert '2 is "мужчины" in the file, "Женский" in the codebook' in says
    assert "data.labels" in says


def test_a_scale_turned_round_is_told_once_for_all_its_columns() -> None:
    file = raw(dict.fromkeys(("X1", "X2", "X3"), ANSWERS), declared=dict.fromkeys(("X1", "X2", "X3"), TURNED))
    with pytest.raises(ReadError, match=r"east\.sav: X1, X2, X3: 1 is \"Полностью согласен\" in the file"):
        settle(file)


@pytest.mark.parametrize(
    ("name", "cells", "labels", "owner"),
    [
        ("sex", [0.0, 1.0], {0.0: "Мужской", 1.0: "Женский"}, "not listed in the codebook, which has these words at 1"),
        ("X1", [2.0, 5.0], {2.0: "Полностью не согласен", 5.0: "Скорее согласен"}, "at 4"),
        ("X1", [1.0, 99.0], {99.0: "Затрудняюсь ответить"}, "at 97"),
        ("X1", [1.0, 6.0], {6.0: "затрудняюсь ответить"}, "at 97"),
        ("X1", [1.0, 5.0], {1.0: "Полностью согласна", 5.0: "Полностью не согласна"}, "which has such words at 5"),
        ("age", [30.0, -2.0], {-2.0: "нет ответа"}, "at -1"),
    ],
)
def test_shifted_codes_are_refused(name: str, cells: list[object], labels: dict[float, str], owner: str) -> None:
    with pytest.raises(ReadError, match=owner):
        settle(raw({name: cells}, declared={name: labels}))


def test_all_contradictions_of_all_files_are_told_at_once() -> None:
    first = raw({"sex": [1.0] * 5, "X1": ANSWERS}, declared={"sex": {1.0: "Женский"}, "X1": TURNED})
    second = raw({"X2": ANSWERS}, "west.sav", declared={"X2": TURNED})
    with pytest.raises(SeveralFaultsError) as caught:
        settle(first, second)
    assert [str(fault).split(": ")[:2] for fault in caught.value.faults] == [["east.sav", "sex"], ["east.sav", "X1"], ["west.sav", "X2"]]


@pytest.mark.parametrize(
    "labels",
    [
        {1.0: "полностью не согласен", 5.0: "полностью согласен!"},
        {1.0: "1. Полностью  не согласен", 2.0: "2. Скорее не согласен"},
        {1.0: "1", 2.0: "2", 5.0: "5"},
        {99.0: "Нет ответа"},
        {},
    ],
)
def test_labels_that_agree_or_are_not_there_pass_in_silence(labels: dict[float, str]) -> None:
    [file] = settle(raw({"X1": ANSWERS}, declared={"X1": labels}))
    assert told(file) == {}
    assert file.cells["X1"].tolist() == ANSWERS


def test_other_words_are_told_and_not_refused() -> None:
    labels = {1.0: "Absolument pas d'accord", 5.0: "Tout à fait d'accord", 3.0: "Трудно сказать"}
    [file] = settle(raw({"X1": ANSWERS}, declared={"X1": labels}))
    assert told(file) == {("labels_differ", ""): 1}
    [note] = [f.note for f in file.findings if f.rule == "labels_differ"]
    assert note == (
        'X1 (1, 5); 1 is words of its own, in the codebook "Полностью не согласен"; '
        '5 is words of its own, in the codebook "Полностью согласен"'
    )


def test_a_label_that_no_cell_needs_is_told_only() -> None:
    [file] = settle(raw({"sex": [1.0]}, declared={"sex": {1.0: "Мужской", 2.0: "Мужской"}}))
    assert told(file) == {("labels_differ", ""): 1}


def test_where_the_labels_count_the_cells_follow_their_words() -> None:
    file = raw(
        {"sex": [1.0, 2.0, 2.0], "X1": [1.0, 3.0, 97.0]},
        declared={"sex": {1.0: "женский", 2.0: "мужской"}, "X1": TURNED},
        labels={"sex": "file", "X1": "ignore"},
    )
    [settled] = settle(file)
    assert settled.cells["sex"].tolist() == [2.0, 1.0, 1.0]
    assert settled.cells["X1"].tolist() == [1.0, 3.0, 97.0]
    assert told(settled) == {("decoded_by_labels", "sex"): 3, ("labels_overruled", "X1"): 1}


def test_labels_count_only_where_the_codebook_knows_them_all() -> None:
    file = raw({"X1": ANSWERS}, declared={"X1": {**TURNED, 3.0: "Ни то ни сё"}}, labels="file")
    with pytest.raises(ReadError, match="those of 3 are not in the codebook"):
        settle(file)
    unlabelled = raw({"X1": ANSWERS}, declared={"X1": {1.0: SCALE[5], 5.0: SCALE[1]}}, labels="file")
    with pytest.raises(ReadError, match="those of 2, 3, 4 are not"):
        settle(unlabelled)


def test_words_in_cells_are_decoded_by_the_labels_of_the_file() -> None:
    [file] = settle(raw({"sex": ["m", "f", ""]}, declared={"sex": {"m": "Мужской", "f": "Женский"}}))
    assert file.cells["sex"].tolist() == [1.0, 2.0, ""]
    assert told(file) == {("decoded_by_labels", "sex"): 2}


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        (
            {"P_1": {0.0: "отмечено", 1.0: "не отмечено"}},
            'P_1: 1 is "не отмечено" in the file, but 1 means chosen',
        ),
        ({"P_1": {0.0: "Да", 1.0: "Нет"}}, "but 1 means chosen"),
        ({"P_1": ColumnDictionary(label="Время")}, 'the column "Время", which is option 2 of the codebook'),
        ({"P_1": {99.0: "Отказ от ответа"}}, "at 98"),
        ({"X1": ColumnDictionary(label="Суждение 2")}, 'calls the column "Суждение 2", which is question X2'),
    ],
)
def test_options_turned_round_and_columns_exchanged_are_refused(declared: dict[str, Any], says: str) -> None:
    cells: dict[str, list[object]] = {"P_1": [0.0, 1.0, 99.0], "P_2": [1.0, 0.0, 99.0], "X1": [1.0, 2.0, 3.0]}
    with pytest.raises(ReadError, match=says):
        settle(raw(cells, declared=declared))


def test_what_marks_a_chosen_option_is_told_by_params() -> None:
    labels = {1.0: "Да", 2.0: "Нет"}
    file = raw({"P_1": [1.0, 2.0]}, declared={"P_1": labels}, counted_value=2)
    with pytest.raises(ReadError, match=r'2 is "Нет" in the file, but 2 means chosen \(data\.counted_value\)'):
        settle(file)
    assert told(settle(raw({"P_1": [1.0, 2.0]}, declared={"P_1": labels}, counted_value=1))[0]) == {}


def test_options_turned_round_follow_their_labels_where_these_count() -> None:
    labels = {0.0: "отмечено", 1.0: "не отмечено"}
    [file] = settle(raw({"P.1": [0.0, 1.0, None]}, declared={"P.1": labels}, labels="file"))
    assert file.cells["P.1"].tolist() == [1.0, 0.0, None]


EXCHANGED = {"P_1": {0.0: "не отмечено", 1.0: "Идеи"}, "P_3": {0.0: "не отмечено", 1.0: "Деньги"}}


@pytest.mark.parametrize("labels", ["check", "file"])
@pytest.mark.parametrize("name", ["east.sav", "east.dta"])
@pytest.mark.parametrize(
    "declared",
    [
        EXCHANGED,
        {"P_1": {1.0: "Идеи"}, "P_2": {1.0: "Деньги"}, "P_3": {1.0: "Время"}},
        {"P_1": ColumnDictionary(label="Деньги", value_labels={1.0: "3. ИДЕИ"})},
        {"P_1": ColumnDictionary(label="Идеи")},
    ],
)
def test_what_marks_a_chosen_option_is_refused_where_it_names_another(declared: dict[str, Any], name: str, labels: str) -> None:
    cells: dict[str, list[object]] = {f"P_{k}": [0.0, 1.0] for k in (1, 2, 3)}
    with pytest.raises(CrowdpotentialError, match=r"option 3 of the codebook.*data\.columns"):
        settle(raw(cells, name, declared, labels=labels))
    assert ("labels_overruled", "P_1") in told(settle(raw(cells, name, declared, labels="ignore"))[0])


def test_exchanged_options_pass_where_params_exchange_their_columns() -> None:
    cells: dict[str, list[object]] = {"P_1": [0.0, 1.0], "P_3": [1.0, 1.0]}
    file = raw(cells, declared=EXCHANGED, columns={"P_1": "P_3", "P_3": "P_1"})
    assert told(settle(file)[0]) == {}


def test_what_marks_a_chosen_option_may_repeat_its_own_label() -> None:
    labels = {"P_1": {0.0: "не отмечено", 1.0: "Деньги"}, "P_2": {0.0: "Нет", 1.0: "Да"}}
    assert told(settle(raw({"P_1": [0.0, 1.0], "P_2": [0.0, 1.0]}, declared=labels))[0]) == {}


def test_texts_and_numbers_of_interviewers_that_the_file_declares_missing_are_blanks() -> None:
    declared = {
        "O": ColumnDictionary(missing_texts=("99",)),
        "point": ColumnDictionary(missing_ranges=((-9.0, -1.0),)),
    }
    [file] = settle(raw({"O": ["words", "99"], "point": [1.0, -9.0]}, declared=declared))
    assert file.cells["O"].tolist() == ["words", None]
    assert file.cells["point"].tolist() == [1.0, None]
    assert told(file) == {("missing_by_file", "O"): 1, ("missing_by_file", "point"): 1}


def test_options_as_the_file_of_respondents_writes_them_pass() -> None:
    described = ColumnDictionary(label="Деньги (Чем Вы готовы помочь?)", value_labels={0.0: "не отмечено", 1.0: "отмечено"})
    assert told(settle(raw({"P_1": [0.0, 1.0]}, declared={"P_1": described}))[0]) == {}


def test_codes_in_the_order_of_choice_are_those_of_the_options() -> None:
    labels = {1.0: "Время", 2.0: "Деньги", 3.0: "Идеи"}
    cells: dict[str, list[object]] = {"P_1": [1.0, 3.0], "P_2": [2.0, None]}
    file = raw(cells, declared={"P_1": labels, "P_2": labels}, multiple="codes_in_order")
    with pytest.raises(SeveralFaultsError, match='P_1: 1 is "Время" in the file, "Деньги" in the codebook'):
        settle(file)


def test_files_that_label_otherwise_than_each_other_are_refused_where_the_codebook_cannot_judge() -> None:
    first = raw({"sex": [1.0, 2.0]}, "a.sav", declared={"sex": {1.0: "hommes", 2.0: "femmes"}})
    second = raw({"sex": [1.0, 2.0]}, "b.sav", declared={"sex": {1.0: "femmes", 2.0: "hommes"}})
    with pytest.raises(
        CrowdpotentialError,
        match=r"b\.sav: sex: 1 is words of its own here, but a\.sav has words of its own at 2",
    ):
        settle(first, second)
    overruled = raw({"sex": [1.0, 2.0]}, "b.sav", declared=second.dictionary, labels={"sex": "ignore"})
    assert len(settle(first, overruled)) == 2


def test_what_contradicts_the_codebook_is_not_told_a_second_time_between_files() -> None:
    first = raw({"sex": [1.0, 2.0]}, "a.sav", declared={"sex": {1.0: "мужской", 2.0: "женский"}})
    second = raw({"sex": [1.0, 2.0]}, "b.sav", declared={"sex": {1.0: "женский", 2.0: "мужской"}})
    with pytest.raises(ReadError, match=r"b\.sav: sex: 1 is \"женский\" in the file") as caught:
        settle(first, second)
    assert "\n" not in str(caught.value)


def test_an_ignored_column_is_not_looked_at() -> None:
    labels = {1.0: "женский", 2.0: "мужской"}
    files = raw({"sex": [1.0], "s": [1.0]}, declared={"sex": labels}, ignore=["sex"], columns={"s": "X1"})
    assert told(settle(files)[0]) == {}


def test_a_column_is_found_under_its_name_in_the_file() -> None:
    file = raw({"q1": [1.0]}, declared={"q1": {1.0: "женский"}}, columns={"q1": "sex"})
    with pytest.raises(ReadError, match=r"east\.sav: sex: 1 is"):
        settle(file)


def test_a_variable_that_nobody_knows_is_no_key_of_labels() -> None:
    with pytest.raises(ParamsError, match=r"names sexe, which the codebook does not list \(did you mean sex\?\)"):
        settle(raw({"sex": [1.0]}, declared={"sex": {1.0: "Мужской"}}, labels={"sexe": "ignore"}))


def test_labels_count_for_labelled_files_only() -> None:
    with pytest.raises(ValueError, match=r"declares nothing of its codes, as \.sav, \.zsav, \.dta do; take labels out"):
        DataFile(path="a.csv", labels="file")


def test_a_measure_that_fits_no_closed_question_is_told() -> None:
    [file] = settle(raw({"sex": [1.0]}, declared={"sex": ColumnDictionary(measure="scale")}))
    assert told(file) == {("measure_differs", ""): 1}


MISSING = {"age": ColumnDictionary(missing_ranges=((900.0, 999.0),))}


def test_a_declared_missing_number_that_the_codebook_leaves_open_is_a_blank_and_told() -> None:
    [file] = settle(raw({"age": [30.0, 999.0, 900.0, 899.0]}, declared=MISSING))
    assert file.cells["age"].tolist() == [30.0, None, None, 899.0]
    assert told(file) == {("missing_by_file", "age"): 2}
    assert [f.note for f in file.findings if f.n] == ["the file declares 900 to 999 missing"]


def test_a_declared_missing_number_that_the_codebook_allows_is_refused() -> None:
    file = raw({"age": [30.0, 999.0]}, declared=MISSING)
    with pytest.raises(ReadError, match=r"age: 1 cells hold what the file declares missing \(900 to 999\)"):
        settle(file, book=codebook(valid_range=[0, 1000]))
    [outside] = settle(file, book=codebook(valid_range=[18, 110]))
    assert outside.cells["age"].tolist() == [30.0, None]


@pytest.mark.parametrize(("way", "cell"), [("answer", 999.0), ("no_answer", None)])
def test_params_say_whose_word_counts_of_a_missing_cell(way: str, cell: object) -> None:
    file = raw({"age": [30.0, 999.0]}, declared=MISSING, user_missing={"age": way})
    [settled] = settle(file, book=codebook(valid_range=[0, 1000]))
    assert settled.cells["age"].tolist() == [30.0, cell]
    assert sum(told(settled).values()) == 1


@pytest.mark.parametrize(
    ("declared", "cells", "expected"),
    [
        (ColumnDictionary(missing_ranges=((97.0, 99.0),)), [1.0, 98.0], [1.0, 98.0]),
        (ColumnDictionary(missing_ranges=((9.0, 9.0),)), [1.0, 9.0], [1.0, None]),
        (ColumnDictionary(missing_texts=(".a",)), [1.0, ".a"], [1.0, None]),
        (
            ColumnDictionary(missing_texts=(".a", ".b"), value_labels={".a": "Отказ от ответа", ".b": "x"}),
            [1.0, ".a", ".b"],
            [1.0, 98.0, None],
        ),
    ],
)
def test_missing_codes_become_those_of_the_codebook_by_number_by_words_or_as_blanks(
    declared: ColumnDictionary, cells: list[object], expected: list[object]
) -> None:
    [file] = settle(raw({"X1": cells}, declared={"X1": declared}))
    assert file.cells["X1"].tolist() == expected


def test_an_answer_that_the_file_declares_missing_is_refused() -> None:
    declared = {
        "X1": ColumnDictionary(missing_ranges=((3.0, 3.0),)),
        "P_1": ColumnDictionary(missing_ranges=((0.0, 0.0),)),
    }
    with pytest.raises(SeveralFaultsError) as caught:
        settle(raw({"X1": [3.0, 3.0, 1.0], "P_1": [0.0, 1.0, 0.0]}, declared=declared))
    assert ["2 cells" in str(fault) for fault in caught.value.faults] == [True, True]


def test_a_number_that_the_file_calls_a_refusal_is_refused_unless_params_decide() -> None:
    labels = {999.0: "отказ от ответа", 0.0: "ни разу"}
    cells: dict[str, list[object]] = {"age": [30.0, 999.0, 0.0]}
    with pytest.raises(ReadError, match="age: 1 cells hold what the file calls a missing answer in its labels"):
        settle(raw(cells, declared={"age": labels}))
    [settled] = settle(raw(cells, declared={"age": labels}, user_missing="no_answer"))
    assert settled.cells["age"].tolist() == [30.0, None, 0.0]


def test_a_number_with_another_label_is_told() -> None:
    [file] = settle(raw({"age": [30.0, 0.0]}, declared={"age": {0.0: "ни разу"}}))
    assert told(file) == {("labelled_numbers", "age"): 1}
    assert file.cells["age"].tolist() == [30.0, 0.0]
