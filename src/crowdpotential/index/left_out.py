"""Sensitivity: what each item and each dimension does to the index, seen by leaving it out (OECD and JRC 2008, step 7)."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.index.cell_plan import fewest_answers
from crowdpotential.index.sensitivity import Sampled, answers_of, schemes_of, unit_means
from crowdpotential.index.value_tables import answer_values
from crowdpotential.params import MissingItems, Sensitivity
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.left_out import Plain, sum_left_out


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """The index of units without one of its parts; column 0 is the sample, the others are its replicates."""

    names: tuple[str, ...]  # items, then dimensions
    whole: FloatArray  # (C, U) areas, blocs, everybody
    without: FloatArray  # (C, names, U)
    shares: FloatArray  # (C, 1 + names, p) share of the index that an item decides, in the whole first


def leave_out(sampled: Sampled, scheme: tuple[str, str], *, missing: MissingItems) -> LeftOut:
    """Compute the index without each of its items and dimensions; the other weights keep their proportions.

    An index of one dimension has none to leave out.

    Args:
        sampled: answers and weights.
        scheme: how items and dimensions weigh in the index.
        missing: its rule; where only as many items as it asks for stand in a dimension, one less is asked for.
    """
    items = sampled.items
    dimension_of, k = items.dimension_of_item, len(items.dimensions)
    schemes = schemes_of([scheme], sampled, Sensitivity())
    weights, between = schemes.items[:, 0], schemes.dimensions[:, 0]
    min_items, min_dimensions = fewest_answers(["declared"], items, missing)
    plain = Plain(
        values=answer_values(items),
        item_weights=np.ascontiguousarray(weights),
        dimension_weights=np.ascontiguousarray(between),
        min_items=min_items[0],
        min_dimensions=int(min_dimensions[0]),
    )
    sums = sum_left_out(answers_of(sampled), plain, n_areas=len(sampled.blocs))
    names = items.names + (items.dimensions if k > 1 else ())
    means = unit_means(sums.totals, sums.masses, sampled.blocs)[:, : 1 + len(names)]
    kept = np.vstack(
        [np.ones(len(dimension_of)), 1 - np.eye(len(dimension_of)), dimension_of != np.arange(k)[:, None]]
    )
    own = weights[:, None] * kept[: 1 + len(names)]  # (C, 1 + names, p)
    members = np.eye(k)[dimension_of]
    mass = own @ members
    shared = np.divide(between[:, None], mass, out=np.zeros_like(mass), where=mass > 0)
    shares = own * shared[:, :, dimension_of]
    return LeftOut(
        names=names,
        whole=means[:, 0],
        without=means[:, 1:],
        shares=shares / shares.sum(axis=2, keepdims=True),
    )
