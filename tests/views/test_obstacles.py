"""What forbids to say who stands above whom: the measurement first, then the verdict on those who are compared."""

import math
from types import SimpleNamespace
from typing import Any, cast

import pytest

from crowdpotential.exhibits.results import Result, Results
from crowdpotential.views.sentences.obstacles import (
    alpha_of,
    find_fault,
    is_low,
    is_sensitive,
    obstacle_to_areas,
    obstacle_to_groups,
    obstacle_to_sides,
)
from crowdpotential.views.view import View

DIMENSIONS = ("X", "Y")
LEAST = 0.6


def row(**told: Any) -> Result:  # noqa: ANN401 any column of a row
    """One row of results; `alpha` and `fit` rows of the measurement unless told otherwise."""
    values: dict[str, Any] = {name: math.nan if kind in (float, "float") else "" for name, kind in Result.__annotations__.items()}
    return Result(**{**values, "is_suppressed": False, "is_turned": False, **told})


def alpha(dimension: str, estimate: float, **told: Any) -> Result:  # noqa: ANN401
    return row(chapter="measurement", measure="alpha", variable=dimension, estimate=estimate, **told)


def fit(measure: str, verdict: str = "", estimate: float = 0.9) -> Result:
    about = {"variable": "index"} if measure == "verdict" else {}
    return row(
        chapter="measurement",
        measure=measure,
        model="confirmatory",
        verdict=verdict,
        estimate=estimate,
        **about,
    )


def judged(kind: str, verdict: str, **told: str) -> Result:
    return row(chapter="comparability", measure="verdict", variable=kind, verdict=verdict, **told)


def view(*rows: Result, verdict: str | None = None, **areas: tuple[str, ...]) -> View:
    """Make what the sentences read of a page: results, sides with their areas, the verdict on sides."""
    kept: dict[tuple[str, str], list[Result]] = {}
    for one in rows:
        kept.setdefault((one.chapter, one.measure), []).append(one)
    made: Any = SimpleNamespace(
        params=SimpleNamespace(dimensions=DIMENSIONS, comparability=SimpleNamespace(min_reliability=LEAST)),
        results=Results(by_measure={key: tuple(own) for key, own in kept.items()}),
        area_groups=tuple(areas.items()),
        verdict=judged("blocs", verdict) if verdict is not None else None,
        codebook=SimpleNamespace(variable=lambda name: SimpleNamespace(sensitive=name == "income")),
    )
    return cast("View", made)


SOUND = (alpha("X", 0.8), alpha("Y", 0.7))
WEAK = (alpha("X", 0.5), alpha("Y", 0.55))
MISFIT = (fit("verdict", "misfit"), fit("cfi"), fit("rmsea", "misfit", 0.09), fit("srmr", "misfit", 0.2))


def test_an_index_is_unreliable_where_no_dimension_hangs_together_and_its_best_alpha_says_so() -> None:
    found = find_fault(view(*WEAK))
    assert found is not None
    assert (found.reason, found.row.estimate) == ("unreliable", 0.55)


@pytest.mark.parametrize("rows", [SOUND, (alpha("X", 0.5), alpha("Y", 0.7)), (alpha("X", LEAST),), ()])
def test_one_dimension_that_hangs_together_is_enough_and_where_nobody_could_tell_nothing_is_forbidden(
    rows: tuple[Result, ...],
) -> None:
    assert find_fault(view(*rows)) is None


def test_a_dimension_beside_the_index_does_not_count() -> None:
    assert find_fault(view(*WEAK, alpha("Z", 0.9))) is not None


def test_a_model_that_is_contradicted_names_the_first_index_that_fails() -> None:
    found = find_fault(view(*SOUND, *MISFIT))
    assert found is not None
    assert (found.reason, found.row.measure) == ("misfit", "rmsea")


def test_where_none_fails_by_itself_the_first_index_of_fit_is_named() -> None:
    """A dimension judged on its own may fail while the whole model does not."""
    found = find_fault(view(fit("verdict", "misfit"), fit("srmr"), fit("cfi")))
    assert found is not None
    assert found.row.measure == "cfi"
    assert find_fault(view(fit("verdict", "misfit"))) is None


def test_a_model_that_fits_forbids_nothing() -> None:
    assert find_fault(view(*SOUND, fit("verdict", "fits"), fit("cfi", "misfit"))) is None


def test_the_alpha_of_a_dimension_is_the_weighted_one_of_everybody() -> None:
    rows = (
        alpha("X", 0.1, bloc="A"),
        alpha("X", 0.2, area="north"),
        alpha("X", 0.3, model="polychoric"),
        alpha("X", 0.4, method="pingouin"),
        alpha("X", math.nan),
        alpha("X", 0.5, is_suppressed=True),
        alpha("X", 0.7, method="replicates"),
    )
    found = alpha_of(view(*rows), "X")
    assert found is not None
    assert found.estimate == 0.7
    assert alpha_of(view(*rows[:-1]), "X") is None


@pytest.mark.parametrize(("estimate", "is_too_low"), [(0.59, True), (LEAST, False), (0.61, False)])
def test_the_bound_of_alpha_itself_is_enough(estimate: float, is_too_low: bool) -> None:  # noqa: FBT001 of pytest
    assert is_low(view(), alpha("X", estimate)) is is_too_low
    assert not is_low(view(), None)


@pytest.mark.parametrize(("rows", "reason"), [(WEAK, "unreliable"), (MISFIT, "misfit")])
def test_a_fault_of_the_measurement_forbids_every_ranking_before_any_verdict(rows: tuple[Result, ...], reason: str) -> None:
    every = view(
        *rows,
        judged("areas", "comparable", bloc="A"),
        judged("groups", "comparable", domain_variable="sex"),
        verdict="comparable",
        A=("north",),
    )
    assert obstacle_to_areas(every) == obstacle_to_groups(every, "sex") == obstacle_to_sides(every) == reason


def test_areas_need_the_verdict_of_their_own_side() -> None:
    rows = (judged("areas", "partial", bloc="A"), judged("areas", "not_comparable", bloc="B"))
    both = view(*SOUND, *rows, A=("north",), B=("east",))
    assert obstacle_to_areas(both, "A") == ""
    assert obstacle_to_areas(both, "B") == "not_comparable"
    assert obstacle_to_areas(both) == "not_comparable"
    assert obstacle_to_areas(view(*SOUND, *rows, A=("north",), B=())) == "", "no area of B is shown"
    assert obstacle_to_areas(view(*SOUND, A=("north",))) == "untested"
    assert obstacle_to_areas(view(*SOUND)) == "", "there are no areas"


def test_groups_need_the_verdict_of_their_own_variable_and_side() -> None:
    rows = (
        judged("groups", "comparable", domain_variable="sex"),
        judged("groups", "misfit", domain_variable="sex", bloc="A"),
        judged("areas", "untestable", domain_variable="age"),
    )
    asked = view(*SOUND, *rows)
    assert obstacle_to_groups(asked, "sex") == ""
    assert obstacle_to_groups(asked, "sex", "A") == "misfit"
    assert obstacle_to_groups(asked, "age") == "untested"


@pytest.mark.parametrize(
    ("verdict", "obstacle"),
    [(None, ""), ("comparable", ""), ("partial", ""), ("untested", "untested"), ("misfit", "misfit")],
)
def test_sides_need_a_verdict_that_permits_where_there_are_sides(verdict: str | None, obstacle: str) -> None:
    assert obstacle_to_sides(view(*SOUND, verdict=verdict)) == obstacle


def test_a_crossing_is_sensitive_where_one_of_its_variables_is() -> None:
    assert is_sensitive(view(), "income")
    assert is_sensitive(view(), "sex*income")
    assert not is_sensitive(view(), "sex*age")
