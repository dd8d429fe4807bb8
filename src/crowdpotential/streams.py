"""What libraries print on their own: of warnings, and of errors in other threads, the kind and the place; their words may quote a cell."""

import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def without_words() -> Iterator[None]:
    """Keep the words of warnings and of uncaught errors out of the streams inside the block."""
    before = warnings.showwarning, threading.excepthook, sys.unraisablehook
    warnings.showwarning = _tell_warning
    threading.excepthook = lambda failed: _tell_kind(failed.exc_type)
    sys.unraisablehook = lambda failed: _tell_kind(failed.exc_type)
    try:
        yield
    finally:
        warnings.showwarning, threading.excepthook, sys.unraisablehook = before


def place_in_code(filename: str) -> str:
    """Name a file of code without the folders of this machine, which may be called after its owner."""
    parts = Path(filename).parts
    roots = [at for at, part in enumerate(parts) if part in {"crowdpotential", "site-packages"}]
    return "/".join(parts[roots[-1] :]) if roots else parts[-1]


def _tell_warning(  # noqa: PLR0917 as the library calls it
    message: Warning | str,  # noqa: ARG001 the words that are kept out
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    sys.stderr.write(f"warning: {category.__name__} at {place_in_code(filename)}:{lineno}\n")


def _tell_kind(kind: type[BaseException]) -> None:
    if not issubclass(kind, SystemExit):
        sys.stderr.write(f"warning: {kind.__name__} beside the program's own work\n")
