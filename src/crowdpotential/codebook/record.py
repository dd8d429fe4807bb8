"""The base of every record that is read from YAML, and the type of texts in several languages."""

import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, model_validator

from crowdpotential.errors import ProgramFaultError

Text = Mapping[str, str]  # language -> words


class Record(BaseModel):
    """A frozen section of a YAML file; an unknown key is refused, and so is a number that is none."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _read_as_written(cls, data: Any) -> Any:  # noqa: ANN401 a YAML tree holds anything
        """Refuse what would be read as something else: true as 1, and two keys that are the same number."""
        for name, about in cls.model_fields.items() if isinstance(data, Mapping) else ():
            key = about.alias or name
            value = data.get(key)
            entries = (value, *(value if isinstance(value, list | tuple | dict) else ()))
            if any(isinstance(entry, bool) for entry in entries) and bool not in _kinds(cls, name):
                msg = f"{key} holds true or false, which is no number and no word; write the number, or put the word in quotes"
                raise ValueError(msg)
            if isinstance(value, dict) and len({str(inner) for inner in value}) < len(value):
                msg = f"{key} holds a key twice, as a number and as a word; keep one of them"
                raise ValueError(msg)
        return data

    if not TYPE_CHECKING:  # else any attribute would pass for one

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 whatever pydantic keeps beside the fields
            """Refuse a section that a stage has not declared; pydantic asks here for what is no field."""
            if name in type(self).model_fields:
                msg = f"{type(self).__name__}.{name} is read, but not among the sections that the stage declares"
                raise ProgramFaultError(msg)
            return super().__getattr__(name)


@cache
def _kinds(record: type[Record], name: str) -> frozenset[object]:
    """List the plain types that a field may hold itself; a record inside it looks after its own fields."""
    return frozenset(_flatten(record.model_fields[name].annotation))


def _flatten(annotation: object) -> Iterator[object]:
    parts = typing.get_args(annotation)
    if not parts:
        yield annotation
    for part in parts:
        yield from _flatten(part)
