"""Quality checks: flags for respondents, and findings for the reader. A flag excludes nobody by itself (params: cleaning)."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, QualityRule, Variable
from crowdpotential.conditions import UNANSWERED, evaluate, has_answer, is_of_class
from crowdpotential.conditions.routing import is_out_of_range, is_routed, route, settle_routing
from crowdpotential.contracts import FLAGS, RESPONSES, empty, require
from crowdpotential.ingest.findings import Finding, findings_frame
from crowdpotential.ingest.flag_rules import (
    mark_contradictions,
    mark_duplicates,
    mark_item_nonresponse,
    mark_repeated_records,
    mark_speeding,
    mark_straightlining,
)
from crowdpotential.params import Area, Cleaning
from crowdpotential.stats.arrays import BoolArray

NOTABLE_MISSING_SHARE = 0.10  # from here on bias is likely (Bennett 2001, 10.1111/j.1467-842X.2001.tb00294.x)
# rule, variable, whom it concerns, who could be concerned, action
Remark = tuple[str, str, BoolArray, BoolArray, str]


def flag_respondents(responses: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Apply the quality rules of the codebook to every respondent, those of a boost sample included.

    Args:
        responses: meets RESPONSES, as received.

    Returns:
        Meets FLAGS: one row per respondent and rule that flagged him, in the order of the rules.
    """
    require(responses, RESPONSES)
    parts = []
    for rule in codebook.quality:
        flagged = responses.loc[_mark(responses, codebook, rule), "respondent_id"]
        parts.append(pd.DataFrame({"respondent_id": flagged, "rule": pd.Series(rule.id, flagged.index, dtype="str")}))
    return pd.concat(parts, ignore_index=True) if parts else empty(FLAGS)


def list_findings(
    responses: pd.DataFrame,
    flags: pd.DataFrame,
    codebook: Codebook,
    *,
    cleaning: Cleaning,
    areas: Mapping[str, Area],
    is_synthetic: bool,
) -> pd.DataFrame:
    """List what the checks found in the answers as received, counted by area (else by bloc) and sample.

    Rules beside the codebook's own: `forbidden_answer` (answered, though routing or bloc did not ask), `missing_where_not_asked`
    (the same behind a forbidden answer that is taken out, with another missing code than not applicable), `skipped_question`
    (certainly asked, but coded as not applicable), `out_of_range`, `exclusive_option` (chosen with others), `too_many_answers`,
    `item_missing` (at least 10 % of the item's answers in that area are don't-know, refusal or blank), and
    `repeated_record` (an interview number twice in a file) where the codebook has no rule of that kind.

    Args:
        responses: meets RESPONSES, as received.
        flags: meets FLAGS.
        cleaning: says what is done about forbidden and impossible answers.
        areas: of the study.

    Returns:
        Meets FINDINGS; n respondents, and their share among those who could be concerned.
    """
    require(responses, RESPONSES)
    require(flags, FLAGS)
    rows: list[Finding] = []
    place = responses["area" if areas else "bloc"].astype("str")
    labels = place + "\n" + responses["sample_type"].astype("str")
    cells = [(str(label).split("\n"), rows) for label, rows in responses.groupby(labels).indices.items()]
    for rule, variable, concerned, possible, action in _remarks(responses, flags, codebook, cleaning):
        for (name, sample), members in cells:
            n, base = int(concerned[members].sum()), int(possible[members].sum())
            if n == 0 or (rule == "item_missing" and n / base < NOTABLE_MISSING_SHARE):
                continue
            rows.append(
                Finding(
                    rule=rule,
                    n=n,
                    base=base,
                    action=action,
                    area=name if areas else "",
                    bloc=_bloc_of(name, areas) if areas else name,
                    sample_type=sample,
                    variable=variable,
                )
            )
    rows += _idle_rules(responses, flags, codebook)
    return findings_frame(rows, is_synthetic=is_synthetic)


def _bloc_of(area: str, areas: Mapping[str, Area]) -> str:
    return areas[area].bloc if area in areas else ""


def _idle_rules(responses: pd.DataFrame, flags: pd.DataFrame, codebook: Codebook) -> list[Finding]:
    """List conditions that flag nobody because nobody gave an answer that they name: the answers may be coded in another way."""
    found = []
    for rule in codebook.quality:
        if rule.kind != "condition" or rule.when is None or (flags["rule"] == rule.id).any():
            continue
        named = [leaf for _, leaf in rule.when.leaves("") if leaf.op in {"eq", "in", "selected"}]
        never = [leaf for leaf in named if not evaluate(leaf, responses, codebook=codebook).is_true.any()]
        if never:
            note = f"flags none of them: nobody gave the answers to {never[0].variable} that it names"
            found.append(
                Finding(
                    rule="rule_matches_nobody",
                    n=len(responses),
                    base=len(responses),
                    action="keep",
                    source=f"quality.{rule.id}",
                    note=note,
                )
            )
    return found


def _mark(responses: pd.DataFrame, codebook: Codebook, rule: QualityRule) -> BoolArray:
    applies = np.ones(len(responses), dtype=np.bool_)
    if rule.when is not None:
        applies = evaluate(rule.when, responses, codebook=codebook).is_true
    match rule.kind:
        case "condition":
            marked = applies
        case "pairs":
            marked = mark_contradictions(responses, codebook, rule)
        case "straightlining":
            marked = mark_straightlining(responses, codebook, rule)
        case "speeding":
            marked = mark_speeding(responses, codebook, rule, applies=applies)
        case "item_nonresponse":
            marked = mark_item_nonresponse(responses, codebook, rule)
        case "duplicates":
            marked = mark_duplicates(responses, codebook, rule)
        case "repeated_record":
            marked = mark_repeated_records(responses)
    return marked & applies


def _remarks(responses: pd.DataFrame, flags: pd.DataFrame, codebook: Codebook, cleaning: Cleaning) -> Iterator[Remark]:
    everybody = np.ones(len(responses), dtype=np.bool_)
    for rule in codebook.quality:
        ids = flags.loc[flags["rule"] == rule.id, "respondent_id"]
        yield rule.id, "", responses["respondent_id"].isin(ids).to_numpy(dtype=np.bool_), everybody, "flagged"
    if all(rule.kind != "repeated_record" for rule in codebook.quality):
        yield "repeated_record", "", mark_repeated_records(responses), everybody, "keep"
    settled = responses.copy()  # as cleaning will leave it, so that a question behind a forbidden answer is seen as not asked
    for variable in codebook.variables:
        is_there = codebook.columns(variable.id)[0] in responses
        if variable.derive or variable.kind.is_recorded or not is_there:
            continue
        if is_routed(variable):
            yield from _remarks_on_routing(settled, variable, codebook, cleaning)
        if not variable.kind.is_open:
            yield from _remarks_on_answers(settled, variable, codebook, cleaning)


def _remarks_on_routing(settled: pd.DataFrame, variable: Variable, codebook: Codebook, cleaning: Cleaning) -> Iterator[Remark]:
    """Remark on what stands where a question was not asked, and settle it as cleaning will, in a frame that is ours."""
    found = settle_routing(settled, variable, cleaning.forbidden_answers, codebook=codebook)
    base = found.routing.is_false
    yield "forbidden_answer", variable.id, found.forbidden, base, cleaning.forbidden_answers
    if found.unasked is not None:
        yield "missing_where_not_asked", variable.id, found.unasked.is_recoded, base, "set_not_applicable"


def _remarks_on_answers(settled: pd.DataFrame, variable: Variable, codebook: Codebook, cleaning: Cleaning) -> Iterator[Remark]:
    name, columns = variable.id, list(codebook.columns(variable.id))
    routing = route(variable, settled, settled, codebook=codebook)
    asked = ~routing.is_false
    answered = has_answer(settled, name, codebook=codebook)
    skipped = is_of_class(settled, columns[0], codebook=codebook, variable=name, classes=["not_applicable"])
    yield "skipped_question", name, skipped & routing.is_true, routing.is_true, "keep"
    if variable.valid_range:
        outside = is_out_of_range(settled, variable, codebook=codebook)
        yield "out_of_range", name, outside & asked, answered & asked, cleaning.out_of_range
    if variable.kind.has_options:
        yield from _remarks_on_choices(settled[columns].to_numpy() == 1, name, answered, codebook)
    if variable.dimension:
        unanswered = is_of_class(settled, name, codebook=codebook, variable=name, classes=UNANSWERED)
        yield "item_missing", name, unanswered & asked, asked & ~skipped, "keep"


def _remarks_on_choices(chosen: BoolArray, name: str, answered: BoolArray, codebook: Codebook) -> Iterator[Remark]:
    variable = codebook.variable(name)
    is_exclusive = np.isin(list(codebook.codes(name)), list(variable.exclusive))
    if variable.exclusive:
        both = chosen[:, is_exclusive].any(axis=1) & (chosen.sum(axis=1) > 1)
        yield "exclusive_option", name, both, answered, "keep"
    if variable.max_answers:
        yield "too_many_answers", name, chosen.sum(axis=1) > variable.max_answers, answered, "keep"
