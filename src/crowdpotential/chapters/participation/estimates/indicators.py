"""What is averaged over respondents: who stands at which step, who went on from one to the next, and potential beside participation."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.conditions.activity import Amounts
from crowdpotential.conditions.steps import StepStates
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures.participation import (
    IDLE_SHARE,
    INACTIVE_SHARE,
    QUADRANT_PERSONS,
    QUADRANT_SHARE,
    STEP_PERSONS,
    STEP_RETENTION,
    STEP_SHARE,
    STEP_THROUGH,
)
from crowdpotential.stats.arrays import BoolArray, FloatArray

QUADRANTS = ("high_out", "high_in", "lower_out", "lower_in")  # potential, and whether somebody takes part
INDEX, ACTIVITY = "index", "activity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One share to report, and the number of people behind it where that is told."""

    share: Measure
    variable: str
    values: FloatArray  # (n,) 1 or 0; NaN where that is not known, or where nobody is asked
    asked: BoolArray  # (n,) a domain with anybody who could not have been asked has no such share
    persons: Measure | None = None
    category: str = ""
    variable_2: str = ""
    is_of_groups: bool = False  # told of groups of residents, too


def list_step_indicators(states: StepStates) -> list[Indicator]:
    """List the share at each step, and from the second on those who came through all before it, and who of these goes on."""
    values, through = states.at_step, states.through
    found = list[Indicator]()
    for i, name in enumerate(states.names):
        asked: BoolArray = np.logical_and.accumulate(states.asked[:, : i + 1], axis=1)[:, -1]
        found.append(
            Indicator(
                share=STEP_SHARE,
                persons=STEP_PERSONS,
                variable=name,
                values=values[:, i],
                asked=states.asked[:, i],
                is_of_groups=True,
            )
        )
        if i:
            before = states.names[i - 1]
            onward = np.where(through[:, i - 1] == 1, values[:, i], np.nan)
            found.append(Indicator(share=STEP_THROUGH, variable=name, values=through[:, i], asked=asked))
            found.append(Indicator(share=STEP_RETENTION, variable=name, variable_2=before, values=onward, asked=asked))
    return found


def list_quadrant_indicators(states: StepStates, step: str, index: FloatArray, high_from: float) -> list[Indicator]:
    """List the four fields of potential and participation, and who of those with high potential does not take part.

    Args:
        states: of the respondents.
        step: that counts as taking part.
        index: (n,) 0 to 100, NaN where there is none.
        high_from: index from which potential is high.
    """
    at = states.names.index(step)
    takes_part, asked = states.at_step[:, at], states.asked[:, at]
    high = np.where(np.isnan(index), np.nan, (index >= high_from).astype(np.float64))
    fields = (high * (1 - takes_part), high * takes_part, (1 - high) * (1 - takes_part), (1 - high) * takes_part)
    found = [
        Indicator(
            share=QUADRANT_SHARE,
            persons=QUADRANT_PERSONS,
            variable=INDEX,
            category=name,
            variable_2=step,
            values=field,
            asked=asked,
            is_of_groups=True,
        )
        for name, field in zip(QUADRANTS, fields, strict=True)
    ]
    idle = np.where(high == 1, 1 - takes_part, np.nan)
    return [*found, Indicator(share=IDLE_SHARE, variable=INDEX, variable_2=step, values=idle, asked=asked, is_of_groups=True)]


def list_activity_indicators(amounts: Amounts) -> list[Indicator]:
    """List who does nothing at all."""
    idle = np.where(np.isnan(amounts.amounts), np.nan, (amounts.amounts == 0).astype(np.float64))
    return [Indicator(share=INACTIVE_SHARE, variable=ACTIVITY, values=idle, asked=amounts.asked)]
