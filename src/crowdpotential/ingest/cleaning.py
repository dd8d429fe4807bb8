"""Cleaning: who is left out and by which rule, what becomes of answers that nobody asked for; every change is counted."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions import evaluate
from crowdpotential.conditions.routing import is_out_of_range, is_routed, settle_routing
from crowdpotential.contracts import EXCLUSIONS, FLAGS, RESPONSES, empty, require
from crowdpotential.errors import OutOfRangeError
from crowdpotential.ingest.findings import Finding
from crowdpotential.params import Cleaning
from crowdpotential.stats.arrays import BoolArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The respondents who stay, and an account of all that was changed."""

    responses: pd.DataFrame  # meets RESPONSES
    exclusions: pd.DataFrame  # meets EXCLUSIONS: everybody left out, by the first rule that held
    n_set_not_applicable: int  # answers to questions that were not asked, among those who stay
    n_set_no_answer: int  # impossible numbers, among those who stay
    findings: tuple[Finding, ...]  # rules of exclusion that nobody met, and interviews that went on after their end


def clean(
    responses: pd.DataFrame,
    flags: pd.DataFrame,
    *,
    cleaning: Cleaning,
    codebook: Codebook,
    is_synthetic: bool,
) -> Cleaned:
    """Leave out respondents by the rules of params, and settle forbidden and impossible answers of the others.

    Args:
        responses: meets RESPONSES, as received.
        flags: meets FLAGS; a flag excludes nobody unless a rule says so.
        cleaning: exclusion rules in their order; the first that certainly holds takes the respondent. They name identifiers by running
            numbers, as the responses do (see `number_rules`).

    Raises:
        OutOfRangeError: numbers outside their range, where params say to refuse them.
        CodebookError: a rule looks at something that is not there.
    """
    require(responses, RESPONSES)
    require(flags, FLAGS)
    taken_by, findings = np.full(len(responses), "", dtype=object), list[Finding]()
    for rule in cleaning.exclude:
        holds = evaluate(rule.when, responses, codebook=codebook, flags=flags).is_true
        taken_by[holds & (taken_by == "")] = rule.id
        findings += [] if holds.any() else [_unmet(rule.id, len(responses))]
    findings += _count_ends(responses, taken_by != "", codebook)
    is_out = taken_by != ""
    kept = responses[~is_out].reset_index(drop=True)
    n_numbers = _settle_numbers(kept, cleaning, codebook)
    n_answers = _settle_routing(kept, cleaning, codebook)
    exclusions = responses.loc[is_out, ["respondent_id", "area", "bloc", "sample_type"]].assign(
        rule=taken_by[is_out], is_synthetic=is_synthetic
    )
    return Cleaned(
        responses=kept,
        exclusions=exclusions.astype({"rule": "str"}).reset_index(drop=True) if is_out.any() else empty(EXCLUSIONS),
        n_set_not_applicable=n_answers,
        n_set_no_answer=n_numbers,
        findings=tuple(findings),
    )


def _unmet(rule: str, n: int) -> Finding:
    place = f"cleaning.exclude.{rule}"
    note = "holds for none of them; are its values written as in the data?"
    return Finding(rule="rule_matches_nobody", n=n, base=n, action="keep", source=place, note=note)


def _count_ends(responses: pd.DataFrame, is_out: BoolArray, codebook: Codebook) -> list[Finding]:
    """Count who was asked on after an answer that ends the interview: those left out, and those who stay, each on a line."""
    findings = list[Finding]()
    for end in codebook.ends:
        went_on = evaluate(end.when, responses, codebook=codebook).is_true
        for action, rows in (("left_out", went_on & is_out), ("keep", went_on & ~is_out)):
            findings.append(
                Finding(rule="interview_went_on", n=int(rows.sum()), base=len(responses), action=action, source=f"ends.{end.id}")
            )
    return findings


def _settle_numbers(kept: pd.DataFrame, cleaning: Cleaning, codebook: Codebook) -> int:
    """Refuse impossible numbers, or set them to no answer, in a frame that is ours; give their number."""
    n_changed = 0
    for variable in codebook.variables:
        if variable.derive or variable.valid_range is None:
            continue
        outside = is_out_of_range(kept, variable, codebook=codebook)
        if outside.any() and cleaning.out_of_range == "refuse":
            low, high = variable.valid_range
            msg = (
                f"{variable.id}: {int(outside.sum())} answers lie outside {low:g} to {high:g}; correct them, or set "
                "cleaning.out_of_range to set_no_answer"
            )
            raise OutOfRangeError(msg)
        if outside.any():
            kept.loc[outside, variable.id] = codebook.missing_code(variable.id, "no_answer")
            n_changed += int(outside.sum())
    return n_changed


def _settle_routing(kept: pd.DataFrame, cleaning: Cleaning, codebook: Codebook) -> int:
    """Resolve answers to questions that were not asked, in a frame that is ours; give the number of answers taken out.

    In the order of the questionnaire, so that a question behind a removed answer is seen as not asked either.
    """
    n_changed = 0
    for variable in codebook.variables:
        if is_routed(variable) and codebook.columns(variable.id)[0] in kept:
            settled = settle_routing(kept, variable, cleaning.forbidden_answers, codebook=codebook)
            n_changed += int(settled.forbidden.sum())
    return n_changed if cleaning.forbidden_answers == "set_not_applicable" else 0
