"""Types of people: whether classes answer alike on all sides (Clogg and Goodman 1985; Kankaras, Moors and Vermunt 2011).

A side joins the indicators as one more, which lets each side have shares of its own while all share the profiles. An indicator that is
split, one copy for each side with the answers of its own people alone, has profiles of its own on each side; splitting all is the model
that shares nothing. BIC with the effective number of respondents compares them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.latent_classes.fitting import LatentClasses, Search, refit
from crowdpotential.stats.latent_classes.patterns import MISSING, find_patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class SideCheck:
    """What it costs, in BIC, to let profiles differ between sides; below zero the sides differ."""

    of_indicators: FloatArray  # (J,) each split by itself
    of_all: float  # all split together


def check_sides(
    codes: IntArray, n_levels: IntArray, side: IntArray, *, weights: FloatArray, classes: LatentClasses, search: Search
) -> SideCheck:
    """Compare profiles that all sides share with profiles of each side's own.

    Args:
        codes: (n, J) level of each answer, -1 for none.
        n_levels: (J,)
        side: (n,) 0 upwards, of everybody.
        weights: (n,) that add up to the effective number of respondents.
        classes: of everybody together, where each search begins.
        search: tolerance and prior.
    """
    n_sides, n_indicators = int(side.max()) + 1, codes.shape[1]
    at = np.concatenate([[0], np.cumsum(n_levels)])
    blocks = [classes.profiles[at[j] : at[j + 1]] for j in range(n_indicators)]

    def bic(split: Sequence[int]) -> float:
        columns, levels, profiles = [side], [n_sides], [np.full((n_sides, classes.n_classes), 1.0 / n_sides)]
        for j in range(n_indicators):
            copies = [np.where(side == s, codes[:, j], MISSING) for s in range(n_sides)] if j in split else [codes[:, j]]
            columns += copies
            levels += [int(n_levels[j])] * len(copies)
            profiles += [blocks[j]] * len(copies)
        patterns = find_patterns(np.column_stack(columns), np.array(levels, dtype=np.int64))
        of_patterns = patterns.sum_weights(weights)
        start = LatentClasses(
            shares=classes.shares,
            profiles=np.ascontiguousarray(np.vstack(profiles)),
            log_likelihood=np.nan,
            objective=np.nan,
            n_parameters=0,
            n_at_best=0,
            is_converged=False,
        )
        found = refit(patterns, of_patterns, start, search=search)
        return -2.0 * found.log_likelihood + found.n_parameters * float(np.log(weights.sum()))

    shared = bic(())
    return SideCheck(
        of_indicators=np.array([bic((j,)) - shared for j in range(n_indicators)]),
        of_all=bic(range(n_indicators)) - shared,
    )
