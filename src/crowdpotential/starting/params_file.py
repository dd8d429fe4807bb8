"""params.yaml of a new study."""

import re
from collections.abc import Iterator
from typing import Any

from crowdpotential.starting.drafting import Draft
from crowdpotential.starting.questionnaire import DIMENSION
from crowdpotential.starting.yaml_lines import comment, value

SEED = 20240101  # as good as any other; written into params, so that a run can be repeated


def params_lines(draft: Draft, *, name: str) -> Iterator[str]:
    """Write the settings: what was guessed with its reason, and what only the researcher knows as an empty line to fill in."""
    words, language = draft.words, draft.words.code
    say = words.say
    yield f"# {say('file.params')}"
    yield "\nstudy:"
    yield f"  id: {value(_study_id(name))}"
    yield f"  title: {value({language: name})}{comment(say('file.title'))}"
    yield "  synthetic: false"
    yield "  questionnaire: questionnaire.yaml"
    if draft.areas:
        yield f"  words: {value({'area': {language: dict(words.sentences['area_words'])}})}"
    yield f"  # fieldwork: {value({'conductor': {language: '...'}, 'population': {language: '...'}, 'sample_design': {language: '...'}})}"
    yield "\ndata:"
    yield from _data_lines(draft)
    if draft.areas:
        yield f"\nareas:{comment(say('file.areas'))}"
        keys = _area_keys(draft)
        yield from (f"  {value(keys[code])}: {value({'name': {language: label}})}" for code, label in draft.areas.items())
        yield f"\ncleaning: {{unplaced: keep}}{comment(say('file.unplaced'))}"
    yield from _design_lines(draft)
    yield f"\nweighting: {{method: none}}{comment(say('file.weighting'))}"
    if draft.battery:
        n_items = len(draft.battery.items)
        yield f"\nindex:{comment(say('file.index'))}"
        yield f"  name: {value({language: say('label.index')})}"
        yield f"  dimensions: [{DIMENSION}]"
        yield f"  missing: {{min_items: {(n_items + 1) // 2}, min_dimensions: 1}}{comment(say('file.min_items'))}"
    if draft.groups:
        yield f"\ncomparison: {value({'group_by': draft.groups})}{comment(say('file.groups'))}"
    yield f"\nreport: {{languages: [{language}]}}"
    yield f"\nseed: {SEED}"


def _data_lines(draft: Draft) -> Iterator[str]:
    columns: dict[str, str] = {}
    for guess in draft.guesses:
        names = [guess.id] if guess.storage in {"", "delimited"} else [f"{guess.id}_{place}" for place in range(1, len(guess.titles) + 1)]
        columns |= {title: name for title, name in zip(guess.titles, names, strict=False) if title != name}
    several = [guess for guess in draft.guesses if guess.storage]
    form: dict[str, Any] = dict(draft.told.form)
    if not draft.told.has_codes:
        form["labels_language"] = draft.words.code
    if several:
        form["multiple"] = {guess.id: guess.storage for guess in several}
    if counted := {guess.id: guess.counted for guess in several if guess.counted is not None}:
        form["counted_value"] = counted
    n_others = draft.told.n_other_sheets
    notes = [draft.words.say("file.sheets", n=n_others)] if n_others else []
    for path in draft.told.paths:
        yield f"  - path: {value(path)}{comment(*notes)}"
        yield from (f"    {key}: {value(entry)}" for key, entry in form.items())
        if columns:
            yield f"    columns:{comment(draft.words.say('file.columns'))}"
            yield from (f"      {value(title)}: {value(name)}" for title, name in columns.items())


def _design_lines(draft: Draft) -> Iterator[str]:
    say, weight, psu, strata = draft.words.say, draft.about("weight"), draft.about("psu"), draft.about("strata")
    yield "\ndesign:"
    if weight is None:
        yield f"  base_weight: equal{comment(say('file.no_weight'))}"
    else:
        yield f"  base_weight: column{comment(say('file.weight'))}"
        yield f"  base_weight_variable: {value(weight.id)}"
    for key, guess in (("psu", psu), ("strata", strata)):
        if guess is not None:
            yield f"  # {key}: {value(guess.id)}{comment(say('file.design'))}"


def _area_keys(draft: Draft) -> dict[int, str]:
    area = draft.about("area")
    return dict(area.keys) if area is not None else {}


def _study_id(name: str) -> str:
    """Return a name in the letters that an id may have."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._") or "study"
