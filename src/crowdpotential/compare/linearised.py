"""A second standard error beside the replicates': Taylor linearisation on calibration residuals, and the design effect.

Both answer how far a mean would move in another sample. Linearisation takes the scores as they are; the replicates also measure the
dimensions anew. So their ratio tells how much of the error comes from estimating the weights of the items.
"""

import numpy as np
import pandas as pd

from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domains
from crowdpotential.results.measures.index import DEFF, STANDARD_ERROR_LINEARISED
from crowdpotential.results.rows import MAIN, SINGLE_UNIT, Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference import linear_estimates
from crowdpotential.stats.inference.design import Design, LinearDesign
from crowdpotential.stats.inference.freedom import count_freedom
from crowdpotential.stats.inference.linear_estimates import LinearEstimates, estimate_means, join_estimates
from crowdpotential.stats.inference.linear_inference import LinearInference, infer_linearised

METHODS = {
    STANDARD_ERROR_LINEARISED: "linearisation on calibration residuals",
    DEFF: "linearised variance over that of a simple random sample with replacement of as many respondents",
}
FIXED = "item weights taken as fixed"


def linearised_rows(
    scores: pd.DataFrame,
    domains: Domains,
    design: LinearDesign,
    comparison: Comparison,
    *,
    replicated: Design,
) -> list[Row]:
    """Report the linearised standard error and the design effect of the headline means: all, blocs and areas.

    Args:
        scores: a column for the index and for each dimension, named as in the rows; missing as NaN; in the order of the design.
        domains: those of groups are left out.
        design: weights, sample and calibration.
        comparison: level of confidence.
        replicated: the same respondents, by whom degrees of freedom are counted.
    """
    values = {str(name): scores[name].to_numpy(dtype=np.float64) for name in scores}
    cells = [
        (position, variable)
        for position, label in enumerate(domains.labels)
        for variable in values
        if not label.domain_variable and np.count_nonzero(~np.isnan(values[variable][domains.members[:, position]])) > 1
    ]
    if not cells:
        return []
    parts = [_mean(values[variable], domains, position, design) for position, variable in cells]
    found = infer_linearised(join_estimates(parts), design, confidence_level=comparison.confidence_level)
    based = [~np.isnan(values[variable]) & domains.members[:, position] for position, variable in cells]
    freedom = count_freedom(np.column_stack(based), replicated)
    return [
        make_row(
            measure,
            _evidence(found, place, float(freedom[place])),
            domains.labels[position].columns,
            variable=variable,
            estimate=estimates[place],
            method=METHODS[measure],
        )
        for place, (position, variable) in enumerate(cells)
        for measure, estimates in (
            (STANDARD_ERROR_LINEARISED, found.standard_error),
            (DEFF, found.deff_with_replacement),
        )
    ]


def _mean(values: FloatArray, domains: Domains, position: int, design: LinearDesign) -> LinearEstimates:
    """Estimate the mean of one domain, with its scores."""
    codes, names = np.where(domains.members[:, position], 0, -1), (str(domains.labels[position]),)
    return estimate_means(values, design.weights, linear_estimates.Domains(codes=codes, names=names))


def _evidence(found: LinearInference, place: int, freedom: float) -> Columns:
    return {
        **MAIN,
        "n": float(found.n_respondents[place]),
        "n_effective": found.n_effective[place],
        "df": freedom,
        "note": FIXED if freedom > 0 else SINGLE_UNIT,
    }
