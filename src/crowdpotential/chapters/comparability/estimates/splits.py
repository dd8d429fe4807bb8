"""The parts of a study that are compared with each other: areas of each side, and groups of residents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import BoolArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """Who is in which part."""

    codes: IntArray  # (n,) 0..G-1, -1 for those in none
    names: tuple[str, ...]  # (G,)


def split_areas(area: Sequence[str], bloc_of_area: Mapping[str, str]) -> dict[str, Partition]:
    """Split the respondents of each bloc into its areas; the empty name stands for areas that lie in none.

    Args:
        area: (n,) name of each respondent's area.
        bloc_of_area: of the study, in its order.
    """
    blocs = dict.fromkeys(bloc_of_area.values())
    return {bloc: split_names(area, [a for a, own in bloc_of_area.items() if own == bloc]) for bloc in blocs}


def split_names(parts: Sequence[str], names: Sequence[str], within: BoolArray | None = None) -> Partition:
    """Number the parts that respondents name (n,); those outside, or in a part without a name here, are in none.

    Args:
        parts: (n,) name of each respondent's part.
        names: of the parts, in order.
        within: (n,) who takes part; None for everybody.
    """
    number = {name: code for code, name in enumerate(names)}
    codes = np.array([number.get(part, -1) for part in parts], dtype=np.int64)
    return Partition(codes=codes if within is None else np.where(within, codes, -1), names=tuple(names))
