"""Experts beside residents, on statements that both rated: two means and their difference; experts stand for themselves."""

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.ingest.expert_matches import Matched
from crowdpotential.ingest.experts import Panel
from crowdpotential.params import Comparison, Experts
from crowdpotential.results.measures.experts import DIFFERENCE, EXPERT_MEAN, RESIDENT_MEAN
from crowdpotential.results.rows import MAIN, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import infer_columns, weighted_means
from crowdpotential.stats.inference.freedom import asked_freedom
from crowdpotential.stats.inference.intervals import t_intervals
from crowdpotential.stats.inference.simultaneous import judge_tests
from crowdpotential.verdicts import DIFFERENCE as DIFFERENT
from crowdpotential.verdicts import UNDETERMINED

FAMILY = "experts.residents"


def resident_rows(
    main: pd.DataFrame,
    panel: Panel,
    experts: Experts,
    codebook: Codebook,
    *,
    matched: Matched,
    design: Design,
    comparison: Comparison,
) -> list[Row]:
    """Report the means of experts and of residents and their differences (Welch), as one family.

    Args:
        main: respondents of the main sample.
        panel: ratings; those of the first round, before experts have heard of each other.
        experts: of params.
        codebook: of the survey.
        matched: statements that residents rated on the same scale.
        design: weights and replicates of the respondents.
        comparison: level of confidence, intervals and adjustment.
    """
    pairs = list[tuple[Row, Row]]()
    for name, other in matched.questions.items():
        rated = panel.first[name].dropna().to_numpy(dtype=np.float64)
        if rated.size >= experts.fewest:
            residents = _resident_row(main, other, codebook, design, comparison)
            pairs.append((_expert_row(rated, name, comparison.confidence_level), residents))
    known = [pair for pair in pairs if all(row.standard_error > 0 for row in pair)]
    return [row for pair in pairs for row in pair] + _differences(known, comparison)


def _expert_row(rated: FloatArray, name: str, level: float) -> Row:
    mean, error, df = float(rated.mean()), float(rated.std(ddof=1) / np.sqrt(rated.size)), rated.size - 1.0
    ends = t_intervals(np.array([mean]), np.array([error]), np.array([df]), confidence_level=level)
    return make_row(
        EXPERT_MEAN,
        sample="experts",
        variable=name,
        estimate=mean,
        standard_error=error,
        ci_low=float(ends.low[0]),
        ci_high=float(ends.high[0]),
        interval_type="t",
        confidence_level=level,
        df=df,
        n=float(rated.size),
    )


def _resident_row(main: pd.DataFrame, name: str, codebook: Codebook, design: Design, comparison: Comparison) -> Row:
    values = main[name].to_numpy(dtype=np.float64)
    column = np.where(np.isin(values, list(codebook.missing_codes(name))), np.nan, values)[:, None]
    everybody = np.ones(len(main), dtype=np.bool_)
    found = infer_columns(
        weighted_means(column, design.all_weights, np.zeros(len(main), dtype=np.int64), 1)[0],
        replication=design.replication,
        freedom=asked_freedom(column, everybody, design),
        confidence_level=comparison.confidence_level,
    )
    return make_row(RESIDENT_MEAN, inferred(found, 0), MAIN, variable=name, n=float(np.isfinite(column).sum()))


def _differences(pairs: list[tuple[Row, Row]], comparison: Comparison) -> list[Row]:
    if not pairs:
        return []
    variances = np.array([[row.standard_error**2 for row in pair] for pair in pairs])
    freedom = variances.sum(axis=1) ** 2 / (variances**2 / np.array([[row.df for row in pair] for pair in pairs])).sum(axis=1)
    estimate, error = np.array([one.estimate - other.estimate for one, other in pairs]), np.sqrt(variances.sum(axis=1))
    level = comparison.confidence_level
    judged = judge_tests(estimate, error, freedom, deviations=None, method=comparison.adjust, confidence_level=level)
    ends = t_intervals(estimate, error, freedom, confidence_level=level)
    return [
        make_row(
            DIFFERENCE,
            tested(judged, at, FAMILY),
            sample="experts",
            variable=one.variable,
            variable_2=other.variable,
            estimate=float(estimate[at]),
            standard_error=float(error[at]),
            ci_low=float(ends.low[at]),
            ci_high=float(ends.high[at]),
            interval_type="t",
            confidence_level=level,
            df=float(freedom[at]),
            n=one.n,
            verdict=DIFFERENT if judged.is_found[at] else UNDETERMINED,
        )
        for at, (one, other) in enumerate(pairs)
    ]
