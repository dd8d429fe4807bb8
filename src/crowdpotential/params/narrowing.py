"""A view of params that holds some of its sections: what a part of the program does not declare, it cannot read."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from crowdpotential.codebook import Record
from crowdpotential.errors import ProgramFaultError
from crowdpotential.params.loading import Params

AnyRecord = TypeVar("AnyRecord", bound=Record)


def narrow(params: Params, sections: Iterable[str]) -> Params:
    """Return a view of params that holds the named sections only; reading another raises ProgramFaultError.

    Args:
        params: of the study.
        sections: "areas" for a whole section, "design.strata" for one key of it.
    """
    return _narrow(params, [section.split(".") for section in sections])


def take_section(params: Mapping[str, Any], section: str) -> Any:  # noqa: ANN401 a section of params holds anything
    """Return a section or a key out of params as plain data; None where a section above it is left out."""
    place: Any = params
    for part in section.split("."):
        place = place[part] if place is not None else None
    return place


def _narrow(record: AnyRecord, paths: list[list[str]]) -> AnyRecord:
    inner: dict[str, list[list[str]]] = {}
    called = {about.alias or name: name for name, about in type(record).model_fields.items()}
    for key, *rest in paths:
        if key not in called:
            msg = f"a stage declares {key}, which is no key of {type(record).__name__}"
            raise ProgramFaultError(msg)
        name = called[key]
        inner.setdefault(name, []).append(rest)
    view = record.model_copy()
    fields = vars(view)  # a frozen record refuses to be changed; this copy is not yet anybody's
    for name in type(record).model_fields:
        if name not in inner:
            del fields[name]
        elif isinstance(fields[name], Record) and all(inner[name]):
            fields[name] = _narrow(fields[name], inner[name])
    return view
