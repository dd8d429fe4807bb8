"""Whom reliability is reported for: everybody, each bloc, each area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import domain_degrees_of_freedom


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Everybody first, then blocs and areas where there are several."""

    area_of_respondent: IntArray  # (n,) 0..a-1
    labels: tuple[tuple[str, str], ...]  # (P,) bloc and area; empty for all
    holds: BoolArray  # (P, a) the areas of each place
    degrees_of_freedom: FloatArray  # (P,) never more than the design's

    def members(self, place: int) -> BoolArray:
        """Say which respondents (n,) belong to a place."""
        held: BoolArray = self.holds[place][self.area_of_respondent]
        return held


def list_places(areas: Sequence[str], bloc_of_area: Mapping[str, str], design: Design) -> Places:
    """List the places of a sample.

    Args:
        areas: (n,) of the respondents.
        bloc_of_area: of the study, in its order.
        design: of the respondents.
    """
    names = [name for name in bloc_of_area if name in set(areas)]
    codes = np.array([names.index(name) for name in areas], dtype=np.int64)
    blocs = np.array([bloc_of_area[name] for name in names])
    different = list(dict.fromkeys(blocs.tolist()))
    labels, holds = [("", "")], [np.ones(len(names), dtype=np.bool_)]
    if len(different) > 1:
        labels += [(bloc, "") for bloc in different]
        holds += [blocs == bloc for bloc in different]
    if len(names) > len(different):
        labels += [(bloc_of_area[name], name) for name in names]
        holds += list(np.eye(len(names), dtype=np.bool_))
    freedom = [
        domain_degrees_of_freedom(design.psus, design.strata, np.where(own[codes], 0, -1), 1)[0]
        for own in holds
    ]
    return Places(
        area_of_respondent=codes,
        labels=tuple(labels),
        holds=np.stack(holds),
        degrees_of_freedom=np.minimum(np.array(freedom, dtype=np.float64), design.degrees_of_freedom),
    )
