"""Reading: the same file delivered twice, under one name or two, would double its respondents and shrink every error."""

import hashlib
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path, PurePosixPath

from crowdpotential.errors import Faults, ParamsError, is_there
from crowdpotential.params import DataFile


def name_sources(specs: Sequence[DataFile]) -> tuple[str, ...]:
    """Name each file by its stem; where two have the same one, by their paths, and parts of one file by sheet and condition too.

    A condition may name an interview, so that only its place among them shows: in whatever order they come.
    """
    paths = [PurePosixPath(spec.path.replace("\\", "/")) for spec in specs]
    rows = [_wanted_rows(spec) for spec in specs]
    places = {text: place for place, text in enumerate(sorted(set(rows)), start=1)}
    parts = [
        f"{path}#{spec.sheet or ''}#{places[own]}" for path, spec, own in zip(paths, specs, rows, strict=True)
    ]
    forms = (
        [path.stem for path in paths],
        [str(path.with_suffix("")) for path in paths],
        [str(path) for path in paths],
    )
    return tuple(next((names for names in forms if len(set(names)) == len(names)), parts))


def name_entries(specs: Sequence[DataFile]) -> tuple[str, ...]:
    """Name each file by its path for messages; parts of one file by their place in the list too."""
    paths = [spec.path for spec in specs]
    return tuple(
        path if paths.count(path) == 1 else f"{path} (number {place} under data)"
        for place, path in enumerate(paths, start=1)
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
    found = [(spec, path) for spec in specs if is_there(path := folder / spec.path)]
    for (spec, path), (other, other_path) in combinations(found, 2):
        if spec.sheet != other.sheet or (spec.where is not None and other.where is not None):
            continue
        if path.stat().st_size == other_path.stat().st_size and _digest(path) == _digest(other_path):
            what = (
                f"{spec.path} is listed twice"
                if spec.path == other.path
                else f"{spec.path} and {other.path} are the same file"
            )
            msg = f"data: {what}, so its respondents would count double; list it once, or give each its own where or sheet"
            faults.add(ParamsError(msg))
    faults.raise_any()


def _wanted_rows(spec: DataFile) -> str:
    return "" if spec.where is None else spec.where.model_dump_json(exclude_none=True)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").digest()
