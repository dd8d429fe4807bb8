"""Whether one odds ratio serves all answers: a test of parallel lines for each predictor and control of an ordinal model."""

import numpy as np

from crowdpotential.chapters.drivers.estimates.answers import Term
from crowdpotential.chapters.drivers.estimates.fitting import Fitted
from crowdpotential.chapters.drivers.estimates.model_rows import ORDINAL
from crowdpotential.compare.families import Inferring
from crowdpotential.results.measures.drivers import PARALLEL_TEST
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.inference.multiplicity import Adjustment, adjust_p_values
from crowdpotential.stats.regressions.parallel_lines import compare_slopes
from crowdpotential.verdicts import DIFFERENCE, UNDETERMINED

UNTESTABLE = "untestable"  # note: fewer sampling units than numbers to compare, or replicates that failed
METHOD = "replicates: F of logits at all thresholds"


def parallel_rows(fitted: Fitted, outcome: Term, how: Inferring) -> list[Row]:
    """Report the test of each predictor and control, its p-values adjusted for all of the model; nothing without slopes of their own."""
    if fitted.ordinal is None or fitted.ordinal.slopes is None:
        return []
    equation, slopes = fitted.equation, fitted.ordinal.slopes
    names = list(dict.fromkeys(column.term.name for column in equation.columns))
    places = [[i for i, column in enumerate(equation.columns) if column.term.name == name] for name in names]
    tests = [compare_slopes(slopes[:, own], replication=how.replication, freedom=equation.freedom) for own in places]
    method: Adjustment = "benjamini-hochberg" if how.comparison.adjust == "benjamini-hochberg" else "holm"
    adjusted = adjust_p_values(np.array([test.p_value for test in tests]), method)
    level = 1 - how.comparison.confidence_level
    bloc = equation.domain.bloc
    about: Columns = {
        **MAIN,
        **equation.domain.columns,
        "variable_2": outcome.name,
        "n": float(equation.inside.sum()),
        "model": ORDINAL,
        "confidence_level": how.comparison.confidence_level,
        "family": "drivers;parallel" + (f";bloc={bloc}" if bloc else ""),
        "p_adjust_method": method,
        "method": METHOD,
    }
    return [
        make_row(PARALLEL_TEST, about, variable=name, df_numerator=test.numerator_df, note=UNTESTABLE)
        if np.isnan(p)
        else make_row(
            PARALLEL_TEST,
            about,
            variable=name,
            estimate=test.statistic,
            df_numerator=test.numerator_df,
            df=test.denominator_df,
            p_value=test.p_value,
            p_adjusted=float(p),
            verdict=DIFFERENCE if p < level else UNDETERMINED,
        )
        for name, test, p in zip(names, tests, adjusted, strict=True)
    ]
