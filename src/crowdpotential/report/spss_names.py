"""SPSS: names that the format takes, and texts that fit into it."""

import re
from collections.abc import Mapping, Sequence

NAME_BYTES = 64
ELLIPSIS = "…"
RESERVED = frozenset({"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"})


def clip(text: str, n_bytes: int) -> str:
    """Shorten a text that is longer than a format allows in UTF-8, and show that something is left out."""
    if len(text.encode()) <= n_bytes:
        return text
    room = n_bytes - len(ELLIPSIS.encode())
    return text.encode()[:room].decode(errors="ignore").rstrip() + ELLIPSIS


def spss_names(columns: Sequence[str]) -> Mapping[str, str]:
    """Return every column a name that SPSS takes: letters first, no blanks, 64 bytes, different without regard to case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        base = re.sub(r"[^\w.]", "_", column)
        base = base if base[:1].isalpha() else f"v_{base}"
        base = base.encode()[:NAME_BYTES].decode(errors="ignore").rstrip("._") or "v"
        base = f"{base}_1" if base.upper() in RESERVED else base
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = base.encode()[: NAME_BYTES - len(f"_{number}")].decode(errors="ignore") + f"_{number}"
        names[column] = name
        taken.add(name.casefold())
    return names
