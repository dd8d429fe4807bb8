"""Sensitivity: what the parts of the index do to its results - each left out, made up for by others, strong or weak in an area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from crowdpotential.compare.alternatives import Alternatives, fields_of, gap_pairs
from crowdpotential.compare.domains import Domain
from crowdpotential.compare.estimates import domain_keys
from crowdpotential.params import Comparison
from crowdpotential.results import Row, inferred
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.estimation import Inference, infer
from crowdpotential.stats.inference.multiplicity import adjust_p_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Means of the index's parts by unit; the sample first, then its replicates."""

    dimensions: tuple[str, ...]
    means: FloatArray  # (U, k, 1 + R) of each dimension, less what differing items make of it
    dimension_weights: FloatArray  # (k, 1 + R)
    left_out: Mapping[str, FloatArray]  # item or dimension -> (U, 1 + R) change of the index without it


def part_rows(alternatives: Alternatives, parts: Parts, comparison: Comparison) -> list[Row]:
    """Report what leaving a part out changes, how far dimensions make up for each other, and where areas are strong or weak.

    Args:
        alternatives: units and verdicts.
        parts: means of the parts.
        comparison: level and adjustment.
    """
    return [
        *_left_out_rows(alternatives, parts, comparison),
        *_compensation_rows(alternatives, parts, comparison),
        *_deviation_rows(alternatives, parts, comparison),
    ]


def _left_out_rows(alternatives: Alternatives, parts: Parts, comparison: Comparison) -> list[Row]:
    units, gaps = alternatives.units, gap_pairs(alternatives)
    keys, columns = list[Row](), list[FloatArray]()
    for name, change in parts.left_out.items():
        for area in alternatives.areas:
            keys.append({**domain_keys(area), "variable": name, "n": _n(alternatives, area)})
            columns.append(change[units.index(area)])
        for first, second in gaps:
            of_both = {"reference_bloc": second.bloc, "n": _n(alternatives, first) + _n(alternatives, second)}
            keys.append({**domain_keys(first), "variable": name, **of_both})
            columns.append(change[units.index(first)] - change[units.index(second)])
    found = _infer(alternatives, columns, comparison)
    return [{**inferred(found, i), **key, **_about("change_without", "points")} for i, key in enumerate(keys)]


def _compensation_rows(alternatives: Alternatives, parts: Parts, comparison: Comparison) -> list[Row]:
    """Say how many points an area would lose if a low dimension could not be made up for: arithmetic less geometric mean."""
    weights, rows = parts.dimension_weights, list[FloatArray]()
    shown = [
        area for area in alternatives.areas if (parts.means[alternatives.units.index(area), :, 0] > 0).all()
    ]
    for area in shown:
        means = parts.means[alternatives.units.index(area)]
        positive = np.where(means > 0, means, np.nan)
        geometric = np.exp((weights * np.log(positive)).sum(axis=0))
        rows.append((weights * means).sum(axis=0) - geometric)
    found = _infer(alternatives, rows, comparison)
    return [
        {
            **inferred(found, i),
            **domain_keys(area),
            **_about("compensation", "points"),
            "variable": "index",
            "n": _n(alternatives, area),
        }
        for i, area in enumerate(shown)
    ]


def _deviation_rows(alternatives: Alternatives, parts: Parts, comparison: Comparison) -> list[Row]:
    """Report each area's dimensions against those of the areas that it may be compared with; one family of tests."""
    cases, columns = [], []
    for field in fields_of(alternatives):
        whole = Domain() if len(field) == len(alternatives.areas) else Domain(bloc=field[0].bloc)
        against = parts.means[alternatives.units.index(whole)]
        for area in field:
            for i, name in enumerate(parts.dimensions):
                cases.append((area, name))
                columns.append(parts.means[alternatives.units.index(area), i] - against[i])
    found = _infer(alternatives, columns, comparison)
    p_value = 2 * stats.t.sf(np.abs(found.estimate) / found.standard_error, found.degrees_of_freedom)
    p_adjusted = adjust_p_values(p_value, comparison.adjust)
    is_found = p_adjusted < 1 - comparison.confidence_level
    words = np.where(is_found, np.where(found.estimate > 0, "strength", "weakness"), "undetermined")
    return [
        {
            **inferred(found, i),
            **domain_keys(area),
            **_about("deviation", "points"),
            "variable": name,
            "n": _n(alternatives, area),
            "p_value": p_value[i],
            "p_adjusted": p_adjusted[i],
            "p_adjust_method": comparison.adjust,
            "family": "deviations",
            "verdict": str(words[i]),
        }
        for i, (area, name) in enumerate(cases)
    ]


def _infer(alternatives: Alternatives, columns: Sequence[FloatArray], comparison: Comparison) -> Inference:
    values = np.stack(columns) if columns else np.empty((0, 1 + alternatives.replication.coefficients.size))
    return infer(
        values[:, 0],
        values[:, 1:],
        replication=alternatives.replication,
        degrees_of_freedom=alternatives.replication.degrees_of_freedom,
        confidence_level=comparison.confidence_level,
    )


def _n(alternatives: Alternatives, unit: Domain) -> float:
    return float(alternatives.n[alternatives.units.index(unit)])


def _about(measure: str, unit: str) -> Row:
    return {
        "chapter": "sensitivity", "measure": measure, "unit": unit, "sample": "main", "weighting": "calibrated",
    }  # fmt: skip
