"""Which ranks areas and groups may hold: sets that cover the true ranks, never the ranks of the sample alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from crowdpotential.compare.estimates import MeanEstimates
from crowdpotential.compare.permitted import PermittedComparisons
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain
from crowdpotential.results.measures.ranks import AMONG_BEST, AMONG_WORST, RANK_SET
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.ranks import (
    RankSets,
    draw_errors,
    marginal_rank_sets,
    may_be_among_best,
    may_be_among_worst,
    must_be_among_best,
    must_be_among_worst,
    simultaneous_rank_sets,
)
from crowdpotential.stats.replication.spread import replicate_covariance

N_DRAWS = 100_000  # a critical value is then known to about 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Those who are ranked against each other."""

    family: str  # areas, areas of one bloc, or the grouping variable
    domains: tuple[Domain, ...]
    unknown: tuple[Domain, ...] = ()  # those without an error, who may hold any rank


def rank_rows(
    means: MeanEstimates,
    permitted: PermittedComparisons,
    *,
    comparison: Comparison,
    rng: np.random.Generator,
) -> list[Row]:
    """Report marginal and simultaneous rank sets of the index, and who may be among the best and worst, for areas and each grouping.

    Areas of all blocs are ranked together only where the verdicts allow it, with what differing items make of their means
    taken away; otherwise each bloc's areas by themselves, or not at all.

    Args:
        means: with a domain for each area and group.
        permitted: what may be compared, and what differing items make of means.
        comparison: level of confidence, and how many the best and worst are.
        rng: of the critical values.
    """
    rows: list[Row] = []
    for field in list_fields(means, permitted):
        estimate, replicates = take_adjusted_means(means, field, permitted)
        found = replicate_covariance(estimate, replicates, means.replication)
        if found.withheld:
            continue  # the means say so themselves
        # a contrast of two has at least as much, whatever their variances, and every pair an error of its own
        freedom = min(_freedom(means, domain) for domain in field.domains)
        errors = draw_errors(found.covariance, degrees_of_freedom=freedom, n_draws=N_DRAWS, rng=rng)
        level = comparison.confidence_level
        sets = {
            "simultaneous": simultaneous_rank_sets(estimate, errors, confidence_level=level),
            "marginal": marginal_rank_sets(estimate, errors, confidence_level=level),
        }
        sets = {model: _with_unknown(ranked, len(field.unknown)) for model, ranked in sets.items()}
        for model, found_sets in sets.items():
            rows += _field_rows(means, field, found_sets, model, freedom=freedom, level=level)
        if (k := comparison.best_k) is not None:
            about = _about(means, field, "simultaneous", freedom=freedom, level=level)
            rows += _end_rows(about, sets["simultaneous"], k)
    return rows


def list_fields(means: MeanEstimates, permitted: PermittedComparisons) -> list[Field]:
    """List who is ranked against whom; fields of fewer than two with an error are none."""
    labels = means.domains.labels
    areas = [label for label in labels if label.area]
    if all(permitted.allows(first, second) for first, second in combinations(areas, 2)):
        fields = [Field(family="areas", domains=tuple(areas))]
    else:
        own = {bloc: [a for a in areas if a.bloc == bloc] for bloc in dict.fromkeys(a.bloc for a in areas)}
        fields = [Field(family=f"areas;bloc={bloc}", domains=tuple(within)) for bloc, within in own.items() if bloc not in permitted.closed]
    for variable in dict.fromkeys(label.domain_variable for label in labels if label.domain_variable):
        groups = [label for label in labels if label.domain_variable == variable and not label.bloc]
        if (variable, "") not in permitted.closed_groups:
            fields.append(Field(family=variable, domains=tuple(groups)))
    apart = [_apart_unknown(means, field) for field in fields]
    return [field for field in apart if len(field.domains) > 1]


def _apart_unknown(means: MeanEstimates, field: Field) -> Field:
    """Put those without an error aside: they cannot be told from the others. Whoever has no mean is no competitor."""
    present = [domain for domain in field.domains if _n(means, domain) > 0]
    return replace(
        field,
        domains=tuple(domain for domain in present if _freedom(means, domain) > 0),
        unknown=tuple(domain for domain in present if not _freedom(means, domain) > 0),
    )


def _with_unknown(sets: RankSets, n_unknown: int) -> RankSets:
    """Add those who may hold any rank, and so may push each of the others down by a place."""
    p = sets.upper.size + n_unknown
    return RankSets(
        lower=np.append(sets.lower, np.ones(n_unknown, dtype=np.int64)),
        upper=np.append(sets.upper + n_unknown, np.full(n_unknown, p, dtype=np.int64)),
        is_above=np.pad(sets.is_above, (0, n_unknown)),
    )


def take_adjusted_means(means: MeanEstimates, field: Field, permitted: PermittedComparisons) -> tuple[FloatArray, FloatArray]:
    """Return the means of the field's domains and their replicates, less what differing items make of each."""
    index = means.variables.index("index")
    positions = [means.domains.position(domain) for domain in field.domains]
    estimate, replicates = means.estimate[positions, index], means.replicates[positions, index]
    points = np.stack([permitted.dif_points_of_domain(domain) for domain in field.domains])
    return estimate - points[:, 0], replicates - points[:, 1:]


def _freedom(means: MeanEstimates, domain: Domain) -> float:
    return float(means.freedom[means.domains.position(domain), means.variables.index("index")])


def _n(means: MeanEstimates, domain: Domain) -> float:
    return float(means.n[means.domains.position(domain), means.variables.index("index")])


def _field_rows(means: MeanEstimates, field: Field, sets: RankSets, model: str, *, freedom: float, level: float) -> list[Row]:
    return [
        make_row(RANK_SET, about, ci_low=float(sets.lower[i]), ci_high=float(sets.upper[i]))
        for i, about in enumerate(_about(means, field, model, freedom=freedom, level=level))
    ]


def _end_rows(about: Sequence[Columns], sets: RankSets, k: int) -> list[Row]:
    """State of each area or group whether it is among the best k, and among the worst: certain, possible or excluded."""
    ends = {
        AMONG_BEST: (must_be_among_best(sets, k), may_be_among_best(sets, k)),
        AMONG_WORST: (must_be_among_worst(sets, k), may_be_among_worst(sets, k)),
    }
    return [
        make_row(
            measure,
            own,
            category=str(k),
            verdict="certain" if must[i] else "possible" if may[i] else "excluded",
        )
        for measure, (must, may) in ends.items()
        for i, own in enumerate(about)
    ]


def _about(means: MeanEstimates, field: Field, model: str, *, freedom: float, level: float) -> list[Columns]:
    return [
        {
            **domain.columns,
            **MAIN,
            "variable": "index",
            "model": model,
            "interval_type": f"rank-{model}",
            "confidence_level": level,
            "n": _n(means, domain),
            "df": freedom,
            "n_replicates": float(means.replicates.shape[-1]),
            "family": field.family,
            "method": "stepdown",
        }
        for domain in (*field.domains, *field.unknown)
    ]
