"""From the first round to the last: who changed an answer, by how much, and whether more than chance moved."""

from collections.abc import Iterator

import numpy as np
import pingouin

from crowdpotential.disclosure.few import Few, may_be_told
from crowdpotential.ingest.experts import Panel
from crowdpotential.params import Experts
from crowdpotential.results.measures.experts import CHANGED, SHIFT
from crowdpotential.results.rows import Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray

FAMILY = "experts.rounds"


def stability_rows(panel: Panel, experts: Experts, *, few: Few) -> list[Row]:
    """Compare the ratings of experts who took part in the first round and the last, statement by statement.

    Tests are Wilcoxon's for pairs, as one family (Holm).

    Args:
        panel: ratings by round; one round has no rows.
        experts: of params.
        few: how few experts are too few for a share.
    """
    if len(panel.rounds) < 2:
        return []
    first, last = panel.first, list(panel.rounds.values())[-1]
    both = first.index.intersection(last.index)
    changes = last.loc[both] - first.loc[both]
    moves = {name: changes[name].dropna().to_numpy(dtype=np.float64) for name in experts.statements}
    moves = {name: own for name, own in moves.items() if own.size >= experts.fewest}
    if not moves:
        return []
    p_values = np.array([_test(own) for own in moves.values()])
    adjusted = np.full(p_values.size, np.nan)
    known = ~np.isnan(p_values)
    if known.any():
        adjusted[known] = pingouin.multicomp(p_values[known], method="holm")[1]
    rows: list[Row] = []
    for (name, own), p_value, p_adjusted in zip(moves.items(), p_values, adjusted, strict=True):
        rows += _rows(name, own, (float(p_value), float(p_adjusted)), few)
    return rows


def _rows(name: str, moves: FloatArray, tested: tuple[float, float], few: Few) -> Iterator[Row]:
    about: Columns = {"sample": "experts", "variable": name, "n": float(moves.size)}
    n_changed = int((moves != 0).sum())
    if may_be_told(n_changed, moves.size, few):
        yield make_row(CHANGED, about, estimate=n_changed / moves.size)
    yield make_row(
        SHIFT,
        about,
        estimate=float(np.median(moves)),
        p_value=tested[0],
        p_adjusted=tested[1],
        p_adjust_method="holm" if np.isfinite(tested[1]) else "",
        family=FAMILY,
    )


def _test(moves: FloatArray) -> float:
    """Return the p-value of Wilcoxon's test for pairs; NaN where nobody changed an answer."""
    if not moves.any():
        return float("nan")
    found = pingouin.wilcoxon(moves, np.zeros_like(moves))
    return float(found.iloc[0][next(column for column in found if column.lower().startswith("p"))])
