"""Whose a file in an output folder is: only what an earlier run lists as its own is replaced or removed.

Everything else is the user's. Where it stands in the way, nothing is computed, and the line says what to move.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from crowdpotential.errors import OutputForeignError
from crowdpotential.layout import (
    CACHE,
    FORMER_CACHE,
    INTERNAL,
    MANIFEST,
    PUBLIC_FOLDERS,
    RUN,
    UNFINISHED,
    is_made_by_a_run,
)
from crowdpotential.store.disk import honest_disk, is_link, is_taken
from crowdpotential.store.journal import list_unfinished
from crowdpotential.store.locking import SIGNATURE, TAG, switch_of

LEFT_ALONE = {
    ".ds_store",
    ".directory",
    ".gitattributes",
    ".gitignore",
    ".gitkeep",
    "desktop.ini",
    "ehthumbs.db",
    "thumbs.db",
}
FORMER_CACHE_NAMES = {"codebook.json", "draft", "lock", "prepare", "weight", "score", "compare", "sensitivity"}
WHAT_TO_DO = "move it elsewhere or choose another --output"


def read_manifest(output: Path) -> dict[str, Any]:
    """Read the manifest of the last run; an empty one if there was none, or if it cannot be read."""
    return _read_record(output / MANIFEST)


def read_run(output: Path) -> dict[str, Any]:
    """Read what a repeat of the last run needs; nothing if there was none, or if it cannot be read."""
    return _read_record(output / RUN)


def refuse_foreign(output: Path, names: Iterable[str] = ()) -> None:
    """Refuse a folder in which a run would touch what no run has written.

    Args:
        output: the folder; nothing is written there.
        names: files that the run will write, relative to it; the folders that every run needs are looked at in any case.

    Raises:
        OutputForeignError: the folder holds other things and no run, or something else stands where a run needs a name.
    """
    if not is_taken(output):
        return
    with honest_disk(output):
        _refuse(output, names)


def list_own(output: Path) -> frozenset[str]:
    """List the files, relative to the output folder, that runs say they have written there, whether or not they are there still.

    A name that no run can have written counts for nothing, whatever a manifest says.
    """
    listed = set[str]()
    for record in (read_manifest(output), read_run(output)):  # either may be broken
        if _is_of_a_run(record):
            listed |= {MANIFEST, RUN, *record["files"]}
    if not is_link(output / INTERNAL):
        listed |= set(list_unfinished(switch_of(output)))
    return frozenset(name for name in listed if is_made_by_a_run(name))


def list_stale(output: Path, names: Iterable[str]) -> tuple[str, ...]:
    """List what earlier runs have written, is still there, and is not among these names."""
    stale = list_own(output) - set(names)
    return tuple(sorted(name for name in stale if _is_plain(output, name)))


def is_former_cache(output: Path) -> bool:
    """Return whether the cache of an earlier version lies there, and nothing else in it.

    A folder `draft` alone may be anybody's; every run has made others before it.
    """
    folder = output / FORMER_CACHE
    if is_link(folder) or not folder.is_dir():
        return False
    return _names_in(folder) <= FORMER_CACHE_NAMES and _names_in(folder) != {"draft"}


def _refuse(output: Path, names: Iterable[str]) -> None:
    if not output.is_dir():
        msg = f"{output.as_posix()}: it is a file, so that nothing can be written into it; {WHAT_TO_DO}"
        raise OutputForeignError(msg)
    own = list_own(output)
    if not own and (others := _list_others(output)):
        msg = (
            f"{output.as_posix()}: not empty ({len(others)} files or folders), and no report of this program is in it; choose an empty or "
            "a new folder as --output, so that nothing there is touched"
        )
        raise OutputForeignError(msg)
    for folder in (*PUBLIC_FOLDERS, INTERNAL, CACHE, UNFINISHED):
        _refuse_taken(output / folder, is_folder=True)
    if not _is_own_cache(output):
        msg = f"{(output / CACHE).as_posix()}: a run needs this folder, and no run has made it; {WHAT_TO_DO}"
        raise OutputForeignError(msg)
    for name in names:
        _refuse_taken(output / name, is_folder=False)
        if is_taken(output / name) and (name not in own or not _is_named_so(output / name)):
            msg = f"{(output / name).as_posix()}: a run needs this name, and no run has written the file there; {WHAT_TO_DO}"
            raise OutputForeignError(msg)


def _is_of_a_run(record: Mapping[str, Any]) -> bool:
    return isinstance(record.get("files"), dict) and isinstance(record.get("manifest_id"), str)


def _list_others(output: Path) -> list[str]:
    """List what lies in a folder without a finished run, but what the system puts there and what a stopped first run has left."""
    found = [name for name in sorted(_names_in(output)) if name.casefold() not in LEFT_ALONE]
    if is_former_cache(output):
        found.remove(FORMER_CACHE)
    if INTERNAL in found and _is_own_cache(output) and _is_left_by_a_stopped_run(output / INTERNAL):
        found.remove(INTERNAL)
    return [name for name in found if not _is_empty(output / name)]


def _is_left_by_a_stopped_run(internal: Path) -> bool:
    """Return whether nothing but a cache, and files that wait beside a marked one, is there; without the mark they are somebody else's."""
    known = (CACHE, UNFINISHED) if is_taken(internal.parent / TAG) else (CACHE,)
    names = {PurePosixPath(name).name for name in known}
    return not is_link(internal) and internal.is_dir() and _names_in(internal) <= names


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not is_link(path) and not any(path.iterdir())


def _is_own_cache(output: Path) -> bool:
    """Return whether the folder of the cache is not there, is empty, is marked, or lies beside a run."""
    cache, tag = output / CACHE, output / TAG
    if not cache.is_dir() or _is_empty(cache) or _is_of_a_run(read_run(output)):
        return True
    try:
        return not is_link(tag) and tag.read_bytes() in (
            SIGNATURE,
            b"",
        )  # empty: killed at the very first step
    except OSError:
        return False


def _refuse_taken(path: Path, *, is_folder: bool) -> None:
    """Refuse a link, a file in the place of a folder, or a folder in the place of a file."""
    if not is_taken(path):
        return
    if is_link(path):
        msg = f"{path.as_posix()}: a run needs this name, and it is a link to another place; {WHAT_TO_DO}"
        raise OutputForeignError(msg)
    if path.is_dir() != is_folder:
        kinds = ("a file", "a folder") if is_folder else ("a folder", "a file")
        msg = f"{path.as_posix()}: {kinds[0]} where a run needs {kinds[1]}; {WHAT_TO_DO}"
        raise OutputForeignError(msg)


def _is_plain(output: Path, name: str) -> bool:
    """Return whether a file is there by exactly this name, and no link leads to it."""
    path = output / name
    above = [folder for folder in path.parents if folder != output and output in folder.parents]
    if is_link(path) or any(is_link(folder) for folder in above) or not path.is_file():
        return False
    return _is_named_so(path)


def _is_named_so(path: Path) -> bool:
    """Return whether a name is there in these very letters: Windows and macOS find Report.RU.html by report.ru.html."""
    return path.name in _names_in(path.parent)


def _names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _read_record(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
