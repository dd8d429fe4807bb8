"""A bad input: the change of the right study that makes it, and what the line of refusal must say.

And the changes that most are made of.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from battery.study import Study, as_files

Edit = Callable[[Study], object]
OUT = object()  # for `params`, `questionnaire` and `variable`: take the key out


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One bad input."""

    kind: str
    name: str
    edit: Edit
    says: str  # found in one of the lines: place, count and cure, as a pattern
    arguments: tuple[str, ...] = ()  # of the command, beside the study
    command: str = "check"  # that must refuse it, and then `report` must, too; or another that alone must


def cells(column: str, value: object, *, rows: int = 3, area: str = "east") -> Edit:
    """Put a value, or one after the other, into the first rows of a column of a file."""

    def edit(study: Study) -> None:
        frame = study.answers[area].astype({column: object})
        values = value if isinstance(value, list) else [value] * rows
        frame.loc[frame.index[: len(values)], column] = values
        study.answers[area] = frame

    return edit


def column(change: Callable[[pd.DataFrame], pd.DataFrame], *, area: str = "east") -> Edit:
    """Change the table of a file."""

    def edit(study: Study) -> None:
        study.answers[area] = change(study.answers[area].copy())

    return edit


def columns(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Edit:
    """Change the tables of all files."""

    def edit(study: Study) -> None:
        for area, frame in study.answers.items():
            study.answers[area] = change(frame.copy())

    return edit


def margins(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Edit:
    """Change the table of control totals."""

    def edit(study: Study) -> None:
        study.files["margins.csv"] = change(study.margins.copy()).to_csv(index=False).encode()

    return edit


def raw(name: str, change: Callable[[bytes], bytes]) -> Edit:
    """Change the bytes of a file."""

    def edit(study: Study) -> None:
        study.files[name] = change(as_files(study)[name])

    return edit


def params(path: str, value: object) -> Edit:
    """Set a key of params, such as data.0.path, or take it out."""
    return lambda study: put(study.params, path, value)


def questionnaire(path: str, value: object) -> Edit:
    """Set a key of the questionnaire, or take it out."""
    return lambda study: put(study.questionnaire, path, value)


def variable(name: str, path: str, value: object) -> Edit:
    """Set a key of a variable of the questionnaire, or take it out."""
    return lambda study: put(study.variable(name), path, value)


def both(*edits: Edit) -> Edit:
    """Make several changes."""

    def edit(study: Study) -> None:
        for one in edits:
            one(study)

    return edit


def put(tree: object, path: str, value: object) -> None:
    """Set a place of a tree of mappings and lists, or take it out; sections on the way are made."""
    *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
    place: object = tree
    for part in way:
        if isinstance(place, dict):
            place = place.setdefault(part, {})
        elif isinstance(place, list):
            place = place[int(part)]
    value = copy.deepcopy(value) if value is not OUT else value  # what one case changes is not the next one's
    if value is OUT:
        del place[last]  # type: ignore[attr-defined]
    else:
        place[last] = value  # type: ignore[index]
