"""The stage that relates an outcome to its predictors."""

from dataclasses import dataclass

import pandas as pd

from crowdpotential.chapters.drivers.estimates.answers import Sources, read_terms
from crowdpotential.chapters.drivers.estimates.driver_rows import Question, driver_rows, place_codes, place_of_high
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.index.index_rule import index_rule_of, rule_beside
from crowdpotential.index.items import select_items
from crowdpotential.index.scores_without import score_without
from crowdpotential.params import Drivers, Params
from crowdpotential.params.circularity import INDEX, holds_outcome, parts_of
from crowdpotential.results.domains import list_places
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.dif_adjustments import permitted_of
from crowdpotential.stages.evaluation import index_weights_of
from crowdpotential.stages.frames import main_sample
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.scoring import equal_weights
from crowdpotential.stats.inference.design import Design
from crowdpotential.store import StageData


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """The main sample with its design and the weights of its scores."""

    main: pd.DataFrame
    design: Design
    scored: StageData


def relate(
    params: Params, codebook: Codebook, *, prepared: StageData, weighted: StageData, scored: StageData | None, judged: StageData | None
) -> StageData:
    """Regress the outcome on its predictors, among everybody and on each side; nothing where params declare none."""
    if params.drivers is None:
        return StageData(frames={"rows": rows_to_frame([])})
    main = main_sample(prepared)
    design = design_of(weighted, main, interval=params.comparison.interval)
    beside, remade = main, dict[str, FloatArray]()
    if scored is not None:
        beside = main.merge(scored.frames["scores"], on="respondent_id", how="left", validate="one_to_one")
        remade = _remake(params, params.drivers, codebook, _Sample(main=main, design=design, scored=scored))
    sources = Sources(responses=beside, codebook=codebook, index=params.given_index, remade=remade)
    domains = list_places(main, areas={}, blocs=tuple(params.blocs), joins_samples=design.joins_samples)
    rows = driver_rows(
        _question(params.drivers, sources),
        domains,
        design=design,
        comparison=params.comparison,
        comparable=permitted_of(judged).blocs,
    )
    return StageData(frames={"rows": rows_to_frame(rows)})


def _question(drivers: Drivers, sources: Sources) -> Question:
    outcome, terms = read_terms(drivers, sources)
    variable = sources.codebook.by_id.get(drivers.outcome) if not outcome.is_score else None
    is_rating = variable is not None and variable.kind.is_rating
    codes = place_codes(sources.codebook.codes(drivers.outcome), variable.direction) if variable is not None and is_rating else {}
    high_place = place_of_high(codes, drivers.high_from) if codes else None
    return Question(outcome=outcome, terms=terms, codes=codes, high_place=high_place, fewest=drivers.min_category)


def _remake(params: Params, drivers: Drivers, codebook: Codebook, sample: _Sample) -> dict[str, FloatArray]:
    """Make the scores that hold the outcome anew without it."""
    found, own = dict[str, FloatArray](), parts_of(drivers.outcome, params.index, codebook)
    rule = index_rule_of(params.index)
    for name in drivers.predictors:
        if not holds_outcome(name, drivers.outcome, params.index, codebook):
            continue
        if name == INDEX or name in params.index.dimensions:
            items, weights = select_items(sample.main, codebook, params.index.dimensions), index_weights_of(sample.scored).full
            place = 0 if name == INDEX else 1 + params.index.dimensions.index(name)
            found[name] = score_without(items, own, weights, rule, sample.design.weights)[:, place]
        else:
            items = select_items(sample.main, codebook, [name])
            equal = equal_weights(items.dimension_of_item)
            found[name] = score_without(items, own, equal, rule_beside(rule), sample.design.weights)[:, 1]
    return found
