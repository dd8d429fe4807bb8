"""Files put in place together: all of them, or none.

The new files lie complete on the disk, then a journal names every move, and only then the first file is moved; each file in the way is
put aside. Whoever opens the folder after a run that was killed puts the rest in place. Where the disk refuses a move, everything goes
back. Only single files are renamed, within one folder: that is one step on every system.
"""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from crowdpotential.errors import OutputLockedError, is_there
from crowdpotential.store.disk import (
    UNTOUCHED,
    clear,
    holds,
    is_link,
    is_taken,
    keep_folder,
    make_private,
    tell_refusal,
    write_durably,
)
from crowdpotential.store.hashes import hash_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A file that is to change, by the hashes of what it was and of what it shall be; None where there is none."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A folder whose files change together, and a folder of its own, below the same one, to do it in."""

    folder: Path
    work: Path
    private: str = ""  # a folder below the first, whose files are for the user alone

    @property
    def journal(self) -> Path:
        """The file that is there while files change; its names are relative to the folder."""
        return self.work / "journal.json"

    @property
    def draft(self) -> Path:
        """The same file before it is complete."""
        return self.work / "journal.draft"

    def new(self, name: str) -> Path:
        """State where a new file waits."""
        return self.work / "new" / name

    def aside(self, name: str) -> Path:
        """State where a file lies that was in the way."""
        return self.work / "aside" / name


def put_in_place(switch: Switch, files: Mapping[str, bytes], *, removed: Sequence[str] = ()) -> None:
    """Change files together.

    Args:
        switch: where; nothing is unfinished there (`finish` sees to it).
        files: name -> content, in the order in which they are put in place.
        removed: names of files to be removed.

    Raises:
        OutputLockedError: the disk refuses; the message says what stands now.
    """
    try:
        moves = _prepare(switch, files, removed)
        write_durably(switch.draft, _to_json(moves))
        os.replace(switch.draft, switch.journal)  # noqa: PTH105 from here on, a killed run is finished
    except OSError as error:
        _forget(switch)
        msg = f"{switch.folder.as_posix()}: {tell_refusal(error)}; free it or choose another folder; {UNTOUCHED}"
        raise OutputLockedError(msg) from None
    keep_folder(switch.work)
    try:
        _go_forward(switch, moves)
    except OSError as error:
        _go_back(switch, moves, error)
        msg = (
            f"{switch.folder.as_posix()}: {tell_refusal(error)}; close its files in other programs or free it, and run again; "
            f"everything was put back: {UNTOUCHED}"
        )
        raise OutputLockedError(msg) from None
    _close(switch)


def is_unfinished(switch: Switch) -> bool:
    """Return whether a run was killed while it put its files in place."""
    return not is_link(switch.work) and is_there(switch.journal)


def list_unfinished(switch: Switch) -> tuple[str, ...]:
    """List the files that a killed run was putting in place or removing."""
    return tuple(move.name for move in _read(switch)) if is_unfinished(switch) else ()


def finish(switch: Switch) -> None:
    """Finish what a killed run has begun: forward, or back where the disk refuses that.

    Raises:
        OutputLockedError: neither is possible; the message says what to do.
    """
    if not is_unfinished(switch):
        _forget(switch)  # of a run that was killed before its first move
        return
    moves = _read(switch)
    _refuse_changed(switch, moves)
    try:
        _go_forward(switch, moves)
    except OSError as error:
        _go_back(switch, moves, error)
    _close(switch)


def _prepare(switch: Switch, files: Mapping[str, bytes], removed: Sequence[str]) -> list[Move]:
    """Write the new files, and make every folder that a move needs, so that moves need no space."""
    _forget(switch)
    moves = [Move(name=name, before=_digest(switch.folder / name), after=hash_bytes(content)) for name, content in files.items()]
    moves += [Move(name=name, before=_digest(switch.folder / name), after=None) for name in removed]
    for name, content in files.items():
        write_durably(switch.new(name), content)
        if switch.private and name.startswith(f"{switch.private}/"):
            make_private(switch.new(name))
    for move in moves:
        for path in (switch.folder / move.name, switch.new(move.name), switch.aside(move.name)):
            path.parent.mkdir(parents=True, exist_ok=True)
    for folder in {switch.new(name).parent for name in files}:
        keep_folder(folder)
    return moves


def _go_forward(switch: Switch, moves: Sequence[Move]) -> None:
    """Put every file in place that is not; whoever is interrupted here may begin again."""
    for move in moves:
        target, new, aside = switch.folder / move.name, switch.new(move.name), switch.aside(move.name)
        if move.after is None or is_taken(new):
            if is_taken(target) and not is_taken(aside):
                os.replace(target, aside)  # noqa: PTH105 one name for both systems, as below
            if move.after is not None:
                os.replace(new, target)  # noqa: PTH105
    for folder in {(switch.folder / move.name).parent for move in moves}:
        keep_folder(folder)


def _go_back(switch: Switch, moves: Sequence[Move], cause: OSError) -> None:
    """Put every file back where it was.

    Raises:
        OutputLockedError: the disk refuses that as well; the journal stays, so that the next run can try again.
    """
    try:
        for move in reversed(moves):
            target, new, aside = switch.folder / move.name, switch.new(move.name), switch.aside(move.name)
            if move.after is not None and not is_taken(new) and is_taken(target):
                os.replace(target, new)  # noqa: PTH105
            if is_taken(aside):
                os.replace(aside, target)  # noqa: PTH105
    except OSError:
        msg = (
            f"{switch.folder.as_posix()}: {tell_refusal(cause)}, and neither can files be put back: {_tell_state(switch, moves)}; close "
            "its files in other programs or free it, then run the same command: it puts the rest in place"
        )
        raise OutputLockedError(msg) from None
    _close(switch)


def _tell_state(switch: Switch, moves: Sequence[Move]) -> str:
    changed = [move for move in moves if move.after is not None]
    n_new = sum(not is_taken(switch.new(move.name)) for move in changed)
    n_aside = sum(is_taken(switch.aside(move.name)) and not is_taken(switch.folder / move.name) for move in moves)
    return f"{n_new} of {len(changed)} are new, {n_aside} lie aside, the others are as before"


def _refuse_changed(switch: Switch, moves: Sequence[Move]) -> None:
    """Refuse where a file is neither what it was nor what it shall be: somebody has put it there meanwhile."""
    for move in moves:
        target, new, aside = switch.folder / move.name, switch.new(move.name), switch.aside(move.name)
        if move.after is None:
            expected = {move.before, None}
        elif not is_taken(new):
            expected = {move.after}
        else:
            expected = {None} if is_taken(aside) else {move.before}
        if _digest(target) not in expected:
            msg = (
                f"{target.as_posix()}: the last run was stopped while it put its files in place, and this one was changed or removed "
                f"since; move your own files elsewhere, empty {switch.folder.as_posix()}, and run again"
            )
            raise OutputLockedError(msg)


def _close(switch: Switch) -> None:
    """Forget the journal first: what is left of the folder without it is of no use."""
    with suppress(OSError):  # where it stays, the next run finds nothing left to move
        switch.journal.unlink()
    keep_folder(switch.work)
    _forget(switch)


def _forget(switch: Switch) -> None:
    """Remove what a run makes in its folder, and the folder unless somebody keeps a file of his own there."""
    if is_link(switch.work):
        return
    for path in (switch.draft, switch.journal, switch.new(""), switch.aside("")):
        clear(path)
    with suppress(OSError):
        switch.work.rmdir()


def _digest(path: Path) -> str | None:
    """Hash a file; None where there is none, and a hash that nothing else has where it cannot be read or is no file."""
    if not is_taken(path):
        return None
    try:
        return hash_bytes(path.read_bytes())
    except OSError:
        return ""


def _to_json(moves: Sequence[Move]) -> bytes:
    return json.dumps([asdict(move) for move in moves], indent=1).encode()


def _read(switch: Switch) -> list[Move]:
    """Read the journal; whatever it says, nothing outside the folder is moved."""
    try:
        moves = [Move(**entry) for entry in json.loads(switch.journal.read_bytes())]
        is_ours = all(_stays_inside(switch, move.name) for move in moves)
    except (OSError, ValueError, TypeError, AttributeError):
        is_ours = False
    if not is_ours:
        msg = (
            f"{switch.journal.as_posix()}: it is not as a run has left it, so that nobody knows which files are of which run; move your "
            f"own files elsewhere, empty {switch.folder.as_posix()}, and run again"
        )
        raise OutputLockedError(msg)
    return moves


def _stays_inside(switch: Switch, name: str) -> bool:
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts and holds(switch.folder, (switch.folder / path).parent)
