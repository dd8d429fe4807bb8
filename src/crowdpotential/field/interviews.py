"""From people to interviews: mode, points, interviewers, dates, and one row of answers each (section "Synthetic survey with known truth").

A row holds every question of the codebook as RESPONSES does: codes, 0/1 per option of a multiple answer, words; a question that routing did
not ask holds the missing code "not applicable".
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.conditions.routing import is_routed, not_asked_cell, route
from crowdpotential.errors import ParamsError
from crowdpotential.field.answer_models import CodeArray, draw_choice
from crowdpotential.field.derived import derive_codes
from crowdpotential.field.draws import draw_item
from crowdpotential.field.people import People, World
from crowdpotential.field.sampling_points import control_parts
from crowdpotential.field.simulation_plan import Words
from crowdpotential.field.traits import trait
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.streams import stream

_QUARTER = 0.25  # interviews begin in the first quarter of their slot, so that one interviewer's never overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviews:
    """One row per interview, with what every later step needs to know of it."""

    rows: pd.DataFrame  # columns of the codebook
    areas: pd.Series  # area of each row
    blocs: pd.Series
    is_main: pd.Series

    def asked(self, variable: Variable, codebook: Codebook) -> BoolArray:
        """Mark who is certainly asked a question, as the answers stand so far; (n,)."""
        return route(variable, self.rows, pd.DataFrame({"area": self.areas, "bloc": self.blocs}), codebook=codebook).is_true


def hold_interviews(world: World, people: People, *, n_main: int) -> Interviews:
    """Interview people who answer everything they are asked.

    Args:
        people: with background, latent scores, types and answers; the main sample first.
        n_main: size of the main sample; the others are the boost.
    """
    codebook = world.codebook
    is_main = np.arange(people.n) < n_main
    modes = draw_choice(
        world.plan.fieldwork.mode,
        lambda name: trait(world, people, name),
        people.n,
        stream(world.seed, "survey: mode"),
    )
    areas = pd.Series(np.array(list(world.params.areas))[people.area])
    blocs = areas.map({name: area.bloc for name, area in world.params.areas.items()})
    columns: dict[str, object] = {world.plan.fieldwork.mode_variable: modes}
    columns |= _paradata(world, people, is_main=is_main, modes=modes, areas=areas)
    columns |= _scale_items(world, people)
    columns |= _special_rows(world, people, areas)
    columns |= _other_answers(world, people)
    order = [c for v in codebook.variables if v.derive is None for c in codebook.columns(v.id)]
    rows = pd.DataFrame(columns)[order]
    small = rows.select_dtypes("int16").columns
    rows = rows.astype(dict.fromkeys(small, "int64"))
    interviews = Interviews(rows=rows, areas=areas, blocs=blocs, is_main=pd.Series(is_main))
    for variable in codebook.variables:
        if is_routed(variable):
            cells = list(codebook.columns(variable.id))
            rows.loc[~interviews.asked(variable, codebook), cells] = not_asked_cell(variable, codebook)
    return interviews


def _scale_items(world: World, people: People) -> dict[str, CodeArray]:
    return {name: draw_item(world, people, name) for name in world.plan.items}


def _special_rows(world: World, people: People, areas: pd.Series) -> dict[str, object]:
    """Answer the area question, the attention check (as told) and the platform that does not exist (never heard)."""
    codebook = world.codebook
    found: dict[str, object] = {}
    for variable in codebook.with_role("area"):
        found[variable.id] = areas.map({name: codebook.code_of_key(variable.id, name) for name in world.params.areas})
    for variable in codebook.with_role("attention"):
        found[variable.id] = np.full(people.n, world.plan.defects.attention_code)
    for variable in codebook.with_role("overclaim_check"):
        rng = stream(world.seed, f"survey: answer {variable.id}")
        never, name_only = list(codebook.codes(variable.id))[:2]
        has_heard = rng.random(people.n) < world.plan.defects.overclaimers
        found[variable.id] = np.where(has_heard, name_only, never)  # a name that sounds familiar is no over-claim yet
    return found


def _other_answers(world: World, people: People) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, answers in people.codes.items():
        if answers.ndim == 1:
            found[name] = answers
        else:
            found |= dict(zip(world.codebook.columns(name), answers.T, strict=True))
    for name, model in world.plan.answers.items():
        if isinstance(model, Words):
            rng = stream(world.seed, f"survey: words {name}")
            words = rng.choice(np.array(model.texts, dtype=object), size=people.n)
            found[name] = pd.Series(np.where(rng.random(people.n) < model.answered, words, ""), dtype="str")
    return found


def _paradata(world: World, people: People, *, is_main: BoolArray, modes: CodeArray, areas: pd.Series) -> dict[str, object]:
    """Note down who interviewed whom, where, when and how long."""
    plan = world.plan
    rng = stream(world.seed, "survey: paradata")
    interviewer = people.area * plan.sample.interviewers_per_area + people.point % plan.sample.interviewers_per_area
    dates, starts = _schedule(world, interviewer, rng)
    minutes = _lengths(world, modes, rng)
    ends = [start + dt.timedelta(minutes=float(length)) for start, length in zip(starts, minutes, strict=True)]
    prefix = areas.map(_area_prefix(world))
    order = np.lexsort(
        (np.array([start.timestamp() for start in starts]), people.area)
    )  # numbered in the order of the fieldwork, area by area
    number = np.empty(people.n, dtype=np.int64)
    number[order] = np.arange(people.n)
    first = pd.Series(number).groupby(areas).transform("min").to_numpy()
    noted: Mapping[str, object] = {
        "serial": [f"{p}-{k:04d}" for p, k in zip(prefix, number - first + 1, strict=True)],
        "bloc": areas.map({name: area.bloc for name, area in world.params.areas.items()}),
        "area": areas,
        "sample_type": _sample_types(world, is_main),
        "interviewer": [f"{p}-I{k:02d}" for p, k in zip(prefix, interviewer % plan.sample.interviewers_per_area + 1, strict=True)],
        "point": _point_names(world, people, prefix, is_main),
        "quota_cell": np.where(is_main, _quota_cells(world, people), "boost"),
        "date": [day.isoformat() for day in dates],
        "start": [start.strftime("%H:%M") for start in starts],
        "end": [end.strftime("%H:%M") for end in ends],
        "minutes": minutes,
    }
    return {name: noted[use] for name, use in plan.paradata.items()}


def _schedule(world: World, interviewer: IntArray, rng: np.random.Generator) -> tuple[list[dt.date], list[dt.datetime]]:
    """Spread each interviewer's work over the days of the fieldwork, at most one interview in a slot of the day."""
    dates = world.params.study.fieldwork.dates
    if dates is None:
        msg = "study.fieldwork.dates: the simulation needs the first and last day; add them"
        raise ParamsError(msg)
    first, last = dt.date.fromisoformat(dates.start), dt.date.fromisoformat(dates.end)
    n_days = (last - first).days + 1
    day, slot, n_slots = (np.zeros(interviewer.size, dtype=np.int64) for _ in range(3))
    for one in np.unique(interviewer):
        mine = rng.permutation(np.flatnonzero(interviewer == one))
        day[mine] = np.arange(mine.size) * n_days // mine.size
        for today in np.unique(day[mine]):
            of_today = mine[day[mine] == today]
            slot[of_today], n_slots[of_today] = np.arange(of_today.size), of_today.size
    hours = (world.plan.fieldwork.last_hour - world.plan.fieldwork.first_hour) / n_slots
    begin = world.plan.fieldwork.first_hour + hours * (slot + _QUARTER * rng.random(interviewer.size))
    days = [first + dt.timedelta(days=int(k)) for k in day]
    starts = [
        dt.datetime.combine(on, dt.time(), tzinfo=dt.UTC) + dt.timedelta(minutes=round(float(hour) * 60))
        for on, hour in zip(days, begin, strict=True)
    ]
    return days, starts


def _lengths(world: World, modes: CodeArray, rng: np.random.Generator) -> FloatArray:
    noise = rng.standard_normal(modes.size)
    minutes = np.zeros(modes.size)
    for mode, length in world.plan.fieldwork.lengths.items():
        minutes = np.where(modes == mode, length.median_minutes * np.exp(length.log_spread * noise), minutes)
    return np.round(minutes, 1)


def _sample_types(world: World, is_main: BoolArray) -> IntArray:
    variable = world.codebook.one_with_role("sample_type")
    name = variable.id if variable else ""
    codes = [world.codebook.code_of_key(name, key) or 0 for key in ("boost", "main")]
    return np.array(codes, dtype=np.int64)[is_main.astype(np.int64)]


def _area_prefix(world: World) -> dict[str, str]:
    """Return for each area the number that its interviews carry: its code in the questionnaire."""
    variable = world.codebook.one_with_role("area")
    numbers = {name: position + 1 for position, name in enumerate(world.params.areas)}
    if variable is not None:
        numbers = {name: world.codebook.code_of_key(variable.id, name) or numbers[name] for name in numbers}
    return {name: str(number) for name, number in numbers.items()}


def _point_names(world: World, people: People, prefix: pd.Series, is_main: BoolArray) -> list[str]:
    sample = world.plan.sample
    within = np.where(
        is_main,
        people.point % sample.points_per_area,
        (people.point - len(world.params.areas) * sample.points_per_area) % sample.boost.points_per_area,
    )
    kind = np.where(is_main, "P", "B")
    return [f"{p}-{k}{number + 1:02d}" for p, k, number in zip(prefix, kind, within, strict=True)]


def _quota_cells(world: World, people: People) -> NDArray[np.object_]:
    """Name each person's cells of all control variables, joined by a slash."""
    names: list[list[str]] = []
    for part in (p for v in world.params.weighting.variables for p in control_parts(v)):
        codes = derive_codes(part, people.codes, world.codebook)
        keys = {code: world.codebook.key_of_code(part, code) for code in world.codebook.codes(part)}
        names.append([keys[code] for code in codes.tolist()])
    return np.array(["/".join(cells) for cells in zip(*names, strict=True)], dtype=object)
