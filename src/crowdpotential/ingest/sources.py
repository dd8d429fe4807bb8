"""Weighting: what the codes of sources in the tables of control totals stand for, in words."""

from collections.abc import Mapping
from pathlib import Path

from crowdpotential.codebook import Record, Text
from crowdpotential.errors import ParamsError
from crowdpotential.validation import read_as
from crowdpotential.yaml12 import read_yaml


class Source(Record):
    """Where known figures come from."""

    name: Text  # who says what
    short: Text | None = None  # for notes; else the name
    years: str | None = None  # that the figures are about
    link: str | None = None  # where it stands, printed as text


class _Sources(Record):
    sources: Mapping[str, Source]


def load_sources(path: Path) -> Mapping[str, Source]:
    """Read the words for the codes in the column `source` of the control totals.

    Raises:
        MissingFileError: there is no such file.
        ParamsError: it is no YAML file of codes, each with a name, and at most short, years and link.
    """
    data = {"sources": read_yaml(path)}
    return read_as(_Sources, data, name=path.name, kind=ParamsError).sources


def split_codes(source: str) -> tuple[str, ...]:
    """Extract the codes from a cell of the column `source`, where several are parted by semicolons."""
    return tuple(code.strip() for code in source.split(";") if code.strip())
