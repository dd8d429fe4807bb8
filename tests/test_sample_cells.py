"""Cells of the sample: one or two respondents in a quota or a control cell are not told, nor what would give them back."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from small_study import codebook_data

from crowdpotential.codebook import Codebook
from crowdpotential.disclosure.few import Few
from crowdpotential.disclosure.people import Domain, People, people_of
from crowdpotential.disclosure.sample_cells import SampleCells, hide_sample_cells

COUNTS = {  # area -> men and women
    "north": (2, 58),
    "south": (30, 30),
    "east": (20, 40),
    "west": (25, 35),
}
SIDES = {"north": "A", "south": "A", "east": "B", "west": "B"}
KEYS = ("male", "female")


def people(counts: Mapping[str, tuple[int, int]]) -> People:
    rows = [
        {"bloc": SIDES[area], "area": area, "sex": code}
        for area, numbers in counts.items()
        for code, number in zip((1, 2), numbers, strict=True)
        for _ in range(number)
    ]
    frame = pd.DataFrame(rows).assign(sample_type="main", weight=1.0)
    return people_of(frame, Codebook.model_validate(codebook_data()))


def results(counts: Mapping[str, tuple[int, int]]) -> pd.DataFrame:
    told = [
        (chapter, measure, area, "sex", key, number)
        for area, numbers in counts.items()
        for key, number in zip(KEYS, numbers, strict=True)
        for chapter, measure in (
            ("fieldwork", "quota_reached"),
            ("fieldwork", "quota_planned"),
            ("weighting", "margin_before"),
            ("weighting", "margin_control"),
            ("weighting", "margin_after"),
        )
    ]
    told += [("weighting", "asmd_before", area, "sex", "", sum(numbers)) for area, numbers in counts.items()]
    told += [
        ("fieldwork", "exclusion", "north", "too_fast", "", 1),
        ("fieldwork", "duration_median", "", "time", "phone", 4),
    ]
    frame = pd.DataFrame(told, columns=["chapter", "measure", "area", "variable", "category", "n"])
    estimate = np.where(frame["measure"].isin(["margin_control", "margin_after"]), 0.5, frame["n"])
    return frame.assign(sample="main", bloc=frame["area"].map(SIDES).fillna(""), reference_bloc="", estimate=estimate)


def hide(counts: Mapping[str, tuple[int, int]], *groups: Domain) -> tuple[SampleCells, pd.DataFrame]:
    frame = results(counts)
    return hide_sample_cells(frame, people(counts), groups, few=Few(base=10, count=3)), frame


def cells_of(frame: pd.DataFrame, rows: np.ndarray) -> set[tuple[str, str, str]]:
    return set(frame.loc[rows, ["measure", "area", "category"]].itertuples(index=False, name=None))


def test_a_quota_of_two_is_hidden_with_the_other_cell_of_its_area() -> None:
    found, frame = hide(COUNTS)
    assert cells_of(frame, found.few) == {
        ("quota_reached", "north", "male"),
        ("margin_before", "north", "male"),
        ("duration_median", "", "phone"),
    }
    assert cells_of(frame, found.companions) == {
        ("quota_reached", "north", "female"),
        ("margin_before", "north", "female"),
        ("asmd_before", "north", ""),
    }


def test_cells_of_another_area_go_too_where_groups_of_the_side_are_told() -> None:
    groups = [Domain(bloc="A", variable="sex", group=key) for key in KEYS]
    found, frame = hide(COUNTS, *groups)
    hidden = cells_of(frame, found.few | found.companions)
    assert {("quota_reached", area, key) for area in ("north", "south") for key in KEYS} <= hidden
    assert not {area for _, area, _ in hidden} & {"east", "west"}


def test_nothing_is_hidden_where_every_cell_holds_enough_or_nobody() -> None:
    found, frame = hide({**COUNTS, "north": (0, 60)})
    assert cells_of(frame, found.few | found.companions) == {("duration_median", "", "phone")}


def test_a_share_after_weighting_is_told_unless_it_tells_of_the_sample() -> None:
    frame = results(COUNTS)
    is_joined = (frame["measure"] == "margin_after") & (frame["area"] == "north")
    found = hide_sample_cells(
        frame.assign(estimate=frame["estimate"].mask(is_joined, 0.4)),
        people(COUNTS),
        (),
        few=Few(base=10, count=3),
    )
    hidden = cells_of(frame, found.few | found.companions)
    assert {("margin_after", "north", "male"), ("margin_after", "north", "female")} <= hidden
    assert "margin_control" not in {measure for measure, _, _ in hidden}


def test_counts_of_interviews_left_out_by_a_rule_are_told() -> None:
    found, frame = hide(COUNTS)
    assert "exclusion" not in set(frame.loc[found.few | found.companions, "measure"])


def test_what_sets_the_shares_of_two_sides_against_each_other_goes_with_a_hidden_cell_of_either() -> None:
    counts = {**COUNTS, "south": (0, 30)}  # two men on side A
    told = [
        ("composition_share", "A", "", "sex", "male", 90),
        ("composition_share", "B", "", "sex", "male", 120),
        ("balance_factor", "B", "A", "sex", "male", 120),
        ("asmd_before", "B", "A", "sex", "male", 120),
        ("balance_factor", "B", "C", "sex", "male", 120),
    ]
    frame = pd.DataFrame(told, columns=["measure", "bloc", "reference_bloc", "variable", "category", "n"])
    frame = frame.assign(chapter="gap", sample="main", area="", estimate=0.5)
    found = hide_sample_cells(frame, people(counts), (), few=Few(base=10, count=3))
    assert (found.few | found.companions)[[0, 2, 3]].tolist() == [True, True, True]
