"""The parts of disclosure control, each on a case that can be told by hand: who is meant, what is too few, what follows, which digits."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from disclosure.tables import make_survey
from numpy.testing import assert_array_equal

from crowdpotential.disclosure.amounts import hide_amounts, is_dominated, is_error_dominated
from crowdpotential.disclosure.answers import Line
from crowdpotential.disclosure.bases import list_domains_told, rest_on_few
from crowdpotential.disclosure.followers import (
    follow_boost,
    follow_domains,
    follow_questions,
    is_about_answers,
)
from crowdpotential.disclosure.hidden_answers import Hidden
from crowdpotential.disclosure.people import Domain, People, people_of
from crowdpotential.disclosure.rounding import round_digits, round_results
from crowdpotential.results import finish
from crowdpotential.results.rows import Row
from crowdpotential.stats.arrays import FloatArray

A, B = Domain(bloc="A"), Domain(bloc="B")
NORTH, SOUTH = Domain(bloc="A", area="north"), Domain(bloc="A", area="south")
MEN = Domain(variable="sex", group="male")


def people(sample: list[str] | None = None) -> People:
    """Six people: two men and a woman in the north, a woman in the south, a man and a woman in the east."""
    frame = pd.DataFrame(
        {
            "area": ["north", "north", "north", "south", "east", "east"],
            "bloc": ["A", "A", "A", "A", "B", "B"],
            "sex": [1.0, 1.0, 2.0, 2.0, 1.0, np.nan],
            "opinion": [1.0, 2.0, 1.0, 1.0, 2.0, 3.0],
            "weight": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        }
    )
    codebook = make_survey(frame.assign(sort=1, index=50.0, score_X=50.0, hours=1)).codebook
    return people_of(frame.assign(sample_type=sample or ["main"] * 6), codebook)


@pytest.mark.parametrize(
    ("domain", "inside"),
    [
        (Domain(), [1, 1, 1, 1, 1, 1]),
        (A, [1, 1, 1, 1, 0, 0]),
        (NORTH, [1, 1, 1, 0, 0, 0]),
        (Domain(area="east"), [0, 0, 0, 0, 1, 1]),
        (MEN, [1, 1, 0, 0, 1, 0]),
        (Domain(bloc="A", variable="sex", group="female"), [0, 0, 1, 1, 0, 0]),
        (Domain(variable="sex", group="other"), [0, 0, 0, 0, 0, 0]),
        (Domain(variable="sex", group="nobody"), [0, 0, 0, 0, 0, 0]),
    ],
)
def test_who_lies_in_a_domain(domain: Domain, inside: list[int]) -> None:
    assert people().members(domain).astype(int).tolist() == inside


def test_only_the_main_sample_counts_and_keeps_its_places() -> None:
    found = people(["main", "boost", "main", "main", "main", "boost"])
    assert found.frame["area"].tolist() == ["north", "north", "south", "east"]
    assert found.places.tolist() == [1, 1, 2, 0]  # by name
    assert found.weights.size == 4


def test_a_group_whose_code_is_nought_has_its_members() -> None:
    """A code of 0 was once taken for none, and the group for empty: nothing protected its people."""
    frame = pd.DataFrame({"area": "north", "bloc": "A", "weight": 1.0, "sex": 1, "aid": [0.0, 1.0, 0.0]})
    codes = {code: {"label": {"en": label}, "key": label} for code, label in ((0, "no"), (1, "yes"))}
    aid = {"id": "aid", "type": "single", "missing": "usual", "codes": codes, "wording": {"en": "aid"}}
    codebook = make_survey(frame.assign(opinion=1, sort=1, index=50.0, score_X=50.0, hours=1), [aid]).codebook
    found = people_of(frame.assign(sample_type="main"), codebook)
    assert found.members(Domain(variable="aid", group="no")).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("domain", "rank"),
    [
        (Domain(bloc="A", variable="sex", group="male"), 0),
        (Domain(area="north", variable="sex", group="male"), 0),
        (MEN, 1),
        (NORTH, 2),
        (A, 3),
        (Domain(), 4),
    ],
)
def test_the_larger_what_is_lost_the_higher_its_rank(domain: Domain, rank: int) -> None:
    assert domain.rank == rank


def test_a_group_is_told_in_its_place() -> None:
    assert Domain(bloc="A", area="north", variable="sex", group="male").place == NORTH


@pytest.mark.parametrize(
    ("amounts", "per_cent", "is_unsafe"),
    [
        ([100.0, 50.0, 19.0], 20.0, True),
        ([100.0, 50.0, 20.0], 20.0, False),
        ([19.0, 100.0, 50.0], 20.0, True),  # in whatever order
        ([100.0, 90.0, 10.0, 10.0], 20.0, False),
        ([-100.0, 50.0, 19.0], 20.0, True),  # a debt is as much somebody's
        ([100.0, 100.0], 20.0, True),  # each knows the other's
        ([5.0], 20.0, True),
        ([5.0], 0.0, False),  # switched off
        ([0.0, 0.0, 0.0], 20.0, False),
        ([], 20.0, False),
    ],
)
def test_a_sum_is_unsafe_where_the_second_largest_could_tell_the_largest(
    amounts: list[float],
    per_cent: float,
    is_unsafe: bool,  # noqa: FBT001 of pytest
) -> None:
    assert is_dominated(np.array(amounts), per_cent) is is_unsafe


def hide_means(amounts: FloatArray, numbers: list[int], *, fewest: int = 10, per_cent: float = 20.0) -> Hidden:
    """Means of the north (place 0), the south (1) and the side that they make, at rows 10, 11 and 12."""
    place = np.array(numbers)
    lines = [
        Line(
            position=10 + i,
            measure="mean",
            category="",
            model="",
            bloc="A",
            area=area,
            base="answered",
            n=float(size),
        )
        for i, (area, size) in enumerate((("north", 1), ("south", 2), ("", 3)))
    ]
    inside = {NORTH: place == 0, SOUTH: place == 1, A: np.ones(place.size, dtype=bool)}
    who: Any = SimpleNamespace(places=place, weights=np.ones(place.size))
    return hide_amounts(amounts, lines, inside, who, fewest=fewest, per_cent=per_cent)


def test_means_of_enough_people_none_of_whom_holds_most_stay() -> None:
    assert hide_means(np.full(40, 5.0), [0] * 20 + [1] * 20) == Hidden()


def test_a_mean_of_too_few_is_hidden_with_the_area_that_would_give_it_back() -> None:
    found = hide_means(np.full(40, 5.0), [0] * 9 + [1] * 31)
    assert (found.small, found.few, found.companions, found.exposed) == ({10}, frozenset(), {11}, frozenset())
    assert hide_means(np.full(40, 5.0), [0] * 10 + [1] * 30) == Hidden(), "ten are enough"


def test_where_nobody_has_anything_the_side_s_mean_says_so_of_its_areas_and_is_hidden() -> None:
    assert hide_means(np.zeros(40), [0] * 9 + [1] * 31).companions == {12}
    mixed = np.resize([-1.0, 1.0], 40)  # whoever may owe as well, of him a sum of nothing tells nothing
    assert hide_means(mixed, [0] * 8 + [1] * 32).companions == {11}


def test_those_who_gave_no_amount_do_not_count() -> None:
    amounts = np.full(40, 5.0)
    amounts[:6] = np.nan
    assert hide_means(amounts, [0] * 15 + [1] * 25).small == {10}


@pytest.mark.parametrize(
    ("amounts", "weights", "is_unsafe"),
    [
        ([*[10.0] * 30, *[20.0] * 30, 150.0], 1.0, True),  # 135 from the mean; all others are 5
        ([*[10.0] * 30, *[20.0] * 30, 40.0], 1.0, False),
        ([*[10.0] * 30, *[20.0] * 30, -120.0], 1.0, True),
        ([*[10.0] * 30, *[20.0] * 30, 40.0], [*[1.0] * 60, 10.0], True),  # his weight does it
        ([8.0] * 40, 1.0, False),
        ([], 1.0, False),
    ],
)
def test_an_error_is_one_person_s_where_he_lies_farther_from_the_mean_than_all_others_together(
    amounts: list[float],
    weights: float | list[float],
    is_unsafe: bool,  # noqa: FBT001 of pytest
) -> None:
    given = np.broadcast_to(np.array(weights), (len(amounts),)).astype(np.float64)
    assert is_error_dominated(np.array(amounts), given, 20.0) is is_unsafe
    assert not is_error_dominated(np.array(amounts), given, 0.0), "switched off"


def test_a_mean_is_hidden_whose_error_would_tell_one_person_s_amount() -> None:
    """The one holds 2,000 of 6,000: no sum is dominated, and error times number is 1,900."""
    amounts = np.resize([90.0, 110.0], 80)
    amounts[45] = 2000.0
    assert hide_means(amounts, [0] * 40 + [1] * 40).few == {11, 12}


def test_a_mean_that_one_person_makes_is_hidden_as_of_few() -> None:
    amounts = np.full(40, 1.0)
    amounts[25] = 1000.0
    found = hide_means(amounts, [0] * 20 + [1] * 20)
    assert (found.small, found.few) == (frozenset(), {11, 12})
    assert hide_means(amounts, [0] * 20 + [1] * 20, per_cent=0.0) == Hidden()


def test_six_digits_are_written_and_whole_numbers_stay_whole() -> None:
    given = np.array([49.281768, -0.12345678, 1.2345678e-9, 1234567.8, 1234567.0, 0.5, 0.0, np.nan, np.inf])
    written = np.array([49.2818, -0.123457, 1.23457e-9, 1234570.0, 1234567.0, 0.5, 0.0, np.nan, np.inf])
    assert_array_equal(round_digits(given), written)
    assert_array_equal(round_digits(given[:1], 2), [49.0])
    assert given[0] == 49.281768, "the argument stays as it is"


def row(chapter: str = "index", measure: str = "mean", variable: str = "index", **told: Any) -> Row:  # noqa: ANN401
    columns = {"sample": "main", "n": 100.0, "estimate": 1.0, **told}
    return Row(chapter=chapter, measure=measure, variable=variable, **columns)


def table(*rows: Row) -> pd.DataFrame:
    return finish(rows, is_synthetic=True)


def test_numbers_are_rounded_and_counts_are_not() -> None:
    found = round_results(table(row(estimate=1.23456789, ci_low=0.98765432, n=100.25, n_replicates=60.5)))
    assert found.loc[0, ["estimate", "ci_low", "n", "n_replicates"]].tolist() == [
        1.23457,
        0.987654,
        100.25,
        60.5,
    ]


def test_counts_of_interviews_weights_and_verdicts_are_not_about_answers() -> None:
    rows = table(
        row("fieldwork", "n_excluded", ""),
        row("weighting", "deff", ""),
        row("comparability", "verdict", "areas"),
        row("comparability", "cfi", ""),
        row("measurement", "verdict", ""),
        row(),
    )
    assert is_about_answers(rows).tolist() == [False, False, False, True, True, True]


def group(bloc: str = "", key: str = "male", **told: Any) -> Row:  # noqa: ANN401
    return row("groups", bloc=bloc, domain_variable="sex", domain=key, **told)


def test_a_hidden_group_takes_all_along_that_is_about_it_or_against_it() -> None:
    rows = table(
        group(),
        group("A"),
        group(key="female"),
        group(key="female", measure="group_contrast", reference_domain="male"),
        group(key="male", measure="group_contrast", reference_domain="female"),
        group("A", measure="contrast", reference_bloc="B"),
        row("groups", "overall_test", "index", variable_2="sex"),
        row("groups", "overall_test", "index", variable_2="age"),
        row("comparability", "thin_group", "groups", domain_variable="sex", category="male"),
        row("comparability", "thin_group", "groups", domain_variable="sex", category="female"),
        row(),
    )
    expected = [True, False, False, True, True, False, True, False, True, False, False]
    assert follow_domains(rows, [MEN]).tolist() == expected


def test_a_group_hidden_in_one_side_stays_in_the_other_and_its_contrast_goes() -> None:
    hidden = Domain(bloc="B", variable="sex", group="male")
    rows = table(
        group("B"),
        group("A"),
        group(),
        group("A", measure="contrast", reference_bloc="B"),
        row("groups", "overall_test", "index", variable_2="sex"),
    )
    assert follow_domains(rows, [hidden]).tolist() == [True, False, False, True, False]


def test_a_hidden_area_takes_its_contrasts_and_the_test_of_all_areas_along() -> None:
    rows = table(
        row(bloc="A", area="north"),
        row(bloc="A", area="south"),
        row("comparison", "contrast", bloc="A", area="south", reference_bloc="A", reference_area="north"),
        row("comparison", "overall_test", variable_2="area"),
        row("comparison", "overall_test", variable_2="bloc"),
        row(bloc="A"),
    )
    assert follow_domains(rows, [NORTH]).tolist() == [True, False, True, True, False, False]


def test_deviations_of_areas_from_a_hidden_bloc_go_with_it() -> None:
    rows = table(
        row("sensitivity", "deviation", "X", bloc="A", area="north"),
        row("sensitivity", "compensation", bloc="A", area="north"),
        row("sensitivity", "deviation", "X", bloc="B", area="east"),
    )
    assert follow_domains(rows, [A]).tolist() == [True, False, False]


def test_a_mean_of_the_boost_sample_is_not_about_the_group_of_residents() -> None:
    rows = table(group(sample="boost"), group())
    assert follow_domains(rows, [MEN]).tolist() == [False, True]


def test_the_cross_check_of_a_hidden_group_goes_and_all_of_it_where_the_first_is_hidden() -> None:
    rows = table(
        group(),
        group(key="female"),
        group(key="other"),
        *(row("comparison", "crosscheck_t", "index", variable_2="sex", category=key) for key in ("female", "other")),
        row("comparison", "crosscheck_t", "index", variable_2="age", category="female"),
        row("comparison", "contrast", "index", variable_2="sex", category="female"),
    )
    women = Domain(variable="sex", group="female")
    assert follow_domains(rows, [women]).tolist()[3:] == [True, False, False, False]
    assert follow_domains(rows, [MEN]).tolist()[3:] == [True, True, False, False]
    assert follow_domains(rows, [Domain(bloc="A", variable="sex", group="female")]).tolist()[3:] == [False] * 4


def test_the_first_group_is_the_first_that_has_a_mean() -> None:
    rows = table(
        group(key="female", measure="group_contrast", reference_domain="male"),
        group(sample="boost", key="other"),
        group(),
        group(key="female"),
        row("comparison", "crosscheck_t", "index", variable_2="sex", category="female"),
    )
    assert follow_domains(rows, [MEN]).tolist()[-1]


def test_statistics_of_a_question_s_table_follow_its_hidden_answers() -> None:
    rows = table(*(row("topline", measure, name) for name in ("Q", "R") for measure in ("cramers_v", "rao_scott", "share")))
    assert follow_questions(rows, ["Q"]).tolist() == [True, True, False, False, False, False]


def test_contrasts_of_the_boost_sample_follow_its_own_hidden_mean() -> None:
    rows = table(
        group(sample="boost"),
        group(sample="boost", measure="contrast"),
        group(sample="boost", key="female", measure="contrast"),
        group(sample="boost", variable="X", measure="contrast"),
        group(measure="contrast", bloc="A"),
    )
    hidden = np.array([True, False, False, False, False])
    assert follow_boost(rows, hidden).tolist() == [True, True, False, False, False]
    assert not follow_boost(rows, ~hidden).any()


def test_a_domain_rests_on_the_fewest_of_its_means() -> None:
    rows = table(
        row(n=100.0),
        row(variable="X", n=90.0),
        group(n=12.0),
        group(variable="X", n=30.0),
        group(sample="boost", n=3.0),
        row("topline", n=2.0, variable="Q"),
    )
    assert list_domains_told(rows) == {Domain(): 90, MEN: 12}


@pytest.mark.parametrize(("n", "is_hidden"), [(9.0, True), (10.0, False)])
def test_a_domain_on_too_few_is_hidden_with_all_its_numbers(n: float, is_hidden: bool) -> None:  # noqa: FBT001
    rows = table(
        row(),
        group(n=n),
        group(variable="X", n=50.0),
        group(key="female", measure="group_contrast", reference_domain="male"),
        row("fieldwork", "n_excluded", "", n=3.0),
    )
    assert rest_on_few(rows, 10).tolist() == [False, is_hidden, is_hidden, is_hidden, False]


def test_answers_of_all_asked_are_hidden_where_too_few_of_them_answered() -> None:
    def share(code: str, base: str, n: float, bloc: str = "") -> Row:
        return row("topline", "share", "Q", category=code, base=base, n=n, bloc=bloc)

    rows = table(
        share("1", "asked", 15.0),
        share("97", "asked", 15.0),
        share("1", "answered", 7.0),
        share("1", "asked", 30.0, "A"),
        share("1", "answered", 10.0, "A"),
    )
    assert rest_on_few(rows, 10).tolist() == [True, False, True, False, False]
