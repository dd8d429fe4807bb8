"""params.yaml: areas and blocs, and where it must be told who belongs to which."""

from collections.abc import Iterator, Mapping, Sequence

from crowdpotential.formulas import key_fault
from crowdpotential.params.study import Area, Bloc, DataFile, Words


def place_faults(areas: Mapping[str, Area], blocs: Mapping[str, Bloc], data: Sequence[DataFile], words: Words) -> Iterator[str]:
    """List what contradicts itself about areas and blocs: each fault with its place, and what to do."""
    for section, names in (("areas", areas), ("blocs", blocs)):
        yield from (f"{section}: {name} {fault}" for name in names if (fault := key_fault(name)))
    yield from _area_faults(areas, blocs)
    yield from _file_faults(areas, blocs, data)
    for kind, known, own in (("area", areas, words.area), ("bloc", blocs, words.bloc)):
        if known and not own:
            yield f"study.words.{kind} is missing: there are {kind}s; say what the study calls one and several of them"


def _area_faults(areas: Mapping[str, Area], blocs: Mapping[str, Bloc]) -> Iterator[str]:
    named = [name for name, area in areas.items() if area.bloc]
    if named and len(named) < len(areas):
        without = next(name for name in areas if name not in named)
        yield f"area {without} names no bloc, while {len(named)} others do; name one for every area, or for none"
        return
    for name in named:
        if areas[name].bloc not in blocs:
            yield f"area {name} names bloc {areas[name].bloc}, which is not under blocs; list it there, or correct the name"
    for bloc in blocs if named else ():
        if not any(area.bloc == bloc for area in areas.values()):
            yield f"bloc {bloc} has no area; give it one, or take it out"


def _file_faults(areas: Mapping[str, Area], blocs: Mapping[str, Bloc], data: Sequence[DataFile]) -> Iterator[str]:
    is_nested = any(area.bloc for area in areas.values())
    for file in data:
        if file.area is not None and file.area not in areas:
            yield f"data file {file.path} names area {file.area}, which is not under areas; list it there, or correct the name"
        if file.bloc is not None and is_nested:
            yield f"data file {file.path} names bloc {file.bloc}, which the areas tell already; take it out"
        elif file.bloc is not None and file.bloc not in blocs:
            yield f"data file {file.path} names bloc {file.bloc}, which is not under blocs; list it there, or correct the name"
