"""Hashes of bytes, files, folders, and of the program's own code."""

import hashlib
from collections.abc import Collection
from fnmatch import fnmatchcase
from pathlib import Path

from crowdpotential.errors import MissingFileError, ReadError, is_there

LARGEST_BYTES = 2_000_000_000  # of one file; a sparse or growing one would be read for hours
PART_BYTES = 2**20
PACKAGE = Path(__file__).resolve().parents[1]


def hash_bytes(*parts: bytes) -> str:
    """Hash some content to 32 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.hexdigest()[:32]


def hash_file(path: Path, *, called: str = "") -> str:
    """Hash a file's content (SHA-256, all 64 digits).

    Args:
        path: of the file.
        called: that messages name it by; by default its path.

    Raises:
        MissingFileError: there is none.
        ReadError: it cannot be opened, or is larger than any file of a survey.
    """
    if not is_there(path):
        msg = f"{called or path.as_posix()}: no such file; correct its path in params.yaml or put the file there"
        raise MissingFileError(msg)
    try:
        digest, n_left = hashlib.sha256(), LARGEST_BYTES
        with path.open("rb") as file:
            while (part := file.read(PART_BYTES)) and n_left >= 0:
                digest.update(part)
                n_left -= len(part)
    except OSError as error:
        msg = f"{called or path.name}: cannot be opened ({error.strerror or type(error).__name__}); close it in other programs"
        raise ReadError(msg) from None
    if n_left < 0:
        msg = f"{called or path.name}: larger than {LARGEST_BYTES // 10**6} MB; deliver only the rows and columns that the study uses"
        raise ReadError(msg)
    return digest.hexdigest()


def hash_code(*places: str, without: Collection[str] = ()) -> str:
    """Hash the program's own files below some places of the package, so that a changed program recomputes what it should.

    Args:
        places: files and folders of the package.
        without: patterns of paths within the package that do not count; a star stands for any text, with slashes.
    """
    return hash_bytes(*(_hash_below(PACKAGE / place, PACKAGE, without).encode() for place in places))


def hash_folder(place: Path) -> str:
    """Hash the names and contents of all files in a folder, or of one file; compiled files do not count."""
    return _hash_below(place, place, ())


def _hash_below(place: Path, root: Path, without: Collection[str]) -> str:
    paths = sorted(place.rglob("*")) if place.is_dir() else [place]
    found: list[bytes] = []
    for path in paths:
        if (
            path.is_file()
            and path.suffix not in {".pyc", ".nbi", ".nbc"}
            and ".ipynb_checkpoints" not in path.parts
            and not any(fnmatchcase(path.relative_to(root).as_posix(), pattern) for pattern in without)
        ):
            found += [path.relative_to(place.parent).as_posix().encode(), path.read_bytes()]
    return hash_bytes(*found)
