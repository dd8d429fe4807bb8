"""The synthetic survey: files as fieldwork delivers them, and the truth behind them (section "Synthetic survey with known truth")."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.field.defects import Planted, plant_defects
from crowdpotential.field.delivery import write_file
from crowdpotential.field.draws import draw_answers, draw_latents, draw_types
from crowdpotential.field.events import MadeUp, simulate_event
from crowdpotential.field.interviews import hold_interviews
from crowdpotential.field.people import Standards, World
from crowdpotential.field.sampling_points import draw_population, draw_sample
from crowdpotential.field.simulation_check import check_simulation
from crowdpotential.field.simulation_plan import Simulation
from crowdpotential.field.yardstick import Yardstick, measure_population
from crowdpotential.params import Event, Params
from crowdpotential.stats.streams import stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What `simulate` makes: nothing is written yet."""

    files: Mapping[str, bytes]  # path relative to params.yaml -> content
    truth: Mapping[str, Any]


def simulate(
    codebook: Codebook,
    params: Params,
    plan: Simulation,
    *,
    margins: pd.DataFrame,
    seed: int,
    forms: Mapping[str, Codebook] = MappingProxyType({}),
) -> Delivery:
    """Make a synthetic survey with known truth, delivered in the files that the study names.

    Args:
        codebook: of the survey.
        params: of the study.
        plan: of the simulation.
        margins: meets MARGINS; control totals of the population.
        seed: the same seed makes the same bytes.
        forms: codebook of each event that the plan makes up.

    Raises:
        ParamsError: the plan does not fit the codebook and the study, or a file has a form that cannot be written.
        MarginError: a control variable has no totals.
    """
    check_simulation(plan, codebook, params)
    world = World(codebook=codebook, params=params, plan=plan, seed=seed)
    yardstick = measure_population(world, draw_population(world, margins))
    planted = _survey(world, margins, yardstick.standards)
    truth = _truth(world, yardstick, planted)
    events = {name: _make_up(world, name, event, forms[name]) for name, event in _simulated_events(params, plan).items()}
    of_events = {path: content for made in events.values() for path, content in made.files.items()}
    if events:
        truth["events"] = {name: made.truth for name, made in events.items()}
    return Delivery(files={**_files(world, planted), **of_events, **_read_me(world)}, truth=truth)


def file_names(params: Params, plan: Simulation) -> tuple[str, ...]:
    """Name the files of a simulation, relative to params.yaml, before it is made."""
    of_events = (file.path for event in _simulated_events(params, plan).values() for file in event.form.data)
    return (*(file.path for file in params.data), *of_events, _read_me_name(params), truth_name(params))


def truth_name(params: Params) -> str:
    """Name the file of the truth: beside the first file of answers."""
    return str(PurePosixPath(params.data[0].path).parent / "truth.json")


def truth_as_text(truth: Mapping[str, Any]) -> str:
    """Write the truth as JSON, numbers rounded to six digits after the point."""
    return json.dumps(_rounded(truth), ensure_ascii=False, indent=1) + "\n"


def _simulated_events(params: Params, plan: Simulation) -> dict[str, Event]:
    return {name: event for name, event in (params.events or {}).items() if name in plan.events}


def _make_up(world: World, name: str, event: Event, form: Codebook) -> MadeUp:
    label = f"{world.plan.about['file_label']}: {name}"
    return simulate_event(event, world.plan.events[name], form, file_label=label, rng=stream(world.seed, f"event {name}"))


def _survey(world: World, margins: pd.DataFrame, standards: Standards) -> Planted:
    people = draw_sample(world, margins)
    people = draw_types(world, draw_latents(world, people, standards)[0])
    people = draw_answers(world, people)
    n_main = sum(area.planned or 0 for area in world.params.areas.values())
    return plant_defects(world, hold_interviews(world, people, n_main=n_main))


def _files(world: World, planted: Planted) -> dict[str, bytes]:
    interviews = planted.interviews
    dates = world.params.study.fieldwork.dates
    made = dt.datetime.fromisoformat(dates.end if dates else "2000-01-01").replace(hour=18, tzinfo=dt.UTC)
    order = [world.plan.variable_of("date"), world.plan.variable_of("start")]
    serial = world.plan.variable_of("serial")
    files: dict[str, bytes] = {}
    for spec in world.params.data:
        mine = interviews.rows[(interviews.areas == spec.area).to_numpy()]
        repeated = mine.duplicated(serial)
        mine = pd.concat([mine[~repeated].sort_values(order, kind="stable"), mine[repeated]])
        bloc = world.params.areas[spec.area].bloc if spec.area else None
        files[spec.path] = write_file(
            mine.reset_index(drop=True),
            spec,
            codebook=world.codebook,
            bloc=bloc,
            file_label=_file_label(world, spec.area),
            made=made,
        )
    return files


def _read_me(world: World) -> dict[str, bytes]:
    """State beside the files what they are, because a .csv has no place for it."""
    lines = [f"# {world.plan.about['file_label']}", ""]
    for language in world.codebook.languages:
        lines += [world.plan.about[language], ""]
    for spec in world.params.data:
        area = world.params.areas[spec.area].name if spec.area else {}
        words = " / ".join(area[language] for language in world.codebook.languages if language in area)
        lines.append(f"- `{PurePosixPath(spec.path).name}` {words}".rstrip())
    for event in _simulated_events(world.params, world.plan).values():
        words = " / ".join(event.name[language] for language in world.codebook.languages if language in event.name)
        lines += [f"- `{PurePosixPath(file.path).name}` {words}" for file in event.form.data]
    lines += [f"- `{PurePosixPath(path).name}`" for path in _drawn_elsewhere(world.params)]
    lines += ["- `truth.json` " + world.plan.about["truth"], ""]
    return {_read_me_name(world.params): "\n".join(lines).encode("utf-8")}


def _drawn_elsewhere(params: Params) -> list[str]:
    """List the files of a synthetic study that other programs draw: what experts answered, and what users of platforms did."""
    experts, platforms = params.experts, params.platforms
    return [
        *(file.path for file in (experts.form.data if experts is not None else ())),
        *(platforms.log.files if platforms is not None and platforms.log is not None else ()),
    ]


def _read_me_name(params: Params) -> str:
    return str(PurePosixPath(params.data[0].path).parent / "README.md")


def _file_label(world: World, area: str | None) -> str:
    """State that the data are synthetic, in the 64 bytes that an SPSS file has for it."""
    return f"{world.plan.about['file_label']}: {world.params.study.id} {area or ''}".strip()


def _truth(world: World, yardstick: Yardstick, planted: Planted) -> dict[str, Any]:
    interviews = planted.interviews
    by_area = {
        area: {
            "main": int(((interviews.areas == area) & interviews.is_main).sum()),
            "boost": int(((interviews.areas == area) & ~interviews.is_main).sum()),
        }
        for area in world.params.areas
    }
    area_of = dict(zip(interviews.rows[world.plan.variable_of("serial")], interviews.areas, strict=True))
    return {
        "about": dict(world.plan.about),
        "study": world.params.study.id,
        "is_synthetic": True,
        "seed": world.seed,
        "generating": world.plan.model_dump(mode="json", exclude={"about", "traits", "background", "answers", "defects", "truth"}),
        "population": yardstick.numbers,
        "delivered_rows": by_area,
        "defects": {
            kind: {
                "n": len(serials),
                "n_by_area": {a: sum(area_of[s] == a for s in serials) for a in world.params.areas},
                "interviews": list(serials),
            }
            for kind, serials in planted.records.items()
        },
        "answers_missing_or_forbidden": dict(planted.answers),
    }


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, Mapping):
        return {str(key): _rounded(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(entry) for entry in value]
    return value
