"""Names of what is related to what, and whom it is told of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.cells import Text
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.params import Drivers
from crowdpotential.params.circularity import holds_outcome, is_score
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views.sentences.above import enumerate_quoted
from crowdpotential.views.sentences.obstacles import is_sensitive
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask_briefly, label_of_key

SECTION = "associations"
OPPOSED = "opposed"  # note of a place on the map: the more of it, the less of the outcome
MISSING = "missing"  # key of the category of those without an answer
PLACES = ("area", "bloc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The rows of one domain."""

    bloc: str  # empty: everybody
    rows: tuple[Result, ...]


def drivers_of(view: View) -> Drivers | None:
    """Return what the study relates to what; None where it relates nothing, or nothing came of it."""
    return view.params.drivers if view.results.find("drivers", "n_complete") else None


def list_shown(view: View, rows: Sequence[Result]) -> list[Shown]:
    """Put rows together by whom they are about: everybody, then the sides shown."""
    found = ((bloc, tuple(row for row in rows if row.bloc == bloc)) for bloc in ("", *view.blocs))
    return [Shown(bloc=bloc, rows=own) for bloc, own in found if own]


def leading(shown: Sequence[Shown]) -> list[Result]:
    """Return the rows that a title tells of: everybody's, else those of all sides."""
    everybody = [row for one in shown if not one.bloc for row in one.rows]
    return everybody or [row for one in shown for row in one.rows]


def title_of_shown(view: View, shown: Shown) -> Text:
    """Name whom a panel is about."""
    return view.bloc_name(shown.bloc) if shown.bloc else view.language.say("drivers.everybody")


def name_term(view: View, name: str) -> str:
    """Name an outcome, predictor, control or group of predictors."""
    drivers = view.params.drivers
    if drivers is not None and name in drivers.groups:
        return view.text(drivers.groups[name].name)
    if is_score(name, view.params.given_index):
        return view.dimension_label(name)
    if name in PLACES:
        return view.area_word() if name == "area" else view.bloc_word()
    return ask_briefly(view, view.codebook.variable(name))


def name_row(view: View, row: Result) -> Text:
    """Name the predictor of a row, with its category and what that is set against."""
    name = name_term(view, row.variable)
    if not row.category:
        return name
    say = view.language.say
    return say(
        "drivers.category",
        name=name,
        category=label_of(view, row.variable, row.category),
        base=label_of(view, row.variable, row.reference_domain),
    )


def quote_names(view: View, rows: Sequence[Result]) -> Markup:
    """List the predictors of rows, each once and in quotation marks."""
    return enumerate_quoted(view, list(dict.fromkeys(name_term(view, row.variable) for row in rows)))


def tell_outcome(view: View) -> Markup:
    """Name the outcome in quotation marks."""
    drivers = view.params.drivers
    return view.language.say("bounds.quoted", label=name_term(view, drivers.outcome)) if drivers else Markup("")


def tell_controls(view: View) -> Markup:
    """State what is held equal."""
    drivers = view.params.drivers
    if drivers is None or not drivers.controls:
        return view.language.say("drivers.no_controls")
    return view.language.say("drivers.controls", names=join((name_term(view, name) for name in drivers.controls), "; "))


def tell_remade(view: View) -> Markup | str:
    """State which predictors were made anew because they held the outcome."""
    drivers = view.params.drivers
    if drivers is None:
        return ""
    held = [name for name in drivers.predictors if holds_outcome(name, drivers.outcome, view.params.given_index, view.codebook)]
    if not held:
        return ""
    names = enumerate_quoted(view, [name_term(view, name) for name in held])
    return view.language.say("drivers.remade", names=names, outcome=tell_outcome(view))


def high_answers(view: View) -> Result | None:
    """Return a row that tells from which answer on answers are high."""
    rows = view.results.find("drivers", "high_share")
    return next((row for row in rows if not row.bloc), rows[0] if rows else None)


def label_of_high(view: View, row: Result) -> str:
    """Return the words of the lowest high answer."""
    return view.text(view.codebook.codes(row.variable)[int(row.category)].label)


def differs_by_side(rows: Sequence[Result], found: Sequence[Result]) -> bool:
    """Return whether what is found among rows of sides differs between them, so that no title may name it for all."""
    named = {(row.variable, row.category, row.bloc) for row in found}
    return any((variable, category, row.bloc) not in named for variable, category, _ in named for row in rows)


def is_hushed(view: View, names: Iterable[str]) -> bool:
    """Return whether a title that names these predictors, or the outcome, would name what the questionnaire calls sensitive."""
    drivers = view.params.drivers
    named = {*names} | ({drivers.outcome} if drivers else set())
    asked = {name for one in named for name in (drivers.groups[one].predictors if drivers and one in drivers.groups else (one,))}
    return any(is_sensitive(view, name) for name in asked if name in view.codebook.by_id)


def is_found(row: Result) -> bool:
    """Return whether a number is established to differ from zero."""
    return row.verdict == DIFFERENCE


def label_of(view: View, variable: str, key: str) -> str:
    """Name a category of a predictor or control."""
    if key == MISSING:
        return str(view.language.say("drivers.missing"))
    if variable in PLACES:
        return view.area_label(key) if variable == "area" else view.bloc_name(key)
    return label_of_key(view, variable, key)
