"""Harmonising, step 1: which columns hold which options of a multiple answer, in whatever way a program names them.

`P12_1`, `P12/web` (KoboToolbox), `P12.web` (R, ODK), `P12:web`, `P12[1]` and `P12 [by telephone]` (LimeSurvey, Google Forms): the name of
the question, a mark, and the code, the key or the label of the option. Where choices stand one behind the other, the number of the choice.
"""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from crowdpotential.codebook import Codebook, Variable, option_column
from crowdpotential.errors import ColumnError, Faults
from crowdpotential.ingest.column_names import list_columns
from crowdpotential.ingest.raw_files import Source
from crowdpotential.letters import normal_form, whole_number
from crowdpotential.params import DataFile

_OPTION = re.compile(r"\s*(?:[/._:-]\s*(?P<bare>.*\S)|\[\s*(?P<square>.*\S)\s*\]|\(\s*(?P<round>.*\S)\s*\))\s*")


def name_options(titles: Iterable[str], codebook: Codebook, spec: DataFile) -> dict[str, str]:
    """Find titles that name an option or a choice in another way than `P12_1`, and that name for each of them."""
    questions = [v for v in codebook.variables if v.kind.has_options and v.derive is None]
    options = {question.id: _words_of_options(question, codebook) for question in questions}
    found: dict[str, str] = {}
    for title in titles:
        for question in sorted(questions, key=lambda v: -len(v.id)):
            if title.startswith(question.id) and (mark := _OPTION.fullmatch(title[len(question.id) :])):
                word = mark["bare"] or mark["square"] or mark["round"]
                number, in_order = whole_number(word), spec.storage_of(question.id) == "codes_in_order"
                code = number if in_order else options[question.id].get(normal_form(word) if number is None else str(number))
                if code is not None:
                    found[title] = option_column(question.id, code)
                    break
    return found


def columns_of(variable: Variable, spec: DataFile, codebook: Codebook) -> tuple[str, ...]:
    """Name the columns that a file needs for a variable."""
    if not variable.kind.has_options:
        return (variable.id,)
    storage = spec.storage_of(variable.id)
    if storage == "delimited":
        return (variable.id,)
    return (f"{variable.id}_1",) if storage == "codes_in_order" else codebook.columns(variable.id)


def refuse_incomplete(frame: pd.DataFrame, source: Source, *, codebook: Codebook) -> None:
    """Refuse multiple answers of which a file has columns, but not those that the declared way of storing needs.

    Raises:
        ColumnError: one for each question, together.
    """
    faults = Faults()
    for variable in codebook.variables:
        needed, present = columns_of(variable, source.spec, codebook), columns_in(frame, variable, codebook)
        absent = [column for column in needed if column not in frame.columns]
        if variable.kind.has_options and present and absent:
            faults.add(ColumnError(f"{source.name}: {_explain(variable.id, absent, present, source.spec)}"))
    faults.raise_any()


def columns_in(frame: pd.DataFrame, variable: Variable, codebook: Codebook) -> list[str]:
    """List the columns of a variable that a file has, in whatever way it is stored."""
    may_be = (variable.id, *codebook.columns(variable.id))
    if variable.kind.has_options:
        may_be = (*may_be, *choice_columns(frame, variable.id).values())
    return [column for column in dict.fromkeys(may_be) if column in frame.columns]


def _explain(variable: str, absent: list[str], present: list[str], spec: DataFile) -> str:
    storage = spec.storage_of(variable)
    if present == [variable]:
        return (
            f"{variable} has one column, and {storage} needs {list_columns(absent)}; if all its choices share a cell, set "
            f"data.multiple to delimited, or to {{{variable}: delimited}} for this question alone"
        )
    if storage == "delimited":
        return (
            f"{variable} has the columns {list_columns(present)}, and delimited needs one; set data.multiple to the way in which "
            f"they are stored, such as indicators, or to {{{variable}: indicators}} for this question alone"
        )
    return f"columns are missing: {list_columns(absent)}, beside {list_columns(present)}; add them, or map them in data.columns"


def choice_columns(frame: pd.DataFrame, variable: str) -> dict[int, str]:
    """List the columns that hold the first, second, ... choice of a multiple answer, by their number."""
    names = {
        number: str(column)
        for column in frame.columns
        if str(column).startswith(f"{variable}_") and (number := whole_number(str(column).removeprefix(f"{variable}_"))) is not None
    }
    return dict(sorted(names.items()))


def _words_of_options(question: Variable, codebook: Codebook) -> Mapping[str, int]:
    """List what may name an option: its code, its key, its label in any language; what names two of them names none."""
    codes = codebook.codes(question.id)
    words = {str(code): code for code in codes}
    words |= {normal_form(entry.key): code for code, entry in codes.items() if entry.key}
    labels: dict[str, set[int]] = {}
    for code, entry in codes.items():
        for label in entry.label.values():
            labels.setdefault(normal_form(label), set()).add(code)
    return {word: min(owners) for word, owners in labels.items() if len(owners) == 1} | words
