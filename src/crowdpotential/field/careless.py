"""Careless respondents: straight-liners, speeders, failed attention checks, over-claimers (section "Synthetic survey with known truth")."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.field.interviews import Interviews
from crowdpotential.field.people import World
from crowdpotential.stats.arrays import BoolArray, IntArray
from crowdpotential.stats.streams import stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Variables that the defects touch."""

    serial: str
    interviewer: str
    minutes: str
    mode: str
    items: tuple[str, ...]
    texts: tuple[str, ...]


def roles_of(world: World) -> Roles:
    """Find the variables that defects touch."""
    return Roles(
        serial=world.plan.variable_of("serial"),
        interviewer=world.plan.variable_of("interviewer"),
        minutes=world.plan.variable_of("minutes"),
        mode=world.plan.fieldwork.mode_variable,
        items=tuple(v.id for v in world.codebook.variables if v.id in world.plan.items),
        texts=tuple(v.id for v in world.codebook.variables if v.kind.is_open),
    )


def pick(world: World, interviews: Interviews, use: str, share: float, among: BoolArray | None = None) -> IntArray:
    """Choose a share of the interviews (of those allowed), at random."""
    rng = stream(world.seed, f"defects: {use}")
    allowed = np.ones(len(interviews.rows), dtype=np.bool_) if among is None else among
    return np.flatnonzero((rng.random(len(interviews.rows)) < share) & allowed)


def choose_straightliners(world: World, interviews: Interviews) -> IntArray:
    """Choose who sticks to one answer, among those who fill in by themselves."""
    return pick(world, interviews, "straightliners", world.plan.defects.straightliners, _fills_in_alone(world, interviews))


def straightline(world: World, interviews: Interviews, roles: Roles, found: IntArray) -> None:
    """Make some give the same answer to every item."""
    rng = stream(world.seed, "defects: how straight-liners answer")
    shares = np.array(list(world.plan.defects.straightline_answers.values()))
    answer = rng.choice(list(world.plan.defects.straightline_answers), size=found.size, p=shares / shares.sum())
    for item in roles.items:
        interviews.rows.loc[found, item] = np.minimum(answer, max(world.codebook.codes(item)))


def hurry(world: World, interviews: Interviews, roles: Roles) -> IntArray:
    """Shorten interviews to a fraction of their mode's median; some of their item answers become random."""
    defects, rows = world.plan.defects, interviews.rows
    found = pick(world, interviews, "speeders", defects.speeders)
    rng = stream(world.seed, "defects: how speeders answer")
    median = rows.groupby(roles.mode)[roles.minutes].transform("median").to_numpy()
    share = defects.speeder_share_of_median * rng.uniform(0.4, 0.9, found.size)
    rows.loc[found, roles.minutes] = np.round(median[found] * share, 1)
    _shorten(world, rows, found, roles)
    for item in roles.items:
        random = rng.choice(list(world.codebook.codes(item)), size=found.size)
        is_random = rng.random(found.size) < defects.speeder_random_items
        rows.loc[found[is_random], item] = random[is_random]
    return found


def fail_attention(world: World, interviews: Interviews, careless: IntArray) -> IntArray:
    """Make careless respondents, and a few others, mark another answer than they were told."""
    defects, found = world.plan.defects, np.zeros(0, dtype=np.int64)
    for variable in world.codebook.with_role("attention"):
        rng = stream(world.seed, f"defects: {variable.id}")
        asked = interviews.asked(variable, world.codebook)
        chance = np.full(len(interviews.rows), defects.attention_failed)
        chance[careless] = defects.careless_fail_attention
        failed = np.flatnonzero(asked & (rng.random(len(interviews.rows)) < chance))
        others = [code for code in world.codebook.codes(variable.id) if code != defects.attention_code]
        interviews.rows.loc[failed, variable.id] = rng.choice(others, size=failed.size)
        found = np.union1d(found, failed)
    return found


def overclaim(world: World, interviews: Interviews) -> IntArray:
    """Make some know, or even use, what does not exist."""
    found = pick(world, interviews, "overclaimers", world.plan.defects.overclaimers)
    for variable in world.codebook.with_role("overclaim_check"):
        rng = stream(world.seed, f"defects: {variable.id}")
        interviews.rows.loc[found, variable.id] = rng.choice(list(world.codebook.codes(variable.id))[2:], size=found.size)
    return found


def _fills_in_alone(world: World, interviews: Interviews) -> BoolArray:
    """Return who is given an attention check; without one, anybody may be careless."""
    checks = world.codebook.with_role("attention")
    asked = [interviews.asked(variable, world.codebook) for variable in checks]
    return np.logical_or.reduce(asked) if asked else np.ones(len(interviews.rows), dtype=np.bool_)


def _shorten(world: World, rows: pd.DataFrame, found: IntArray, roles: Roles) -> None:
    """Make the end of an interview agree with its length again."""
    if "end" in world.plan.paradata.values():
        start = pd.to_timedelta(rows.loc[found, world.plan.variable_of("start")] + ":00")
        clock = pd.Timestamp("2000-01-01") + start + pd.to_timedelta(rows.loc[found, roles.minutes].round(), unit="min")
        rows.loc[found, world.plan.variable_of("end")] = clock.dt.strftime("%H:%M")
