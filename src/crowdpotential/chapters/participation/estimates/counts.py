"""Respondents whom the steps leave apart: who skipped one, and of whom a step is not known."""

from collections.abc import Sequence

from crowdpotential.chapters.participation.estimates.shares import Place
from crowdpotential.conditions.steps import StepStates
from crowdpotential.results.measures.participation import STEP_APART, STEP_UNKNOWN
from crowdpotential.results.rows import Columns, Row, make_row


def count_rows(states: StepStates, places: Sequence[Place]) -> list[Row]:
    """Count, of everybody or of each side, who stands at a step and not at all before it, and who did not tell enough.

    Args:
        states: of the respondents.
        places: all that are reported.
    """
    wide = [place for place in places if place.label.is_everybody] or [
        place for place in places if place.label.bloc and not place.label.area
    ]
    through, values, rows = states.through, states.at_step, list[Row]()
    for place in (one for one in wide if not one.label.domain_variable):
        for i, name in enumerate(states.names):
            asked, known = states.asked[place.inside, i], states.known[place.inside, i]
            if not asked.any():
                continue
            about: Columns = {**place.label.columns, "sample": "main", "variable": name}
            rows.append(make_row(STEP_UNKNOWN, about, estimate=float((asked & ~known).sum()), n=float(asked.sum())))
            if i:
                apart = (values[place.inside, i] == 1) & (through[place.inside, i - 1] == 0)
                rows.append(make_row(STEP_APART, about, variable_2=states.names[i - 1], estimate=float(apart.sum()), n=float(known.sum())))
    return rows
