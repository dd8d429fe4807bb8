"""The vignette: planted effects are found, chance is checked, and nothing is told of texts with few answers."""

from dataclasses import replace

import numpy as np
import pytest
from replicated import N, draw_design

from crowdpotential.chapters.vignette.estimates.effect_rows import Measuring
from crowdpotential.chapters.vignette.estimates.experiment import Covariate, Experiment
from crowdpotential.chapters.vignette.estimates.vignette_rows import vignette_rows
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.rows import Row, result_id
from crowdpotential.stats.inference.linearisation import SampleDesign, score_covariance
from crowdpotential.verdicts import DIFFERENCE

SIDES = {"A": np.arange(N) < N // 2, "B": np.arange(N) >= N // 2}


@pytest.fixture
def experiment() -> Experiment:
    rng = np.random.default_rng(4)
    arm_of = rng.integers(0, 3, N)
    arm_of[rng.random(N) < 0.3] = -1
    answers = np.clip(5 + 1.5 * (arm_of == 2) + rng.normal(0, 1.5, N), 0, 10)
    answers[arm_of < 0] = np.nan
    answers[rng.random(N) < 0.1] = np.nan
    covariates = (
        Covariate(name="sex", values=rng.integers(1, 3, N).astype(float), is_number=False),
        Covariate(name="age", values=rng.normal(40, 10, N), is_number=True),
    )
    return Experiment(
        arms=(1, 2, 3),
        control=0,
        planned=np.full(3, 1 / 3),
        arm_of=arm_of,
        outcome="will",
        answers=answers,
        bounds=(0.0, 10.0),
        covariates=covariates,
    )


def report(experiment: Experiment, *, sides: bool = False, adjust: str = "holm") -> list[Row]:
    design = draw_design()
    labels = [Domain(), *(Domain(bloc=name) for name in SIDES if sides)]
    members = np.column_stack([np.ones(N, dtype=bool), *(own for own in SIDES.values() if sides)])
    sample = SampleDesign(strata=design.strata, psus=design.psus)
    how = Measuring(design=design, sample=sample, comparison=Comparison(adjust=adjust))  # type: ignore[arg-type]
    rows = vignette_rows(experiment, Domains(labels=tuple(labels), members=members), how)
    assert len({result_id(row) for row in rows}) == len(rows)
    return rows


def pick(rows: list[Row], measure: str, **wanted: str) -> list[Row]:
    return [row for row in rows if row.measure == measure and all(getattr(row, key) == value for key, value in wanted.items())]


def test_a_planted_effect_is_found_and_an_absent_one_is_not(experiment: Experiment) -> None:
    for weighting in ("calibrated", "none"):
        found = {row.category: row for row in pick(report(experiment, adjust="max-t"), "effect", weighting=weighting)}
        assert found["3"].verdict == DIFFERENCE
        assert found["3"].ci_low < 1.5 < found["3"].ci_high
        assert found["2"].verdict != DIFFERENCE
        assert {row.reference_domain for row in found.values()} == {"1"}
        assert all(row.ci_low_simultaneous < row.ci_low for row in found.values())


def test_an_effect_is_the_difference_of_the_means_that_stand_beside_it(experiment: Experiment) -> None:
    rows = report(experiment)
    means = {row.category: row.estimate for row in pick(rows, "mean")}
    (effect,) = pick(rows, "effect", weighting="calibrated", category="3")
    assert effect.estimate == pytest.approx(means["3"] - means["1"])
    plain = [experiment.answers[experiment.arm_of == place] for place in (0, 2)]
    (unweighted,) = pick(rows, "effect", weighting="none", category="3")
    assert unweighted.estimate == pytest.approx(np.nanmean(plain[1]) - np.nanmean(plain[0]))


def test_the_unweighted_error_is_that_of_sampling_points(experiment: Experiment) -> None:
    (row,) = pick(report(experiment), "effect", weighting="none", category="3")
    design, known = draw_design(), ~np.isnan(experiment.answers)
    scores = np.zeros((N, 1))
    for place, sign in ((2, 1), (0, -1)):
        own = known & (experiment.arm_of == place)
        scores[own, 0] = sign * (experiment.answers[own] - experiment.answers[own].mean()) / own.sum()
    want = score_covariance(scores, SampleDesign(strata=design.strata, psus=design.psus))
    assert row.standard_error == pytest.approx(np.sqrt(want[0, 0]))


def test_sides_that_react_otherwise_are_told_apart(experiment: Experiment) -> None:
    answers = experiment.answers - 3 * (SIDES["B"] & (experiment.arm_of == 2))
    rows = report(replace(experiment, answers=answers, bounds=None), sides=True)
    found = {row.category: row for row in pick(rows, "effect_difference")}
    assert found["3"].verdict == DIFFERENCE
    assert found["3"].estimate == pytest.approx(3, abs=1)
    assert found["2"].verdict != DIFFERENCE
    assert {row.family for row in found.values()} == {"vignette;sides"}


def test_who_was_asked_and_whether_they_answered_are_counted(experiment: Experiment) -> None:
    rows = report(experiment)
    asked = experiment.arm_of >= 0
    (counted,), (share,) = pick(rows, "n_asked"), pick(rows, "asked_share")
    assert (counted.estimate, counted.n) == (asked.sum(), N)
    assert share.estimate == pytest.approx(np.average(asked, weights=draw_design().weights))
    given = {row.category: row.estimate for row in pick(rows, "arm_share", model="")}
    assert sum(given.values()) == pytest.approx(1)
    assert given["1"] == pytest.approx((experiment.arm_of == 0).sum() / asked.sum())


def test_texts_that_follow_a_trait_or_miss_their_plan_speak_against_chance(experiment: Experiment) -> None:
    fair = report(experiment)
    assert all(row.p_adjusted > 0.05 for row in pick(fair, "balance_test"))
    assert pick(fair, "arm_test")[0].p_value > 0.05
    sex = np.where(experiment.arm_of == 2, 1.0, experiment.covariates[0].values)
    age = experiment.covariates[1].values + 8 * (experiment.arm_of == 1)
    traits = (replace(experiment.covariates[0], values=sex), replace(experiment.covariates[1], values=age))
    rigged = replace(experiment, covariates=traits, planned=np.array([0.6, 0.2, 0.2]))
    rows = report(rigged)
    assert {row.variable for row in pick(rows, "balance_test") if row.p_adjusted < 0.001} == {"sex", "age"}
    assert pick(rows, "arm_test")[0].p_value < 0.001


def test_the_statistic_of_the_plan_is_pearsons(experiment: Experiment) -> None:
    counts = np.array([30, 50, 40])
    arm_of = np.repeat([0, 1, 2, -1], [*counts, N - counts.sum()])
    (row,) = pick(report(replace(experiment, arm_of=arm_of)), "arm_test")
    assert row.estimate == pytest.approx(((counts - 40) ** 2 / 40).sum())  # 5.0
    assert row.p_value == pytest.approx(0.0820849986)  # exp(-2.5): two degrees of freedom


def test_a_text_with_few_answers_is_named_without_a_mean(experiment: Experiment) -> None:
    answers = experiment.answers.copy()
    answers[np.flatnonzero(experiment.arm_of == 1)[4:]] = np.nan
    rows = report(replace(experiment, answers=answers))
    (mean,) = pick(rows, "mean", category="2")
    assert (mean.note, np.isnan(mean.estimate)) == ("too_few", True)
    assert {row.category for row in pick(rows, "effect")} == {"3"}
    few = np.where(experiment.arm_of == 0, np.nan, experiment.answers)
    assert pick(report(replace(experiment, answers=few)), "effect") == []


def test_a_rare_trait_makes_its_p_value_rough(experiment: Experiment) -> None:
    rare = np.where(np.arange(N) < 3, 2.0, 1.0)
    traits = (Covariate(name="rare", values=rare, is_number=False), Covariate(name="flat", values=np.ones(N), is_number=False))
    notes = {row.variable: row.note for row in pick(report(replace(experiment, covariates=traits)), "balance_test")}
    assert notes == {"answered": "", "rare": "small_cells", "flat": "untestable"}


def test_nobody_who_was_asked_leaves_a_count_alone(experiment: Experiment) -> None:
    rows = report(replace(experiment, arm_of=np.full(N, -1)))
    assert {row.measure for row in rows} == {"n_asked", "asked_share"}
