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
