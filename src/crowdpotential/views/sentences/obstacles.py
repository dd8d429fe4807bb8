"""Whether it may be said who stands above whom: first by the measurement itself, then by the verdict on those who are compared.

An index whose questions do not hang together, or whose model the answers contradict, ranks nobody: neither sides, nor areas, nor groups.
"""

from dataclasses import dataclass

from crowdpotential.codebook import Condition
from crowdpotential.conditions.steps import origins_of
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import MISFIT, UNTESTED, allows_headline
from crowdpotential.views.view import View

UNRELIABLE = "unreliable"  # a reason of `outcome.*` beside the verdicts

MODEL = "confirmatory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why the index may not be read as one thing, and the number that says so."""

    reason: str  # unreliable or misfit
    row: Result  # alpha, or the fit index that fails


def find_fault(view: View) -> Fault | None:
    """Find what forbids to read levels and differences of the index at all; None where it is sound or nobody could tell.

    Unreliable is an index none of whose dimensions reaches `comparability.min_reliability`.
    """
    alphas = [row for name in view.params.dimensions if (row := alpha_of(view, name)) is not None]
    if alphas and all(is_low(view, row) for row in alphas):
        return Fault(reason=UNRELIABLE, row=max(alphas, key=lambda row: row.estimate))
    verdict = view.results.first("measurement", "verdict", variable="index", model=MODEL)
    if verdict is None or verdict.verdict != MISFIT:
        return None
    fits = [view.results.first("measurement", measure, model=MODEL) for measure in ("cfi", "rmsea", "srmr")]
    known = [row for row in fits if row is not None]
    failing = next((row for row in known if row.verdict == MISFIT), next(iter(known), None))
    return Fault(reason=MISFIT, row=failing) if failing is not None else None


def alpha_of(view: View, dimension: str) -> Result | None:
    """Find the weighted alpha of a dimension over everybody."""
    rows = view.results.find("measurement", "alpha", variable=dimension, model="", bloc="", area="")
    known = [row for row in rows if not row.is_suppressed and row.estimate == row.estimate]
    return next((row for row in known if row.method != "pingouin"), None)


def is_low(view: View, alpha: Result | None) -> bool:
    """Return whether a dimension's questions hang together too little for its means to be set against each other."""
    return alpha is not None and alpha.estimate < view.params.comparability.min_reliability


def obstacle_to_areas(view: View, bloc: str = "") -> str:
    """State what forbids to rank areas: those of a side, or with the empty name all that are shown; empty: nothing does."""
    fault = find_fault(view)
    if fault is not None:
        return fault.reason
    asked = [bloc] if bloc else [own for own, areas in view.area_groups if areas]
    verdicts = [_verdict_of_areas(view, own) for own in asked]
    return next((verdict for verdict in verdicts if not allows_headline(verdict)), "")


def obstacle_to_groups(view: View, variable: str, bloc: str = "") -> str:
    """State what forbids to say which group of residents stands higher; empty: nothing does."""
    fault = find_fault(view)
    if fault is not None:
        return fault.reason
    row = view.results.first("comparability", "verdict", variable="groups", domain_variable=variable, bloc=bloc)
    verdict = row.verdict if row is not None else UNTESTED
    return "" if allows_headline(verdict) else verdict


def obstacle_to_sides(view: View) -> str:
    """State what forbids to say which side stands higher; empty: nothing does, or there are no two sides."""
    fault = find_fault(view)
    if fault is not None:
        return fault.reason
    if view.verdict is None or allows_headline(view.verdict.verdict):
        return ""
    return view.verdict.verdict


def is_sensitive(view: View, variable: str) -> bool:
    """Return whether the questionnaire calls a variable, or one of several crossed ones, sensitive: it makes no headline."""
    return any(view.codebook.variable(name).sensitive for name in variable.split("*"))


def _verdict_of_areas(view: View, bloc: str) -> str:
    row = view.results.first("comparability", "verdict", variable="areas", bloc=bloc)
    return row.verdict if row is not None else UNTESTED


def is_sensitive_answer(view: View, variable: str, code: str) -> bool:
    """Return whether an answer makes no headline: it is sensitive itself, or its question is."""
    return is_sensitive(view, variable) or view.codebook.codes(variable)[int(code)].sensitive


def is_sensitive_condition(view: View, condition: Condition) -> bool:
    """Return whether who meets a condition makes no headline: a question that it rests on, or an answer that it names, is sensitive."""
    if any(is_sensitive(view, name) for name in origins_of(condition, view.codebook)):
        return True
    return any(
        _names_sensitive_answer(view, leaf.variable, value)
        for _, leaf in condition.leaves("")
        if leaf.variable is not None
        for value in leaf.compared_with
    )


def _names_sensitive_answer(view: View, variable: str, value: object) -> bool:
    return any(entry.sensitive and value in {code, str(code), entry.key} for code, entry in view.codebook.codes(variable).items())
