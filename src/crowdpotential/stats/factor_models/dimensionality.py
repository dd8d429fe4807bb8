"""Measurement: what the correlations say before any model is declared (section "The number of dimensions")."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray

_QUANTILE = 0.95  # a factor counts if it stands above this share of random ones (Glorfeld 1995)


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingAdequacy:
    """Kaiser-Meyer-Olkin measure: share of correlation that is not partial; above 0.8 is good, below 0.5 useless."""

    overall: float
    items: FloatArray  # (p,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sphericity:
    """Test that no two items correlate at all."""

    chi2: float
    df: int
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelAnalysis:
    """Eigenvalues beside those of unrelated items, largest first."""

    observed: FloatArray  # (p,) of the correlations
    random: FloatArray  # (p,) 95th percentile of unrelated normal items
    n_factors: int  # leading eigenvalues above their random ones; too few where dimensions correlate strongly
    n_common_factors: int  # the same count for these; it sees weaker factors too, such as one of reversed items


def kmo(correlations: FloatArray) -> SamplingAdequacy:
    """Measure how far the correlations are due to more than pairs of items (Kaiser 1974, Psychometrika 39, 31-36).

    Args:
        correlations: (p, p) positive definite.

    Raises:
        ModelError: the matrix is singular or no correlation matrix at all.
    """
    refuse_singular(correlations, "sampling adequacy")
    inverse = np.linalg.inv(correlations)
    scale = np.sqrt(np.diag(inverse))
    partial = inverse / np.outer(scale, scale)
    apart = ~np.eye(len(correlations), dtype=bool)
    squares, partial_squares = correlations**2 * apart, partial**2 * apart
    return SamplingAdequacy(
        overall=float(squares.sum() / (squares.sum() + partial_squares.sum())),
        items=squares.sum(axis=0) / (squares + partial_squares).sum(axis=0),
    )


def bartlett(correlations: FloatArray, *, n_effective: float) -> Sphericity:
    """Test that the items are unrelated (Bartlett 1951, Biometrika 38, 337-344).

    Args:
        correlations: (p, p) positive definite.
        n_effective: respondents divided by the design effect of the weights.

    Raises:
        ModelError: the matrix is singular or no correlation matrix at all.
    """
    refuse_singular(correlations, "sphericity")
    p = len(correlations)
    df = p * (p - 1) // 2
    statistic = -(n_effective - 1 - (2 * p + 5) / 6) * np.linalg.slogdet(correlations)[1]
    return Sphericity(chi2=float(statistic), df=df, p_value=float(chdtrc(df, statistic)))


def parallel_analysis(correlations: FloatArray, *, n: int, n_draws: int, rng: np.random.Generator) -> ParallelAnalysis:
    """Count the factors that stand out from chance (Horn 1965, Psychometrika 30, 179-185).

    Components follow Horn; common factors have squared multiple correlations on the diagonal (Humphreys and Montanelli 1975,
    Multivariate Behavioral Research 10, 193-205), and both are held against the 95th percentile (Glorfeld 1995, Educational and
    Psychological Measurement 55, 377-393). Polychoric correlations vary more than those of the normal items drawn here: give
    the effective number of respondents, and read a factor at the margin with care.

    Args:
        correlations: (p, p) positive definite.
        n: effective number of respondents.
        n_draws: random matrices.
        rng: source of the random matrices.

    Raises:
        ModelError: the matrix is singular or no correlation matrix at all, or n is not larger than p.
    """
    refuse_singular(correlations, "parallel analysis")
    p = len(correlations)
    if n <= p:
        msg = f"parallel analysis: {n} effective respondents for {p} items; it takes more respondents than items"
        raise ModelError(msg)
    drawn = _draw_wishart(p, n - 1, n_draws, rng)
    spread = np.sqrt(np.diagonal(drawn, axis1=1, axis2=2))
    unrelated = drawn / (spread[:, :, None] * spread[:, None, :])
    observed, observed_common = _eigenvalues(correlations), _eigenvalues(_reduced(correlations))
    random = np.quantile(_eigenvalues(unrelated), _QUANTILE, axis=0)
    random_common = np.quantile(_eigenvalues(_reduced(unrelated)), _QUANTILE, axis=0)
    return ParallelAnalysis(
        observed=observed,
        random=random,
        n_factors=_n_leading(observed, random),
        n_common_factors=_n_leading(observed_common, random_common),
    )


def _draw_wishart(p: int, df: int, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Draw (n_draws, p, p) cross products of unrelated normal items (Bartlett 1933, Proc. R. Soc. Edinburgh 53, 260-283).

    The draws are those of scipy.stats.wishart, whose import takes half a second.
    """
    root = np.zeros((n_draws, p, p))
    below, diagonal = np.tril_indices(p, k=-1), np.arange(p)
    root[:, *below] = rng.normal(size=n_draws * below[0].size).reshape(n_draws, -1)
    root[:, diagonal, diagonal] = np.column_stack([np.sqrt(rng.chisquare(df - i, size=n_draws)) for i in range(p)])
    return root @ root.transpose(0, 2, 1)


def average_partials(correlations: FloatArray) -> FloatArray:
    """Average the squared partial correlations after 0, 1, 2, ... components (Velicer 1976, Psychometrika 41, 321-327).

    As many components are worth keeping as give the smallest average: beyond them, they take out what items have of their own.

    Args:
        correlations: (p, p) positive definite.

    Returns:
        (p - 1,) the average after 0..p-2 components; NaN from where an item has nothing left.

    Raises:
        ModelError: the matrix is singular or no correlation matrix at all.
    """
    refuse_singular(correlations, "average partial correlations")
    p = len(correlations)
    values, vectors = np.linalg.eigh(correlations)
    components = (vectors * np.sqrt(values))[:, ::-1]
    averages = np.full(p - 1, np.nan)
    for kept in range(p - 1):
        left = correlations - components[:, :kept] @ components[:, :kept].T
        own = np.diag(left)
        if not (own > 0).all():
            break
        partial = left / np.sqrt(np.outer(own, own))
        averages[kept] = ((partial**2).sum() - p) / (p * (p - 1))
    return averages


def refuse_singular(correlations: FloatArray, what: str) -> None:
    """Raise a ModelError unless the matrix is positive definite; `what` names the method for the message."""
    smallest = float(np.linalg.eigvalsh(correlations)[0])
    if not smallest > 0:
        msg = (
            f"{what}: the matrix of {len(correlations)} items is no correlation matrix (smallest eigenvalue {smallest:.3f});"
            " leave out items with many missing answers or near copies of each other, or set index.smoothing"
        )
        raise ModelError(msg)


def _reduced(correlations: FloatArray) -> FloatArray:
    """Put squared multiple correlations on the diagonal of one matrix or a stack of them."""
    reduced = correlations.copy()
    diagonal = np.arange(correlations.shape[-1])
    inverse = np.linalg.inv(correlations)
    reduced[..., diagonal, diagonal] = 1 - 1 / inverse[..., diagonal, diagonal]
    return reduced


def _eigenvalues(matrices: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.eigvalsh(matrices)[..., ::-1])


def _n_leading(observed: FloatArray, random: FloatArray) -> int:
    above = observed > random
    return int(len(above) if above.all() else above.argmin())
