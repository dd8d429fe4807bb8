"""YAML by the parser in Python, slow and strict: it reads version 1.2, and says of everything that is refused where it stands and why."""

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import DuplicateKeyError, SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, ScalarEvent

from crowdpotential.errors import ParamsError
from crowdpotential.yaml12.limits import DEEPEST, MOST_VALUES, UNSEEN, name_unseen


class _RefusedError(Exception):
    """Valid YAML that is not read: where, and what to do."""


def parse_carefully(text: str, *, name: str) -> Any:  # noqa: ANN401 a YAML tree holds anything
    """Read any YAML that is read at all; `name` stands in the messages. Raises ParamsError as `parse_yaml` does."""
    try:
        return _reader().load(text)
    except _RefusedError as refused:
        msg = f"{name}: {refused}"
        raise ParamsError(msg) from None
    except DuplicateKeyError as error:
        msg = f"{name}: {_where(error)}a key is given twice; keep one of them"
        raise ParamsError(msg) from None
    except YAMLError as error:
        msg = f"{name}: {_where(error)}not valid YAML ({_problem(error)}); mend that line"
        raise ParamsError(msg) from None
    except (ValueError, OverflowError):  # of the scanner, which keeps no line
        msg = f"{name}: a backslash in quotes stands for a letter that does not exist; use single quotes"
        raise ParamsError(msg) from None


class _PlainComposer(Composer):
    """Composes plain trees only, and stops at the first thing that is not read; what lies behind costs no time."""

    def __init__(self, loader: Any = None) -> None:  # noqa: ANN401 ruamel's own signature
        super().__init__(loader=loader)
        self._n_values = self._level = 0

    def compose_document(self) -> Any:  # noqa: ANN401
        """Refuse a directive, which could make NO false again."""
        event = self.parser.peek_event()
        if event.version is not None or event.tags:
            msg = "directives, which begin with %, are not read; take them out"
            raise _RefusedError(msg)
        return super().compose_document()

    def compose_node(self, parent: Any, index: Any) -> Any:  # noqa: ANN401
        """Refuse tags, anchors and aliases, too many values, and what lies too deep."""
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent) or event.anchor is not None or event.ctag is not None:
            msg = f"{_line(event)}tags, anchors and aliases are not read; write the value out"
            raise _RefusedError(msg)
        self._n_values += 1
        if self._n_values > MOST_VALUES:
            msg = f"{_line(event)}more than {MOST_VALUES} keys and values; a questionnaire or params file never has as many"
            raise _RefusedError(msg)
        if self._level > DEEPEST and not isinstance(event, ScalarEvent):
            msg = (
                f"{_line(event)}nested more than {DEEPEST} levels deep; no key of ours lies as deep, so look for brackets "
                "that are not closed"
            )
            raise _RefusedError(msg)
        self._level += 1
        node = super().compose_node(parent, index)
        self._level -= 1
        return node


class _PlainConstructor(SafeConstructor):
    """Makes words, numbers, dates, lists and mappings of nodes, and says which of them cannot be."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
        """Refuse what looks like a date or a number and is none, and unseen letters behind an escape."""
        try:
            made = super().construct_object(node, deep=deep)
        except (ValueError, OverflowError):
            msg = f"{_line(node)}a value looks like a date or a number that does not exist; correct it, or put it in quotes"
            raise _RefusedError(msg) from None
        if isinstance(made, str) and (found := UNSEEN.search(made)):
            msg = f"{_line(node)}{name_unseen(found[0])}; take it out"
            raise _RefusedError(msg)
        return made

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
        """Refuse keys that are lists or mappings."""
        for key, _ in getattr(node, "value", ()):
            if not isinstance(key.value, str):
                msg = f"{_line(key)}a key is a word or a number, not a list or a mapping; look for brackets and question marks"
                raise _RefusedError(msg)
        return super().construct_mapping(node, deep=deep)


def _reader() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer, yaml.Constructor = _PlainComposer, _PlainConstructor
    return yaml


def _line(place: Any) -> str:  # noqa: ANN401 an event or a node
    return f"line {place.start_mark.line + 1}: "


def _problem(error: YAMLError) -> str:
    """State what is wrong in the parser's words, but for the piece of text that some of them quote."""
    return str(getattr(error, "problem", None) or "syntax").partition(" '")[0].partition(' "')[0]


def _where(error: YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}: " if mark is not None else ""
