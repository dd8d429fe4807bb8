"""One run at a time in an output folder, which is settled before anybody works in it or reads it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from crowdpotential.errors import OutputLockedError
from crowdpotential.layout import CACHE, INTERNAL, UNFINISHED
from crowdpotential.stopping import unbroken
from crowdpotential.store.disk import UNTOUCHED, honest_disk, make_private
from crowdpotential.store.journal import Switch, finish, is_unfinished

TAG = f"{CACHE}/CACHEDIR.TAG"  # programs that make backups know it: bford.info/cachedir
SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55\n# This folder is the cache of crowdpotential. It may be deleted.\n"
INTERRUPTED = (
    "an earlier run was stopped there while it put its files in place, so that some are new and some are not: the next run that can write "
    "puts the rest in place"
)


def switch_of(output: Path) -> Switch:
    """State where the files of a run change together."""
    return Switch(folder=output, work=output / UNFINISHED, private=INTERNAL)


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Lock the output folder for one run, and finish what a run that was killed has begun to put in place.

    Raises:
        OutputLockedError: another run holds it, it cannot be written, or what a killed run has left cannot be finished.
    """
    with honest_disk(output, INTERRUPTED if is_unfinished(switch_of(output)) else UNTOUCHED):
        _prepare(output)
        lock = FileLock(output / CACHE / "lock", mode=0o600)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            msg = f"{output.as_posix()}: another run is writing there; wait for it or choose another --output"
            raise OutputLockedError(msg) from None
    try:
        with unbroken():
            finish(switch_of(output))
        yield
    finally:
        lock.release()


def settle(output: Path) -> None:
    """Finish what a killed run has begun to put in place, before somebody reads the folder.

    Raises:
        OutputLockedError: a run is putting its files in place now, or what a killed one has left cannot be finished.
    """
    if is_unfinished(switch_of(output)):
        with locked(output):
            pass


def refuse_unfinished(output: Path) -> None:
    """Refuse to read a folder in which files of two runs may lie, for those who write nothing there.

    Raises:
        OutputLockedError: a run is putting its files in place, or was killed meanwhile.
    """
    if is_unfinished(switch_of(output)):
        msg = (
            f"{output.as_posix()}: a run is putting its files in place, or was stopped while it did, so that some are new and some not; "
            "wait for it, or run the same report again"
        )
        raise OutputLockedError(msg)


def _prepare(output: Path) -> None:
    """Make the folders that a run works in, and mark them as the program's own."""
    (output / CACHE).mkdir(parents=True, exist_ok=True)
    with suppress(OSError):  # a disk without modes, or a folder that somebody else has lent
        (output / INTERNAL).chmod(0o700)
    with suppress(FileExistsError), (output / TAG).open("xb") as file:
        file.write(SIGNATURE)
    make_private(output / TAG)
