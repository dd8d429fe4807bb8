"""Kinds of barriers - cannot, do not want, nobody asked (Verba, Schlozman and Brady 1995) - by side, area and group."""

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.compare.option_shares import (
    estimate_option_shares,
    option_contrast_rows,
    option_share_rows,
    pairs_of_sides,
)
from crowdpotential.compare.options import SIDES, join_options, members_of_kinds, read_options, told_kinds, told_options
from crowdpotential.disclosure.few import Few
from crowdpotential.params import Comparison, Obstacles
from crowdpotential.results.domains import Domains
from crowdpotential.results.measures.obstacles import KIND_CONTRAST, KIND_SHARE
from crowdpotential.results.rows import Row
from crowdpotential.stats.inference.design import Design


def kind_rows(
    responses: pd.DataFrame, codebook: Codebook, asked: Obstacles, *, domains: Domains, design: Design, comparison: Comparison, few: Few
) -> list[Row]:
    """Report who named a barrier of each kind, and the differences between sides; nothing where barriers have no kinds.

    Args:
        responses: analysed respondents of the main sample.
        codebook: questions and codes.
        asked: the question about barriers, and the attribute of its codes.
        domains: everybody, sides, areas and groups.
        design: weights and replicates.
        comparison: level, intervals and adjustment.
        few: how few are too few.
    """
    if asked.kind is None:
        return []
    options = read_options(responses, codebook, asked.barriers)
    groups = members_of_kinds(codebook, asked.barriers, asked.kind, asked.kinds)
    told = told_kinds(options, groups, domains, few, told_options(options, domains, few))
    shares = estimate_option_shares(join_options(options, groups), domains, design)
    rows = option_share_rows(shares, told, comparison, KIND_SHARE)
    if pairs := pairs_of_sides(domains):
        family = f"obstacles;{asked.barriers};{asked.kind}"
        rows += option_contrast_rows(shares, pairs, told[SIDES], comparison=comparison, measure=KIND_CONTRAST, family=family)
    return rows
