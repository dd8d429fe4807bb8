"""What a disk can refuse, as one clear line."""

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import Timeout

from crowdpotential.errors import OutputLockedError
from crowdpotential.stopping import unbroken


def make_private(place: Path) -> None:
    """Keep a file, or a folder and all that is in it, for the user alone where the system has modes."""
    with suppress(OSError):  # a disk without modes, or a folder that somebody else has lent
        place.chmod(0o700 if place.is_dir() else 0o600)
    for path in place.iterdir() if place.is_dir() else ():
        make_private(path)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder. Raises OutputLockedError if that cannot be done."""
    with honest_disk(folder), unbroken():
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)


@contextmanager
def honest_disk(folder: Path) -> Iterator[None]:
    """Turn a refusal of the disk into one clear line."""
    try:
        yield
    except OSError as error:
        if isinstance(error, Timeout):
            raise
        why = (
            "there is no space left"
            if error.errno == errno.ENOSPC
            else f"it cannot be written ({error.strerror})"
        )
        msg = f"{folder.as_posix()}: {why}; free it or choose another --output; the previous report is untouched"
        raise OutputLockedError(msg) from None
