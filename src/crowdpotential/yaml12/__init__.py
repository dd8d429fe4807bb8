"""YAML as the project reads it: version 1.2 booleans (`NO` stays a word), no key twice, no tags, no aliases, limits of size and depth."""

from pathlib import Path
from typing import Any

from crowdpotential.errors import ParamsError, read_small
from crowdpotential.yaml12.limits import DEEPEST, LARGEST_BYTES, MOST_VALUES, UNSEEN, name_unseen
from crowdpotential.yaml12.plain import NotPlainError, parse_plain

__all__ = ["DEEPEST", "MOST_VALUES", "parse_yaml", "read_yaml"]


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a mapping from a YAML file.

    Raises:
        MissingFileError: there is no such file.
        ParamsError: the file cannot be opened, is too large, is not UTF-8, is no mapping, is nested too deeply, gives a key twice, or uses
            tags, anchors, aliases, directives or control letters.
    """
    content = read_small(
        path, LARGEST_BYTES, if_absent="name an existing YAML file", if_large="a questionnaire or params file is never that long"
    )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{path.name}: byte {error.start} is not UTF-8; save the file as UTF-8"
        raise ParamsError(msg) from None
    return parse_yaml(text, name=path.name)


def parse_yaml(text: str, *, name: str) -> dict[str, Any]:
    """Parse YAML text to a mapping; `name` stands in the messages. Raises ParamsError as `read_yaml` does."""
    if found := UNSEEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        msg = f"{name}: line {line}: {name_unseen(found[0])}; take it out, or save the file as UTF-8"
        raise ParamsError(msg)
    try:
        data = parse_plain(text)
    except NotPlainError:
        from crowdpotential.yaml12.careful import parse_carefully  # noqa: PLC0415 most files need none of it

        data = parse_carefully(text, name=name)
    if not isinstance(data, dict):
        msg = f"{name}: holds no mapping of keys to values; see the params.yaml of the demonstration study"
        raise ParamsError(msg)
    return data
