"""The draft of a study: what all columns together are taken for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor

from crowdpotential.starting.batteries import Battery, propose_scale
from crowdpotential.starting.facts import Column, Guess, Told
from crowdpotential.starting.missing_codes import add_no_answer
from crowdpotential.starting.recognising import recognise
from crowdpotential.starting.several import find_several
from crowdpotential.starting.wording import Words

AGE_CUTS = (18, 30, 45, 60)
FEWEST_IN_AREA = 30  # respondents in each area; with fewer, areas are no units of comparison
MOST_AREAS = 100
GROUPS = ("sex", "age", "education", "settlement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a study begins with."""

    told: Told
    guesses: tuple[Guess, ...]  # in the order of the file, the items of the battery with their direction
    battery: Battery | None
    words: Words

    def about(self, subject: str) -> Guess | None:
        """Return the variable that is about something."""
        return next((guess for guess in self.guesses if guess.subject == subject), None)

    def in_doubt(self, *doubts: str) -> list[Guess]:
        """List the variables of which something is to be asked."""
        return [guess for guess in self.guesses if guess.doubts & set(doubts)]

    @property
    def areas(self) -> dict[int, str]:
        """Code and label of the areas of comparison; empty where there are none."""
        area = self.about("area")
        return {} if area is None or area.role != "area" else {code: area.codes[code] for code in area.keys}

    @property
    def groups(self) -> list[str]:
        """Names of the variables whose groups are compared."""
        found = [guess.id for subject in GROUPS for guess in self.guesses if guess.subject == subject and len(guess.codes) > 1]
        return [*found, *(guess.id for guess in self.guesses if guess.bands_of)]


def draft(told: Told, words: Words) -> Draft:
    """Guess what every column is, and what belongs together."""
    several = find_several(told, words)
    in_several = {title: guess for guess in several for title in guess.titles}
    alone = iter(recognise(told, [column for column in told.columns if column.title not in in_several], words))
    guesses: list[Guess] = []
    for column in told.columns:
        guess = in_several.get(column.title)
        if guess is None:
            guesses.append(next(alone))
        elif guess not in guesses:
            guesses.append(guess)
    battery = propose_scale(told, guesses, words)
    items = {item.id: item for item in battery.items} if battery else {}
    placed = [_as_area(told, items.get(guess.id, guess), words) for guess in guesses]
    return Draft(told=told, guesses=tuple(_with_bands(placed, words)), battery=battery, words=words)


def _as_area(told: Told, guess: Guess, words: Words) -> Guess:
    """Let a variable of areas be the areas of comparison, where each has respondents enough."""
    if guess.subject != "area":
        return guess
    column = next(column for column in told.columns if column.title == guess.titles[0])
    counts = {code: _count(column, code, guess.keys.get(code, label)) for code, label in guess.codes.items()}
    present = [code for code, n in counts.items() if n]
    if not 1 < len(present) <= MOST_AREAS or min(counts[code] for code in present) < FEWEST_IN_AREA:
        reason = words.say("reason.small_areas", fewest=FEWEST_IN_AREA)
        return replace(guess, subject="", reasons=(*guess.reasons[:-1], reason))
    keys = {code: guess.keys.get(code) or (f"area_{code}" if code >= 0 else f"area_m{-code}") for code in present}
    return replace(guess, role="area", keys=keys)


def _count(column: Column, code: int, word: str) -> int:
    """Count the cells that hold a code, or the word for it."""
    return column.counts.get(float(code), 0) + column.counts.get(word, 0)


def _with_bands(guesses: Sequence[Guess], words: Words) -> list[Guess]:
    """Add groups of age, where age is a number."""
    age = next((guess for guess in guesses if guess.subject == "age" and guess.kind.is_number), None)
    if age is None or age.valid_range is None:
        return list(guesses)
    low, high = age.valid_range
    cuts = [cut for cut in AGE_CUTS if low < cut <= high]
    if not cuts:
        return list(guesses)
    ends = [None, *cuts, None]
    labels = [
        words.say("label.below", high=above)
        if below is None
        else words.say("label.from", low=below)
        if above is None
        else f"{below}–{above - 1}"
        for below, above in pairwise(ends)
    ]
    codes = dict(enumerate(labels, start=1))
    name = "age_group" if "age_group" not in {guess.id for guess in guesses} else f"{age.id}_bands"
    bands = Guess(
        id=name,
        type="ordinal",
        titles=(),
        wording=words.say("label.age_group"),
        codes=codes,
        missing=add_no_answer({}, taken=codes, words=words),
        bands_of=age.id,
        cuts=(floor(low), *cuts),
        reasons=(words.say("reason.bands"),),
    )
    return [*guesses, bands]
