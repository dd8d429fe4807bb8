"""Damaged files of every kind that is read: no fault, no hang, no abort, and no other numbers where the format can tell.

A workbook and a parquet file carry checksums, .sav, .zsav and .dta say how long they are: damage that these could show and nobody noticed
is `silent` when the numbers differ. A table of text cannot tell that a digit was another one.
"""

import math
import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from battery.corpus.files import as_dta, as_parquet, as_sav
from battery.judging import happened, is_too_slow, said
from battery.numbers import differences
from battery.program import N_PROGRAMS, Program, shuffled, spread, start
from battery.reports import make_report, right_results
from battery.study import Study, as_files, deliver, right_study, to_csv, to_xlsx, write
from battery.trial import Outcome, Trial

PER_FILE, PER_FILE_IN_SHORT = 48, 1  # mutants of each file
BLOCK = 64  # bytes
Rng = np.random.Generator
Mutate = Callable[[bytes, Rng], bytes]


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Give damaged files to `check`, and make a report of those that it takes and the format could have told."""
    n = PER_FILE_IN_SHORT if short else PER_FILE
    with start(is_lent=short) as program:
        right = right_results(program)
        jobs = [
            partial(_try, name=name, how=how, rng=rng, where=folder / f"{place}-{number}", right=right)
            for place, name in enumerate(STUDIES)
            for number in range(n)
            for how in [list(MUTATIONS)[(number + place) % len(MUTATIONS)]]
            for rng in [np.random.default_rng([seed, place, number])]
        ]
        yield from spread(shuffled(jobs, seed), first=program, n_more=0 if short else N_PROGRAMS - 1)


def _try(program: Program, *, name: str, how: str, rng: Rng, where: Path, right: bytes) -> Iterator[Trial]:
    study = STUDIES[name]()
    files = as_files(study)
    damaged = MUTATIONS[how](files[name], rng)
    path = write(study, where)
    (where / name).write_bytes(damaged)
    ran = program.run("check", "--params", str(path))
    outcome, detail = happened(ran), said(ran, where)
    kind = Path(name).suffix if name.startswith("east") else name
    if outcome is Outcome.REFUSED and is_too_slow(ran):
        outcome = Outcome.HANG
    if outcome is Outcome.PASSED:
        detail = ""
    if outcome is Outcome.PASSED and how in TOLD.get(kind, ()) and damaged != files[name]:
        ran = make_report(program, path, where / "reports")
        outcome, detail = happened(ran), said(ran, where)
        if outcome is Outcome.PASSED:
            found = differences(right, (where / "reports" / "results.csv").read_bytes())
            outcome, detail = (Outcome.SILENT, "; ".join(found)) if found else (outcome, "")
    yield Trial(
        kind=f"mutations: {kind}",
        name=f"{how}, {where.name}",
        expected=Outcome.EITHER,
        happened=outcome,
        seconds=ran.seconds,
        exit_code=ran.exit_code,
        detail=detail,
    )
    shutil.rmtree(where)


def flip_bits(content: bytes, rng: Rng) -> bytes:
    """Turn one to eight bits round."""
    mutant = bytearray(content)
    for at in rng.integers(0, len(mutant), rng.integers(1, 9)):
        mutant[at] ^= 1 << int(rng.integers(8))
    return bytes(mutant)


def truncate(content: bytes, rng: Rng) -> bytes:
    """Cut the end off."""
    return content[: int(rng.integers(1, len(content)))]


def swap_blocks(content: bytes, rng: Rng) -> bytes:
    """Let two blocks change places."""
    first, second = (int(at) * BLOCK for at in rng.integers(0, math.ceil(len(content) / BLOCK), 2))
    first, second = min(first, second), max(first, second)
    if first + BLOCK > second:
        return content
    return (
        content[:first]
        + content[second : second + BLOCK]
        + content[first + BLOCK : second]
        + content[first : first + BLOCK]
        + content[second + BLOCK :]
    )


def empty_block(content: bytes, rng: Rng) -> bytes:
    """Put zeros in the place of a block."""
    at = int(rng.integers(len(content)))
    return content[:at] + bytes(min(BLOCK, len(content) - at)) + content[at + BLOCK :]


def lose_block(content: bytes, rng: Rng) -> bytes:
    """Leave a block out."""
    at = int(rng.integers(len(content)))
    return content[:at] + content[at + BLOCK :]


def repeat_block(content: bytes, rng: Rng) -> bytes:
    """Write a block twice."""
    at = int(rng.integers(len(content)))
    return content[: at + BLOCK] + content[at : at + BLOCK] + content[at + BLOCK :]


def insert_noise(content: bytes, rng: Rng) -> bytes:
    """Write noise between."""
    at = int(rng.integers(len(content)))
    return content[:at] + rng.bytes(BLOCK) + content[at:]


def overwrite_number(content: bytes, rng: Rng) -> bytes:
    """Put an extreme number of four bytes somewhere: a count or a length that nothing can have."""
    at = int(rng.integers(max(1, min(len(content) - 4, 2000))))
    number = int(rng.choice([0, 1, 2**31 - 1, 2**32 - 1, 2**16]))
    return content[:at] + number.to_bytes(4, "little") + content[at + 4 :]


def edit_cell(content: bytes, rng: Rng) -> bytes:
    """Put something else in the place of a number, as a slip of the hand does."""
    places = [at for at, byte in enumerate(content) if 48 <= byte <= 57]
    at = int(rng.choice(places)) if places else 0
    word = rng.choice([b"", b"-", b"99999999999999999999", b'"', b"\n", b"\t", b"NaN", b"[[", b"{}", b": :", b"\xff"])
    return content[:at] + bytes(word) + content[at + 1 :]


MUTATIONS: Mapping[str, Mutate] = {
    "bits": flip_bits,
    "cut": truncate,
    "blocks swapped": swap_blocks,
    "a block of zeros": empty_block,
    "a block lost": lose_block,
    "a block twice": repeat_block,
    "noise": insert_noise,
    "a number": overwrite_number,
    "a cell": edit_cell,
}
LENGTH = ("cut", "a block lost", "a block twice", "noise")
TOLD: Mapping[str, tuple[str, ...]] = {  # damage that a format can tell, by checksums or by its length
    ".xlsx": tuple(MUTATIONS),
    ".parquet": tuple(MUTATIONS),
    ".sav": LENGTH,
    ".zsav": LENGTH,
    ".dta": LENGTH,
}


def _with(name: str, make: Callable[[pd.DataFrame], bytes]) -> Callable[[], Study]:
    def study() -> Study:
        made = right_study()
        deliver(made, "east", name, make(made.answers["east"]))
        return made

    return study


STUDIES: Mapping[str, Callable[[], Study]] = {  # file to be damaged -> study that has it
    "east.csv": right_study,
    "east.tsv": _with("east.tsv", lambda t: to_csv(t, sep="\t")),
    "east.xlsx": _with("east.xlsx", lambda t: to_xlsx(data=t)),
    "east.sav": _with("east.sav", as_sav),
    "east.zsav": _with("east.zsav", lambda t: as_sav(t, name="made.zsav", compress=True)),
    "east.dta": _with("east.dta", lambda t: as_dta(t.astype({"why": float}))),
    "east.parquet": _with("east.parquet", as_parquet),
    "params.yaml": right_study,
    "questionnaire.yaml": right_study,
    "sources.yaml": right_study,
    "margins.csv": right_study,
    "map.geojson": right_study,
}
