"""Which ranks areas and groups may hold: sets that cover the true ranks, never the ranks of the sample alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.compare.domains import Domain
from crowdpotential.compare.estimates import MeanEstimates, Owed, domain_keys
from crowdpotential.errors import AreaError
from crowdpotential.params import Comparison
from crowdpotential.results import Row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.ranks import RankSets, draw_errors, marginal_rank_sets, simultaneous_rank_sets
from crowdpotential.stats.spread import replicate_covariance

N_DRAWS = 100_000  # a critical value is then known to about 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Those who are ranked against each other."""

    family: str  # areas, areas of one bloc, or the grouping variable
    domains: tuple[Domain, ...]


def rank_rows(
    means: MeanEstimates,
    owed: Owed,
    *,
    blocs: Sequence[str],
    comparison: Comparison,
    fewest: int,
    rng: np.random.Generator,
) -> list[Row]:
    """Report marginal and simultaneous rank sets of the index, for areas and for each grouping of residents.

    Areas of all blocs are ranked together only where the verdict allows it, with what differing items make of the second
    bloc's means taken away; otherwise each bloc's areas by themselves.

    Args:
        means: with a domain for each area and group.
        owed: points that differing items make between the first two blocs.
        blocs: those that may be compared, in the order of params; none or one where they may not.
        comparison: level of confidence.
        fewest: respondents that an area needs for a rank.
        rng: of the critical values.

    Raises:
        AreaError: areas with too few respondents for a rank set; they are named.
    """
    rows: list[Row] = []
    for field in _fields(means, blocs):
        _refuse_thin(means, field, fewest)
        estimate, replicates = _fair_means(means, field, owed, blocs)
        found = replicate_covariance(estimate, replicates, means.replication)
        if found.withheld:
            continue  # the means say so themselves
        positions = [means.domains.position(domain) for domain in field.domains]
        # as in a contrast of two of them; the two with the least design behind them
        freedom = float(np.sort(means.domains.degrees_of_freedom[positions])[:2].sum())
        errors = draw_errors(found.covariance, degrees_of_freedom=freedom, n_draws=N_DRAWS, rng=rng)
        level = comparison.confidence_level
        sets = {
            "simultaneous": simultaneous_rank_sets(estimate, errors, confidence_level=level),
            "marginal": marginal_rank_sets(estimate, errors, confidence_level=level),
        }
        for model, found_sets in sets.items():
            rows += _field_rows(means, field, found_sets, model, freedom=freedom, level=level)
    return rows


def _fields(means: MeanEstimates, blocs: Sequence[str]) -> list[Field]:
    """List who is ranked against whom; fields of one are none."""
    labels = means.domains.labels
    areas = [label for label in labels if label.area]
    if len(blocs) > 1 or len({label.bloc for label in areas}) == 1:
        fields = [Field(family="areas", domains=tuple(areas))]
    else:
        fields = [
            Field(family=f"areas;bloc={bloc}", domains=tuple(label for label in areas if label.bloc == bloc))
            for bloc in dict.fromkeys(label.bloc for label in areas)
        ]
    for variable in dict.fromkeys(label.domain_variable for label in labels if label.domain_variable):
        groups = [label for label in labels if label.domain_variable == variable and not label.bloc]
        known = [label for label in groups if _n(means, label) > 0]
        fields.append(Field(family=variable, domains=tuple(known)))
    return [field for field in fields if len(field.domains) > 1]


def _fair_means(
    means: MeanEstimates, field: Field, owed: Owed, blocs: Sequence[str]
) -> tuple[FloatArray, FloatArray]:
    """Give the means of the field's domains and their replicates, the first bloc's areas adjusted to the second's items."""
    index = means.variables.index("index")
    positions = [means.domains.position(domain) for domain in field.domains]
    estimate = means.estimate[positions, index].copy()
    replicates = means.replicates[positions, index].copy()
    if field.family == "areas" and len(blocs) > 1:
        is_first = np.array([domain.bloc == blocs[0] for domain in field.domains])
        estimate[is_first] -= owed.estimate[0]
        replicates[is_first] -= owed.replicates[:, 0]
    return estimate, replicates


def _refuse_thin(means: MeanEstimates, field: Field, fewest: int) -> None:
    thin = [
        (domain, _n(means, domain)) for domain in field.domains if domain.area and _n(means, domain) < fewest
    ]
    if thin:
        named = ", ".join(f"{domain.area} ({n:.0f})" for domain, n in thin)
        msg = (
            f"rank sets: {len(thin)} areas have fewer than {fewest} respondents with an index: {named}; join them with "
            "others under areas, or lower comparison.min_respondents_for_ranks"
        )
        raise AreaError(msg)


def _n(means: MeanEstimates, domain: Domain) -> float:
    return float(means.n[means.domains.position(domain), means.variables.index("index")])


def _field_rows(
    means: MeanEstimates, field: Field, sets: RankSets, model: str, *, freedom: float, level: float
) -> list[Row]:
    return [
        {
            **domain_keys(domain),
            "chapter": "ranks",
            "measure": "rank_set",
            "variable": "index",
            "model": model,
            "ci_low": float(sets.lower[i]),
            "ci_high": float(sets.upper[i]),
            "interval_type": f"rank-{model}",
            "confidence_level": level,
            "unit": "rank",
            "n": _n(means, domain),
            "df": freedom,
            "n_replicates": float(means.replicates.shape[-1]),
            "family": field.family,
            "method": "stepdown",
            "sample": "main",
            "weighting": "calibrated",
        }
        for i, domain in enumerate(field.domains)
    ]
