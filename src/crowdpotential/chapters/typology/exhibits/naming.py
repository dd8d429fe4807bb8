"""What types and their answers are called on the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.params import TypeName, split_answer
from crowdpotential.verdicts import DIFFERENCE, HOLDS
from crowdpotential.views.sentences.obstacles import is_sensitive
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask_briefly

ALL = "type=all"  # variable_2 of rows about everybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type of people as the page speaks of it."""

    number: str  # as rows have it
    name: str
    is_named: bool  # by the team

    @property
    def key(self) -> str:
        """How rows about its answers name it."""
        return f"type={self.number}"


def number_row(view: View) -> Result | None:
    """Return the row that says how many types there are; None where nobody asked."""
    return view.results.first("typology", "n_classes")


def list_kinds(view: View) -> tuple[Kind, ...]:
    """List the types that are shown, the largest first; none where none hold."""
    row = number_row(view)
    if row is None or row.verdict != HOLDS:
        return ()
    numbers = [str(position + 1) for position in range(int(row.estimate))]
    names = _names_given(view, numbers)
    return tuple(
        Kind(number=number, name=names.get(number) or str(view.language.say("typology.nameless", number=number)), is_named=number in names)
        for number in numbers
    )


def list_lost_names(view: View) -> list[str]:
    """List the names of the team that no type carries, because two fall on one or their answer is hidden."""
    typology = view.params.typology
    given = {kind.name for kind in list_kinds(view) if kind.is_named}
    names = [view.text(entry.name) for entry in typology.names.values()] if typology else []
    return [name for name in names if name not in given]


def describe_answer(view: View, variable: str, category: str) -> Markup:
    """Describe an answer: an option by its label, another answer behind its question, a band behind its dimension."""
    say = view.language.say
    if variable not in view.codebook.by_id:
        return say("typology.answer", question=view.dimension_label(variable), answer=say(f"typology.band_{category}"))
    question = view.codebook.variable(variable)
    label = view.text(view.codebook.codes(variable)[int(category)].label)
    if question.kind.has_options:
        return join([label])
    return say("typology.answer", question=ask_briefly(view, question).rstrip("?:"), answer=label)


def may_headline(view: View, row: Result) -> bool:
    """Return whether an answer may stand in a title: not where the questionnaire calls it or its question sensitive."""
    if row.variable not in view.codebook.by_id:
        return True
    return not is_sensitive(view, row.variable) and not view.codebook.codes(row.variable)[int(row.category)].sensitive


def find_profile(view: View, row: Result, kind: str) -> Result | None:
    """Find the share of a type, or of all, that gives the answer of a row."""
    return view.results.first("typology", "profile", variable=row.variable, category=row.category, variable_2=kind)


def standing_out(view: View, kind: Kind) -> tuple[Result, ...]:
    """List the answers that a type gives clearly more or less often than all: established, and from the smallest difference on."""
    typology = view.params.typology
    rows = view.results.find("typology", "profile_difference", variable_2=kind.key)
    smallest = typology.smallest_difference if typology else 0.0
    found = [row for row in rows if not row.is_suppressed and row.verdict == DIFFERENCE and abs(row.estimate) >= smallest]
    return tuple(sorted(found, key=lambda row: -abs(row.estimate)))


def _names_given(view: View, numbers: Sequence[str]) -> dict[str, str]:
    """Give each name of the team to the type that its answer points to; names that fall on one type are nobody's."""
    typology = view.params.typology
    found: dict[str, list[str]] = {}
    for entry in typology.names.values() if typology else ():
        number = _point(view, entry, numbers)
        if number:
            found.setdefault(number, []).append(view.text(entry.name))
    return {number: names[0] for number, names in found.items() if len(names) == 1}


def _point(view: View, entry: TypeName, numbers: Sequence[str]) -> str:
    """Return the number of the type in which an answer is most, or least, frequent; empty where that is not known."""
    question, answer = split_answer(entry.most or entry.least or "")
    category = str(view.codebook.code_of_key(question, answer))
    rows = {
        number: view.results.first("typology", "profile", variable=question, category=category, variable_2=f"type={number}")
        for number in numbers
    }
    known = {number: row.estimate for number, row in rows.items() if row is not None and not row.is_suppressed}
    if len(known) < len(numbers):
        return ""
    return max(known, key=lambda number: known[number] if entry.most else -known[number])
