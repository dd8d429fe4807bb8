"""Yardsticks: published figures of other surveys, read from the study's table and held against its codebook.

A row is one figure: `yardstick` (its key), `variable` and `category` (codes or keys of the study's question, joined by |; empty: its mean),
`place` (an area or side; empty: everybody), `base` (asked or answered, of a share), `percent` or `mean`, `year`, `mode`, `likeness`,
`source` (a code of `report.sources`), and in each language of the report `population_ru`, `wording_ru`, `note_ru`. It may have `n`
(respondents), `deff` (design effect; else 1) and `sd` (of a mean): without `n` the figure has no error, and no difference gets one.
Columns that none of its rows fills may be left out: `place`, `mean`, or of means alone `category`, `base` and `percent`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.errors import ExternalFigureError, Faults
from crowdpotential.ingest.table_cells import places_of, read_codes, read_key, read_number, read_one_of, read_place, read_variable
from crowdpotential.ingest.table_files import read_known_table
from crowdpotential.letters import normal_form
from crowdpotential.params import Params
from crowdpotential.results.domains import Domain

Likeness = Literal["same", "similar", "not_comparable"]
Mode = Literal["face_to_face", "telephone", "online", "self_completion", "mixed", "register", "not_stated"]
TEXTS = ("population", "wording", "note")
NEEDED = ("yardstick", "variable", "year", "mode", "likeness", "source")
OF_FIGURES = ("category", "base", "percent", "mean")  # a table of means alone has no percent, one of shares no mean
MAY_BE = ("place", *OF_FIGURES, "n", "deff", "sd")
BASES = ("asked", "answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """One published figure, and which of the study's own it stands beside."""

    id: str
    variable: str
    codes: tuple[int, ...]  # of the answers that are counted together; none: a mean
    about: Domain
    base: str  # asked or answered
    value: float  # share 0 to 1, or a mean
    n: float  # respondents; NaN: not published
    deff: float
    deviation: float  # standard deviation of the answers behind a mean; NaN: not published
    year: str
    mode: Mode
    likeness: Likeness
    source: str
    texts: Mapping[str, Mapping[str, str]]  # population, wording, note -> language -> words

    @property
    def category(self) -> str:
        """The answers as results name them; empty of a mean."""
        return "+".join(map(str, self.codes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a table of yardsticks may name."""

    codebook: Codebook
    places: Mapping[str, Domain]  # id -> area or side
    sources: Collection[str]
    languages: tuple[str, ...]


def what_is_known(params: Params, codebook: Codebook, sources: Collection[str]) -> Known:
    """Return what a table of yardsticks of this study may name."""
    return Known(codebook=codebook, places=places_of(params), sources=sources, languages=params.report.languages)


def read_yardsticks(path: Path, known: Known) -> tuple[Yardstick, ...]:
    """Read a table of published figures.

    Args:
        path: .csv, .txt or .xlsx.
        known: questions, places, sources and languages of the study.

    Raises:
        MissingFileError, ReadError, ColumnError: the table cannot be read, or lacks columns.
        ExternalFigureError: a row names what the study does not have, has no source, wording or year, or says what cannot be; all at once.
    """
    texts = {text: [f"{text}_{language}" for language in known.languages] for text in TEXTS}
    optional = [*MAY_BE, *texts["note"]]
    table = read_known_table(path, needed=[*NEEDED, *texts["population"], *texts["wording"]], also=optional)
    table = table.assign(**{name: "" for name in optional if name not in table})
    found, faults = list[Yardstick](), Faults()
    for row in table.to_dict("records"):
        with faults.collected():
            found.append(_read_row({str(name): str(cell) for name, cell in row.items()}, known, path.name))
    keys = pd.Series([f"{entry.id} ({entry.variable})" for entry in found], dtype="str")
    for name in keys[pd.Series([entry.id for entry in found], dtype="str").duplicated()]:
        faults.add(ExternalFigureError(f"{path.name}: yardstick {name} stands there twice; give each figure a key of its own"))
    faults.raise_any()
    return tuple(found)


def _read_row(row: Mapping[str, str], known: Known, file: str) -> Yardstick:
    name = read_key(row["yardstick"], "yardstick", file)
    where, faults = f"{file}: yardstick {name}", Faults()
    for column in ("year", "source", *(f"{text}_{language}" for text in ("population", "wording") for language in known.languages)):
        if not row[column]:
            faults.add(ExternalFigureError(f"{where}: has no {column}; write down where and of what the figure is, or leave it out"))
    faults.raise_any()
    variable = read_variable(row["variable"], known.codebook, where)
    is_mean = bool(row["mean"])
    found = Yardstick(
        id=name,
        variable=variable.id,
        codes=() if is_mean else read_codes(row["category"], variable, known.codebook, where),
        about=read_place(row["place"], known.places, where),
        base="answered" if is_mean else read_one_of(row["base"], BASES, "base", where),
        value=_value(row, where),
        n=read_number(row, "n", where, low=2),
        deff=read_number(row, "deff", where, low=0.1, other=1.0),
        deviation=read_number(row, "sd", where, low=0),
        year=row["year"],
        mode=read_one_of(row["mode"], get_args(Mode), "mode", where),
        likeness=read_one_of(row["likeness"], get_args(Likeness), "likeness", where),
        source=read_one_of(row["source"], known.sources, "source", where),
        texts={text: {language: row[f"{text}_{language}"] for language in known.languages} for text in TEXTS},
    )
    _refuse_contradictions(found, variable, known, where)
    return found


def _refuse_contradictions(found: Yardstick, variable: Variable, known: Known, where: str) -> None:
    """Refuse a mean of what has none, and a figure that is called the same while its question is another."""
    if not found.codes and not variable.kind.is_ordered:
        msg = f"{where}: {variable.id} has no mean, since its answers are in no order; give percent and category instead"
        raise ExternalFigureError(msg)
    if found.likeness == "same":
        own = {language: _wordings(variable, language) for language in known.languages}
        asked = found.texts["wording"]
        if not any(normal_form(asked[language]) in own[language] for language in known.languages):
            msg = (
                f"{where}: likeness is same, but its wording is not that of {variable.id} in the questionnaire, in any language of the "
                "report; call it similar, or correct the wording"
            )
            raise ExternalFigureError(msg)
    elif not all(found.texts["note"].values()):
        msg = f"{where}: likeness is {found.likeness}, and nothing says what differs; fill in note in every language of the report"
        raise ExternalFigureError(msg)


def _wordings(variable: Variable, language: str) -> set[str]:
    wording, lead = variable.wording.get(language, ""), (variable.lead or {}).get(language, "")
    return {normal_form(wording), normal_form(f"{lead} {wording}")}


def _value(row: Mapping[str, str], where: str) -> float:
    if bool(row["percent"]) == bool(row["mean"]):
        msg = f"{where}: needs a number in percent or in mean, and in one of them only"
        raise ExternalFigureError(msg)
    if row["mean"]:
        return read_number(row, "mean", where)
    percent = read_number({"percent": row["percent"].removesuffix("%").strip()}, "percent", where, low=0)
    if percent > 100:
        msg = f"{where}: percent is above 100; correct it"
        raise ExternalFigureError(msg)
    return percent / 100
