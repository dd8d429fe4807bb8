"""Which barriers go with a low index: those who name a barrier against the others, given side and controls. An association."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.compare.options import Options, read_options
from crowdpotential.disclosure.few import Few
from crowdpotential.params import Comparison, Obstacles
from crowdpotential.results.measures.obstacles import ADJUSTED_DIFFERENCE
from crowdpotential.results.rows import MAIN, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.adjusted_differences import adjusted_differences, control_columns
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import infer_columns
from crowdpotential.stats.inference.freedom import regression_freedom
from crowdpotential.stats.inference.simultaneous import judge_family
from crowdpotential.verdicts import DIFFERENCE, EQUIVALENT, UNDETERMINED


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Whose index is compared: scores and weights, how few are too few, and what does not matter."""

    index: FloatArray  # (n,) scores, NaN where there is none
    design: Design
    few: Few
    smallest_gap: float  # points


def potential_rows(
    responses: pd.DataFrame, codebook: Codebook, asked: Obstacles, compared: Compared, *, blocs: Sequence[str], comparison: Comparison
) -> list[Row]:
    """Report for each barrier the adjusted difference of the index, all in one family; nothing of samples without a common scale.

    The side is always controlled, so that a barrier which one side names more often does not carry the gap between sides. Who lacks
    the index, an answer about barriers or a control is left out of all of them: `n` counts those that remain.

    Args:
        responses: analysed respondents of the main sample.
        codebook: questions and codes.
        asked: the question about barriers, and the controls.
        compared: scores and weights of the same respondents.
        blocs: of the study.
        comparison: level and adjustment.
    """
    if not compared.design.joins_samples:
        return []
    options = read_options(responses, codebook, asked.barriers)
    categories = _control_categories(responses, codebook, asked, blocs)
    used = options.answered & ~np.isnan(compared.index)
    for own in categories:
        used &= own.any(axis=1)
    used_design = compared.design.take(used)
    options = _large_enough(_named_barriers(options, codebook), used, compared.few)
    controls = control_columns([own[used] for own in categories], int(used.sum()))
    if not options.categories:
        return []
    marks = options.chosen[used]
    columns = adjusted_differences(compared.index[used], marks, controls, used_design.all_weights)
    found = infer_columns(
        columns,
        replication=used_design.replication,
        freedom=regression_freedom(marks, ~marks, used_design, n_regressors=controls.shape[1]),
        confidence_level=comparison.confidence_level,
    )
    judged = judge_family(found, columns[:, 1:], replication=used_design.replication, method=comparison.adjust)
    largest = np.maximum(-judged.ci_low, judged.ci_high)
    return [
        make_row(
            ADJUSTED_DIFFERENCE,
            inferred(found, i),
            tested(judged, i, f"obstacles;{asked.barriers};index"),
            MAIN,
            variable=asked.barriers,
            category=category,
            variable_2="index",
            base="answered",
            n=float(used.sum()),
            verdict=EQUIVALENT if largest[i] < compared.smallest_gap else DIFFERENCE if judged.is_found[i] else UNDETERMINED,
        )
        for i, category in enumerate(options.categories)
        if not np.isnan(columns[i, 0])  # controls that tell who names it leave nothing to compare
    ]


def _named_barriers(options: Options, codebook: Codebook) -> Options:
    """Leave out what is no barrier that could be named: options that exclude all others, and those in own words."""
    variable = codebook.variable(options.variable)
    others = set(map(str, (*variable.exclusive, *variable.open_codes)))
    return options.take(lambda at: options.categories[at] not in others)


def _large_enough(options: Options, used: BoolArray, few: Few) -> Options:
    """Keep the options that enough respondents name, and enough others do not."""
    named = options.chosen[used].sum(axis=0)
    return options.take(lambda at: bool(few.base <= named[at] <= used.sum() - few.base))


def _control_categories(responses: pd.DataFrame, codebook: Codebook, asked: Obstacles, blocs: Sequence[str]) -> list[BoolArray]:
    """Return who belongs to which side and to which category of each control; (n, k) each."""
    sides = responses["bloc"].to_numpy(dtype=object)[:, None] == np.array(blocs, dtype=object)
    found = [sides] if len(blocs) > 1 else []
    for name in asked.controls:
        answers = responses[name].to_numpy(dtype=np.float64)
        found.append(answers[:, None] == np.array(list(codebook.codes(name)), dtype=np.float64))
    return found
