"""One benchmark: ours and the peer in turn on the same data, medians of several runs, results compared."""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PEERS = Path(__file__).parent / "peers"
N_RUNS = 3  # of each side, after one that is not counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """An R script that does the same work: it defines `work()`, which gives numbers."""

    name: str
    script: str  # in peers/
    arrays: Mapping[str, NDArray[np.int64] | NDArray[np.float64]]  # what the script reads
    times: int = 1  # that its seconds are multiplied by, where it does only a part of the work


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What is timed: a function of ours that gives numbers, and who else does the same."""

    n: int  # respondents
    ours: Callable[[], NDArray[np.float64]]
    peer: Peer | None = None
    in_child: bool = False  # ours starts a process of its own, whose memory counts
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """One row of results.csv."""

    name: str
    n: int
    ours_seconds: float
    peer: str
    peer_seconds: float | None
    ratio: float | None  # peer / ours
    max_abs_difference: float | None
    peak_mb: float | None  # of ours
    note: str


class PeerMissingError(Exception):
    """R, or a package of it, is not installed."""


def hold(name: str, prepare: Callable[[], Contest]) -> Timing:
    """Time both sides in turn, so that a busy machine slows both, and give medians."""
    contest = prepare()
    with tempfile.TemporaryDirectory() as folder:
        rival, remark = _invite(contest.peer, Path(folder))
        own: list[float] = []
        theirs: list[float] = []
        for run in range(N_RUNS + 1):
            seconds, result = _time(contest.ours)
            peer_seconds = rival.run() if rival else 0.0
            if run:  # the first one compiles and warms caches
                own.append(seconds)
                theirs.append(peer_seconds)
        difference = float(np.max(np.abs(result - rival.close()))) if rival else None
    ours, peers = statistics.median(own), statistics.median(theirs)
    if contest.peer:
        peers *= contest.peer.times
    return Timing(
        name=name,
        n=contest.n,
        ours_seconds=ours,
        peer=contest.peer.name if contest.peer else "",
        peer_seconds=peers if rival else None,
        ratio=peers / ours if rival else None,
        max_abs_difference=difference,
        peak_mb=_peak_mb(in_child=contest.in_child),
        note="; ".join(note for note in (contest.note, remark) if note),
    )


def _invite(peer: Peer | None, folder: Path) -> tuple["_Rival | None", str]:
    """Start the peer and tell its versions, or tell why it cannot run."""
    if peer is None:
        return None, ""
    try:
        rival = _Rival(peer, folder)
    except PeerMissingError as missing:
        return None, f"peer not run: {missing}"
    return rival, rival.versions


class _Rival:
    """A running R process that has read the data and works once for every line that it is sent."""

    def __init__(self, peer: Peer, folder: Path) -> None:
        rscript = shutil.which("Rscript")
        if rscript is None:
            msg = "R is not installed"
            raise PeerMissingError(msg)
        for name, array in peer.arrays.items():
            kind = "float64" if array.dtype.kind == "f" else "int32"
            array.astype(kind).ravel(order="F").tofile(folder / f"{name}.{kind}")
        self._folder = folder
        self._process = subprocess.Popen(
            [rscript, PEERS / "serve.R", PEERS / peer.script, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.versions = self._answer("ready")

    def run(self) -> float:
        """Let R work once; give the seconds of the work alone."""
        print("work", file=self._process.stdin, flush=True)
        return float(self._answer("seconds"))

    def close(self) -> NDArray[np.float64]:
        """End the process; give the numbers of its last run."""
        self._process.communicate()
        return np.fromfile(self._folder / "result.float64")

    def _answer(self, word: str) -> str:
        for line in self._process.stdout or ():
            first, _, rest = line.strip().partition(" ")
            if first == "missing":
                self._process.communicate()
                msg = f"R package {rest} is not installed"
                raise PeerMissingError(msg)
            if first == word:
                return rest
        msg = f"R ended with code {self._process.wait()}; see its message above"
        raise RuntimeError(msg)


def _time(work: Callable[[], NDArray[np.float64]]) -> tuple[float, NDArray[np.float64]]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def _peak_mb(*, in_child: bool) -> float | None:
    if sys.platform == "win32":
        return None  # the standard library cannot tell
    import resource  # noqa: PLC0415 not on Windows

    peak = resource.getrusage(resource.RUSAGE_CHILDREN if in_child else resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)  # macOS counts bytes, Linux kilobytes
