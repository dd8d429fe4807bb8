"""People between sets that are told: groups of different questions that nearly coincide, and what combinations of sets single out."""

import numpy as np
import pandas as pd
import pytest
from disclosure.tables import make_survey
from drafts import finish_drafts

from crowdpotential.disclosure.followers import follow_domains
from crowdpotential.disclosure.gaps import list_gaps
from crowdpotential.disclosure.groups import hide_groups
from crowdpotential.disclosure.people import Domain, people_of

ALL, A, B = Domain(), Domain(bloc="A"), Domain(bloc="B")
POOR, AIDED = Domain(variable="sort", group="1"), Domain(variable="opinion", group="1")


def gaps(cells: list[list[int]], heads: list[int], domains: list[Domain]) -> list[list[float]]:
    found = list_gaps(np.array(cells, dtype=float), np.array(heads, dtype=float), domains, fewest=10)
    return sorted(gap.tolist() for gap in found)


@pytest.mark.parametrize(("between", "found"), [(1, [[0.0, 1.0, 0.0]]), (9, [[0.0, 1.0, 0.0]]), (10, [])])
def test_what_one_group_holds_beyond_another_within_it_is_a_gap_where_it_is_few(between: int, found: list[list[float]]) -> None:
    assert gaps([[1, 1, 1], [1, 0, 0], [1, 1, 0]], [40, between, 60], [ALL, POOR, AIDED]) == found


def test_groups_that_coincide_and_groups_that_cross_leave_no_gap() -> None:
    assert gaps([[1, 1], [1, 0], [1, 0]], [40, 60], [ALL, POOR, AIDED]) == []
    assert gaps([[1, 1, 0, 1], [1, 0, 1, 0]], [40, 3, 2, 60], [POOR, AIDED]) == []


def test_whose_score_is_not_known_does_not_count() -> None:
    assert gaps([[1, 1, 0], [1, 0, 1]], [40, 3, 0], [POOR, AIDED]) == [[0.0, 1.0, 0.0]]
    assert gaps([[1, 1, 0], [1, 0, 1]], [40, 0, 0], [POOR, AIDED]) == []


def test_one_person_whom_only_three_sets_together_single_out_is_found() -> None:
    """Two groups that do not meet, and all others but one."""
    cells = [[1, 1, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
    others = Domain(variable="faith", group="1")
    assert gaps(cells, [40, 40, 40, 1], [ALL, POOR, AIDED, others]) == [[0.0, 0.0, 0.0, 1.0]]


def test_whoever_lives_in_no_bloc_is_told_and_whoever_lives_beyond_an_area_of_one_is_not() -> None:
    assert gaps([[1, 1, 1], [1, 0, 0], [0, 1, 0]], [40, 40, 3], [ALL, A, B]) == []
    cells = [[1, 1, 1], [1, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 1]]
    north, south = Domain(area="north"), Domain(area="south")
    assert gaps(cells, [40, 3, 60], [ALL, A, B, north, south]) == [[0.0, 1.0, 0.0]]


def test_of_two_groups_that_are_one_but_for_two_people_one_is_hidden() -> None:
    """Sorts 1 and 2, opinions 1 and 2: the same but for two respondents."""
    n = 120
    sort = np.where(np.arange(n) < n // 2, 1, 2)
    opinion = sort.copy()
    opinion[:2] = 2
    frame = {
        "area": "north",
        "bloc": "A",
        "weight": 1.0,
        "sex": 1,
        "opinion": opinion,
        "sort": sort,
        "index": 20.0 + np.arange(n) % 60,
        "score_X": 30.0,
        "hours": 8,
    }
    survey = make_survey(pd.DataFrame(frame))
    domains = [ALL, *(Domain(variable=name, group=key) for name in ("sort", "opinion") for key in "12")]
    people = people_of(survey.frame, survey.codebook)
    told = {domain: int(people.members(domain).sum()) for domain in domains}
    found = hide_groups(told, people, {"index": people.frame["index"].to_numpy()}, fewest=10, bounded=True)
    assert len({domain.variable for domain in found}) == 1, "one question is enough"
    assert len(found) == 2, "its other group would give it back"


def test_a_table_of_all_groups_goes_with_a_hidden_one_and_the_test_within_its_place() -> None:
    def row(measure: str, bloc: str = "", variable_2: str = "sex", chapter: str = "groups") -> dict[str, object]:
        about = {"variable": "index", "variable_2": variable_2, "sample": "main", "bloc": bloc}
        return {**about, "chapter": chapter, "measure": measure, "n": 100.0, "estimate": 1.0}

    rows = finish_drafts(
        [
            row("cramers_v"),
            row("rao_scott"),
            row("crosscheck_rao_scott", chapter="comparison"),
            row("overall_test", "A"),
            row("overall_test", "B"),
            row("cramers_v", variable_2="age"),
        ],
        is_synthetic=True,
    )
    everywhere, in_a = Domain(variable="sex", group="male"), Domain(bloc="A", variable="sex", group="male")
    assert follow_domains(rows, [everywhere]).tolist() == [True, True, True, False, False, False]
    assert follow_domains(rows, [in_a]).tolist() == [False, False, False, True, False, False]
