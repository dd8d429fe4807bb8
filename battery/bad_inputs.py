"""Inputs that no honest number can come from: `check` and `report` refuse each in clear lines, and the old report stays as it was."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from battery.corpus import answers, controls, files, questionnaires, settings, surroundings
from battery.corpus.case import Case
from battery.judging import CURE, happened, is_too_slow, said
from battery.program import N_PROGRAMS, Program, Ran, run_apart, shuffled, spread, start
from battery.study import right_study, write
from battery.trial import Outcome, Trial
from crowdpotential.store import hash_bytes

CORPUS: tuple[Callable[[], Iterator[Case]], ...] = (
    answers.bad_words,
    answers.bad_codes,
    answers.bad_headers,
    answers.bad_identifiers,
    answers.bad_numbers_and_dates,
    answers.bad_options,
    files.bad_encodings,
    files.bad_workbooks,
    files.bad_binaries,
    questionnaires.bad_variables,
    questionnaires.bad_missing,
    questionnaires.bad_conditions,
    questionnaires.bad_routing,
    questionnaires.bad_derivations,
    questionnaires.bad_yaml,
    settings.bad_types_and_ranges,
    settings.bad_keys,
    settings.bad_agreement,
    controls.bad_margins,
    controls.bad_weights,
    controls.bad_designs,
    controls.bad_items,
    surroundings.bad_maps,
    surroundings.bad_sources,
    surroundings.bad_plans,
    surroundings.bad_outputs,
)
EVERY = 25  # of them is also given to a cold process, as a user would start it
IN_SHORT = 109  # one of so many is tried by the short battery
LONGEST_LINE = 1000  # characters that a user reads
OLD = {"report.en.html": b"the previous report", "results.csv": b"the previous results"}
OLD_MANIFEST = {"manifest_id": "old", "files": {name: hash_bytes(content) for name, content in OLD.items()}}


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Give every bad input to `check` and `report`; the seed says which are in the short battery and which run cold."""
    cases = [case for make in CORPUS for case in make()]
    jobs = []
    for number, case in enumerate(cases):
        if not short or (number + seed) % IN_SHORT == 0:
            is_cold = not short and (number + seed) % EVERY == 0
            jobs.append(partial(_try, case=case, where=folder / str(number), is_cold=is_cold))
    with start(is_lent=short) as program:
        yield from spread(shuffled(jobs, seed), first=program, n_more=0 if short else N_PROGRAMS - 1)


def _try(program: Program, *, case: Case, where: Path, is_cold: bool) -> Iterator[Trial]:
    study = right_study()
    case.edit(study)
    old = {**OLD, "manifest.json": json.dumps(OLD_MANIFEST).encode()}
    study.files.update({f"reports/{name}": content for name, content in old.items()})
    write(study, where)
    commands = [case.command] if case.command != "check" else ["check", "report"]
    for command in commands:
        yield _judge(case, program.run(*_command(case, command, where)), where, command)
    if is_cold:
        yield _judge(case, run_apart(*_command(case, case.command, where)), where, "cold")
    shutil.rmtree(where)


def _command(case: Case, command: str, where: Path) -> list[str]:
    more = [argument.replace("FOLDER", str(where)) for argument in case.arguments]
    return [command, "--params", str(where / "params.yaml"), *more]


def _judge(case: Case, ran: Ran, where: Path, command: str) -> Trial:
    outcome, detail = happened(ran), said(ran, where)
    if outcome is Outcome.PASSED:
        outcome = Outcome.SILENT
    elif outcome is Outcome.REFUSED and (fault := _find_fault(case, ran)):
        outcome, detail = Outcome.UNCLEAR, f"{fault}: {detail}"
    if outcome is Outcome.REFUSED and is_too_slow(ran):
        outcome = Outcome.HANG
    if touched := [name for name, old in OLD.items() if (where / "reports" / name).read_bytes() != old]:
        outcome, detail = Outcome.LOST, f"{', '.join(touched)} of the old report"
    return Trial(
        kind=f"bad_inputs: {case.kind}",
        name=f"{case.name} ({command})",
        expected=Outcome.REFUSED,
        happened=outcome,
        seconds=ran.seconds,
        exit_code=ran.exit_code,
        detail=detail,
    )


def _find_fault(case: Case, ran: Ran) -> str:
    """Say what a refusal lacks."""
    if not any(re.search(case.says, line) for line in ran.faults):
        return f"no line says {case.says}"
    if long := [line for line in ran.faults if len(line) > LONGEST_LINE]:
        return f"a line of {len(long[0])} characters"
    if any(not CURE.search(line) for line in ran.faults):
        return "a line without a cure"
    return ""
