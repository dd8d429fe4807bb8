"""Which cells of the sample are hidden: quotas, control cells and response classes that one or two respondents fill, and their companions.

What is told of a cell is how many respondents lie in it. They add up over the categories of a place, and over places to groups whose means
tell their size; that is the table. Counts of interviews received, left out by a rule or flagged stay: nothing else is told of those
interviews, and what was received less what was analysed would give them back.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.disclosure.audit import Table
from crowdpotential.disclosure.companions import hide_companions
from crowdpotential.disclosure.few import Few
from crowdpotential.disclosure.people import Domain, People
from crowdpotential.results.measure import Control
from crowdpotential.results.measures import REGISTER
from crowdpotential.stats.arrays import BoolArray, FloatArray

OF_VARIABLES = ("asmd_before", "asmd_after")  # of two categories, they tell the shares of both
SAME_SHARE = 1e-6
CROSSED, JOINED = "*", " + "  # as rows write joint variables, and cells that were put together


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCells:
    """Rows of the fieldwork and of the weighting that are hidden, by rule; (r,) each."""

    few: BoolArray
    companions: BoolArray


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """A category of a variable in a place."""

    place: Domain
    variable: str
    category: str


def hide_sample_cells(frame: pd.DataFrame, people: People, groups: Collection[Domain], *, few: Few) -> SampleCells:
    """Find the rows about cells of too few respondents, and the rows that would give these back.

    Args:
        frame: meets RESULTS, nothing hidden.
        people: respondents of the main sample.
        groups: whose size is told.
        few: `base` of respondents that a mean or a median must rest on, `count` that a cell must hold, or none.
    """
    on_few = are_controlled_by(frame, Control.FEW) & (frame["n"] < few.base).to_numpy(dtype=bool)
    of_variables = frame["measure"].isin(OF_VARIABLES).to_numpy(dtype=bool)
    about = are_controlled_by(frame, Control.CELLS) & frame["sample"].isin(["", "main"]).to_numpy(dtype=bool)
    wanted = about & ~of_variables & ~_are_control_totals(frame)
    keys, others = _keys(frame), _other_keys(frame)
    members = {cell: _members(cell, people) for cell in dict.fromkeys(key for key, own in zip(keys, wanted, strict=True) if own)}
    small = {cell for cell, inside in members.items() if 0 < inside.sum() < few.count}
    if not small:
        return SampleCells(few=on_few, companions=np.zeros(len(frame), dtype=bool))
    hidden = small | _companions(members, small, people, groups)
    variables = {(cell.place, part) for cell in hidden for part in (cell.variable, *cell.variable.split(CROSSED))}
    is_small, is_hidden = (wanted & _are_any_of(keys, others, chosen) for chosen in (small, hidden))
    pairs = zip(keys, others, strict=True)
    of_variable = np.array([any((key.place, key.variable) in variables for key in pair) for pair in pairs], dtype=bool)
    is_hidden |= of_variable & about & of_variables
    return SampleCells(few=on_few | is_small, companions=is_hidden & ~is_small)


def are_controlled_by(frame: pd.DataFrame, *controls: Control) -> BoolArray:
    """Mark the rows of measures that the register puts under some controls, whatever chapter they stand in."""
    keys = zip(frame["chapter"], frame["measure"], strict=True)
    return np.array([key in REGISTER and REGISTER[key].control in controls for key in keys], dtype=bool)


def _are_control_totals(frame: pd.DataFrame) -> BoolArray:
    """Mark the shares after weighting that are the control total: they say nothing of the sample."""
    keys = pd.MultiIndex.from_frame(frame[["bloc", "area", "variable", "category"]])
    control = frame.loc[frame["measure"] == "margin_control", "estimate"].to_numpy(dtype=np.float64)
    known = dict(zip(keys[frame["measure"] == "margin_control"], control, strict=True))
    total = np.array([known.get(key, np.nan) for key in keys], dtype=np.float64)
    is_after = (frame["measure"] == "margin_after").to_numpy(dtype=bool)
    found: BoolArray = is_after & (np.abs(frame["estimate"].to_numpy(dtype=np.float64) - total) < SAME_SHARE)
    return found


def _companions(members: dict[_Cell, BoolArray], small: Collection[_Cell], people: People, groups: Collection[Domain]) -> set[_Cell]:
    """Hide cells of the same table until nobody can work out the small ones; places and groups are told in any case."""
    cells = list(members)
    shown = [people.members(place) for place in dict.fromkeys(cell.place for cell in cells)]
    shown += [people.members(group) for group in groups if group.variable]
    every = np.array([*members.values(), *shown])
    first, sizes = np.unique(every, axis=1, return_counts=True)
    table = Table(
        cells=first.astype(np.float64),
        fixed=np.empty((0, sizes.size)),
        truth=sizes.astype(np.float64),
        lower=np.zeros(sizes.size),
        upper=np.full(sizes.size, np.inf),
    )
    targets: list[FloatArray] = [table.cells[i] for i, cell in enumerate(cells) if cell in small]
    found = hide_companions(
        table,
        {i for i, cell in enumerate(cells) if cell in small},
        targets,
        candidates={i for i, inside in enumerate(members.values()) if inside.any()},
        cost=lambda i: (cells[i].place.rank, float(members[cells[i]].sum())),
    )
    return {cells[i] for i in found.hidden}


def _keys(frame: pd.DataFrame) -> list[_Cell]:
    rows = frame[["bloc", "area", "variable", "category"]].itertuples(index=False, name=None)
    return [_Cell(place=Domain(bloc=bloc, area=area), variable=variable, category=category) for bloc, area, variable, category in rows]


def _other_keys(frame: pd.DataFrame) -> list[_Cell]:
    """Return the cell of the side that each row's own is set against, which the row tells of too; its own where there is none."""
    against = frame["reference_bloc"].where(frame["reference_bloc"] != "", frame["bloc"])
    return _keys(frame.assign(bloc=against))


def _are_any_of(keys: Collection[_Cell], others: Collection[_Cell], chosen: Collection[_Cell]) -> BoolArray:
    return np.array([key in chosen or other in chosen for key, other in zip(keys, others, strict=True)], dtype=bool)


def _members(cell: _Cell, people: People) -> BoolArray:
    """Mark who lies in a cell; (n,)."""
    inside, names = people.members(cell.place), cell.variable.split(CROSSED)
    found = np.zeros_like(inside)
    for category in cell.category.split(JOINED):
        members = inside.copy()
        for name, key in zip(names, category.split(CROSSED), strict=True):
            code = people.codebook.code_of_key(name, key)
            members &= people.answers(name) == (np.nan if code is None else code)
        found |= members
    return found
