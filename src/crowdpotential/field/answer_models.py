"""Draw answers from their models: choices, ordered answers, several options, numbers (section "Synthetic survey with known truth")."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from crowdpotential.field.simulation_plan import Choice, Count, Effects, Number, Ordered, Several
from crowdpotential.stats.arrays import BoolArray, FloatArray

CodeArray = NDArray[np.int16]  # codes of a million people should not take eight bytes each
Trait = Callable[[str], FloatArray]  # name of a trait -> (n,)


def linear(effects: Effects, trait: Trait, n: int) -> FloatArray:
    """Add up effects times traits, (n,)."""
    total = np.zeros(n)
    for name, effect in effects.items():
        total += effect * trait(name)
    return total


def draw_choice(model: Choice, trait: Trait, n: int, rng: np.random.Generator) -> CodeArray:
    """Draw one code each: the largest of utility plus Gumbel noise, which is multinomial logit (McFadden 1974)."""
    utilities = {code: np.log(share) for code, share in model.shares.items()}
    best, code_of_best = np.full(n, -np.inf), np.zeros(n, dtype=np.int16)
    for code, base in utilities.items():
        utility = base + linear(model.effects.get(code, {}), trait, n) + rng.gumbel(size=n)
        code_of_best = np.where(utility > best, np.int16(code), code_of_best)
        best = np.maximum(utility, best)
    return code_of_best


def draw_named_choice(
    shares: Mapping[str, float],
    effects: Mapping[str, Effects],
    trait: Trait,
    n: int,
    rng: np.random.Generator,
) -> CodeArray:
    """Draw the position of one of several names each, by multinomial logit."""
    model = Choice(
        model="choice",
        shares=dict(enumerate(shares.values())),
        effects={position: effects.get(name, {}) for position, name in enumerate(shares)},
    )
    return draw_choice(model, trait, n, rng)


def draw_ordered(model: Ordered, codes: Sequence[int], trait: Trait, n: int, rng: np.random.Generator) -> CodeArray:
    """Draw an ordered answer: a normal response with unit residual variance, cut at the thresholds."""
    response = linear(model.effects, trait, n) + rng.standard_normal(n)
    return cut(response, np.asarray(model.thresholds), codes)


def cut(response: FloatArray, thresholds: FloatArray, codes: Sequence[int]) -> CodeArray:
    """Turn responses into codes: the first code lies below the first threshold."""
    return np.asarray(codes, dtype=np.int16)[np.searchsorted(thresholds, response, side="right")]


def draw_several(
    model: Several,
    codes: Sequence[int],
    *,
    exclusive: Sequence[int],
    most: int | None,
    trait: Trait,
    n: int,
    rng: np.random.Generator,
) -> CodeArray:
    """Draw the options each person marks, (n, number of codes) of 0 and 1.

    Args:
        codes: all options in the order of the questionnaire.
        exclusive: options that exclude all others; the first of them is marked where nothing else is.
        most: largest number of options to mark; the strongest ones stay.
    """
    strength = np.full((n, len(codes)), -np.inf)
    shared = model.common * rng.standard_normal(n) if model.common else np.zeros(n)
    for position, code in enumerate(codes):
        noise = rng.logistic(size=n)
        if code in model.shares:
            strength[:, position] = logit(model.shares[code]) + linear(model.effects.get(code, {}), trait, n) + noise
    is_exclusive = np.isin(np.asarray(codes), exclusive)
    strength[:, ~is_exclusive] += shared[:, None]
    marked: BoolArray = strength > 0
    alone: BoolArray = np.logical_or.reduce(marked & is_exclusive, axis=1, keepdims=True)
    marked[alone & ~is_exclusive] = False
    if most is not None:
        weakest_kept = np.partition(strength, -most, axis=1)[:, [-most]]
        marked &= strength >= weakest_kept
    if len(exclusive):
        _keep_one_exclusive(marked, is_exclusive)
        marked[:, codes.index(exclusive[0])] |= ~marked.any(axis=1)
    return marked.astype(np.int16)


def draw_number(model: Number, bounds: tuple[float, float], trait: Trait, n: int, rng: np.random.Generator) -> CodeArray:
    """Draw whole numbers about a mean, moved to the nearest bound where they leave the valid range."""
    drawn = model.mean + linear(model.effects, trait, n) + model.spread * rng.standard_normal(n)
    return np.clip(np.rint(drawn), *bounds).astype(np.int16)


def draw_count(model: Count, bounds: tuple[float, float], trait: Trait, n: int, rng: np.random.Generator) -> CodeArray:
    """Draw how often somebody did something: lognormal, rounded, moved to the nearest bound where it leaves the valid range."""
    drawn = np.exp(np.log(model.median) + linear(model.effects, trait, n) + model.log_spread * rng.standard_normal(n))
    whole: CodeArray = np.clip(np.rint(drawn), *bounds).astype(np.int16)
    return whole


def _keep_one_exclusive(marked: BoolArray, is_exclusive: BoolArray) -> None:
    later = np.cumsum(marked & is_exclusive, axis=1) > 1
    marked[later & is_exclusive] = False
