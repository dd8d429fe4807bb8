"""questionnaire.yaml of a new study."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from crowdpotential.starting.drafting import Draft
from crowdpotential.starting.facts import Guess
from crowdpotential.starting.yaml_lines import comment, value

DIMENSION = "SCALE"


def questionnaire_lines(draft: Draft) -> Iterator[str]:
    """Write the codebook: missing codes and scales that several questions share once, then the questions in the order of the file."""
    words, language = draft.words, draft.words.code
    coded = [guess for guess in draft.guesses if guess.missing]
    sets = _name_shared((_missing_key(guess) for guess in coded), "missing")
    shared = Counter(_scale_key(guess) for guess in coded if _may_share(guess))
    scales = _name_shared((key for key, n in shared.items() if n > 1), "scale")
    yield f"# {words.say('file.questionnaire')}"
    yield "id: questionnaire"
    yield f"languages: [{language}]"
    yield "\nmissing:"
    for key, name in sets.items():
        entries = {code: {"class": kind, "label": {language: label}} | ({"key": word} if word else {}) for code, kind, label, word in key}
        yield f"  {name}: {value(entries)}"
    if scales:
        yield "\nscales:"
    for (key, missing), name in scales.items():
        yield f"  {name}:"
        yield f"    missing: {sets[missing]}"
        yield f"    codes: {value({code: {'label': {language: label}} for code, label in key})}"
    yield f"\ndimensions:{comment(words.say('file.dimensions'))}" if draft.battery else "\ndimensions: []"
    if draft.battery:
        yield f"  - {value({'id': DIMENSION, 'label': {language: words.say('label.dimension')}})}"
    yield "\nvariables:"
    items = {item.id for item in draft.battery.items} if draft.battery else set()
    for guess in draft.guesses:
        scale = scales.get(_scale_key(guess)) if _may_share(guess) else None
        yield from _variable(guess, language, missing=sets.get(_missing_key(guess), ""), scale=scale, is_item=guess.id in items)


def _variable(guess: Guess, language: str, *, missing: str, scale: str | None, is_item: bool) -> Iterator[str]:
    """Write a question: its keys on one line each, the reasons behind its type."""
    yield f"  - id: {value(guess.id)}"
    yield f"    type: {guess.type}{comment(*guess.reasons)}"
    entries: dict[str, Any] = {"wording": {language: guess.wording}}
    if guess.lead:
        entries["lead"] = {language: guess.lead}
    if scale:
        entries["scale"] = scale
    elif missing:
        entries["missing"] = missing
    if guess.codes and not scale:
        entries["codes"] = {code: _code(guess, code, language) for code in guess.codes}
    entries |= {key: list(listed) for key, listed in (("exclusive", guess.exclusive), ("valid_range", guess.valid_range)) if listed}
    if is_item:
        entries |= {"dimension": DIMENSION, "direction": guess.direction}
    entries |= {key: text for key, text in (("role", guess.role), ("identifier", guess.identifier)) if text}
    if guess.bands_of:
        entries["derive"] = {"bands": {"variable": guess.bands_of, "cuts": list(guess.cuts)}}
    if guess.kind.is_worded or guess.subject == "weight":
        entries["topline"] = False
    for key, entry in entries.items():
        yield f"    {key}: {value(entry)}"


def _code(guess: Guess, code: int, language: str) -> Mapping[str, Any]:
    entry: dict[str, Any] = {"label": {language: guess.codes[code]}}
    return entry | ({"key": guess.keys[code]} if code in guess.keys else {})


def _may_share(guess: Guess) -> bool:
    return guess.kind.has_one_code and not guess.keys and bool(guess.codes) and not guess.bands_of


def _missing_key(guess: Guess) -> tuple[tuple[int, str, str, str], ...]:
    return tuple(sorted((code, entry.missing_class, entry.label, entry.key) for code, entry in guess.missing.items()))


def _scale_key(guess: Guess) -> tuple[tuple[tuple[int, str], ...], tuple[tuple[int, str, str, str], ...]]:
    return tuple(guess.codes.items()), _missing_key(guess)


def _name_shared(keys: Any, stem: str) -> dict[Any, str]:  # noqa: ANN401 tuples of codes and labels
    return {key: f"{stem}_{number}" for number, key in enumerate(dict.fromkeys(key for key in keys if key), start=1)}
