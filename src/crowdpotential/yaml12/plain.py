"""Plain YAML by the parser in C: what files of studies nearly always hold; anything else is left to the careful reader, which tells why."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml

from crowdpotential.yaml12.limits import DEEPEST, MOST_VALUES, UNSEEN

WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: truth for truth in (True, False) for word in (str(truth), str(truth).lower(), str(truth).upper())
}
WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}(?:[eE][-+][0-9]{1,3})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST = frozenset("0123456789+-.=<")  # letters that numbers, days and merge keys begin with
# what may be a number or a moment in a rarer form: digits and marks, other bases, no number, a year and more
PERHAPS = re.compile(r"<<|=|[-+]?(?:[0-9_.]+(?:e[-+]?[0-9]+)?|0[bxo].*|\.(?:inf|nan))|[0-9]{4}[- ].*", re.IGNORECASE)
# what YAML 1.1, which the parser in C knows, and 1.2 may take in different ways: blanks and ends of lines, documents, remarks
DISPUTED = re.compile(r"[\t\x85\u2028\u2029\ufeff]|\r(?!\n)|[|>][-+0-9]*#|^(?:%|---|\.\.\.)", re.MULTILINE)
NOTHING = object()  # in the place of a key that is still to come


class NotPlainError(Exception):
    """Something that the two versions of YAML may read in different ways, that is not read at all, or that is no YAML."""


def parse_plain(text: str) -> dict[Any, Any]:
    """Read a mapping of words, numbers, days, lists and mappings. Raises NotPlainError at the first thing that is anything else."""
    if not yaml.__with_libyaml__ or DISPUTED.search(text):
        raise NotPlainError
    loader = yaml.CBaseLoader(text)
    try:
        return _build(_plain_events(loader))
    except (yaml.YAMLError, ValueError):
        raise NotPlainError from None
    finally:
        loader.dispose()


def _plain_events(loader: yaml.CBaseLoader) -> Iterator[yaml.Event]:
    """Return values, and the ends of lists and mappings. Raises NotPlainError for tags, anchors and aliases, and beyond the limits."""
    n_values = level = 0
    while (event := loader.get_event()) is not None:
        if isinstance(event, yaml.CollectionEndEvent):
            level -= 1
            yield event
        elif isinstance(event, yaml.NodeEvent):
            n_values += 1
            is_nested = isinstance(event, yaml.CollectionStartEvent)
            if event.anchor is not None or getattr(event, "tag", None) is not None or n_values > MOST_VALUES:
                raise NotPlainError
            if is_nested and level > DEEPEST:
                raise NotPlainError
            level += is_nested
            yield event


def _build(events: Iterator[yaml.Event]) -> dict[Any, Any]:
    """Make lists and mappings of events, from the outermost inwards."""
    root: list[Any] = []
    open_ones: list[tuple[Any, Any]] = []  # a list or mapping, and the key whose value is still to come
    place: Any = root
    key: Any = NOTHING
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            place, key = open_ones.pop()
            continue
        value = _value(event) if isinstance(event, yaml.ScalarEvent) else _empty(event)
        if isinstance(place, list):
            place.append(value)
        elif key is NOTHING:
            if isinstance(value, list | dict) or value in place:
                raise NotPlainError
            key = value
            continue
        else:
            place[key], key = value, NOTHING
        if isinstance(value, list | dict):
            open_ones.append((place, key))
            place, key = value, NOTHING
    if len(root) != 1 or not isinstance(root[0], dict):
        raise NotPlainError
    return root[0]


def _empty(event: yaml.Event) -> list[Any] | dict[Any, Any]:
    return [] if isinstance(event, yaml.SequenceStartEvent) else {}


def _value(event: yaml.ScalarEvent) -> object:
    """Make a word, a number, a truth or a day of a scalar, as version 1.2 does."""
    text: str = event.value
    if not event.implicit[0]:  # in quotes, or a block of lines; an escape may stand for a letter that nobody sees
        is_disputed = event.style in {"|", ">"} and (not text.strip() or text[0] == "\n")  # blank lines at its top
        if is_disputed or UNSEEN.search(text):
            raise NotPlainError
        return text
    if text in WORDS:
        return WORDS[text]
    return _number(text) if text[0] in FIRST else text


def _number(text: str) -> object:
    """Make a number or a day of what begins like one, or leave the word that it is."""
    if WHOLE.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text):
        return float(text)
    if DAY.fullmatch(text):
        return date.fromisoformat(text)
    if PERHAPS.fullmatch(text):
        raise NotPlainError
    return text
