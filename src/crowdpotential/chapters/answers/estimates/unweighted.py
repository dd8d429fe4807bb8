"""What general-purpose packages answer: every respondent counts once and is drawn by himself.

The packages are imported where they are used: an unchanged study, and `--help`, need none of them.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from crowdpotential.stats.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One estimate or statistic with what the report prints of it; NaN where it does not apply."""

    estimate: float
    standard_error: float = np.nan
    ci_low: float = np.nan
    ci_high: float = np.nan
    df: float = np.nan
    p_value: float = np.nan


def t_test_of_pingouin(first: FloatArray, second: FloatArray, *, confidence_level: float) -> Answer:
    """Compare two means; with unequal variances where the groups differ in size (Welch 1947), as pingouin has it by default.

    Args:
        first: (n1,) values of the first group.
        second: (n2,) of the second; the difference is second less first.
        confidence_level: 0..1.
    """
    import pingouin  # noqa: PLC0415

    table = pingouin.ttest(second, first, confidence=confidence_level)
    _, df, _, p_value = table.iloc[0, :4]  # its columns changed their names between versions, not their order
    difference = float(second.mean() - first.mean())
    standard_error = float(np.sqrt(first.var(ddof=1) / first.size + second.var(ddof=1) / second.size))
    reach = float(stdtrit(float(df), (1 + confidence_level) / 2)) * standard_error  # its own interval is rounded
    return Answer(
        estimate=difference,
        standard_error=standard_error,
        ci_low=difference - reach,
        ci_high=difference + reach,
        df=float(df),
        p_value=float(p_value),
    )


def chi2_of_pingouin(rows: IntArray, columns: IntArray) -> Answer:
    """Test independence by Pearson's statistic, printed over its degrees of freedom as an F statistic is.

    Args:
        rows: (n,) 0..r-1
        columns: (n,) 0..c-1
    """
    import pingouin  # noqa: PLC0415

    frame = pd.DataFrame({"row": rows, "column": columns})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of small counts: the report marks and hides those itself
        tests = pingouin.chi2_independence(frame, x="row", y="column", correction=False)[2]
    pearson = tests.set_index("test").loc["pearson"]
    df = float(pearson["dof"])
    return Answer(estimate=float(pearson["chi2"]) / df, df=df, p_value=float(pearson["pval"]))


def regression_of_statsmodels(response: FloatArray, regressors: FloatArray, *, confidence_level: float) -> list[Answer]:
    """Fit an ordinary least squares regression; one answer for each regressor.

    Args:
        response: (n,) without missing values.
        regressors: (n, p) with a constant.
        confidence_level: 0..1.
    """
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415

    fit = OLS(response, regressors).fit()
    intervals = fit.conf_int(alpha=1 - confidence_level)
    return [
        Answer(
            estimate=float(fit.params[i]),
            standard_error=float(fit.bse[i]),
            ci_low=float(low),
            ci_high=float(high),
            df=float(fit.df_resid),
            p_value=float(fit.pvalues[i]),
        )
        for i, (low, high) in enumerate(intervals)
    ]
