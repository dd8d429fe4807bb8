"""A failed validation in clear lines: where, what, and the nearest known name for a key that is not known."""

import difflib
import typing
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel, ValidationError

from crowdpotential.errors import CrowdpotentialError, Faults, ProgramFaultError
from crowdpotential.quoting import is_plain_code, show_id

Path = tuple[int | str, ...]
Model = typing.TypeVar("Model", bound=BaseModel)


def read_as(model: type[Model], data: object, *, name: str, kind: type[CrowdpotentialError]) -> Model:
    """Return parsed data as a record, or raise every fault of them, one line each.

    Args:
        model: of the record.
        data: as a file gives them.
        name: of the file.
        kind: class of the errors.
    """
    faults = Faults()
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for line in _lines(error, model, data):
            faults.add(kind(f"{name}: {line}"))
    faults.raise_any()
    raise ProgramFaultError(name)  # a validation that failed without a fault


def together(faults: Sequence[str]) -> None:
    """Raise the faults that a model finds in itself as one error, which `read_as` takes apart again. Raises ValueError."""
    if faults:
        raise ValueError("\n".join(faults))


def _lines(error: ValidationError, model: type[BaseModel], data: object) -> Iterator[str]:
    """State each fault in one line; a key that is missing because it is misspelt is told once, as misspelt."""
    faults = error.errors(include_url=False, include_input=False)
    misspelt = set()
    for fault in faults:
        if fault["type"] == "extra_forbidden":
            path = _place(fault["loc"], data)
            known = _known_at(path[:-1], model)
            found = nearest(str(path[-1]), known)
            misspelt.add((*path[:-1], found))
            hint = f"; did you mean {found}?" if found else f"; known are {', '.join(sorted(known))}" if known else ""
            yield f"{_written(path, data)}: unknown key{hint}; remove or rename it"
    reported = set()
    deeper = {path[:end] for path in (_place(f["loc"], data) for f in faults) for end in range(len(path))}
    for fault in faults:
        path = _place(fault["loc"], data)
        if fault["type"] == "missing":
            path = (*path, fault["loc"][-1])
        is_outer = path in deeper and fault["type"].endswith(("_type", "_parsing", "literal_error", "too_short"))
        if fault["type"] == "extra_forbidden" or path in misspelt or path in reported or is_outer:
            continue  # one line, the innermost, for a value that fits none of the kinds that may stand there
        reported.add(path)
        where = _written(path, data)
        if fault["type"] == "missing":
            yield f"{where}: this key is needed; add it"
        elif fault["type"] == "value_error":  # our own words, which say what to do
            yield from (f"{where}: {line}" for line in fault["msg"].removeprefix("Value error, ").split("\n"))
        else:
            yield f"{where}: {_lower(fault['msg'])}; correct the value"


def _place(loc: Path, data: object) -> Path:
    """Leave out of a location what is no key of the data: names of the kinds that may stand there."""
    path: list[int | str] = []
    for part in loc:
        if isinstance(data, Mapping):
            named = {str(key): value for key, value in data.items()}
            if str(part) not in named:
                continue
            data = named[str(part)]
        elif isinstance(data, list | tuple) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _written(path: Path, data: object) -> str:
    """Write a place as a user finds it: an entry of a list by its id if it has one, as in cleaning.exclude.old.when.any[0]."""
    place = ""
    for part in path:
        if isinstance(data, list | tuple) and isinstance(part, int):
            data = data[part] if part < len(data) else None  # an entry that is missed has a place, too
            own = data.get("id") if isinstance(data, Mapping) else None
            place += f".{own}" if isinstance(own, str) and show_id(own, "") else f"[{part}]"
            continue
        data = {str(key): value for key, value in data.items()}.get(str(part)) if isinstance(data, Mapping) else None
        name = str(part)
        place += f".{name if is_plain_code(name) else show_id(name, 'a key')}"
    return place.removeprefix(".") or "the file"


def nearest(word: str, known: typing.Iterable[str]) -> str | None:
    """Find the known name that looks most like a word, or None if none is near."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def _known_at(path: Path, model: type[BaseModel]) -> set[str]:
    """Name the keys that may stand at a place."""
    return {field.alias or key for found in _models_at(path, model) for key, field in found.model_fields.items()}


def _models_at(path: Path, model: type[BaseModel]) -> Iterator[type[BaseModel]]:
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
