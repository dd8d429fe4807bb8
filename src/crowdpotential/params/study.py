"""params.yaml: who asked whom, the files as received, areas and blocs, and who is left out."""

import codecs
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from crowdpotential.codebook import Condition, Record, Text
from crowdpotential.formulas import key_fault
from crowdpotential.params.fieldwork import Fieldwork
from crowdpotential.quoting import show

Storage = Literal["indicators", "codes_in_order", "code_or_blank", "code_or_zero", "delimited"]
PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")  # of Unicode CLDR
LabelsCount = Literal["check", "file", "ignore"]
MissingCount = Literal["check", "no_answer", "answer"]
LABELLED_FORMATS = (".sav", ".zsav", ".dta")
ROW_FORMATS = (".csv", ".tsv", ".xlsx")  # files whose names stand in a row, like their answers


class Words(Record):
    """What the study calls its areas and blocs, where it has any: language -> plural category ("one", "few", ...) -> word."""

    area: Mapping[str, Mapping[str, str]] = {}
    bloc: Mapping[str, Mapping[str, str]] = {}

    @model_validator(mode="after")
    def _counts_in_known_categories(self) -> Self:
        for kind in ("area", "bloc"):
            for language, forms in getattr(self, kind).items():
                if odd := [form for form in forms if form not in PLURAL_CATEGORIES]:
                    known = ", ".join(PLURAL_CATEGORIES)
                    msg = f"{kind}.{language}: {odd[0]} is no plural category; known are {known}"
                    raise ValueError(msg)
        return self


class Study(Record):
    """Who asked whom, and how the study calls things."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: Text
    standfirst: Text | None = None
    synthetic: bool
    questionnaire: str
    simulation: str | None = None  # plan of a synthetic survey with known truth
    words: Words = Words()
    area_note: Text | None = None  # what the areas are and are not; printed under the map and the table of areas
    fieldwork: Fieldwork = Fieldwork()


class DataFile(Record):
    """One file as received."""

    path: str
    area: str | None = None  # every row belongs to this area; else the variable with role `area` tells
    bloc: str | None = None  # the same of the bloc, where areas name none; else the variable with role `bloc` tells
    encoding: str | None = None  # null: .csv and .tsv are utf-8, .sav and .dta as they declare; or cp1251, ...
    delimiter: str | None = None  # one character; null: comma, in .tsv the tab
    decimal: Literal[".", ","] = "."
    sheet: str | None = None  # null: the first
    header_row: int | None = Field(default=None, ge=1)  # row of the names, as Excel counts; null: the first
    skip_rows: tuple[int, ...] | None = None  # rows that are no respondents, such as [2, 3]; null: none is known
    # formulas without a value, errors such as #N/A, cells under merged ones, dates out of the calendar; blank: they count as no answer
    cell_errors: Literal["refuse", "blank"] = "refuse"
    values: Literal["codes", "labels"] = "codes"  # labels: cells hold the words of the answer
    labels_language: str | None = None
    multiple: Storage | Mapping[str, Storage] = "indicators"  # of all multiple answers, or by question
    counted_value: int | str | Mapping[str, int | str] | None = None  # marks a chosen option; null: 1 or yes
    separator: str | None = Field(default=None, min_length=1)  # of delimited; null: ; | , line break, blank
    # what .sav and .dta say of their codes. labels: check refuses those that contradict the codebook; file: they count, and codes follow
    # from the words; ignore: the codes count. user_missing: check refuses cells that the file declares missing and the codebook takes for
    # answers; or they are answer, or no_answer. Both for all variables, or variable by variable
    labels: LabelsCount | Mapping[str, LabelsCount] = "check"
    user_missing: MissingCount | Mapping[str, MissingCount] = "check"
    blank_words: tuple[str, ...] = ()  # what means a blank cell, beside NA, NULL, #NULL! and the like
    columns: Mapping[str, str] = {}  # column in the file -> variable of the codebook
    where: Condition | None = None  # rows to keep; variable: a column as the file calls it; null: all
    # columns that the study does not use: names, patterns such as RW*, or rest; any other unknown column is refused
    ignore: tuple[str, ...] = ()

    def storage_of(self, variable: str) -> Storage:
        """Return how a multiple answer is stored."""
        return self.multiple if isinstance(self.multiple, str) else self.multiple.get(variable, "indicators")

    def counted_value_of(self, variable: str) -> int | str | None:
        """Return the value that marks a chosen option of a multiple answer; None where it is 1 or yes."""
        counted = self.counted_value
        return counted.get(variable) if isinstance(counted, Mapping) else counted

    @model_validator(mode="after")
    def _has_a_header_where_rows_are_named(self) -> Self:
        given = [key for key in ("header_row", "skip_rows") if getattr(self, key) is not None]
        if given and not self.path.lower().endswith(ROW_FORMATS):
            msg = f"{_kind_of(self.path)} has its names apart from its rows; take {given[0]} out"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _has_what_it_says_of_its_form(self) -> Self:
        ways = {self.multiple} if isinstance(self.multiple, str) else {"indicators", *self.multiple.values()}
        if self.sheet is not None and not self.path.lower().endswith(".xlsx"):
            msg = f"{_kind_of(self.path)} has no sheets; take sheet out"
            raise ValueError(msg)
        marks = [key for key in ("encoding", "delimiter") if getattr(self, key) is not None]
        if marks and self.path.lower().endswith((".xlsx", ".parquet")):
            msg = f"{self.path} holds its texts in one way only; take {marks[0]} out"
            raise ValueError(msg)
        if self.separator is not None and "delimited" not in ways:
            msg = "separator parts the answers of multiple: delimited, which is not said here; say it, or take separator out"
            raise ValueError(msg)
        if self.counted_value is not None and not ways & {"indicators", "code_or_blank"}:
            msg = "counted_value marks the options of multiple: indicators or code_or_blank, which no question has here; take it out"
            raise ValueError(msg)
        return self

    @field_validator("where")
    @classmethod
    def _looks_at_cells(cls, where: Condition | None) -> Condition | None:
        leaves = where.leaves("") if where else ()
        if any(leaf.variable is None or leaf.op == "selected" for _, leaf in leaves):
            msg = "where is held against the cells of the file; give variable (a column), op and value, with eq or in for an option chosen"
            raise ValueError(msg)
        return where

    @model_validator(mode="after")
    def _has_a_dictionary_where_it_counts(self) -> Self:
        given = [key for key in ("labels", "user_missing") if getattr(self, key) != "check"]
        if given and not self.path.lower().endswith(LABELLED_FORMATS):
            msg = f"{_kind_of(self.path)} declares nothing of its codes, as {', '.join(LABELLED_FORMATS)} do; take {given[0]} out"
            raise ValueError(msg)
        return self

    def labels_of(self, variable: str) -> LabelsCount:
        """Return whether the file's labels of a variable count."""
        return self.labels if isinstance(self.labels, str) else self.labels.get(variable, "check")

    def user_missing_of(self, variable: str) -> MissingCount:
        """Return what cells of a variable are that the file alone declares missing."""
        ways = self.user_missing
        return ways if isinstance(ways, str) else ways.get(variable, "check")

    @field_validator("encoding")
    @classmethod
    def _is_an_encoding(cls, name: str | None) -> str | None:
        if name is not None and not _is_encoding(name):
            msg = f"there is no encoding {show(name, 'of this name')}; write such as cp1251 or utf-8"
            raise ValueError(msg)
        return name

    @field_validator("delimiter")
    @classmethod
    def _is_one_character(cls, mark: str | None) -> str | None:
        if mark is not None and (len(mark) != 1 or mark in '"\r\n\0'):
            msg = f'a delimiter is one character, such as ";" or "\\t" for the tab, not {len(mark)}'
            raise ValueError(msg)
        return mark


def _kind_of(path: str) -> str:
    return f"a {PurePosixPath(path).suffix} file"


def _is_encoding(name: str) -> bool:
    """Return whether Python reads text in an encoding of this name."""
    try:
        return "a;1".encode(codecs.lookup(name).name).decode(name) == "a;1"
    except (LookupError, ValueError, TypeError):
        return False


class Area(Record):
    """A unit of comparison: an oblast, a region, an age band."""

    bloc: str = ""  # that it lies in; left out of all: areas cross the blocs, or there are none
    name: Text
    short: Text | None = None
    population: int | None = Field(default=None, gt=0)  # persons; null: not known, and the report says so
    planned: int | None = Field(default=None, gt=0)  # interviews of the main sample
    map_key: str | None = None  # property `iso` of the map's feature

    def label(self, language: str) -> str:
        """Return the short name, else the name."""
        return (self.short or self.name)[language]


class Bloc(Record):
    """One side: a set of areas, or of respondents wherever they live."""

    name: Text
    areas_label: Text | None = None  # such as "oblasts of Russia"
    note: Text | None = None  # a year of its own, weights that are missing: printed wherever blocs are compared


class Exclusion(Record):
    """A rule by which respondents are left out, and counted."""

    id: str
    label: Text
    when: Condition

    @field_validator("id")
    @classmethod
    def _can_stand_in_tables(cls, name: str) -> str:
        if fault := key_fault(name):
            msg = f"{name} {fault}"
            raise ValueError(msg)
        return name


class Cleaning(Record):
    """Who is left out, and what happens to answers that routing forbids."""

    exclude: tuple[Exclusion, ...] = ()
    forbidden_answers: Literal["set_not_applicable", "keep"] = "set_not_applicable"
    out_of_range: Literal["set_no_answer", "refuse"] = "refuse"
    # who is left without an area or bloc because its variable is missing, or holds one that params do not list:
    # keep: he counts among all, and nowhere else
    unplaced: Literal["refuse", "keep"] = "refuse"
