"""Means and contrasts of groups that share sampling points: what their errors and degrees of freedom rest on."""

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose
from synthetic import tiny_codebook

from crowdpotential.compare.estimates import MeanEstimates, contrast, contrast_rows, mean_rows
from crowdpotential.compare.levels import level_rows
from crowdpotential.compare.linearised import linearised_rows
from crowdpotential.compare.monte_carlo import monte_carlo_rows
from crowdpotential.params import Area, Comparison, Levels
from crowdpotential.results.domains import Domain, list_domains
from crowdpotential.results.measures.gap import CONTRAST
from crowdpotential.results.rows import Row
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.design import Design, LinearDesign
from crowdpotential.stats.inference.estimation import weighted_means
from crowdpotential.stats.inference.freedom import differences_of, mean_freedom
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.replication.replicate_draws import draw_replicates
from crowdpotential.stats.replication.replicates import SampledPsus

N, N_STRATA = 240, 15
STRATA, PSUS = (
    np.arange(N) * N_STRATA // N,
    np.arange(N) * 2 * N_STRATA // N,
)  # two units a stratum, eight in each
IS_WOMAN = np.arange(N) % 2 == 0
AREAS = {"women": Area(bloc="W", name={"en": "women"}), "men": Area(bloc="M", name={"en": "men"})}


def draw_design() -> tuple[Design, LinearDesign]:
    weights = np.random.default_rng(8).uniform(0.5, 2.5, N)
    units = SampledPsus(strata=np.arange(2 * N_STRATA) // 2, keys=np.arange(2 * N_STRATA, dtype=np.uint64))
    drawn = draw_replicates(units, method="jkn", number=2, seed=1, rho=0.3, centre="estimate")
    design = Design(
        weights=weights,
        replicate_weights=weights[:, None] * drawn.multipliers[PSUS],
        replication=drawn.replication,
        strata=STRATA,
        psus=PSUS,
    )
    sample = SampleDesign(strata=STRATA, psus=PSUS)
    return design, LinearDesign(weights=weights, sample=sample, calibrated_from=None)


def index() -> FloatArray:
    """Men and women of a point resemble each other."""
    rng = np.random.default_rng(9)
    return 50 + 6 * rng.normal(size=2 * N_STRATA)[PSUS] + 3 * IS_WOMAN + rng.normal(0, 5, N)


def estimate(area: np.ndarray, values: FloatArray | None = None) -> MeanEstimates:
    design, _ = draw_design()
    scores = index() if values is None else values
    frame = pd.DataFrame({"area": area, "bloc": np.where(area == "women", "W", "M")})
    domains = list_domains(frame, areas=AREAS, blocs=("W", "M"), codebook=tiny_codebook(), group_by=())
    known = ~np.isnan(scores)[:, None]
    codes = [np.where(own, 0, -1) for own in domains.members.T]
    means = np.stack([weighted_means(scores[:, None], design.all_weights, c, 1)[0] for c in codes])
    return MeanEstimates(
        domains=domains,
        variables=("index",),
        estimate=means[:, :, 0],
        replicates=means[:, :, 1:],
        replication=design.replication,
        freedom=mean_freedom(domains.members, known, design),
        freedom_between=differences_of(domains.members, known, design),
        n=(domains.members.T.astype(float) @ known),
        n_effective=(domains.members.T.astype(float) @ known),
    )


def by_sex() -> np.ndarray:
    return np.where(IS_WOMAN, "women", "men").astype(object)


def in_one_unit(members: BoolArray) -> np.ndarray:
    return np.where(members, "women", "men").astype(object)


def test_women_and_men_of_the_same_points_have_the_freedom_of_the_points_once() -> None:
    rows = mean_rows(estimate(by_sex()), Comparison())
    assert {row.df for row in rows} == {15}
    assert float(contrast(estimate(by_sex()), Domain(bloc="W"), Domain(bloc="M"), "index").freedom) == 15


def test_the_error_of_a_contrast_knows_that_both_live_at_the_same_points() -> None:
    """The covariance of the sides is that of linearisation too; as independent sides they would differ by much."""
    found = estimate(by_sex())
    rows = contrast_rows(
        [contrast(found, Domain(bloc="W"), Domain(bloc="M"), "index")],
        Comparison(),
        replication=found.replication,
        measure=CONTRAST,
        family="index",
        smallest_gap=2.0,
    )
    design, linear = draw_design()
    scores = np.zeros((N, 2))
    for side, own in enumerate((IS_WOMAN, ~IS_WOMAN)):
        total, mean = design.weights[own].sum(), np.average(index()[own], weights=design.weights[own])
        scores[own, side] = design.weights[own] * (index()[own] - mean) / total
    covariance = linear.covariance(scores)
    paired, apart = np.sqrt([np.diag([1, 1]) @ np.diag(covariance) @ [1, 1] - 2 * covariance[0, 1], np.trace(covariance)])
    assert rows[0].standard_error < 0.75 * apart
    assert_allclose(rows[0].standard_error, paired, rtol=0.01)  # jackknife and linearisation agree to first order


def test_a_group_in_one_unit_of_each_stratum_has_an_estimate_and_nothing_else() -> None:
    inside_one = PSUS == 4
    one_of_each = IS_WOMAN & (PSUS % 2 == 0)
    for members in (inside_one, one_of_each, np.arange(N) == 7):
        found = estimate(in_one_unit(members))
        women = next(row for row in mean_rows(found, Comparison()) if row.area == "women")
        assert women.estimate > 0
        _assert_without_error(women)
        pair = contrast(found, Domain(bloc="W"), Domain(bloc="M"), "index")
        row = contrast_rows(
            [pair],
            Comparison(),
            replication=found.replication,
            measure=CONTRAST,
            family="x",
            smallest_gap=2.0,
        )[0]
        _assert_without_error(row)
        assert np.isnan([row.p_value, row.p_adjusted]).all()
        assert row.verdict == "undetermined"


def test_levels_and_linearised_errors_of_such_a_group_are_empty_too() -> None:
    design, linear = draw_design()
    found = estimate(in_one_unit(PSUS == 4))
    levels = level_rows(
        index(),
        Levels(low_below=45, high_from=55),
        domains=found.domains,
        design=design,
        comparison=Comparison(),
    )
    for row in levels:
        if row.bloc == "W":
            _assert_without_error(row)
        else:
            assert row.df > 0
    told = linearised_rows(pd.DataFrame({"index": index()}), found.domains, linear, Comparison(), replicated=design)
    women = [row for row in told if row.area == "women"]
    assert np.isnan([row.estimate for row in women]).all()
    assert {row.note for row in women} == {"single_unit"}


def test_what_only_some_units_answered_has_their_freedom() -> None:
    values = np.where(STRATA < 5, index(), np.nan)
    rows = mean_rows(estimate(by_sex(), values), Comparison())
    assert {row.df for row in rows} == {5}


def test_draws_are_not_asked_to_settle_an_error_that_is_none() -> None:
    found = estimate(in_one_unit(PSUS == 4))
    assert monte_carlo_rows(found, Comparison()) == []  # of a jackknife


def _assert_without_error(row: Row) -> None:
    assert np.isnan([row.standard_error, row.ci_low, row.ci_high]).all()
    assert (row.df, row.note) == (0, "single_unit")
