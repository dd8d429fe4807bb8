"""YAML as the project reads it: version 1.2 booleans (`NO` stays a word), no key twice, no tags, no aliases, a size limit."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.tokens import AliasToken, AnchorToken, TagToken

from crowdpotential.errors import MissingFileError, ParamsError

LARGEST_BYTES = 2_000_000


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a mapping from a YAML file.

    Raises:
        MissingFileError: there is no such file.
        ParamsError: the file is too large, is not UTF-8, is no mapping, gives a key twice, or uses tags, anchors or aliases.
    """
    if not path.is_file():
        msg = f"{path.as_posix()}: no such file; name an existing YAML file"
        raise MissingFileError(msg)
    if path.stat().st_size > LARGEST_BYTES:
        msg = f"{path.name}: larger than {LARGEST_BYTES} bytes; a questionnaire or params file is never that long"
        raise ParamsError(msg)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{path.name}: byte {error.start} is not UTF-8; save the file as UTF-8"
        raise ParamsError(msg) from None
    return parse_yaml(text, name=path.name)


def parse_yaml(text: str, *, name: str) -> dict[str, Any]:
    """Parse YAML text to a mapping; `name` stands in the messages. Raises ParamsError as `read_yaml` does."""
    try:
        _refuse_tags_and_aliases(text, name)
        data = YAML(typ="safe", pure=True).load(text)
    except DuplicateKeyError as error:
        msg = f"{name}: {_where(error)}a key is given twice ({error.problem}); keep one of them"
        raise ParamsError(msg) from None
    except YAMLError as error:
        msg = f"{name}: {_where(error)}not valid YAML ({getattr(error, 'problem', None) or 'syntax'}); mend that line"
        raise ParamsError(msg) from None
    except ValueError:  # what looks like a date or a number and cannot be one
        msg = f"{name}: a value looks like a date or a number that does not exist; correct it, or put it in quotes"
        raise ParamsError(msg) from None
    if not isinstance(data, dict):
        msg = f"{name}: holds no mapping of keys to values; see the params.yaml of the demonstration study"
        raise ParamsError(msg)
    return data


def _refuse_tags_and_aliases(text: str, name: str) -> None:
    if not any(mark in text for mark in "&*!"):
        return  # scanning costs as much as parsing; most files need none
    for token in YAML(typ="safe", pure=True).scan(text):
        if isinstance(token, (AliasToken, AnchorToken, TagToken, AliasEvent)):
            msg = f"{name}: line {token.start_mark.line + 1}: tags, anchors and aliases are not read; write the value out"
            raise ParamsError(msg)


def _where(error: YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}: " if mark is not None else ""
