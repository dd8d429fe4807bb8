from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from crowdpotential.errors import ConvergenceError, DesignError, EmptyCellError, MarginError
from crowdpotential.stats.weighting.calibration import (
    Calibration,
    Margin,
    MeanTarget,
    calibrate,
    calibrate_replicates,
)

SEX = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
AGE = np.array([0, 1, 2, 0, 1, 2, 0, 1, 0, 2])
BASE = np.array([1.0, 2.0, 1.0, 1.5, 1.0, 1.0, 2.0, 1.0, 0.5, 1.0])
YEARS = np.array([20.0, 40.0, 70.0, 25.0, 45.0, 65.0, 30.0, 50.0, 22.0, 80.0])
RAKING = Calibration(method="raking", tolerance=1e-12, max_cycles=500)
LINEAR = replace(RAKING, method="linear")
LOGIT = replace(RAKING, method="logit", bounds=(0.5, 2.0))
TRUNCATED = replace(LOGIT, method="truncated")


def margin(name: str, cells: Sequence[int], totals: Sequence[float]) -> Margin:
    labels = tuple(f"{name} {cell}" for cell in range(len(totals)))
    return Margin(name=name, cells=np.asarray(cells), control_totals=np.array(totals, dtype=float), labels=labels)


def sex_and_age(sex_totals: Sequence[float] = (40, 60), age_totals: Sequence[float] = (50, 30, 20)) -> list[Margin]:
    return [margin("sex", SEX, sex_totals), margin("age", AGE, age_totals)]


def mean_years(means: Sequence[float], groups: Sequence[int] = SEX, values: Sequence[float] = YEARS) -> list[MeanTarget]:
    labels = tuple(f"group {group}" for group in range(len(means)))
    return [
        MeanTarget(
            name="years",
            values=np.asarray(values),
            groups=np.asarray(groups),
            means=np.array(means, dtype=float),
            labels=labels,
        )
    ]


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_calibration_refuses_base_weights_that_are_not_positive_numbers(bad: float) -> None:
    base = np.append(BASE[:-1], bad)
    with pytest.raises(DesignError, match="1 of 10 base weights"):
        calibrate(base, sex_and_age(), RAKING)


def test_calibration_refuses_respondents_outside_the_cells() -> None:
    margins = [margin("sex", np.where(BASE == 2.0, -1, SEX), (40, 60))]
    with pytest.raises(MarginError, match="margin sex: 2 of 10 respondents are in none of its 2 cells"):
        calibrate(BASE, margins, RAKING)


def test_calibration_refuses_a_control_cell_without_respondents() -> None:
    with pytest.raises(EmptyCellError, match="margin age: no respondents for 1,200 persons in 'age 3', 'age 4'"):
        calibrate(BASE, [margin("age", AGE, (500, 200, 300, 700, 500))], RAKING)


def test_calibration_names_a_few_cells_and_counts_the_rest() -> None:
    with pytest.raises(EmptyCellError, match="'age 7' and 2 more; join cells"):
        calibrate(BASE, [margin("age", AGE, [10] * 10)], RAKING)


def test_calibration_refuses_respondents_where_the_control_total_is_zero() -> None:
    with pytest.raises(MarginError, match="margin age: 3 respondents where the total is zero, in 'age 2'"):
        calibrate(BASE, sex_and_age(age_totals=(60, 40, 0)), RAKING)


def test_calibration_leaves_alone_a_cell_without_persons_and_respondents() -> None:
    raked = calibrate(BASE, [margin("sex", SEX, (40, 60, 0))], RAKING)
    assert raked.weights.sum() == pytest.approx(100)


@pytest.mark.parametrize(("bad", "told"), [(np.nan, "1 control totals"), (-5, "in 'age 1'"), (np.inf, "numbers of")])
def test_calibration_refuses_control_totals_that_are_no_numbers_of_persons(bad: float, told: str) -> None:
    with pytest.raises(MarginError, match=told):
        calibrate(BASE, sex_and_age(age_totals=(50, bad, 50)), RAKING)


def test_calibration_refuses_control_totals_that_are_all_zero() -> None:
    with pytest.raises(MarginError, match="all 2 control totals are zero"):
        calibrate(BASE, [margin("sex", SEX, (0, 0))], RAKING)


def test_calibration_refuses_margins_with_different_totals() -> None:
    with pytest.raises(MarginError, match="sex has 99 persons, age has 100 persons"):
        calibrate(BASE, sex_and_age(sex_totals=(39, 60)), RAKING)


def test_calibration_refuses_shares_rounded_until_they_no_longer_add_up() -> None:
    with pytest.raises(MarginError, match=r"sex has 1 persons, age has 0\.9999 persons"):
        calibrate(BASE, sex_and_age((0.4, 0.6), (0.3333, 0.3333, 0.3333)), RAKING)


def test_calibration_refuses_margins_that_contradict_each_other_over_the_same_respondents() -> None:
    margins = [margin("sex", SEX, (40, 60)), margin("gender", SEX, (50, 50))]
    expected = r"same 4 respondents: sex has 40 persons in 'sex 0', gender has 50 persons in 'gender 0'"
    with pytest.raises(MarginError, match=expected):
        calibrate(BASE, margins, RAKING)


def test_calibration_says_which_cell_a_cap_leaves_short() -> None:
    expected = r"cap of 1.2 mean weights no weights meet the controls: at best 4% off in age 'age 0'; raise the cap"
    with pytest.raises(ConvergenceError, match=expected):
        calibrate(BASE, sex_and_age(), replace(RAKING, cap=1.2))


@pytest.mark.parametrize("cap", [1.0, 0.5, -1.0, np.nan])
def test_calibration_refuses_a_cap_that_is_not_above_the_mean(cap: float) -> None:
    with pytest.raises(ConvergenceError, match="choose a cap above 1"):
        calibrate(BASE, sex_and_age(), replace(RAKING, cap=cap))


def test_calibration_refuses_base_weights_of_absurd_proportions() -> None:
    base = np.append(BASE[:-1], 8_029_113_847.0)  # a telephone number
    with pytest.raises(DesignError, match=r"10 base weights is 1\.61e\+10 times the smallest"):
        calibrate(base, sex_and_age(), RAKING)


def test_calibration_refuses_an_area_total_that_disagrees_with_the_total_of_its_bloc() -> None:
    area = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2, 2])
    bloc = np.where(area == 2, 1, 0)
    margins = [margin("area", area, (30, 30, 40)), margin("education", bloc, (62, 38))]
    expected = "for the same 6 respondents: area has 60 persons in 'area 0', 'area 1', education has 62 persons in 'education 0'"
    with pytest.raises(MarginError, match=expected):
        calibrate(BASE, margins, RAKING)


@pytest.mark.parametrize("how", [RAKING, LINEAR, replace(LOGIT, bounds=(0.01, 20.0)), replace(TRUNCATED, bounds=(0.0, 20.0))])
def test_calibration_names_the_controls_that_a_structural_zero_makes_infeasible(how: Calibration) -> None:
    sex = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    rural = np.array([0, 1, 0, 1, 1, 1, 1, 1, 1, 1])  # no women (1) in town (0), where 45 of 100 live
    margins = [margin("sex", sex, (40, 60)), margin("settlement", rural, (45, 55))]
    expected = rf"^{how.method}: .*no weights meet the controls: at best .*% off in .*sex 'sex 0'"
    with pytest.raises(ConvergenceError, match=expected) as caught:
        calibrate(BASE * 8, margins, how)
    assert "settlement 'settlement 0'" in str(caught.value)


def test_raking_refuses_margins_that_leave_nothing_for_some_respondents() -> None:
    rural = np.array([0, 1, 0, 1, 1, 1, 1, 1, 1, 1])
    margins = [margin("sex", SEX, (40, 60)), margin("settlement", rural, (40, 60))]
    expected = "next to no weight .* for 2 of 10 respondents, such as those in .*sex 'sex 0'.*; join cells"
    with pytest.raises(ConvergenceError, match=expected):
        calibrate(BASE, margins, RAKING)


def test_linear_calibration_refuses_negative_weights() -> None:
    with pytest.raises(ConvergenceError, match=r"negative or zero weights for 2 of 10 respondents.*set bounds"):
        calibrate(BASE, sex_and_age((20, 80), (85, 10, 5)), LINEAR)


@pytest.mark.parametrize("how", [LOGIT, TRUNCATED])
def test_bounds_that_cannot_be_met_name_the_margin_that_suffers(how: Calibration) -> None:
    base = BASE * 100 / BASE.sum()  # age 2 has 25 persons; 10 would need a ratio of 0.4
    expected = (
        r"with ratios to the base weight from 0.5 to 2 no weights meet the controls: at best 25% off in "
        r"age 'age 2'; widen the bounds"
    )
    with pytest.raises(ConvergenceError, match=expected):
        calibrate(base, sex_and_age((45, 55), (55, 35, 10)), how)


def test_cap_below_what_the_bounds_demand_is_said_so() -> None:
    base = np.append(BASE[:-1], 20.0)
    base *= 100 / base.sum()
    how = replace(TRUNCATED, bounds=(0.9, 5.0), cap=2.0)
    with pytest.raises(ConvergenceError, match="cap and bounds contradict each other for 1 of 10 respondents"):
        calibrate(base, [margin("sex", SEX, np.bincount(SEX, base))], how)


def test_reraking_that_cannot_hold_the_cap_names_the_margin_that_suffers() -> None:
    how = replace(RAKING, cap=1.2, trimming="rerake")
    expected = "cut and calibrated again to a cap of 1.2 mean weights no weights meet the controls: .* in age 'age 0'"
    with pytest.raises(ConvergenceError, match=expected):
        calibrate(BASE, sex_and_age(), how)


def test_too_few_cycles_are_told_from_controls_that_no_weights_meet() -> None:
    with pytest.raises(ConvergenceError, match=r"% off after 1 cycles; allow more cycles"):
        calibrate(BASE, sex_and_age(), replace(RAKING, max_cycles=1))


@pytest.mark.parametrize("max_cycles", [1, 2, 5, 8, 20, 39, 60])
def test_no_number_of_cycles_ends_with_the_cap_unheld(max_cycles: int) -> None:
    for trimming in ("bounded", "rerake"):
        how = replace(RAKING, cap=1.6, trimming=trimming, max_cycles=max_cycles)
        try:
            got = calibrate(BASE, sex_and_age(), how)
        except ConvergenceError:
            continue
        assert got.weights.max() <= 1.6 * got.weights.mean() * (1 + 1e-9)


@pytest.mark.parametrize("bounds", [(1.0, 2.0), (0.5, 1.0), (-0.1, 2.0), (0.5, np.inf), (np.nan, 2.0)])
def test_bounds_that_leave_no_room_around_one_are_refused(bounds: tuple[float, float]) -> None:
    with pytest.raises(ConvergenceError, match="choose a bound below 1, zero or more, and one above 1"):
        calibrate(BASE, sex_and_age(), replace(LOGIT, bounds=bounds))


def test_reraking_keeps_to_no_bounds_and_refuses_them() -> None:
    with pytest.raises(ConvergenceError, match="choose trimming bounded"):
        calibrate(BASE, sex_and_age(), replace(LOGIT, cap=3.0, trimming="rerake"))


def test_mean_outside_the_values_of_its_group_is_refused() -> None:
    with pytest.raises(MarginError, match=r"mean of years: 75 in 'group 0' does not lie between .*1 of 2"):
        calibrate(BASE, sex_and_age(), RAKING, means=mean_years((75, 50)))


def test_mean_of_a_constant_can_only_be_that_constant() -> None:
    values = np.full(10, 40.0)
    calibrate(BASE, sex_and_age(), RAKING, means=mean_years((40, 40), values=values))
    with pytest.raises(MarginError, match="does not lie between"):
        calibrate(BASE, sex_and_age(), RAKING, means=mean_years((40, 41), values=values))


def test_mean_of_a_group_without_respondents_is_refused() -> None:
    with pytest.raises(EmptyCellError, match="mean of years: no respondents in 'group 2'"):
        calibrate(BASE, sex_and_age(), RAKING, means=mean_years((40, 50, 60)))


def test_missing_values_of_a_controlled_mean_are_refused() -> None:
    values = np.where(AGE == 1, np.nan, YEARS)
    with pytest.raises(MarginError, match="mean of years: 3 of 10 respondents have no number"):
        calibrate(BASE, sex_and_age(), RAKING, means=mean_years((40, 50), values=values))


def test_values_outside_the_groups_may_be_missing() -> None:
    values, groups = np.where(SEX == 1, np.nan, YEARS), np.where(SEX == 1, -1, 0)
    got = calibrate(BASE, sex_and_age(), RAKING, means=mean_years((40,), groups, values))
    assert np.average(YEARS[SEX == 0], weights=got.weights[SEX == 0]) == pytest.approx(40)


def test_missing_control_means_are_refused() -> None:
    with pytest.raises(MarginError, match="1 control means are missing or infinite, in 'group 1'"):
        calibrate(BASE, sex_and_age(), RAKING, means=mean_years((40, np.nan)))


def test_means_that_no_weights_can_reach_together_are_named() -> None:
    old = np.where(YEARS > 60, 1.0, 0.0)
    groups = np.zeros(10, dtype=np.int64)
    both = [
        *mean_years((60,), groups),
        *mean_years((0.05,), groups, old),
    ]  # few old ones, but a high mean age
    with pytest.raises(ConvergenceError, match=r"no weights meet the controls: .*years 'group 0'"):
        calibrate(BASE, [margin("all", groups, (100,))], RAKING, means=both)


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_replicates_refuse_multipliers_that_are_no_numbers_of_copies(bad: float) -> None:
    multipliers = np.ones((10, 3))
    multipliers[4, 1] = bad
    with pytest.raises(DesignError, match="1 of 30 multipliers are missing, infinite or negative"):
        calibrate_replicates(BASE, multipliers, np.arange(10), sex_and_age(), RAKING)


def test_shapes_that_do_not_fit_are_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one margin"):
        calibrate(BASE, [], RAKING)
    with pytest.raises(ValueError, match="margin sex: need 9 cells"):
        calibrate(BASE[:9], sex_and_age(), RAKING)
    with pytest.raises(ValueError, match=r"psu: need a row 0\.\.8"):
        calibrate_replicates(BASE, np.ones((9, 2)), np.arange(10), sex_and_age(), RAKING)
    with pytest.raises(ValueError, match="mean of years: need 10 values"):
        calibrate(BASE, sex_and_age(), RAKING, means=mean_years((40, 50), SEX[:9], YEARS[:9]))
    with pytest.raises(ValueError, match=r"groups -1\.\.0"):
        calibrate(BASE, sex_and_age(), RAKING, means=mean_years((40,)))
    with pytest.raises(ValueError, match="logit calibration needs bounds"):
        Calibration(method="logit")
