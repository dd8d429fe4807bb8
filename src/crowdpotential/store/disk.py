"""What a disk can refuse, as one clear line; and writing that outlives a loss of power."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crowdpotential.errors import OutputLockedError

UNTOUCHED = "what was there before is untouched"


def write_durably(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it, with the folders that lead to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def keep_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder, where the system can tell."""
    with suppress(OSError):  # Windows opens no folders, and some disks of a network do not wait
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def make_private(place: Path) -> None:
    """Keep a file, or a folder and all that is in it, for the user alone where the system has modes."""
    if is_link(place):
        return
    with suppress(OSError):  # a disk without modes, or a folder that somebody else has lent
        place.chmod(0o700 if place.is_dir() else 0o600)
    for path in place.iterdir() if place.is_dir() else ():
        make_private(path)


def is_link(path: Path) -> bool:
    """Return whether a path is a link to another place, or a junction, as Windows calls one of its kinds."""
    try:
        found = path.lstat()
    except OSError:
        return False
    tag = getattr(found, "st_reparse_tag", 0)
    return stat.S_ISLNK(found.st_mode) or tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)


def is_taken(path: Path) -> bool:
    """Return whether a name is taken, if only by a link to nowhere."""
    return os.path.lexists(path)


def clear(path: Path) -> None:
    """Remove whatever of ours lies at a place, and of a link the link alone; what the disk does not let go stays."""
    with suppress(OSError):
        if is_link(path) or not path.is_dir():
            path.unlink(missing_ok=True)
        else:
            shutil.rmtree(path)


def holds(folder: Path, path: Path) -> bool:
    """Return whether a folder is a path or lies above it, by whatever letters, links and mounts either is named."""
    return any(_is_same(folder, place) for place in (path, *path.parents))


@contextmanager
def honest_disk(folder: Path, state: str = UNTOUCHED) -> Iterator[None]:
    """Turn a refusal of the disk into one clear line, which ends with the state that it leaves."""
    try:
        yield
    except OSError as error:
        msg = f"{folder.as_posix()}: {tell_refusal(error)}; free it or choose another folder; {state}"
        raise OutputLockedError(msg) from None


def tell_refusal(error: OSError) -> str:
    """State why the disk refused, without a path."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "there is no space left"
    return f"it cannot be written ({error.strerror or type(error).__name__})"


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return os.path.normcase(one.absolute()) == os.path.normcase(other.absolute())
