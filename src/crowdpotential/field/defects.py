"""What goes wrong in real fieldwork, planted and counted (section "Synthetic survey with known truth")."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from crowdpotential.codebook import Variable
from crowdpotential.conditions.routing import is_routed, not_asked_cell
from crowdpotential.field.careless import (
    Roles,
    choose_straightliners,
    fail_attention,
    hurry,
    overclaim,
    pick,
    roles_of,
    straightline,
)
from crowdpotential.field.interviews import Interviews
from crowdpotential.field.people import World
from crowdpotential.field.simulation_plan import Absence
from crowdpotential.stats.arrays import BoolArray, IntArray
from crowdpotential.stats.streams import stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Interviews with defects, and who has which."""

    interviews: Interviews
    records: Mapping[str, tuple[str, ...]]  # kind of defect -> interview numbers
    answers: Mapping[str, int]  # kind of missing or forbidden answer -> number of answers


def plant_defects(world: World, interviews: Interviews) -> Planted:
    """Damage clean interviews as real fieldwork does, and count what was planted."""
    roles = roles_of(world)
    damaged = replace(interviews, rows=interviews.rows.copy())
    careless = {
        "straightlined": choose_straightliners(world, damaged),
        "too_fast": hurry(world, damaged, roles),
    }
    records: dict[str, IntArray] = {
        **careless,
        "attention_failed": fail_attention(world, damaged, np.concatenate(list(careless.values()))),
        "overclaimed": overclaim(world, damaged),
        **_go_on(world, damaged),
    }
    answers = _leave_out_answers(world, damaged, roles)
    records["broken_off"] = _break_off(world, damaged, roles)
    straightline(world, damaged, roles, careless["straightlined"])
    records["answered_unasked"], answers["forbidden"] = _answer_unasked(world, damaged)
    records["hostile_text"] = _write_hostile_texts(world, damaged, roles)
    records["near_duplicate"] = _copy_nearly(world, damaged, roles)
    damaged, records["repeated_record"] = _repeat_records(world, damaged)
    serials = damaged.rows[roles.serial].to_numpy()
    return Planted(
        interviews=damaged,
        records={kind: tuple(serials[np.sort(found)].tolist()) for kind, found in records.items()},
        answers=answers,
    )


def _go_on(world: World, interviews: Interviews) -> dict[str, IntArray]:
    """Make some give an answer that ends the interview, and be asked on all the same."""
    found: dict[str, IntArray] = {}
    for kind, spec in world.plan.defects.went_on.items():
        found[kind] = pick(world, interviews, f"went on: {kind}", spec.share)
        interviews.rows.loc[found[kind], spec.variable] = spec.code
    return found


def _leave_out_answers(world: World, interviews: Interviews, roles: Roles) -> dict[str, int]:
    """Put don't-knows, refusals and blanks in the place of answers; count them."""
    plan = world.plan.nonresponse
    counts: dict[str, int] = {}
    for variable in world.codebook.variables:
        if variable.derive or variable.id in plan.never or variable.kind.is_worded:
            continue
        rates = plan.sensitive if variable.sensitive else plan.items if variable.id in roles.items else plan.others
        asked = interviews.asked(variable, world.codebook)
        if is_routed(variable):  # nobody was asked on after an answer that was just left out
            interviews.rows.loc[~asked, list(world.codebook.columns(variable.id))] = not_asked_cell(variable, world.codebook)
        where = "items" if variable.id in roles.items else "others"
        for kind, number in _leave_out(world, interviews, variable, rates, asked).items():
            counts[f"{where}_{kind}"] = counts.get(f"{where}_{kind}", 0) + number
    return counts


def _leave_out(
    world: World, interviews: Interviews, variable: Variable, rates: Mapping[Absence, float], asked: BoolArray
) -> dict[str, int]:
    rng = stream(world.seed, f"defects: missing {variable.id}")
    draw = rng.random(len(interviews.rows))
    counts: dict[str, int] = {}
    below = 0.0
    for kind, rate in rates.items():
        found = np.flatnonzero(asked & (draw >= below) & (draw < below + rate))
        code = world.codebook.missing_code(variable.id, kind)
        interviews.rows.loc[found, list(world.codebook.columns(variable.id))] = code
        counts[kind] = int(found.size)
        below += rate
    return counts


def _break_off(world: World, interviews: Interviews, roles: Roles) -> IntArray:
    """Make some stop answering the items part of the way."""
    found = pick(world, interviews, "breakoffs", world.plan.defects.breakoffs)
    n_answered = round(len(roles.items) * (1 - world.plan.defects.breakoff_items_missing))
    for item in roles.items[n_answered:]:
        interviews.rows.loc[found, item] = world.codebook.missing_code(item, "no_answer")
    return found


def _answer_unasked(world: World, interviews: Interviews) -> tuple[IntArray, int]:
    """Make some answer questions that routing forbids; the answers are those of other respondents."""
    found: IntArray = np.zeros(0, dtype=np.int64)
    n_answers = 0
    for variable in world.codebook.variables:
        if variable.derive or variable.asked_if is None:
            continue
        asked = interviews.asked(variable, world.codebook)
        chosen = pick(
            world, interviews, f"unasked {variable.id}", world.plan.defects.answered_unasked, ~asked & _is_printed(interviews, variable)
        )
        rng = stream(world.seed, f"defects: answers to {variable.id}")
        columns = list(world.codebook.columns(variable.id))
        given = rng.choice(np.flatnonzero(asked), size=chosen.size)
        interviews.rows.loc[chosen, columns] = interviews.rows.loc[given, columns].to_numpy()
        found, n_answers = np.union1d(found, chosen), n_answers + int(chosen.size)
    return found, n_answers


def _is_printed(interviews: Interviews, variable: Variable) -> BoolArray:
    """Mark the interviews in whose questionnaire a question stands, asked or not."""
    printed: BoolArray = np.ones(len(interviews.rows), dtype=np.bool_)
    for of_rows, listed in ((interviews.blocs, variable.blocs), (interviews.areas, variable.areas)):
        if listed is not None:
            printed &= of_rows.isin(list(listed)).to_numpy(dtype=np.bool_)
    return printed


def _write_hostile_texts(world: World, interviews: Interviews, roles: Roles) -> IntArray:
    """Put words with quotes, brackets, line breaks and formulas into open answers."""
    defects, rng = world.plan.defects, stream(world.seed, "defects: texts")
    if not roles.texts or not defects.hostile_texts:
        return np.zeros(0, dtype=np.int64)
    found = rng.choice(len(interviews.rows), size=min(defects.hostile_number, len(interviews.rows)), replace=False)
    for position, row in enumerate(found):
        text = defects.hostile_texts[position % len(defects.hostile_texts)]
        interviews.rows.loc[row, roles.texts[position % len(roles.texts)]] = text
    return found


def _copy_nearly(world: World, interviews: Interviews, roles: Roles) -> IntArray:
    """Make one interviewer fill in some questionnaires after another one, with a few answers changed.

    What identifies the interview and the respondent's quota stays; only the last interviews of that interviewer are made up.
    """
    rng = stream(world.seed, "defects: near duplicates")
    n_copies = world.plan.defects.near_duplicates
    main = interviews.rows[interviews.is_main.to_numpy()]
    if not n_copies or main.empty:
        return np.zeros(0, dtype=np.int64)
    culprit = rng.choice(np.unique(main[roles.interviewer]))
    mine = main.index[main[roles.interviewer] == culprit].to_numpy()
    pairs = rng.permutation(mine)[: 2 * (min(n_copies, mine.size // 2))].reshape(2, -1)
    kept = set(world.plan.nonresponse.never) | set(world.plan.paradata)
    columns = [
        column
        for v in world.codebook.variables
        if v.derive is None and v.id not in kept and not (v.asked_if and v.asked_if.variables() & kept)
        for column in world.codebook.columns(v.id)
    ]
    interviews.rows.loc[pairs[1], columns] = interviews.rows.loc[pairs[0], columns].to_numpy()
    for row in pairs[1]:
        for item in rng.choice(np.array(roles.items), world.plan.defects.near_duplicate_changes, replace=False):
            interviews.rows.loc[row, str(item)] = rng.choice(list(world.codebook.codes(str(item))))
    copies: IntArray = pairs[1]
    return copies


def _repeat_records(world: World, interviews: Interviews) -> tuple[Interviews, IntArray]:
    """Deliver some interviews twice, the second time at the end of their file."""
    rng = stream(world.seed, "defects: repeated records")
    n_repeated = min(world.plan.defects.repeated_records, len(interviews.rows))
    found = np.sort(rng.choice(len(interviews.rows), size=n_repeated, replace=False))
    return (
        Interviews(
            rows=pd.concat([interviews.rows, interviews.rows.iloc[found]], ignore_index=True),
            areas=pd.concat([interviews.areas, interviews.areas.iloc[found]], ignore_index=True),
            blocs=pd.concat([interviews.blocs, interviews.blocs.iloc[found]], ignore_index=True),
            is_main=pd.concat([interviews.is_main, interviews.is_main.iloc[found]], ignore_index=True),
        ),
        found,
    )
