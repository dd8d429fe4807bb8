"""A chapter can be understood, changed and taken away by itself: no chapter imports another."""

import grimp

from crowdpotential.chapters.registry import CHAPTERS

ROOM = "crowdpotential.chapters"


def chapter_of(module: str) -> str:
    name = module.removeprefix(f"{ROOM}.").split(".")[0]
    return name if module.startswith(f"{ROOM}.") and name in CHAPTERS else ""


def test_no_chapter_imports_another() -> None:
    graph = grimp.build_graph("crowdpotential", cache_dir=None)
    crossing = [
        (importer, imported)
        for importer in graph.modules
        if chapter_of(importer)
        for imported in graph.find_modules_directly_imported_by(importer)
        if chapter_of(imported) not in {"", chapter_of(importer)}
    ]
    assert crossing == []


def test_every_exhibit_stands_in_the_folder_of_the_chapter_that_registers_it() -> None:
    for name, chapter in CHAPTERS.items():
        rooms = {show.__module__.rpartition(f"{ROOM}.{name}.")[2].split(".")[0] for show in chapter.exhibits().values()}
        assert rooms == {"exhibits"}, name
