"""Sensitivity: the index beside another one of the same dimensions, and beside what it should go with (OECD and JRC 2008, step 9)."""

from crowdpotential.compare.alternatives import Alternatives, gap_pairs
from crowdpotential.params import Comparison
from crowdpotential.results.measures.index_parts import ALTERNATIVE, ALTERNATIVE_CHANGE
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom


def alternative_rows(
    alternatives: Alternatives,
    weights: str,
    *,
    correlation: float,
    agree: bool | None,
    comparison: Comparison,
) -> list[Row]:
    """Report how the index stands beside one with other weights: correlation, rank sets, what becomes of areas (else blocs) and gaps.

    Args:
        alternatives: of the two, both on 0..100.
        weights: of the other.
        correlation: of the two between respondents.
        agree: whether their rank sets are the same; None where no areas may be ranked.
        comparison: level.
    """
    words = {True: "agree", False: "differ", None: ""}
    whole = make_row(
        ALTERNATIVE,
        MAIN,
        variable=weights,
        estimate=correlation,
        n=float(alternatives.n[-1]),
        verdict=words[agree],
        method="factorial",
    )
    main = alternatives.choices.main
    changes = alternatives.means[1 - main] - alternatives.means[main]  # (U, 1 + R)
    keys, columns, freedom = list[Columns](), list[FloatArray](), list[Freedom]()
    for unit in alternatives.shown:
        position = alternatives.units.index(unit)
        keys.append({**unit.columns, "n": alternatives.n_of(unit)})
        columns.append(changes[position])
        freedom.append(alternatives.own_freedom(unit))
    for first, second in gap_pairs(alternatives):
        a, b = alternatives.units.index(first), alternatives.units.index(second)
        n = float(alternatives.n[a] + alternatives.n[b])
        keys.append({**first.columns, "reference_bloc": second.bloc, "n": n})
        columns.append(changes[a] - changes[b])
        freedom.append(alternatives.freedom_between(first, second))
    found = alternatives.infer(columns, freedom, confidence_level=comparison.confidence_level)
    changed = [make_row(ALTERNATIVE_CHANGE, inferred(found, i), key, MAIN, variable=weights) for i, key in enumerate(keys)]
    return [whole, *changed]
