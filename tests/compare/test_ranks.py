"""Rank rows: sets instead of ranks, together only where the verdict allows it, adjusted where items differ."""

from dataclasses import replace

import numpy as np
import pytest

from crowdpotential.compare.estimates import MeanEstimates
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.compare.ranks import rank_rows
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.rows import Row
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.replication.replicates import rao_wu_replication

LABELS = (
    Domain(),
    Domain(bloc="A", area="a"),
    Domain(bloc="A", area="b"),
    Domain(bloc="B", area="c"),
    Domain(bloc="B", area="d"),
    Domain(domain_variable="sex", domain="male"),
    Domain(domain_variable="sex", domain="female"),
    Domain(bloc="A", domain_variable="sex", domain="male"),
)
R = 400
NOTHING = DifPoints(estimate=np.zeros(2), replicates=np.zeros((R, 2)))


def means(values: list[float], error: float = 0.3, n: float = 300.0) -> MeanEstimates:
    rng = np.random.default_rng(5)
    d = len(LABELS)
    estimate = np.array([50.0, *values, 50.0, 50.0, 50.0])[:, None] * np.ones(2)
    return MeanEstimates(
        domains=Domains(labels=LABELS, members=np.ones((1, d), dtype=bool)),
        variables=("index", "X"),
        estimate=estimate,
        replicates=estimate[:, :, None] + rng.normal(scale=error, size=(d, 2, R)),
        replication=rao_wu_replication(np.zeros(25, dtype=np.int64), number=R),
        freedom=Freedom(np.full((d, 2), 24.0)),
        freedom_between=lambda *_: 24.0,
        n=np.full((d, 2), n),
        n_effective=np.full((d, 2), n),
    )


def rows(
    found: MeanEstimates,
    dif_points: DifPoints = NOTHING,
    blocs: tuple[str, ...] = ("A", "B"),
    closed: tuple[str, ...] = (),
    best_k: int | None = 1,
) -> list[Row]:
    rng = np.random.default_rng(1)
    permitted = PermittedComparisons(blocs=blocs, between_blocs=dif_points, closed=closed)
    return rank_rows(found, permitted, comparison=Comparison(best_k=best_k), rng=rng)


def sets(found: list[Row], family: str = "areas", model: str = "simultaneous") -> dict[str, tuple[float, float]]:
    return {row.area: (row.ci_low, row.ci_high) for row in found if (row.measure, row.family, row.model) == ("rank_set", family, model)}


def ends(found: list[Row], measure: str, family: str = "areas") -> dict[str, str]:
    return {row.area or row.domain: row.verdict for row in found if (row.measure, row.family) == (measure, family)}


def test_areas_that_stand_apart_have_one_rank_and_near_ones_share_theirs() -> None:
    got = rows(means([60, 50, 50.1, 40]))
    assert sets(got) == {"a": (1, 1), "b": (2, 3), "c": (2, 3), "d": (4, 4)}
    assert np.isnan([row.estimate for row in got]).all()


def test_of_each_area_it_is_told_whether_it_is_among_the_best_and_the_worst() -> None:
    got = rows(means([60, 50, 50.1, 40]), best_k=2)
    assert ends(got, "among_best") == {"a": "certain", "b": "possible", "c": "possible", "d": "excluded"}
    assert ends(got, "among_worst") == {"a": "excluded", "b": "possible", "c": "possible", "d": "certain"}
    assert {row.category for row in got if row.measure == "among_best"} == {"2"}


def test_nobody_is_asked_for_where_params_ask_for_none() -> None:
    assert {row.measure for row in rows(means([60, 50, 50.1, 40]), best_k=None)} == {"rank_set"}


def test_without_a_licence_each_bloc_is_ranked_by_itself() -> None:
    got = rows(means([60, 50, 55, 40]), blocs=())
    assert sets(got, "areas;bloc=A") == {"a": (1, 1), "b": (2, 2)}
    assert sets(got, "areas;bloc=B") == {"c": (1, 1), "d": (2, 2)}
    assert sets(got) == {}


def test_areas_of_a_bloc_that_may_not_be_compared_have_no_rank() -> None:
    got = rows(means([60, 50, 55, 40]), closed=("A",))
    assert {row.family for row in got} == {"areas;bloc=B", "sex"}


def test_what_differing_items_make_of_the_first_bloc_is_taken_away_before_ranking() -> None:
    dif_points = DifPoints(estimate=np.array([8.0, 0.0]), replicates=np.full((R, 2), [8.0, 0.0]))
    got = rows(means([60, 50, 55, 45]), dif_points)
    assert sets(got) == {"a": (2, 2), "b": (4, 4), "c": (1, 1), "d": (3, 3)}


def test_groups_of_residents_are_ranked_over_everybody() -> None:
    groups = [row for row in rows(means([60, 50, 55, 40])) if row.family == "sex"]
    assert {(row.domain, row.bloc) for row in groups} == {("male", ""), ("female", "")}
    assert {(row.ci_low, row.ci_high) for row in groups if row.measure == "rank_set"} == {(1, 2)}
    assert ends(groups, "among_best", "sex") == {"male": "possible", "female": "possible"}


def test_degrees_of_freedom_are_those_of_the_thinnest() -> None:
    found = means([60, 50, 55, 40])
    assert {(row.family, row.df) for row in rows(thin(found, 7.0))} == {("areas", 7.0), ("sex", 24.0)}


def test_one_degree_of_freedom_is_an_error_though_a_wide_one() -> None:
    found = rows(thin(means([60, 50, 55, 40]), 1.0))
    assert {row.df for row in found if row.family == "areas"} == {1.0}


@pytest.mark.parametrize("model", ["simultaneous", "marginal"])
def test_who_has_no_error_may_hold_any_rank_and_push_each_other_down_by_one(model: str) -> None:
    got = sets(rows(thin(means([60, 50, 55, 40]), 0.0)), model=model)
    assert got == {"a": (1, 2), "b": (1, 4), "c": (2, 3), "d": (3, 4)}


def test_who_has_no_error_may_be_among_the_best_and_the_worst() -> None:
    got = rows(thin(means([60, 50, 55, 40]), 0.0), best_k=2)
    assert ends(got, "among_best") == {"a": "certain", "b": "possible", "c": "possible", "d": "excluded"}
    assert ends(got, "among_worst") == {"a": "excluded", "b": "possible", "c": "possible", "d": "certain"}


def test_a_group_without_an_error_widens_the_ranks_of_the_other_groups() -> None:
    third = Domain(domain_variable="sex", domain="other")
    got = rows(thin(with_label(means([60, 50, 55, 40]), third, 50.0), 0.0, third))
    found = {row.domain: (row.ci_low, row.ci_high) for row in got if row.family == "sex" and row.measure == "rank_set"}
    assert found == {"male": (1, 3), "female": (1, 3), "other": (1, 3)}


def test_who_has_no_mean_takes_no_place_from_others() -> None:
    found = thin(means([60, 50, 55, 40]), 0.0)
    n = found.n.copy()
    n[found.domains.position(Domain(bloc="A", area="b"))] = 0
    assert sets(rows(replace(found, n=n))) == {"a": (1, 1), "c": (2, 2), "d": (3, 3)}


def with_label(found: MeanEstimates, label: Domain, value: float) -> MeanEstimates:
    """Add a domain that has a mean without an error."""
    domains = replace(
        found.domains,
        labels=(*found.domains.labels, label),
        members=np.ones((1, len(found.domains.labels) + 1), dtype=bool),
    )
    return replace(
        found,
        domains=domains,
        estimate=np.vstack([found.estimate, [[value, value]]]),
        replicates=np.concatenate([found.replicates, np.full((1, 2, R), value)]),
        freedom=Freedom(np.vstack([found.freedom.numbers, [[24.0, 24.0]]])),
        n=np.vstack([found.n, [[300.0, 300.0]]]),
        n_effective=np.vstack([found.n_effective, [[300.0, 300.0]]]),
    )


def thin(found: MeanEstimates, freedom: float, whom: Domain = LABELS[2]) -> MeanEstimates:
    """Let area b or another have other degrees of freedom than the rest."""
    every = found.freedom.numbers.copy()
    every[found.domains.position(whom)] = freedom
    return replace(found, freedom=Freedom(every))


def test_means_that_are_withheld_have_no_rank() -> None:
    found = means([60, 50, 55, 40])
    replicates = found.replicates.copy()
    replicates[1, 0, :20] = np.nan
    got = rows(replace(found, replicates=replicates))
    assert sets(got) == {}
    assert [row for row in got if row.family == "sex"]
