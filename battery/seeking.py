"""Looking for words in what a program leaves: streams, pages, pictures, archives, notebooks, in the ways in which text hides in bytes."""

import base64
import binascii
import gzip
import html
import io
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

DEEPEST = 3  # of archives within archives, and text within text
PACKED_TEXT = re.compile(rb"(?:[A-Za-z0-9+/]{4}){24,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
PNG = b"\x89PNG\r\n\x1a\n"


def places_of(needle: re.Pattern[str], folder: Path, *, but: str = "") -> list[str]:
    """List the files below a folder that hold what is looked for, in their names or within."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if but and name.split("/")[0] == but:
            continue
        is_named = needle.search(path.name.casefold()) is not None
        if is_named or (path.is_file() and holds(needle, path.read_bytes())):
            found.append(name)
    return found


def holds(needle: re.Pattern[str], content: bytes) -> bool:
    """Tell whether bytes hold what is looked for, however it is written there."""
    return any(needle.search(text.casefold()) for text in texts_in(content))


def texts_in(content: bytes, depth: int = 0) -> Iterator[str]:
    """Give the texts that bytes may be read as."""
    yield from readings(content.decode("utf-8", "replace"))
    if b"\0" in content or b"\x04" in content:  # the second byte of a Cyrillic letter
        yield content.decode("utf-16-le", "ignore")
        yield content[1:].decode("utf-16-le", "ignore")
    if depth < DEEPEST:
        for inner in _unpacked(content):
            yield from texts_in(inner, depth + 1)


def readings(text: str) -> Iterator[str]:
    """Give a text as it stands, and without the escapes of pages, addresses and JSON."""
    yield text
    if "&" in text:
        yield html.unescape(text)
    if "%" in text:
        yield urllib.parse.unquote(text)
    if "\\" in text:
        yield ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)


def _unpacked(content: bytes) -> Iterator[bytes]:
    if content.startswith(PNG):
        yield from _chunks_of_text(content)
    elif content.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    elif content.startswith(b"PAR1"):
        frame = pd.read_parquet(io.BytesIO(content))
        yield frame.select_dtypes(exclude="number").to_csv().encode()
    else:
        for found in PACKED_TEXT.finditer(content):
            try:
                yield base64.b64decode(found[0])
            except binascii.Error:
                continue


def _chunks_of_text(content: bytes) -> Iterator[bytes]:
    """Give the texts that lie beside a picture: titles, software, packed or not."""
    at = len(PNG)
    while at < len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        body = content[at + 8 : at + 8 + size]
        if kind in {b"tEXt", b"iTXt", b"eXIf"}:
            yield body
        elif kind == b"zTXt":
            yield zlib.decompress(body.partition(b"\0")[2][1:])
        at += size + 12
