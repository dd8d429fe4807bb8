from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import DesignError, LonelyPsuError
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.estimation import Inference, infer, weighted_means
from crowdpotential.stats.replication.delivered import delivered_replication
from crowdpotential.stats.replication.hadamard import hadamard_above
from crowdpotential.stats.replication.replicate_draws import draw_replicates
from crowdpotential.stats.replication.replicates import DrawnReplicates, Replication, SampledPsus, psu_key
from crowdpotential.stats.weighting.calibration import Calibration, Margin, calibrate, calibrate_replicates

Reference = Callable[[str], dict[str, Any]]

CASES = (
    "jk1",
    "jk1_fpc",
    "jkn",
    "jkn_fpc",
    "jkn_certainty",
    "jkn_remove",
    "jkn_adjust",
    "jkn_average",
    "brr",
    "fay",
    "fay_certainty",
)
SEED = 20190701


def units(strata: list[int], **design: object) -> SampledPsus:
    keys = np.array([psu_key(f"point {i}") for i in range(len(strata))], dtype=np.uint64)
    return SampledPsus(strata=np.array(strata), keys=keys, **design)


def draw(psus: SampledPsus, method: str, **options: object) -> DrawnReplicates:
    return draw_replicates(psus, **({"number": 200, "seed": SEED} | options), method=method)


def replicate_like_r(frozen: dict[str, Any], case: str, centre: str) -> tuple[DrawnReplicates, np.ndarray]:
    """Draw the replicates of a case; give them with the row of each respondent's unit."""
    asked = dict(frozen["cases"][case]["inputs"])
    sample = frozen["inputs"][asked.pop("sample")]
    present, first, unit_of = np.unique(sample["psu"], return_index=True, return_inverse=True)
    strata = np.zeros_like(present) if asked["method"] == "jk1" else np.array(sample["strata"])[first] - 1
    population = asked.pop("population", None)
    fractions = None if population is None else np.bincount(strata) / np.array(population)
    psus = units(strata, sampling_fractions=fractions, lonely_psu=asked.pop("lonely_psu", "error"))
    return draw(psus, **asked, centre=centre), unit_of


def estimate_like_r(sample: dict[str, Any], weights: np.ndarray, replication: Replication) -> Inference:
    """Mean, share, ratio, and means of three areas, as replicates.R has them."""
    numbers = np.column_stack([sample["score"], sample["is_active"], sample["answered"]]).astype(float)
    whole = weighted_means(numbers, weights, np.zeros(len(numbers), dtype=np.int64), 1)[0]
    areas = weighted_means(numbers[:, :1], weights, np.array(sample["area"]) - 1, 3)[:, 0]
    every = np.vstack([whole[:2], whole[0] / whole[2], areas])
    return infer(
        every[:, 0],
        every[:, 1:],
        replication=replication,
        freedom=Freedom(np.array(5.0)),
        confidence_level=0.95,
    )


def margins(sample: dict[str, Any], totals: dict[str, list[float]]) -> list[Margin]:
    return [
        Margin(
            name=name,
            cells=np.array(sample[name]) - 1,
            control_totals=np.array(totals[name], dtype=float),
            labels=("1", "2"),
        )
        for name in totals
    ]


@pytest.mark.parametrize("case", CASES)
def test_multipliers_and_coefficients_are_those_of_r_survey(case: str, reference: Reference) -> None:
    frozen = reference("replicates")
    drawn, unit_of = replicate_like_r(frozen, case, "estimate")
    expected = frozen["cases"][case]["estimate"]
    assert_allclose(drawn.multipliers[unit_of], expected["multipliers"], rtol=1e-12)
    assert_allclose(drawn.replication.coefficients, expected["coefficients"], rtol=1e-12)


@pytest.mark.parametrize("centre", ["estimate", "mean"])
@pytest.mark.parametrize("case", CASES)
def test_standard_errors_are_those_of_r_survey(case: str, centre: str, reference: Reference) -> None:
    frozen = reference("replicates")
    drawn, unit_of = replicate_like_r(frozen, case, centre)
    sample = frozen["inputs"][frozen["cases"][case]["inputs"]["sample"]]
    base = np.array(sample["w"], dtype=float)
    weights = base[:, None] * np.column_stack([np.ones(base.size), drawn.multipliers[unit_of]])
    got = estimate_like_r(sample, weights, drawn.replication)
    expected = frozen["cases"][case][centre]["plain"]
    assert_allclose(got.estimate, expected["estimate"], rtol=1e-9)
    assert_allclose(got.standard_error, expected["standard_error"], rtol=1e-9)


@pytest.mark.parametrize("centre", ["estimate", "mean"])
@pytest.mark.parametrize("case", CASES)
def test_standard_errors_of_replicates_raked_anew_are_those_of_r_survey(case: str, centre: str, reference: Reference) -> None:
    frozen = reference("replicates")
    drawn, unit_of = replicate_like_r(frozen, case, centre)
    sample = frozen["inputs"][frozen["cases"][case]["inputs"]["sample"]]
    base, known = np.array(sample["w"], dtype=float), margins(sample, frozen["inputs"]["totals"])
    how = Calibration(method="raking", tolerance=1e-13)
    raked = calibrate(base, known, how).weights
    replicates = calibrate_replicates(base, drawn.multipliers, unit_of, known, how).weights
    got = estimate_like_r(sample, np.column_stack([raked, replicates]), drawn.replication)
    expected = frozen["cases"][case][centre]["raked"]
    assert_allclose(got.estimate, expected["estimate"], rtol=1e-9)
    assert_allclose(got.standard_error, expected["standard_error"], rtol=1e-9)


@pytest.mark.parametrize("case", CASES)
def test_degrees_of_freedom_of_delivered_weights_are_those_of_r_survey(case: str, reference: Reference) -> None:
    frozen = reference("replicates")
    drawn, unit_of = replicate_like_r(frozen, case, "estimate")
    base = np.array(frozen["inputs"][frozen["cases"][case]["inputs"]["sample"]]["w"], dtype=float)
    weights = base[:, None] * drawn.multipliers[unit_of]
    got = delivered_replication(weights, method="other", coefficients=drawn.replication.coefficients)
    assert got.degrees_of_freedom == frozen["cases"][case]["estimate"]["degf"]
    assert_array_equal(got.coefficients, drawn.replication.coefficients)


def variance_of_total(drawn: DrawnReplicates, totals: np.ndarray) -> float:
    spread = totals @ drawn.multipliers - totals.sum()
    return float(drawn.replication.coefficients @ spread**2)


def stratified_variance(strata: np.ndarray, totals: np.ndarray, unsampled: np.ndarray) -> float:
    """Estimate the variance of a total by the textbook's formula."""
    parts = [share * own.size * own.var(ddof=1) for stratum, share in enumerate(unsampled) if (own := totals[strata == stratum]).size]
    return float(np.sum(parts))


@given(
    sizes=st.lists(st.integers(2, 6), min_size=1, max_size=6),
    fraction=st.floats(0.0, 0.9),
    seed=st.integers(0, 2**32),
)
def test_jackknife_of_a_total_is_the_formula_of_the_textbook(sizes: list[int], fraction: float, seed: int) -> None:
    strata = np.repeat(np.arange(len(sizes)), sizes)
    totals = np.random.default_rng(seed).normal(size=strata.size)
    psus = units(strata, sampling_fractions=np.full(len(sizes), fraction))
    expected = stratified_variance(strata, totals, np.full(len(sizes), 1 - fraction))
    assert variance_of_total(draw(psus, "jkn"), totals) == pytest.approx(expected)


@given(n_strata=st.integers(1, 60), rho=st.sampled_from([0.0, 0.3, 0.7]), seed=st.integers(0, 2**32))
def test_balance_is_full_so_that_half_samples_give_the_formula_of_the_textbook(n_strata: int, rho: float, seed: int) -> None:
    strata = np.repeat(np.arange(n_strata), 2)
    totals = np.random.default_rng(seed).normal(size=strata.size)
    drawn = draw(units(strata), "fay" if rho else "brr", rho=rho)
    assert variance_of_total(drawn, totals) == pytest.approx(stratified_variance(strata, totals, np.ones(n_strata)))
    assert_allclose(drawn.multipliers.mean(axis=1), 1.0)  # full orthogonal balance
    assert n_strata < drawn.multipliers.shape[1] <= n_strata + 8


@pytest.mark.parametrize("n_rows", [1, 3, 4, 11, 12, 25, 27, 51, 60, 83, 131])
def test_rows_of_a_hadamard_matrix_are_orthogonal_and_the_first_is_constant(n_rows: int) -> None:
    matrix = hadamard_above(n_rows)
    assert len(matrix) > n_rows
    assert_array_equal(matrix @ matrix.T, len(matrix) * np.eye(len(matrix)))
    assert (matrix[0] == 1).all()
    assert_array_equal(np.abs(matrix), 1)


def test_bootstrap_shrinks_with_the_sampling_fraction_and_leaves_a_census_alone() -> None:
    strata = np.repeat([0, 1], [6, 5])
    plain = draw(units(strata), "rao-wu").multipliers
    drawn = draw(units(strata, sampling_fractions=np.array([0.19, 1.0])), "rao-wu").multipliers
    assert_allclose(drawn[:6], 1 + 0.9 * (plain[:6] - 1))
    assert_array_equal(drawn[6:], 1.0)
    assert (drawn >= 0).all()


@pytest.mark.parametrize("method", ["rao-wu", "fay", "brr", "jkn"])
@pytest.mark.parametrize("rule", ["certainty", "remove"])
def test_a_lonely_unit_keeps_its_weight_and_moves_no_other(method: str, rule: str) -> None:
    drawn = draw(units([0, 0, 1, 2, 2], lonely_psu=rule), method)
    alone = draw(units([0, 0, 2, 2]), method)
    assert_array_equal(drawn.multipliers[2], 1.0)
    assert drawn.replication.degrees_of_freedom == 2
    assert_array_equal(drawn.replication.coefficients, alone.replication.coefficients)
    if method != "rao-wu":  # there the units' keys draw
        assert_array_equal(np.delete(drawn.multipliers, 2, axis=0), alone.multipliers)


@pytest.mark.parametrize("method", ["rao-wu", "brr", "fay", "jkn", "jk1"])
def test_lonely_units_without_a_rule_are_refused_by_the_name_of_their_stratum(method: str) -> None:
    strata = [0] if method == "jk1" else [0, 0, 1, 2, 2]
    names = ("minsk",) if method == "jk1" else ("brest", "minsk", "gomel")
    with pytest.raises(LonelyPsuError, match="1 strata have a single primary sampling unit: minsk;"):
        draw(units(strata, stratum_names=names), method)


@pytest.mark.parametrize("rule", ["adjust", "average"])
@pytest.mark.parametrize("method", ["rao-wu", "brr", "fay"])
def test_a_rule_that_a_method_cannot_follow_is_refused(method: str, rule: str) -> None:
    with pytest.raises(DesignError, match=f"{method} cannot follow the rule {rule} for 1 strata"):
        draw(units([0, 0, 1, 2, 2], lonely_psu=rule), method)


@pytest.mark.parametrize("rule", ["certainty", "adjust", "average"])
def test_nothing_but_lonely_units_is_refused_under_every_rule(rule: str) -> None:
    strata = [0] if rule == "adjust" else [0, 1]
    with pytest.raises(LonelyPsuError, match=f"{len(strata)} strata have a single"):
        draw(units(strata, lonely_psu=rule), "jkn")


@pytest.mark.parametrize(
    "psus",
    [
        units([0, 1, 2], lonely_psu="certainty"),
        units([0, 0, 1, 1], sampling_fractions=np.array([1.0, 1.0])),
        units([0, 1, 1], lonely_psu="remove", sampling_fractions=np.array([0.5, 1.0])),
    ],
)
def test_a_bootstrap_in_which_no_weight_can_move_is_refused(psus: SampledPsus) -> None:
    with pytest.raises(DesignError, match=f"none of {np.unique(psus.strata).size} strata has two primary"):
        draw(psus, "rao-wu")


def test_a_unit_that_is_alone_in_its_population_is_not_lonely() -> None:
    fractions = np.array([0.1, 1.0])
    for method in ("jkn", "rao-wu"):
        drawn = draw(units([0, 0, 0, 1], sampling_fractions=fractions), method)
        assert_array_equal(drawn.multipliers[3], 1.0)


def test_designs_that_do_not_fit_a_method_are_refused() -> None:
    names = ("brest", "minsk", "gomel")
    with pytest.raises(DesignError, match="jk1 is for a sample without strata, this one has 2; use jkn"):
        draw(units([0, 0, 1, 1]), "jk1")
    with pytest.raises(DesignError, match=r"1 of 2 have another number: minsk \(3\); form strata of two"):
        draw(units([0, 0, 1, 1, 1], stratum_names=names), "brr")
    with pytest.raises(DesignError, match="fay knows no finite population correction"):
        draw(units([0, 0], sampling_fractions=np.array([0.5])), "fay")
    with pytest.raises(DesignError, match="all 1 strata were taken whole"):
        draw(units([0, 0], sampling_fractions=np.array([1.0])), "jkn")
    with pytest.raises(DesignError, match="jk1 would leave out 10001 units in turn, more than 10000"):
        draw(units([0] * 10_001), "jk1")
    with pytest.raises(ValueError, match="rho: need 0 or more and less than 1, not 1"):
        draw(units([0, 0]), "fay", rho=1.0)


def test_delivered_weights_have_the_coefficients_of_their_method() -> None:
    weights = np.ones((12, 8))
    fits = {"n_psus": 8, "n_strata": 4}
    for method, coefficient in (("jk1", 7 / 8), ("brr", 1 / 8), ("rao-wu", 1 / 8), ("fay", 1 / (8 * 0.49))):
        rho = 0.3 if method == "fay" else 0.0
        got = delivered_replication(weights, method=method, rho=rho, **fits)
        assert_allclose(got.coefficients, coefficient)
        assert (got.kind, got.degrees_of_freedom) == ("delivered", 4)
        assert got.fails_above == (0.01 if method == "rao-wu" else 0)
    own = delivered_replication(weights, method="jkn", coefficients=np.arange(8.0), scale=0.5, centre="mean", **fits)
    assert_allclose(own.coefficients, np.arange(8) / 2)
    assert (own.centre, own.fails_above) == ("mean", 0)


@pytest.mark.parametrize(
    ("method", "number", "says"),
    [
        ("jk1", 8, "8 delivered columns do not fit method jk1, which has one for each of 12 primary"),
        ("jkn", 13, "13 delivered columns do not fit method jkn, which has one for each of 12 primary"),
        ("brr", 10, "10 delivered columns do not fit method brr: their number is a multiple of 4"),
        ("fay", 4, "4 delivered columns do not fit method fay: 6 strata need as many or more"),
        ("jkn", 12, "method jkn need coefficients, one for each replicate,"),
        ("other", 9, "method other need a scale or coefficients from whoever made them"),
    ],
)
def test_a_number_of_delivered_replicates_that_does_not_fit_is_refused(method: str, number: int, says: str) -> None:
    with pytest.raises(DesignError, match=says):
        delivered_replication(np.ones((20, number)), method=method, n_psus=12, n_strata=6)


def test_delivered_weights_that_are_no_weights_are_counted() -> None:
    weights = np.ones((5, 4))
    weights[0, 1], weights[1, 1], weights[2, 3] = np.nan, -1.0, -2.0
    with pytest.raises(DesignError, match="1 delivered weights are missing or infinite and 2 negative, in 2"):
        delivered_replication(weights, method="rao-wu")
    with pytest.raises(DesignError, match="2 of 4 delivered columns are zero throughout"):
        delivered_replication(np.ones((5, 4)) * [0, 1, 0, 1], method="rao-wu")
    with pytest.raises(ValueError, match="two columns or more"):
        delivered_replication(np.ones((5, 1)), method="rao-wu")
