"""How many types there are: every number that params list is fitted and judged, and one is chosen or none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.typology.estimates.indicators import Indicators
from crowdpotential.params import Typology
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import n_effective
from crowdpotential.stats.latent_classes.criteria import Criteria, judge_classes
from crowdpotential.stats.latent_classes.fitting import LatentClasses, Search, fit_classes, posteriors
from crowdpotential.stats.latent_classes.patterns import Patterns, find_patterns
from crowdpotential.stats.latent_classes.stability import draw_resamples, measure_stability

# why no types are shown; sentences `typology.why_*` of the catalogues
ONE_CLASS, UNSTABLE, SMALL, NOT_FOUND = "one_class", "unstable", "small", "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """The respondents whom classes are found among, and the weights of these."""

    inside: BoolArray  # (n,) who answered at least one indicator
    indicators: Indicators  # of all n
    patterns: Patterns  # of those inside
    scale: float  # that makes weights in persons add up to the effective number of respondents
    n_effective: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One number of classes, and how good it is."""

    classes: LatentClasses
    criteria: Criteria
    smallest_n: int  # respondents who most likely belong to the smallest class
    stability: FloatArray  # (B,) adjusted Rand index with each resample; empty for one class
    obstacle: str  # why it may not be chosen; empty where it may


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """All numbers that were tried, and the one that is best."""

    candidates: tuple[Candidate, ...]
    best: int  # its position
    obstacle: str  # why its classes are not shown as types; empty where they are

    @property
    def chosen(self) -> Candidate:
        """The best number."""
        return self.candidates[self.best]


def classify(indicators: Indicators, design: Design) -> Classified:
    """Leave out who answered no indicator, and scale the weights of the others to what they are worth."""
    inside: BoolArray = np.asarray((indicators.codes >= 0).any(axis=1))
    weights = design.weights[inside]
    worth = n_effective(weights)
    return Classified(
        inside=inside,
        indicators=indicators,
        patterns=find_patterns(indicators.codes[inside], indicators.n_levels),
        scale=worth / float(weights.sum()),
        n_effective=worth,
    )


def try_numbers(found: Classified, design: Design, typology: Typology, *, search: Search, rng: np.random.Generator) -> Choice:
    """Fit every number of classes, judge it, and choose.

    Args:
        found: respondents, patterns and scale.
        design: of all n respondents.
        typology: numbers to try, and the rule of choice.
        search: how a maximum is looked for.
        rng: of starts and resamples.
    """
    weights = found.scale * design.weights[found.inside]
    of_patterns = found.patterns.sum_weights(weights)
    fitted = [fit_classes(found.patterns, of_patterns, number, rng=rng, search=search) for number in sorted(typology.classes)]
    drawn = draw_resamples(weights, design.strata[found.inside], design.psus[found.inside], number=typology.resamples, rng=rng)
    resamples = np.column_stack([found.patterns.sum_weights(column) for column in drawn.T])
    several = [classes for classes in fitted if classes.n_classes > 1]
    agreed = iter(measure_stability(found.patterns, resamples, several, rng=rng, search=search))
    candidates = tuple(
        _judge(found, of_patterns, classes, next(agreed) if classes.n_classes > 1 else np.zeros(0), typology) for classes in fitted
    )
    best = _choose(candidates, typology)
    return Choice(candidates=candidates, best=best, obstacle=_obstacle(candidates[best], typology))


def _judge(found: Classified, weights: FloatArray, classes: LatentClasses, stability: FloatArray, typology: Typology) -> Candidate:
    put = posteriors(found.patterns, classes).argmax(axis=1)[found.patterns.pattern_of]
    smallest_n = int(np.bincount(put, minlength=classes.n_classes).min())
    is_small = classes.shares.min() < typology.min_share or smallest_n < typology.min_respondents
    return Candidate(
        classes=classes,
        criteria=judge_classes(found.patterns, weights, classes),
        smallest_n=smallest_n,
        stability=stability,
        obstacle=NOT_FOUND if not classes.is_converged else SMALL if is_small and classes.n_classes > 1 else "",
    )


def _choose(candidates: Sequence[Candidate], typology: Typology) -> int:
    """Return the position of the team's number, else of the least criterion among those that may be chosen, or among all if none may."""
    if isinstance(typology.choose, int):
        return [one.classes.n_classes for one in candidates].index(typology.choose)
    worth = np.array([getattr(one.criteria, typology.choose) for one in candidates])
    allowed = np.array([not one.obstacle for one in candidates])
    return int(np.where(allowed if allowed.any() else True, worth, np.inf).argmin())


def _obstacle(chosen: Candidate, typology: Typology) -> str:
    if chosen.obstacle:
        return chosen.obstacle
    if chosen.classes.n_classes == 1:
        return ONE_CLASS
    return UNSTABLE if np.median(chosen.stability) < typology.min_stability else ""
