"""Hostile .xlsx: bombs, cells at the end of the world, XML that refers to elsewhere, parts that are missing or lie."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping

Spoil = Callable[[bytes], bytes]
Parts = dict[str, bytes]
SHEET, BOOK, STRINGS, STYLES = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)
ENTITIES = b"".join(b'<!ENTITY e%d "%b">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))


def unpacked(right: bytes) -> Parts:
    """Give the parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(right)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Put parts together to a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _part(name: str, change: Spoil) -> Spoil:
    """Change one part."""

    def spoil(right: bytes) -> bytes:
        parts = unpacked(right)
        parts[name] = change(parts.get(name, b""))
        return packed(parts)

    return spoil


def _without(name: str) -> Spoil:
    return lambda right: packed({part: content for part, content in unpacked(right).items() if part != name})


def _with(name: str, content: bytes) -> Spoil:
    return lambda right: packed({**unpacked(right), name: content})


def _cell(xml: bytes) -> Spoil:
    """Put a cell into a row of its own behind the others."""
    return _part(SHEET, lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>"))


def _doctype(text: bytes) -> Spoil:
    """Put a document type in front of a part's root, and its entity into the first cell."""

    def spoil(sheet: bytes) -> bytes:
        at = sheet.index(b"<worksheet")
        body = re.sub(rb"<v>[^<]*</v>", b"<v>&e11;</v>", sheet[at:], count=1)
        return sheet[:at] + text + body

    return _part(SHEET, spoil)


def _many_sheets(right: bytes) -> bytes:
    parts = unpacked(right)
    relations = "xl/_rels/workbook.xml.rels"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    names, links = b"", b""
    for n in range(2, 1001):
        parts[f"xl/worksheets/sheet{n}.xml"] = parts[SHEET]
        names += b'<sheet name="s%d" sheetId="%d" r:id="more%d"/>' % (n, n, n)
        links += b'<Relationship Id="more%d" Type="%b" Target="worksheets/sheet%d.xml"/>' % (n, kind, n)
    parts[BOOK] = parts[BOOK].replace(
        b"</sheets>",
        names.replace(b"r:id", b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id') + b"</sheets>",
    )
    parts[relations] = parts[relations].replace(b"</Relationships>", links + b"</Relationships>")
    return packed(parts)


def _repeated_entry(right: bytes) -> bytes:
    buffer = io.BytesIO(right)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(zipfile.ZipInfo("xl/worksheets/SHEET1.xml"), b"<worksheet/>")
    return buffer.getvalue()


def _lying_sizes(right: bytes) -> bytes:
    """Let the directory at the end say that every part unpacks to a byte."""
    content = bytearray(right)
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 24 : at + 28] = b"\1\0\0\0"
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def _flag_encrypted(right: bytes) -> bytes:
    content = bytearray(right)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(sign)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(sign, at + 4)
    return bytes(content)


WORKBOOKS: Mapping[str, Spoil] = {
    "nothing": lambda _: b"",
    "an empty archive": lambda _: packed({}),
    "half of it": lambda right: right[: len(right) // 2],
    "without its end": lambda right: right[:-30],
    "bytes in front": lambda right: b"x" * 1000 + right,
    "bytes behind": lambda right: right + b"x" * 100_000,
    "zero bytes in the middle": lambda right: right[: len(right) // 2] + b"\0" * 200 + right[len(right) // 2 + 200 :],
    "a cell in the last corner": _cell(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a cell in the last row": _cell(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    "a cell in the last column": _cell(b'<row r="70"><c r="XFD70"><v>1</v></c></row>'),
    "a cell beyond the last corner": _cell(b'<row r="9999999"><c r="ZZZ9999999"><v>1</v></c></row>'),
    "a cell far beyond": _cell(b'<row r="4294967295"><c r="ZZZZZZZ4294967295"><v>1</v></c></row>'),
    "a row of number 0": _cell(b'<row r="0"><c r="A0"><v>1</v></c></row>'),
    "a row of a negative number": _cell(b'<row r="-1"><c r="A-1"><v>1</v></c></row>'),
    "a far cell whose row says otherwise": _cell(b'<row r="70"><c r="XFD1048576"><v>1</v></c></row>'),
    "a far cell in small letters": _cell(b'<row r="70"><c r="xfd1048576"><v>1</v></c></row>'),
    "a far cell without a row's number": _cell(b'<row><c r="XFD1048576"><v>1</v></c></row>'),
    "a far cell with dollars": _cell(b'<row r="70"><c r="$XFD$1048576"><v>1</v></c></row>'),
    "a far cell behind blanks in its tag": _cell(b'<row r = "1048576" ><c r = "XFD1048576" ><v>1</v></c></row>'),
    "a far cell with entities in its address": _cell(b'<row r="&#49;048576"><c r="&#88;FD1048576"><v>1</v></c></row>'),
    "a far cell that is only formatted": _cell(b'<row r="1048576"><c r="XFD1048576" s="1"/></row>'),
    "a far cell of an inline word": _cell(b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'),
    "a far cell within a comment": _cell(b'<!-- <row r="1048576"><c r="XFD1048576"><v>1</v></c></row> -->'),
    "a million empty rows": _cell(b"".join(b'<row r="%d"/>' % n for n in range(100, 1_000_100))),
    "a million formatted cells": _cell(b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(100, 1_000_100))),
    "16,384 formatted cells in every row": _cell(b"".join(b'<row r="%d">%b</row>' % (n, b'<c s="1"/>' * 16_384) for n in range(100, 300))),
    "a dimension that is too large": _part(SHEET, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml)),
    "a dimension that is no place": _part(SHEET, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="x"', xml)),
    "a dimension upside down": _part(SHEET, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="Z9:A1"', xml)),
    "one merged cell over everything": _part(
        SHEET,
        lambda xml: xml.replace(
            b"</sheetData>",
            b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        ),
    ),
    "a merged cell upside down": _part(
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="C9:A1"/></mergeCells>'),
    ),
    "a merged cell that is no place": _part(
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="nowhere"/></mergeCells>'),
    ),
    "200,000 merged cells": _part(
        SHEET,
        lambda xml: xml.replace(
            b"</sheetData>",
            b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 200_000 + b"</mergeCells>",
        ),
    ),
    "a bomb of zeros": _with("xl/media/a.bin", b"\0" * 600_000_000),
    "a bomb of words": _part(
        STRINGS,
        lambda _: (
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + b"x" * 400_000_000 + b"</t></si></sst>"
        ),
    ),
    "a bomb below the limits": _part(SHEET, lambda xml: xml.replace(b"</sheetData>", b" " * 15_000_000 + b"</sheetData>")),
    "five million shared words": _part(
        STRINGS,
        lambda _: b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + b"<si><t/></si>" * 1_300_000 + b"</sst>",
    ),
    "a million styles": _part(STYLES, lambda xml: xml.replace(b"</cellXfs>", b"<xf/>" * 1_000_000 + b"</cellXfs>")),
    "a shared word that is not there": _cell(b'<row r="70"><c r="A70" t="s"><v>99999999</v></c></row>'),
    "a shared word of a negative number": _cell(b'<row r="70"><c r="A70" t="s"><v>-1</v></c></row>'),
    "a shared word of no number": _cell(b'<row r="70"><c r="A70" t="s"><v>x</v></c></row>'),
    "a number that is none": _cell(b'<row r="70"><c r="A70" t="n"><v>x</v></c></row>'),
    "a number beyond all": _cell(b'<row r="70"><c r="A70"><v>1e999</v></c></row>'),
    "a cell of an unknown type": _cell(b'<row r="70"><c r="A70" t="zzz"><v>1</v></c></row>'),
    "a truth that is neither": _cell(b'<row r="70"><c r="A70" t="b"><v>7</v></c></row>'),
    "a date beyond the calendar": _cell(b'<row r="70"><c r="A70" t="d"><v>99999-99-99</v></c></row>'),
    "entities that grow (billion laughs)": _doctype(b'<!DOCTYPE worksheet [<!ENTITY e0 "ha">' + ENTITIES + b"]>"),
    "an entity from a file": _doctype(b'<!DOCTYPE worksheet [<!ENTITY e11 SYSTEM "file:///etc/passwd">]>'),
    "an entity from the net": _doctype(b'<!DOCTYPE worksheet [<!ENTITY e11 SYSTEM "http://127.0.0.1:9/x">]>'),
    "entities that grow in the book": _part(
        BOOK,
        lambda xml: xml.replace(b"<workbook", b'<!DOCTYPE workbook [<!ENTITY e0 "ha">' + ENTITIES + b"]><workbook", 1).replace(
            b'name="Sheet1"', b'name="&e11;"'
        ),
    ),
    "elements 100,000 deep in the book": _part(
        BOOK, lambda xml: xml.replace(b"</workbook>", b"<a>" * 100_000 + b"</a>" * 100_000 + b"</workbook>")
    ),
    "elements 100,000 deep in the sheet": _cell(b"<a>" * 100_000 + b"</a>" * 100_000),
    "a sheet that does not end": _part(SHEET, lambda xml: xml[: len(xml) // 2]),
    "a sheet of zero bytes": _part(SHEET, lambda xml: b"\0" * len(xml)),
    "a sheet that is empty": _part(SHEET, lambda _: b""),
    "a sheet that is no sheet": _part(SHEET, lambda _: b"<html/>"),
    "a sheet in UTF-16": _part(SHEET, lambda xml: xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")),
    "a sheet that declares another encoding": _part(
        SHEET, lambda xml: xml.replace(b"UTF-8", b"windows-1251").replace(b"utf-8", b"windows-1251")
    ),
    "a book that is empty": _part(BOOK, lambda _: b""),
    "a book without sheets": _part(BOOK, lambda xml: re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", xml, flags=re.DOTALL)),
    "a book whose sheet has no relation": _part(BOOK, lambda xml: xml.replace(b"rId1", b"rId999")),
    "a book whose sheet has no name": _part(BOOK, lambda xml: xml.replace(b'name="Sheet1"', b'name=""')),
    "a book whose sheet is named by a control letter": _part(BOOK, lambda xml: xml.replace(b'name="Sheet1"', b'name="a&#10;error: b"')),
    "a book whose sheet is named by a formula": _part(BOOK, lambda xml: xml.replace(b'name="Sheet1"', b'name="=1+1"')),
    "two sheets of one name": _part(BOOK, lambda xml: xml.replace(b"</sheets>", re.findall(rb"<sheet [^>]*>", xml)[0] + b"</sheets>")),
    "a thousand sheets": _many_sheets,
    "without its sheet": _without(SHEET),
    "without its book": _without(BOOK),
    "without its relations": _without("xl/_rels/workbook.xml.rels"),
    "without its first relations": _without("_rels/.rels"),
    "without its shared words": _without(STRINGS),
    "without its styles": _without(STYLES),
    "without its types of content": _without("[Content_Types].xml"),
    "types of content that lie": _part("[Content_Types].xml", lambda _: b"<Types/>"),
    "a relation to elsewhere": _part(
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(b"worksheets/sheet1.xml", b"../../../../etc/passwd").replace(b"/xl/../", b"../"),
    ),
    "a relation to the net": _part(
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(
            b"</Relationships>",
            b'<Relationship Id="x" TargetMode="External" Type="link" Target="http://127.0.0.1:9/x"/></Relationships>',
        ),
    ),
    "macros": _with("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"\0" * 500),
    "a link to another workbook": _with("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
    "a part twice in other letters": _repeated_entry,
    "sizes that lie": _lying_sizes,
    "parts that say that they are locked": _flag_encrypted,
    "a locked workbook": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
    "an old workbook": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000,
    "a document of Word": lambda _: packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
    "a binary workbook": lambda _: packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\0" * 100}),
    "another archive": lambda _: packed({"a.txt": b"a"}),
    "text": lambda _: b"number,point\n1,2\n",
    "a web page": lambda _: b"<html><table><tr><td>1</td></tr></table></html>",
}
