"""The stage of participation: steps and what is lost between them, potential beside participation, inequality of activity."""

from dataclasses import dataclass

import pandas as pd

from crowdpotential.chapters.participation.estimates.contrasts import side_contrast_rows
from crowdpotential.chapters.participation.estimates.counts import count_rows
from crowdpotential.chapters.participation.estimates.indicators import (
    Indicator,
    list_activity_indicators,
    list_quadrant_indicators,
    list_step_indicators,
)
from crowdpotential.chapters.participation.estimates.inequality import inequality_rows
from crowdpotential.chapters.participation.estimates.shares import list_reported, share_rows
from crowdpotential.codebook import Codebook
from crowdpotential.conditions.activity import Amounts, add_up_activity
from crowdpotential.conditions.steps import StepStates, find_states
from crowdpotential.designs import design_of
from crowdpotential.params import Params, Participation
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.dif_adjustments import permitted_of
from crowdpotential.stages.evaluation import domains_of
from crowdpotential.stages.frames import main_sample, scores_beside
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.store import StageData


@dataclass(frozen=True, slots=True, kw_only=True)
class _Respondents:
    """What the chapter knows of each respondent of the main sample."""

    states: StepStates
    index: FloatArray  # (n,) NaN where there is none
    amounts: Amounts | None  # of activity; None where params name none


def participate(
    params: Params, codebook: Codebook, *, prepared: StageData, weighted: StageData, scored: StageData | None, judged: StageData | None
) -> StageData:
    """Estimate who takes part, how far, how much, and who could; nothing where params declare no steps."""
    declared = params.participation
    if declared is None:
        return StageData(frames={"rows": rows_to_frame([])})
    main, comparison = main_sample(prepared), params.comparison
    design = design_of(weighted, main, interval=comparison.interval)
    people = _look_at(declared, codebook, main, scored)
    indicators = _list_indicators(params, declared, people)
    places = list_reported(domains_of(params, codebook, main, design), design)
    rows = share_rows(indicators, places, design, comparison, counts_persons=weighted.facts["counts_persons"])
    rows += count_rows(people.states, places)
    rows += side_contrast_rows(
        indicators,
        places,
        design,
        comparison,
        permitted=permitted_of(judged),
        smallest_gap=declared.smallest_gap,
    )
    if people.amounts is not None:
        rows += inequality_rows(people.amounts, places, design, comparison, min_behind=declared.min_behind)
    return StageData(frames={"rows": rows_to_frame(rows)})


def _look_at(declared: Participation, codebook: Codebook, main: pd.DataFrame, scored: StageData | None) -> _Respondents:
    return _Respondents(
        states=find_states(declared.steps, main, codebook),
        index=scores_beside(main, scored)["index"].to_numpy(),
        amounts=add_up_activity(declared.activity, main, codebook) if declared.activity else None,
    )


def _list_indicators(params: Params, declared: Participation, people: _Respondents) -> list[Indicator]:
    found = list_step_indicators(people.states)
    cut = declared.cut(params.index.levels) if params.has_index else None
    if declared.participating is not None and cut is not None:
        found += list_quadrant_indicators(people.states, declared.participating, people.index, cut)
    return found + (list_activity_indicators(people.amounts) if people.amounts is not None else [])
