"""Parts of the gap: what falls on composition and on coefficients, as a whole by every reference, and by control by that of params."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.composition.estimates.pairs import Pair
from crowdpotential.chapters.composition.estimates.side_cells import Compared
from crowdpotential.params import Comparison
from crowdpotential.results.measures.gap_parts import PART
from crowdpotential.results.rows import MAIN, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.decomposition.oaxaca_blinder import REFERENCES, GapParts, Reference, decompose
from crowdpotential.stats.decomposition.side_regressions import fit_sides
from crowdpotential.stats.inference.estimation import infer_columns
from crowdpotential.stats.inference.freedom import contrast_freedom

COMPOSITION, COEFFICIENTS, INTERACTION = "composition", "coefficients", "interaction"
CONSTANT = "constant"  # in the place of a control: what no category goes with


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a gap."""

    category: str
    control: str  # empty: all of them
    model: str
    values: FloatArray  # (1 + R,)


def part_rows(pair: Pair, compared: Compared, comparison: Comparison, *, reference: Reference) -> list[Row]:
    """Take the gap of a pair apart.

    Args:
        pair: of sides.
        compared: who counts.
        comparison: level of confidence.
        reference: whose coefficients value the composition control by control.
    """
    fits = fit_sides(pair.first, pair.second, pair.categories)
    found = {name: decompose(fits, name) for name in REFERENCES}
    parts = [part for name in REFERENCES for part in _wholes(found[name], name_reference(name, pair))]
    parts += _by_control(found[reference], pair.categories.names, name_reference(reference, pair))
    first, second = (compared.members[name][:, None].astype(np.float64) for name in pair.names)
    freedom = contrast_freedom(first, second, compared.design, n_regressors=pair.categories.contrasts.shape[1])
    inference = infer_columns(
        np.stack([part.values for part in parts]),
        replication=compared.design.replication,
        freedom=freedom[np.zeros(len(parts), dtype=np.int64)],
        confidence_level=comparison.confidence_level,
    )
    n = compared.n(*pair.names)
    return [
        make_row(
            PART,
            inferred(inference, i),
            MAIN,
            variable="index",
            variable_2=part.control,
            category=part.category,
            model=part.model,
            bloc=pair.names[0],
            reference_bloc=pair.names[1],
            n=n,
        )
        for i, part in enumerate(parts)
    ]


def name_reference(reference: Reference, pair: Pair) -> str:
    """Return how rows call a reference: a side by its key."""
    sides = {"first": pair.names[0], "second": pair.names[1]}
    return f"coefficients_of_{sides[reference]}" if reference in sides else reference


def _wholes(parts: GapParts, model: str) -> list[_Part]:
    found = [
        _Part(COMPOSITION, "", model, parts.composition.sum(axis=1)),
        _Part(COEFFICIENTS, "", model, parts.coefficients.sum(axis=1) + parts.constant),
    ]
    return [*found, _Part(INTERACTION, "", model, parts.interaction.sum(axis=1))] if model == "three_fold" else found


def _by_control(parts: GapParts, names: Sequence[str], model: str) -> list[_Part]:
    every = {COMPOSITION: parts.composition, COEFFICIENTS: parts.coefficients}
    every |= {INTERACTION: parts.interaction} if model == "three_fold" else {}
    found = [_Part(category, name, model, own[:, i]) for category, own in every.items() for i, name in enumerate(names)]
    return [*found, _Part(COEFFICIENTS, CONSTANT, model, parts.constant)]
