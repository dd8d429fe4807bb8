"""An event of the project: its forms as answers of people, those of before and after joined by a code word, and who got lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, is_numbered
from crowdpotential.errors import CodebookError, Faults, ReadError
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.forms import FormAnswers, load_form
from crowdpotential.params import Event, Waves
from crowdpotential.stats.arrays import FloatArray

JOINED = "identifiers_joined"  # finding of forms: spellings of code words that are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The answers of an event; a column per question and per option of one with several answers, NaN where there is no answer."""

    codebook: Codebook  # of the form
    before: (
        pd.DataFrame
    )  # a row per form, index: number of the person, blank where he left no code word; empty where everybody fills in once
    after: pd.DataFrame  # the same afterwards, or all forms
    flow: Mapping[str, int]  # how many forms and people there were, in the order in which it is told
    findings: tuple[Finding, ...]  # of reading the form


def read_event(folder: Path, name: str, event: Event) -> Gathered:
    """Read the form of an event.

    Raises:
        CodebookError: the form lacks a question that params name, or it is of another type.
        ReadError: a wave is empty, forms tell no wave, code words match nobody or stand twice in a wave, more forms than participants.
    """
    form = load_form(folder, event.form)
    _refuse_unknown(event, form.codebook)
    waves = event.waves
    answers = _numbers(form, _wanted(event))
    if waves is None:
        gathered = Gathered(
            codebook=form.codebook, before=answers.iloc[:0], after=answers, flow={"after": len(answers)}, findings=form.findings
        )
    else:
        gathered = _join_waves(form, answers, waves, f"events.{name}")
    _refuse_silence(gathered, event, f"events.{name}")
    return gathered


def event_findings(name: str, gathered: Gathered) -> list[Finding]:
    """List what whoever keeps the data should know of how the form of an event was read."""
    return [replace(one, source=f"events.{name} {one.source}".strip()) for one in gathered.findings]


def _wanted(event: Event) -> Sequence[str]:
    """Name the questions of a form that are reported."""
    waves = event.waves
    beside = () if waves is None else (*waves.retrospective.values(), *waves.about)
    return tuple(dict.fromkeys((*event.levels.questions, *beside)))


def _refuse_unknown(event: Event, book: Codebook) -> None:
    waves, faults = event.waves, Faults()
    keys = () if waves is None else (waves.wave, waves.code_word)
    for name in (*keys, *_wanted(event)):
        with faults.collected():
            book.variable(name)
    faults.raise_any()
    wrong = [name for name in _wanted(event) if not (book.variable(name).kind.is_ordered or book.variable(name).kind.has_options)]
    if wrong:
        faults.add(
            CodebookError(f"{book.id}: {', '.join(wrong)}: questions of an event are ordinal, numeric or multiple; correct the type")
        )
    for name in (name for name in _wanted(event) if name not in wrong and book.variable(name).kind.is_number):
        with faults.collected():
            book.bounds(name)
    if waves is not None:
        if compared := [name for name in _in_pairs(event) if not book.variable(name).kind.is_ordered]:
            msg = f"{book.id}: {', '.join(compared)}: only numbers and ratings are compared before and after; move them to levels.reaction"
            faults.add(CodebookError(msg))
        if not is_numbered(book.variable(waves.code_word)):
            faults.add(CodebookError(f"{book.id}: {waves.code_word} is a code word; give it type: text and identifier: number"))
        if odd := {waves.before, waves.after} - set(book.codes(waves.wave)):
            faults.add(CodebookError(f"{book.id}: {waves.wave} has no code {min(odd)}; correct it, or before and after of params"))
    faults.raise_any()


def _in_pairs(event: Event) -> Sequence[str]:
    """Name what is asked before and after, with what is asked afterwards about before."""
    waves = event.waves
    if waves is None:
        return ()
    return (*event.levels.learning, *event.levels.behaviour, *waves.retrospective.values(), *waves.about)


def _numbers(form: FormAnswers, names: Sequence[str]) -> pd.DataFrame:
    """Return answers as numbers, NaN for missing codes."""
    found, book = dict[str, FloatArray](), form.codebook
    for name in names:
        missing = list(book.missing_codes(name))
        for column in book.columns(name):
            values: FloatArray = form.answers[column].to_numpy(dtype=np.float64)
            found[column] = np.where(np.isin(values, missing), np.nan, values)
    return pd.DataFrame(found, index=form.answers.index)


def _join_waves(form: FormAnswers, answers: pd.DataFrame, waves: Waves, place: str) -> Gathered:
    """Split the forms by wave, under the number of the person, and count who is found again."""
    parts = {code: answers[form.answers[waves.wave] == code] for code in (waves.before, waves.after)}
    if n_left := len(answers) - sum(map(len, parts.values())):
        msg = f"{place}: {n_left} forms tell neither wave {waves.before} nor {waves.after}; complete {waves.wave}"
        raise ReadError(msg)
    before, after = (part.set_index(form.answers.loc[part.index, waves.code_word].astype("str").rename(None)) for part in parts.values())
    repeated = [set(wave.index[(wave.index != "") & wave.index.duplicated()]) for wave in (before, after)]
    twice = repeated[0] | repeated[1]
    if twice and waves.twice == "refuse":
        n_forms = sum(int(wave.index.isin(twice).sum()) for wave in (before, after))
        msg = (
            f"{place}: {len(repeated[0])} code words stand twice before and {len(repeated[1])} after; tell their people apart in "
            f"{waves.code_word}, or set waves.twice to leave_out, without their {n_forms} forms"
        )
        raise ReadError(msg)
    kept = [wave[~wave.index.isin(twice)] for wave in (before, after)]
    named = [set(wave.index) - {""} for wave in kept]
    flow = {
        "before": len(before),
        "after": len(after),
        "twice": len(twice),
        "left_out": sum(map(len, (before, after))) - sum(map(len, kept)),
        "nameless": sum(int((wave.index == "").sum()) for wave in kept),
        "joined": sum(finding.n for finding in form.findings if finding.rule == JOINED and finding.variable == waves.code_word),
        "matched": len(named[0] & named[1]),
        "only_before": len(named[0] - named[1]),
        "only_after": len(named[1] - named[0]),
    }
    return Gathered(codebook=form.codebook, before=kept[0], after=kept[1], flow=flow, findings=form.findings)


def _refuse_silence(gathered: Gathered, event: Event, place: str) -> None:
    """Refuse waves of nobody, questions that nobody answered, and code words that match nobody."""
    faults, flow = Faults(), gathered.flow
    parts = {"before": gathered.before, "after": gathered.after}
    empty = [wave for wave in parts if flow.get(wave) == 0]
    if empty:
        msg = f"{place}: nobody filled in the form {' and '.join(empty)}; add answers, or take the event out of params"
        raise ReadError(msg)
    if gone := [f"all {flow[wave]} of {wave}" for wave, forms in parts.items() if flow.get(wave) and not len(forms)]:
        msg = f"{place}: forms whose code word stands twice were left out, {' and '.join(gone)}; tell their people apart"
        raise ReadError(msg)
    if event.waves is not None and flow["matched"] == 0:
        n_words = tuple(flow["matched"] + flow[key] for key in ("only_before", "only_after"))
        msg = (
            f"{place}: none of {n_words[1]} code words of after is among the {n_words[0]} of before; look whether {event.waves.code_word} "
            "is the same question in both"
        )
        faults.add(ReadError(msg))
    for wave, frame, asked in _asked(gathered, event):
        unanswered = [name for name in asked if not frame[list(gathered.codebook.columns(name))].notna().any(axis=None)]
        if unanswered:
            faults.add(ReadError(f"{place}: nobody answered {', '.join(unanswered)} {wave}; ask it there, or take it out of params"))
    most = max(flow["after"], flow.get("before", 0))
    if event.participants is not None and most > event.participants:
        faults.add(ReadError(f"{place}: {most} forms of one wave, and {event.participants} participants; correct one of them"))
    faults.raise_any()


def _asked(gathered: Gathered, event: Event) -> Sequence[tuple[str, pd.DataFrame, Sequence[str]]]:
    """Name the questions of each wave."""
    waves, levels = event.waves, event.levels
    if waves is None:
        return (("", gathered.after, levels.questions),)
    compared = (*levels.learning, *levels.behaviour)
    return (
        ("before", gathered.before, (*compared, *waves.about)),
        ("after", gathered.after, (*levels.reaction, *compared, *waves.retrospective.values())),
    )
