"""Cells of tables that stand beside the answers: names that the study knows, and numbers."""

from collections.abc import Collection, Mapping
from math import isfinite, nan
from typing import TypeVar

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.errors import ExternalFigureError
from crowdpotential.ingest.table_numbers import plain_number
from crowdpotential.params import Params
from crowdpotential.quoting import show, words_of
from crowdpotential.results.domains import Domain
from crowdpotential.validation import nearest

JOIN = "|"  # between answers that are counted together
WHOLE = ("", "all")  # in the column place: everybody

Word = TypeVar("Word", bound=str)


def places_of(params: Params) -> dict[str, Domain]:
    """Return whom a figure may be about, by the ids of sides and areas."""
    sides = {name: Domain(bloc=name) for name in params.blocs}
    return sides | {name: Domain(bloc=area.bloc, area=name) for name, area in params.areas.items()}


def read_key(name: str, column: str, file: str) -> str:
    """Read the key of a row, which stands in results and files."""
    if not name.isascii() or not name.replace("_", "").replace("-", "").isalnum():
        msg = f"{file}: a row has no key of Latin letters, digits, - and _ in the column {column}; give it one, such as ess-2018-trust"
        raise ExternalFigureError(msg)
    return name


def read_variable(name: str, codebook: Codebook, where: str) -> Variable:
    """Find a question with answers to count."""
    if name not in codebook.by_id:
        near = nearest(name, codebook.by_id)
        hint = f"did you mean {near}?" if near else "correct the name"
        msg = f"{where}: the codebook has no variable {show(name, 'of that name', words_of(codebook.by_id))}; {hint}"
        raise ExternalFigureError(msg)
    variable = codebook.variable(name)
    if variable.kind.is_worded:
        msg = f"{where}: {name} has no answers to count; name a question with codes or numbers"
        raise ExternalFigureError(msg)
    return variable


def read_codes(category: str, variable: Variable, codebook: Codebook, where: str) -> tuple[int, ...]:
    """Read the answers that are counted together, each by its code or key."""
    named = [part.strip() for part in category.split(JOIN)]
    codes = [codebook.code_of_key(variable.id, part) for part in named]
    known = [codebook.key_of_code(variable.id, code) for code in codebook.codes(variable.id)]
    for part, code in zip(named, codes, strict=True):
        if code is None:
            near = nearest(part, known)
            hint = f"did you mean {near}?" if near else f"it has {', '.join(known)}"
            msg = f"{where}: {variable.id} has no answer {show(part, 'of that name', words_of(known))}; {hint}"
            raise ExternalFigureError(msg)
    found = tuple(sorted(code for code in codes if code is not None))
    if variable.kind.has_options and len(found) > 1:
        msg = f"{where}: {len(found)} options of {variable.id} together are no answer that anybody gave; give each a row of its own"
        raise ExternalFigureError(msg)
    return found


def read_place(name: str, places: Mapping[str, Domain], where: str) -> Domain:
    """Read whom a figure is about."""
    if name in WHOLE:
        return Domain()
    if name not in places:
        near = nearest(name, places)
        hint = f"did you mean {near}?" if near else f"known are {', '.join(places) or 'none'}, and nothing at all for everybody"
        msg = f"{where}: params list no area or side {show(name, 'of that name', words_of(places))}; {hint}"
        raise ExternalFigureError(msg)
    return places[name]


def read_number(row: Mapping[str, str], column: str, where: str, *, low: float | None = None, other: float = nan) -> float:
    """Read a number; `other` where the cell is empty, or the table has no such column."""
    text = plain_number(row.get(column, ""))
    if not text:
        return other
    try:
        found = float(text)
    except ValueError:
        found = nan
    if not isfinite(found) or (low is not None and found < low):
        msg = f"{where}: {column} is no number{'' if low is None else f' of {low:g} or more'}; correct it, or leave the cell empty"
        raise ExternalFigureError(msg)
    return found


def read_one_of(word: str, known: Collection[Word], column: str, where: str) -> Word:
    """Read one of several words."""
    for one in known:
        if word == one:
            return one
    near = nearest(word, known)
    hint = f"did you mean {near}?" if near else f"known are {', '.join(known) or 'none, as params name no report.sources'}"
    msg = f"{where}: {column} is {show(word, 'none of those known', words_of(known))}; {hint}"
    raise ExternalFigureError(msg)
