"""A form beside the main survey is read by the rules of the survey; who answers twice has one running number in all its files."""

from pathlib import Path

import pytest

from crowdpotential.errors import CrowdpotentialError
from crowdpotential.ingest.forms import load_form
from crowdpotential.params import Form

BOOK = """
id: form
languages: [en]
dimensions: []
missing:
  standard:
    8: {class: not_applicable, label: {en: not applicable}}
    9: {class: no_answer, label: {en: blank}}
scales:
  agree: {missing: standard, codes: {1: {label: {en: "no"}}, 2: {label: {en: so so}}, 3: {label: {en: "yes"}}}}
variables:
  - {id: who, type: text, identifier: number, wording: {en: Code word}}
  - {id: phone, type: text, identifier: drop, wording: {en: Phone}}
  - {id: use, type: ordinal, scale: agree, wording: {en: It is of use}}
"""


def write_form(folder: Path, *files: str) -> Form:
    (folder / "form.yaml").write_text(BOOK, encoding="utf-8")
    for number, text in enumerate(files):
        (folder / f"f{number}.csv").write_text(text, encoding="utf-8")
    return Form.model_validate({"questionnaire": "form.yaml", "data": [{"path": f"f{number}.csv"} for number in range(len(files))]})


def test_identifiers_are_numbered_over_all_files_and_dropped_where_the_codebook_says_so(tmp_path: Path) -> None:
    form = write_form(tmp_path, "who,phone,use\nIva,1,1\nOla,2,2\n", "who,phone,use\n iva,1,3\nPia,4,\n")
    found = load_form(tmp_path, form)
    told = found.answers
    assert "phone" not in told
    assert not set(told["who"]) & {"Iva", "Ola", "Pia", "iva"}
    assert found.sources == ("f0", "f1")
    twice = told[told["who"].duplicated(keep=False)]
    assert sorted(zip(twice["source"], twice["use"], strict=True)) == [("f0", 1), ("f1", 3)]
    assert told["use"].tolist().count(9) == 1
    assert [(one.rule, one.variable, one.n) for one in found.findings if one.rule == "identifiers_joined"] == [
        ("identifiers_joined", "who", 1)
    ]


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    rows = ["a,1,1", "b,2,2", "c,3,3", "d,4,1"]
    first = load_form(tmp_path, write_form(tmp_path, "\n".join(["who,phone,use", *rows]))).answers
    again = load_form(tmp_path, write_form(tmp_path, "\n".join(["who,phone,use", *rows[::-1]]))).answers
    assert first.equals(again)


def test_faults_of_a_form_are_told_when_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(CrowdpotentialError, match="use"):
        load_form(tmp_path, write_form(tmp_path, "who,phone,use\na,1,7\n"))


def test_impossible_numbers_of_a_form_are_refused_with_what_can_be_done_about_them(tmp_path: Path) -> None:
    form = write_form(tmp_path, "who,phone,use,age,days\na,1,1,7,3\nb,2,2,20,99\n")
    asked = "".join(
        f"  - {{id: {name}, type: numeric, missing: far, valid_range: [{low}, 95], wording: {{en: N}}}}\n"
        for name, low in (("age", 14), ("days", 0))
    )
    far = "  far: {999: {class: no_answer, label: {en: blank}}}\n"
    (tmp_path / "form.yaml").write_text(BOOK.replace("scales:\n", far + "scales:\n") + asked, encoding="utf-8")
    with pytest.raises(CrowdpotentialError) as told:
        load_form(tmp_path, form)
    assert "form: age: 1 answers lie outside 14 to 95; correct them in the files of the form, or widen valid_range" in str(told.value)
    assert "form: days: 1 answers" in str(told.value)
    assert "cleaning" not in str(told.value)  # which is not for forms


def test_answers_to_what_was_not_asked_are_taken_out_and_counted(tmp_path: Path) -> None:
    form = write_form(tmp_path, "who,phone,use,why\na,1,1,3\nb,2,2,8\nc,3,3,2\n")
    asked = "  - {id: why, type: ordinal, scale: agree, asked_if: {variable: use, op: eq, value: 3}, wording: {en: Why}}\n"
    (tmp_path / "form.yaml").write_text(BOOK + asked, encoding="utf-8")
    found = load_form(tmp_path, form)
    assert sorted(found.answers["why"]) == [2, 8, 8]
    assert [(one.n, one.base) for one in found.findings if one.rule == "forbidden_answer"] == [(1, 3)]


def test_code_words_that_are_numbers_are_one_with_and_without_zeros(tmp_path: Path) -> None:
    found = load_form(tmp_path, write_form(tmp_path, "who,phone,use\n0042,1,3\n42,2,2\n42.0,3,3\n7a,4,1\n07a,5,1\n000,6,2\n"))
    assert found.answers["who"].value_counts().tolist() == [3, 1, 1, 1]
    assert [one.n for one in found.findings if one.rule == "identifiers_joined"] == [2]
