import pytest
from report.plausible import PlausibleRun

from crowdpotential.errors import ParamsError
from crowdpotential.report import find_output, open_view


def test_an_unknown_area_is_refused_with_the_nearest_name(run: PlausibleRun) -> None:
    with pytest.raises(ParamsError, match="areas: the study has no belgrod; did you mean belgorod"):
        open_view(run, areas=["belgrod"])


def test_an_unknown_bloc_is_refused(run: PlausibleRun) -> None:
    with pytest.raises(ParamsError, match="bloc: the study has no XX"):
        open_view(run, bloc="XX")


def test_areas_outside_the_chosen_bloc_leave_nothing_to_show(run: PlausibleRun) -> None:
    with pytest.raises(ParamsError, match="none of the chosen areas lies in bloc BY"):
        open_view(run, areas=["belgorod"], bloc="BY")


def test_a_single_bloc_is_not_compared(run: PlausibleRun) -> None:
    view = open_view(run, bloc="RU")
    assert view.areas == ("belgorod", "bryansk", "smolensk")
    assert not view.compares_blocs


def test_a_run_lies_beside_its_study_unless_said_otherwise() -> None:
    assert find_output("study/params.yaml", "").as_posix() == "study/reports"
    assert find_output("study/params.yaml", "elsewhere").as_posix() == "elsewhere"
