"""Whether chance gave the texts: how often each was given, and whether those who were given it are like the others.

Chance gave the texts to respondents, whatever their weights and sampling points, so that these tests are unweighted.
"""

from collections.abc import Sequence

import numpy as np

from crowdpotential.chapters.vignette.estimates.experiment import Covariate, Experiment
from crowdpotential.results.domains import Domain
from crowdpotential.results.measures import vignette as measures
from crowdpotential.results.rows import Columns, Row, make_row
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.multiplicity import adjust_p_values

ANSWERED = "answered"  # variable of the test whether the text has to do with answering at all
SMALL_CELLS = "small_cells"  # note of a test with so few expected in some cells that its p-value is rough (Cochran 1954)
FEW_EXPECTED, MOST_FEW = 5.0, 0.2
UNTESTABLE = "untestable"  # note of what has no test: one text, or one answer


def chance_rows(experiment: Experiment, domain: Domain, inside: BoolArray) -> list[Row]:
    """Report how often each text was given to some respondents (n,), and how their traits go with it (p-values by Holm's method)."""
    asked = inside & (experiment.arm_of >= 0)
    n, arms = float(asked.sum()), experiment.arm_of[asked]
    about: Columns = {"sample": "main", "weighting": "none", **domain.columns, "n": n}
    counts = np.bincount(arms, minlength=len(experiment.arms))
    rows = [
        make_row(measures.ARM_SHARE, about, category=str(code), model=model, estimate=float(share))
        for shares, model in ((counts / max(n, 1), ""), (experiment.planned, "planned"))
        for code, share in zip(experiment.arms, shares, strict=True)
    ]
    rows.append(make_row(measures.ARM_TEST, about, _against_plan(counts, experiment.planned)))
    answered = (~np.isnan(experiment.answers[asked])).astype(np.float64)
    traits = [Covariate(name=ANSWERED, values=answered, is_number=False)]
    traits += [Covariate(name=own.name, values=own.values[asked], is_number=own.is_number) for own in experiment.covariates]
    return rows + _balance_rows(traits, arms, about)


def _balance_rows(traits: Sequence[Covariate], arms: IntArray, about: Columns) -> list[Row]:
    tests = [_test(trait, arms) for trait in traits]
    adjusted = adjust_p_values(np.array([test.get("p_value", np.nan) for test in tests]), "holm")
    return [
        make_row(
            measures.BALANCE_TEST,
            about,
            test,
            variable=trait.name,
            p_adjusted=float(p),
            p_adjust_method="holm",
            family="vignette;balance",
            n=float((~np.isnan(trait.values)).sum()),
        )
        for trait, test, p in zip(traits, tests, adjusted, strict=True)
    ]


def _against_plan(counts: IntArray, planned: FloatArray) -> Columns:
    """Test counts against planned shares by Pearson's chi-square."""
    from scipy.special import chdtrc  # noqa: PLC0415

    expected = counts.sum() * planned
    if not (expected > 0).all():
        return {"note": UNTESTABLE}
    chi2, df = float(((counts - expected) ** 2 / expected).sum()), counts.size - 1.0
    return {"estimate": chi2, "df": df, "p_value": float(chdtrc(df, chi2)), "method": "chi-square", "note": _rough(expected)}


def _test(trait: Covariate, arms: IntArray) -> Columns:
    known = ~np.isnan(trait.values)
    values, given = trait.values[known], np.unique(arms[known])
    if np.unique(values).size < 2 or given.size < 2:
        return {"note": UNTESTABLE}
    return _compare_numbers(values, arms[known]) if trait.is_number else _compare_categories(values, arms[known])


def _compare_categories(values: FloatArray, arms: IntArray) -> Columns:
    from scipy.stats import chi2_contingency  # noqa: PLC0415 half a second of imports that a check does not need
    from scipy.stats.contingency import crosstab  # noqa: PLC0415

    found = chi2_contingency(crosstab(arms, values).count, correction=False)
    expected = np.asarray(found.expected_freq)
    return {
        "estimate": float(found.statistic),
        "df": float(found.dof),
        "p_value": float(found.pvalue),
        "method": "chi-square",
        "note": _rough(expected),
    }


def _compare_numbers(values: FloatArray, arms: IntArray) -> Columns:
    from scipy.stats import f_oneway  # noqa: PLC0415

    groups = [values[arms == arm] for arm in np.unique(arms)]
    found = f_oneway(*groups)
    return {
        "estimate": float(found.statistic),
        "df_numerator": len(groups) - 1.0,
        "df": float(values.size - len(groups)),
        "p_value": float(found.pvalue),
        "method": "F",
    }


def _rough(expected: FloatArray) -> str:
    is_rough = (expected < FEW_EXPECTED).mean() > MOST_FEW or expected.min() < 1
    return SMALL_CELLS if is_rough else ""
