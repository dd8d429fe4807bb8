"""YAML as `init` writes it: values in the form that JSON and YAML share, each guess with its reason as a comment."""

import json
import re
from collections.abc import Mapping, Sequence

from crowdpotential.letters import tidy
from crowdpotential.yaml12.limits import UNSEEN

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
RESERVED_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_BREAKS = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " ", "\ufeff": None})


def value(entry: object) -> str:
    """Write a value on one line."""
    if isinstance(entry, Mapping):
        return "{" + ", ".join(f"{value(key)}: {value(inner)}" for key, inner in entry.items()) + "}"
    if isinstance(entry, str):
        return entry if WORD.fullmatch(entry) and entry.lower() not in RESERVED_WORDS else json.dumps(_clean(entry), ensure_ascii=False)
    if isinstance(entry, Sequence):
        return "[" + ", ".join(map(value, entry)) + "]"
    if isinstance(entry, float):
        return f"{int(entry)}" if entry.is_integer() else format(entry, ".12f").rstrip("0")
    return json.dumps(entry)


def comment(*reasons: str) -> str:
    """Write reasons behind a value; empty where there are none."""
    return f"  # {tidy(_clean('; '.join(reasons)))}" if reasons else ""


def _clean(text: str) -> str:
    return UNSEEN.sub("", text.translate(_BREAKS))
