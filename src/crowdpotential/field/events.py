"""Synthetic forms of events, with the change that is planted in them (section "Synthetic survey with known truth").

Answers of a person have one common part. A code word is three letters and a day; nobody has two, and no two people have one.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from crowdpotential.codebook import Codebook
from crowdpotential.conditions.routing import not_asked_cell
from crowdpotential.errors import ParamsError
from crowdpotential.field.delivery import write_file
from crowdpotential.field.event_plan import EventPlan, Rated
from crowdpotential.params import Event, Waves
from crowdpotential.stats.arrays import FloatArray, IntArray

LETTERS = (
    "алё",
    "вер",
    "гал",
    "дар",
    "евд",
    "зин",
    "иза",
    "кла",
    "люб",
    "мар",
    "над",
    "оле",
    "пел",
    "рая",
    "сём",
    "там",
    "уст",
    "фёк",
    "юли",
)
DAYS = 31
WAVES = ("before", "after")


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """Forms of an event, and the truth behind them."""

    files: Mapping[str, bytes]  # path relative to params.yaml -> content
    truth: Mapping[str, Any]


def simulate_event(event: Event, plan: EventPlan, book: Codebook, *, file_label: str, rng: np.random.Generator) -> MadeUp:
    """Make the forms of an event.

    Args:
        event: of params: its files, and how waves are told apart.
        plan: of the simulation.
        book: codebook of the form.
        file_label: says what the files are.
        rng: of this event alone.

    Raises:
        ParamsError: the plan does not fit the form, or the number of files the waves.
    """
    _refuse_misfits(event, plan, book)
    waves = event.waves
    people = _draw_people(plan, rng)
    taking_part = {"after": np.arange(plan.filled_in)} if waves is None else _split(plan)
    words = _code_words(plan, len(people), rng)
    forms = {wave: _fill_in(plan, book, wave, people[who], waves=waves, rng=rng) for wave, who in taking_part.items()}
    if waves is not None:
        for wave, who in taking_part.items():
            forms[wave][waves.code_word] = words[wave][who]
            forms[wave][waves.wave] = waves.before if wave == "before" else waves.after
    shuffled = [form.sample(frac=1, random_state=rng).reset_index(drop=True) for form in forms.values()]
    parts = shuffled if len(event.form.data) == len(shuffled) else [pd.concat(shuffled, ignore_index=True)]
    made = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    files = {
        spec.path: write_file(rows, spec, codebook=book, bloc=None, file_label=file_label, made=made)
        for spec, rows in zip(event.form.data, parts, strict=True)
    }
    return MadeUp(files=files, truth=_truth(plan, book, {wave: len(form) for wave, form in forms.items()}))


def _refuse_misfits(event: Event, plan: EventPlan, book: Codebook) -> None:
    waves = event.waves
    keys = set() if waves is None else {waves.wave, waves.code_word}
    asked, made = {variable.id for variable in book.variables} - keys, {*plan.answers, *plan.options}
    if odd := sorted(asked ^ made):
        msg = f"simulation: events: {book.id} and its plan disagree about {', '.join(odd)}; give each question of the form a model"
        raise ParamsError(msg)
    if len(event.form.data) not in ({1} if waves is None else {1, len(WAVES)}):
        msg = f"simulation: events: {book.id} comes in {len(event.form.data)} files; give it one, or one for each wave"
        raise ParamsError(msg)


def _split(plan: EventPlan) -> dict[str, IntArray]:
    """Return who fills in each wave: the last of the first wave are lost, and newcomers come behind them."""
    stay = np.arange(plan.filled_in - plan.lost)
    newcomers = plan.filled_in + np.arange(plan.newcomers)
    return {"before": np.arange(plan.filled_in), "after": np.concatenate([stay, newcomers])}


def _draw_people(plan: EventPlan, rng: np.random.Generator) -> FloatArray:
    """Draw the common part of each person's answers."""
    common: FloatArray = rng.standard_normal(plan.filled_in + plan.newcomers) * np.sqrt(plan.alike)
    return common


def _code_words(plan: EventPlan, n: int, rng: np.random.Generator) -> dict[str, "np.ndarray[tuple[int], np.dtype[np.object_]]"]:
    """Give each person a word in each wave: the first after it mistake theirs, the next write it otherwise."""
    drawn = rng.permutation(len(LETTERS) * DAYS)[: n + plan.mistaken]
    words = np.array([f"{LETTERS[number // DAYS]}{number % DAYS + 1:02d}" for number in drawn], dtype=object)
    before, after = words[:n].copy(), words[:n].copy()
    after[: plan.mistaken] = words[n:]
    for at in range(plan.mistaken, plan.mistaken + plan.respelt):
        after[at] = f" {before[at].replace('ё', 'е').upper()} "
    return {"before": before, "after": after}


def _fill_in(
    plan: EventPlan, book: Codebook, wave: str, people: FloatArray, *, waves: Waves | None, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw the answers of one wave; what is not asked in it is not applicable."""
    columns = dict[str, Any]()
    for name, rated in plan.answers.items():
        mean = getattr(rated, wave)
        low, high = book.bounds(name)
        drawn = (mean or 0) + rated.spread * (people + np.sqrt(1 - plan.alike) * rng.standard_normal(people.size))
        answers = np.clip(np.rint(drawn), low, high).astype(np.int64)
        skipped = rng.random(people.size) < plan.unanswered
        answers[skipped] = book.missing_code(name, "no_answer")
        columns[name] = answers if mean is not None else np.full(people.size, not_asked_cell(book.variable(name), book))
    for name, shares in plan.options.items():
        own = list(book.columns(name))
        is_asked = waves is None or wave == "after"
        chosen = _choose(shares, book.variable(name).exclusive, people.size, rng)
        unasked = np.full_like(chosen, not_asked_cell(book.variable(name), book)) if not is_asked else chosen
        columns |= {column: unasked[:, at] for at, column in enumerate(own)}
    return pd.DataFrame(columns)


def _choose(shares: Mapping[int, float], exclusive: tuple[int, ...], n: int, rng: np.random.Generator) -> IntArray:
    """Draw options, (n, options) of 0 and 1; an exclusive one stands alone, and so does the likeliest where nothing is drawn."""
    chosen: IntArray = (rng.random((n, len(shares))) < np.array(list(shares.values()))).astype(np.int64)
    for at, code in enumerate(shares):
        if code in exclusive:
            chosen[chosen[:, at] == 1] = np.eye(len(shares), dtype=np.int64)[at]
    chosen[chosen.sum(axis=1) == 0, int(np.argmax(list(shares.values())))] = 1
    return chosen


def _truth(plan: EventPlan, book: Codebook, n_forms: Mapping[str, int]) -> dict[str, Any]:
    """Tell what people such as these answer on average, and who is found again."""
    means = {name: {wave: _cut_mean(rated, wave, book.bounds(name)) for wave in WAVES} for name, rated in plan.answers.items()}
    numbers = {name: {wave: mean for wave, mean in own.items() if mean is not None} for name, own in means.items()}
    for own in numbers.values():
        if len(own) == len(WAVES):
            own["change"] = own["after"] - own["before"]
    found: dict[str, Any] = {"forms": dict(n_forms), "means": numbers}
    if "before" in n_forms:
        found["matched"] = plan.filled_in - plan.lost - plan.mistaken
        found["only_before"], found["only_after"] = plan.lost + plan.mistaken, plan.newcomers + plan.mistaken
        found["joined"] = plan.respelt
    return found


def _cut_mean(rated: Rated, wave: str, bounds: tuple[float, float]) -> float | None:
    """Return the mean of answers that are rounded and cut at the ends of the scale."""
    mean = getattr(rated, wave)
    if mean is None:
        return None
    codes = np.arange(bounds[0], bounds[1] + 1)
    below = ndtr((codes[:-1] + 0.5 - mean) / rated.spread)
    return float(codes @ np.diff(below, prepend=0, append=1))
