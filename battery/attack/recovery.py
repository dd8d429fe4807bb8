"""The attack itself: bound every hidden number by all that is printed, and compare with the truth."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from battery.attack.cone import Ends
from battery.attack.equations import relate
from battery.attack.known import ONE, Known
from battery.attack.publication import Publication

NEAR = 0.2  # of itself: a hidden number that is known as closely as this is not hidden
NOTHING = 1e-3  # what nobody would tell from 0
COMPANIONS = ("companion", "follows")  # rules
ROUNDS = 2  # a bound of one mean bounds another by their difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """One number that is hidden, and what the attack left of it."""

    result_id: str
    what: str  # estimate or n
    rule: str  # by which it is hidden, as the full results say; empty where they do not
    truth: float
    ends: Ends

    @property
    def is_recovered(self) -> bool:
        """Whether nothing but numbers near the truth are left."""
        near = NEAR * abs(self.truth) + NOTHING
        return self.truth - near <= self.ends.low <= self.ends.high <= self.truth + near

    @property
    def is_companion(self) -> bool:
        """Whether it is hidden for another's sake only: near the total, a large group's mean has no secret to keep."""
        return self.rule in COMPANIONS

    @property
    def is_missed(self) -> bool:
        """Whether the truth itself is excluded: then the attack is wrong."""
        slack = NOTHING + 1e-4 * max(abs(self.truth), 1)
        return not self.ends.low - slack <= self.truth <= self.ends.high + slack


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """What came of an attack."""

    hidden: tuple[Hidden, ...]
    n_out_of_reach: int  # hidden numbers that no relation is about
    n_programmes: int

    @property
    def recovered(self) -> tuple[Hidden, ...]:
        """Those with a secret that came back."""
        return tuple(number for number in self.hidden if number.is_recovered and not number.is_companion)

    @property
    def companions(self) -> tuple[Hidden, ...]:
        """Those that came back and were hidden for others only."""
        return tuple(number for number in self.hidden if number.is_recovered and number.is_companion)

    @property
    def missed(self) -> tuple[Hidden, ...]:
        """Those whose truth the attack excludes."""
        return tuple(number for number in self.hidden if number.is_missed or number.ends.is_contradicted)


def attack(public: Publication, truth: pd.DataFrame, *, fewest: int) -> Attack:
    """Bound what is hidden.

    Args:
        public: what is published.
        truth: estimate, n and hidden_by by result_id, nothing hidden.
        fewest: respondents that a number must rest on; that a base is larger is no secret.
    """
    known, rows = relate(public), public.rows.set_index("result_id")
    hidden = [str(name) for name in rows.index[rows["is_hidden"]]]
    right = {"estimate": truth["estimate"].to_dict(), "n": truth["n"].to_dict()}
    rules = truth["hidden_by"].to_dict()
    _read_differences(known, rows, {})
    found: dict[str, Ends] = {}
    for _ in range(ROUNDS):
        exact = {mean for name, pair in known.differences.items() if name not in hidden for mean in pair}
        found = {name: _bound(known, name, right["estimate"][name], is_exact=name in exact) for name in hidden if name in known.ratios}
        if not _read_differences(known, rows, found):
            break
    every = dict(found)
    every |= {name: _of_difference(known, rows, found, name) for name in hidden if name in known.differences}
    numbers = [
        Hidden(result_id=name, what="estimate", rule=rules[name], truth=right["estimate"][name], ends=ends) for name, ends in every.items()
    ]
    cells: dict[object, Ends] = {}
    for name in hidden:
        n = right["n"][name]
        if name in known.counts and n < fewest:
            cell = known.counts[name]
            if cell not in cells:
                cells[cell] = known.cone.ends(cell, ONE)
            numbers.append(Hidden(result_id=name, what="n", rule=rules[name], truth=n, ends=cells[cell]))
    told = {*known.ratios, *known.differences}
    return Attack(
        hidden=tuple(number for number in numbers if np.isfinite(number.truth)),
        n_out_of_reach=len(set(hidden) - told),
        n_programmes=known.cone.n_programmes,
    )


def _bound(known: Known, name: str, truth: float, *, is_exact: bool) -> Ends:
    """Bound a hidden ratio; where an earlier solution shows that it is open, that may do."""
    seen = known.cone.seen(*known.ratios[name])
    if not is_exact and max(truth - seen.low, seen.high - truth) > NEAR * abs(truth) + NOTHING:
        return Ends(low=min(seen.low, truth), high=max(seen.high, truth))
    return known.cone.ends(*known.ratios[name])


def _read_differences(known: Known, rows: pd.DataFrame, found: Mapping[str, Ends]) -> bool:
    """Bound hidden means by printed differences from others; tell whether any did so in a new way."""
    added = False
    for name, pair in known.differences.items():
        row = rows.loc[name]
        if row["is_hidden"] or not np.isfinite(row["low"]):
            continue
        for own, other, sign in ((pair[0], pair[1], 1.0), (pair[1], pair[0], -1.0)):
            if not rows.loc[own, "is_hidden"]:
                continue
            low, high = _ends_of(rows, found, other)
            difference = sorted((sign * row["low"], sign * row["high"]))
            if np.isfinite(low + high):
                known.cone.between(f"difference {name}", *known.ratios[own], low + difference[0], high + difference[1])
                added = True
    return added


def _of_difference(known: Known, rows: pd.DataFrame, found: Mapping[str, Ends], name: str) -> Ends:
    first, second = (_ends_of(rows, found, mean) for mean in known.differences[name])
    return Ends(low=first[0] - second[1], high=first[1] - second[0], by=known.differences[name])


def _ends_of(rows: pd.DataFrame, found: Mapping[str, Ends], name: str) -> tuple[float, float]:
    if name in found:
        return found[name].low, found[name].high
    row = rows.loc[name]
    return (-np.inf, np.inf) if row["is_hidden"] else (row["low"], row["high"])
