"""The stage that finds types of people: how many, what they answer, how many they are where, and how to reach them."""

import numpy as np
import pandas as pd

from crowdpotential.chapters.typology.estimates.indicators import collect_indicators
from crowdpotential.chapters.typology.estimates.number_rows import apart_rows, number_rows, unclassified_rows
from crowdpotential.chapters.typology.estimates.place_rows import place_rows, select_domains, side_difference_rows
from crowdpotential.chapters.typology.estimates.reach_rows import collect_mentions, reach_rows
from crowdpotential.chapters.typology.estimates.replicated import TypeTables, cross_types, replicate_types
from crowdpotential.chapters.typology.estimates.side_rows import side_rows
from crowdpotential.chapters.typology.estimates.solutions import Classified, classify, try_numbers
from crowdpotential.chapters.typology.estimates.type_rows import certainty_rows, profile_rows
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.params import Params, Typology
from crowdpotential.params.typology import FEWEST_INDICATORS
from crowdpotential.results.domains import list_domains
from crowdpotential.results.rows import Row
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.frames import main_sample, scores_beside
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.latent_classes.fitting import LatentClasses, Search
from crowdpotential.stats.streams import stream
from crowdpotential.store import StageData


def find_types(params: Params, codebook: Codebook, *, prepared: StageData, weighted: StageData, scored: StageData | None) -> StageData:
    """Find types of people by their answers; nothing where params do not ask for them."""
    typology = params.typology
    if typology is None:
        return StageData(frames={"rows": rows_to_frame([])})
    main = main_sample(prepared)
    design = design_of(weighted, main, interval=params.comparison.interval)
    if not design.joins_samples:
        return StageData(frames={"rows": rows_to_frame(apart_rows())})
    levels = params.index.levels if params.has_index else None
    indicators = collect_indicators(main, scores_beside(main, scored), codebook, typology, levels=levels)
    if len(indicators.names) < FEWEST_INDICATORS:
        return StageData(frames={"rows": rows_to_frame(unclassified_rows(indicators.names, len(main)))})
    found, search = classify(indicators, design), Search(starts=typology.starts)
    choice = try_numbers(found, design, typology, search=search, rng=stream(params.seed, "types of people"))
    rows = number_rows(found, choice, typology)
    if not choice.obstacle:
        rows += _type_rows(params, codebook, main, design, found=found, classes=choice.chosen.classes, typology=typology)
    return StageData(frames={"rows": rows_to_frame(rows)})


def _type_rows(
    params: Params, codebook: Codebook, main: pd.DataFrame, design: Design, *, found: Classified, classes: LatentClasses, typology: Typology
) -> list[Row]:
    """Report the chosen types."""
    comparison, search = params.comparison, Search(starts=typology.starts)
    types = replicate_types(found, classes, design, search=search)
    blocs = {name: place for place, name in enumerate(params.blocs)}
    side = np.array([blocs.get(str(name), -1) for name in main["bloc"]], dtype=np.int64)
    of_sides = side_rows(found, classes, side, design, typology=typology, search=search)
    verdict = of_sides[0].verdict if of_sides else ""
    domains, small = select_domains(
        list_domains(main, areas=params.areas, blocs=tuple(params.blocs), codebook=codebook, group_by=typology.by),
        types,
        typology,
        verdict=verdict,
    )
    mentions = collect_mentions(main, codebook, typology.reach.questions)
    n_places = len(domains.labels)
    crossed = cross_types(types, design, np.column_stack([domains.members, mentions.columns])[found.inside].astype(np.float64))
    of_places = TypeTables(weights=crossed.weights[:, :, :n_places], errors=crossed.errors)
    of_mentions = TypeTables(weights=crossed.weights[:, :, n_places:], errors=crossed.errors)
    return [
        *place_rows(types, of_places, domains, design, comparison=comparison),
        *small,
        *side_difference_rows(types, of_places, domains, design, comparison=comparison, typology=typology),
        *of_sides,
        *profile_rows(types, design, comparison=comparison, typology=typology),
        *certainty_rows(types, crossed, design, comparison),
        *reach_rows(types, of_mentions, mentions, design, comparison=comparison, typology=typology),
    ]
