"""Numbers of other questions that tell of this one: who was asked a routed question, answers derived from it, means of its groups.

Whoever is told how many were asked a question is told how many gave the answers that lead to it; so such a number is a cell of both tables.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.codebook import codes_of_class
from crowdpotential.conditions import NOT_ASKED
from crowdpotential.disclosure.answers import Line
from crowdpotential.disclosure.people import Domain, People
from crowdpotential.stats.arrays import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Rows that tell how much weight some respondents of a place have."""

    members: BoolArray  # (n,) of the main sample, in any place
    place: Domain
    lines: tuple[Line, ...]  # of which each one tells
    is_answer: bool = False  # an answer by itself, a secret where it rests on too few; else a number of people
    is_decided: bool = False  # hidden or told already, for good


def list_neighbours(
    variable: str,
    lines: Mapping[str, Sequence[Line]],
    groups: Mapping[Domain, Sequence[Line]],
    people: People,
) -> Iterator[Neighbour]:
    """List the rows elsewhere that are sums over the answers to a question.

    Args:
        variable: the question.
        lines: question -> its rows.
        groups: group, in a place or of everybody -> its means.
        people: respondents of the main sample.
    """
    for other, own in lines.items():
        entry = people.codebook.by_id.get(other)
        if entry is None or other == variable:
            continue
        if entry.asked_if is not None and variable in entry.asked_if.variables():
            yield from _asked(
                own,
                people.first_answers(other),
                codes_of_class(people.codebook.missing_codes(other), *NOT_ASKED),
            )
        if entry.derive is not None and variable in entry.derive.sources and entry.kind.has_one_code:
            yield from _derived(own, people.answers(other))
    for group, own in groups.items():
        if group.variable == variable:
            members = people.members(Domain(variable=group.variable, group=group.group))
            yield Neighbour(members=members, place=group.place, lines=tuple(own), is_decided=True)


def _asked(lines: Sequence[Line], answers: FloatArray, skipped: Sequence[int]) -> Iterator[Neighbour]:
    members = ~np.isin(answers, skipped)
    for place in dict.fromkeys(line.place for line in lines):
        own = tuple(line for line in lines if line.place == place)
        yield Neighbour(members=members, place=place, lines=own)


def _derived(lines: Sequence[Line], answers: FloatArray) -> Iterator[Neighbour]:
    shares = [line for line in lines if line.measure == "share"]
    for category, place in dict.fromkeys((line.category, line.place) for line in shares):
        own = tuple(line for line in shares if (line.category, line.place) == (category, place))
        yield Neighbour(members=answers == float(category), place=place, lines=own, is_answer=True)


def amounts_over(codes: FloatArray, members: BoolArray, answers: FloatArray) -> BoolArray | None:
    """Mark the codes whose givers are these respondents; None where they are no union of codes."""
    inside, outside = np.unique(answers[members]), np.unique(answers[~members])
    if np.isin(inside, outside).any():
        return None
    found: BoolArray = np.isin(codes, inside)
    return found
