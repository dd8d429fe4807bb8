"""Inputs that look bad and are right: the same answers in other forms, from which the same numbers must come.

And unusual studies that must pass.
"""

import json
import unicodedata
from collections.abc import Callable, Iterator
from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd

from battery.corpus.case import (
    OUT,
    Case,
    Edit,
    both,
    column,
    columns,
    margins,
    params,
    questionnaire,
    raw,
    variable,
)
from battery.corpus.files import as_dta, as_parquet, as_sav
from battery.study import AREAS, ITEMS, Study, deliver, to_csv, to_xlsx, to_yaml, words

NBSP, ZERO_WIDTH, BOM = "\u00a0", "\u200b", b"\xef\xbb\xbf"
LONG = "A very long label " * 30
CODED = ("sex", "town", *ITEMS, "used", "why")


def forms_of_text() -> Iterator[Case]:
    """Tables of text as programs write them."""
    yield from _cases(
        "text",
        {
            "blank lines at the end": raw("east.csv", lambda b: b + b"\n\n\n"),
            "no line break at the end": raw("east.csv", bytes.rstrip),
            "rows of separators at the end": raw("east.csv", lambda b: b + (b"," * 22 + b"\n") * 3),
            "a mark of byte order": raw("east.csv", lambda b: BOM + b),
            "line breaks of Windows": raw("east.csv", lambda b: b.replace(b"\n", b"\r\n")),
            "semicolons and decimal commas": both(
                _text(sep=";", decimal=","), params("data.2.delimiter", ";"), params("data.2.decimal", ",")
            ),
            "tabs": both(_text(sep="\t"), params("data.2.delimiter", "\t")),
            "tabs in a .tsv": _deliver("east.tsv", lambda t: to_csv(t, sep="\t")),
            "UTF-16, declared": both(_text(encoding="utf-16"), params("data.2.encoding", "utf-16")),
            "cp1251, declared": both(
                column(lambda t: t.assign(remark="Жалоба")), _text(encoding="cp1251"), params("data.2.encoding", "cp1251")
            ),
            "all cells in quotes": _text(quoting=1),
            "codes with a decimal": columns(lambda t: t.astype(dict.fromkeys(CODED, "Float64"))),
            "codes with leading zeros": columns(lambda t: t.assign(**{name: "0" + t[name].astype(str) for name in ITEMS})),
            "blanks around cells": columns(lambda t: t.assign(**{name: " " + t[name].astype(str) + "  " for name in ITEMS})),
            "blanks that do not break": columns(lambda t: t.assign(**{name: NBSP + t[name].astype(str) + NBSP for name in ITEMS})),
            "a suffix in capitals": _deliver("EAST.CSV", to_csv),
            "a name with blanks and brackets": _deliver("East (copy) 1.csv", to_csv),
            "a name in Russian": _deliver("данные/восток.csv", to_csv),
            "a path with a dot": params("data.2.path", "./east.csv"),
            "a row of names with blanks": raw("east.csv", lambda b: b.replace(b",", b" ,", 5)),
            "a name with a blank of no width": raw("east.csv", lambda b: b.replace(b"sex", f"{ZERO_WIDTH}sex".encode(), 1)),
            "row names as R writes them": column(lambda t: t.rename_axis("").reset_index()),
            "remarks with line breaks, quotes and separators": columns(lambda t: t.assign(remark='He said:\n"no", and; left')),
            "remarks of ten thousand letters": columns(lambda t: t.assign(remark="x" * 10_000)),
        },
    )


def forms_of_headers() -> Iterator[Case]:
    """Columns that the study does not need, under other names, in other rows."""
    yield from _cases(
        "headers",
        {
            "a column that is ignored": both(column(lambda t: t.assign(comment="x")), params("data.2.ignore", ["comment"])),
            "columns that a pattern ignores": both(column(lambda t: t.assign(RW1=1, RW2=2)), params("data.2.ignore", ["RW*"])),
            "columns of no use": both(column(lambda t: t.assign(a=1, b=2)), params("data.2.ignore", ["rest"])),
            "a column under another name": both(
                column(lambda t: t.rename(columns={"sex": "gender"})), params("data.2.columns", {"gender": "sex"})
            ),
            "a title above the names, declared": both(
                raw("east.csv", lambda b: b"Survey" + b"," * 22 + b"\n" + b), params("data.2.header_row", 2)
            ),
            "a row to skip": both(
                raw("east.csv", lambda b: b.replace(b"\n", b"\n" + b"Text," * 22 + b"Text\n", 1)), params("data.2.skip_rows", [2])
            ),
            "an empty column without a name": raw("east.csv", lambda b: b.replace(b"\n", b",\n")),
            "options in another spelling": raw(
                "east.csv", lambda b: b.replace(b"M_1", b"M/1").replace(b"M_2", b"M.2").replace(b"M_3", b"M[3]")
            ),
            "columns of options by their labels": raw(
                "east.csv", lambda b: b.replace(b"M_1", b"M/post").replace(b"M_2", b"M/web").replace(b"M_3", b"M/none")
            ),
        },
    )


def forms_of_files() -> Iterator[Case]:
    """Files of other programs."""
    names = {"sex": {1: "men", 2: "women"}, "X1": {1: "strongly disagree", 5: "strongly agree"}}
    yield from _cases(
        "files",
        {
            ".xlsx": _deliver("east.xlsx", lambda t: to_xlsx(data=t)),
            ".xlsx, its suffix in capitals": _deliver("EAST.XLSX", lambda t: to_xlsx(data=t)),
            ".xlsx with numbers as text": _deliver("east.xlsx", lambda t: to_xlsx(data=t.astype(str).replace("<NA>", ""))),
            ".xlsx with another sheet first": both(
                _deliver("east.xlsx", lambda t: to_xlsx(notes=pd.DataFrame({"a": ["b"]}), data=t)), params("data.2.sheet", "data")
            ),
            ".xlsx with a hidden sheet": _book(lambda book: setattr(book.create_sheet("secret"), "sheet_state", "hidden")),
            ".xlsx with colours, widths and comments": _book(_decorate),
            ".xlsx with rows of nothing below": _book(lambda book: book["data"].cell(90, 3, "")),
            ".xlsx with a filter and frozen names": _book(lambda book: setattr(book["data"], "freeze_panes", "A2")),
            ".xlsx with dates as dates": _deliver("east.xlsx", lambda t: to_xlsx(data=t.assign(day=pd.to_datetime(t["day"])))),
            ".sav": _deliver("east.sav", as_sav),
            ".sav with labels": _deliver("east.sav", lambda t: as_sav(t, variable_value_labels=names)),
            ".sav, compressed": _deliver("east.zsav", lambda t: as_sav(t, name="made.zsav", compress=True)),
            ".dta": _deliver("east.dta", lambda t: as_dta(t.astype({"why": float}))),
            ".parquet": _deliver("east.parquet", as_parquet),
            ".parquet of texts": _deliver("east.parquet", lambda t: as_parquet(t.astype(str))),
            ".parquet of categories": _deliver("east.parquet", lambda t: as_parquet(t.astype({"point": "category"}))),
            "one file of each kind": both(
                _deliver("east.sav", as_sav),
                _deliver("west.parquet", as_parquet, area="west"),
                _deliver("north.xlsx", lambda t: to_xlsx(data=t), area="north"),
            ),
            "one file for two areas, by where": _one_file,
        },
    )


def forms_of_answers() -> Iterator[Case]:
    """Answers in words, in other codes for nothing, and chosen options in other ways."""
    labels = params("data.2.values", "labels")
    russian = params("data.2.labels_language", "ru")
    yield from _cases(
        "answers",
        {
            "labels": both(labels, params("data.2.labels_language", "en"), _in_words("en")),
            "labels in Russian": both(labels, russian, _in_words("ru")),
            "labels in capitals": both(labels, russian, _in_words("ru", str.upper)),
            "labels with their letters taken apart": both(labels, russian, _in_words("ru", lambda w: unicodedata.normalize("NFD", w))),
            "labels with two blanks": both(labels, russian, _in_words("ru", lambda w: w.replace(" ", "  "))),
            "keys": column(lambda t: t.assign(sex=t["sex"].map({1: "male", 2: "female"}))),
            "codes, although params say labels": labels,
            "a label and a code in one cell": both(labels, column(lambda t: t.assign(sex=t["sex"].map({1: "1 men", 2: "2 women"})))),
            "blanks for whoever was not asked": columns(lambda t: t.assign(why=t["why"].where(t["used"] == 1))),
            "NA for blanks": column(lambda t: t.assign(why=t["why"].astype(object).where(t["used"] == 1, "NA"))),
            "#NULL! for blanks": column(lambda t: t.assign(why=t["why"].astype(object).where(t["used"] == 1, "#NULL!"))),
            "a dash for blanks, declared": both(
                column(lambda t: t.assign(why=t["why"].astype(object).where(t["used"] == 1, "-"))), params("data.2.blank_words", ["-"])
            ),
            "options as TRUE and FALSE": column(lambda t: t.assign(M_1=t["M_1"] == 1, M_2=t["M_2"] == 1, M_3=t["M_3"] == 1)),
            "options as yes and no": column(lambda t: t.replace({f"M_{n}": {1: "yes", 0: "no"} for n in (1, 2, 3)})),
            "options as codes or zero": both(
                column(lambda t: t.assign(M_2=2 * t["M_2"], M_3=3 * t["M_3"])), params("data.2.multiple", "code_or_zero")
            ),
            "options in one cell": both(column(lambda t: _delimited(t, ";")), params("data.2.multiple", "delimited")),
            "options in one cell, parted by blanks": both(column(lambda t: _delimited(t, " ")), params("data.2.multiple", "delimited")),
            "options of 1 and 2": both(
                column(lambda t: t.assign(M_1=2 - t["M_1"], M_2=2 - t["M_2"], M_3=2 - t["M_3"])), params("data.2.counted_value", 1)
            ),
        },
    )


def forms_of_the_rest() -> Iterator[Case]:
    """Control totals, params and maps in other forms."""
    yield from _cases(
        "the rest",
        {
            "margins in a workbook": both(
                params("weighting.margins", "margins.xlsx"), lambda s: s.files.update({"margins.xlsx": to_xlsx(data=s.margins)})
            ),
            "margins as Russian Excel writes them": lambda s: s.files.update(
                {"margins.csv": to_csv(s.margins.assign(status="оценка"), sep=";", encoding="cp1251")}
            ),
            "margins with a mark of byte order": raw("margins.csv", lambda b: BOM + b),
            "margins with blank lines": raw("margins.csv", lambda b: b + b"\n\n"),
            "margins by codes": margins(lambda t: t.replace({"male": "1", "female": "2", "urban": "1", "rural": "2"})),
            "margins with a column of remarks": margins(lambda t: t.assign(remark="x")),
            "params with a mark of byte order": raw("params.yaml", lambda b: BOM + b),
            "params with line breaks of Windows": raw("params.yaml", lambda b: b.replace(b"\n", b"\r\n")),
            "params as JSON": lambda s: s.files.update({"params.yaml": json.dumps(s.params, ensure_ascii=False, sort_keys=True).encode()}),
            "params with remarks": raw("params.yaml", lambda b: b"# a remark\n" + b.replace(b"\n", b"  # another\n", 3)),
            "a questionnaire in a folder": both(
                params("study.questionnaire", "tools/questions.yaml"),
                lambda s: s.files.update({"tools/questions.yaml": to_yaml(s.questionnaire)}),
            ),
            "a map with heights and a neighbour": _wide_map,
            "labels of five hundred letters": both(*(put_label(name) for name in ("sex", "town"))),
            "labels with marks of the web": variable("sex", "codes.1.label", words("<b>men</b> & 'boys'", "<b>мужчины</b>")),
            "names with quotes and slashes": params("areas.north.name", words('North "A/B" \\ C', "Север «А/Б»")),
            "no words for sources": both(params("report.sources", OUT), lambda s: s.files.update({"sources.yaml": b"{}"})),
            "no map": params("report.map", OUT),
        },
    )


def unusual_studies() -> Iterator[Case]:
    """Studies of other shapes, which have numbers of their own."""
    yield from _cases(
        "shapes",
        {
            "one area": _one_area,
            "no sides": _no_sides,
            "no weights": params("weighting", {"method": "none"}),
            "no sampling points": both(params("design.psu", OUT), params("weighting.collapse_below_psus", 1)),
            "one dimension": both(params("index.dimensions", ["X"]), params("index.missing.min_dimensions", 1)),
            "a group of one category": both(params("comparison.group_by", ["kind"]), _one_category),
            "a group of three people": both(params("comparison.group_by", ["kind"]), _small_category),
            "a total of zero where nobody lives": _structural_zero,
            "nobody left out": params("cleaning.exclude", []),
            "one language": params("report.languages", ["en"]),
            "a question that nobody answered": columns(lambda t: t.assign(hours="")),
            "a question that all answered alike": columns(lambda t: t.assign(hours=7)),
            "a routed question that nobody was asked": columns(lambda t: t.assign(used=2, why=96)),
            "an option that nobody chose": columns(lambda t: t.assign(M_2=0, M_3=1 - t["M_1"])),
            "a long questionnaire": _long_questionnaire,
            "no groups": params("comparison.group_by", []),
            "no levels": params("index.levels", OUT),
            "no rules of quality": questionnaire("quality", []),
        },
    )


def put_label(name: str) -> Edit:
    """Give a long label to the first answer of a question."""
    return variable(name, "codes.1.label", words(LONG + name, LONG + name))


def _cases(kind: str, edits: dict[str, Edit]) -> Iterator[Case]:
    for name, edit in edits.items():
        yield Case(kind=kind, name=name, edit=edit, says="", command="report")


def _text(**options: object) -> Edit:
    return lambda study: study.files.update({"east.csv": to_csv(study.answers["east"], **options)})


def _deliver(name: str, make: Callable[[pd.DataFrame], bytes], *, area: str = "east") -> Edit:
    return lambda study: deliver(study, area, name, make(study.answers[area]))


def _book(change: Callable[[openpyxl.Workbook], object]) -> Edit:
    def edit(study: Study) -> None:
        book = openpyxl.load_workbook(BytesIO(to_xlsx(data=study.answers["east"])))
        change(book)
        content = BytesIO()
        book.save(content)
        deliver(study, "east", "east.xlsx", content.getvalue())

    return edit


def _decorate(book: openpyxl.Workbook) -> None:
    sheet = book["data"]
    sheet["A1"].font = openpyxl.styles.Font(bold=True, color="FF0000")
    sheet["B2"].comment = openpyxl.comments.Comment("look here", "somebody")
    sheet.column_dimensions["A"].width = 40


def _in_words(language: str, spell: Callable[[str], str] = str) -> Edit:
    """Write the answers of the second file as labels."""

    def edit(study: Study) -> None:
        frame = study.answers["east"]
        missing = study.questionnaire["missing"]["usual"]
        for name in CODED:
            own = study.variable(name)
            codes = own.get("codes") or study.questionnaire["scales"]["five"]["codes"]
            told = {code: spell(entry["label"][language]) for code, entry in {**missing, **codes}.items()}
            frame[name] = frame[name].map(told)

    return edit


def _delimited(frame: pd.DataFrame, mark: str) -> pd.DataFrame:
    chosen = frame[["M_1", "M_2", "M_3"]].to_numpy() == 1
    cells = [mark.join(str(n + 1) for n in np.flatnonzero(row)) for row in chosen]
    return frame.drop(columns=["M_1", "M_2", "M_3"]).assign(M=cells)


def _one_file(study: Study) -> None:
    """Deliver two areas in one file, told apart by a column."""
    parts = [study.answers[area].assign(place=area) for area in ("east", "west")]
    study.files["both.csv"] = to_csv(pd.concat(parts))
    for area in ("east", "west"):
        study.file(area).update(path="both.csv", ignore=["place"], where={"variable": "place", "op": "eq", "value": area})


def _wide_map(study: Study) -> None:
    for feature in study.map["features"]:
        ring = feature["geometry"]["coordinates"][0]
        feature["geometry"]["coordinates"] = [[[*point, 120.0] for point in ring]]
    neighbour = {"type": "LineString", "coordinates": [[29, 49], [36, 49.5]]}
    study.map["features"].append({"type": "Feature", "properties": {"role": "river"}, "geometry": neighbour})


def _one_area(study: Study) -> None:
    for area in ("south", "east", "west"):
        del study.params["areas"][area]
    study.params["data"] = study.params["data"][:1]
    study.params["blocs"].pop("B")
    study.files["margins.csv"] = to_csv(study.margins[study.margins["area"] == "north"])


def _no_sides(study: Study) -> None:
    del study.params["blocs"], study.params["study"]["words"]["bloc"]
    for area in study.params["areas"].values():
        del area["bloc"]


def _add_kind(study: Study) -> None:
    codes = {1: {"label": words("one", "один")}, 2: {"label": words("two", "два")}}
    study.questionnaire["variables"].append(
        {"id": "kind", "type": "single", "missing": "usual", "codes": codes, "wording": words("Kind", "Вид")}
    )


def _one_category(study: Study) -> None:
    _add_kind(study)
    for frame in study.answers.values():
        frame["kind"] = 1


def _small_category(study: Study) -> None:
    _one_category(study)
    study.answers["east"].loc[:2, "kind"] = 2


def _structural_zero(study: Study) -> None:
    is_north = study.margins["area"] == "north"
    study.margins.loc[is_north & (study.margins["category"] == "urban"), "persons"] = 1000
    study.margins.loc[is_north & (study.margins["category"] == "rural"), "persons"] = 0
    study.answers["north"]["town"] = 1


def _long_questionnaire(study: Study) -> None:
    for number in range(150):
        study.questionnaire["variables"].append({"id": f"Q{number}", "type": "ordinal", "scale": "five", "wording": words(f"Q{number}")})
    for area in AREAS:
        own = pd.DataFrame({f"Q{n}": 1 + (study.answers[area].index + n) % 5 for n in range(150)})
        study.answers[area] = pd.concat([study.answers[area], own], axis=1)
