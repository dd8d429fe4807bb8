"""The notebooks of the report, made out of the registrations: a cell for each exhibit, and the words of its chapter above it."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from crowdpotential.chapters.registration import Show
from crowdpotential.chapters.registry import CHAPTERS, is_asked
from crowdpotential.exhibits.language import Language, load_language

if TYPE_CHECKING:
    from crowdpotential.params import Params

NOTEBOOKS: Mapping[str, tuple[str, ...]] = {  # chapters, or single exhibits of them, in the order of cells
    "01_fieldwork": ("fieldwork",),
    "02_weighting": ("weighting",),
    "03_measurement": ("measurement", "dimensions"),
    "04_comparison": ("comparability", "sides", "groups", "areas.best", "areas.levels", "method.crosscheck"),
    "05_diagnostic": ("key_findings", "areas", "answers", "method", "files"),
    "06_sensitivity": ("sensitivity",),
    "07_obstacles": (),
    "07_types": ("typology",),
    "08_participation": ("participation",),
    "09_gap": ("composition",),
    "10_drivers": ("drivers", "vignette"),
    "11_experts": (),
    "12_beside": ("platforms", "yardsticks"),
    "13_portraits": (),
    "14_events": (),
    "15_open_answers": (),
}
LANGUAGES = ("ru", "en")  # of the words above the cells, side by side
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
PARAMETERS = '''study: str = "../params.yaml"
output: str = ""
language: str = "ru"
areas: list = []
bloc: str = ""'''
OPENING = """from crowdpotential.report import chosen, find_output, open_view
from crowdpotential.store import open_run

view = open_view(**chosen(globals()), run=open_run(find_output(study, output)))
view"""

Cell = dict[str, object]


def list_exhibits(notebook: str) -> dict[str, Show]:
    """Return what a notebook shows: anchor -> what makes it; an exhibit that another notebook names is left to that one."""
    elsewhere = {entry for entries in NOTEBOOKS.values() for entry in entries if "." in entry}
    found: dict[str, Show] = {}
    named_there = (name for name, chapter in CHAPTERS.items() if chapter.notebook == notebook)
    for entry in (*NOTEBOOKS[notebook], *named_there):
        name, _, only = entry.partition(".")
        for anchor, show in CHAPTERS[name].exhibits().items():
            is_here = anchor == only if only else f"{name}.{anchor}" not in elsewhere
            if is_here and show not in found.values():
                found[anchor] = show
    return found


def is_for(notebook: str, params: "Params") -> bool:
    """Return whether a study has any chapter of a notebook; of one that it does not list nothing is known, so that it is run.

    A single exhibit of a chapter that stands elsewhere is no reason for a notebook.
    """
    named = {entry for entry in NOTEBOOKS.get(notebook, ()) if "." not in entry}
    chapters = [chapter for name, chapter in CHAPTERS.items() if name in named or chapter.notebook == notebook]
    return not chapters or any(is_asked(chapter, params) for chapter in chapters)


def make_notebook(name: str) -> str:
    """Return a notebook as it is committed, without outputs."""
    cells = [*_opening_cells(name), *_exhibit_cells(name)]
    notebook = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _opening_cells(name: str) -> Iterator[Cell]:
    (title, other), about = (_say(f"notebook.{key}_{name}") for key in ("title", "about"))
    yield _cell("title", "\n\n".join([f"{title} · {other.removeprefix('# ')}", *about]))
    yield _cell("choices", "\n\n".join(_say("notebook.choices")))
    yield _cell("parameters", PARAMETERS, is_code=True, tags=("parameters",))
    yield _cell("view", OPENING, is_code=True)


def _exhibit_cells(name: str) -> Iterator[Cell]:
    exhibits, imported = list_exhibits(name), set[str]()
    called = _name_modules({show.__module__ for show in exhibits.values()})
    for anchor, show in exhibits.items():
        if words := _say(f"notebook.{anchor}"):
            yield _cell(f"{anchor}-words", " · ".join(words))
        package, _, module = show.__module__.rpartition(".")
        alias = called[show.__module__]
        call = f"{alias}.{show.__name__}(view)"
        is_known = show.__module__ in imported
        imported.add(show.__module__)
        import_line = f"from {package} import {module}" + (f" as {alias}" if alias != module else "")
        yield _cell(anchor, call if is_known else f"{import_line}\n\n{call}", is_code=True)


def _name_modules(modules: Collection[str]) -> dict[str, str]:
    """Return the name by which a notebook calls each module: its own, or with its chapter's where two have the same one."""
    own = {module: module.rpartition(".")[2] for module in modules}
    count = Counter(own.values())
    return {module: f"{_chapter_of(module)}_{name}" if name == "exhibits" or count[name] > 1 else name for module, name in own.items()}


def _chapter_of(module: str) -> str:
    return next(part for part in reversed(module.split(".")[:-1]) if part != "exhibits")


def _say(key: str) -> list[str]:
    """Return the words of a key in each language; none where it has none."""
    languages: list[Language] = [load_language(code) for code in LANGUAGES]
    return [str(language.say(key)) for language in languages if key in language.sentences]


def _cell(name: str, source: str, *, is_code: bool = False, tags: tuple[str, ...] = ()) -> Cell:
    about: Cell = {"id": name, "metadata": {"tags": list(tags)} if tags else {}}
    lines = source.splitlines(keepends=True)
    if is_code:
        return {"cell_type": "code", "execution_count": None, **about, "outputs": [], "source": lines}
    return {"cell_type": "markdown", **about, "source": lines}
