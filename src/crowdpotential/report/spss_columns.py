"""SPSS: how each column of the respondents appears, with its labels, missing codes, measure and format."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from crowdpotential.codebook import Codebook, Text, Variable, is_numbered
from crowdpotential.exhibits.language import Language
from crowdpotential.params import Params

MOST_DISCRETE = 3  # single missing codes that SPSS can declare; more need a range
WHOLE, DECIMAL, WEIGHT, SCORE = "F8.0", "F10.4", "F14.4", "F8.2"  # SPSS number formats
MissingRanges = list[Any]  # numbers, or {"lo": number, "hi": number}, as pyreadstat takes them


@dataclass(frozen=True, slots=True, kw_only=True)
class SpssColumn:
    """A column in the words of SPSS."""

    label: str
    labels: Mapping[Any, str] = field(default_factory=dict)  # number or text -> its label
    missing: MissingRanges = field(default_factory=list)
    measure: str = "nominal"
    form: str | None = None  # number format; null for text


def describe_columns(respondents: pd.DataFrame, *, codebook: Codebook, params: Params, words: Language) -> dict[str, SpssColumn]:
    """Describe every column of the respondents: the program's own, the answers, and the options of multiple answers."""
    own = _own_columns(respondents.columns, codebook, params, words)
    owner = {column: variable for variable in codebook.variables for column in codebook.columns(variable.id)}
    described: dict[str, SpssColumn] = {}
    for column in respondents.columns:
        if column in own:
            described[column] = own[column]
        elif column in owner:
            described[column] = _answer_column(respondents[column], owner[column], codebook, params, words)
        else:
            described[column] = SpssColumn(label=column)
    return described


def say(words: Language, key: str, **values: object) -> str:
    """Return a phrase of the catalogue's section for SPSS as plain text."""
    return str(words.sentences[f"spss.{key}"]).format(**values)


def text_in(text: Text | None, language: str) -> str:
    """Return the words of a language, or of the first one there is."""
    return text.get(language) or next(iter(text.values()), "") if text else ""


def study_word(kind: Literal["area", "bloc"], params: Params, language: str) -> str:
    """State what the study calls one of its areas or blocs."""
    forms = params.study.words.area if kind == "area" else params.study.words.bloc
    by_number = forms.get(language) or next(iter(forms.values()), {})
    return by_number.get("one") or kind


def _own_columns(columns: Iterable[str], codebook: Codebook, params: Params, words: Language) -> dict[str, SpssColumn]:
    language = words.code
    own = {
        "respondent_id": SpssColumn(label=say(words, "respondent_id")),
        "source": SpssColumn(label=say(words, "source")),
        "sample_type": SpssColumn(label=say(words, "sample_type"), labels={kind: say(words, kind) for kind in ("main", "boost")}),
        "bloc": SpssColumn(
            label=study_word("bloc", params, language).capitalize(),
            labels={name: text_in(bloc.name, language) for name, bloc in params.blocs.items()},
        ),
        "area": SpssColumn(
            label=study_word("area", params, language).capitalize(),
            labels={name: text_in(area.name, language) for name, area in params.areas.items()},
        ),
    }
    if params.has_index:
        label = say(words, "index", name=text_in(params.index.name, language))
        own["index"] = SpssColumn(label=label, measure="scale", form=SCORE)
    persons = "weight_uncalibrated" if params.weighting.method == "none" else "weight_persons"
    for name, key in (("base_weight", "base_weight"), ("weight_persons", persons), ("weight", "weight")):
        own[name] = SpssColumn(label=say(words, key), measure="scale", form=WEIGHT)
    labels = {dimension.id: text_in(dimension.label, language) for dimension in codebook.dimensions}
    for column in columns:
        for prefix, form in (("score", SCORE), ("n_items", WHOLE)):
            dimension = column.removeprefix(f"{prefix}_")
            if column.startswith(f"{prefix}_") and dimension in labels:
                label = say(words, prefix, name=labels[dimension])
                own[column] = SpssColumn(label=label, measure="scale", form=form)
    return own


def _answer_column(answers: "pd.Series[float]", variable: Variable, codebook: Codebook, params: Params, words: Language) -> SpssColumn:
    label = _wording(variable, codebook, params, words.code)
    if is_numbered(variable):
        return SpssColumn(label=say(words, "running_number", name=label))
    if variable.kind.is_worded:
        return SpssColumn(label=label)
    codes = codebook.codes(variable.id)
    missing = codebook.missing_codes(variable.id)
    labels = {float(code): text_in(entry.label, words.code) for code, entry in codes.items()}
    valid = [float(code) for code in codes]
    if variable.kind.has_options:
        option = codes[int(str(answers.name).rpartition("_")[2])]
        label = f"{text_in(option.label, words.code)} ({label})"
        labels, valid = {0.0: say(words, "not_chosen"), 1.0: say(words, "chosen")}, [0.0, 1.0]
    if variable.kind.is_number:
        valid = [float(number) for number in answers.unique() if number not in missing]
    labels |= {float(code): text_in(entry.label, words.code) for code, entry in missing.items()}
    is_whole = bool((answers.dropna() % 1 == 0).all())
    return SpssColumn(
        label=label,
        labels=labels,
        missing=missing_ranges([float(code) for code in missing], valid),
        measure=variable.kind.measure,
        form=WHOLE if is_whole else DECIMAL,
    )


def missing_ranges(missing: list[float], valid: list[float]) -> MissingRanges:
    """Declare missing codes as SPSS can: up to three single ones, or a range and one more, hiding no valid code.

    Where neither does, the first three are declared; all of them carry labels anyway.
    """
    codes = sorted(missing)
    if len(codes) <= MOST_DISCRETE:
        return [*codes]
    for inside, alone in ((codes, []), (codes[1:], codes[:1]), (codes[:-1], codes[-1:])):
        if not any(inside[0] <= code <= inside[-1] for code in valid):
            return [{"lo": inside[0], "hi": inside[-1]}, *alone]
    return [*codes[:MOST_DISCRETE]]


def _wording(variable: Variable, codebook: Codebook, params: Params, language: str) -> str:
    """Return a question's wording; where blocs have different words in it, they stand side by side."""
    wording = text_in(variable.wording, language)
    for name, by_bloc in codebook.placeholders.items():
        found = dict.fromkeys(text_in(text, language) for bloc, text in by_bloc.items() if bloc in params.blocs)
        wording = wording.replace("{" + name + "}", " / ".join(found))
    return wording
