"""The synthetic survey on the disk: written where no real one can be overwritten.

The file of the truth lists the others with their hashes. Only what an earlier simulation has listed, and nobody has changed since, is
replaced.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from crowdpotential.errors import OutputForeignError
from crowdpotential.stopping import tell_when_stopped, unbroken
from crowdpotential.store.disk import honest_disk, is_link, is_taken
from crowdpotential.store.hashes import hash_file
from crowdpotential.store.journal import Switch, finish, put_in_place
from crowdpotential.store.protection import refuse_program

FILES = "files"  # key of the truth: name -> SHA-256


def write_survey(folder: Path, files: Mapping[str, bytes], *, truth: str) -> None:
    """Write the files of a simulation together.

    Args:
        folder: the names of files are relative to it.
        truth: the file among them that lists the others under `files`.

    Raises:
        OutputForeignError: a file would be overwritten that no simulation has written, or that was changed since; nothing is touched.
        OutputLockedError: the disk refuses; what was there before is there.
    """
    refuse_real_survey(folder, files, truth=truth)
    with unbroken():
        put_in_place(_switch_of(folder, truth), files)
        tell_when_stopped("stopped; the new survey is in place")


def refuse_real_survey(folder: Path, names: Iterable[str], *, truth: str) -> None:
    """Refuse to simulate where that would overwrite what no simulation has written; first finish one that was killed.

    Raises:
        OutputForeignError: which file stands in the way.
        OutputLockedError: what a killed simulation has left cannot be finished.
    """
    refuse_program(folder / PurePosixPath(truth).parent)
    for name in names:
        _refuse_outside(folder, name)
    with honest_disk(folder), unbroken():
        finish(_switch_of(folder, truth))
    own = _listed(folder / truth)
    for name in names:
        _refuse_foreign(folder / name, own.get(name), is_truth=name == truth and bool(own))


def _switch_of(folder: Path, truth: str) -> Switch:
    return Switch(folder=folder, work=folder / PurePosixPath(truth).parent / ".unfinished")


def _refuse_outside(folder: Path, name: str) -> None:
    path = folder / name
    if PurePosixPath(name).is_absolute() or Path(name).is_absolute() or ".." in PurePosixPath(name).parts:
        msg = f"{name}: a simulation writes below {folder.as_posix()} only; name files there in params"
        raise OutputForeignError(msg)
    for place in (path, *path.parents):
        if place == folder:
            return
        if is_link(place):
            msg = f"{place.as_posix()}: a link to another place, and a simulation follows none; move it elsewhere or use --into"
            raise OutputForeignError(msg)


def _refuse_foreign(path: Path, listed: str | None, *, is_truth: bool) -> None:
    if not is_taken(path) or is_truth:
        return
    if path.is_file() and listed is not None and hash_file(path) == listed:
        return
    msg = (
        f"{path.as_posix()}: there already, and not as a simulation has written it, so it may hold real answers; move it elsewhere, or "
        "give a new folder with --into"
    )
    raise OutputForeignError(msg)


def _listed(truth: Path) -> dict[str, str]:
    """Read which files the earlier simulation has written; none where there was none."""
    try:
        found = json.loads(truth.read_text(encoding="utf-8"))[FILES]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
