"""Hostile .csv, as data and as tables of known figures: damaged, endless, ragged, binary, in another encoding."""

import io
import random
import zipfile
from collections.abc import Callable, Mapping

MANY = 100_000
FIELD_LIMIT = 131_072  # letters that Python's reader takes in a cell

Spoil = Callable[[bytes], bytes]


def _lines(right: bytes) -> list[bytes]:
    return right.splitlines()


def _whole(text: bytes) -> Spoil:
    return lambda _: text


def _cell(text: bytes) -> Spoil:
    """Put a text in the place of the last cell of the second line."""

    def spoil(right: bytes) -> bytes:
        lines = _lines(right)
        lines[1] = lines[1].rpartition(b",")[0] + b"," + text
        return b"\n".join(lines) + b"\n"

    return spoil


def _column(name: bytes, cell: bytes) -> Spoil:
    """Add a column."""

    def spoil(right: bytes) -> bytes:
        head, *body = _lines(right)
        return b"\n".join([head + b"," + name, *(line + b"," + cell for line in body)]) + b"\n"

    return spoil


def _packed(right: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("north.csv", right)
    return buffer.getvalue()


def _ragged(right: bytes) -> bytes:
    return b"\n".join(line + b",1" * (number % 3) for number, line in enumerate(_lines(right))) + b"\n"


def _wide(right: bytes) -> bytes:
    head, *body = _lines(right)
    more = b"," + b",".join(b"c%d" % n for n in range(MANY))
    return b"\n".join([head + more, *(line + b"," * MANY for line in body[:20])]) + b"\n"


TEXTS: Mapping[str, Spoil] = {
    "nothing": _whole(b""),
    "a line break": _whole(b"\n"),
    "only a mark of the order of bytes": _whole(b"\xef\xbb\xbf"),
    "the header only": lambda right: _lines(right)[0] + b"\n",
    "the header without its line break": lambda right: _lines(right)[0],
    "rows without a header": lambda right: b"\n".join(_lines(right)[1:]),
    "a header of the first row only": lambda right: b"\n".join([_lines(right)[1], *_lines(right)[1:]]),
    "blank lines only": _whole(b"\n" * 1_000_000),
    "commas only": _whole((b"," * 20 + b"\n") * 1000),
    "a million commas": _whole(b"," * 1_000_000),
    "200 megabytes on one line of one cell": _whole(b"x" * 200_000_000),
    "200 megabytes on one line of many cells": _whole(b"1," * 100_000_000),
    "200 megabytes of short lines": lambda right: right + b"1\n" * 100_000_000,
    "a million rows of the header's width": lambda right: right + (b"," * _lines(right)[0].count(b",") + b"\n") * 1_000_000,
    "a zero byte": lambda right: right[:60] + b"\0" + right[60:],
    "zero bytes at the end": lambda right: right + b"\0" * 4096,
    "zero bytes only": lambda right: b"\0" * len(right),
    "a quote that is not closed at the start": lambda right: b'"' + right,
    "a quote that is not closed in the middle": lambda right: right.replace(b"\n", b'\n"', 3).replace(b'\n"', b"\n", 2),
    "a quote that is not closed over 200 megabytes": lambda right: right + b'"' + b"1,2\n" * 50_000_000,
    "quotes inside of cells": _cell(b'3"4"5'),
    "letters behind a quote": _cell(b'"3"4'),
    "quotes of typographers": lambda right: right.replace(b",", ",«".encode(), 3),
    "100,000 columns more": _wide,
    "100,000 columns of one name": lambda right: b"\n".join(line + b",x" * MANY for line in _lines(right)[:10]) + b"\n",
    "100,000 columns without a name": lambda right: b"\n".join(line + b"," * MANY for line in _lines(right)) + b"\n",
    "rows of different length": _ragged,
    "rows that are too short": lambda right: b"\n".join([_lines(right)[0], *(line.rpartition(b",")[0] for line in _lines(right)[1:])]),
    "mixed line ends": lambda right: right.replace(b"\n", b"\r\n", 5).replace(b"\n", b"\r", 20),
    "carriage returns": lambda right: right.replace(b"\n", b"\r"),
    "a carriage return inside of a cell": _cell(b"3\r4"),
    "form feeds and other breaks": lambda right: right.replace(b"\n", b"\n\x0c\x0b\x1c", 5),
    "letters that end a line in Unicode": _cell("3\u2028\u0085".encode()),
    "a cell of a megabyte": _cell(b"x" * 1_000_000),
    "a cell just below the limit": _cell(b"x" * (FIELD_LIMIT - 1)),
    "a header of a megabyte": _column(b"c" * 100_000, b"1"),
    "a number of 10,000 digits": _cell(b"9" * 10_000),
    "a number of 400 digits": _cell(b"9" * 400),
    "a decimal number of 10,000 digits": _cell(b"0." + b"3" * 10_000),
    "a number beyond all": _cell(b"1e999"),
    "a whole number with a huge exponent": _cell(b"1E400000000"),
    "a small number with a huge exponent": _cell(b"1e-400000000"),
    "infinity": _cell(b"inf"),
    "no number": _cell(b"nan"),
    "minus zero": _cell(b"-0"),
    "minus zero with a point": _cell(b"-0.0"),
    "a hexadecimal number": _cell(b"0x3"),
    "underlines in a number": _cell(b"1_0"),
    "digits of other alphabets": _cell("\u0663".encode()),
    "a number in full width": _cell("\uff13".encode()),
    "a fraction letter": _cell("\u00bd".encode()),
    "a superscript": _cell("\u00b2".encode()),
    "letters that nobody sees": _cell("\u200b3\u2060".encode()),
    "letters that turn the direction": _cell("\u202e3".encode()),
    "a control letter": _cell(b"\x1b[31m3"),
    "a formula": _cell(b"=1+1"),
    "a column named by a formula": _column(b"=1+1", b"1"),
    "two columns named by 5,000 digits": lambda right: _column(b"9" * 5000, b"1")(_column(b"8" * 5000, b"1")(right)),
    "a column named by control letters": _column(b"\x1b[31mred", b"1"),
    "a column named by two lines": _column(b'"a\nerror: b"', b"1"),
    "a column named by a format": _column(b"{0.__class__}%s", b"1"),
    "a mark of the order of bytes": lambda right: b"\xef\xbb\xbf" + right,
    "two marks of the order of bytes": lambda right: b"\xef\xbb\xbf\xef\xbb\xbf" + right,
    "a mark of the order of bytes in the middle": lambda right: b"\n".join(
        [*_lines(right)[:3], b"\xef\xbb\xbf" + _lines(right)[3], *_lines(right)[4:]]
    ),
    "UTF-16 with its mark": lambda right: right.decode().encode("utf-16"),
    "UTF-16 without its mark": lambda right: right.decode().encode("utf-16-le"),
    "UTF-16 cut": lambda right: right.decode().encode("utf-16")[:-1],
    "UTF-32": lambda right: right.decode().encode("utf-32"),
    "cp1251": _column("слово".encode("cp1251"), b"1"),
    "a lone surrogate": _cell(b"\xed\xa0\x80"),
    "bytes that are not UTF-8": _cell(b"\xff\xfe\xfd"),
    "random bytes": lambda right: random.Random(1).randbytes(len(right)),  # noqa: S311
    "a packed file": _packed,
    "a picture": _whole(b"\x89PNG\r\n\x1a\n" + b"\0" * 200),
    "a program": _whole(b"\x7fELF" + b"\0" * 200),
    "a web page": _whole(b"<!DOCTYPE html><html><body>404</body></html>"),
    "a page of JSON": _whole(b'{"error": "not found"}'),
    "a pointer of Git LFS": _whole(b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 1\n"),
    "conflict marks": lambda right: b"<<<<<<< HEAD\n" + right + b"=======\n" + right + b">>>>>>> other\n",
    "semicolons": lambda right: right.replace(b",", b";"),
    "tabs": lambda right: right.replace(b",", b"\t"),
    "a line that names the delimiter": lambda right: b"sep=,\n" + right,
    "twice": lambda right: right + right,
    "half of it": lambda right: right[: len(right) // 2],
    "every row on the header's line": lambda right: right.replace(b"\n", b","),
    "columns in other capitals": lambda right: _lines(right)[0].swapcase() + b"\n" + b"\n".join(_lines(right)[1:]),
    "backslashes for quotes": _cell(b'\\"3\\"'),
}
