"""The questions of the cross-check: each answered by a package, by the weights alone, and by the whole design."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.answers.estimates.associations import drop_empty
from crowdpotential.chapters.answers.estimates.unweighted import (
    Answer,
    chi2_of_pingouin,
    regression_of_statsmodels,
    t_test_of_pingouin,
)
from crowdpotential.disclosure.few import has_too_few
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.categorical import rao_scott
from crowdpotential.stats.inference.design import Design, LinearDesign
from crowdpotential.stats.inference.freedom import contrast_freedom, count_freedom, table_freedom
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.inference.regression import Coefficients, fit_regression, infer_coefficients
from crowdpotential.stats.inference.t_tests import fit_difference
from crowdpotential.stats.inference.two_way import linearised_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The index of n respondents and the groups they belong to."""

    index: FloatArray  # (n,) missing as NaN
    level: IntArray  # (n,) low, medium and high as 0, 1, 2; -1 for none, and throughout in a study without levels
    groups: Mapping[str, IntArray]  # grouping variable -> (n,) group, -1 for none
    keys: Mapping[str, tuple[str, ...]]  # grouping variable -> key of each group
    design: LinearDesign
    replicated: Design  # the same, as degrees of freedom are counted by it
    confidence_level: float
    suppress_below: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question with its three answers."""

    variable: str  # by which the index is asked about
    category: str = ""  # the group, where one is asked about
    package: str
    n: int
    unweighted: Answer
    simple: Answer  # weighted, as if every respondent had been drawn by himself
    design_based: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswerable:
    """One question that this sample cannot answer: a group that it is about lies in one sampling unit of each stratum."""

    variable: str
    category: str = ""
    n: int


def compare_means(scored: Scored, name: str) -> list[Check | Unanswerable]:
    """Compare the index of the first two groups of a variable."""
    group = np.where(np.isnan(scored.index), -1, scored.groups[name])
    if has_too_few([np.count_nonzero(group == code) for code in (0, 1)], max(scored.suppress_below, 2)):
        return []  # a mean that is hidden, or none at all
    values = np.where((group == 0) | (group == 1), scored.index, np.nan)
    inside = ~np.isnan(values)
    category = scored.keys[name][1]
    freedom = float(contrast_freedom(*_two(inside, group), scored.replicated)[0])
    if not freedom > 0:
        return [Unanswerable(variable=name, category=category, n=int(inside.sum()))]
    level = scored.confidence_level
    fit = fit_difference(values, group == 1, scored.design.weights)

    def answer(design: LinearDesign) -> Answer:
        df = freedom if design is scored.design else inside.sum() - 1.0
        found = infer_coefficients(fit, design.covariance(fit.scores), design_df=df, confidence_level=level)
        return _answer_of(found, 1)

    return [
        Check(
            variable=name,
            category=category,
            package="pingouin",
            n=int(inside.sum()),
            unweighted=t_test_of_pingouin(values[group == 0], values[group == 1], confidence_level=level),
            simple=answer(_as_if_simple(scored.design)),
            design_based=answer(scored.design),
        )
    ]


def compare_levels(scored: Scored, name: str) -> list[Check | Unanswerable]:
    """Cross low, medium and high scores with a variable."""
    rows, columns = drop_empty(scored.groups[name], scored.level)
    inside = rows >= 0
    sizes = np.bincount(rows[inside])
    if sizes.size < 2 or has_too_few(sizes, scored.suppress_below) or np.unique(columns[inside]).size < 2:
        return []
    freedom = table_freedom(rows, scored.replicated)
    if not freedom.has_error:
        return [Unanswerable(variable=name, n=int(inside.sum()))]

    def answer(design: LinearDesign) -> Answer:
        df = float(freedom) if design is scored.design else inside.sum() - 1.0
        table = linearised_table(rows, columns, design.weights, covariance=design.covariance, degrees_of_freedom=df)
        found = rao_scott(table).second_order
        return Answer(estimate=found.statistic, df=found.numerator_df, p_value=found.p_value)

    return [
        Check(
            variable=name,
            package="pingouin",
            n=int(inside.sum()),
            unweighted=chi2_of_pingouin(rows[inside], columns[inside]),
            simple=answer(_as_if_simple(scored.design)),
            design_based=answer(scored.design),
        )
    ]


def regress(scored: Scored) -> list[Check | Unanswerable]:
    """Regress the index on all grouping variables at once, each against its first group.

    A group in one sampling unit of each stratum has a coefficient without an error, and so have all that are set against it.
    """
    has_all = ~np.isnan(scored.index) & np.all([group >= 0 for group in scored.groups.values()], axis=0)
    columns = _dummies(scored, has_all)
    regressors = np.column_stack([np.ones(has_all.size), *columns.values()])
    response = np.where(has_all, scored.index, np.nan)
    names = ("constant", *(f"{name}={key}" for name, key in columns))
    fit = fit_regression(response, regressors, scored.design.weights, names=names)

    freedom = float(count_freedom(has_all[:, None], scored.replicated)[0])

    def answers(design: LinearDesign) -> Coefficients:
        df = freedom if design is scored.design else has_all.sum() - 1.0
        covariance = design.covariance(fit.scores)
        return infer_coefficients(fit, covariance, design_df=df, confidence_level=scored.confidence_level)

    simple, design_based = answers(_as_if_simple(scored.design)), answers(scored.design)
    unweighted = regression_of_statsmodels(response[has_all], regressors[has_all], confidence_level=scored.confidence_level)
    found: list[Check | Unanswerable] = []
    for i, ((name, key), column) in enumerate(columns.items(), start=1):
        n, codes = int(column[has_all].sum()), np.unique(scored.groups[name][has_all])
        against = np.where(scored.groups[name] == codes[0], 0, np.where(column > 0, 1, -1))
        if not contrast_freedom(*_two(has_all, against), scored.replicated)[0].has_error:
            found.append(Unanswerable(variable=name, category=key, n=n))
            continue
        found.append(
            Check(
                variable=name,
                category=key,
                package="statsmodels",
                n=n,
                unweighted=unweighted[i],
                simple=_answer_of(simple, i),
                design_based=_answer_of(design_based, i),
            )
        )
    return found


def _dummies(scored: Scored, has_all: BoolArray) -> dict[tuple[str, str], FloatArray]:
    """Give, for each group but the first of its variable that anybody is in, who is in it; (n,) 0 or 1."""
    found: dict[tuple[str, str], FloatArray] = {}
    for name, group in scored.groups.items():
        present = np.unique(group[has_all])
        for code in present[1:]:
            found[name, scored.keys[name][code]] = (group == code).astype(np.float64)
    return found


def _as_if_simple(design: LinearDesign) -> LinearDesign:
    """Assign the same weights to respondents drawn one by one, and not calibrated."""
    n = design.weights.size
    sample = SampleDesign(strata=np.zeros(n, dtype=np.int64), psus=np.arange(n))
    return LinearDesign(weights=design.weights, sample=sample, calibrated_from=None)


def _two(inside: BoolArray, group: IntArray) -> tuple[BoolArray, BoolArray]:
    """Return (n, 1) and (n, 1): who of some respondents is in group 0, and who in group 1."""
    return (inside & (group == 0))[:, None], (inside & (group == 1))[:, None]


def _answer_of(found: Coefficients, position: int) -> Answer:
    return Answer(
        estimate=float(found.estimate[position]),
        standard_error=float(found.standard_error[position]),
        ci_low=float(found.ci_low[position]),
        ci_high=float(found.ci_high[position]),
        df=found.degrees_of_freedom,
        p_value=float(found.p_value[position]),
    )
