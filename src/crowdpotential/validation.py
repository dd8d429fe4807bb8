"""One clear line out of a failed validation: where, what, and the nearest known name for a key that is not known."""

import difflib
import typing
from collections.abc import Iterator

from pydantic import BaseModel, ValidationError


def explain(error: ValidationError, model: type[BaseModel], *, name: str) -> str:
    """Say the first fault of a validation in one line, and how many more there are."""
    faults = error.errors(include_url=False, include_input=False)
    first = next((fault for fault in faults if fault["type"] == "extra_forbidden"), faults[0])
    path = tuple(part for part in first["loc"] if part != "[key]")
    where = ".".join(str(part) for part in path) or "the file"
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    if first["type"] == "extra_forbidden":
        return f"{name}: {where}: unknown key{_suggestion(path, model)}; remove or rename it{more}"
    if first["type"] == "missing":
        return f"{name}: {where}: this key is needed; add it{more}"
    if first["type"] == "value_error":  # our own words, which say what to do
        return f"{name}: {where}: {first['msg'].removeprefix('Value error, ')}{more}"
    return f"{name}: {where}: {_lower(first['msg'])}; correct the value{more}"


def nearest(word: str, known: typing.Iterable[str]) -> str | None:
    """Find the known name that looks most like a word, or None if none is near."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def _suggestion(path: tuple[int | str, ...], model: type[BaseModel]) -> str:
    known: set[str] = set()
    for candidate in _models_at(path[:-1], model):
        known |= {field.alias or key for key, field in candidate.model_fields.items()}
    found = nearest(str(path[-1]), known)
    return f"; did you mean {found}?" if found else f"; known are {', '.join(sorted(known))}" if known else ""


def _models_at(path: tuple[int | str, ...], model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Follow a path of keys and positions to the models that may stand there."""
    if not path:
        yield model
        return
    fields = {field.alias or key: field for key, field in model.model_fields.items()}
    if path[0] not in fields:
        return
    for inner in _models_in(fields[str(path[0])].annotation):
        rest = path[1:]
        while rest and {f.alias or k for k, f in inner.model_fields.items()}.isdisjoint({rest[0]}):
            rest = rest[1:]  # a position in a list, a key of a mapping, or the name of a union member
        yield from _models_at(rest, inner)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models_in(part)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
