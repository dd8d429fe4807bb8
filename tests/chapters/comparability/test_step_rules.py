"""The rule from fits of levels to a verdict: the strictest question first, and nothing permitted of which nobody knows."""

from typing import Any, cast

import numpy as np
import pytest
from two_sides import answer_items

from crowdpotential.chapters.comparability.estimates.step_rules import (
    is_small_change,
    judge,
    judge_steps,
    reason_of,
)
from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.index.fit_rule import FitVerdict, Shortfall
from crowdpotential.index.level_fits import Difference, LevelFit, Unfitted
from crowdpotential.params import Comparability
from crowdpotential.stats.group_models.fit_indices import FitIndices

RULE = Comparability()
LEVEL = 0.03  # shared among three steps
SOUND = FitVerdict(is_tested=True, shortfalls=())
MISFIT = FitVerdict(is_tested=True, shortfalls=(Shortfall(part="", criterion="cfi", value=0.9, bound=0.95),))
ITEMS = answer_items()
ALIKE = np.zeros(8, dtype=bool)
ONE, MANY = ALIKE.copy(), ALIKE.copy()
ONE[1], MANY[[0, 1, 2]] = True, True
FREER = {
    "configural": "",
    "thresholds": "configural",
    "metric": "thresholds",
    "scalar": "metric",
    "partial": "metric",
}


def fit(level: str, *, cfi: float = 0.99, rmsea: float = 0.03, p_value: float | None = 1e-6, df: int = 20) -> LevelFit:
    """A level in numbers; unless told otherwise its step is beyond chance and yet small."""
    made: Any = LevelFit(
        level=level,
        freer=FREER[level],
        chi2=100.0,
        df=df,
        p_value=0.5,
        indices=FitIndices(cfi=cfi, tli=cfi, rmsea=rmsea, rmsea_low=0.0, rmsea_high=1.0),
        srmr=0.02,
        is_admissible=True,
        difference=None if p_value is None or not FREER[level] else cast("Difference", type("Test", (), {"p_value": p_value})()),
        latent_means=np.zeros((2, 2)),
        latent_mean_errors=np.zeros((2, 2)),
        parameters=cast("Any", None),
    )
    kept: LevelFit = made
    return kept


def fits(*changed: LevelFit, without: str = "partial") -> dict[str, LevelFit]:
    every = {level: fit(level) for level in FREER if level != without}
    return every | {one.level: one for one in changed}


def verdict(given: dict[str, LevelFit], **told: Any) -> tuple[str, str]:  # noqa: ANN401 arguments of judge
    asked: dict[str, Any] = {"is_different": ALIKE, "base": SOUND, **told}
    return judge(
        given,
        ITEMS,
        asked.pop("is_different"),
        asked.pop("base"),
        rule=RULE,
        significance_level=LEVEL,
        **asked,
    )


BAD_STEP = {"cfi": 0.9}


def test_where_every_step_is_small_all_is_comparable() -> None:
    assert verdict(fits()) == ("comparable", "all_items")


def test_with_an_item_freed_it_is_partial_where_the_rest_holds() -> None:
    assert verdict(fits(fit("partial")), is_different=ONE) == ("partial", "some_items")
    bad = fits(fit("partial", cfi=0.9))
    assert verdict(bad, is_different=ONE) == ("not_comparable", "partial_change")


def test_items_that_differ_make_it_partial_even_where_all_together_hold() -> None:
    assert verdict(fits(fit("partial")), is_different=ALIKE) == ("partial", "some_items")


def test_a_misfit_comes_before_everything() -> None:
    every = fits(fit("metric", **BAD_STEP), fit("scalar", **BAD_STEP))
    told = {"is_different": MANY, "has_other_loadings": True}
    assert verdict(every, base=MISFIT, **told) == ("misfit", "configural_fit")


@pytest.mark.parametrize("level", ["thresholds", "metric"])
def test_thresholds_and_loadings_come_before_levels(level: str) -> None:
    bad = fits(fit(level, **BAD_STEP), fit("scalar", **BAD_STEP))
    assert verdict(bad, is_different=MANY) == ("not_comparable", f"{level}_change")


def test_thresholds_come_before_loadings() -> None:
    bad = fits(fit("thresholds", **BAD_STEP), fit("metric", **BAD_STEP))
    assert verdict(bad) == ("not_comparable", "thresholds_change")


def test_loadings_that_differ_forbid_where_equal_ones_could_not_be_estimated() -> None:
    unfitted = Unfitted(level="metric", error=ModelError("no"))
    only = {level: fit(level) for level in ("configural", "thresholds")}
    assert verdict(only, unfitted=unfitted, has_other_loadings=True) == ("not_comparable", "metric_change")
    assert verdict(only, unfitted=unfitted) == ("untestable", "step_unfitted")


def test_a_step_that_could_not_be_estimated_is_untestable_whatever_single_items_do() -> None:
    unfitted = Unfitted(level="scalar", error=ConvergenceError("no"))
    assert verdict(fits(without="scalar"), unfitted=unfitted, is_different=MANY) == (
        "untestable",
        "step_unfitted",
    )


def test_too_few_items_alike_forbid_before_levels_are_looked_at() -> None:
    assert verdict(fits(fit("scalar", **BAD_STEP)), is_different=MANY) == (
        "not_comparable",
        "too_few_invariant_items",
    )


def test_levels_that_differ_though_no_single_item_does_forbid() -> None:
    assert verdict(fits(fit("scalar", **BAD_STEP))) == ("not_comparable", "scalar_change")


@pytest.mark.parametrize(("df", "told"), [(0, ("untestable", "saturated")), (1, ("comparable", "all_items"))])
def test_of_a_saturated_base_nobody_knows_and_one_degree_of_freedom_is_a_test(df: int, told: tuple[str, str]) -> None:
    assert verdict(fits(fit("configural", df=df))) == told


def test_what_the_steps_of_a_saturated_base_reject_is_rejected() -> None:
    bad = fits(fit("configural", df=0), fit("scalar", **BAD_STEP))
    assert verdict(bad) == ("not_comparable", "scalar_change")


@pytest.mark.parametrize(
    ("step", "holds"),
    [
        (fit("scalar", cfi=0.9801), True),  # .0099 lower
        (fit("scalar", cfi=0.9799), False),
        (fit("scalar", cfi=0.9799, p_value=0.5), True),  # by chance alone
        (fit("scalar", cfi=0.9799, p_value=None), False),  # nobody could test
        (fit("scalar", rmsea=0.0449), True),
        (fit("scalar", rmsea=0.0451), False),
        (fit("scalar", rmsea=0.0451, p_value=0.5), True),
        (fit("scalar", cfi=1.0, rmsea=0.0), True),
    ],
)
def test_a_step_fails_where_it_is_large_by_either_index_and_beyond_chance(
    step: LevelFit,
    holds: bool,  # noqa: FBT001 of pytest
) -> None:
    assert is_small_change(step, fits(), RULE, significance_level=0.05) is holds


def test_the_level_of_significance_itself_is_beyond_chance() -> None:
    at = fit("scalar", cfi=0.9, p_value=0.01)
    assert not is_small_change(at, fits(), RULE, significance_level=0.01)
    assert is_small_change(at, fits(), RULE, significance_level=0.0099)


def test_the_level_is_shared_among_the_steps_that_a_verdict_rests_on() -> None:
    """Three steps share .03: a p of .011 is chance, one of .009 is not; partial and scalar are one step."""
    for given in (fits(), fits(fit("partial"))):
        for p_value, holds in ((0.011, True), (0.009, False)):
            step = fit("scalar", cfi=0.9, p_value=p_value)
            assert judge_steps(given | {"scalar": step}, RULE, significance_level=LEVEL)["scalar"] is holds
    alone = {"configural": fit("configural"), "thresholds": fit("thresholds", cfi=0.9, p_value=0.02)}
    assert not judge_steps(alone, RULE, significance_level=LEVEL)["thresholds"], "one step has all of it"


def test_only_steps_are_judged_not_the_base() -> None:
    assert set(judge_steps(fits(), RULE, significance_level=LEVEL)) == {"thresholds", "metric", "scalar"}


def test_why_a_model_is_not_there_has_two_words() -> None:
    assert reason_of(ConvergenceError("no")) == "no_convergence"
    assert reason_of(ModelError("no")) == "no_model"
