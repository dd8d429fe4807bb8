"""YAML as the project reads it: version 1.2 booleans (`NO` stays a word), no key twice, no tags, no aliases, a size limit."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.tokens import (
    AliasToken,
    AnchorToken,
    BlockEndToken,
    BlockMappingStartToken,
    BlockSequenceStartToken,
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    TagToken,
)

from crowdpotential.errors import MissingFileError, ParamsError, is_there

LARGEST_BYTES = 2_000_000
OPENING = (BlockMappingStartToken, BlockSequenceStartToken, FlowMappingStartToken, FlowSequenceStartToken)
CLOSING = (BlockEndToken, FlowMappingEndToken, FlowSequenceEndToken)
DEEPEST = 40  # levels of nesting; a questionnaire with conditions inside conditions has a dozen


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a mapping from a YAML file.

    Raises:
        MissingFileError: there is no such file.
        ParamsError: the file is too large, is not UTF-8, is no mapping, is nested too deeply, gives a key twice, or uses tags, anchors or
            aliases.
    """
    if not is_there(path):
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
    too_deep = f"{name}: nested more than {DEEPEST} levels deep; no key of ours lies as deep, so look for brackets that are not closed"
    try:
        _refuse_tags_and_aliases(text, name)
        data = YAML(typ="safe", pure=True).load(text)
    except RecursionError:
        raise ParamsError(too_deep) from None
    except DuplicateKeyError as error:
        msg = f"{name}: {_where(error)}a key is given twice ({error.problem}); keep one of them"
        raise ParamsError(msg) from None
    except YAMLError as error:
        msg = f"{name}: {_where(error)}not valid YAML ({getattr(error, 'problem', None) or 'syntax'}); mend that line"
        raise ParamsError(msg) from None
    except ValueError:  # what looks like a date or a number and cannot be one
        msg = f"{name}: a value looks like a date or a number that does not exist; correct it, or put it in quotes"
        raise ParamsError(msg) from None
    if _is_deeper(data, DEEPEST):
        raise ParamsError(too_deep)
    if not isinstance(data, dict):
        msg = f"{name}: holds no mapping of keys to values; see the params.yaml of the demonstration study"
        raise ParamsError(msg)
    return data


def _refuse_tags_and_aliases(text: str, name: str) -> None:
    if not any(mark in text for mark in "&*!"):
        return  # scanning costs as much as parsing; most files need none
    depth = 0
    for token in YAML(typ="safe", pure=True).scan(text):
        depth += isinstance(token, OPENING) - isinstance(token, CLOSING)
        if depth > DEEPEST:
            return  # what lies deeper is refused for its depth, and scanning it would take a time that grows with its square
        if isinstance(token, (AliasToken, AnchorToken, TagToken, AliasEvent)):
            msg = f"{name}: line {token.start_mark.line + 1}: tags, anchors and aliases are not read; write the value out"
            raise ParamsError(msg)


def _is_deeper(data: object, levels: int) -> bool:
    """Tell whether lists and mappings are nested deeper than some levels, without going deeper."""
    if not isinstance(data, dict | list):
        return False
    inner = data.values() if isinstance(data, dict) else data
    return levels == 0 or any(_is_deeper(entry, levels - 1) for entry in inner)


def _where(error: YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}: " if mark is not None else ""
