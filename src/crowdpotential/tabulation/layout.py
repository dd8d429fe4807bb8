"""How a banner table reads, whatever it is printed on: columns with letters, sections of lines, tests and notes, in one language."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from crowdpotential.compare.banners import Association, Cells
from crowdpotential.compare.distributions import Base
from crowdpotential.exhibits.numerals import Numerals
from crowdpotential.stats.inference.column_pairs import letter_of
from crowdpotential.tabulation.banner import BannerTable, ToldBlock, order_lines
from crowdpotential.tabulation.sample import Sample

Kind = Literal["percent", "mean", "error", "count"]
DIGITS: Mapping[Kind, int] = {"percent": 1, "mean": 2, "error": 2, "count": 0}
TOTAL, HIDDEN = 0, "×"
TOLD_DIGITS = 6  # as of every number in results.csv: more would tell of single weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: everybody, or a group of a variable."""

    variable: str  # id; empty for everybody
    group: str  # words of the variable
    key: str
    label: str
    letter: str
    block: int  # whose numbers stand in it
    place: int  # among the columns of the block


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A number, or why there is none, and the letters of the columns that it exceeds."""

    value: float  # NaN where there is none; per cent, not shares
    is_hidden: bool = False
    letters: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of cells."""

    label: str
    category: str  # code; empty where it is none
    kind: Kind
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines under one heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A banner table in words."""

    id: str
    title: str
    about: tuple[str, ...]
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    tests: tuple[str, ...]
    notes: tuple[str, ...]


@cache
def load_words(language: str) -> Mapping[str, str]:
    """Return the sentences of tables in a language."""
    return tomllib.loads((files("crowdpotential") / "tabulation" / f"{language}.toml").read_text(encoding="utf-8"))


def lay_out(table: BannerTable, sample: Sample, language: str) -> Layout:
    """Put a table into words.

    Args:
        table: as it was estimated and hidden.
        sample: of its study.
        language: one that the report speaks.
    """
    writer = _Writer(table=table, sample=sample, language=language)
    cells, variable = table.blocks[0].block.cells, table.variable
    say, numerals = writer.words, Numerals(code=language)
    asked, answered = (int(cells[base].n[TOTAL]) for base in ("asked", "answered"))
    about = [say["synthetic"]] if sample.params.study.synthetic else []
    about += [say["base"].format(asked=numerals.integer(asked), answered=numerals.integer(answered))]
    about += [say["filter"].format(filters="; ".join(table.filters))] if table.filters else []
    sections = (writer.answers(), writer.all_asked(), writer.means(), writer.bases())
    wording = " ".join(part for part in (writer.text(variable.lead or {}), writer.text(variable.wording)) if part)
    return Layout(
        id=variable.id,
        title=say["title"].format(id=variable.id, wording=wording),
        about=tuple(about),
        columns=writer.columns,
        sections=tuple(section for section in sections if section.lines),
        tests=writer.tests(),
        notes=writer.notes(),
    )


def list_columns(table: BannerTable, sample: Sample, language: str) -> tuple[Column, ...]:
    """List the columns: everybody once, then the groups of each variable, lettered anew in each."""
    words = load_words(language)
    found = [Column(variable="", group="", key="", label=words["total"], letter="", block=0, place=TOTAL)]
    for number, told in enumerate(table.blocks):
        grouping = told.block.grouping
        for place, key in enumerate(grouping.keys):
            found.append(
                Column(
                    variable=grouping.variable,
                    group=_name_variable(sample, grouping.variable, language),
                    key=key,
                    label=_name_group(sample, grouping.variable, key, language),
                    letter=letter_of(place),
                    block=number,
                    place=place + 1,
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """A table that is being put into words."""

    table: BannerTable
    sample: Sample
    language: str

    @property
    def words(self) -> Mapping[str, str]:
        return load_words(self.language)

    @property
    def columns(self) -> tuple[Column, ...]:
        return list_columns(self.table, self.sample, self.language)

    def text(self, words: Mapping[str, str]) -> str:
        return _choose(words, self.language)

    def answers(self) -> Section:
        lines = [line for line in self._order() if self._is_share(line) and "answered" in self.table.question.counted[line].bases]
        return Section(title=self.words["of_answered"], lines=tuple(self._line(line, "answered", "percent") for line in lines))

    def all_asked(self) -> Section:
        cells = self.table.blocks[0].block.cells
        lines = [line for line in self._order() if self._is_share(line)] if cells["asked"].n[TOTAL] > cells["answered"].n[TOTAL] else []
        return Section(title=self.words["of_asked"], lines=tuple(self._line(line, "asked", "percent") for line in lines))

    def means(self) -> Section:
        found = list[Line]()
        for line, counted in enumerate(self.table.question.counted):
            if counted.is_mean:
                found += [self._line(line, "answered", "mean"), self._line(line, "answered", "error")]
        unit = self.table.variable.unit
        title = self.words["mean_section"] + (f", {self.text(unit)}" if unit else "")
        return Section(title=title, lines=tuple(found))

    def bases(self) -> Section:
        def line(label: str, base: Base, name: Literal["n", "n_effective"]) -> Line:
            cells = [
                self._count(self.table.blocks[column.block], column.place, float(getattr(self._cells(column, base), name)[column.place]))
                for column in self.columns
            ]
            return Line(label=self.words[label], category="", kind="count", cells=tuple(cells))

        lines = (line("n_asked", "asked", "n"), line("n_answered", "answered", "n"), line("n_effective", "answered", "n_effective"))
        return Section(title=self.words["bases"], lines=lines)

    def tests(self) -> tuple[str, ...]:
        found = list[str]()
        for told in self.table.blocks:
            by = _name_variable(self.sample, told.block.grouping.variable, self.language)
            lines = [self._test(by, line, association) for line, association in self._told_tests(told)]
            found += [line for line in lines if line] or [self.words["untested"].format(by=by)]
        return tuple(found)

    def notes(self) -> tuple[str, ...]:
        params, words, numerals = self.sample.params, self.words, Numerals(code=self.language)
        level, fewest = numerals.decimal(1 - params.comparison.confidence_level, 2), numerals.integer(params.report.suppress_below)
        found = [words["weighted"], words["letters_rule"].format(level=level, fewest=fewest), words["test_rule"]]
        if self.table.variable.kind.has_options:
            found.insert(0, words["multiple"])
        if any(self.is_small(column) for column in self.columns):
            found.append(words["small"].format(n=numerals.integer(params.report.small_base)))
        if any(told.hidden.any() for told in self.table.blocks):
            found.append(words["hidden"])
        return (*found, words["internal"])

    def is_small(self, column: Column) -> bool:
        n = self._cells(column, "answered").n[column.place]
        return bool(n < self.sample.params.report.small_base) and not self.table.blocks[column.block].few_columns[column.place]

    def _order(self) -> list[int]:
        return order_lines(self.table, self.sample.codebook)

    def _is_share(self, line: int) -> bool:
        return not self.table.question.counted[line].is_mean

    def _cells(self, column: Column, base: Base) -> Cells:
        return self.table.blocks[column.block].block.cells[base]

    def _line(self, line: int, base: Base, kind: Kind) -> Line:
        counted = self.table.question.counted[line]
        label = self.words[kind] if kind in {"mean", "error"} else self._name_answer(counted.category)
        return Line(
            label=label,
            category=counted.category,
            kind=kind,
            cells=tuple(self._cell(line, column, base, kind) for column in self.columns),
        )

    def _cell(self, line: int, column: Column, base: Base, kind: Kind) -> Cell:
        told = self.table.blocks[column.block]
        if told.hidden[line, column.place]:
            return Cell(value=np.nan, is_hidden=True)
        cells = told.block.cells[base]
        value = float((cells.standard_error if kind == "error" else cells.estimate)[line, column.place])
        has_letters = base == "answered" and kind != "error" and column.place != TOTAL
        told_value = float(f"{100 * value if kind == 'percent' else value:.{TOLD_DIGITS}g}")
        return Cell(value=told_value, letters=self._letters(told, line, column) if has_letters else "")

    def _letters(self, told: ToldBlock, line: int, column: Column) -> str:
        level = 1 - self.sample.params.comparison.confidence_level
        lower = told.block.pairs.lower_columns(line, column.place - 1, level)
        return " ".join(letter_of(place) for place in lower if not told.hidden[line, place + 1])

    def _count(self, told: ToldBlock, place: int, n: float) -> Cell:
        is_few = bool(told.few_columns[place])
        return Cell(value=np.nan if is_few else n, is_hidden=is_few)

    def _told_tests(self, told: ToldBlock) -> list[tuple[int, Association]]:
        """List the associations of lines without a hidden cell, in the order of print; that of all answers together comes first."""
        found = told.block.associations
        shares = [line for line, counted in enumerate(self.table.question.counted) if not counted.is_mean and "answered" in counted.bases]
        lines = [-1, *self._order()]
        is_told = {line: not (told.hidden[shares] if line < 0 else told.hidden[line]).any() for line in found}
        return [(line, found[line]) for line in lines if line in found and is_told[line]]

    def _test(self, by: str, line: int, association: Association) -> str:
        numerals, test = Numerals(code=self.language), association.test
        if test is None:
            return ""
        p, f = numerals.p_value(test.p_value).striptags(), numerals.decimal(test.statistic, 2)
        if line >= 0 and not self._is_share(line):
            return self.words["test_mean"].format(by=by, p=p, f=f)
        v = numerals.decimal(association.strength, 2)
        if line < 0:
            return self.words["test_all"].format(by=by, p=p, f=f, v=v)
        answer = self._name_answer(self.table.question.counted[line].category)
        return self.words["test_option"].format(by=by, answer=answer, p=p, v=v)

    def _name_answer(self, category: str) -> str:
        name, code = self.table.variable.id, int(category)
        codes = self.sample.codebook.codes(name)
        label = self.text(codes[code].label if code in codes else self.sample.codebook.missing_codes(name)[code].label)
        return self.words["exclusive"].format(label=label) if code in self.table.variable.exclusive else label


def _name_variable(sample: Sample, name: str, language: str) -> str:
    variable = sample.codebook.by_id.get(name)
    if variable is None:
        places = sample.params.study.words
        forms = (places.area if name == "area" else places.bloc).get(language, {})
        return (forms.get("one") or forms.get("other") or name).capitalize()
    return _choose(variable.wording, language)


def _name_group(sample: Sample, name: str, key: str, language: str) -> str:
    params = sample.params
    if name == "area" and key in params.areas:
        area = params.areas[key]
        return _choose(area.short or area.name, language)
    if name == "bloc" and key in params.blocs:
        return _choose(params.blocs[key].name, language)
    code = sample.codebook.code_of_key(name, key)
    return _choose(sample.codebook.codes(name)[code].label, language) if code is not None else key


def _choose(words: Mapping[str, str], language: str) -> str:
    """Return words in a language, else in the first that has them."""
    return words.get(language) or next(iter(words.values()), "")


def by_block(layout: Layout) -> Sequence[tuple[int, ...]]:
    """Return the positions of the columns of each block, everybody first in each."""
    blocks = sorted({column.block for column in layout.columns})
    return [(0, *(at for at, column in enumerate(layout.columns) if at and column.block == block)) for block in blocks]


def write_cell(cell: Cell, kind: Kind, numerals: Numerals) -> str:
    """Write a cell as text, its letters after the number."""
    if cell.is_hidden:
        return HIDDEN
    number = numerals.decimal(cell.value, DIGITS[kind])
    return f"{number} {cell.letters}".strip()
