"""Batteries: neighbouring questions with one scale of answers. The first is proposed as a scale, its items turned the same way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from crowdpotential.ingest.delivered_cells import plain_text
from crowdpotential.letters import normal_form, tidy
from crowdpotential.starting.facts import Guess, Told
from crowdpotential.starting.signs import order_of
from crowdpotential.starting.wording import Words
from crowdpotential.stats.arrays import FloatArray

FEWEST_ITEMS = 3
MOST_ITEMS = 12
FEWEST_WITH_ENDS = 4  # answers of a scale whose middle may be without labels
FEWEST_PAIRS = 30  # respondents who answered both of two items
WEAKEST = 0.1  # correlation of an item with the sum of the others; one below belongs to something else
_STEM = re.compile(r"^(.*?)[_.]?\d+[a-z]?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """The items that are proposed as a scale."""

    items: tuple[Guess, ...]  # with their direction
    left_out: tuple[Guess, ...]  # of the same battery, which hardly go with the others


def propose_scale(told: Told, guesses: Sequence[Guess], words: Words) -> Battery | None:
    """Return the first battery whose items go together, with their directions; None where there is none."""
    runs = [list(run) for key, run in groupby(guesses, key=_scale_of) if key is not None]
    for run in runs:
        for items in _parts(run):
            if len(items) >= FEWEST_ITEMS and (battery := _judge(told, items[:MOST_ITEMS], words)) is not None:
                return battery
    return None


def _scale_of(guess: Guess) -> tuple[tuple[int, str], ...] | None:
    """Return what questions of one scale have in common; where only ends are labelled, each question has its own words there."""
    if not guess.kind.is_rating or guess.subject or guess.bands_of:
        return None
    entries = list(guess.codes.items())
    has_ends = len(entries) > FEWEST_WITH_ENDS and all(label == str(code) for code, label in entries[1:-1])
    return tuple((code, "" if has_ends else normal_form(label)) for code, label in entries)


def _parts(run: Sequence[Guess]) -> list[list[Guess]]:
    """Part a run by the names of its questions (A1 to A5, C1 to C5) or by the words in front of a grid; else it is one."""
    parts = [list(part) for _, part in groupby(run, key=lambda guess: guess.lead or _stem(guess.id))]
    kept = [part for part in parts if len(part) >= FEWEST_ITEMS]
    return kept or [list(run)]


def _stem(name: str) -> str:
    found = _STEM.match(name)
    return found[1] if found else ""


def _judge(told: Told, items: Sequence[Guess], words: Words) -> Battery | None:
    """Turn the items one way, and leave out those that hardly go with the others, the weakest first."""
    answers = np.column_stack([_answers(told, item) for item in items])
    kept = list(range(len(items)))
    while len(kept) >= FEWEST_ITEMS:
        correlations = _correlations(answers[:, kept])
        if correlations is None:
            return None
        signs = _signs(correlations)
        turned = correlations * np.outer(signs, signs)
        with_rest = (turned.sum(axis=1) - 1) / (len(kept) - 1)
        if with_rest.min() >= WEAKEST:
            chosen = tuple(_as_item(items[place], int(sign), words) for place, sign in zip(kept, signs, strict=True))
            return Battery(items=chosen, left_out=tuple(item for place, item in enumerate(items) if place not in kept))
        kept.pop(int(with_rest.argmin()))
    return None


def _as_item(guess: Guess, sign: int, words: Words) -> Guess:
    """Turn an item: a known scale whose codes run from most to least is turned as a whole."""
    labels = list(guess.codes.values())
    known = order_of(labels)
    runs_down = known is not None and known[1] == labels[::-1]
    reason = words.say(f"reason.item{'_turned' if sign < 0 else ''}{'_down' if runs_down else ''}")
    sign = -sign if runs_down else sign
    return replace(guess, direction=sign, reasons=(*guess.reasons, reason))


def _answers(told: Told, item: Guess) -> FloatArray:
    """Return the codes of an item, NaN where there is no answer."""
    by_label = {normal_form(label): float(code) for code, label in item.codes.items()}
    cells = told.cells[item.titles[0]]
    known: dict[object, float] = {}
    for cell in set(cells):
        text = tidy(plain_text(cell))
        number = float(text) if told.has_codes and re.fullmatch(r"-?\d+(\.0+)?", text) else None
        known[cell] = by_label.get(normal_form(text), np.nan) if number is None else (number if number in item.codes else np.nan)
    return np.array([known[cell] for cell in cells], dtype=np.float64)


def _correlations(answers: FloatArray) -> FloatArray | None:
    """Correlate items over those who answered both; None where too few did, or one has but one answer."""
    n_items = answers.shape[1]
    found = np.eye(n_items, dtype=np.float64)
    for one in range(n_items):
        for other in range(one):
            both = ~np.isnan(answers[:, [one, other]]).any(axis=1)
            pair = answers[both][:, [one, other]]
            if len(pair) < FEWEST_PAIRS or (pair.std(axis=0) == 0).any():
                return None
            found[one, other] = found[other, one] = float(np.corrcoef(pair[:, 0], pair[:, 1])[0, 1])
    return found


def _signs(correlations: FloatArray) -> FloatArray:
    """Return 1 for items that go with most others, -1 for those that go against them: signs of the first principal component."""
    first = np.linalg.eigh(correlations)[1][:, -1]
    signs = np.where(first < 0, -1.0, 1.0)
    return signs if signs.sum() >= 0 else -signs
