"""Disks that are full, too small for a file, read-only or taken away: the old report stays, and what is said is true."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from battery.program import Program, Ran, start
from battery.reports import damage_of, judge, make_report, public_files, require_report, write_study
from battery.trial import Outcome, Trial

DISK = 8_000_000  # bytes of the small file system
FREE = (
    0,
    1_000,
    10_000,
    50_000,
    100_000,
    200_000,
    300_000,
    500_000,
    700_000,
    1_000_000,
    1_500_000,
)  # bytes left
LARGEST = (0, 100, 1_000, 5_000, 20_000, 50_000, 100_000, 200_000)  # bytes that a file may have
FULL = re.compile(r"no space left|too large|cannot be written|quota|write-protected")
REMOVED = re.compile(rf"{FULL.pattern}|not empty \(\d+ files or folders\), and no report .+; choose an empty or a new")
MOMENTS = (0.05, 0.3, 1.0, 2.0)  # seconds after which the folder is removed


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Fill disks to different marks, limit files to different sizes, and take folders away."""
    del seed  # nothing is drawn
    params = write_study(folder / "study", short=short)
    if os.name == "nt":
        yield _skip("a full disk", "a small file system and limits of files need a Unix")
        return
    with start(is_lent=short) as program:
        yield from _try_small_files(program, params, folder, LARGEST[2:3] if short else LARGEST)
        with _small_disk(folder / "disk") as disk:
            if disk is None:
                yield _skip("a full disk", "only root may mount a small file system here")
                yield _skip("a read-only folder", "only root may mount a small file system here")
            else:
                yield from _try_full(program, params, disk, FREE[4:5] if short else FREE)
                yield _try_read_only(program, params, disk)
        if not short:
            yield from _try_removal(program, params, folder)


def _try_small_files(program: Program, params: Path, folder: Path, sizes: tuple[int, ...]) -> Iterator[Trial]:
    """Let files grow to a size only, as quotas do; by the limit RLIMIT_FSIZE."""
    output = folder / "small_files"
    require_report(program, params, output)
    before = public_files(output)
    for size in sizes:
        shutil.rmtree(output / "internal" / "cache", ignore_errors=True)
        ran = make_report(program, params, output, "--set", "seed=2", largest_file=size)
        yield _judge(ran, f"no file above {size} bytes (RLIMIT_FSIZE)", output, before, expected=Outcome.REFUSED)


def _try_full(program: Program, params: Path, disk: Path, marks: tuple[int, ...]) -> Iterator[Trial]:
    """Leave so much of a small file system free, and make another report over the old one."""
    output, filler = disk / "reports", disk / "filler"
    require_report(program, params, output)
    for mark in marks:
        shutil.rmtree(output / "internal" / "cache", ignore_errors=True)
        before = public_files(output)
        filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - mark)))
        ran = make_report(program, params, output, "--set", f"seed={mark + 2}")
        filler.unlink()
        yield _judge(ran, f"{mark} bytes free of a tmpfs", output, before, expected=Outcome.EITHER)


def _try_read_only(program: Program, params: Path, disk: Path) -> Trial:
    """Make the file system read-only, over the old report."""
    output = disk / "reports"
    before = public_files(output)
    _mount("-o", "remount,ro", str(disk))
    ran = make_report(program, params, output, "--set", "seed=3")
    _mount("-o", "remount,rw", str(disk))
    return _judge(ran, "a read-only file system (tmpfs)", output, before, expected=Outcome.REFUSED)


def _try_removal(program: Program, params: Path, folder: Path) -> Iterator[Trial]:
    """Remove the output folder while a run is writing there."""
    with ThreadPoolExecutor(1) as pool:
        for moment in MOMENTS:
            output = folder / f"removed {moment}"
            started = pool.submit(make_report, program, params, output)
            time.sleep(moment)
            shutil.rmtree(output, ignore_errors=True)
            ran = started.result()
            name = f"the folder removed after {moment} s"
            yield _judge(ran, name, output, {}, expected=Outcome.EITHER, says=REMOVED)


def _judge(
    ran: Ran,
    name: str,
    output: Path,
    before: dict[str, str],
    *,
    expected: Outcome,
    says: re.Pattern[str] = FULL,
) -> Trial:
    trial = judge(
        ran,
        kind="disks",
        name=name,
        expected=expected,
        folder=output.parent,
        damage=damage_of(ran, output, before),
    )
    if trial.happened is Outcome.REFUSED and not says.search(trial.detail):
        return replace(trial, happened=Outcome.UNCLEAR)
    return trial


def _skip(name: str, why: str) -> Trial:
    return Trial(kind="disks", name=name, expected=Outcome.REFUSED, happened=Outcome.SKIPPED, seconds=0.0, detail=why)


@contextmanager
def _small_disk(place: Path) -> Iterator[Path | None]:
    """Mount a file system of a few megabytes; nothing where this may not be done."""
    place.mkdir()
    if os.geteuid() != 0 or not _mount("-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)):
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=False, capture_output=True)  # noqa: S607 of the system


def _mount(*arguments: str) -> bool:
    try:
        done = subprocess.run(["mount", *arguments], check=False, capture_output=True)  # noqa: S607 of the system
    except OSError:
        return False
    return done.returncode == 0
