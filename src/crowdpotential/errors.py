"""The faults that a user would want to know about: each message is one line with what, where, how many and what to do.

A message never holds a respondent's answer. Whoever catches `CrowdpotentialError` prints it and leaves with exit code 1. A step that
has several independent faults collects them in `Faults`, so that a user mends them in one go.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class CrowdpotentialError(Exception):
    """The data or the params do not allow an honest answer."""


class SeveralFaultsError(CrowdpotentialError):
    """Several independent faults of one step."""

    def __init__(self, faults: tuple[CrowdpotentialError, ...]) -> None:
        """Keep the faults; the message has one of them on each line."""
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Faults:
    """Faults of one step, collected so that all of them are told at once.

    faults = Faults()
    for column in columns:
        with faults.collected():
            check(column)
    faults.raise_any()
    """

    def __init__(self) -> None:
        """Start without a fault."""
        self._found: list[CrowdpotentialError] = []

    def __bool__(self) -> bool:
        """Return whether there is any fault yet."""
        return bool(self._found)

    @property
    def found(self) -> tuple[CrowdpotentialError, ...]:
        """All faults so far."""
        return tuple(self._found)

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Keep the fault that ends the block, and go on behind it."""
        try:
            yield
        except SeveralFaultsError as several:
            self._found += several.faults
        except CrowdpotentialError as error:
            self._found.append(error)

    def add(self, error: CrowdpotentialError) -> None:
        """Keep a fault that was not raised."""
        self._found.append(error)

    def raise_any(self) -> None:
        """Raise the fault, if there is one, or all of them together; a fault told twice counts once.

        Raises:
            CrowdpotentialError: the only fault, as it was raised.
            SeveralFaultsError: all of them, in the order in which they were found.
        """
        distinct = tuple({str(error): error for error in self._found}.values())
        if len(distinct) == 1:
            raise distinct[0]
        if distinct:
            raise SeveralFaultsError(distinct)


def name_first(names: Sequence[object], most: int, *, n: int | None = None, separator: str = ", ") -> str:
    """Return the first names for a message, and how many more there are.

    Args:
        names: of all, or of as many as are named.
        most: that are named.
        n: how many there are, if not all have a name here.
    """
    rest = (len(names) if n is None else n) - most
    return separator.join(map(str, names[:most])) + (f" and {rest} more" if rest > 0 else "")


class AreaError(CrowdpotentialError):
    """An area has no respondents, or a respondent belongs to none."""


class CodebookError(CrowdpotentialError):
    """The questionnaire file contradicts itself or misses something."""


class ColumnError(CrowdpotentialError):
    """A data file misses a column, or has it twice."""


class ConvergenceError(CrowdpotentialError):
    """An iteration did not reach its tolerance."""


class DesignError(CrowdpotentialError):
    """The sampling design cannot be used as declared."""


class EmptyCellError(CrowdpotentialError):
    """A calibration cell with a control total has no respondents."""


class EmptyDomainError(CrowdpotentialError):
    """A domain to be estimated has no respondents."""


class ExternalFigureError(CrowdpotentialError):
    """A figure of others that the study lays beside its own lacks what it needs, or names what the study does not have."""


class ItemError(CrowdpotentialError):
    """An item cannot be used in a factor model."""


class KernelError(CrowdpotentialError):
    """The machine does not let the notebooks run."""


class LonelyPsuError(CrowdpotentialError):
    """A stratum with a single primary sampling unit."""


class MarginError(CrowdpotentialError):
    """Control totals that contradict each other or the answers."""


class MissingFileError(CrowdpotentialError):
    """A file that params name is not there."""


class ModelError(CrowdpotentialError):
    """A model that cannot be estimated."""


class SeparationError(ModelError):
    """Regressors tell ordered answers apart without an error, so that no estimate of theirs is there."""


class MultipleAnswersError(CrowdpotentialError):
    """Multiple answers are not stored in the way that params declare."""


class OutOfRangeError(CrowdpotentialError):
    """Answers lie outside the range that the codebook allows."""


class OutputForeignError(CrowdpotentialError):
    """What a run would write to holds files that no run has written, or that it reads."""


class OutputLockedError(CrowdpotentialError):
    """The output folder cannot be written."""


class ParamsError(CrowdpotentialError):
    """params.yaml holds an unknown, missing or impossible value."""


class ProgramFaultError(Exception):
    """A fault of the program, no user's: its message says where, and holds no value of the data."""


class ReadError(CrowdpotentialError):
    """A data file cannot be read safely."""


class TableError(CrowdpotentialError):
    """A two-way table in which nothing can be tested."""


class UnlistedCodeError(CrowdpotentialError):
    """Answers hold a code that the codebook does not list."""


def real_path(path: Path) -> Path:
    """Return a path without links and dots; a loop of links stays as it is, and is refused where it is opened."""
    return Path(os.path.realpath(path))


def is_there(path: Path) -> bool:
    """Return whether a file is there; one with a name that no disk can hold is not."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_small(path: Path, largest: int, *, if_absent: str, if_large: str) -> bytes:
    """Read a file of at most so many bytes that a study names.

    Args:
        path: of the file.
        largest: bytes.
        if_absent: what to do where there is no such file.
        if_large: what to do, or to think, where it is larger.

    Raises:
        MissingFileError: there is no such file.
        ParamsError: it cannot be opened, or is too large.
    """
    if not is_there(path):
        msg = f"{path.as_posix()}: no such file; {if_absent}"
        raise MissingFileError(msg)
    try:
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        msg = f"{path.name}: cannot be opened ({error.strerror or type(error).__name__}); close it in other programs, or let it be read"
        raise ParamsError(msg) from None
    if len(content) > largest:
        msg = f"{path.name}: larger than {largest} bytes; {if_large}"
        raise ParamsError(msg)
    return content
