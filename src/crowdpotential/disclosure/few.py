"""What rests on too few respondents to be told, asked before there are rows: by tests of groups, and of weights and the heaviest."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from crowdpotential.errors import ParamsError
from crowdpotential.params import Report

OTHERS = "other"  # cells of too few respondents to be told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Few:
    """How few are too few."""

    base: int  # respondents a number must rest on
    count: int  # respondents behind a share, and behind its complement


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Cells that are told as one."""

    label: str
    names: tuple[str, ...]


def few_of(report: Report) -> Few:
    """Return how few are too few in a study."""
    return Few(base=report.suppress_below, count=report.min_count)


def hides_nothing(report: Report) -> bool:
    """Return whether a study switches disclosure control off."""
    return few_of(report) == Few(base=1, count=1) and not report.dominance


def refuse_hidden_sample(n: int, suppress_below: int) -> None:
    """Refuse a main sample of which every number would be hidden. Raises ParamsError."""
    if has_too_few(n, suppress_below):
        msg = (
            f"report.suppress_below: {suppress_below} is more than the {n} respondents of the main sample after cleaning, so that no "
            "number could be told; lower it"
        )
        raise ParamsError(msg)


def has_too_few(sizes: ArrayLike, fewest: int) -> bool:
    """Return whether one of several groups is too small for any of its numbers, so that nothing may be set against it."""
    return bool(np.min(sizes) < fewest)


def may_be_told(n: int, base: int, few: Few) -> bool:
    """Return whether a count of some of a base tells of nobody in particular: it is none or all, or enough on both sides."""
    return all(part == 0 or part >= few.count for part in (n, base - n))


def has_tail(n: float, share: float, few: Few) -> bool:
    """Return whether enough respondents lie in a share, 0..1, of n: fewer would be known by what is told of their end."""
    return n * share >= few.count


def quantiles_told(n: float, shares: Mapping[str, float], few: Few) -> dict[str, float]:
    """Return the quantiles, by name, beyond which enough of n respondents lie on either side."""
    return {name: at for name, at in shares.items() if has_tail(n, min(at, 1 - at), few)}


def tell_apart(counts: Mapping[str, int], few: Few) -> list[Joined]:
    """Name the cells with enough respondents; put the others together, so that none is told by what is left over.

    Args:
        counts: cell -> respondents.
        few: `base` of a cell that is named, `count` of those that are put together.
    """
    named = sorted((name for name, n in counts.items() if n >= few.base), key=lambda name: -counts[name])
    others = [name for name in counts if name not in named]
    is_alone = len(others) == 1 and counts[others[0]] > 0
    if named and (is_alone or 0 < sum(counts[name] for name in others) < few.count):
        others.append(named.pop())
    shown = [Joined(label=name, names=(name,)) for name in named]
    return shown + [Joined(label=OTHERS, names=tuple(others))] * any(counts[name] for name in others)
