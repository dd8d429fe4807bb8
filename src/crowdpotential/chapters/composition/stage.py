"""The stage that takes the gap between sides apart: rungs of the ladder, parts by control, balance before and after."""

import pandas as pd

from crowdpotential.chapters.composition.estimates.balance_rows import balance_rows, composition_rows
from crowdpotential.chapters.composition.estimates.controls import list_controls
from crowdpotential.chapters.composition.estimates.pairs import find_obstacles, list_pairs, obstacle_rows
from crowdpotential.chapters.composition.estimates.part_rows import part_rows
from crowdpotential.chapters.composition.estimates.rungs import Rung, balance_pair, list_rungs, rung_rows
from crowdpotential.chapters.composition.estimates.side_cells import Compared, IndexMaking, sum_sides
from crowdpotential.codebook import Codebook
from crowdpotential.compare.permitted import PermittedComparisons
from crowdpotential.designs import design_of
from crowdpotential.index.index_rule import index_rule_of
from crowdpotential.index.items import select_items
from crowdpotential.params import Gap, Params
from crowdpotential.results.rows import Row
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.dif_adjustments import permitted_of
from crowdpotential.stages.evaluation import index_weights_of
from crowdpotential.stages.frames import main_sample
from crowdpotential.stats.inference.design import Design
from crowdpotential.store import StageData


def take_apart(
    params: Params,
    codebook: Codebook,
    *,
    prepared: StageData,
    weighted: StageData,
    scored: StageData,
    judged: StageData,
) -> StageData:
    """Take the gap of each pair of sides apart; nothing where params ask for none, or where no two sides may be compared."""
    permitted = permitted_of(judged)
    if params.gap is None or len(permitted.blocs) < 2:
        return StageData(frames={"rows": rows_to_frame([])})
    main = main_sample(prepared)
    design = design_of(weighted, main, interval=params.comparison.interval)
    compared = _compare(params, codebook, main, design=design, scored=scored, gap=params.gap, permitted=permitted)
    return StageData(frames={"rows": rows_to_frame(_rows(params, params.gap, compared, permitted))})


def _compare(
    params: Params,
    codebook: Codebook,
    main: pd.DataFrame,
    *,
    design: Design,
    scored: StageData,
    gap: Gap,
    permitted: PermittedComparisons,
) -> Compared:
    making = IndexMaking(
        items=select_items(main, codebook, params.index.dimensions),
        weights=index_weights_of(scored),
        missing=params.index.missing,
        rule=index_rule_of(params.index),
    )
    of_side = {side: (main["bloc"] == side).to_numpy(dtype=bool) for side in permitted.blocs}
    return sum_sides(of_side, list_controls(main, codebook, gap.controls), making, design)


def _rows(params: Params, gap: Gap, compared: Compared, permitted: PermittedComparisons) -> list[Row]:
    comparison, smallest = params.comparison, params.comparability.smallest_gap_points
    rungs, of_pairs, sides = list[Rung](), list[Row](), dict[str, None]()
    for pair in list_pairs(compared):
        obstacles = find_obstacles(pair, compared, suppress_below=params.report.suppress_below)
        if not obstacles:
            balanced, obstacles = balance_pair(pair, compared)
            rungs += list_rungs(pair, balanced, compared, permitted)
            of_pairs += part_rows(pair, compared, comparison, reference=gap.reference)
            of_pairs += balance_rows(pair, balanced, compared)
            sides |= dict.fromkeys(pair.names)
        of_pairs += obstacle_rows(obstacles, compared)
    rows = rung_rows(rungs, compared, comparison, smallest_gap=smallest) + of_pairs
    return rows + composition_rows(compared, list(sides), comparison)
