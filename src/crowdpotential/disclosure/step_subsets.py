"""Participation: which shares are told of a step, a chain of steps, the fields of potential, and activity; and the rows that tell each."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.conditions.activity import add_up_activity
from crowdpotential.conditions.steps import StepStates, find_states
from crowdpotential.disclosure.answers import INDEX
from crowdpotential.disclosure.people import Domain, People
from crowdpotential.params import Participation
from crowdpotential.stats.arrays import BoolArray, FloatArray

CHAPTER = "participation"
OF_STEPS = ("step_share", "step_persons")
OF_CHAINS = ("step_through", "step_retention")
OF_FIELDS = ("quadrant_share", "quadrant_persons", "idle_share")
OF_ACTIVITY = ("inactive_share",)
KINDS = {  # of subjects, in the order in which they are hidden
    **dict.fromkeys(OF_CHAINS, "chain"),
    **dict.fromkeys(OF_STEPS, "step"),
    **dict.fromkeys(OF_FIELDS, "field"),
    **dict.fromkeys(OF_ACTIVITY, "activity"),
}
Subject = tuple[str, str]  # kind, and which step


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset:
    """Respondents of whom a share is told, and those of whom it is a share."""

    inside: BoolArray  # (n,)
    base: BoolArray  # (n,) whoever is inside is in the base


def list_subsets(declared: Participation, people: People, high_from: float | None) -> dict[Subject, list[Subset]]:
    """List the shares that are told of each subject; the first of a chain is who came through.

    A number of people who stand at one step less those at another that lies within it is a share too, of which nothing is printed.

    Args:
        declared: of params.
        people: respondents of the main sample.
        high_from: index from which potential is high; None: there are no fields.
    """
    states = find_states(declared.steps, people.frame, people.codebook)
    found = dict[Subject, list[Subset]]()
    for i, name in enumerate(states.names):
        found["step", name] = [Subset(inside=states.reached[:, i], base=states.known[:, i]), *_beside_wider(states, i)]
        if i:
            found["chain", name] = list(_of_chain(states, i))
    if declared.participating is not None and high_from is not None:
        index = people.frame[INDEX].to_numpy(dtype=np.float64)
        found["field", declared.participating] = list(_of_fields(states, declared.participating, index, high_from))
    if declared.activity:
        amounts = add_up_activity(declared.activity, people.frame, people.codebook).amounts
        found["activity", ""] = [Subset(inside=amounts == 0, base=~np.isnan(amounts))]
    return found


def _beside_wider(states: StepStates, i: int) -> Iterator[Subset]:
    """List those at each step that holds all who stand at this one, and who do not stand at this one themselves."""
    own = states.reached[:, i]
    for j in range(len(states.names)):
        wider, known = states.reached[:, j], states.known[:, i] & states.known[:, j]
        if j != i and not (own & known & ~wider).any() and (wider & known & ~own).any():
            yield Subset(inside=wider & known & ~own, base=known)


def _of_chain(states: StepStates, i: int) -> Iterator[Subset]:
    """List who came through, who of those before him went on, and who stands at the step though not at one before it."""
    through = states.through
    yield Subset(inside=through[:, i] == 1, base=~np.isnan(through[:, i]))
    yield Subset(inside=states.reached[:, i] & (through[:, i] == 0), base=~np.isnan(through[:, i]))
    onward = (through[:, i - 1] == 1) & states.known[:, i]
    yield Subset(inside=onward & states.reached[:, i], base=onward)


def _of_fields(states: StepStates, step: str, index: FloatArray, high_from: float) -> Iterator[Subset]:
    at = states.names.index(step)
    known = states.known[:, at] & ~np.isnan(index)
    high, takes_part = index >= high_from, states.reached[:, at]
    for is_high in (high, ~high):
        for is_in in (~takes_part, takes_part):
            yield Subset(inside=known & is_high & is_in, base=known)
    yield Subset(inside=known & high & ~takes_part, base=known & high)


def gather_cells(full: pd.DataFrame, about: BoolArray) -> dict[tuple[Subject, Domain], list[int]]:
    """Gather the rows of each cell by their positions."""
    found = dict[tuple[Subject, Domain], list[int]]()
    columns = ["measure", "variable", "variable_2", "bloc", "area", "domain_variable", "domain"]
    rows = full.loc[about, columns].itertuples(index=False, name=None)
    for position, (measure, variable, step, bloc, area, group_by, group) in zip(np.flatnonzero(about), rows, strict=True):
        if measure in KINDS:
            kind = KINDS[measure]
            subject = (kind, {"step": variable, "chain": variable, "field": step, "activity": ""}[kind])
            domain = Domain(bloc=bloc, area=area, variable=group_by, group=group)
            found.setdefault((subject, domain), []).append(int(position))
    return found
