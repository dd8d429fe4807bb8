"""Rows about how many types there are."""

from collections.abc import Sequence

import numpy as np

from crowdpotential.chapters.typology.estimates.solutions import Candidate, Choice, Classified
from crowdpotential.params import Typology
from crowdpotential.results.measures import typology as measures
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.verdicts import FAILS, HOLDS


def number_rows(found: Classified, choice: Choice, typology: Typology) -> list[Row]:
    """Report every number of classes that was tried, and which one is shown, or why none is."""
    base: Columns = {**MAIN, "n": float(found.inside.sum()), "n_effective": found.n_effective}
    rows = [row for one in choice.candidates for row in _criteria(one, base)]
    n_left_out = int((~found.inside).sum())
    if n_left_out:
        rows.append(make_row(measures.N_UNCLASSIFIED, MAIN, estimate=float(n_left_out), n=float(found.inside.size)))
    rows += [
        make_row(measures.LEFT_OUT, MAIN, variable=name, estimate=base["n"], n=base["n"], note="idle") for name in found.indicators.idle
    ]
    return [_number(choice, typology, base), *rows]


def _number(choice: Choice, typology: Typology, base: Columns) -> Row:
    return make_row(
        measures.N_CLASSES,
        base,
        estimate=float(choice.chosen.classes.n_classes),
        verdict=FAILS if choice.obstacle else HOLDS,
        method=typology.choose if isinstance(typology.choose, str) else "given",
        note=choice.obstacle,
    )


def apart_rows() -> list[Row]:
    """Report that there is nobody whose types these would be: samples without a common scale."""
    return [make_row(measures.N_CLASSES, MAIN, verdict=FAILS, note="apart")]


def unclassified_rows(indicator_names: Sequence[str], n: int) -> list[Row]:
    """Report that too few answers differ for classes to be looked for."""
    return [make_row(measures.N_CLASSES, MAIN, verdict=FAILS, n=float(n), note="few_indicators", estimate=float(len(indicator_names)))]


def _criteria(one: Candidate, base: Columns) -> list[Row]:
    name = f"classes={one.classes.n_classes}"
    values = {
        measures.BIC: one.criteria.bic,
        measures.ABIC: one.criteria.abic,
        measures.CLC: one.criteria.clc,
        measures.N_PARAMETERS: float(one.classes.n_parameters),
    }
    if one.classes.n_classes > 1:
        values |= {
            measures.ENTROPY: one.criteria.entropy,
            measures.SMALLEST_CLASS: float(one.classes.shares.min()),
            measures.STABILITY: float(np.median(one.stability)),
        }
    return [make_row(measure, base, model=name, estimate=float(value), note=one.obstacle) for measure, value in values.items()]
