"""What a condition may look at where it stands, and whether any answer could ever meet each of its comparisons."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crowdpotential.codebook.book import Codebook
from crowdpotential.codebook.conditions import ONE_NUMBER, Condition, Scalar
from crowdpotential.codebook.questions import Code, MissingCode, Variable, is_numbered
from crowdpotential.quoting import show, show_id, words_of
from crowdpotential.validation import nearest

MOST_NAMED = 12  # codes in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is known where a condition stands."""

    place: str
    hidden: Mapping[str, str] = field(default_factory=dict)  # variable -> why it cannot be looked at
    flags: tuple[str, ...] | None = None  # quality rules whose flags are known; None: flags do not exist yet


def scope_of_routing(codebook: Codebook, variable: Variable) -> Scope:
    """Return what a question can depend on: questions before it."""
    hidden = dict.fromkeys(_identifiers(codebook), "is kept as a running number, by which nobody is routed")
    position = codebook.variables.index(variable)
    for other in codebook.variables[position:]:
        hidden[other.id] = "comes later; a question can depend on earlier ones only, so change their order"
    hidden |= _derived(codebook)
    hidden[variable.id] = "is the question itself; name the one before it that decides"
    return Scope(place=f"variables.{variable.id}.asked_if", hidden=hidden)


def scope_of_case(codebook: Codebook, variable: Variable, number: int) -> Scope:
    """Return what a derived variable can depend on: all answers, and on variables that are derived before it."""
    hidden = dict.fromkeys(_identifiers(codebook), "is kept as a running number, of which no group can be made")
    hidden |= derived_later(codebook, variable)
    return Scope(place=f"variables.{variable.id}.derive.cases[{number}].when", hidden=hidden)


def scope_of_rule(codebook: Codebook, rule: str) -> Scope:
    """Return what a quality rule looks at: the answers as received."""
    hidden = dict.fromkeys(
        _identifiers(codebook),
        "is kept as a running number; leave out interviews by its values in cleaning.exclude of params",
    )
    return Scope(place=f"quality.{rule}.when", hidden=hidden | _derived(codebook))


def scope_of_end(codebook: Codebook, end: str) -> Scope:
    """Return what an end of the interview looks at: the answers as received."""
    hidden = dict.fromkeys(_identifiers(codebook), "is kept as a running number, at which no interview ends")
    return Scope(place=f"ends.{end}.when", hidden=hidden | _derived(codebook))


def scope_of_exclusion(codebook: Codebook, rule: str) -> Scope:
    """Return what an exclusion looks at: the answers as received, at identifiers by their values in the file, and at flags."""
    flags = tuple(rule.id for rule in codebook.quality)
    return Scope(place=f"cleaning.exclude.{rule}.when", hidden=_derived(codebook), flags=flags)


def scope_of_step(codebook: Codebook, step: str) -> Scope:
    """Return what a step of participation looks at: cleaned answers, and whatever is derived from them."""
    hidden = dict.fromkeys(_identifiers(codebook), "is kept as a running number, by which nobody stands at a step")
    return Scope(place=f"participation.steps.{step}.when", hidden=hidden)


def derived_later(codebook: Codebook, variable: Variable) -> dict[str, str]:
    """Name what a derived variable cannot follow from: itself, and what is derived behind it."""
    position = codebook.variables.index(variable)
    later = [other.id for other in codebook.variables[position:] if other.derive]
    return dict.fromkeys(later, "is derived later; list the source before what follows from it") | {
        variable.id: "is the variable itself; name what it follows from"
    }


def condition_faults(condition: Condition, codebook: Codebook, scope: Scope) -> Iterator[str]:
    """List all that is wrong with a condition, each with its place."""
    for place, leaf in condition.leaves(scope.place):
        fault = _flag_fault(leaf, scope) if leaf.variable is None else _fault(leaf, codebook, scope)
        if fault:
            yield f"{place}: {fault}"


def unknown_variable(name: str, codebook: Codebook) -> str:
    """State that a variable is not there, and which one may be meant."""
    found = nearest(name, codebook.by_id)
    hint = f" (did you mean {found}?)" if found else ""
    return f"refers to {show_id(name, 'a variable')}, which is not in the list of variables{hint}; correct the name"


def _flag_fault(leaf: Condition, scope: Scope) -> str:
    if scope.flags is None:
        return "flags can be used in cleaning.exclude of params only; use a comparison here"
    if leaf.flag is not None and leaf.flag not in scope.flags:
        known = ", ".join(scope.flags) or "none"
        return f"no quality rule {show_id(leaf.flag, 'of such a name')}; the codebook has {known}"
    if leaf.flags_at_least is not None and leaf.flags_at_least > len(scope.flags):
        return f"flags_at_least is {leaf.flags_at_least}, but the codebook has {len(scope.flags)} quality rules; lower it"
    return ""


def _fault(leaf: Condition, codebook: Codebook, scope: Scope) -> str:
    name = str(leaf.variable)
    if name not in codebook.by_id:
        return unknown_variable(name, codebook)
    variable = codebook.by_id[name]
    if name in scope.hidden:
        return f"looks at {name}, which {scope.hidden[name]}"
    if variable.identifier == "drop":
        return f"looks at {name}, which is dropped as soon as it is read; set its identifier to number, or use another variable"
    return _op_fault(leaf, variable) or _value_fault(leaf, variable, codebook)


def _op_fault(leaf: Condition, variable: Variable) -> str:
    """State why an operation means nothing for this type of question."""
    kind, what = variable.kind, f"{variable.id} is of type {variable.type}"
    if leaf.op == "answered":
        return ""
    if (leaf.op == "selected") != kind.has_options:
        remedy = "use selected" if kind.has_options else "use eq or in"
        return f"{what}, for which {leaf.op} means nothing; {remedy}"
    if leaf.op in ONE_NUMBER and kind.is_choice:
        return f"{what}, whose codes have no order; list the codes with in, or make it ordinal"
    if leaf.op in ONE_NUMBER and kind.is_worded:
        return f"{what}, which has no order; make it numeric if it holds numbers"
    return ""


def _value_fault(leaf: Condition, variable: Variable, codebook: Codebook) -> str:
    """State which value no answer could ever equal."""
    named: list[Scalar] = []
    for value in leaf.compared_with:
        if variable.kind.is_worded:
            if not str(value) or str(value) != str(value).strip():
                said = _show_value(value, leaf, variable, codebook)
                return f"{variable.id}: {said} is no text that a cell could hold; take its blanks out, or use not answered"
            named.append(str(value))
            continue
        code = _code_of(value, leaf, codebook)
        if code is None:
            return f"{_strange(value, leaf, variable, codebook)}, so that nobody could ever meet it; correct it"
        named.append(code)
    if repeated := [value for value, n in Counter(named).items() if n > 1]:
        first = named.index(repeated[0])
        said = _show_value(leaf.compared_with[first], leaf, variable, codebook)
        return f"{variable.id}: {said} is named more than once; name it once"
    if leaf.op in ONE_NUMBER and variable.kind.is_rating and not _divides(leaf, named[0], codebook):
        codes = codebook.codes(variable.id)
        return f"no code of {variable.id} ({min(codes)} to {max(codes)}) is {leaf.op} {named[0]}, so that nobody could meet it; correct it"
    return ""


def _code_of(value: Scalar, leaf: Condition, codebook: Codebook) -> Scalar | None:
    """Find the code or the number that a value stands for; None if it is neither."""
    variable = codebook.variable(str(leaf.variable))
    if isinstance(value, str):
        find = codebook.code_of_key if leaf.op == "selected" else codebook.any_code_of_key
        return find(variable.id, value)
    known = set(codebook.codes(variable.id))
    known |= set() if leaf.op == "selected" else set(codebook.missing_codes(variable.id))
    is_number = variable.kind.is_number or leaf.op in ONE_NUMBER
    return value if is_number or value in known else None


def _strange(value: Scalar, leaf: Condition, variable: Variable, codebook: Codebook) -> str:
    codes, missing = list(codebook.codes(variable.id)), list(codebook.missing_codes(variable.id))
    if variable.kind.is_number:
        return f"{variable.id} is a number and {_show_value(value, leaf, variable, codebook)} is none"
    known = ", ".join(map(str, codes[:MOST_NAMED])) + (", ..." if len(codes) > MOST_NAMED else "")
    more = f"; missing {', '.join(map(str, missing))}" if missing and leaf.op != "selected" else ""
    return f"{_show_value(value, leaf, variable, codebook)} is no code or key of {variable.id} (codes {known}{more})"


def _show_value(value: Scalar, leaf: Condition, variable: Variable, codebook: Codebook) -> str:
    """Show a value of a condition, or its place among them: a rule may name an interview, an interviewer or somebody's words."""
    entries: list[Code | MissingCode] = [
        *codebook.codes(variable.id).values(),
        *codebook.missing_codes(variable.id).values(),
    ]
    words = words_of(text for entry in entries for text in (entry.key or "", *entry.label.values()))
    return show(repr(value), f"value {1 + leaf.compared_with.index(value)}", words)


def _divides(leaf: Condition, value: Scalar, codebook: Codebook) -> bool:
    """Return whether some code of an ordinal question is less, or greater, than a value."""
    codes = codebook.codes(str(leaf.variable))
    low, high, bound = min(codes), max(codes), float(value)
    return {"lt": low < bound, "le": low <= bound, "gt": high > bound, "ge": high >= bound}[str(leaf.op)]


def _identifiers(codebook: Codebook) -> list[str]:
    return [variable.id for variable in codebook.variables if is_numbered(variable)]


def _derived(codebook: Codebook) -> dict[str, str]:
    reason = "is derived after cleaning; use the variables that it follows from"
    return {variable.id: reason for variable in codebook.variables if variable.derive}
