"""What platforms say of themselves, for each thousand adults, beside what respondents say of their own use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Condition
from crowdpotential.conditions import evaluate
from crowdpotential.disclosure.few import Few
from crowdpotential.ingest.platforms import PEOPLE, Platform
from crowdpotential.params import Comparison, Platforms
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures.platforms import BY_COUNT, COUNT, EXCESS, PER_THOUSAND, RATE, SURVEYED
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import Inference, infer_columns, weighted_means
from crowdpotential.stats.inference.freedom import asked_freedom
from crowdpotential.stats.inference.intervals import t_intervals
from crowdpotential.stats.inference.simultaneous import judge_tests
from crowdpotential.verdicts import DIFFERENCE, UNDETERMINED

THOUSAND = 1000.0
FAMILY = "platforms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The respondents whose own words stand beside the claims."""

    responses: pd.DataFrame  # of the main sample, derived variables included
    codebook: Codebook
    design: Design
    few: Few


@dataclass(frozen=True, slots=True, kw_only=True)
class _Surveyed:
    """Users of a platform by what respondents say."""

    platform: Platform
    kind: str  # registered or active
    share: Inference
    n: float

    @property
    def claim(self) -> float:
        """What the platform says, as a share of the adults who live where it works."""
        return self.platform.counts[self.kind] / self.platform.residents


def platform_rows(platforms: Sequence[Platform], declared: Platforms, sample: Sample, comparison: Comparison) -> list[Row]:
    """Report the counts of each platform, their rates, and how claims of users stand beside the survey.

    A claim is a complete record and has no error; that of the difference is the survey's. Differences are one family. Fewer respondents
    who say that they use a platform, or who say that they do not, than a number must rest on: the survey says nothing of it.

    Args:
        platforms: what they say of themselves.
        declared: which respondents are registered there, and which used it.
        sample: the respondents.
        comparison: level of confidence, intervals and adjustment.
    """
    rows = [row for entry in platforms for row in _own_rows(entry)]
    asked: Mapping[str, Mapping[str, Condition]] = {kind: getattr(declared, kind) for kind in PEOPLE}
    found = [
        surveyed
        for entry in platforms
        for kind in PEOPLE
        if entry.id in asked[kind] and (surveyed := _ask(entry, kind, asked[kind][entry.id], sample, comparison)) is not None
    ]
    rows += [_surveyed_row(one) for one in found]
    return rows + _excess_rows([one for one in found if one.kind in one.platform.counts], comparison)


def _own_rows(entry: Platform) -> list[Row]:
    rows = [_row(COUNT, entry, kind, float(n)) for kind, n in entry.counts.items()]
    rows += [_row(PER_THOUSAND, entry, kind, THOUSAND * n / entry.residents) for kind, n in entry.counts.items()]
    rates = {
        rate: entry.counts[part] / entry.counts[whole]
        for rate, (part, whole) in BY_COUNT.items()
        if part in entry.counts and entry.counts.get(whole)
    }
    return rows + [_row(RATE, entry, rate, value) for rate, value in rates.items()]


def _row(measure: Measure, entry: Platform, kind: str, value: float) -> Row:
    return make_row(measure, _about(entry, kind), sample="platform", estimate=value, source=entry.source, note=entry.date)


def _about(entry: Platform, kind: str) -> Columns:
    return {"variable": entry.id, "category": kind, "bloc": entry.about.bloc, "area": entry.about.area}


def _ask(entry: Platform, kind: str, when: Condition, sample: Sample, comparison: Comparison) -> _Surveyed | None:
    """Estimate the share of users among all adults of the place; None where too few say so, or too few say otherwise.

    Whoever was not asked, since he does not know the platform, does not use it; whoever gave no answer counts nowhere.
    """
    truth = evaluate(when, sample.responses, codebook=sample.codebook)
    inside = _members(sample.responses, entry)
    values: FloatArray = np.where(truth.is_unknown, np.nan, truth.is_true.astype(np.float64))[:, None]
    known = inside & ~truth.is_unknown
    if min((known & truth.is_true).sum(), (known & truth.is_false).sum()) < sample.few.base:
        return None
    share = infer_columns(
        weighted_means(values, sample.design.all_weights, np.where(inside, 0, -1), 1)[0],
        replication=sample.design.replication,
        freedom=asked_freedom(values, inside, sample.design),
        confidence_level=comparison.confidence_level,
        interval="logit",
    )
    return _Surveyed(platform=entry, kind=kind, share=share, n=float(known.sum()))


def _members(responses: pd.DataFrame, entry: Platform) -> BoolArray:
    place = entry.about
    if place.area:
        return np.asarray(responses["area"] == place.area, dtype=np.bool_)
    if place.bloc:
        return np.asarray(responses["bloc"] == place.bloc, dtype=np.bool_)
    return np.ones(len(responses), dtype=np.bool_)


def _surveyed_row(one: _Surveyed) -> Row:
    found = inferred(one.share, 0)
    scaled: Columns = {
        "estimate": THOUSAND * found["estimate"],
        "standard_error": THOUSAND * found["standard_error"],
        "ci_low": THOUSAND * found["ci_low"],
        "ci_high": THOUSAND * found["ci_high"],
    }
    return make_row(SURVEYED, found, scaled, MAIN, _about(one.platform, one.kind), n=one.n)


def _excess_rows(found: Sequence[_Surveyed], comparison: Comparison) -> list[Row]:
    """Subtract what respondents say from what platforms claim, as one family."""
    if not found:
        return []
    estimate = THOUSAND * np.array([one.claim - float(one.share.estimate[0]) for one in found])
    error = THOUSAND * np.array([float(one.share.standard_error[0]) for one in found])
    freedom = np.array([float(one.share.degrees_of_freedom[0]) for one in found])
    level = comparison.confidence_level
    judged = judge_tests(estimate, error, freedom, deviations=None, method=comparison.adjust, confidence_level=level)
    ends = t_intervals(estimate, error, freedom, confidence_level=level)
    return [
        make_row(
            EXCESS,
            tested(judged, at, FAMILY),
            MAIN,
            _about(one.platform, one.kind),
            estimate=float(estimate[at]),
            standard_error=float(error[at]),
            ci_low=float(ends.low[at]),
            ci_high=float(ends.high[at]),
            interval_type="t",
            confidence_level=level,
            df=float(freedom[at]),
            n=one.n,
            verdict=DIFFERENCE if judged.is_found[at] else UNDETERMINED,
            source=one.platform.source,
            note=one.platform.date,
        )
        for at, one in enumerate(found)
    ]
