"""The stage that describes answers: how questions are answered, what is left unanswered, and how answers go with the index."""

import pandas as pd

from crowdpotential.chapters.answers.estimates.answer_tests import answer_test_rows
from crowdpotential.chapters.answers.estimates.toplines import topline_rows
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of, linear_design_of
from crowdpotential.ingest.answer_bounds import bound_rows
from crowdpotential.ingest.item_nonresponse import item_nonresponse_rows, listwise_rows
from crowdpotential.params import Params
from crowdpotential.results.rows import Row
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.dif_adjustments import permitted_of
from crowdpotential.stages.evaluation import domains_of
from crowdpotential.stages.frames import main_sample, scores_beside
from crowdpotential.stats.inference.design import Design
from crowdpotential.store import StageData


def describe_answers(
    params: Params, codebook: Codebook, *, prepared: StageData, weighted: StageData, scored: StageData | None, judged: StageData | None
) -> StageData:
    """Estimate how questions are answered, and left unanswered, and how they go with an index as far as verdicts allow."""
    main, comparison = main_sample(prepared), params.comparison
    design = design_of(weighted, main, interval=params.comparison.interval)
    linear = linear_design_of(weighted, main)
    rows = topline_rows(
        main,
        codebook,
        domains=domains_of(params, codebook, main, design),
        design=design,
        comparison=comparison,
    )
    rows += _missing_answer_rows(params, codebook, main, design)
    rows += answer_test_rows(
        main,
        scores_beside(main, scored)["index"].to_numpy() if scored is not None else None,
        codebook,
        design=design,
        linear=linear,
        levels=params.index.levels if params.has_index else None,
        comparison=comparison,
        closed={variable for variable, bloc in permitted_of(judged).closed_groups if not bloc},
        suppress_below=params.report.suppress_below,
    )
    return StageData(frames={"rows": rows_to_frame(rows)})


def _missing_answer_rows(params: Params, codebook: Codebook, main: pd.DataFrame, design: Design) -> list[Row]:
    level = params.comparison.confidence_level
    rows = list[Row]()
    for report in (item_nonresponse_rows, bound_rows):
        rows += report(
            main,
            codebook,
            areas=params.areas,
            blocs=tuple(params.blocs),
            design=design,
            confidence_level=level,
        )
    return rows + (listwise_rows(main, codebook, params.dimensions) if params.has_index else [])
