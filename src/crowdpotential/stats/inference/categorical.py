"""Two-way tables: tests of independence that know the sample design.

Rao and Scott (1984, Annals of Statistics 12, 46-60) compare the covariance of the cells under the design with that
of a simple random sample: the eigenvalues of the one over the other are the generalised design effects.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import helmert
from scipy.special import chdtrc, fdtrc

from crowdpotential.errors import DesignError, TableError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.overall import FTest
from crowdpotential.stats.inference.two_way import TwoWayTable, mean_square_contingency

FIXED = 1e-9  # mean design effect below which only rounding is left of the cells' error


@dataclass(frozen=True, slots=True, kw_only=True)
class RaoScott:
    """Pearson's statistic corrected for the design; a low p-value speaks against independence."""

    chi2: float  # Pearson's, of the weighted table scaled to n
    design_effects: FloatArray  # ((r-1)(c-1),) generalised, largest first
    first_order_p: float  # chi2 over the mean design effect, on (r-1)(c-1) degrees of freedom
    second_order: FTest  # chi2 over the sum of the design effects, after Satterthwaite


def rao_scott(table: TwoWayTable) -> RaoScott:
    """Test independence of rows and columns by Pearson's statistic over its design effects (Rao and Scott 1984).

    Raises:
        TableError: so many cells are empty, or held fixed by the weights, that nothing is left to test.
        DesignError: the design has no degrees of freedom.
    """
    _refuse_without_freedom(table)
    n_rows, n_columns = table.totals.shape
    shares = (table.totals / table.totals.sum()).reshape(-1)
    inverse = np.divide(1.0, shares, out=np.zeros_like(shares), where=shares > 0)
    contrasts = np.kron(helmert(n_rows).T, helmert(n_columns).T) * inverse[:, None]
    simple = contrasts.T @ (shares[:, None] * contrasts) / table.n
    if np.linalg.matrix_rank(simple, hermitian=True) < len(simple):
        msg = f"table of {n_rows} x {n_columns}: {int((shares == 0).sum())} cells are empty; join categories"
        raise TableError(msg)
    delta = np.linalg.solve(simple, contrasts.T @ table.shares_covariance @ contrasts)
    effects = np.sort(np.linalg.eigvals(delta).real)[::-1]
    if not effects.mean() > FIXED:
        msg = f"table of {n_rows} x {n_columns}: the weights hold the association fixed; there is nothing to test"
        raise TableError(msg)
    total, squares = float(np.trace(delta)), float(np.trace(delta @ delta))
    chi2 = float(table.n * mean_square_contingency(table.totals))
    numerator = total**2 / squares
    denominator = numerator * table.degrees_of_freedom
    return RaoScott(
        chi2=chi2,
        design_effects=effects,
        first_order_p=float(chdtrc(effects.size, chi2 * effects.size / total)),
        second_order=FTest(
            statistic=chi2 / total,
            numerator_df=numerator,
            denominator_df=denominator,
            p_value=float(fdtrc(numerator, denominator, chi2 / total)),
        ),
    )


def _refuse_without_freedom(table: TwoWayTable) -> None:
    if not table.degrees_of_freedom > 0:
        msg = f"table of {table.n} respondents: {table.degrees_of_freedom:g} degrees of freedom; the design needs more PSUs than strata"
        raise DesignError(msg)
