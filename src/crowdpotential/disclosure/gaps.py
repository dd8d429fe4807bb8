"""Sets of too few people that nobody names, and that lie between sets which are told: the unemployed, and those on benefits but for one.

Groups of different variables are tables linked by the people they share (Hundepool et al. 2012, 4.3.3). Looked for are differences of two
nested sets, and the smallest sets that any combination of all sets singles out.
"""

from collections.abc import Sequence

import numpy as np

from crowdpotential.disclosure.people import Domain
from crowdpotential.stats.arrays import BoolArray, FloatArray

SINGLED_OUT = 1e-6  # how far from 1 the leverage of an atom may be that a sum of cells equals
NO_DIRECTION = 1e-9  # eigenvalues of nothing, relative to the largest


def list_gaps(cells: FloatArray, heads: FloatArray, domains: Sequence[Domain], *, fewest: int) -> list[FloatArray]:
    """List the sets of too few people that follow from sets told, as cells are.

    Those who live in no bloc or area are not among them: whoever keeps them in a study is told that there are such people, and to protect
    a handful of them a whole bloc would be hidden.

    Args:
        cells: (k, a) which atoms each domain holds.
        heads: (a,) respondents of each atom whose score is known.
        domains: (k,) in the order of cells.
        fewest: respondents that a mean may rest on.
    """
    is_held = (cells > 0) & (heads > 0)
    placed = _placed(is_held, domains)
    found = [*_differences(is_held, heads, fewest), *_lone_atoms(is_held, heads, fewest)]
    apart = {gap.tobytes(): gap for gap in found if placed[gap].all()}
    return [gap.astype(np.float64) for gap in apart.values()]


def _differences(is_held: BoolArray, heads: FloatArray, fewest: int) -> list[BoolArray]:
    """List what a set holds beyond another that lies within it, where these are too few."""
    common = (is_held * heads) @ is_held.T
    sizes = common.diagonal()
    beyond = sizes[:, None] - common
    few = (common == sizes) & (beyond > 0) & (beyond < fewest)
    return [is_held[i] & ~is_held[j] for i, j in zip(*np.nonzero(few), strict=True)]


def _lone_atoms(is_held: BoolArray, heads: FloatArray, fewest: int) -> list[BoolArray]:
    """List the atoms of too few whose sum is a combination of those told: their leverage is 1."""
    matrix = is_held.astype(np.float64)
    values, vectors = np.linalg.eigh(matrix @ matrix.T)
    kept = values > NO_DIRECTION * values.max(initial=0.0)
    directions = (vectors[:, kept] / np.sqrt(values[kept])).T @ matrix
    leverage = (directions**2).sum(axis=0)
    lone = np.flatnonzero((leverage > 1 - SINGLED_OUT) & (heads > 0) & (heads < fewest))
    return [np.arange(heads.size) == at for at in lone]


def _placed(is_held: BoolArray, domains: Sequence[Domain]) -> BoolArray:
    """Mark the atoms that lie in a bloc, if any bloc is told, and in an area, if any is; (a,)."""
    placed = np.ones(is_held.shape[1], dtype=bool)
    for kind in ("bloc", "area"):
        own = [i for i, domain in enumerate(domains) if getattr(domain, kind) and not domain.variable]
        if own:
            placed &= is_held[own].any(axis=0)
    return placed
