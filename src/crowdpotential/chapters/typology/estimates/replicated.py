"""The chosen types in the full sample and in every replicate: shares, profiles, errors of classification, and tables by other answers."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.typology.estimates.solutions import Classified
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.latent_classes.em_kernels import Point, weigh_patterns
from crowdpotential.stats.latent_classes.fitting import LatentClasses, Search
from crowdpotential.stats.latent_classes.replicates import ReplicatedClasses, refit_replicates
from crowdpotential.stats.latent_classes.three_step import correct_tables, find_errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Types:
    """K types, the full sample first, then R replicates; NaN where a replicate failed."""

    shares: FloatArray  # (1 + R, K)
    profiles: FloatArray  # (1 + R, M, K)
    posterior: FloatArray  # (m, K) of those who are classified, in the full sample
    classified: Classified
    replicated: ReplicatedClasses

    @property
    def n_types(self) -> int:
        """How many types there are."""
        return int(self.shares.shape[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeTables:
    """Types by other answers, corrected for doubtful classification; the full sample first, then R replicates."""

    weights: FloatArray  # (1 + R, K, q) persons of each type with each answer
    errors: FloatArray  # (1 + R, K, K) of classification: true type by the one it is put into


def replicate_types(found: Classified, classes: LatentClasses, design: Design, *, search: Search) -> Types:
    """Estimate the types anew in every replicate; none, where a replicate's weights could not be made.

    Raises:
        ModelError: the answers do not tell some parameter of the types.
    """
    patterns, scale = found.patterns, found.scale
    weights = patterns.sum_weights(scale * design.weights[found.inside])
    columns = scale * design.replicate_weights[found.inside]
    drawn = np.column_stack([patterns.sum_weights(column) for column in columns.T])
    replicated = refit_replicates(patterns, weights, classes, drawn, search=search)
    return Types(
        shares=np.vstack([classes.shares, replicated.shares]),
        profiles=np.concatenate([classes.profiles[None], replicated.profiles]),
        posterior=weigh_patterns(patterns.cells, classes.point)[patterns.pattern_of, :-1],
        classified=found,
        replicated=replicated,
    )


def cross_types(types: Types, design: Design, columns: FloatArray) -> TypeTables:
    """Cross types with columns that are outside the model, in the full sample and in every replicate.

    Args:
        types: with their parameters in each replicate.
        design: of all n respondents.
        columns: (m, q) 0 or 1 for each who is classified.
    """
    found, n_columns = types.classified, 1 + design.replicate_weights.shape[1]
    tables = np.full((n_columns, types.n_types, columns.shape[1]), np.nan)
    errors = np.full((n_columns, types.n_types, types.n_types), np.nan)
    for r in range(n_columns):
        if np.isnan(types.shares[r]).any():
            continue
        weights = design.weights[found.inside] if r == 0 else design.replicate_weights[found.inside, r - 1]
        point = Point(types.shares[r], types.profiles[r])
        posterior = weigh_patterns(found.patterns.cells, point)[found.patterns.pattern_of, :-1]
        tables[r] = (posterior * weights[:, None]).T @ columns
        errors[r] = find_errors(posterior, weights)
    known = ~np.isnan(tables[:, 0, 0]) if columns.shape[1] else np.zeros(n_columns, dtype=np.bool_)
    tables[known] = correct_tables(tables[known], errors[known])
    return TypeTables(weights=tables, errors=errors)
