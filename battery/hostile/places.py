"""What may stand where a file is expected: nothing, a folder, a pipe, a device, a link, or a file whose size is no size."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _socket(path: Path) -> None:
    import socket  # noqa: PLC0415 not of this kind on Windows

    with socket.socket(socket.AF_UNIX) as end:
        folder = Path.cwd()
        os.chdir(path.parent)  # names of sockets are short
        try:
            end.bind(path.name)
        finally:
            os.chdir(folder)


def _sparse(size: int) -> Callable[[Path], None]:
    def put(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(size)

    return put


def _sparse_behind_its_begin(size: int) -> Callable[[Path], None]:
    """Let the file begin as it did, and go on with zeros."""

    def put(path: Path) -> None:
        with path.open("ab") as file:
            file.truncate(size)

    return put


PLACES: Mapping[str, Callable[[Path], None]] = {  # what stands there is removed before, but for the last two
    "nothing": lambda _: None,
    "a folder": _folder,
    "a pipe that nobody writes to": _pipe,
    "a socket": _socket,
    "a link to nothing": _link("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to a folder": _link("."),
    "a link to endless zeros": _link("/dev/zero"),
    "a link to endless chance": _link("/dev/urandom"),
    "a link to a file of no size": _link("/proc/self/maps"),
    "a link to a file that cannot be read": _link("/proc/self/mem"),
    "a link to the memory of the machine": _link("/proc/kcore"),
    "an empty file": lambda path: path.write_bytes(b"") and None,
    "three gigabytes of zeros": _sparse(3 * 2**30),
    "a terabyte of zeros": _sparse(2**40),
}
GROWN: Mapping[str, Callable[[Path], None]] = {
    "three gigabytes behind its begin": _sparse_behind_its_begin(3 * 2**30),
    "a terabyte behind its begin": _sparse_behind_its_begin(2**40),
    "400 megabytes of zeros behind its begin": _sparse_behind_its_begin(400_000_000),
}
