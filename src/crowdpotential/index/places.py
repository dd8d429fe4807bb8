"""Places: everybody, each bloc, each area; and the smallest sets of respondents out of which all of them are put together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.results.domains import Domain
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """Respondents sorted by area and bloc together: sums over a part add up to sums over every area and every bloc."""

    of_respondent: IntArray  # (n,) 0..K-1, by area and then by bloc
    areas: IntArray  # (K,) -1 for none
    blocs: IntArray  # (K,) -1 for none

    def units(self, n_areas: int, n_blocs: int) -> FloatArray:
        """Return (K, U) which parts make each area, then each bloc, then everybody."""
        return np.column_stack(
            [
                self.areas[:, None] == np.arange(n_areas),
                self.blocs[:, None] == np.arange(n_blocs),
                np.ones(len(self.areas), dtype=np.bool_),
            ]
        ).astype(np.float64)


def partition_by_place(areas: IntArray, blocs: IntArray) -> Partition:
    """Sort respondents by area and bloc; where every area lies in one bloc, or there are no blocs, the parts are the areas.

    Args:
        areas: (n,) 0..A-1, -1 for none.
        blocs: (n,) 0..B-1, -1 for none.
    """
    width = int(blocs.max(initial=-1)) + 2  # one column is for those without a bloc
    found, of_respondent = np.unique((areas + 1) * width + blocs + 1, return_inverse=True)
    return Partition(of_respondent=of_respondent.astype(np.int64), areas=found // width - 1, blocs=found % width - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Whom reliability is reported for: everybody first, then blocs and areas where there are several."""

    part_of_respondent: IntArray  # (n,) 0..K-1
    labels: tuple[Domain, ...]  # (P,)
    holds: BoolArray  # (P, K) the parts of each place

    def members(self, place: int) -> BoolArray:
        """State which respondents (n,) belong to a place."""
        inside: BoolArray = self.holds[place][self.part_of_respondent]
        return inside


def list_places(areas: Sequence[str], blocs: Sequence[str], *, bloc_of_area: Mapping[str, str], order: Sequence[str]) -> Places:
    """List the places of a sample; areas that are each a whole bloc are not told twice.

    Args:
        areas, blocs: (n,) of the respondents; empty for none.
        bloc_of_area: of the study, in its order; empty where areas name no bloc.
        order: of the blocs.
    """
    names = [name for name in bloc_of_area if name in set(areas)]
    sides = [name for name in order if name in set(blocs)]
    parts = partition_by_place(place_codes(areas, names), place_codes(blocs, sides))
    labels, holds = [Domain()], [np.ones(len(parts.areas), dtype=np.bool_)]
    if len(sides) > 1:
        labels += [Domain(bloc=side) for side in sides]
        holds += [parts.blocs == code for code in range(len(sides))]
    is_alone = len({bloc_of_area[name] for name in names if bloc_of_area[name]}) == len(names)
    if len(names) > 1 and not is_alone:
        labels += [Domain(bloc=bloc_of_area[name], area=name) for name in names]
        holds += [parts.areas == code for code in range(len(names))]
    return Places(
        part_of_respondent=parts.of_respondent,
        labels=tuple(labels),
        holds=np.stack(holds),
    )


def place_codes(names: Sequence[str], known: Collection[str]) -> IntArray:
    """Number areas or blocs in the order in which they are known: (n,), -1 for respondents who belong to none."""
    position = {name: code for code, name in enumerate(known)}
    return np.array([position.get(name, -1) for name in names], dtype=np.int64)
