"""What the exhibits of participation share: steps by their labels, places to show, shares and thousands as cells, reasons for dashes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from markupsafe import Markup

from crowdpotential.exhibits.cells import Number, Part, Stacked
from crowdpotential.exhibits.results import Result
from crowdpotential.views.sentences.obstacles import is_sensitive_condition
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import Place, View

SECTION = "participation"
MANY_THOUSANDS = 100.0  # from which on no decimals are printed
REASONS = ("nobody", "everybody", "few_active", "few_at_top", "all_of_it", "none_of_it")  # notes of rows, each with its sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whom a row of a table is about: a place, or a group of everybody or of a side."""

    bloc: str = ""
    area: str = ""
    domain_variable: str = ""
    domain: str = ""

    @property
    def wanted(self) -> dict[str, str]:
        """The columns by which its rows are found."""
        return {"bloc": self.bloc, "area": self.area, "domain_variable": self.domain_variable, "domain": self.domain}


def step_labels(view: View) -> dict[str, str]:
    """Name every step, in order; none where the study declares none."""
    declared = view.params.participation
    return {step.id: view.text(step.label) for step in declared.steps} if declared else {}


def list_headlines(view: View, steps: Iterable[str]) -> list[str]:
    """List the steps that may stand in a title: those that rest on nothing the questionnaire calls sensitive."""
    declared = view.params.participation
    when = {step.id: step.when for step in declared.steps} if declared else {}
    return [step for step in steps if not is_sensitive_condition(view, when[step])]


def share_at(view: View, step: str, whom: Whom) -> Result | None:
    """Find the share at a step."""
    return view.results.first("participation", "step_share", variable=step, **whom.wanted)


def persons_at(view: View, step: str, whom: Whom) -> Result | None:
    """Find the thousands of people at a step."""
    return view.results.first("participation", "step_persons", variable=step, **whom.wanted)


def list_wholes(view: View) -> list[Whom]:
    """List everybody, or each side shown where nothing is said of all together."""
    return [Whom()] if view.joins_samples else [Whom(bloc=bloc) for bloc in view.blocs]


def list_places(view: View) -> list[list[Whom]]:
    """List everybody, then each side with its areas; sides and areas by themselves where areas lie in none."""
    whole = [[Whom()]] if view.joins_samples else []
    sides = {bloc: [Whom(bloc=bloc)] if len(view.params.blocs) > 1 or not view.joins_samples else [] for bloc in view.blocs}
    if not view.params.is_nested:
        areas = [Whom(area=area) for area in view.areas]
        return [*whole, [side for own in sides.values() for side in own], areas if len(view.params.areas) > 1 else []]
    several = len(view.params.areas) > 1
    nested = [[*own, *(Whom(bloc=bloc, area=area) for area in view.areas_of(bloc) if several)] for bloc, own in sides.items()]
    return [*whole, *nested]


def place_of(whom: Whom) -> Place:
    """Return the place that names it."""
    return whom.bloc, whom.area


def list_groups(view: View, variable: str) -> list[Whom]:
    """List the groups of a variable that have a share at some step, as they are told: of everybody, or of each side shown."""
    rows = view.results.find("participation", "step_share", domain_variable=variable)
    found = dict.fromkeys((row.bloc, row.domain) for row in rows if row.bloc in {"", *view.blocs})
    return [Whom(bloc=bloc, domain_variable=variable, domain=domain) for bloc, domain in found]


def list_variables(view: View) -> list[str]:
    """List the grouping variables, the target groups last."""
    target = view.params.comparison.target_group
    return [*view.params.comparison.group_by, *([target] if target else [])]


def percent(row: Result | None, part: Part = "estimate") -> Number:
    """Write a share, or its interval, in per cent."""
    return Number(row, part=part, unit="percent")


def stacked_percent(row: Result | None) -> Stacked:
    """Write a share above its interval."""
    return Stacked(percent(row), percent(row, "interval"))


def thousands(row: Result | None, part: Part = "estimate") -> Number:
    """Write thousands of people, with a decimal where they are few."""
    is_many = row is not None and isfinite(row.estimate) and row.estimate >= MANY_THOUSANDS
    return Number(row, part=part, digits=0 if is_many else 1)


def stacked_thousands(row: Result | None) -> Stacked:
    """Write thousands of people above their interval."""
    return Stacked(thousands(row), thousands(row, "interval"))


def explain(view: View, rows: Iterable[Result | None]) -> list[Markup]:
    """Explain every dash among some rows: why a number or its interval is not there."""
    known: Sequence[Result] = [row for row in rows if row is not None]
    notes = {row.note for row in known if not row.is_suppressed}
    own = [view.language.say(f"participation.dash_{reason}", least=_least(view)) for reason in REASONS if reason in notes]
    return [*own, *explain_dashes(view, known)]


def say_persons(view: View, *, is_told: bool) -> Markup:
    """State how thousands of people were found, or why there are none."""
    key = "note_no_persons" if not is_told else "note_persons" if view.weighting_kind == "calibrated" else "note_persons_scaled"
    return view.language.say(f"participation.{key}")


def has_numbers(rows: Iterable[Result | None]) -> bool:
    """Return whether one of the rows is told."""
    return any(row is not None and not row.is_suppressed and isfinite(row.estimate) for row in rows)


def _least(view: View) -> int:
    declared = view.params.participation
    return declared.min_behind if declared else 0
