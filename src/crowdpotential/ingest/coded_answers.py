"""The copy of the workbook of open answers that coders filled in."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from crowdpotential.errors import Faults, ParamsError
from crowdpotential.formulas import mask, unmask
from crowdpotential.ingest.coding_frames import NO_THEME, load_frame, split_cell
from crowdpotential.ingest.table_files import read_known_table
from crowdpotential.letters import normal_form
from crowdpotential.params import Params
from crowdpotential.quoting import show, words_of
from crowdpotential.validation import nearest

CODERS = ("coder_1", "coder_2")
RELEASE = "release"  # column in which coders say that an answer may be quoted
WRITTEN = ("variable", "respondent", "answer", "dictionary", *CODERS, RELEASE)  # columns of the workbook, in their order
YES, NO = ("yes", "да"), ("no", "нет", "")  # in it, in any letters


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedAnswer:
    """What coders wrote beside one answer."""

    respondent: str  # running number
    answer: str  # as it is compared
    themes: tuple[frozenset[str] | None, ...]  # of each coder; None: not coded by this one
    is_released: bool = False  # may be quoted, as far as coders go

    @property
    def is_coded(self) -> bool:
        """Whether some coder has read the answer."""
        return any(themes is not None for themes in self.themes)


def load_coded(path: Path, variable: str, themes: Collection[str]) -> tuple[CodedAnswer, ...]:
    """Read what coders wrote on one question: variable, respondent, answer, coder_1; coder_2 and release may be absent.

    Themes of a cell are written by their keys, parted by |; `-` says that none fits, and an empty cell that it was not coded. `yes` under
    release says that the answer may be quoted.

    Raises:
        MissingFileError, ReadError, ColumnError: the file cannot be read, or misses a column.
        ParamsError: no line is about the question, a theme is not in the frame, a respondent stands twice; all are told together.
    """
    table = read_known_table(path, needed=WRITTEN[:3] + CODERS[:1], also=(*CODERS[1:], RELEASE))
    for coder in set(CODERS) & set(table):
        table[coder] = table[coder].map(unmask)  # "-" would begin a formula
    lines = [{str(name): str(cell) for name, cell in row.items()} for row in table.to_dict("records")]
    rows = [(at, row) for at, row in enumerate(lines, start=1) if row["variable"] == variable]
    faults = Faults()
    for fault in _faults(rows, path.name, variable, themes):
        faults.add(ParamsError(fault))
    faults.raise_any()
    return tuple(
        CodedAnswer(
            respondent=row["respondent"],
            answer=normal_form(row["answer"]),
            themes=tuple(_read_cell(row.get(coder, "")) for coder in CODERS),
            is_released=normal_form(row.get(RELEASE, "")) in YES,
        )
        for _, row in rows
    )


def match_answers(coded: Collection[CodedAnswer], answers: Mapping[str, str], name: str) -> dict[str, CodedAnswer]:
    """Return what coders wrote, by respondent.

    Args:
        coded: as read.
        answers: of every respondent who gave one, by running number.
        name: of the file.

    Raises:
        ParamsError: a line matches no respondent, or stands beside another answer than his; both are told together.
    """
    faults, width = Faults(), max(map(len, answers), default=0)
    coded = [replace(one, respondent=one.respondent.zfill(width)) for one in coded]  # a spreadsheet drops the zeros of 000012
    unknown = sum(one.respondent not in answers for one in coded)
    if unknown:
        faults.add(
            ParamsError(f"{name}: {unknown} lines match no respondent with an answer; take a fresh internal/coding.xlsx, and copy codes")
        )
    moved = sum(one.respondent in answers and one.answer != compared(answers[one.respondent]) for one in coded)
    if moved:
        faults.add(
            ParamsError(
                f"{name}: {moved} lines hold another answer than the respondent of that number gave; numbers move when data are added, "
                "so take a fresh internal/coding.xlsx and copy the codes by answer"
            )
        )
    faults.raise_any()
    return {one.respondent: one for one in coded}


def given_answers(main: pd.DataFrame, variable: str) -> dict[str, str]:
    """Return what respondents wrote on an open question, by running number, of those who wrote something."""
    given = zip(main["respondent_id"].astype(str), main[variable].astype(str), strict=True)
    return {number: text for number, text in given if text.strip()}


def try_codes(params: Params, main: pd.DataFrame, folder: Path) -> None:
    """Match what coders wrote with the answers of the main sample, so that lines of another study are found without a run.

    Raises:
        CrowdpotentialError: as `load_coded` and `match_answers`; faults of all questions are told together.
    """
    faults = Faults()
    for variable, spec in (params.open_answers or {}).items():
        if spec.coded is None:
            continue
        with faults.collected():
            themes = load_frame(folder / spec.frame, spec, params)
            lines = load_coded(folder / spec.coded, variable, [theme.key for theme in themes])
            match_answers(lines, given_answers(main, variable), Path(spec.coded).name)
    faults.raise_any()


def compared(answer: str) -> str:
    """Write an answer as it is compared with that of a workbook, where formulas are masked."""
    return normal_form(" ".join(mask(answer).split()))


def _read_cell(cell: str) -> frozenset[str] | None:
    """Return the themes of a cell; None where it is empty."""
    return frozenset(split_cell(cell)) - {NO_THEME} if cell else None


def _faults(rows: list[tuple[int, dict[str, str]]], name: str, variable: str, themes: Collection[str]) -> Iterator[str]:
    if not rows:
        yield f"{name}: no line is about {variable}; keep the column `variable` as the workbook has it, or take the file out of params"
    seen = set[str]()
    for at, row in rows:
        if fault := _release_fault(row):
            yield f"{name}: line {at}, {RELEASE}: {fault}"
        if row["respondent"] in seen:
            yield f"{name}: line {at}: the respondent stands in an earlier line on {variable}; keep one of them"
        seen.add(row["respondent"])
        for coder in CODERS:
            parts = split_cell(row.get(coder, ""))
            if NO_THEME in parts and len(parts) > 1:
                yield f"{name}: line {at}, {coder}: themes stand beside {NO_THEME}, which says that none fits; keep one of both"
            for theme in parts:
                if theme not in themes and theme != NO_THEME:
                    near = nearest(theme, themes)
                    hint = f"; did you mean {near}?" if near else f"; known are {', '.join(themes)}"
                    yield f"{name}: line {at}, {coder}: the frame has no theme {show(theme, 'of such a name', words_of(themes))}{hint}"


def _release_fault(row: Mapping[str, str]) -> str:
    """State what is wrong with the cell that says whether an answer may be quoted; empty where nothing is."""
    said = normal_form(row.get(RELEASE, ""))
    if said not in (*YES, *NO):
        return "write yes where the answer may be quoted, and nothing elsewhere"
    if said in YES and not any(row.get(coder, "") for coder in CODERS):
        return "the answer is released, but no coder has read it; code it, or clear the cell"
    return ""
