"""The cross-check: packages and design agree where they should, and the reason why they differ is found."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from crowdpotential.chapters.answers.estimates.answer_tests import answer_test_rows
from crowdpotential.chapters.answers.estimates.crosscheck import crosscheck_rows, tell_why
from crowdpotential.chapters.answers.estimates.crosscheck_questions import Check, Scored
from crowdpotential.chapters.answers.estimates.unweighted import (
    Answer,
    chi2_of_pingouin,
    t_test_of_pingouin,
)
from crowdpotential.codebook import build_codebook
from crowdpotential.params import Comparison, Levels
from crowdpotential.results import finish
from crowdpotential.results.rows import Row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design, LinearDesign
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.replication.replicates import rao_wu_replication

N = 600
KEYS = {"sex": ("male", "female"), "age": ("young", "middle", "old")}


def design_for(weights: FloatArray, n_psus: int) -> LinearDesign:
    psus = np.arange(N) * n_psus // N
    sample = SampleDesign(strata=np.zeros(N, dtype=np.int64), psus=psus)
    return LinearDesign(weights=weights, sample=sample, calibrated_from=None)


def replicated_for(weights: FloatArray, n_psus: int) -> Design:
    psus = np.arange(N) * n_psus // N
    return Design(
        weights=weights,
        replicate_weights=weights[:, None] * np.ones(2),
        replication=rao_wu_replication(np.zeros(n_psus, dtype=np.int64), number=2),
        strata=np.zeros(N, dtype=np.int64),
        psus=psus,
    )


def scored(weights: FloatArray, *, n_psus: int = N, clustered: float = 0.0) -> Scored:
    rng = np.random.default_rng(20190701)
    point = np.arange(N) * 30 // N
    sex, age = rng.integers(0, 2, N), rng.integers(0, 3, N)
    if clustered:  # sampling points of one sex each: the contrast of the sexes is one of points
        sex = rng.permutation(np.repeat([0, 1], 15))[point]
    index = 50 + 4 * sex - 3 * age + rng.normal(0, 10, N) + clustered * rng.normal(size=30)[point]
    return Scored(
        index=index,
        level=(index > 45).astype(np.int64) + (index > 55),
        groups={"sex": sex, "age": age},
        keys=KEYS,
        design=design_for(weights, n_psus),
        replicated=replicated_for(weights, n_psus),
        confidence_level=0.95,
        suppress_below=10,
    )


def check_of(unweighted: Answer, simple: Answer, design_based: Answer) -> Check:
    return Check(variable="sex", package="", n=9, unweighted=unweighted, simple=simple, design_based=design_based)


def rows_of(asked: Scored) -> dict[tuple[str, ...], Row]:
    return {
        tuple(getattr(row, key) for key in ("measure", "variable_2", "category", "weighting", "model")): row
        for row in crosscheck_rows(asked)
    }


def test_a_simple_random_sample_gets_the_same_answers_from_all() -> None:
    rows = rows_of(scored(np.full(N, 700.0)))
    assert {row.note for row in rows.values()} == {"alike"}
    for name, category in (("sex", "female"), ("age", "middle")):
        ours = rows["crosscheck_t", name, category, "calibrated", ""]
        theirs = rows["crosscheck_t", name, category, "none", ""]
        assert_allclose(ours.estimate, theirs.estimate)
        assert_allclose(ours.standard_error, theirs.standard_error, rtol=0.005)
        assert_allclose(ours.p_value, theirs.p_value, rtol=0.1)
    assert [row.method for row in rows.values()].count("statsmodels") == 3
    assert [row.method for row in rows.values()].count("pingouin") == 4


def test_the_packages_answer_as_scipy_and_least_squares_do() -> None:
    asked = scored(np.full(N, 1.0))
    rows, sex = rows_of(asked), asked.groups["sex"]
    expected = stats.ttest_ind(asked.index[sex == 1], asked.index[sex == 0], equal_var=False)
    row = rows["crosscheck_t", "sex", "female", "none", ""]
    interval = expected.confidence_interval(0.95)
    assert_allclose(
        [row.p_value, row.df, row.ci_low, row.ci_high],
        [expected.pvalue, expected.df, interval.low, interval.high],
        rtol=1e-9,
    )
    chi2 = stats.chi2_contingency(stats.contingency.crosstab(sex, asked.level).count, correction=False)
    row = rows["crosscheck_rao_scott", "sex", "", "none", ""]
    assert_allclose([row.estimate, row.p_value], [chi2.statistic / 2, chi2.pvalue], rtol=1e-9)
    age = asked.groups["age"]
    x = np.column_stack([np.ones(N), sex == 1, age == 1, age == 2]).astype(float)
    slopes = np.linalg.lstsq(x, asked.index, rcond=None)[0]
    found = [rows["crosscheck_coefficient", n, k, "none", ""].estimate for n, k in (("sex", "female"), ("age", "middle"), ("age", "old"))]
    assert_allclose(found, slopes[1:], rtol=1e-9)
    assert rows["crosscheck_coefficient", "age", "old", "calibrated", ""].n == (age == 2).sum()


def test_unequal_weights_and_clustering_are_told_apart() -> None:
    even = np.full(N, 700.0)
    uneven = np.where(np.arange(N) % 3 == 0, 4000.0, 300.0)
    key = ("crosscheck_t", "sex", "female", "calibrated", "")
    assert rows_of(scored(even, n_psus=30, clustered=8.0))[key].note == "design"
    assert rows_of(scored(uneven))[key].note == "weights"
    assert rows_of(scored(uneven, n_psus=30, clustered=8.0))[key].note == "both"
    clustered = rows_of(scored(even, n_psus=30, clustered=8.0))
    simple = clustered[(*key[:4], "simple")]
    assert clustered[key].standard_error > 1.5 * simple.standard_error


@pytest.mark.parametrize(
    ("simple", "design_based", "reason"),
    [
        ((5.0, 1.0), (5.0, 1.04), "alike"),
        ((5.0, 1.0), (5.0, 1.06), "design"),
        ((5.2, 1.0), (5.2, 1.0), "weights"),
        ((5.0, 1.2), (5.0, 2.0), "both"),
    ],
)
def test_a_reader_of_rounded_numbers_is_told_of_what_shows(
    simple: tuple[float, float], design_based: tuple[float, float], reason: str
) -> None:
    answers = [Answer(estimate=e, standard_error=s) for e, s in ((5.0, 1.0), simple, design_based)]
    assert tell_why(check_of(*answers)) == reason


def test_statistics_without_an_error_are_compared_by_their_size() -> None:
    answers = [Answer(estimate=e) for e in (4.0, 4.2, 2.0)]
    assert tell_why(check_of(*answers)) == "design"


def test_two_equal_means_have_an_error_all_the_same() -> None:
    found = t_test_of_pingouin(np.array([1.0, 2, 3]), np.array([0.0, 2, 4]), confidence_level=0.95)
    assert found.estimate == 0
    assert_allclose([found.standard_error, found.p_value], [np.sqrt(5 / 3), 1])


@pytest.mark.filterwarnings("error")
def test_small_counts_do_not_disturb_a_run() -> None:
    rows, columns = np.array([0] * 8 + [1] * 4), np.array([0, 1] * 6)
    assert chi2_of_pingouin(rows, columns).estimate == pytest.approx(0)


def test_a_group_whose_mean_is_hidden_is_not_contrasted() -> None:
    asked = scored(np.full(N, 1.0))
    few = np.where(np.arange(N) < 9, 0, 1)
    rows = rows_of(replace(asked, groups={"sex": few, "age": asked.groups["age"]}))
    assert not any(measure != "crosscheck_coefficient" and name == "sex" for measure, name, *_ in rows)
    assert ("crosscheck_t", "age", "middle", "calibrated", "") in rows


@pytest.mark.parametrize("group", [0, 1, 2])
def test_a_group_in_one_sampling_unit_has_neither_error_nor_p_value(group: int) -> None:
    """Twenty respondents of one point, far from all others, are the first, second or third group of a variable."""
    asked = scored(np.full(N, 1.0), n_psus=30)
    inside = np.arange(N) < N // 30
    names = np.where(inside, group, np.where(asked.groups["age"] == group, (group + 1) % 3, asked.groups["age"]))
    index = np.where(inside, 5.0, asked.index) + 0.01 * np.arange(N)
    asked = replace(asked, index=index, groups={"sex": asked.groups["sex"], "age": names})
    found = [row for row in crosscheck_rows(asked) if row.variable_2 == "age"]
    void = {(row.measure, row.category) for row in found if row.note == "not_estimable"}
    coefficients = {"middle", "old"} if group == 0 else {KEYS["age"][group]}
    expected = {("crosscheck_rao_scott", ""), *(("crosscheck_coefficient", key) for key in coefficients)}
    assert void == expected | ({("crosscheck_t", "middle")} if group < 2 else set())
    untested = [row for row in found if row.note == "not_estimable"]
    assert np.isnan([(row.p_value, row.standard_error) for row in untested]).all()
    others = [row for row in crosscheck_rows(asked) if row.note != "not_estimable"]
    assert {row.variable_2 for row in others} >= {"sex"}
    assert all(row.p_value >= 0 for row in others)


def test_collinear_groups_are_said_not_to_be_estimable() -> None:
    asked = scored(np.full(N, 1.0))
    groups = {"sex": asked.groups["sex"], "age": asked.groups["sex"]}
    rows = [row for row in crosscheck_rows(replace(asked, groups=groups)) if row.note == "not_estimable"]
    assert [(row.measure, row.n) for row in rows] == [("crosscheck_coefficient", N)]
    assert np.isnan(rows[0].estimate)


def test_a_study_without_levels_or_groups_is_not_asked_about_them() -> None:
    asked = scored(np.full(N, 1.0))
    without_levels = rows_of(replace(asked, level=np.full(N, -1)))
    assert not any(measure == "crosscheck_rao_scott" for measure, *_ in without_levels)
    assert crosscheck_rows(replace(asked, groups={})) == []


def test_respondents_without_a_score_are_left_out() -> None:
    asked = scored(np.full(N, 1.0))
    index = np.where(np.arange(N) < 50, np.nan, asked.index)
    rows = rows_of(replace(asked, index=index, level=np.where(np.isnan(index), -1, asked.level)))
    inside = (np.arange(N) >= 50) & (asked.groups["age"] < 2)
    assert rows["crosscheck_t", "age", "middle", "calibrated", ""].n == inside.sum()
    assert rows["crosscheck_rao_scott", "sex", "", "none", ""].n == N - 50


def test_a_study_gets_rows_with_keys_of_their_own() -> None:
    sexes = {1: {"label": {"en": "men"}, "key": "male"}, 2: {"label": {"en": "women"}, "key": "female"}}
    tastes = {code: {"label": {"en": str(code)}} for code in (1, 2, 3)}
    common = {"type": "single", "wording": {"en": "?"}}
    book = build_codebook(
        {
            "id": "small",
            "languages": ["en"],
            "missing": {},
            "dimensions": [],
            "variables": [
                {"id": "sex", **common, "codes": sexes},
                {"id": "taste", **common, "codes": tastes},
            ],
        },
        name="small",
    )
    rng, asked = np.random.default_rng(20190701), scored(np.full(N, 700.0))
    responses = pd.DataFrame(
        {
            "bloc": np.repeat(["A", "B"], N // 2),
            "sex": 1 + asked.groups["sex"],
            "taste": rng.integers(1, 4, N),
        }
    )
    design = Design(
        weights=asked.design.weights,
        replicate_weights=700 * rng.poisson(1, (N, 100)).astype(float),
        replication=rao_wu_replication(np.zeros(N, dtype=np.int64), number=100),
        strata=asked.design.sample.strata,
        psus=asked.design.sample.psus,
    )
    tell = partial(
        answer_test_rows,
        responses,
        asked.index,
        book,
        design=design,
        linear=asked.design,
        levels=Levels(low_below=45, high_from=55),
        comparison=Comparison(group_by=("sex",)),
        suppress_below=10,
    )
    assert {row.chapter for row in tell(closed={"sex"})} == {"topline"}  # groups that may not be compared
    rows = tell(closed=())
    found = finish(rows, is_synthetic=True).set_index("result_id")
    assert {
        "topline.rao_scott.taste.bloc",
        "topline.cramers_v.sex.bloc",
        "groups.rao_scott.index.sex",
        "comparison.crosscheck_t.index=female.sex",
        "comparison.crosscheck_t.index=female.sex.model=simple",
        "comparison.crosscheck_t.index=female.sex.weighting=none",
        "comparison.crosscheck_coefficient.index=female.sex",
        "comparison.crosscheck_rao_scott.index.sex",
    } <= set(found.index)
    by_replicates, linearised = (
        found.loc[name, "estimate"] for name in ("groups.rao_scott.index.sex", "comparison.crosscheck_rao_scott.index.sex")
    )
    assert by_replicates == pytest.approx(linearised, rel=0.25)  # a hundred replicates know a variance to 14 %
