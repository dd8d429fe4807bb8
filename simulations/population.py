"""A finite population of six areas, and samples from it with unequal selection and clustering.

An area has several hundred primary sampling units (PSUs) with some dozens of households each. A sample draws PSUs with
probabilities proportional to a register that is out of date, households within them, and one adult in each household:
base weights vary with the register's errors and with the size of the household. Answers depend on sex and age, on the
settlement, on the PSU, and on the size of the household, so that neither weights nor clustering can be ignored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.replication.replicates import SampledPsus, psu_key
from crowdpotential.stats.weighting.margins import Margin

N_AREAS, N_SEX_AGE, N_SETTLEMENTS = 6, 12, 2
PSUS_PER_AREA, HOUSEHOLDS_PER_PSU = 900, 60  # in the population
ANSWERS = ("score", "active", "tried", "expert")  # a mean and three shares
SHARE_LEVELS = (0.0, -1.6, -2.8)  # logits of the shares
COUNTRY_SHARES = (0.40, 0.50)  # of the PSUs, in the first area and the last
AGE_LIMITS = (0.16, 0.34, 0.52, 0.68, 0.84)  # shares of adults below the limits of six age groups
FEWEST_HOUSEHOLDS = 20  # in a PSU
AREA_STEP = 1.5  # points of the score between neighbouring areas


Answering = Callable[[np.random.Generator, IntArray, FloatArray], FloatArray]  # area, interest -> (N, q)


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """All N adults, sorted by household, PSU and area, and what is known about them."""

    area: IntArray  # (N,)
    sex_age: IntArray  # (N,) 0..11
    settlement: IntArray  # (N,) 0 town, 1 country; the same throughout a PSU
    answers: FloatArray  # (N, q) of all questions, NaN where not answered
    n_adults: IntArray  # (households,)
    first_adult: IntArray  # (households,) where each household begins among the adults
    first_household: IntArray  # (PSUs + 1,) where each PSU begins among the households
    register: FloatArray  # (PSUs,) the register's count of adults, out of date
    area_of_psu: IntArray  # (PSUs,)
    control_totals: tuple[FloatArray, FloatArray]  # adults by area, sex and age; by area and settlement

    @property
    def truth(self) -> FloatArray:
        """(areas, q) means that a census would find; NaN where somebody did not answer."""
        return np.stack([self.answers[self.area == code].mean(axis=0) for code in range(N_AREAS)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large a sample is."""

    n_psus: int  # in each area
    n_households: int  # in each PSU

    @property
    def n_respondents(self) -> int:
        """In each area."""
        return self.n_psus * self.n_households


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample of n adults, in PSUs numbered through all areas."""

    base_weights: FloatArray  # (n,) inverse probabilities of selection
    area: IntArray  # (n,) which is also the stratum
    psu: IntArray  # (n,)
    answers: FloatArray  # (n, q)
    margins: tuple[Margin, ...]  # area by sex by age, area by settlement; control totals of the population

    @property
    def strata_of_psus(self) -> IntArray:
        """(J,) stratum of each PSU."""
        return np.repeat(np.arange(N_AREAS), (self.psu.max() + 1) // N_AREAS)

    @property
    def sampled_psus(self) -> SampledPsus:
        """The PSUs as replicates are drawn from them."""
        strata = self.strata_of_psus
        keys = np.array([psu_key(str(unit)) for unit in range(strata.size)], dtype=np.uint64)
        return SampledPsus(strata=strata, keys=keys)


def answer_questions(rng: np.random.Generator, area: IntArray, interest: FloatArray) -> FloatArray:
    """Give the score, then an answer of 0 or 1 for each share; all lean on one latent interest."""
    score = 50 + AREA_STEP * area + 14 * interest + 12 * rng.standard_normal(area.size)
    shares = [rng.random(area.size) < expit(level + 0.1 * area + 1.2 * interest) for level in SHARE_LEVELS]
    return np.column_stack([score, *shares]).astype(np.float64)


def make_population(rng: np.random.Generator, *, answer: Answering = answer_questions, psus_per_area: int = PSUS_PER_AREA) -> Population:
    """Make one population; everything that follows is sampling from it.

    Args:
        rng: of all that is left to chance.
        answer: what adults say, by their area and their interest.
        psus_per_area: in the population.
    """
    n_psus = N_AREAS * psus_per_area
    area_of_psu = np.repeat(np.arange(N_AREAS), psus_per_area)
    is_country = (rng.random(n_psus) < np.linspace(*COUNTRY_SHARES, N_AREAS)[area_of_psu]).astype(np.int64)
    sizes = rng.lognormal(np.log(HOUSEHOLDS_PER_PSU), 0.35, n_psus)
    n_households = np.maximum(FEWEST_HOUSEHOLDS, sizes.astype(np.int64))
    psu_of_household = np.repeat(np.arange(n_psus), n_households)
    n_adults = 1 + rng.binomial(3, 0.25 + 0.1 * is_country[psu_of_household])
    household = np.repeat(np.arange(n_adults.size), n_adults)
    psu = psu_of_household[household]
    area, settlement = area_of_psu[psu], is_country[psu]
    age = np.digitize(rng.random(household.size) - 0.06 * settlement, AGE_LIMITS)
    sex = (rng.random(household.size) < 0.46 + 0.02 * age).astype(np.int64)
    interest = 0.3 * sex - 0.28 * (age - 2.5) - 0.7 * settlement
    interest += 0.3 * rng.normal(size=n_psus)[psu] + 0.15 * (n_adults[household] - 2)
    answers = answer(rng, area, interest)
    return Population(
        area=area,
        sex_age=6 * sex + age,
        settlement=settlement,
        answers=answers,
        n_adults=n_adults,
        first_adult=np.cumsum(n_adults) - n_adults,
        first_household=np.concatenate([[0], np.cumsum(n_households)]),
        register=np.bincount(psu, minlength=n_psus) * rng.lognormal(0.0, 0.25, n_psus),
        area_of_psu=area_of_psu,
        control_totals=_count_controls(area, 6 * sex + age, settlement),
    )


def copy_areas(population: Population, sources: Sequence[int]) -> Population:
    """Make a population whose areas are copies of others: those with one source are alike to the last answer.

    Args:
        population: to copy from.
        sources: for each new area the one that it copies.
    """
    n_households = np.diff(population.first_household)
    area_of_household = np.repeat(population.area_of_psu, n_households)
    parts = (population.area_of_psu, area_of_household, population.area)
    psus, households, adults = (np.concatenate([np.flatnonzero(part == source) for source in sources]) for part in parts)
    psu_counts, _, adult_counts = (np.array([np.sum(part == source) for source in sources]) for part in parts)
    area = np.repeat(np.arange(len(sources)), adult_counts)
    sex_age, settlement = population.sex_age[adults], population.settlement[adults]
    n_adults = population.n_adults[households]
    return Population(
        area=area,
        sex_age=sex_age,
        settlement=settlement,
        answers=population.answers[adults],
        n_adults=n_adults,
        first_adult=np.cumsum(n_adults) - n_adults,
        first_household=np.concatenate([[0], np.cumsum(n_households[psus])]),
        register=population.register[psus],
        area_of_psu=np.repeat(np.arange(len(sources)), psu_counts),
        control_totals=_count_controls(area, sex_age, settlement),
    )


def draw_sample(population: Population, plan: Plan, rng: np.random.Generator) -> Sample:
    """Draw PSUs systematically by the register in a random order, households at random, and one adult in each."""
    psus, chances = [], []
    for area in range(N_AREAS):
        own = rng.permutation(np.flatnonzero(population.area_of_psu == area))
        chance = plan.n_psus * population.register[own] / population.register[own].sum()
        ends = np.cumsum(chance)
        chosen = np.searchsorted(ends, rng.random() + np.arange(plan.n_psus) * ends[-1] / plan.n_psus)
        psus.append(own[chosen])
        chances.append(chance[chosen])
    adults, weights = [], []
    for psu, chance in zip(np.concatenate(psus), np.concatenate(chances), strict=True):
        first, after = population.first_household[psu], population.first_household[psu + 1]
        households = first + rng.choice(after - first, plan.n_households, replace=False)
        size = population.n_adults[households]
        adults.append(population.first_adult[households] + rng.integers(0, size))
        weights.append(size * (after - first) / plan.n_households / chance)
    chosen_adults = np.concatenate(adults)
    area, controls = population.area[chosen_adults], population.control_totals
    return Sample(
        base_weights=np.concatenate(weights),
        area=area,
        psu=np.repeat(np.arange(N_AREAS * plan.n_psus), plan.n_households),
        answers=population.answers[chosen_adults],
        margins=(
            _margin("sex_age", area * N_SEX_AGE + population.sex_age[chosen_adults], controls[0]),
            _margin("settlement", area * N_SETTLEMENTS + population.settlement[chosen_adults], controls[1]),
        ),
    )


def _count_controls(area: IntArray, sex_age: IntArray, settlement: IntArray) -> tuple[FloatArray, FloatArray]:
    return (
        _count(area * N_SEX_AGE + sex_age, N_AREAS * N_SEX_AGE),
        _count(area * N_SETTLEMENTS + settlement, N_AREAS * N_SETTLEMENTS),
    )


def _count(cells: IntArray, size: int) -> FloatArray:
    return np.bincount(cells, minlength=size).astype(np.float64)


def _margin(name: str, cells: IntArray, control_totals: FloatArray) -> Margin:
    labels = tuple(str(cell) for cell in range(control_totals.size))
    return Margin(name=name, cells=cells, control_totals=control_totals, labels=labels)
