"""Questions with several answers: sets that SPSS declares, columns of 0 and 1 that are numbered, and checkboxes that share a cell."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from crowdpotential.codebook.questions import NAME
from crowdpotential.ingest.label_words import is_negative
from crowdpotential.letters import normal_form, tidy
from crowdpotential.starting.facts import Column, Guess, Missing, Told
from crowdpotential.starting.missing_codes import add_no_answer, missing_of
from crowdpotential.starting.signs import may_be_option, missing_class, order_of, says_none
from crowdpotential.starting.wording import Words

FEWEST_OPTIONS, MOST_OPTIONS = 3, 40
FEWEST_NAMED = 2  # respondents behind every option of a checkbox: what one wrote by hand is shown to nobody
NUMBERED = re.compile(r"(?P<stem>.*\D)(?P<number>\d{1,3})")
SEPARATORS = (";", ",")
_PARTS = re.compile(r"\s*[-:.|/]?\s*$")


def find_several(told: Told, words: Words) -> list[Guess]:
    """Find questions with several answers; their columns are no questions of their own then."""
    if not told.has_codes:
        return [guess for column in told.columns if (guess := _checkboxes(column, words))]
    by_title = {column.title: column for column in told.columns}
    sets = [(entry.name.lstrip("$"), entry.label, [by_title[name] for name in entry.columns if name in by_title]) for entry in told.sets]
    in_sets = {column.title for _, _, columns in sets for column in columns}
    others = [column for column in told.columns if column.title not in in_sets]
    numbered = [(stem, "", columns) for stem, columns in _numbered(others)]
    titles = frozenset(by_title)
    found = (
        _indicators(stem, label, columns, titles, words, is_declared=stem in {s[0] for s in sets})
        for stem, label, columns in [*sets, *numbered]
    )
    return [guess for guess in found if guess is not None]


def _numbered(columns: Iterable[Column]) -> list[tuple[str, list[Column]]]:
    """Group neighbours that are called alike but for a number at the end."""
    runs = groupby(columns, key=lambda column: found["stem"] if (found := NUMBERED.fullmatch(column.title)) else "")
    return [(stem.rstrip("_.-/"), run) for stem, group in runs if stem and len(run := list(group)) >= FEWEST_OPTIONS]


def _indicators(
    stem: str, label: str, columns: Sequence[Column], titles: frozenset[str], words: Words, *, is_declared: bool
) -> Guess | None:
    """Recognise columns that say of one option each whether it was chosen; None where their cells say something else."""
    if len(columns) < (2 if is_declared else FEWEST_OPTIONS):
        return None
    missing: dict[int, Missing] = {}
    for column in columns:
        missing |= missing_of(column, words)[0]
    values = {cell for column in columns for cell in column.counts if cell not in missing}
    labels = {tidy(name) for column in columns for code, name in column.declared.value_labels.items() if code == 2.0}  # noqa: PLR2004
    has_blanks = any(column.n_filled < column.n_rows for column in columns)
    if values == {0.0, 1.0}:
        storage, counted = "indicators", None
    elif values == {1.0} and has_blanks:
        storage, counted = "code_or_blank", 1
    elif values == {1.0, 2.0} and labels and all(map(is_negative, labels)):
        storage, counted = "indicators", 1
    else:
        return None
    if {0, 1} & set(missing):
        return None
    texts = [tidy(column.label) for column in columns]
    common = _common_beginning(texts)
    options = [text[len(common) :].strip() or text for text in texts]
    wording = label or _PARTS.sub("", common) or stem
    name = _free_name(stem, len(columns), titles, {column.title for column in columns}, columns[0].place)
    reason = words.say("reason.set" if is_declared else "reason.indicators", n=len(columns))
    return Guess(
        id=name,
        type="multiple",
        titles=tuple(column.title for column in columns),
        wording=wording,
        codes=dict(enumerate(options, start=1)),
        missing=add_no_answer(missing, taken=range(len(columns) + 2), words=words),
        storage=storage,
        counted=counted,
        reasons=(reason,),
        doubts=frozenset() if is_declared else frozenset({"several"}),
    )


def _checkboxes(column: Column, words: Words) -> Guess | None:
    """Recognise cells that hold several of a few answers; None where they hold one, or words of the respondents' own."""
    texts = {cell if isinstance(cell, str) else f"{cell:g}": n for cell, n in column.counts.items()}
    mark = next((mark for mark in SEPARATORS if any(mark in text for text in texts)), None)
    if mark is None or order_of([text for text in texts if missing_class(text) is None]) is not None:
        return None
    options = _options(texts, mark)
    if not all(map(may_be_option, options)):
        return None
    if not FEWEST_OPTIONS - 1 < len(options) <= MOST_OPTIONS or len(texts) < len(options) or min(options.values()) < FEWEST_NAMED:
        return None
    none = {word: kind for word in options if (kind := missing_class(word))}
    chosen = [word for word in sorted(options, key=lambda word: (-options[word], word)) if word not in none]
    missing = {97 - place: Missing(label=word, missing_class=kind) for place, (word, kind) in enumerate(none.items())}
    alone = {normal_form(text) for text in texts}
    stands_alone = [word for word in chosen if normal_form(word) in alone and sum(word in text for text in texts) == 1]
    exclusive = tuple(code for code, word in enumerate(chosen, start=1) if word in stands_alone and says_none(word))
    return Guess(
        id=f"q{column.place}",
        type="multiple",
        titles=(column.title,),
        wording=tidy(column.title),
        codes=dict(enumerate(chosen, start=1)),
        missing=add_no_answer(missing, taken=range(len(chosen) + 1), words=words),
        storage="delimited",
        exclusive=exclusive,
        reasons=(words.say("reason.checkboxes", n=len(chosen)), *([words.say("reason.exclusive")] if exclusive else [])),
        doubts=frozenset({"several"}),
    )


def _options(texts: Mapping[str, int], mark: str) -> Counter[str]:
    """Count the options in cells; parts that always stand together are one option whose words hold the separator."""
    cells = [([part.strip() for part in text.split(mark) if part.strip()], n) for text, n in texts.items()]
    beside: dict[str, set[str]] = {}
    for parts, _ in cells:
        for first, second in zip(parts, [*parts[1:], ""], strict=True):
            beside.setdefault(first, set()).add(second)
    before: dict[str, set[str]] = {}
    for parts, _ in cells:
        for first, second in zip(["", *parts], parts, strict=False):
            before.setdefault(second, set()).add(first)
    glued = {
        first
        for first, after in beside.items()
        if len(after) == 1 and (second := next(iter(after))) and before[second] == {first} and second[:1].islower()
    }
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for parts, n in cells:
        word = ""
        for part in parts:
            word = f"{word}{mark} {part}" if word else part
            if part not in glued:
                counts[spelled.setdefault(normal_form(word), word)] += n
                word = ""
    return counts


def _common_beginning(texts: Sequence[str]) -> str:
    """Return the words with which all texts begin, up to the last colon, dash or full stop in front of what differs."""
    first, last = min(texts), max(texts)
    length = next((place for place, letter in enumerate(first) if place >= len(last) or last[place] != letter), len(first))
    shared = first[:length]
    end = max(shared.rfind(mark) for mark in (":", " - ", "?", "–", "—", "|"))
    return shared[: end + 1] if end > 0 else ""


def _free_name(stem: str, n_options: int, titles: frozenset[str], own: set[str], place: int) -> str:
    """Return a name for a question whose option columns are called like no other column."""
    for name in (stem, f"{stem}_set", f"q{place}_set"):
        options = {f"{name}_{code}" for code in range(1, n_options + 1)}
        if NAME.fullmatch(name) and name.isascii() and not name.isdecimal() and name not in titles and not options & (titles - own):
            return name
    return f"several_{place}"
