"""Whom and what the numbers of a panel of experts leave out, one by one: rows of results where they may be told, findings always."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from crowdpotential.ingest.expert_matches import Matched
from crowdpotential.ingest.expert_weights import PanelWeights
from crowdpotential.ingest.experts import Panel
from crowdpotential.ingest.findings import Finding
from crowdpotential.params import Experts

NOT_ALL_RATED, ABSENT, NO_WEIGHTS, INCONSISTENT = "not_all_rated", "absent", "no_weights", "inconsistent"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Experts of a round whom some numbers leave out."""

    reason: str
    number: str  # of the round
    n: int
    base: int


def list_left_out(panel: Panel, experts: Experts, weighed: PanelWeights | None) -> list[LeftOut]:
    """Count whom concordance, comparisons of rounds and weights leave out; nobody is counted with n = 0.

    Args:
        panel: as read.
        experts: of params.
        weighed: weights of dimensions; None: they are not asked for.
    """
    found, n_first, first = list[LeftOut](), len(panel.first), next(iter(panel.rounds))
    for number, ratings in panel.rounds.items():
        n_gaps = int(panel.rated_by_enough(number, experts.fewest).isna().any(axis=1).sum())
        found.append(LeftOut(reason=NOT_ALL_RATED, number=number, n=n_gaps, base=len(ratings)))
        if number != first:
            found.append(LeftOut(reason=ABSENT, number=number, n=n_first - len(ratings), base=n_first))
    if weighed is not None:
        found.append(LeftOut(reason=NO_WEIGHTS, number=first, n=n_first - weighed.n_complete, base=n_first))
        found.append(LeftOut(reason=INCONSISTENT, number=first, n=weighed.n_inconsistent, base=weighed.n_complete))
    return [one for one in found if one.n]


def panel_findings(panel: Panel, experts: Experts, weighed: PanelWeights | None, matched: Matched) -> list[Finding]:
    """List what whoever keeps the data should know of the form: how it was read, and whom and what the chapter leaves out."""
    form = experts.form.questionnaire
    found = [replace(one, source=f"{form} {one.source}".strip()) for one in panel.findings]
    found += [_finding(one, form, weighed) for one in list_left_out(panel, experts, weighed)]
    found += _statements(panel, experts, form)
    for rule, names, action in (
        ("experts_words_differ", matched.other_words, "compared as params say"),
        ("experts_same_name", matched.of_one_name, "not compared"),
    ):
        found += [Finding(rule=rule, n=1, base=len(experts.statements), action=action, source=form, variable=name) for name in names]
    return found


def _finding(one: LeftOut, form: str, weighed: PanelWeights | None) -> Finding:
    note = f"round {one.number}"
    if one.reason == INCONSISTENT and weighed is not None:
        beyond = sorted(weighed.ratios[weighed.ratios > weighed.max_ratio])
        note += f"; consistency ratios {', '.join(f'{ratio:.2f}' for ratio in beyond)}, at most {weighed.max_ratio:g}"
    return Finding(rule=f"experts_{one.reason}", n=one.n, base=one.base, action="left out", source=form, note=note)


def _statements(panel: Panel, experts: Experts, form: str) -> Iterator[Finding]:
    """List the panel, and the statements, that too few stand behind."""
    n, fewest = len(panel.first), experts.fewest
    if n < fewest:
        yield Finding(rule="experts_too_few", n=n, base=n, action="left out", source=form, note=f"{fewest} are needed for any number")
    is_rated = pd.concat(panel.rounds.values()).notna().any()
    for name in is_rated.index[~is_rated]:
        yield Finding(rule="experts_statement_unrated", n=n, base=n, action="left out", source=form, variable=str(name), note="by nobody")
    for number, ratings in panel.rounds.items():
        for name, n_rated in ratings.notna().sum().items():
            if 0 < n_rated < fewest <= len(ratings):
                note = f"round {number}; {fewest} are needed"
                rule = "experts_statement_rated_by_few"
                yield Finding(rule=rule, n=int(n_rated), base=len(ratings), action="left out", source=form, variable=str(name), note=note)
