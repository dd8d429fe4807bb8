"""What was published: the manifest, the record of the run where it is there, and whether every file is still what it was."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from crowdpotential.errors import MissingFileError, OutputLockedError, ReadError, real_path
from crowdpotential.layout import MANIFEST, PUBLIC_FOLDERS, RUN, is_internal
from crowdpotential.store import hash_bytes, refuse_unfinished

KINDS: Mapping[str, type] = {  # of what a manifest says, as far as it is compared
    "manifest_id": str,
    "study": str,
    "created": str,
    "versions": dict,
    "seed": int,
    "data": list,
    "reference": dict,
    "params_sha256": str,
    "code": str,
    "files": dict,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A report as it lies in a folder."""

    folder: Path
    manifest: Mapping[str, Any]
    run: Mapping[str, Any] | None  # None where only the public part is there

    @property
    def changes(self) -> tuple[str, ...]:
        """Keys changed on the command line; nobody knows of any where only the public part is there."""
        return tuple(self.run["changes"]) if self.run is not None else ()

    @property
    def params_path(self) -> Path | None:
        """Where the run found its params, seen from this folder."""
        if self.run is None:
            return None
        return real_path(Path(self.folder, self.run["study_folder"], self.run["params_file"]))

    @property
    def hashes(self) -> dict[str, str]:
        """The hash of every file that can be looked at here, internal ones last."""
        internal = self.run["files"] if self.run is not None else {}
        own = {name: digest for name, digest in internal.items() if is_internal(name)}
        return {**self.manifest["files"], **own}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """Whether the files are those that were published."""

    n_public: int
    n_internal: int
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    unlisted: tuple[str, ...]  # beside the listed ones, so that a reader may take them for a part of the report

    @property
    def is_whole(self) -> bool:
        """Whether every listed file is there as it was published."""
        return not (self.missing or self.changed)


def read_published(folder: Path) -> Published:
    """Read what a run says of itself.

    Raises:
        MissingFileError: no manifest is there.
        ReadError: the manifest, or the record of the run, is not as a run has left it.
        OutputLockedError: a run was stopped while it put its files in place.
    """
    with _readable(folder):
        refuse_unfinished(folder)
        is_report, has_record = ((folder / name).is_file() for name in (MANIFEST, RUN))
    if not is_report:
        msg = f"{folder.as_posix()}: no {MANIFEST} there, so that nothing can be compared; name the folder of a report"
        raise MissingFileError(msg)
    manifest = _read(folder, MANIFEST, KINDS)
    if not all(isinstance(entry, dict) and isinstance(entry.get("sha256"), str) for entry in manifest["data"]):
        raise _damaged(folder, MANIFEST, "data")
    run = None
    if has_record:
        kinds = {
            "manifest_id": str,
            "study_folder": str,
            "params_file": str,
            "changes": list,
            "files": dict,
            "params": dict,
        }
        run = _read(folder, RUN, kinds)
    return Published(folder=folder, manifest=manifest, run=run)


def check_files(published: Published) -> FileCheck:
    """Compare every listed file with its hash, and look for others among those that are published.

    Raises:
        ReadError: a file or a folder may not be read.
    """
    with _readable(published.folder):
        return _check_files(published)


def _check_files(published: Published) -> FileCheck:
    folder, hashes = published.folder, published.hashes
    if published.run is not None and "record" in published.manifest:
        hashes[RUN] = published.manifest["record"]
    missing, changed = list[str](), list[str]()
    for name, digest in hashes.items():
        path = folder / name
        if not _stays_inside(name) or not path.is_file():
            missing.append(name)
        elif hash_bytes(path.read_bytes()) != digest:
            changed.append(name)
    shown = [folder, *(folder / name for name in PUBLIC_FOLDERS)]
    there = (path for place in shown if place.is_dir() for path in place.iterdir() if path.is_file())
    names = {path.relative_to(folder).as_posix() for path in there} - {*hashes, MANIFEST}
    return FileCheck(
        n_public=sum(not is_internal(name) for name in hashes),
        n_internal=sum(is_internal(name) for name in hashes),
        missing=tuple(missing),
        changed=tuple(changed),
        unlisted=tuple(sorted(names)),
    )


def refuse_renewed(published: Published) -> None:
    """Refuse to go on where another run has put its files in place since the manifest was read. Raises OutputLockedError."""
    if read_published(published.folder).manifest != published.manifest:
        msg = f"{published.folder.as_posix()}: a run has put new files in place meanwhile; wait for it, and verify the new report"
        raise OutputLockedError(msg)


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Turn a refusal of the system into one clear line."""
    try:
        yield
    except OSError as error:
        msg = f"{folder.as_posix()}: cannot be read as a whole ({error.strerror}); ask its owner for the right to read it"
        raise ReadError(msg) from None


def _read(folder: Path, name: str, kinds: Mapping[str, type]) -> dict[str, Any]:
    try:
        found = json.loads((folder / name).read_bytes())
    except (OSError, ValueError, RecursionError):
        raise _damaged(folder, name, "it is no JSON that can be read") from None
    if not isinstance(found, dict):
        raise _damaged(folder, name, "it is no JSON object")
    for key, kind in kinds.items():
        if not isinstance(found.get(key), kind):
            raise _damaged(folder, name, key)
    for key in ("files", "reference", "versions"):
        if not all(isinstance(text, str) for text in found.get(key, {}).values()):
            raise _damaged(folder, name, key)
    return found


def _damaged(folder: Path, name: str, what: str) -> ReadError:
    return ReadError(
        f"{(folder / name).as_posix()}: not as a run has left it ({what}); get the file as it was published, or run the report again"
    )


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name
