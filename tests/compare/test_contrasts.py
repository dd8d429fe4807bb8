"""Contrasts: families are adjusted together, verdicts follow the interval, what differing items make of means is taken out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pydantic import ValidationError

from crowdpotential.compare.estimates import MeanEstimates, contrast_rows, mean_rows
from crowdpotential.compare.gap import area_rows, gap_rows
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.params import Comparability, Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.measures.comparison import CONTRAST
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.multiplicity import adjust_p_values
from crowdpotential.stats.replication.replicates import rao_wu_replication

AREAS = (Domain(bloc="A", area="a"), Domain(bloc="A", area="b"), Domain(bloc="B", area="c"))
BLOCS = (Domain(bloc="A"), Domain(bloc="B"))
DRAWS = rao_wu_replication(np.zeros(25, dtype=np.int64), number=400)
NOTHING = DifPoints(estimate=np.zeros(2), replicates=np.zeros((400, 2)))


def means(values: list[float], error: float = 1.0) -> MeanEstimates:
    rng = np.random.default_rng(5)
    labels = (*AREAS, *BLOCS)
    estimate = np.array(values, dtype=float)[:, None] * np.ones(2)
    spread = rng.normal(scale=error, size=(len(labels), 2, 400))
    domains = Domains(
        labels=labels,
        members=np.ones((1, len(labels)), dtype=bool),
    )
    size = np.full((len(labels), 2), 300.0)
    return MeanEstimates(
        domains=domains,
        variables=("index", "X"),
        estimate=estimate,
        replicates=estimate[:, :, None] + spread,
        replication=DRAWS,
        freedom=Freedom(np.full((len(labels), 2), 24.0)),
        freedom_between=lambda *_: 24.0,
        n=size,
        n_effective=np.full((len(labels), 2), 280.0),
    )


def permit(dif_points: DifPoints, blocs: tuple[str, ...] = ("A", "B")) -> PermittedComparisons:
    return PermittedComparisons(blocs=blocs, between_blocs=dif_points)


def verdicts(values: list[float], error: float, gap: float = 2.0) -> list[str]:
    rows = area_rows(means(values, error), permit(NOTHING, ("A", "B")), comparison=Comparison(), smallest_gap=gap)
    return [row.verdict for row in rows]


def test_a_clear_difference_an_equivalence_and_an_open_question_are_told_apart() -> None:
    assert verdicts([60, 50, 55, 0, 0], error=1.0)[0] == "difference"
    assert verdicts([50, 50, 50, 0, 0], error=0.3) == ["equivalent"] * 3
    assert verdicts([51, 50, 50, 0, 0], error=2.0) == ["undetermined"] * 3


def test_p_values_are_adjusted_over_all_pairs_of_areas() -> None:
    rows = area_rows(means([53, 50, 51, 0, 0]), permit(NOTHING, ("A", "B")), comparison=Comparison(), smallest_gap=2.0)
    smallest = min(rows, key=lambda row: row.p_value)
    assert smallest.p_value < smallest.p_adjusted < 3 * smallest.p_value
    assert {row.family for row in rows} == {"areas"}


@pytest.mark.parametrize("adjust", ["max-t", "holm", "benjamini-hochberg"])
def test_every_interval_printed_beside_a_verdict_says_what_the_verdict_says(adjust: str) -> None:
    told = set[str]()
    for seed, error in enumerate((0.2, 0.5, 1.0, 1.5) * 10):
        values = [*np.random.default_rng(seed).normal(50, 2, size=3), 0.0, 0.0]
        for row in area_rows(
            means(values, error),
            permit(NOTHING),
            comparison=Comparison.model_validate({"adjust": adjust}),
            smallest_gap=2.0,
        ):
            low, high = row.ci_low_simultaneous, row.ci_high_simultaneous
            says = "undetermined" if low < 0 < high else "difference"
            assert row.verdict == ("equivalent" if low > -2 and high < 2 else says)
            assert low <= row.ci_low < row.ci_high <= high or adjust != "max-t"
            told.add(row.verdict)
    assert told == {"difference", "equivalent", "undetermined"}


def test_only_pairs_across_the_border_are_adjusted_for_differing_items_and_in_the_right_direction() -> None:
    dif_points = DifPoints(estimate=np.array([0.7, 0.0]), replicates=np.full((400, 2), [0.7, 0.0]))
    rows = area_rows(means([53, 50, 51, 0, 0]), permit(dif_points, ("A", "B")), comparison=Comparison(), smallest_gap=2.0)
    pairs = [row for row in rows if row.measure == "contrast"]
    assert_allclose([row.estimate for row in pairs], [3, 2 - 0.7, -1 - 0.7])
    assert [row.model for row in pairs] == ["", "adjusted", "adjusted"]


def test_without_a_licence_no_pair_across_the_border_is_contrasted() -> None:
    rows = area_rows(means([53, 50, 51, 0, 0]), permit(NOTHING, ()), comparison=Comparison(), smallest_gap=2.0)
    assert [(row.area, row.reference_area) for row in rows] == [("a", "b")]
    assert gap_rows(means([53, 50, 51, 52, 51]), permit(NOTHING, ()), comparison=Comparison(), smallest_gap=2.0) == []


def test_the_points_owed_and_the_adjusted_gap_add_up_to_the_raw_gap() -> None:
    dif_points = DifPoints(estimate=np.array([0.7, 1.4]), replicates=np.full((400, 2), [0.7, 1.4]))
    rows = gap_rows(means([0, 0, 0, 49, 47]), permit(dif_points, ("A", "B")), comparison=Comparison(), smallest_gap=2.0)
    by_key = {(row.measure, row.model, row.variable): row.estimate for row in rows}
    for name in ("index", "X"):
        whole = by_key["contrast", "adjusted", name] + by_key["points_owed", "", name]
        assert by_key["contrast", "raw", name] == pytest.approx(whole)


def test_a_mean_carries_its_base_its_degrees_of_freedom_and_where_it_belongs() -> None:
    row = mean_rows(means([53, 50, 51, 52, 51]), Comparison())[0]
    assert (row.chapter, row.area, row.n, row.df, row.interval_type) == (
        "index",
        "a",
        300.0,
        24.0,
        "logit",
    )
    assert row.ci_low < row.estimate == 53.0 < row.ci_high


def test_no_contrasts_make_no_rows() -> None:
    rows = contrast_rows([], Comparison(), replication=DRAWS, measure=CONTRAST, family="areas", smallest_gap=2.0)
    assert rows == []


def test_p_values_of_the_gap_are_adjusted_over_all_pairs_of_blocs() -> None:
    given = means([53, 50, 51, 52, 51])
    labels = (*given.domains.labels[:2], Domain(bloc="C"), *BLOCS)
    three = replace(given, domains=replace(given.domains, labels=labels))
    rows = gap_rows(three, permit(NOTHING, ("A", "B", "C")), comparison=Comparison(), smallest_gap=2.0)
    raw = [row for row in rows if row.variable == "index" and row.model == "raw"]
    adjusted = [row for row in rows if row.variable == "index" and row.model == "adjusted"]
    assert [(row.bloc, row.reference_bloc) for row in raw] == [("A", "B"), ("A", "C"), ("B", "C")]
    assert [row.p_adjusted for row in adjusted] == [row.p_adjusted for row in raw]
    smallest = min(raw, key=lambda row: row.p_value)
    assert smallest.p_value < smallest.p_adjusted < 3 * smallest.p_value


def test_both_adjustments_agree_with_r(reference: Callable[[str], dict[str, Any]]) -> None:
    frozen = reference("regression")
    p_values = np.array(frozen["inputs"]["p_values"])
    assert_allclose(adjust_p_values(p_values, "holm"), frozen["answers"]["holm"], rtol=1e-12)
    assert_allclose(adjust_p_values(p_values, "benjamini-hochberg"), frozen["answers"]["benjamini_hochberg"], rtol=1e-12)


def test_a_test_that_could_not_be_made_counts_in_no_family() -> None:
    found = adjust_p_values(np.array([0.01, np.nan, 0.04]), "holm")
    assert_allclose(found, [0.02, np.nan, 0.04])
    assert np.isnan(adjust_p_values(np.full(2, np.nan), "holm")).all()


def test_the_study_chooses_the_adjustment_and_rows_name_it() -> None:
    rows = area_rows(
        means([53, 50, 51, 0, 0]),
        permit(NOTHING),
        comparison=Comparison(adjust="benjamini-hochberg"),
        smallest_gap=2.0,
    )
    assert {row.p_adjust_method for row in rows} == {"benjamini-hochberg"}
    p_values = sorted(row.p_value for row in rows)
    expected = np.minimum.accumulate((np.array(p_values) * 3 / np.array([1, 2, 3]))[::-1])[::-1]
    assert_allclose(sorted(row.p_adjusted for row in rows), expected)


def test_a_negative_margin_of_equivalence_is_refused() -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        Comparability(smallest_gap_points=-1)


@pytest.mark.parametrize(
    ("dif_points", "spread", "verdict"),
    [
        (0.7, 0.2, "negligible"),
        (1.9, 0.2, "may_matter"),  # the upper end reaches beyond two points
        (-1.9, 0.2, "may_matter"),  # the lower end does
        (-0.7, 0.2, "negligible"),
        (0.1, 1.5, "may_matter"),  # small, but nobody knows how small
        (2.4, 0.01, "may_matter"),
    ],
)
def test_what_items_make_is_negligible_only_where_its_whole_interval_is_too_small_to_matter(
    dif_points: float, spread: float, verdict: str
) -> None:
    noise = spread * np.random.default_rng(3).normal(size=(400, 2))
    found = DifPoints(estimate=np.array([dif_points, dif_points]), replicates=dif_points + noise)
    rows = gap_rows(means([0, 0, 0, 49, 47]), permit(found), comparison=Comparison(), smallest_gap=2.0)
    told = [row.verdict for row in rows if row.measure == "points_owed"]
    assert told == [verdict, verdict]


@pytest.mark.parametrize("adjust", ["max-t", "holm", "benjamini-hochberg"])
def test_a_pair_is_a_difference_only_after_adjustment(adjust: str) -> None:
    """One of 45 pairs has a p-value of its own below the level; the family has it undetermined."""
    rng, names = np.random.default_rng(1), [Domain(bloc="A", area=f"a{i}") for i in range(10)]
    values = np.array([50.0] * 9 + [53.2])[:, None]
    given = means([0.0] * 5)
    many = replace(
        given,
        domains=replace(given.domains, labels=tuple(names)),
        variables=("index",),
        estimate=values,
        replicates=values[:, :, None] + rng.normal(size=(10, 1, 400)),
        freedom=Freedom(np.full((10, 1), 24.0)),
        n=np.full((10, 1), 300.0),
    )
    rows = area_rows(
        many,
        permit(NOTHING),
        comparison=Comparison.model_validate({"adjust": adjust}),
        smallest_gap=0.5,
    )
    alone = [row for row in rows if row.p_value < 0.05]
    assert len(alone) == 9
    assert {row.verdict for row in rows} == {"undetermined"}
    assert all(row.ci_low_simultaneous < 0 < row.ci_high_simultaneous for row in rows)
