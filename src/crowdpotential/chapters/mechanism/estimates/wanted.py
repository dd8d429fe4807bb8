"""Who should organise, moderate and answer, as residents want it: shares of everybody and of each side."""

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.compare.option_shares import estimate_option_shares, option_share_rows
from crowdpotential.compare.options import read_options, told_options
from crowdpotential.disclosure.few import Few
from crowdpotential.params import Comparison, Mechanism
from crowdpotential.results.domains import Domains
from crowdpotential.results.measures.mechanism import WANTED
from crowdpotential.results.rows import Row
from crowdpotential.stats.inference.design import Design


def wanted_rows(
    responses: pd.DataFrame, codebook: Codebook, spec: Mechanism, *, domains: Domains, design: Design, comparison: Comparison, few: Few
) -> list[Row]:
    """Report whom residents want in each role, of everybody and each side; nothing where the study does not ask.

    Args:
        responses: analysed respondents of the main sample.
        codebook: questions and codes.
        spec: roles and their questions.
        domains: everybody, sides and areas, of which the last are not told.
        design: weights and replicates.
        comparison: level and intervals.
        few: how few are too few.
    """
    rows = list[Row]()
    for variable in dict.fromkeys(spec.roles.values()):
        options = read_options(responses, codebook, variable)
        told = told_options(options, domains, few)
        shares = estimate_option_shares(options, domains, design)
        rows += [row for row in option_share_rows(shares, told, comparison, WANTED) if not row.area]
    return rows
