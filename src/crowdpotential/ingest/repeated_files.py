"""Reading: the same file delivered twice, under one name or two, would double its respondents and shrink every error."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path, PurePosixPath

from crowdpotential.errors import Faults, ParamsError, is_there
from crowdpotential.ingest.titles import show_path
from crowdpotential.params import DataFile
from crowdpotential.quoting import show, words_of


def name_sources(specs: Sequence[DataFile], names: Iterable[str] = ()) -> tuple[str, ...]:
    """Name each file by its stem; where two have the same one, by their paths, and parts of one file by sheet and condition too.

    A file that may be called after somebody is named by its place in the list instead. A condition may name an interview, so that only
    its place among them shows: in whatever order they come.

    Args:
        names: of areas and sides, after which files may be called.
    """
    words = words_of(names)
    shown = [show_path(spec, place, words) for place, spec in enumerate(specs, start=1)]
    paths = [PurePosixPath(path) for path in shown]
    sheets = [show(spec.sheet, f"sheet {place}", words) if spec.sheet else "" for place, spec in enumerate(specs, start=1)]
    rows = [_wanted_rows(spec) for spec in specs]
    places = {text: place for place, text in enumerate(sorted(set(rows)), start=1)}
    parts = [f"{path}#{sheet}#{places[own]}" for path, sheet, own in zip(paths, sheets, rows, strict=True)]
    forms = (
        [path.stem for path in paths],
        [str(path.with_suffix("")) for path in paths],
        [str(path) for path in paths],
    )
    return tuple(next((own for own in forms if len(set(own)) == len(own)), parts))


def name_entries(specs: Sequence[DataFile], names: Iterable[str] = ()) -> tuple[str, ...]:
    """Name each file by its path for messages, parts of one file by their place in the list too; `names` as in `name_sources`."""
    paths, words = [spec.path for spec in specs], words_of(names)
    shown = [show_path(spec, place, words) for place, spec in enumerate(specs, start=1)]
    return tuple(
        own if paths.count(path) == 1 else f"{own} (number {place} under data)"
        for place, (path, own) in enumerate(zip(paths, shown, strict=True), start=1)
    )


def refuse_repeated_files(folder: Path, specs: Sequence[DataFile]) -> None:
    """Refuse files that are the same byte for byte, whatever they are called and wherever they lie.

    Two sheets of one workbook are two tables, and rows that `where` takes out of one file are looked at once they are read.

    Args:
        folder: that the paths start from; files that are not there are left to the reader.

    Raises:
        ParamsError: one for each pair, together.
    """
    faults = Faults()
    places = enumerate(specs, start=1)
    found = [(place, spec, path) for place, spec in places if is_there(path := folder / spec.path)]
    for (place, spec, path), (other_place, other, other_path) in combinations(found, 2):
        if spec.sheet != other.sheet or (spec.where is not None and other.where is not None):
            continue
        if path.stat().st_size == other_path.stat().st_size and _digest(path) == _digest(other_path):
            one, two = show_path(spec, place), show_path(other, other_place)
            is_same = spec.path == other.path
            what = f"{one} is listed twice" if is_same else f"{one} and {two} are the same file"
            msg = f"data: {what}, so its respondents would count double; list it once, or give each its own where or sheet"
            faults.add(ParamsError(msg))
    faults.raise_any()


def _wanted_rows(spec: DataFile) -> str:
    return "" if spec.where is None else spec.where.model_dump_json(exclude_none=True)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").digest()
