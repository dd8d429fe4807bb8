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
from crowdpotential.layout import CACHE, INTERNAL, MANIFEST
from crowdpotential.stopping import unbroken
from crowdpotential.store.disk import honest_disk, make_private
from crowdpotential.store.runs import read_manifest, read_run

# of versions before what is internal had a folder of its own
OLD_CACHE, OLD_CODEBOOK = ".cache", ".cache/codebook.json"


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Hold the output folder for one run.

    Raises:
        OutputLockedError: another run holds it, or it cannot be written.
    """
    with honest_disk(output):
        (output / CACHE).mkdir(parents=True, exist_ok=True)
        make_private(output / INTERNAL)
        lock = FileLock(output / CACHE / "lock", mode=0o600)
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
    return output / CACHE / "draft"


def write_draft(output: Path, files: Mapping[str, bytes]) -> Path:
    """Write files to a folder of their own under the output folder, so that notebooks can read them before they are published."""
    draft = draft_folder(output)
    with honest_disk(output):
        shutil.rmtree(draft, ignore_errors=True)
        for name, content in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_bytes(content)
        if (draft / INTERNAL).is_dir():
            make_private(draft / INTERNAL)
    return draft


def publish(output: Path, files: Mapping[str, bytes]) -> None:
    """Put the files of a run in place: all of them, the manifest last; what the earlier run had listed and this one lacks is removed.

    Args:
        files: name relative to the output folder -> content; must hold the manifest.

    Raises:
        OutputLockedError: a target is open in another program, or the folder is full; the previous output stays.
    """
    draft = write_draft(output, files)
    had_old_cache, stale = OLD_CODEBOOK in read_manifest(output).get("files", {}), _stale_files(output, files)
    for target in (*(output / name for name in files), *stale):
        _refuse_locked(target)
    with honest_disk(output), unbroken():
        for name in sorted(files, key=lambda name: name == MANIFEST):
            (output / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(draft / name, output / name)  # noqa: PTH105 the same call on both systems
        for path in stale:
            path.unlink(missing_ok=True)
    shutil.rmtree(draft, ignore_errors=True)
    if had_old_cache:
        shutil.rmtree(output / OLD_CACHE, ignore_errors=True)


def _stale_files(output: Path, files: Mapping[str, bytes]) -> list[Path]:
    """List what the earlier run has written and this one does not."""
    earlier = {**read_manifest(output).get("files", {}), **read_run(output).get("files", {})}
    listed = [output / name for name in earlier if name not in files]
    own = [path for path in listed if path.resolve().is_relative_to(output.resolve())]
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
