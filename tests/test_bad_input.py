"""Bad input gets one clear line, exit code 1, and leaves the previous report as it was; no message shows an answer."""

import errno
import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from ruamel.yaml import YAML
from small_study import AREAS, ITEMS, answers, codebook_data, margins, params_data, words, write_study

from crowdpotential import cli
from crowdpotential.errors import ProgramFaultError
from crowdpotential.store import hash_bytes

OLD_REPORT = b"the previous report"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    params = write_study(tmp_path / "study")
    (tmp_path / "study" / "reports").mkdir()
    (tmp_path / "study" / "reports" / "report.en.html").write_bytes(OLD_REPORT)
    manifest = {"manifest_id": "old", "files": {"report.en.html": hash_bytes(OLD_REPORT)}}
    (tmp_path / "study" / "reports" / "manifest.json").write_text(json.dumps(manifest))
    return params.parent


@pytest.fixture
def fail(study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run the main job, expect exit code 1 and one line, and give that line.

    Whatever stops a report is found by `check` too, before anything long is computed, unless it is about the output.
    """

    def error_of(command: str, *more: str) -> list[str]:
        params = ["--params", str(study / "params.yaml")]
        monkeypatch.setattr(sys, "argv", ["crowdpotential", command, *params, *more])
        with pytest.raises(SystemExit) as left:
            cli.main()
        printed = capsys.readouterr().err
        assert left.value.code == 1, printed
        assert "Traceback" not in printed
        assert (study / "reports" / "report.en.html").read_bytes() == OLD_REPORT
        return faults_in(printed)

    def run(*more: str, about_output: bool = False) -> str:
        (fault,) = error_of("report", *more)
        if not about_output:
            assert fault in error_of("check", *more)
        return fault

    return run


def faults_in(printed: str) -> list[str]:
    """Take the faults out of what a command has printed: one, or a numbered list."""
    lines = printed.splitlines()
    (first,) = [line for line in lines if line.startswith("error: ")]
    if not re.fullmatch(r"error: \d+ faults", first):
        return [first.removeprefix("error: ")]
    return [re.sub(r"^\d+\. ", "", line) for line in lines[lines.index(first) + 1 :]]


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


def test_a_margin_that_does_not_add_up_to_the_population_is_refused(study: Path, fail: Callable[..., str]) -> None:
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


def deliver(study: Path, area: str, name: str) -> None:
    """Let params name another file for an area."""
    data = params_data()
    data["data"] = [{**file, "path": name} if file["area"] == area else file for file in data["data"]]
    YAML(typ="safe", pure=True).dump(data, study / "params.yaml")


def test_sexes_turned_round_in_the_labels_of_a_file_are_refused(study: Path, fail: Callable[..., str]) -> None:
    labels = {"sex": {1: "female", 2: "male"}}
    pyreadstat.write_sav(answers("east"), study / "east.sav", variable_value_labels=labels)
    deliver(study, "east", "east.sav")
    assert 'east.sav: sex: 1 is "female" in the file, "men" in the codebook' in fail()


def test_a_cell_far_away_in_a_workbook_is_refused(study: Path, fail: Callable[..., str]) -> None:
    with pd.ExcelWriter(study / "east.xlsx", engine="xlsxwriter") as book:
        answers("east").to_excel(book, sheet_name="data", index=False)
        book.sheets["data"].write(2**20 - 1, 2**14 - 1, "x")
    deliver(study, "east", "east.xlsx")
    assert "east.xlsx: sheet data reaches to XFD1048576" in fail()


def params(study: Path, **sections: dict[str, object]) -> None:
    """Change keys of params.yaml, section by section."""
    data = params_data()
    for name, section in sections.items():
        data[name] = {**data.get(name, {}), **section}
    YAML(typ="safe", pure=True).dump(data, study / "params.yaml")


def two_margins(study: Path, towns: Mapping[str, int], **weighting: object) -> None:
    """Weight the study by sex and by town, where the first half of the respondents live."""
    questionnaire = codebook_data()
    codes = {1: {"label": words("town"), "key": "urban"}, 2: {"label": words("country"), "key": "rural"}}
    questionnaire["variables"].append({"id": "town", "type": "single", "codes": codes, "wording": words("town")})
    YAML(typ="safe", pure=True).dump(questionnaire, study / "questionnaire.yaml")
    for area in AREAS:
        change(study, area, lambda frame: frame.insert(0, "town", [1, 2] * (len(frame) // 2)))
    rows = [(area, "town", key, persons, "made up", "made up") for area in AREAS for key, persons in towns.items()]
    table = margins()
    pd.concat([table, pd.DataFrame(rows, columns=table.columns)]).to_csv(study / "margins.csv", index=False)
    params(study, weighting={"variables": ["sex", "town"], "collapse_below_psus": 1, **weighting})


def test_margins_with_different_totals_are_refused_with_both(study: Path, fail: Callable[..., str]) -> None:
    two_margins(study, {"urban": 600, "rural": 401})
    line = fail()
    assert ": sex adds up to 1000 persons and town to 1001" in line


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda table: table.drop(index=1), "1 categories have no control total, such as north, sex, female"),
        (lambda table: table.replace("female", "women"), "sex has no category women in the codebook"),
        (
            lambda table: table.replace("north", "centre"),
            "2 rows name areas that params do not list (1 name of no area or side)",
        ),
        (lambda table: table.assign(persons=[500.5, 499.5, *[500] * 6]), "2 counts are no whole persons"),
        (lambda table: table.drop(columns="persons"), "columns are missing: persons (or share)"),
        (
            lambda table: table.drop(columns="persons").assign(share=[0.5, 0.45, *[0.5] * 6]),
            "north, sex: 2 shares add up to 0.95; rounding explains 0.010 at most",
        ),
    ],
)
def test_a_margin_that_is_missing_unlisted_or_no_count_is_refused(
    study: Path, fail: Callable[..., str], edit: Callable[[pd.DataFrame], pd.DataFrame], says: str
) -> None:
    edit(margins()).to_csv(study / "margins.csv", index=False)
    line = fail()
    assert line.startswith("margins.csv")
    assert says in line


def test_margins_that_an_empty_joint_cell_makes_infeasible_are_refused(study: Path, fail: Callable[..., str]) -> None:
    two_margins(study, {"urban": 600, "rural": 400})
    for area in AREAS:
        change(study, area, lambda frame: frame.insert(0, "town", frame["sex"]))
    line = fail()
    assert "sex has 500 persons" in line
    assert "town has 600 persons" in line
    assert "for the same 24 respondents" in line


def test_bounds_that_cannot_be_met_name_the_margin_that_suffers(study: Path, fail: Callable[..., str]) -> None:
    two_margins(study, {"urban": 800, "rural": 200}, method="logit", bounds=[0.9, 1.1])
    line = fail()
    assert "from 0.9 to 1.1 no weights meet the controls" in line
    assert "in town '" in line


def test_a_cap_that_cannot_be_met_names_the_margin_that_suffers(study: Path, fail: Callable[..., str]) -> None:
    two_margins(study, {"urban": 950, "rural": 50}, cap=1.2)
    line = fail()
    assert "1.2" in line
    assert "town" in line


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([0.0, 1.0], "30 respondents have no positive own"),
        ([-2.0, 1.0], "30 respondents have no positive own"),
        (["", 1.0], "30 respondents have no positive own"),
        ([1.0, *[1.0] * 58, 5000.0], "1 respondents have a own more than 1,000 times the median"),
    ],
)
def test_base_weights_that_no_design_gives_are_counted(study: Path, fail: Callable[..., str], values: list[object], says: str) -> None:
    questionnaire = codebook_data()
    questionnaire["missing"]["number"] = {-9: {"class": "no_answer", "label": words("none")}}
    questionnaire["variables"].append({"id": "own", "type": "numeric", "missing": "number", "wording": words("own")})
    YAML(typ="safe", pure=True).dump(questionnaire, study / "questionnaire.yaml")
    for area in AREAS:
        own = values if area == "east" else [1.0]
        change(study, area, lambda frame, own=own: frame.insert(0, "own", own * (len(frame) // len(own))))
    params(study, design={"base_weight": "column", "base_weight_variable": "own"})
    assert says in fail()


def test_a_stratum_with_one_sampling_unit_is_named_with_the_rules(study: Path, fail: Callable[..., str]) -> None:
    change(study, "west", lambda frame: frame.__setitem__("point", "only"))
    params(study, weighting={"collapse_below_psus": 1})
    line = fail()
    assert "1 strata have a single primary sampling unit: west" in line
    assert "certainty, adjust, average or remove" in line


def test_replicate_weights_of_another_number_than_declared_are_refused(study: Path, fail: Callable[..., str]) -> None:
    questionnaire = codebook_data()
    questionnaire["variables"].append({"id": "own", "type": "numeric", "wording": words("own")})
    YAML(typ="safe", pure=True).dump(questionnaire, study / "questionnaire.yaml")
    for area in AREAS:
        frame = answers(area)
        frame.assign(own=1.0, RW1=1.0, RW2=2.0, RW3=1.0).to_csv(study / f"{area}.csv", index=False)
    delivered = {"method": "delivered", "columns": "RW*", "number": 3, "made_by": "brr"}
    own = {"base_weight": "column", "base_weight_variable": "own"}
    params(study, replicates=delivered, design=own)
    assert "3 delivered columns do not fit method brr: their number is a multiple of 4" in fail()
    params(study, replicates={**delivered, "number": 4}, design=own)
    assert "north.csv: 3 columns of replicate weights, params say 4" in fail()


def test_a_class_in_which_more_answered_than_were_eligible_is_named(study: Path, fail: Callable[..., str]) -> None:
    rows = [(area, "sex", sex, 30, "frame", "count") for area in AREAS for sex in ("male", "female")]
    table = pd.DataFrame(rows, columns=["area", "variable", "category", "eligible", "source", "status"])
    table.to_csv(study / "eligible.csv", index=False)
    params(study, design={"nonresponse": {"counts": "eligible.csv", "cells": "sex"}})
    line = fail()
    assert ", sex, female: more respondents than were eligible (30 eligible, 36 respondents)" in line


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


def test_an_item_that_repeats_another_is_named_with_it(study: Path, fail: Callable[..., str]) -> None:
    for area in AREAS:
        change(study, area, lambda frame: frame.__setitem__("Y2", frame["X3"]))
    assert "items X3 and Y2: the same answers from all 240 respondents; leave one of them out" in fail()


def test_items_whose_direction_nobody_declared_are_all_named_with_what_to_do(study: Path, fail: Callable[..., str]) -> None:
    for area in AREAS:
        change(study, area, lambda frame: frame.update({name: 6 - frame[name] for name in ("X1", "Y2")}))
    line = fail(about_output=True)  # until check looks at directions
    assert "2 items go against the rest of their dimension: X1 (X, -0." in line
    assert "Y2 (Y, -0." in line
    assert "correct `direction` in the codebook, leave them out, or name them in index.keep_negative_items" in line


def test_fewer_items_than_a_dimension_needs_are_refused(study: Path, fail: Callable[..., str]) -> None:
    text = (study / "questionnaire.yaml").read_text(encoding="utf-8")
    for name in ITEMS[1:4]:
        text = text.replace(f"dimension: X\n  id: {name}", f"dimension: Y\n  id: {name}")
        text = text.replace(f"dimension: X, id: {name}", f"dimension: Y, id: {name}")
    (study / "questionnaire.yaml").write_text(text, encoding="utf-8")
    assert "dimension X: 1 items" in fail()


def test_an_output_that_cannot_be_written_is_named(study: Path, fail: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    assert "taken" in fail("--output", str(tmp_path / "taken"), about_output=True)
    assert (study / "reports").is_dir()


def test_an_output_with_a_name_that_no_disk_can_hold_is_named(fail: Callable[..., str], tmp_path: Path) -> None:
    assert "it cannot be written" in fail("--output", str(tmp_path / ("x" * 400)), about_output=True)


def test_a_disk_without_space_is_told_from_a_fault(study: Path, fail: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    assert "there is no space left" in fail(about_output=True)
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


@pytest.mark.parametrize("place", ["²", "٣", "9" * 5000, "-1", "4"])
def test_a_change_of_a_place_that_no_list_has_is_refused(fail: Callable[..., str], place: str) -> None:
    fault = fail("--set", f"data.{place}.path=north.csv")
    assert "in params" in fault
    assert "correct the name" in fault


def test_a_message_is_one_line_of_some_length_whatever_names_are_in_it(fail: Callable[..., str]) -> None:
    line_end, bell = (
        fail("--set", r'weighting.margins="a\nerror: b.csv"'),
        fail("--set", "seed\x1b[2J\u202e=1"),
    )
    assert r"a\nerror: b.csv: no such file" in line_end
    assert r"seed\x1b[2J\u202e" in bell
    long = fail("--set", f"{'x' * 100_000}=1")
    assert len(long) < cli.LONGEST_LINE + 40
    assert long.endswith("in params; correct the name")
