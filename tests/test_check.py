"""`check` tells all faults at once, each in a line of its own, wherever they lie."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_study import answers, codebook_data, margins, params_data, write_study

from crowdpotential import cli
from crowdpotential.errors import Faults, ParamsError, ReadError, SeveralFaultsError

Check = Callable[[], list[str]]


@pytest.fixture
def faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Check the study in a folder, and give the lines of its numbered list of faults."""
    write_study(tmp_path)

    def check() -> list[str]:
        monkeypatch.setattr(sys, "argv", ["crowdpotential", "check", "--params", str(tmp_path / "params.yaml")])
        with pytest.raises(SystemExit) as left:
            cli.main()
        first, *lines = capsys.readouterr().err.splitlines()
        assert left.value.code == cli.DATA_FAULT
        assert first == f"error: {len(lines)} faults"
        assert [line.split(". ")[0] for line in lines] == [str(1 + place) for place in range(len(lines))]
        return [line.split(". ", 1)[1] for line in lines]

    return check


def rewrite(folder: Path, name: str, data: object) -> None:
    (folder / name).write_text(json.dumps(data), encoding="utf-8")


def test_params_and_questionnaire_are_told_together(tmp_path: Path, faults: Check) -> None:
    params, questionnaire = params_data(), codebook_data()
    params["weighting"]["cap"] = 0.5
    params["index"]["dimension"] = params["index"].pop("dimensions")
    questionnaire["variables"][3]["wordings"] = {}
    questionnaire["scales"]["five"]["missing"] = 3
    rewrite(tmp_path, "params.yaml", params)
    rewrite(tmp_path, "questionnaire.yaml", questionnaire)
    found = faults()
    assert [line.split(": ")[:2] for line in found] == [
        ["params.yaml", "index.dimension"],
        ["params.yaml", "weighting.cap"],
        ["questionnaire.yaml", "variables.X1.wordings"],
        ["questionnaire.yaml", "scales.five.missing"],
    ]


def test_what_params_name_and_the_codebook_lacks_is_told_with_files_that_are_missing(tmp_path: Path, faults: Check) -> None:
    params = params_data()
    params["comparison"] = {"group_by": ["gender", "X1", "number"]}
    params["design"]["strata"] = "area*town"
    params["data"][0]["path"] = "nord.csv"
    params["weighting"]["margins"] = "margin.csv"
    rewrite(tmp_path, "params.yaml", params)
    found = "\n".join(faults())
    for part in (
        "no variable gender",
        "no variable town",
        "number is of type paradata",
        "file 1 (.csv): no such file",
        "margin.csv: no such file",
    ):
        assert part in found


def test_files_and_margins_are_read_to_the_end(tmp_path: Path, faults: Check) -> None:
    (tmp_path / "north.csv").write_text("", encoding="utf-8")
    (tmp_path / "east.csv").write_bytes("sex\nмужской\n".encode("cp1251"))
    table = margins()
    table.loc[0, "persons"] = -1
    table.to_csv(tmp_path / "margins.csv", index=False)
    found = faults()
    assert [line.split(":")[0] for line in found] == ["margins.csv", "north.csv", "east.csv"]


def test_weights_items_and_areas_are_tried_one_beside_the_other(tmp_path: Path, faults: Check) -> None:
    params = params_data()
    params["weighting"]["collapse_below_psus"] = 1
    rewrite(tmp_path, "params.yaml", params)
    answers("north").head(20).to_csv(tmp_path / "north.csv", index=False)
    answers("west").assign(point="only").to_csv(tmp_path / "west.csv", index=False)
    found = faults()
    assert found[0].startswith("1 strata have a single primary sampling unit: west")
    assert found[1].startswith("ranks: 1 areas have fewer than 30 respondents with an index: north (20)")


def test_a_fault_that_is_found_twice_is_told_once_and_a_single_one_as_itself() -> None:
    faults = Faults()
    for message in ("a", "b", "a"):
        with faults.collected():
            raise ReadError(message)
    with pytest.raises(SeveralFaultsError) as caught:
        faults.raise_any()
    assert [str(fault) for fault in caught.value.faults] == ["a", "b"]
    alone = Faults()
    with alone.collected():
        raise ParamsError
    with pytest.raises(ParamsError):
        alone.raise_any()


def test_faults_that_were_collected_below_are_collected_one_by_one() -> None:
    below, above = Faults(), Faults()
    below.add(ReadError("a"))
    below.add(ReadError("b"))
    with above.collected():
        below.raise_any()
    above.add(ParamsError("c"))
    with pytest.raises(SeveralFaultsError, match="a\nb\nc"):
        above.raise_any()
