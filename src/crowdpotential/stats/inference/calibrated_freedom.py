"""Uncertainty: the degrees of freedom that a calibration to many controls leaves.

The variance of an estimate is itself estimated, from as many independent parts as there are primary sampling units
(PSUs) less strata, if these are alike. Unequal weights and controls leave fewer: with both, and 13 controls, the
variance from 25 PSUs varies like one of 16 degrees of freedom, not of 24, so that intervals and, more so, rank sets
with the latter hold the truth too seldom (`python -m simulations index_coverage`). Satterthwaite's approximation takes
the moments of the variance under a working model in which residuals vary alike (Bell and McCaffrey 2002, Survey
Methodology 28, 169-181); clustering hardly moves it. Replicates that are calibrated anew vary as linearisation does.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.leverage import orthonormal_rows

MANY_UNITS = 5_000  # beyond them degrees of freedom do not matter


def calibrated_degrees_of_freedom(design: LinearDesign, squares: BoolArray | FloatArray) -> FloatArray:
    """Approximate the degrees of freedom of d estimates that are linear in the answers (Satterthwaite 1946).

    With A the linear map from the answers to the totals of calibration residuals by PSU, about the mean of their
    stratum, they are tr(AA')^2 / tr(AA'AA'); PSUs less strata at most, and as many where all weigh alike.

    Args:
        design: weights, strata, PSUs and what the weights were calibrated on.
        squares: (n, d) square of what each respondent's answer counts in the estimate, weights apart, of any scale: 1 for
            the members of a domain in its mean, 0 for others.

    Returns:
        (d,) zero where nothing is left; infinite with more than MANY_UNITS PSUs.
    """
    if np.unique(design.sample.psus).size > MANY_UNITS:
        return np.full(squares.shape[1], np.inf)
    units = _list_units(design)
    return np.array([_satterthwaite(design, units, own) for own in squares.T])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Units:
    """The J PSUs, and the classes of respondents alike in all controls within them."""

    unit_of: IntArray  # (n,)
    stratum: IntArray  # (J,) 0..H-1
    scale: FloatArray  # (J,) m / (m - 1) for the m units of a stratum; zero for a lonely one
    class_of: IntArray  # (n,)
    rows: FloatArray  # (K, r) orthonormal auxiliary variables of each class; none without a calibration
    of_weights: FloatArray  # (J, r) their sums with the weights of the respondents

    def total(self, masses: FloatArray) -> FloatArray:
        """(J, r): sum the auxiliary variables with the masses of the respondents, by unit."""
        return _total(self.unit_of, self.class_of, self.rows, masses)

    def centre(self, values: FloatArray) -> FloatArray:
        """Subtract from (J, r) the mean of the stratum, and scale."""
        inside = self.stratum[:, None] == np.arange(self.stratum.max() + 1)
        means = (inside.T.astype(np.float64) @ values) / inside.sum(axis=0)[:, None]
        return np.asarray((values - means[self.stratum]) * self.scale[:, None])


def _total(unit_of: IntArray, class_of: IntArray, rows: FloatArray, masses: FloatArray) -> FloatArray:
    n_units, n_classes = int(unit_of.max()) + 1, len(rows)
    cells = np.bincount(unit_of * n_classes + class_of, masses, n_units * n_classes)
    totals: FloatArray = cells.reshape(n_units, n_classes) @ rows
    return totals


@lru_cache(maxsize=2)
def _list_units(design: LinearDesign) -> _Units:
    sample, basis, n = design.sample, design.calibrated_from, design.weights.size
    _, first, unit_of = np.unique(sample.psus, return_index=True, return_inverse=True)
    _, stratum = np.unique(sample.strata[first], return_inverse=True)
    sizes = np.bincount(stratum)[stratum]
    class_of = np.zeros(n, dtype=np.int64) if basis is None else basis.auxiliaries.class_of
    rows = np.empty((1, 0)) if basis is None else orthonormal_rows(basis)
    return _Units(
        unit_of=unit_of,
        stratum=stratum,
        scale=np.where(sizes > 1, sizes / np.maximum(sizes - 1, 1), 0.0),
        class_of=class_of,
        rows=rows,
        of_weights=_total(unit_of, class_of, rows, design.weights),
    )


def _satterthwaite(design: LinearDesign, units: _Units, own: BoolArray | FloatArray) -> float:
    """Compute both traces of Q (D + F M F'), where D is diagonal, F has few columns, and Q centres and scales.

    F = (U, V) are the auxiliary variables summed with the weights and with the masses of the estimate, M = (G, -I; -I, 0). With A = U'QU,
    B = U'QV and C = V'QV, the product M F'QF is (GA - B', GB - C; -A, -B), of which the first and last block alone have traces.
    """
    weights, basis = design.weights, design.calibrated_from
    base = weights if basis is None else basis.base_weights
    diagonal = np.bincount(units.unit_of, weights**2 * own, units.stratum.size)
    gram = (units.rows * np.bincount(units.class_of, base**2 * own, len(units.rows))[:, None]).T @ units.rows
    of_weights, of_masses = units.of_weights, units.total(weights * base * own)  # U, V
    centred_weights, centred_masses = units.centre(of_weights), units.centre(of_masses)
    a, b, c = of_weights.T @ centred_weights, centred_weights.T @ of_masses, of_masses.T @ centred_masses
    first, second = gram @ a - b.T, gram @ b - c
    sizes = np.bincount(units.stratum)[units.stratum]
    sums = np.bincount(units.stratum, diagonal)[units.stratum]
    trace = float((units.scale * (1 - 1 / sizes) * diagonal).sum() + np.trace(first) - np.trace(b))
    squares = units.scale**2 * diagonal * (diagonal * (1 - 2 / sizes) + sums / sizes**2)
    weighted = diagonal[:, None] * centred_weights
    both = (gram * (centred_weights.T @ weighted)).sum() - 2 * (weighted * centred_masses).sum()
    crossed = (first * first.T).sum() + (b * b.T).sum() - 2 * (second * a.T).sum()
    spread = float(squares.sum() + 2 * both + crossed)
    return trace**2 / spread if trace > 0 else 0.0
