import pytest
from report.studies import FULL, study

from crowdpotential.errors import ParamsError
from crowdpotential.report import find_output, open_view
from crowdpotential.store import Run


@pytest.fixture
def run() -> Run:
    return study(FULL)


def test_an_unknown_area_is_refused_with_the_nearest_name(run: Run) -> None:
    with pytest.raises(ParamsError, match="areas: the study has no norht; did you mean north"):
        open_view(run, areas=["norht"])


def test_an_unknown_bloc_is_refused(run: Run) -> None:
    with pytest.raises(ParamsError, match="bloc: the study has no XX"):
        open_view(run, bloc="XX")


def test_areas_outside_the_chosen_bloc_leave_nothing_to_show(run: Run) -> None:
    with pytest.raises(ParamsError, match="none of the chosen areas lies in bloc B"):
        open_view(run, areas=["north"], bloc="B")


def test_a_single_bloc_is_not_compared(run: Run) -> None:
    view = open_view(run, bloc="A")
    assert view.areas == ("north", "south")
    assert not view.compares_blocs


def test_a_run_lies_beside_its_study_unless_said_otherwise() -> None:
    assert find_output("study/params.yaml", "").as_posix() == "study/reports"
    assert find_output("study/params.yaml", "elsewhere").as_posix() == "elsewhere"
