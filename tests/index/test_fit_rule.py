"""The rule for base models: beyond chance and large, each criterion by itself, and no dimension hidden by the others."""

from dataclasses import dataclass
from functools import partial

import pytest

from crowdpotential.index.fit_rule import FitVerdict, judge_fit
from crowdpotential.params import Comparability
from crowdpotential.stats.group_models.fit_indices import FitIndices

RULE = Comparability()
SIZES = {"A": 5, "B": 5}
judge = partial(judge_fit, n_items=SIZES)


@dataclass(frozen=True)
class Given:
    """A fitted model in numbers; unless told otherwise it is rejected beyond chance and yet good."""

    cfi: float = 0.995
    rmsea: float = 0.03
    srmr: float = 0.03
    p_value: float = 1e-6
    df: int = 20

    @property
    def indices(self) -> FitIndices:
        return FitIndices(cfi=self.cfi, tli=self.cfi, rmsea=self.rmsea, rmsea_low=0.0, rmsea_high=1.0)


def failed(verdict: FitVerdict) -> list[tuple[str, str]]:
    return [(one.part, one.criterion) for one in verdict.shortfalls]


def test_six_degrees_of_freedom_are_no_misfit_by_a_hair_of_rmsea() -> None:
    verdict = judge(Given(cfi=0.995, rmsea=0.066, srmr=0.014, p_value=0.003, df=6), RULE)
    assert verdict.is_tested
    assert not verdict.is_misfit


@pytest.mark.parametrize(
    ("given", "criterion", "value", "bound"),
    [
        (Given(cfi=0.93), "cfi", 0.93, RULE.min_cfi),
        (Given(rmsea=0.09), "rmsea", 0.09, RULE.max_rmsea),
        (Given(srmr=0.09), "srmr", 0.09, RULE.max_srmr),
    ],
)
def test_each_criterion_alone_makes_a_misfit_and_says_by_what(given: Given, criterion: str, value: float, bound: float) -> None:
    verdict = judge(given, RULE)
    assert verdict.is_misfit
    [one] = verdict.shortfalls
    assert (one.part, one.criterion, one.value, one.bound) == ("", criterion, value, bound)


@pytest.mark.parametrize("given", [Given(cfi=0.93), Given(rmsea=0.09), Given(srmr=0.09)])
def test_what_chance_explains_is_no_misfit(given: Given) -> None:
    by_chance = Given(cfi=given.cfi, rmsea=given.rmsea, srmr=given.srmr, p_value=0.04)
    assert not judge(by_chance, RULE).is_misfit


def test_rmsea_counts_only_where_residual_correlations_are_more_than_negligible() -> None:
    assert judge(Given(rmsea=0.09, srmr=0.021), RULE).is_misfit
    assert not judge(Given(rmsea=0.09, srmr=0.019), RULE).is_misfit


def test_bounds_themselves_are_met() -> None:
    on_bounds = Given(cfi=RULE.min_cfi, rmsea=RULE.max_rmsea, srmr=RULE.max_srmr)
    assert not judge(on_bounds, RULE).is_misfit


def test_a_dimension_that_fails_on_its_own_makes_a_misfit_of_a_model_that_hides_it() -> None:
    verdict = judge(Given(), RULE, {"A": Given(), "B": Given(cfi=0.82, rmsea=0.18)})
    assert failed(verdict) == [("B", "cfi"), ("B", "rmsea")]
    assert verdict.fails("cfi", part="B")
    assert not verdict.fails("cfi")


def test_a_dimension_on_its_own_has_a_wider_bound_of_rmsea_than_the_model() -> None:
    between = Given(rmsea=(RULE.max_rmsea + RULE.max_rmsea_dimension) / 2)
    assert failed(judge(between, RULE, {"A": Given()})) == [("", "rmsea")]
    assert not judge(Given(), RULE, {"A": between}).is_misfit
    assert judge(Given(), RULE, {"A": Given(rmsea=RULE.max_rmsea_dimension + 0.01)}).is_misfit


def test_a_model_of_one_dimension_is_judged_as_a_dimension_on_its_own_is() -> None:
    between = Given(cfi=0.998, rmsea=0.078, srmr=0.058, df=2)
    assert failed(judge_fit(between, RULE, n_items=SIZES)) == [("", "rmsea")]
    assert not judge_fit(between, RULE, n_items={"A": 4}).is_misfit
    beyond = Given(rmsea=RULE.max_rmsea_dimension + 0.01)
    [alone], [among] = (
        judge_fit(beyond, RULE, n_items={"A": 4}).shortfalls,
        judge(Given(), RULE, {"A": beyond}).shortfalls,
    )
    assert alone.bound == among.bound == RULE.max_rmsea_dimension


@pytest.mark.parametrize(("n_items", "is_misfit"), [(6, False), (7, True)])
def test_only_a_dimension_of_few_items_has_the_wider_bound(n_items: int, is_misfit: bool) -> None:  # noqa: FBT001 the answer
    between = Given(rmsea=0.07)
    assert judge_fit(between, RULE, n_items={"A": n_items}).is_misfit == is_misfit
    among = judge_fit(Given(), RULE, {"A": between}, n_items={"A": n_items, "B": 3})
    assert among.is_misfit == is_misfit


def test_the_level_of_the_test_is_shared_among_all_that_is_judged() -> None:
    doubtful = Given(cfi=0.9, p_value=0.02)
    assert judge(doubtful, RULE).is_misfit
    assert not judge(doubtful, RULE, {"A": Given()}).is_misfit
    assert judge(doubtful, RULE, {"A": Given(df=0)}).is_misfit  # what is saturated is not judged


def test_a_saturated_model_is_not_tested() -> None:
    verdict = judge(Given(cfi=0.5, df=0), RULE)
    assert not verdict.is_tested
    assert not verdict.is_misfit


def test_bounds_come_from_params() -> None:
    assert not judge(Given(cfi=0.93), Comparability(min_cfi=0.9)).is_misfit
    assert judge(Given(cfi=0.97), Comparability(min_cfi=0.98)).is_misfit
    assert not judge(Given(cfi=0.5), Comparability(exact_fit_level=1e-7)).is_misfit
