"""Reading: what a file is by its first bytes, because a name may say something else."""

import zipfile
from pathlib import Path

BEGINS = {  # first bytes -> the extension, or a description where files of this kind are not read
    b"$FL2": ".sav",
    b"$FL3": ".zsav",
    b"PAR1": ".parquet",
    b"<stata_dta>": ".dta",
    b"%PDF-": "a PDF document",
    b"{\\rtf": "a document in RTF",
    b"\x1f\x8b": "a packed file (gzip)",
    b"7z\xbc\xaf": "a packed file (7z)",
    b"Rar!": "a packed file (RAR)",
    b"SQLite format 3": "a database (SQLite)",
    b"ARROW1": "a Feather file",
    b"HEADER RECORD*******": "a SAS transport file",
}
WITHOUT_ZEROS = (b"%PDF-", b"{\\rtf", b"HEADER RECORD*******", b"$FL2", b"$FL3")
OLD_STATA = range(0x69, 0x74)  # versions 105 to 115 begin with their number, a byte order and a 1
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
FIRST_BYTES = 4096


def kind_of_content(path: Path) -> str:
    """Return what a file holds: an extension that is read, "text", "" where nothing is sure, or a description.

    Raises:
        OSError: the file cannot be opened.
    """
    with path.open("rb") as file:
        first = file.read(FIRST_BYTES)
        if first.startswith(OLE):
            rest = file.read()
            return "a workbook locked with a password" if ENCRYPTED in first + rest else "an old workbook (.xls)"
    return _kind_of_archive(path) if first.startswith((b"PK\3\4", b"PK\5\6")) else _kind_of_bytes(first)


def _kind_of_bytes(first: bytes) -> str:
    for begin, kind in BEGINS.items():
        if first.startswith(begin) and (b"\0" in first or begin in WITHOUT_ZEROS):  # a column may be called PAR1
            return kind
    if len(first) > 3 and first[0] in OLD_STATA and first[1] in {1, 2} and first[2] == 1:
        return ".dta"
    start = first.decode("latin-1").lower().lstrip("\xef\xbb\xbf \t\r\n")
    if start.startswith(("<html", "<!doctype html", "<table", "<meta")):
        return "a web page (HTML) under another name"
    if start.startswith("<?xml") and SPREADSHEET in start:
        return "a spreadsheet in XML of 2003"
    is_utf16 = first.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "text" if first and (is_utf16 or b"\0" not in first) else ""


def _kind_of_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return ""
    if "xl/workbook.bin" in names:
        return "a binary workbook (.xlsb)"
    if any(name.startswith("xl/") for name in names):
        return ".xlsx"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return "a document of Word or PowerPoint"
    return "a workbook of OpenDocument (.ods)" if "content.xml" in names else "a packed file (zip)"
