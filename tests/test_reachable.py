"""Code that no command, chapter, notebook or template reaches goes, or is used: git remembers it."""

from functools import cache
from pathlib import Path

from reachable_code import find_unreached

ROOT = Path(__file__).parents[1]
KEPT = {  # definition -> why it stays
    "crowdpotential.views.sentences.outcome.REASONS": "tests ask the catalogues for a sentence on each",
    "crowdpotential.views.sentences.outcome.SPOKEN": "tests ask the catalogues for a sentence on each",
    "crowdpotential.views.sentences.outcome.KINDS": "what SPOKEN is taken from",
    "crowdpotential.verdicts.VERDICTS": "tests ask what each of them allows",
}
CELL = '{"cells": [{"cell_type": "code", "source": ["from crowdpotential import rooms\\n", "rooms.%s"]}]}'
PROGRAM = {
    "src/crowdpotential/__init__.py": "",
    "src/crowdpotential/__main__.py": "from crowdpotential.cli import main\n\nmain()\n",
    "src/crowdpotential/cli.py": """
from crowdpotential import rooms
from crowdpotential.rooms import Room, app

LEFT = 1

@app.command()
def report() -> None:
    rooms.open_room(Room())

def main() -> None:
    from crowdpotential.stats.means import mean
    mean()
""",
    "src/crowdpotential/rooms.py": """
LIMIT = 3
UNUSED = LIMIT

class Room:
    def __len__(self): return LIMIT
    def enter(self): return getattr(self, "leave")
    def leave(self): return 1
    def burn(self): return UNUSED
    def show(self): return 2

class Cellar:
    def enter(self): return 1

def open_room(room): room.enter()

def close_room(room): close_room(room)
""",
    "src/crowdpotential/page.html.j2": "{{ room.show }}",
    "src/crowdpotential/stats/means.py": "def mean(): pass\n\ndef median(): pass\n\ndef mode(): pass\n",
    "src/crowdpotential/stats/never.py": "def other(): pass\n",
    "simulations/draw.py": "from crowdpotential.stats.means import median, mode\n",
    "notebooks/1.ipynb": CELL % "LIMIT",
    "docs/methods.md": "The `median` is found so.",
}


def find(root: Path) -> list[str]:
    benchmarks, simulations = (sorted((root / name).rglob("*.py")) for name in ("benchmarks", "simulations"))
    promises = [*sorted((root / "docs").glob("*.md")), *benchmarks]
    return find_unreached(
        root,
        users=[*benchmarks, *simulations],
        promises="\n".join(path.read_text(encoding="utf-8") for path in promises),
    )


@cache
def find_here() -> list[str]:
    return find(ROOT)


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_everything_in_the_program_is_reached() -> None:
    assert sorted(set(find_here()) - KEPT.keys()) == []


def test_no_exception_stands_for_what_is_gone_or_used() -> None:
    assert sorted(KEPT.keys() - set(find_here())) == []


def test_what_nothing_reaches_is_named(tmp_path: Path) -> None:
    assert find(write(tmp_path, PROGRAM)) == [
        "crowdpotential.cli.LEFT",
        "crowdpotential.rooms.Cellar",
        "crowdpotential.rooms.Cellar.enter",
        "crowdpotential.rooms.Room.burn",
        "crowdpotential.rooms.UNUSED",
        "crowdpotential.rooms.close_room",
        "crowdpotential.stats.means.mode",
        "crowdpotential.stats.never.other",
    ]


def test_a_cell_of_a_notebook_reaches_what_it_names(tmp_path: Path) -> None:
    found = find(write(tmp_path, PROGRAM | {"notebooks/1.ipynb": CELL % "close_room(1)"}))
    assert "crowdpotential.rooms.close_room" not in found
    assert "crowdpotential.rooms.Cellar" in found
