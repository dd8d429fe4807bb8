"""Comparability: the answers that a model of several groups is fitted to, checked and sorted by what is missing.

Whoever answered nothing is left out and counted; every other answer is used (missing at random). Weights are scaled to a mean of
one over all groups together, so that their sum is a group's size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import DesignError, ItemError, ModelError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.group_models.moments import Moments, em_moments

_SMALLEST_SHARE = 1e-8  # of the mean: a smaller eigenvalue of the correlations counts as zero
_NOTABLE = 0.1  # part of an item in a combination that does not vary


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSample:
    """The answers of one group; respondents who miss the same items stand together."""

    answers: FloatArray  # (n, p) 0 where missing
    weights: FloatArray  # (n,)
    psus: IntArray  # (n,) 0..J-1; everybody's own number without PSUs
    units: IntArray  # (J,) number of each PSU in the whole sample: groups may share them
    answered: BoolArray  # (P, p) one row for each pattern of missing answers
    pattern_of_row: IntArray  # (n,) ascending
    moments: Moments  # as maximum likelihood estimates them from all answers

    @property
    def is_complete(self) -> bool:
        """Return whether no answer is missing."""
        return bool(self.answered.all())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The answers of all groups."""

    groups: tuple[GroupSample, ...]
    has_psus: bool
    n_left_out: int  # respondents without any answer
    item_names: tuple[str, ...]
    group_names: tuple[str, ...]

    @property
    def n_units(self) -> int:
        """Count the PSUs of all groups, shared ones once; none without PSUs."""
        return 1 + max(int(group.units.max()) for group in self.groups) if self.has_psus else 0

    @property
    def moments(self) -> list[Moments]:
        """Return the moments of each group."""
        return [group.moments for group in self.groups]

    @property
    def n(self) -> float:
        """Count the respondents of all groups."""
        return float(sum(group.moments.n for group in self.groups))

    @property
    def is_complete(self) -> bool:
        """Return whether no answer is missing in any group."""
        return all(group.is_complete for group in self.groups)


def gather_sample(
    answers: FloatArray,
    weights: FloatArray,
    group: IntArray,
    *,
    psus: IntArray | None = None,
    item_names: Sequence[str] = (),
    group_names: Sequence[str] = (),
) -> Sample:
    """Sort the answers by group and by what is missing, and estimate the moments of each group.

    Args:
        answers: (n, p) with NaN where missing.
        weights: (n,) positive; their scale is immaterial.
        group: (n,) 0..G-1.
        psus: (n,) the primary sampling unit of each respondent; groups may share them; None for none.
        item_names: (p,) for messages.
        group_names: (G,) for messages.

    Raises:
        ItemError: in one group, an item without variation or equal to another one, two items that nobody answered together, or
            items of which one follows from the others.
        ModelError: a group with no more respondents than items.
        DesignError: a group with a single PSU.
    """
    given = ~np.isnan(answers).all(axis=1)
    scaled = weights * given.sum() / weights[given].sum()
    n_groups = int(group.max()) + 1
    names = tuple(group_names) or tuple(f"number {g + 1}" for g in range(n_groups))
    items = tuple(item_names) or tuple(f"number {i + 1}" for i in range(answers.shape[1]))
    units = np.arange(len(answers)) if psus is None else np.unique(psus, return_inverse=True)[1]
    groups = []
    for g in range(n_groups):
        rows = np.flatnonzero(given & (group == g))
        _refuse_small_group(len(rows), answers.shape[1], names[g])
        groups.append(_gather_group(answers[rows], scaled[rows], units[rows], items, names[g]))
    if psus is not None:
        _refuse_single_psus(groups, names)
    return Sample(
        groups=tuple(groups),
        has_psus=psus is not None,
        n_left_out=int((~given).sum()),
        item_names=items,
        group_names=names,
    )


def _gather_group(answers: FloatArray, weights: FloatArray, psus: IntArray, items: tuple[str, ...], name: str) -> GroupSample:
    given = ~np.isnan(answers)
    _, first, pattern = np.unique(np.packbits(given, axis=1), axis=0, return_index=True, return_inverse=True)
    order = np.argsort(pattern, kind="stable")
    try:
        moments = em_moments(answers, weights, names=items)
    except ItemError as error:
        msg = f"group {name}: {error}"
        raise ItemError(msg) from None
    _refuse_dependent_items(moments, items, name)
    own_units, own_psus = np.unique(psus[order], return_inverse=True)
    return GroupSample(
        answers=np.nan_to_num(answers[order]),
        weights=weights[order],
        psus=own_psus,
        units=own_units,
        answered=given[first],
        pattern_of_row=pattern[order],
        moments=moments,
    )


def _refuse_small_group(n: int, n_items: int, name: str) -> None:
    if n <= n_items:
        msg = (
            f"group {name}: {n} respondents for {n_items} items; their covariances need at least {n_items + 1}"
            " and an honest model several times as many, so join groups or leave items out"
        )
        raise ModelError(msg)


def _refuse_dependent_items(moments: Moments, items: tuple[str, ...], name: str) -> None:
    sd = np.sqrt(np.diag(moments.covariance))
    values, vectors = np.linalg.eigh(moments.covariance / np.outer(sd, sd))
    if values[0] < _SMALLEST_SHARE:
        involved = [item for item, part in zip(items, np.abs(vectors[:, 0]), strict=True) if part > _NOTABLE]
        msg = (
            f"group {name}: the covariances are not positive definite, because one of the items"
            f" {', '.join(involved)} follows from the others; leave it out"
        )
        raise ItemError(msg)


def _refuse_single_psus(groups: Sequence[GroupSample], names: tuple[str, ...]) -> None:
    for group, name in zip(groups, names, strict=True):
        if group.units.size < 2:
            msg = f"group {name}: a single PSU tells nothing about errors; take two or more"
            raise DesignError(msg)
