"""Means of the index and its dimensions by domain, and what separates two domains, with errors from the replicates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

from crowdpotential.compare.domains import Domain, Domains
from crowdpotential.params import Comparison
from crowdpotential.results import Row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.estimation import Inference, infer


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanEstimates:
    """Means of q variables in d domains, in the full sample and in each replicate."""

    domains: Domains
    variables: tuple[str, ...]
    estimate: FloatArray  # (d, q)
    replicates: FloatArray  # (d, q, R); NaN where a replicate failed
    n: FloatArray  # (d, q) respondents with a value
    n_effective: FloatArray  # (d, q)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One difference to report: first minus second."""

    first: Domain
    second: Domain
    variable: str
    estimate: float
    replicates: FloatArray  # (R,)
    degrees_of_freedom: float
    n: float


def mean_rows(means: MeanEstimates, comparison: Comparison, *, unit: str = "points") -> list[Row]:
    """Report every mean: chapter index for all, blocs and areas; chapter groups for groups of residents."""
    d, q = means.estimate.shape
    freedom = np.repeat(means.domains.degrees_of_freedom, q)
    found = infer(
        means.estimate.reshape(-1),
        means.replicates.reshape(d * q, -1),
        degrees_of_freedom=freedom,
        confidence_level=comparison.confidence_level,
        interval="t",
    )
    rows: list[Row] = []
    for position, (label, variable) in enumerate(
        (x, v) for x in means.domains.labels for v in means.variables
    ):
        at = divmod(position, q)
        if means.n[at] == 0:
            continue
        rows.append({
            "chapter": "groups" if label.domain_variable else "index", "measure": "mean", "variable": variable,
            **domain_keys(label), **inference_keys(found, position), "interval_type": "t",
            "confidence_level": comparison.confidence_level, "unit": unit, "sample": "main", "weighting": "calibrated",
            "n": means.n[at], "n_effective": means.n_effective[at], "df": freedom[position], "method": "replicates",
        })  # fmt: skip
    return rows


def contrast(means: MeanEstimates, first: Domain, second: Domain, variable: str) -> Contrast:
    """Take the difference of one variable's means between two domains, replicate by replicate."""
    a, b, v = means.domains.position(first), means.domains.position(second), means.variables.index(variable)
    freedom = means.domains.degrees_of_freedom
    return Contrast(
        first=first,
        second=second,
        variable=variable,
        estimate=float(means.estimate[a, v] - means.estimate[b, v]),
        replicates=means.replicates[a, v] - means.replicates[b, v],
        degrees_of_freedom=float(freedom[a] + freedom[b]),
        n=float(means.n[a, v] + means.n[b, v]),
    )


def contrast_rows(
    contrasts: Sequence[Contrast],
    comparison: Comparison,
    *,
    chapter: str,
    family: str,
    smallest_gap: float,
    model: str = "",
) -> list[Row]:
    """Report a family of contrasts with p-values adjusted over the family, and a verdict in fixed words.

    The verdict is `equivalent` if the difference lies within the smallest gap of interest (two one-sided tests; Schuirmann 1987), else
    `difference` if the adjusted p-value is below the level, else `undetermined`.
    """
    if not contrasts:
        return []
    level = comparison.confidence_level
    freedom = np.maximum(np.array([c.degrees_of_freedom for c in contrasts]), 1.0)
    estimate = np.array([c.estimate for c in contrasts])
    found = infer(
        estimate,
        np.stack([c.replicates for c in contrasts]),
        degrees_of_freedom=freedom,
        confidence_level=level,
        interval="t",
    )
    p_value = 2 * stats.t.sf(np.abs(estimate) / found.standard_error, freedom)
    equivalence = stats.t.sf((smallest_gap - np.abs(estimate)) / found.standard_error, freedom)
    adjusted = np.full(len(contrasts), np.nan)
    known = ~np.isnan(p_value)
    if known.any():
        adjusted[known] = multipletests(p_value[known], method=comparison.adjust)[1]
    return [
        {
            "chapter": chapter, "measure": "contrast", "variable": c.variable, "model": model, **domain_keys(c.first),
            "reference_bloc": c.second.bloc, "reference_area": c.second.area, **inference_keys(found, i), "interval_type": "t",
            "confidence_level": level, "unit": "points", "sample": "main", "weighting": "calibrated", "n": c.n, "df": freedom[i],
            "p_value": p_value[i], "p_adjusted": adjusted[i], "p_adjust_method": comparison.adjust, "family": family,
            "verdict": _verdict(adjusted[i], equivalence[i], 1 - level), "method": "replicates",
        }
        for i, c in enumerate(contrasts)
    ]  # fmt: skip


def domain_keys(label: Domain) -> Row:
    """Say in result columns whom a number is about."""
    return {
        "bloc": label.bloc,
        "area": label.area,
        "domain_variable": label.domain_variable,
        "domain": label.domain,
    }


def inference_keys(found: Inference, position: int) -> Row:
    """Say in result columns what was inferred at one position."""
    return {
        "estimate": found.estimate[position], "standard_error": found.standard_error[position],
        "ci_low": found.ci_low[position], "ci_high": found.ci_high[position], "n_replicates": found.n_replicates,
        "n_replicates_failed": found.n_failed[position], "note": "withheld" if found.withheld[position] else "",
    }  # fmt: skip


def _verdict(p_adjusted: float, p_equivalence: float, significance: float) -> str:
    if p_equivalence < significance:
        return "equivalent"
    return "difference" if p_adjusted < significance else "undetermined"
