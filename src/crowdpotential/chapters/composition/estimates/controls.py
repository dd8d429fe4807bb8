"""The controls: variables, or several crossed, whose categories people of two sides are made alike in."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.stats.arrays import IntArray

CROSSED = "*"
UNKNOWN = -1  # category of whoever did not answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control, with the category of everybody."""

    name: str
    keys: tuple[str, ...]  # of the categories that the codebook lists; of crossed variables joined by *
    codes: IntArray  # (n,) place among the keys; UNKNOWN without an answer


def list_controls(main: pd.DataFrame, codebook: Codebook, names: Sequence[str]) -> tuple[Control, ...]:
    """Find the category of everybody in each control.

    Args:
        main: respondents of the main sample.
        codebook: codes and keys.
        names: of variables; several joined by * are one control.
    """
    return tuple(_cross([_single(main, codebook, part) for part in name.split(CROSSED)], name) for name in names)


def _single(main: pd.DataFrame, codebook: Codebook, name: str) -> Control:
    answers, codes = main[name].to_numpy(dtype=np.float64), list(codebook.codes(name))
    found = np.full(len(main), UNKNOWN, dtype=np.int64)
    for place, code in enumerate(codes):
        found[answers == code] = place
    return Control(name=name, keys=tuple(codebook.key_of_code(name, code) for code in codes), codes=found)


def _cross(parts: Sequence[Control], name: str) -> Control:
    keys = tuple(CROSSED.join(combination) for combination in product(*(part.keys for part in parts)))
    codes, is_known = np.zeros_like(parts[0].codes), np.ones(parts[0].codes.size, dtype=np.bool_)
    for part in parts:
        codes = codes * len(part.keys) + part.codes
        is_known &= part.codes != UNKNOWN
    return Control(name=name, keys=keys, codes=np.where(is_known, codes, UNKNOWN))
