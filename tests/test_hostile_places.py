"""What stands where a file is expected: no command waits for it, reads it without end, or takes what it read for what it hashed."""

import os
from pathlib import Path

import pytest
from small_study import write_study

from battery.hostile.places import GROWN, PLACES
from crowdpotential.errors import CrowdpotentialError, ReadError
from crowdpotential.pipeline import check_study, run_report
from crowdpotential.stages import sample
from crowdpotential.stages.sample import prepare

SLOW = (
    "three gigabytes of zeros",
    "three gigabytes behind its begin",
    "a terabyte of zeros",
    "a terabyte behind its begin",
)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other places")
@pytest.mark.parametrize("file", ["params.yaml", "questionnaire.yaml", "margins.csv", "north.csv"])
@pytest.mark.parametrize("place", [name for name in (*PLACES, *GROWN) if name not in SLOW])
def test_what_is_no_plain_file_is_refused_in_one_line(tmp_path: Path, file: str, place: str) -> None:
    params = write_study(tmp_path)
    if place in PLACES:
        (tmp_path / file).unlink()
    {**PLACES, **GROWN}[place](tmp_path / file)
    with pytest.raises(CrowdpotentialError) as refused:
        check_study(params)
    assert "\n" not in str(refused.value)


def test_a_file_that_changes_while_it_is_read_leaves_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    params = write_study(tmp_path / "study")

    def prepare_slowly(*arguments: object) -> object:
        with (tmp_path / "study" / "north.csv").open("a") as file:
            file.write("\n")
        return prepare(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(sample, "prepare", prepare_slowly)
    with pytest.raises(ReadError, match="1 files of the study were changed while they were read"):
        run_report(params, tmp_path / "out")
    assert not list((tmp_path / "out").rglob("prepare/*"))
