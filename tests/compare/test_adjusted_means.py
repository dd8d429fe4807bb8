"""Adjusted means stand beside adjusted contrasts: their differences are those contrasts, whichever side is charged."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from crowdpotential.compare.estimates import MeanEstimates, contrast, mean_rows
from crowdpotential.compare.gap import area_rows, gap_in_groups_rows, gap_rows
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.params import Comparison
from crowdpotential.results import result_id
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.replication.replicates import rao_wu_replication

R = 60
DRAWS = rao_wu_replication(np.zeros(25, dtype=np.int64), number=R)
NAMES = ("index", "X", "Y")
GROUPS = ("young", "old")
HOW: dict[str, Any] = {"comparison": Comparison(), "smallest_gap": 2.0}


def estimate(blocs: tuple[str, ...], rng: np.random.Generator) -> MeanEstimates:
    """Means between 30 and 70 of every bloc, of one area and of two groups in each."""
    labels = (
        *(Domain(bloc=bloc) for bloc in blocs),
        *(Domain(bloc=bloc, area=f"area of {bloc}") for bloc in blocs),
        *(Domain(bloc=bloc, domain_variable="age", domain=group) for bloc in blocs for group in GROUPS),
    )
    size = len(labels), len(NAMES)
    means = rng.uniform(30, 70, size=size)
    return MeanEstimates(
        domains=Domains(labels=labels, members=np.ones((1, len(labels)), dtype=bool)),
        variables=NAMES,
        estimate=means,
        replicates=means[:, :, None] + rng.normal(size=(*size, R)),
        replication=DRAWS,
        freedom=Freedom(rng.uniform(10, 24, size=size)),
        freedom_between=lambda *_: 24.0,
        n=np.full(size, 300.0),
        n_effective=np.full(size, 280.0),
    )


def weigh(blocs: tuple[str, ...], rng: np.random.Generator) -> PermittedComparisons:
    """Let items make points of the first of two sides, or of each of more, and of the first area."""

    def dif_points_of() -> DifPoints:
        points = rng.normal(size=len(NAMES))
        return DifPoints(estimate=points, replicates=points + 0.2 * rng.normal(size=(R, len(NAMES))))

    nothing = DifPoints(estimate=np.zeros(len(NAMES)), replicates=np.zeros((R, len(NAMES))))
    return PermittedComparisons(
        blocs=blocs,
        between_blocs=dif_points_of() if len(blocs) == 2 else nothing,
        of_blocs={bloc: dif_points_of() for bloc in blocs} if len(blocs) > 2 else {},
        of_areas={f"area of {blocs[0]}": dif_points_of()},
    )


@settings(max_examples=25, deadline=None)
@given(n_sides=st.integers(2, 5), seed=st.integers(0, 2**32 - 1))
def test_differences_of_adjusted_means_are_the_adjusted_contrasts(n_sides: int, seed: int) -> None:
    blocs, rng = tuple("ABCDE"[:n_sides]), np.random.default_rng(seed)
    means, permitted = estimate(blocs, rng), weigh(blocs, rng)
    for family, n_expected in (
        (gap_rows, len(NAMES) * n_sides * (n_sides - 1) // 2),
        (area_rows, n_sides * (n_sides - 1) // 2),
        (gap_in_groups_rows, len(GROUPS) * n_sides * (n_sides - 1) // 2),
    ):
        rows = family(means, permitted, **HOW)
        place = ("variable", "bloc", "area", "domain_variable", "domain")
        adjusted = {tuple(getattr(row, key) for key in place): row.estimate for row in rows if row.measure == "adjusted_mean"}
        contrasts = [row for row in rows if row.measure == "contrast" and row.model == "adjusted"]
        assert len(contrasts) == n_expected
        for row in contrasts:
            first = tuple(getattr(row, key) for key in place)
            second = (row.variable, row.reference_bloc, row.reference_area, *first[3:])
            assert adjusted[first] - adjusted[second] == pytest.approx(row.estimate, rel=0, abs=1e-12)
        assert len({result_id(row) for row in rows}) == len(rows)


@settings(max_examples=10, deadline=None)
@given(n_sides=st.integers(2, 4), seed=st.integers(0, 2**32 - 1))
def test_errors_of_adjusted_means_are_those_of_their_own_replicates(n_sides: int, seed: int) -> None:
    blocs, rng = tuple("ABCD"[:n_sides]), np.random.default_rng(seed)
    means, permitted = estimate(blocs, rng), weigh(blocs, rng)
    for row in gap_rows(means, permitted, **HOW):
        if row.measure != "adjusted_mean":
            continue
        at, variable = means.domains.position(Domain(bloc=row.bloc)), NAMES.index(row.variable)
        dif_points = permitted.dif_points_of_bloc(row.bloc)
        spread = means.replicates[at, variable] - dif_points.replicates[:, variable] - row.estimate
        assert row.standard_error == pytest.approx(np.sqrt(np.square(spread).mean()))
        assert row.df == float(means.freedom[at, variable])
        assert (row.interval_type, row.n, row.model) == ("logit", 300.0, "adjusted")
        assert 0 < row.ci_low < row.estimate < row.ci_high < 100


def test_of_two_sides_the_first_is_charged_and_the_second_keeps_its_mean() -> None:
    rng = np.random.default_rng(1)
    means, permitted = estimate(("A", "B"), rng), weigh(("A", "B"), rng)
    plain = {
        (row.bloc, row.variable): row.estimate
        for row in mean_rows(means, Comparison())
        if row.bloc and not row.area and not row.domain_variable
    }
    for row in gap_rows(means, permitted, **HOW):
        if row.measure == "adjusted_mean":
            dif_points = permitted.between_blocs.estimate[NAMES.index(row.variable)] * (row.bloc == "A")
            assert row.estimate == pytest.approx(plain[row.bloc, row.variable] - dif_points)


def test_where_items_function_alike_there_are_no_adjusted_means() -> None:
    blocs, rng = ("A", "B", "C"), np.random.default_rng(2)
    nothing = DifPoints(estimate=np.zeros(len(NAMES)), replicates=np.zeros((R, len(NAMES))))
    alike = PermittedComparisons(blocs=blocs, between_blocs=nothing)
    means = estimate(blocs, rng)
    for family in (gap_rows, area_rows, gap_in_groups_rows):
        assert "adjusted_mean" not in {row.measure for row in family(means, alike, **HOW)}


def test_all_pairs_of_several_sides_are_one_family_and_those_with_the_first_keep_their_names() -> None:
    blocs, rng = ("A", "B", "C"), np.random.default_rng(3)
    means, permitted = estimate(blocs, rng), weigh(blocs, rng)
    rows = [row for row in gap_rows(means, permitted, **HOW) if (row.measure, row.variable, row.model) == ("contrast", "index", "raw")]
    assert [(row.bloc, row.reference_bloc) for row in rows] == list(combinations(blocs, 2))
    assert result_id(rows[0]) == "gap.contrast.index.model=raw.bloc=A.vs=B"
    assert {row.family for row in rows} == {"index"}
    for row in rows:
        own = contrast(means, Domain(bloc=row.bloc), Domain(bloc=row.reference_bloc), "index")
        assert row.estimate == own.estimate
        assert row.ci_low_simultaneous < row.ci_low < row.ci_high < row.ci_high_simultaneous
    p_values = np.array([[row.p_value, row.p_adjusted] for row in rows])
    known = p_values[:, 0] > 1e-6
    assert (p_values[known, 1] > p_values[known, 0]).all()
    dif_points = [row for row in gap_rows(means, permitted, **HOW) if row.measure == "points_owed"]
    assert_allclose(
        [row.estimate for row in dif_points if row.variable == "index"],
        [permitted.of_blocs[a].estimate[0] - permitted.of_blocs[b].estimate[0] for a, b in combinations(blocs, 2)],
    )
