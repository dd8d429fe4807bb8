"""Files of a run, put in place together: all of them or none, and nothing of the user's is touched."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from crowdpotential.errors import OutputLockedError
from crowdpotential.layout import CACHE, FORMER_CACHE, INTERNAL, MANIFEST, NOTEBOOKS_FOLDER
from crowdpotential.stopping import tell_when_stopped, unbroken
from crowdpotential.store.disk import clear, honest_disk, make_private
from crowdpotential.store.journal import put_in_place
from crowdpotential.store.locking import switch_of
from crowdpotential.store.ownership import FORMER_CACHE_NAMES, is_former_cache, list_stale, refuse_foreign


def draft_folder(output: Path) -> Path:
    """Name the folder where a run puts its files together."""
    return output / CACHE / "draft"


def begin_draft(output: Path) -> Path:
    """Make the folder of a draft anew, with a folder for notebooks in it, in which kernels can work before there are files."""
    draft = draft_folder(output)
    with honest_disk(output):
        clear(draft)
        (draft / NOTEBOOKS_FOLDER).mkdir(parents=True)
    return draft


def write_draft(draft: Path, files: Mapping[str, bytes]) -> None:
    """Write files to a draft that was begun, so that notebooks can read them before they are published."""
    with honest_disk(draft):
        for name, content in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_bytes(content)
        if (draft / INTERNAL).is_dir():
            make_private(draft / INTERNAL)


def publish(output: Path, files: Mapping[str, bytes]) -> None:
    """Put the files of a run in place, the manifest last; what earlier runs have written and this one does not is removed.

    Args:
        output: held by this run (`locked`).
        files: name relative to the output folder -> content; must hold the manifest.

    Raises:
        OutputForeignError: a file that no run has written stands where one is to be; nothing is touched.
        OutputLockedError: a target is open in another program, or the disk refuses; the message says what stands.
    """
    refuse_foreign(output, files)
    stale = list_stale(output, files)
    for name in (*files, *stale):
        _refuse_locked(output / name)
    in_order = {name: files[name] for name in sorted(files, key=lambda name: name == MANIFEST)}
    with unbroken():
        put_in_place(switch_of(output), in_order, removed=stale)
        tell_when_stopped("stopped; the new report is in place")
    clear(draft_folder(output))
    if is_former_cache(output):
        for name in FORMER_CACHE_NAMES:
            clear(output / FORMER_CACHE / name)
        with suppress(OSError):
            (output / FORMER_CACHE).rmdir()


def _refuse_locked(target: Path) -> None:
    if not target.exists():
        return
    try:
        with target.open("r+b"):
            pass
    except OSError:
        msg = f"{target.as_posix()}: the file is open in another program or write-protected; close it and run again"
        raise OutputLockedError(msg) from None
