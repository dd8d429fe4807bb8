"""Platforms: what they say of themselves, read from the study's table and held against the population.

A row is what a platform says on one date: `platform` (its key), `place` (an area or side; empty: all of the study), `date` (2019-08-01 or
2019-08), `source` (a code of `report.sources`), `name_ru`, `note_ru` in each language of the report, and counts, as far as they are known:
`registered`, `active`, `messages`, `answered`, `votes`, `ideas`, `implemented`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan
from pathlib import Path

from crowdpotential.errors import ExternalFigureError, Faults
from crowdpotential.ingest.table_cells import places_of, read_key, read_number, read_one_of, read_place
from crowdpotential.ingest.table_files import read_known_table
from crowdpotential.params import Params
from crowdpotential.results.domains import Domain
from crowdpotential.validation import nearest

NEEDED = ("platform", "place", "date", "source")
COUNTS = ("registered", "active", "messages", "answered", "votes", "ideas", "implemented")
PEOPLE = ("registered", "active")
PARTS = {"active": "registered", "answered": "messages", "implemented": "ideas"}  # what is counted among what
LENGTHS = {len("2019-08"): "-01", len("2019-08-01"): ""}  # of a date -> what makes it a day


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What a platform says of itself on one date."""

    id: str
    about: Domain
    residents: int  # adults who live where it works
    date: str
    source: str
    counts: Mapping[str, int]  # of those that are known
    names: Mapping[str, str]  # language -> name
    notes: Mapping[str, str]


def read_platforms(path: Path, params: Params, sources: Collection[str]) -> tuple[Platform, ...]:
    """Read the table of platforms.

    Raises:
        MissingFileError, ReadError, ColumnError: the table cannot be read, or lacks columns.
        ExternalFigureError: no date or source, a count that cannot be, more users than residents; params that name a platform which the
            table does not have; all at once.
    """
    languages = params.report.languages
    table = read_known_table(
        path, needed=[*NEEDED, *(f"name_{code}" for code in languages)], also=[*COUNTS, *(f"note_{code}" for code in languages)]
    )
    found, faults = list[Platform](), Faults()
    for row in table.to_dict("records"):
        with faults.collected():
            found.append(_read_row({str(name): str(cell) for name, cell in row.items()}, params, sources, path.name))
    keys = [entry.id for entry in found]
    for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
        faults.add(ExternalFigureError(f"{path.name}: platform {key} stands there {keys.count(key)} times; keep the row of one date"))
    if not faults:
        for fault in _unknown_platforms(params, keys, path.name):
            faults.add(ExternalFigureError(fault))
    faults.raise_any()
    return tuple(found)


def _unknown_platforms(params: Params, known: Collection[str], file: str) -> Iterator[str]:
    """List the platforms that params name and the table does not have."""
    for key in PEOPLE:
        for name in getattr(params.platforms, key):
            if name not in known:
                near = nearest(name, known)
                yield f"platforms.{key}: {file} has no platform {name}; " + (f"did you mean {near}?" if near else "correct the name")


def _read_row(row: Mapping[str, str], params: Params, sources: Collection[str], file: str) -> Platform:
    name, languages = read_key(row["platform"], "platform", file), params.report.languages
    where, faults = f"{file}: platform {name}", Faults()
    for column in ("date", "source", *(f"name_{code}" for code in languages)):
        if not row[column]:
            faults.add(ExternalFigureError(f"{where}: has no {column}, without which its numbers say nothing; fill it in"))
    faults.raise_any()
    about = read_place(row["place"], places_of(params), where)
    found = Platform(
        id=name,
        about=about,
        residents=_residents(about, params, where),
        date=_date(row["date"], where),
        source=read_one_of(row["source"], sources, "source", where),
        counts={column: int(n) for column in COUNTS if not isnan(n := _count(row, column, where))},
        names={code: row[f"name_{code}"] for code in languages},
        notes={code: row.get(f"note_{code}", "") for code in languages},
    )
    _refuse_contradictions(found, where)
    return found


def _residents(about: Domain, params: Params, where: str) -> int:
    areas = [about.area] if about.area else [name for name, area in params.areas.items() if about.bloc in ("", area.bloc)]
    known = [params.areas[name].population for name in areas]
    if not known or None in known:
        cure = "give the population of its areas" if areas else "without areas nothing can be said of a thousand adults: take platforms out"
        msg = f"{where}: params do not tell how many people live where it works; {cure}"
        raise ExternalFigureError(msg)
    return sum(n for n in known if n is not None)


def _date(text: str, where: str) -> str:
    try:
        date.fromisoformat(text + LENGTHS.get(len(text), "?"))
    except ValueError:
        msg = f"{where}: its date is none; write it as 2019-08-01 or 2019-08"
        raise ExternalFigureError(msg) from None
    return text


def _count(row: Mapping[str, str], column: str, where: str) -> float:
    found = read_number(row, column, where, low=0)
    if not isnan(found) and not found.is_integer():
        msg = f"{where}: {column} is no whole number; write 0, 1, 2, ..."
        raise ExternalFigureError(msg)
    return found


def _refuse_contradictions(found: Platform, where: str) -> None:
    """Refuse more users than residents, and parts that are larger than what they are parts of."""
    faults = Faults()
    for column in PEOPLE:
        if (n := found.counts.get(column, 0)) > found.residents:
            msg = f"{where}: {n} {column}, but {found.residents} adults live where it works; correct the place, or leave visits out"
            faults.add(ExternalFigureError(msg))
    for part, whole in PARTS.items():
        if part in found.counts and whole in found.counts and found.counts[part] > found.counts[whole]:
            msg = f"{where}: {found.counts[part]} {part} are more than its {found.counts[whole]} {whole}; correct one of them"
            faults.add(ExternalFigureError(msg))
    faults.raise_any()
