"""Reading: letters that were read in another encoding than they were written in."""

import re
from collections.abc import Iterable

_GARBLED = re.compile(
    r"""\ufffd                                                # a letter that could not be read
    | [À-ÖØ-öø-ÿ]{4}                                          # cp1251 read as Western European
    | ([ÐÑ][\x80-\xbf\u0152-\u02dc\u2013-\u2122]){3}          # utf-8 read as Western European
    | (?<![А-яЁё])[а-яё][А-ЯЁ]{3}                             # koi8-r read as cp1251, or the reverse: capitals change places
    | [\u2500-\u259f][А-яЁё] | [А-яЁё][\u2500-\u259f]         # cp1251 read as cp866
    """,
    re.VERBOSE,
)


def is_garbled(text: str) -> bool:
    """Return whether a text looks as if it was read in a wrong encoding, as Russian texts then do."""
    return not text.isascii() and (_GARBLED.search(text) is not None or _is_utf8_read_as_cp1251(text))


def count_garbled(texts: Iterable[str]) -> int:
    """Count the texts that look as if they were read in a wrong encoding."""
    return sum(map(is_garbled, texts))


def _is_utf8_read_as_cp1251(text: str) -> bool:
    """Return whether the bytes of a text are valid UTF-8, which words in a one-byte Cyrillic encoding practically never are."""
    try:
        text.encode("cp1251").decode("utf-8")
    except UnicodeError:
        return False
    return True
