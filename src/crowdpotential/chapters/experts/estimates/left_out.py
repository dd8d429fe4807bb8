"""Whom some numbers of the panel leave out, by reason."""

from collections.abc import Sequence

from crowdpotential.disclosure.few import Few, may_be_told
from crowdpotential.ingest.panel_account import LeftOut
from crowdpotential.results.measures.experts import N_LEFT_OUT
from crowdpotential.results.rows import Row, make_row


def left_out_rows(left_out: Sequence[LeftOut], *, few: Few) -> list[Row]:
    """Report how many experts of a round are left out for each reason, where that tells of nobody in particular.

    Args:
        left_out: of the panel.
        few: how few experts are too few for a count.
    """
    return [
        make_row(
            N_LEFT_OUT,
            sample="experts",
            category=one.number,
            domain=one.reason,
            domain_variable="reason",
            estimate=float(one.n),
            n=float(one.base),
        )
        for one in left_out
        if may_be_told(one.n, one.base, few)
    ]
