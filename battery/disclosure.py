"""Does what is hidden stay hidden? Linear programmes over the public files of studies with numbers on too few, judged by internal/.

A hidden number is a `leak` where nothing but values within a fifth of it are left, and where a share that is printed has one or two
respondents behind it, or behind all other answers. The attack shares no code with the room that hides; see `battery.attack`.
"""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from battery.attack.between import few_between
from battery.attack.printed import few_behind
from battery.attack.publication import as_publication
from battery.attack.recovery import attack
from battery.judging import happened, said
from battery.program import Program, start
from battery.study import right_study, write
from battery.thin import THINNED, Change
from battery.trial import Outcome, Trial

LIMIT = 240.0  # seconds for a report on a busy machine
FEWEST, FEW = 10, 3  # suppress_below and min_count, by default
SHORT = ("group of six",)


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Attack the report of every thinned study; the short version, of one."""
    del seed  # the studies are the same every time, and so are the programmes
    with start(is_lent=short) as program:
        for number, (name, change) in enumerate(THINNED.items()):
            if not short or name in SHORT:
                yield _try(program, name, change, folder / str(number))


def _try(program: Program, name: str, change: Change, folder: Path) -> Trial:
    study, started = right_study(), time.perf_counter()
    change(study)
    path = write(study, folder)
    ran = program.run("report", "--params", str(path), limit=LIMIT)
    outcome, detail = happened(ran), said(ran, folder)
    if outcome is Outcome.PASSED:
        found = attack_folder(path.parent / "reports", study.params)
        outcome, detail = (Outcome.LEAK, "; ".join(found)) if found else (outcome, "")
    seconds = time.perf_counter() - started
    return Trial(
        kind="disclosure",
        name=name,
        expected=Outcome.PASSED,
        happened=outcome,
        seconds=seconds,
        exit_code=ran.exit_code,
        detail=detail,
    )


def attack_folder(output: Path, sections: Mapping[str, Any]) -> list[str]:
    """Attack the public files of a run; say what came back, by which relations, and which shares have too few behind or between them."""
    printed, full = (pd.read_csv(output / name, dtype=str, keep_default_na=False) for name in ("results.csv", "internal/results.full.csv"))
    codebook = json.loads((output / "codebook.json").read_text(encoding="utf-8"))
    truth = full.set_index("result_id")
    numbers = truth[["estimate", "n"]].apply(pd.to_numeric).assign(hidden_by=truth["hidden_by"])
    public = as_publication(printed, codebook)
    came = attack(public, numbers, fewest=FEWEST)
    respondents = pd.read_parquet(output / "internal" / "respondents.parquet")
    return [
        *(f"{number.what} of {number.result_id} by {', '.join(number.ends.by)}" for number in came.recovered),
        *(f"{number.result_id} contradicts what is printed" for number in came.missed),
        *(f"{name} is printed with {n} behind it" for name, n in few_behind(public, respondents, few=FEW)),
        *(f"{name}: {n}" for name, n in few_between(public, respondents, sections, few=FEW, fewest=FEWEST)),
    ]
