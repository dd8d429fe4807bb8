"""The index beside one with other weights: what becomes of areas and gaps."""

import pytest
from chapters.sensitivity.three_areas import alternatives, choices

from crowdpotential.chapters.sensitivity.estimates.other_indices import alternative_rows
from crowdpotential.params import Comparison
from crowdpotential.results.rows import Row

TWO = {"weights": ["factor", "equal"]}


def rows(*, agree: bool | None = True, **options: tuple[str, ...]) -> list[Row]:
    two = alternatives([[60.0, 50.0, 40.0], [61.0, 50.5, 39.0]], choices(**TWO), **options)
    return alternative_rows(two, "equal", correlation=0.98, agree=agree, comparison=Comparison())


def test_areas_and_the_gap_change_by_the_other_index_less_this_one() -> None:
    found = {(r.area, r.reference_bloc): r.estimate for r in rows() if r.measure == "alternative_change"}
    assert found == pytest.approx({("north", ""): 1.0, ("south", ""): 0.5, ("east", ""): -1.0, ("", "B"): 1.75})


@pytest.mark.parametrize(("agree", "word"), [(True, "agree"), (False, "differ"), (None, "")])
def test_whether_the_rank_sets_agree_is_told_in_a_word(agree: bool | None, word: str) -> None:  # noqa: FBT001 a parameter of the test
    whole = next(row for row in rows(agree=agree) if row.measure == "alternative")
    assert (whole.estimate, whole.verdict) == (0.98, word)


def test_without_a_licence_no_gap_is_set_beside_another() -> None:
    assert all(row.area for row in rows(blocs=()) if row.measure == "alternative_change")
