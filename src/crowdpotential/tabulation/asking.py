"""What is asked for: a question, the groups that are its columns, and a filter; names that are not there are told with the nearest ones."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Condition, Variable
from crowdpotential.compare.banners import Grouping
from crowdpotential.conditions import evaluate
from crowdpotential.errors import Faults, ParamsError
from crowdpotential.params import Params
from crowdpotential.quoting import show, words_of
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.tabulation.sample import Sample

PLACES = ("area", "bloc")  # columns that every study with such places has, whatever its questions are called
MOST_NAMES = 3  # near names in a message
_FILTER = re.compile(r"\s*(?P<name>[^=!<>\s]+)\s*(?P<sign>!=|>=|<=|=|>|<)\s*(?P<values>.+?)\s*")
_SIGNS = {"=": "in", "!=": "not_in", ">=": "ge", "<=": "le", ">": "gt", "<": "lt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, its columns and its filter, all of them there."""

    question: Variable
    groupings: tuple[Grouping, ...]
    filters: tuple[str, ...]  # as they were written
    inside: BoolArray  # (n,) who passes all of them


def read_asked(sample: Sample, question: str, by: Sequence[str], where: Sequence[str]) -> Asked:
    """Find what is asked for.

    Args:
        sample: of the study.
        question: id of a question with listed answers or numbers.
        by: variables whose groups are columns; none: those of `default_banner`.
        where: filters such as "sex=1", "age_group=18-24,25-34", "D_AGE>=30"; all must hold.

    Raises:
        ParamsError: names or values that the codebook lacks; several are told together.
    """
    faults, found = Faults(), list[Grouping]()
    inside = np.ones(len(sample.responses), dtype=np.bool_)
    with faults.collected():
        variable = _find_question(sample.codebook, question)
    for name in dict.fromkeys(by or default_banner(sample.params)):
        with faults.collected():
            found.append(_read_grouping(sample, name))
    for text in where:
        with faults.collected():
            inside = inside & _read_filter(sample, text)
    faults.raise_any()
    if not inside.any():
        msg = f"--where {' --where '.join(_shown(sample, text) for text in where)}: none of {inside.size} respondents; take a filter out"
        raise ParamsError(msg)
    return Asked(question=variable, groupings=tuple(found), filters=tuple(where), inside=inside)


def default_banner(params: Params) -> tuple[str, ...]:
    """Name the columns of a table that names none: sides, areas and the groups that the study compares, as far as it has them."""
    places = [name for name, there in (("bloc", len(params.blocs) > 1), ("area", len(params.areas) > 1)) if there]
    return (*places, *params.comparison.group_by)


def _find_question(codebook: Codebook, name: str) -> Variable:
    variable = codebook.by_id.get(name)
    asked = [known.id for known in codebook.variables if not known.kind.is_worded]
    if variable is None:
        raise _no_such(name, asked, what="question")
    if variable.kind.is_worded:
        msg = f"question {variable.id}: its answers are words, which are in no table; code them, or ask for one of {len(asked)} others"
        raise ParamsError(msg)
    return variable


def _read_grouping(sample: Sample, name: str) -> Grouping:
    places = {"area": tuple(sample.params.areas), "bloc": tuple(sample.params.blocs)}
    if places.get(name):
        names = sample.responses[name].to_numpy(dtype=str)
        return _grouping(name, places[name], [names == place for place in places[name]])
    codebook = sample.codebook
    variable = codebook.by_id.get(name)
    able = [known.id for known in codebook.variables if known.kind.has_one_code]
    if variable is None:
        raise _no_such(name, what="--by", known=[*[place for place in PLACES if places[place]], *able])
    if not variable.kind.has_one_code:
        msg = f"--by {variable.id}: {variable.type} answers make no groups; derive bands of them, or name a question with one listed answer"
        raise ParamsError(msg)
    answers = sample.responses[name].to_numpy(dtype=np.float64)
    codes = list(codebook.codes(name))
    return _grouping(name, [codebook.key_of_code(name, code) for code in codes], [answers == code for code in codes])


def _grouping(name: str, keys: Sequence[str], members: Sequence[BoolArray]) -> Grouping:
    there = [(key, own) for key, own in zip(keys, members, strict=True) if own.any()]
    codes = np.full(len(members[0]), -1, dtype=np.int64)
    for place, (_, own) in enumerate(there):
        codes[own] = place
    return Grouping(variable=name, keys=tuple(key for key, _ in there), codes=codes)


def _read_filter(sample: Sample, text: str) -> BoolArray:
    parts = _FILTER.fullmatch(text)
    if parts is None:
        msg = f"--where {_shown(sample, text)}: write VARIABLE=CODE, such as sex=1, age_group=18-24,25-34 or years>=30"
        raise ParamsError(msg)
    name, sign, values = parts["name"], parts["sign"], [value.strip() for value in parts["values"].split(",")]
    places = {"area": tuple(sample.params.areas), "bloc": tuple(sample.params.blocs)}
    if places.get(name):
        return _where_place(sample.responses, name, sign, values, known=places[name])
    variable = sample.codebook.by_id.get(name)
    if variable is None or variable.kind.is_worded:
        able = [known.id for known in sample.codebook.variables if not known.kind.is_worded]
        raise _no_such(name, what="--where", known=[*[place for place in PLACES if places[place]], *able])
    found = [_value_of(sample.codebook, variable, value) for value in values]
    condition = _condition(variable, sign, found)
    return evaluate(condition, sample.responses, codebook=sample.codebook).is_true


def _condition(variable: Variable, sign: str, values: Sequence[int | float]) -> Condition:
    op = _SIGNS[sign]
    if variable.kind.has_options:
        if op not in {"in", "not_in"}:
            msg = f"--where {variable.id}{sign}: options have no order; use = or !="
            raise ParamsError(msg)
        chosen = Condition(variable=variable.id, op="selected", value=tuple(values))
        return chosen if op == "in" else Condition.model_validate({"not": chosen})
    if op in {"in", "not_in"}:
        return Condition.model_validate({"variable": variable.id, "op": op, "value": list(values)})
    if len(values) > 1 or not variable.kind.is_ordered:
        why = "one number belongs there" if len(values) > 1 else "its answers have no order"
        msg = f"--where {variable.id}{sign}: {why}; use = or !="
        raise ParamsError(msg)
    return Condition.model_validate({"variable": variable.id, "op": op, "value": values[0]})


def _where_place(responses: pd.DataFrame, name: str, sign: str, values: Sequence[str], *, known: Sequence[str]) -> BoolArray:
    if odd := [value for value in values if value not in known]:
        raise _no_such(odd[0], known, what="--where", of=name)
    if sign not in {"=", "!="}:
        msg = f"--where {name}{sign}: places have no order; use = or !="
        raise ParamsError(msg)
    inside = responses[name].isin(values).to_numpy(dtype=np.bool_)
    return inside if sign == "=" else ~inside


def _value_of(codebook: Codebook, variable: Variable, text: str) -> int | float:
    code = codebook.any_code_of_key(variable.id, text)
    if code is not None:
        return code
    if variable.kind.is_number:
        try:
            return float(text)
        except ValueError:
            msg = f"--where {variable.id}: its answers are numbers; give one"
            raise ParamsError(msg) from None
    keys = [codebook.key_of_code(variable.id, known) for known in codebook.codes(variable.id)]
    raise _no_such(text, [*keys, *map(str, codebook.codes(variable.id))], what="--where", of=variable.id)


def _no_such(name: str, known: Iterable[str], *, what: str, of: str = "") -> ParamsError:
    """Return the error of a name that is not there; the name itself is shown where it consists of words that names are made of."""
    listed = list(dict.fromkeys(known))
    lower = {entry.lower(): entry for entry in listed}
    near = [lower[found] for found in difflib.get_close_matches(name.lower(), list(lower), n=MOST_NAMES, cutoff=0.5)]
    shown = show(name, "this name", words_of(listed))
    hint = f"the nearest are {', '.join(near)}" if near else f"known are {', '.join(listed[:10])}{', ...' if len(listed) > 10 else ''}"
    return ParamsError(f"{what} {f'{of}=' if of else ''}{shown}: there is none of that name; {hint}")


def _shown(sample: Sample, text: str) -> str:
    return show(text, "(a filter)", words_of([*sample.codebook.by_id, *sample.params.areas, *sample.params.blocs]))
