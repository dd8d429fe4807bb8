"""Options of a question with several answers: shares of everybody, sides, areas and groups, and what separates the sides."""

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.compare.option_shares import (
    estimate_option_shares,
    option_contrast_rows,
    option_share_rows,
    pairs_of_sides,
)
from crowdpotential.compare.options import SIDES, read_options, told_options, untold_rows
from crowdpotential.disclosure.few import Few
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domains
from crowdpotential.results.measures.obstacles import CONTRAST, N_UNTOLD, SHARE
from crowdpotential.results.rows import Row
from crowdpotential.stats.inference.design import Design


def question_rows(
    responses: pd.DataFrame, codebook: Codebook, variable: str, *, domains: Domains, design: Design, comparison: Comparison, few: Few
) -> list[Row]:
    """Report the shares of a question's options, and the differences between sides as one family.

    Args:
        responses: analysed respondents of the main sample.
        codebook: questions and codes.
        variable: the question.
        domains: everybody, sides, areas and groups.
        design: weights and replicates.
        comparison: level, intervals and adjustment.
        few: how few are too few.
    """
    options = read_options(responses, codebook, variable)
    told = told_options(options, domains, few)
    shares = estimate_option_shares(options, domains, design)
    rows = option_share_rows(shares, told, comparison, SHARE)
    rows += untold_rows(options, told, N_UNTOLD)
    if pairs := pairs_of_sides(domains):
        family = f"obstacles;{variable}"
        rows += option_contrast_rows(shares, pairs, told[SIDES], comparison=comparison, measure=CONTRAST, family=family)
    return rows
