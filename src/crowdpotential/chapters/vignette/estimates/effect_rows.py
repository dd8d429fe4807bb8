"""What each text changes: the mean answer under it less that under the control text, weighted and as the respondents are.

Chance gave the texts, so that the difference of means is an effect (Neyman 1923): weighted of the residents for whom those who were
asked speak, unweighted of those respondents themselves. Both errors know the sampling points, whose people are alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from crowdpotential.chapters.vignette.estimates.experiment import Experiment
from crowdpotential.compare.families import Inferring, conclude_difference, family_rows
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain
from crowdpotential.results.measures import vignette as measures
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom, join_freedom
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.freedom import contrast_freedom, count_freedom
from crowdpotential.stats.inference.intervals import t_intervals
from crowdpotential.stats.inference.linear_estimates import Domains, estimate_means
from crowdpotential.stats.inference.linearisation import SampleDesign, score_covariance
from crowdpotential.stats.inference.ranges import Range
from crowdpotential.stats.inference.simultaneous import judge_tests

FEWEST_ANSWERS = 10  # to a text, for its mean to be told
TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """The effects of some texts among some respondents, under 1 + R columns of weights."""

    domain: Domain
    places: tuple[int, ...]  # of the texts
    columns: FloatArray  # (e, 1 + R)
    freedom: Freedom  # (e,)
    n: tuple[float, ...]  # who answered under either text


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """The design that means and effects have their errors from."""

    design: Design
    sample: SampleDesign
    comparison: Comparison

    @property
    def inferring(self) -> Inferring:
        """How numbers of replicates become rows."""
        return Inferring(replication=self.design.replication, comparison=self.comparison)


def mean_rows(experiment: Experiment, domain: Domain, inside: BoolArray, how: Measuring) -> list[Row]:
    """Report the weighted mean answer under each text; a text with too few answers is named without one."""
    members, about = experiment.members(inside), _about(experiment, domain)
    n = members.sum(axis=0)
    told = [place for place in range(len(experiment.arms)) if n[place] >= FEWEST_ANSWERS]
    rows = [
        make_row(measures.MEAN, about, category=str(code), n=float(n[place]), note=TOO_FEW)
        for place, code in enumerate(experiment.arms)
        if place not in told
    ]
    if not told:
        return rows
    within = Range(low=experiment.bounds[0], high=experiment.bounds[1], scale="logit") if experiment.bounds else None
    found = how.inferring.infer(_means(experiment, members[:, told], how.design), count_freedom(members[:, told], how.design), within)
    return rows + [
        make_row(measures.MEAN, inferred(found, i), about, category=str(experiment.arms[place]), n=float(n[place]))
        for i, place in enumerate(told)
    ]


def estimate_effects(experiment: Experiment, domain: Domain, inside: BoolArray, how: Measuring) -> Effects | None:
    """Set each text against the control; None where too few answered under the control, or under all others."""
    members = experiment.members(inside)
    n, control = members.sum(axis=0), experiment.control
    places = tuple(place for place in experiment.others if n[place] >= FEWEST_ANSWERS)
    if not places or n[control] < FEWEST_ANSWERS:
        return None
    means = _means(experiment, members, how.design)
    against = np.repeat(members[:, [control]], len(places), axis=1)
    return Effects(
        domain=domain,
        places=places,
        columns=means[list(places)] - means[control],
        freedom=contrast_freedom(members[:, list(places)], against, how.design),
        n=tuple(float(n[place] + n[control]) for place in places),
    )


def effect_rows(experiment: Experiment, effects: Effects, inside: BoolArray, how: Measuring) -> list[Row]:
    """Report effects as one family, weighted; and unweighted beside them."""
    about, family = _about(experiment, effects.domain), _family(effects)
    named: list[Columns] = [
        {**about, "category": str(experiment.arms[place]), "reference_domain": str(experiment.arms[experiment.control]), "n": n}
        for place, n in zip(effects.places, effects.n, strict=True)
    ]
    weighted = family_rows(measures.EFFECT, effects.columns, named, how=how.inferring, freedom=effects.freedom, family=family)
    return weighted + _unweighted_rows(experiment, effects, inside, named, how=how)


def side_rows(experiment: Experiment, effects: Sequence[Effects], how: Measuring) -> list[Row]:
    """Set the effects on each pair of sides against each other, all as one family."""
    columns, freedom, named = list[FloatArray](), list[Freedom](), list[Columns]()
    for first, second in combinations(effects, 2):
        for place in (place for place in first.places if place in second.places):
            i, j = first.places.index(place), second.places.index(place)
            columns.append(first.columns[i] - second.columns[j])
            freedom.append(join_freedom([first.freedom[i], second.freedom[j]]).fewest)
            named.append(
                {
                    **_about(experiment, first.domain),
                    "category": str(experiment.arms[place]),
                    "reference_bloc": second.domain.bloc,
                    "n": first.n[i] + second.n[j],
                }
            )
    if not named:
        return []
    return family_rows(
        measures.EFFECT_DIFFERENCE,
        np.stack(columns),
        named,
        how=how.inferring,
        freedom=join_freedom(freedom),
        family="vignette;sides",
    )


def _unweighted_rows(experiment: Experiment, effects: Effects, inside: BoolArray, named: Sequence[Columns], *, how: Measuring) -> list[Row]:
    """Report the same effects with every respondent counted once."""
    members = experiment.members(inside)
    kept = [experiment.control, *effects.places]
    codes = np.full(len(members), -1, dtype=np.int64)
    for place, arm in enumerate(kept):
        codes[members[:, arm]] = place
    arms = Domains(codes=codes, names=tuple(str(experiment.arms[arm]) for arm in kept))
    means = estimate_means(experiment.answers, np.ones(codes.size), arms)
    estimate = means.estimate[1:] - means.estimate[0]
    covariance = score_covariance(means.scores[:, 1:] - means.scores[:, :1], how.sample)
    df, level = effects.freedom.numbers, how.comparison.confidence_level
    errors = np.where(df > 0, np.sqrt(np.diag(covariance)), np.nan)
    ends = t_intervals(estimate, errors, df, confidence_level=level)
    values, vectors = np.linalg.eigh(covariance)
    deviations = vectors * np.sqrt(np.maximum(values, 0.0))
    judged = judge_tests(estimate, errors, df, deviations=deviations, method=how.comparison.adjust, confidence_level=level)
    return [
        make_row(
            measures.EFFECT,
            tested(judged, i, f"{_family(effects)};unweighted"),
            own,
            weighting="none",
            estimate=float(estimate[i]),
            standard_error=float(errors[i]),
            ci_low=float(ends.low[i]),
            ci_high=float(ends.high[i]),
            interval_type="t",
            confidence_level=level,
            df=float(df[i]),
            method="linearised",
            verdict=conclude_difference(judged, i),
        )
        for i, own in enumerate(named)
    ]


def _means(experiment: Experiment, members: BoolArray, design: Design) -> FloatArray:
    """Average the answers to each text: (k, 1 + R)."""
    weights = design.all_weights
    values = np.where(members, np.nan_to_num(experiment.answers)[:, None], 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: FloatArray = (values.T @ weights) / (members.astype(np.float64).T @ weights)
    return found


def _about(experiment: Experiment, domain: Domain) -> Columns:
    return {**MAIN, **domain.columns, "variable": experiment.outcome}


def _family(effects: Effects) -> str:
    return "vignette" + (f";bloc={effects.domain.bloc}" if effects.domain.bloc else "")
