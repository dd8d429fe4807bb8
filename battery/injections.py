"""Words of a study that are scripts, formulas, commands or paths: they are shown as words, and nothing else happens.

One study carries every payload in every role: titles, labels, wordings, names of areas, words of sources, keys, names of files.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

from battery.corpus.case import Edit, params
from battery.judging import happened, is_too_slow, said
from battery.program import Program, Ran, start
from battery.reports import LIMIT
from battery.study import AREAS, ITEMS, Study, right_study, to_csv, to_yaml, write
from battery.trial import Outcome, Trial

MARK = "INJECTED"
PAYLOADS = (
    f"<script>alert('{MARK}')</script>",
    f"\"><img src=x onerror=alert('{MARK}')>",
    f"</title></style><svg onload=alert('{MARK}')>",
    f"]]><!--{MARK}--><iframe src=http://{MARK}.example></iframe>",
    f'=HYPERLINK("http://{MARK}.example","{MARK}")',
    f"+{MARK}",
    f"-2+3+{MARK}",
    f"@SUM({MARK})",
    f"' . HOST COMMAND=['touch {MARK}'] . *",
    f"[{MARK}](javascript:alert(1)) ![x](http://{MARK}.example/x.png)",
    f"$(touch {MARK}) `touch {MARK}` ; touch {MARK}",
    f"../../{MARK}",
    f"{{{{ 7 * 7 }}}} {MARK} {{% raise %}} {{0.__class__}} %s %n",
    f"{MARK}\u202e",
)
FORMULA = re.compile(r"^[=+\-@\t\r]")
REMOTE = re.compile(rf"(javascript:|https?://{MARK})", re.IGNORECASE)
ATTRIBUTES_THAT_ACT = ("href", "src", "action", "formaction", "xlink:href", "data", "srcdoc")


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Make a report of the study full of payloads, look into every file; then try keys and names of files."""
    del seed  # nothing is drawn
    if not short:
        with Program(has_pages=True) as program:
            yield from _try_words(program, folder / "words")
    with start(is_lent=short) as program:
        if short:
            yield from _try_words(program, folder / "words")
        for number, (name, edit) in enumerate(list(KEYS.items())[: 2 if short else None]):
            yield _try_key(program, name, edit, folder / str(number))


def _try_words(program: Program, folder: Path) -> Iterator[Trial]:
    inner = folder / "a" / "b" / "study"  # so that a path out of the study stays in the battery's folder
    path = write(_full_of_payloads(), inner)
    ran = program.run("report", "--params", str(path), limit=2 * LIMIT)
    outcome, passed = happened(ran), Outcome.PASSED
    detail = "" if outcome is passed else said(ran, folder)
    yield _trial("words in every role", outcome, ran, detail, expected=passed)
    for name, find in FINDERS.items():
        found = [f"{file.name}: {what}" for file in _files(inner / "reports", name) for what in find(file)]
        what = f"{name} hold words only"
        yield _trial(what, Outcome.LEAK if found else outcome, None, "; ".join(found[:3]), expected=passed)
    astray = [path.name for path in folder.rglob(f"*{MARK}*") if not path.is_relative_to(inner / "data")]
    outcome = Outcome.LOST if astray else outcome
    yield _trial("no file was made or moved", outcome, None, ", ".join(astray), expected=passed)


def _try_key(program: Program, name: str, edit: Edit, folder: Path) -> Trial:
    study, where = right_study(), folder / "a" / "b"
    edit(study)
    ran = program.run("report", "--params", str(write(study, where)), limit=LIMIT)
    outcome, detail = happened(ran), said(ran, folder)
    if outcome is Outcome.REFUSED and is_too_slow(ran):
        outcome = Outcome.HANG
    if astray := [file.name for file in folder.rglob("*") if file.is_file() and not file.is_relative_to(where)]:
        outcome, detail = Outcome.LOST, f"written outside the output folder: {', '.join(astray)}"
    elif outcome is Outcome.PASSED:
        found = [cell for file in _files(where / "reports", "tables") for cell in find_formulas(file)]
        outcome, detail = (Outcome.LEAK, "; ".join(found[:3])) if found else (outcome, "")
    return _trial(name, outcome, ran, detail, expected=Outcome.EITHER)


def find_scripts(path: Path) -> Iterator[str]:
    """List what acts in a page and comes from a payload."""
    yield from _scripts_in(path.read_text(encoding="utf-8"))


def find_in_drawing(path: Path) -> Iterator[str]:
    """List what acts in a drawing: elements of scripts and attributes of events."""
    for element in ET.parse(path).iter():  # noqa: S314 our own file
        if element.tag.rsplit("}", 1)[-1] in ("script", "foreignObject", "iframe"):
            yield f"element {element.tag}"
        yield from (f"attribute {key}" for key in element.attrib if key.lower().startswith("on"))


def find_formulas(path: Path) -> Iterator[str]:
    """List cells of a table that a program of tables would calculate."""
    for row in csv.reader(StringIO(path.read_text(encoding="utf-8-sig"))):
        yield from (cell for cell in row if MARK in cell and FORMULA.match(cell))


def find_commands(path: Path) -> Iterator[str]:
    """List what of a payload stands outside the quotation marks of SPSS."""
    text = re.sub(r"'(?:[^'\n]|'')*'|\"(?:[^\"\n]|\"\")*\"", "", path.read_text(encoding="utf-8-sig"))
    yield from (line for line in text.splitlines() if MARK in line and not line.lstrip().startswith("*"))


def find_in_notebook(path: Path) -> Iterator[str]:
    """List what acts in a notebook: code and outputs of HTML with a payload."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and MARK in "".join(cell["source"]):
            yield "code"
        for output in cell.get("outputs", []):
            for kind, content in output.get("data", {}).items():
                if kind in ("text/html", "image/svg+xml"):
                    yield from _scripts_in("".join(content))
                elif kind in ("text/markdown", "application/javascript") and MARK in "".join(content):
                    yield kind


def find_broken_json(path: Path) -> Iterator[str]:
    """List what keeps a file from being JSON."""
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        yield str(error)


FINDERS: Mapping[str, Callable[[Path], Iterator[str]]] = {
    "pages": find_scripts,
    "drawings": find_in_drawing,
    "tables": find_formulas,
    "commands of SPSS": find_commands,
    "notebooks": find_in_notebook,
    "records": find_broken_json,
}
PATTERNS = {
    "pages": "*.html",
    "drawings": "*.svg",
    "tables": "*.csv",
    "commands of SPSS": "*.sps",
    "notebooks": "*.ipynb",
    "records": "*.json",
}


class _Acting(HTMLParser):
    """Collects elements and attributes that do something and hold a payload."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        super().__init__(convert_charrefs=True)
        self.found = list[str]()
        self._is_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes of an element."""
        self._is_script = tag in ("script", "style")
        for name, value in attrs:
            if name.startswith("on") and MARK in (value or ""):
                self.found.append(f"<{tag} {name}>")
            if name in ATTRIBUTES_THAT_ACT and REMOTE.search(value or ""):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_data(self, data: str) -> None:
        """Look at the text of a script."""
        if self._is_script and data.strip().startswith("alert("):
            self.found.append("a script of a payload")

    def handle_endtag(self, tag: str) -> None:
        """Note that a script has ended."""
        if tag in ("script", "style"):
            self._is_script = False


def _scripts_in(text: str) -> list[str]:
    parser = _Acting()
    parser.feed(text)
    return parser.found


def _files(output: Path, kind: str) -> list[Path]:
    return sorted(output.rglob(PATTERNS[kind])) if output.exists() else []


def _trial(name: str, outcome: Outcome, ran: Ran | None, detail: str, *, expected: Outcome) -> Trial:
    return Trial(
        kind="injections",
        name=name,
        expected=expected,
        happened=outcome,
        seconds=ran.seconds if ran else 0.0,
        exit_code=ran.exit_code if ran else None,
        detail=detail,
    )


def _full_of_payloads() -> Study:
    study, payloads = right_study(), iter(PAYLOADS * 20)
    for part in (study.params, study.questionnaire, study.sources):
        _spoil(part, payloads)
    for code, entry in study.questionnaire["scales"]["five"]["codes"].items():
        entry["label"] = dict.fromkeys(("en", "ru"), f"{PAYLOADS[code]} {code}")
    study.margins["source"] = PAYLOADS[0]
    study.margins["status"] = PAYLOADS[4]
    for area, frame in study.answers.items():
        frame["remark"] = PAYLOADS[len(area)]
        frame["point"] = [f"{PAYLOADS[n % 3]} {n % 12}" for n in range(len(frame))]
    for feature, payload in zip(study.map["features"], PAYLOADS, strict=False):
        feature["properties"] |= {"name_en": payload, "name_ru": payload}
    name = f"data/$(touch {MARK});<b>{MARK}.csv"
    study.files[name] = to_csv(study.answers["east"])
    study.file("east")["path"] = name
    return study


def _spoil(place: object, payloads: Iterator[str]) -> None:
    """Put a payload into every text of two languages below a place; but plural forms, which sentences are made of."""
    if isinstance(place, list):
        for inner in place:
            _spoil(inner, payloads)
    elif isinstance(place, dict) and isinstance(place.get("en"), str):
        place.update(dict.fromkeys(("en", "ru"), f"{next(payloads)} {len(place['en'])}"))
    elif isinstance(place, dict):
        for inner in (inner for key, inner in place.items() if key != "words"):
            _spoil(inner, payloads)


def _area_called(key: str) -> Edit:
    """Give an area another key."""

    def edit(study: Study) -> None:
        study.params["areas"] = {key if name == "north" else name: own for name, own in study.params["areas"].items()}
        study.params["data"][0]["area"] = key
        study.margins["area"] = study.margins["area"].replace("north", key)

    return edit


def _item_called(name: str) -> Edit:
    def edit(study: Study) -> None:
        study.variable(ITEMS[0])["id"] = name
        for area in AREAS:
            study.answers[area] = study.answers[area].rename(columns={ITEMS[0]: name})

    return edit


def _dimension_called(name: str) -> Edit:
    def edit(study: Study) -> None:
        study.questionnaire["dimensions"][0]["id"] = name
        for item in ITEMS[:4]:
            study.variable(item)["dimension"] = name
        study.params["index"]["dimensions"] = [name, "Y"]

    return edit


def _key_called(key: str) -> Edit:
    def edit(study: Study) -> None:
        study.variable("sex")["codes"][1]["key"] = key
        study.margins["category"] = study.margins["category"].replace("male", key)

    return edit


def _source_called(code: str) -> Edit:
    def edit(study: Study) -> None:
        study.margins["source"] = code
        study.files["sources.yaml"] = to_yaml({code: study.sources["census"]})

    return edit


WAYS: Mapping[str, Callable[[str], Edit]] = {
    "an area": _area_called,
    "an item": _item_called,
    "a dimension": _dimension_called,
    "a key": _key_called,
    "the study": lambda word: params("study.id", word),
    "a rule": lambda word: params("cleaning.exclude.0.id", word),
    "a source": _source_called,
}
KEYS: Mapping[str, Edit] = {
    f"{way} called {word!r}": make(word)
    for way, make in WAYS.items()
    for word in (
        f"../../{MARK}",
        f"=1+{MARK}",
        f"<svg onload={MARK}>",
        f"@{MARK}",
    )
}
