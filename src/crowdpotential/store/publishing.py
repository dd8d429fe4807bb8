"""Files of a run, put in place together.

A run that fails leaves the previous output as it was: files are made in a folder of their own, every target is tested for a lock, then
they are put in place one by one, the manifest last.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from crowdpotential.errors import OutputLockedError
from crowdpotential.stopping import unbroken
from crowdpotential.store.disk import honest_disk
from crowdpotential.store.runs import MANIFEST, read_manifest


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Hold the output folder for one run.

    Raises:
        OutputLockedError: another run holds it, or it cannot be written.
    """
    with honest_disk(output):
        (output / ".cache").mkdir(parents=True, exist_ok=True)
        lock = FileLock(output / ".cache" / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            msg = f"{output.as_posix()}: another run is writing there; wait for it or choose another --output"
            raise OutputLockedError(msg) from None
    try:
        yield
    finally:
        lock.release()


def draft_folder(output: Path) -> Path:
    """Name the folder where a run puts its files together."""
    return output / ".cache" / "draft"


def write_draft(output: Path, files: Mapping[str, bytes]) -> Path:
    """Write files to a folder of their own under the output folder, so that notebooks can read them before they are published."""
    draft = draft_folder(output)
    with honest_disk(output):
        shutil.rmtree(draft, ignore_errors=True)
        for name, content in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_bytes(content)
    return draft


def publish(output: Path, files: Mapping[str, bytes], *, folders: tuple[str, ...]) -> None:
    """Put the files of a run in place: all of them, the manifest last.

    Args:
        files: name relative to the output folder -> content; must hold the manifest.
        folders: folders that belong to a run as a whole; what is in them and not in `files` is removed, and so is any other
            file that the manifest of the earlier run lists (the report in a language that is no longer asked for).

    Raises:
        OutputLockedError: a target is open in another program, or the folder is full; the previous output stays.
    """
    draft = write_draft(output, files)
    stale = _stale_files(output, files, folders)
    for target in (*(output / name for name in files), *stale):
        _refuse_locked(target)
    with honest_disk(output), unbroken():
        for name in sorted(files, key=lambda name: name == MANIFEST):
            (output / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(draft / name, output / name)  # noqa: PTH105 the same call on both systems
        for path in stale:
            path.unlink(missing_ok=True)
    shutil.rmtree(draft, ignore_errors=True)


def _stale_files(output: Path, files: Mapping[str, bytes], folders: tuple[str, ...]) -> list[Path]:
    listed = [output / name for name in read_manifest(output).get("files", {}) if name not in files]
    own = [path for path in listed if path.resolve().is_relative_to(output.resolve())]
    for folder in folders:
        own += [p for p in (output / folder).glob("*") if f"{folder}/{p.name}" not in files]
    return sorted({path for path in own if path.is_file()})


def _refuse_locked(target: Path) -> None:
    if not target.exists():
        return
    try:
        with target.open("r+b"):
            pass
    except OSError:
        msg = f"{target.as_posix()}: the file is open in another program or write-protected; close it and run again"
        raise OutputLockedError(msg) from None
