"""Where a canary may sit: cells of every role, headers, names of columns, sheets and files, labels, tables of known figures, params."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from battery.canary_words import CANARIES
from battery.study import Study, deliver, to_csv, to_xlsx, words

AREA = "north"  # whose file is changed
TABLES = (".csv", ".xlsx", ".sav", ".dta", ".parquet")
ROWS = (".csv", ".xlsx")
LABELLED = (".sav", ".dta")
PASSES = (
    "number",
    "interviewer",
    "point",
    "day",
    "phone",
    "remark",
    "extra columns",
)  # a study may hold it there
Put = Callable[[Study, str, str, int], None]


def anything(_text: str) -> bool:
    """Take every text."""
    return True


def no_arguments(_text: str) -> tuple[str, ...]:
    """Add nothing to the command."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """How a canary gets into one role."""

    put: Put
    formats: Sequence[str] = TABLES  # of the file; the first takes every form of a canary
    takes: Callable[[str], bool] = field(default=anything)
    arguments: Callable[[str], tuple[str, ...]] = field(default=no_arguments)


def cell(column: str, *, times: int = 1) -> Plant:
    """Put it into cells of a column, the same in each of `n_rows` rows."""

    def put(study: Study, text: str, suffix: str, n_rows: int) -> None:
        frame = study.answers[AREA].astype({column: object})
        frame.iloc[: n_rows * times, frame.columns.get_loc(column)] = text
        _deliver(study, frame, suffix)

    return Plant(put=put)


def all_different(column: str) -> Plant:
    """Put every canary there is into a column, one a row, with one of them first."""

    def put(study: Study, text: str, suffix: str, _n_rows: int) -> None:
        others = [other for forms in CANARIES.values() for other in forms if other != text]
        frame = study.answers[AREA].astype({column: object})
        frame.iloc[: 1 + len(others), frame.columns.get_loc(column)] = [text, *others]
        _deliver(study, frame, suffix)

    return Plant(put=put)


def _two_spellings(study: Study, text: str, suffix: str, _n_rows: int) -> None:
    frame = study.answers[AREA].astype({"point": object})
    frame.iloc[:20, frame.columns.get_loc("point")] = text.upper()
    frame.iloc[20:40, frame.columns.get_loc("point")] = text.lower()
    _deliver(study, frame, suffix)


def _one_stratum(study: Study, text: str, suffix: str, n_rows: int) -> None:
    cell("point").put(study, text, suffix, n_rows)
    study.params["design"].update(strata="point", psu="number")


def _one_sample(study: Study, text: str, suffix: str, n_rows: int) -> None:
    cell("point").put(study, text, suffix, n_rows)
    study.params["design"].update(samples="point", psu=None)


def _weight(study: Study, text: str, suffix: str, n_rows: int) -> None:
    weight = {"id": "w", "type": "numeric", "missing": "long", "topline": False, "wording": words("Weight")}
    study.questionnaire["variables"].append({**weight, "valid_range": [0, 10]})
    for area, frame in study.answers.items():
        study.answers[area] = frame.assign(w=1.0)
    study.params["design"].update(base_weight="column", base_weight_variable="w")
    cell("w").put(study, text, suffix, n_rows)


def _area(study: Study, text: str, suffix: str, n_rows: int) -> None:
    codes = {n: {"label": words(name), "key": name} for n, name in enumerate(study.answers, start=1)}
    region = {"id": "region", "type": "single", "missing": "usual", "role": "area", "codes": codes}
    study.questionnaire["variables"].append({**region, "wording": words("Region")})
    for number, (area, frame) in enumerate(study.answers.items(), start=1):
        study.answers[area] = frame.assign(region=number)
    cell("region").put(study, text, suffix, n_rows)
    for file in study.params["data"]:
        del file["area"]


def _mapped(told: Mapping[str, Any], column: str) -> Put:
    """Say something of the file in params as well."""

    def put(study: Study, text: str, suffix: str, n_rows: int) -> None:
        cell(column).put(study, text, suffix, n_rows)
        study.file(AREA).update(told)

    return put


def _delimited(study: Study, text: str, suffix: str, n_rows: int) -> None:
    frame = study.answers[AREA].drop(columns=["M_1", "M_2", "M_3"]).assign(M="1;2")
    frame.iloc[:n_rows, frame.columns.get_loc("M")] = f"1;{text}"
    _deliver(study, frame, suffix)
    study.file(AREA)["multiple"] = "delimited"


def _headless(study: Study, text: str, suffix: str, n_rows: int) -> None:
    """Leave the header out; the first row holds the canary several times."""
    frame = study.answers[AREA].astype(object)
    frame.iloc[0, : 2 + n_rows % 7] = [f"{text}{' ' * n}" for n in range(2 + n_rows % 7)]
    content = BytesIO()
    if suffix == ".xlsx":
        with pd.ExcelWriter(content, engine="xlsxwriter") as book:
            frame.to_excel(book, header=False, index=False)
    else:
        content.write(frame.to_csv(index=False, header=False).encode())
    deliver(study, AREA, f"{AREA}{suffix}", content.getvalue())


def _column(told: Mapping[str, Any], *, at: int = 3, twice: bool = False) -> Put:
    """Call a further column so."""

    def put(study: Study, text: str, suffix: str, _n_rows: int) -> None:
        frame = study.answers[AREA].copy()
        frame.insert(at, text, 1)
        if twice:
            frame.insert(at + 2, text, 2, allow_duplicates=True)
        _deliver(study, frame, suffix)
        study.file(AREA).update(told)

    return put


def _instead(study: Study, text: str, suffix: str, _n_rows: int) -> None:
    _deliver(study, study.answers[AREA].rename(columns={"hours": text}), suffix)


def _named_in_params(key: str) -> Put:
    def put(study: Study, text: str, suffix: str, _n_rows: int) -> None:
        _deliver(study, study.answers[AREA], suffix)
        study.file(AREA)[key] = {text: "hours"} if key == "columns" else [text]

    return put


def _sheet(told: Mapping[str, Any], *, is_first: bool) -> Put:
    def put(study: Study, text: str, _suffix: str, _n_rows: int) -> None:
        frame, more = study.answers[AREA], pd.DataFrame({"a": [1, 2], "b": [3, 4]})
        sheets = {text: frame, "Sheet2": more} if is_first else {"Sheet1": frame, text: more}
        deliver(study, AREA, f"{AREA}.xlsx", to_xlsx(**sheets), **told)

    return put


def _file(*, is_there: bool = True, is_twice: bool = False, fault: object = None) -> Put:
    def put(study: Study, text: str, suffix: str, _n_rows: int) -> None:
        frame = study.answers[AREA].astype({"X1": object})
        if fault is not None:
            frame.iloc[0, frame.columns.get_loc("X1")] = fault
        _deliver(study, frame, suffix, name=text)
        if not is_there:
            study.files.pop(f"{text}{suffix}")
        if is_twice:
            study.file("south").update(path=f"{text}{suffix}")

    return put


def _labelled(of_codes: Mapping[str, str], column: str = "sex", **told: Any) -> Put:  # noqa: ANN401 keys of params
    """Label codes of a column; TEXT stands for the canary."""

    def put(study: Study, text: str, suffix: str, _n_rows: int) -> None:
        own = {int(code): label.replace("TEXT", text) for code, label in of_codes.items()}
        _deliver(study, study.answers[AREA], suffix, labels={column: own}, title=text)
        study.file(AREA).update(told)

    return put


def _between(study: Study, text: str, suffix: str, _n_rows: int) -> None:
    for area, codes in ((AREA, (1, 2)), ("south", (2, 1))):
        labels = {codes[0]: text, codes[1]: "other"}
        _deliver(study, study.answers[area], suffix, labels={"town": labels}, area=area)


def _margin(column: str) -> Put:
    def put(study: Study, text: str, _suffix: str, n_rows: int) -> None:
        study.margins[column] = study.margins[column].astype(object)
        study.margins.loc[: min(n_rows, len(study.margins)) - 1, column] = text

    return put


def _params(change: Callable[[Study, str], object]) -> Put:
    def put(study: Study, text: str, _suffix: str, _n_rows: int) -> None:
        change(study, text)

    return put


def _blanks(study: Study, text: str, suffix: str, n_rows: int) -> None:
    cell("sex").put(study, text, suffix, n_rows)
    study.file(AREA)["blank_words"] = [text]


def _exclude(study: Study, when: dict[str, object]) -> None:
    study.params["cleaning"]["exclude"].append({"id": "one", "label": words("one"), "when": when})


def _is(variable: str, text: str, op: str = "eq") -> dict[str, object]:
    return {"variable": variable, "op": op, "value": [text, text + "x"] if op == "in" else text}


def _broken(content: Callable[[str], str], encoding: str = "utf-8") -> Put:
    """Spoil the file as a text."""

    def put(study: Study, text: str, _suffix: str, _n_rows: int) -> None:
        frame = study.answers[AREA].astype({"remark": object})
        frame.iloc[0, frame.columns.get_loc("remark")] = text
        spoilt = content(frame.to_csv(index=False)).encode(encoding, "replace")
        deliver(study, AREA, f"{AREA}.csv", spoilt)

    return put


def _is_name_of_sheet(text: str) -> bool:
    return len(text) <= 31 and not set(text) & set("[]:*?/\\")


def _is_name_of_file(text: str) -> bool:
    return not set(text) & set('/\\:*?"<>|')


def _text_yaml(study: Study, text: str) -> None:
    study.files["params.yaml"] = f"a: {text}\na: {text}\n".encode()


def _bad_yaml(study: Study, text: str) -> None:
    study.files["params.yaml"] = f"a: [{text}\n b: {{{text}: ".encode()


EVERY_FORM = (  # roles that take a canary in all its forms
    *(
        "cells of sex",
        "cells of age",
        "cells of M_1",
        "cells of number",
        "all in sex",
        "header missing",
        "further column",
    ),
    *(
        "labels",
        "sheet",
        "file with a fault",
        "margins: category",
        "rows wanted of many",
        "exclusion of an answer",
    ),
)
CLOSED = ("sex", "town", "X1", "Y3", "used", "why", "M_1", "age", "hours")
ONE = (".csv",)
ROLES: Mapping[str, Plant] = {
    **{f"cells of {name}": cell(name) for name in (*CLOSED, "number", "interviewer", "point", "day", "phone", "remark")},
    **{f"all in {name}": all_different(name) for name in ("sex", "X1", "M_2", "age")},
    "points spelt apart": Plant(put=_two_spellings, formats=ONE),
    "strata": Plant(put=_one_stratum, formats=ONE),
    "samples": Plant(put=_one_sample, formats=ONE),
    "weights": Plant(put=_weight),
    "areas": Plant(put=_area),
    "cells of labels": Plant(put=_mapped({"values": "labels"}, "sex")),
    "cells of counted values": Plant(put=_mapped({"counted_value": "yes"}, "M_1"), formats=ROWS),
    "cells of a list": Plant(put=_delimited),
    "header missing": Plant(put=_headless, formats=ROWS),
    "further column": Plant(put=_column({})),
    "further column at the front": Plant(put=_column({}, at=0)),
    "column ignored": Plant(put=_column({"ignore": ["rest"]})),
    "column there twice": Plant(put=_column({}, twice=True), formats=ONE),
    "column in the place of another": Plant(put=_instead),
    "column that params map": Plant(put=_named_in_params("columns"), formats=ONE),
    "column that params ignore": Plant(put=_named_in_params("ignore"), formats=ONE),
    "sheet": Plant(put=_sheet({}, is_first=True), formats=(".xlsx",), takes=_is_name_of_sheet),
    "other sheet": Plant(put=_sheet({}, is_first=False), formats=(".xlsx",), takes=_is_name_of_sheet),
    "sheet beside the one that params name": Plant(
        put=_sheet({"sheet": "answers"}, is_first=False), formats=(".xlsx",), takes=_is_name_of_sheet
    ),
    "file": Plant(put=_file(), takes=_is_name_of_file),
    "file with a fault": Plant(put=_file(fault="so so"), takes=_is_name_of_file),
    "file that is not there": Plant(put=_file(is_there=False), takes=_is_name_of_file),
    "file that is there twice": Plant(put=_file(is_twice=True), formats=ONE, takes=_is_name_of_file),
    "labels": Plant(put=_labelled({"1": "TEXT", "2": "women"}), formats=LABELLED),
    "labels turned": Plant(put=_labelled({"1": "women", "2": "TEXT"}), formats=LABELLED),
    "labels that count": Plant(put=_labelled({"1": "TEXT", "2": "women"}, labels="file"), formats=LABELLED),
    "labels of interviewers": Plant(put=_labelled({"1": "TEXT"}, column="used"), formats=LABELLED),
    "labels of two files": Plant(put=_between, formats=LABELLED),
    **{f"margins: {name}": Plant(put=_margin(name), formats=ONE) for name in ("area", "variable", "category", "persons")},
    "rows wanted": Plant(put=_params(lambda s, t: s.file(AREA).update(where=_is("interviewer", t))), formats=ONE),
    "rows wanted of many": Plant(put=_params(lambda s, t: s.file(AREA).update(where=_is("sex", t, "in"))), formats=ONE),
    "rows wanted by a column": Plant(put=_params(lambda s, t: s.file(AREA).update(where=_is(t, "1"))), formats=ONE),
    "exclusion of a number": Plant(put=_params(lambda s, t: _exclude(s, _is("number", t))), formats=ONE),
    "exclusion of an answer": Plant(put=_params(lambda s, t: _exclude(s, _is("sex", t, "in"))), formats=ONE),
    "exclusion by a column": Plant(put=_params(lambda s, t: _exclude(s, _is(t, "1"))), formats=ONE),
    "words for blanks": Plant(put=_params(lambda s, t: s.file(AREA).update(blank_words=[t])), formats=ONE),
    "cells of words for blanks": Plant(put=_blanks, formats=ONE),
    "encoding": Plant(put=_params(lambda s, t: s.file(AREA).update(encoding=t)), formats=ONE),
    "separator": Plant(put=_params(lambda s, t: s.file(AREA).update(delimiter=t)), formats=ONE),
    "unknown key": Plant(put=_params(lambda s, t: s.params["design"].update({t: 1})), formats=ONE),
    "key given twice": Plant(put=_params(_text_yaml), formats=ONE),
    "broken params": Plant(put=_params(_bad_yaml), formats=ONE),
    "seed": Plant(put=_params(lambda s, t: s.params.update(seed=t)), formats=ONE),
    "psu": Plant(put=_params(lambda s, t: s.params["design"].update(psu=t)), formats=ONE),
    "command": Plant(put=_params(lambda _s, _t: None), formats=ONE, arguments=lambda t: ("--set", f"seed={t}")),
    "rows cut short": Plant(put=_broken(lambda t: t.replace("\n", ",\n", 2)), formats=ONE),
    "quotes left open": Plant(put=_broken(lambda t: t.replace("\n", '\n"', 2)), formats=ONE),
    "another encoding": Plant(put=_broken(lambda t: t + "ё", "cp1251"), formats=ONE),
    "another delimiter": Plant(put=_broken(lambda t: t.replace(",", ";")), formats=ONE),
    "zeros": Plant(put=_broken(lambda t: t + "\0"), formats=ONE),
}


def with_all(study: Study, suffix: str) -> list[str]:
    """Put every canary wherever a right study may hold it; return what was planted."""
    planted = [text for forms in CANARIES.values() for text in forms]
    frame = study.answers[AREA].astype(object)
    numbers = CANARIES["interview number"]
    for name in ("interviewer", "day", "phone", "remark"):
        is_told = name in {"day", "remark"}  # internal files keep it, and are looked through for numbers
        texts = [text for text in planted if not (is_told and text in numbers) and "E+" not in text]
        frame[name] = [texts[n % len(texts)] for n in range(len(frame))]
    for name, texts in (("number", CANARIES["interview number"]), ("point", CANARIES["address"])):
        frame[name] = [f"{texts[n % len(texts)]}-{n if name == 'number' else n % 6}" for n in range(len(frame))]
    frame["Пелагея Криволапова"] = 1
    frame["мой начальник ворует доски с лесопилки"] = planted[0]
    study.file(AREA)["ignore"] = ["rest"]
    _exclude(study, {"variable": "number", "op": "eq", "value": f"{CANARIES['interview number'][0]}-0"})
    study.file("south")["where"] = {"variable": "interviewer", "op": "ne", "value": "i4"}
    _deliver(study, frame, suffix, name="Мстиславцев Евграф", labels={"sex": {1: "men", 2: "women"}})
    return planted


def _deliver(
    study: Study,
    frame: pd.DataFrame,
    suffix: str,
    *,
    name: str = AREA,
    labels: Mapping[str, Mapping[int, str]] | None = None,
    title: str = "",
    area: str = AREA,
) -> None:
    """Deliver a table in a format; words among numbers make a column of words where the format has no others."""
    study.answers[area] = frame
    name = area if area != AREA else name
    if suffix == ".csv" and name == area:
        return
    deliver(study, area, f"{name}{suffix}", _CONTENT[suffix](frame, labels or {}, title))
    study.file(area).pop("multiple", None)


def _as_labelled(frame: pd.DataFrame, labels: Mapping[str, Mapping[int, str]], title: str, suffix: str) -> bytes:
    plain = frame.copy()
    plain.columns = pd.Index(_short_names(frame.columns, suffix))
    for column in plain:
        if plain[column].dtype == object or pd.api.types.is_string_dtype(plain[column]):
            plain[column] = plain[column].map(lambda c: "" if pd.isna(c) else str(c)).astype(object)
        elif str(plain[column].dtype) == "Int64":
            plain[column] = plain[column].astype(float)
    with tempfile.TemporaryDirectory(prefix="battery-labelled-") as folder:
        path = Path(folder) / f"a{suffix}"
        own = {column: dict(given) for column, given in labels.items()}
        titles = {"remark": title} if title else {}
        if suffix == ".sav":
            pyreadstat.write_sav(plain, path, variable_value_labels=own, column_labels=titles)
        else:
            pyreadstat.write_dta(plain, path, variable_value_labels=own, column_labels=titles)
        return path.read_bytes()


def _short_names(columns: "pd.Index[str]", suffix: str) -> list[str]:
    """Write names as the format allows: without blanks and marks, of Stata at most 32 letters."""
    names = ["".join(c if c.isalnum() or c == "_" else "_" for c in str(column)) for column in columns]
    names = [name if name[:1].isalpha() else f"v{name}" for name in names]
    return [name[:32] for name in names] if suffix == ".dta" else [name[:30] for name in names]


def _as_parquet(frame: pd.DataFrame) -> bytes:
    plain = frame.copy()
    for column in plain:
        if plain[column].dtype == object:
            kinds = {type(value) for value in plain[column] if not pd.isna(value)}
            if len(kinds) > 1:
                plain[column] = plain[column].map(lambda c: None if pd.isna(c) else str(c))
    content = BytesIO()
    plain.to_parquet(content)
    return content.getvalue()


_CONTENT: Mapping[str, Callable[..., bytes]] = {
    ".csv": lambda frame, _labels, _title: to_csv(frame),
    ".xlsx": lambda frame, _labels, _title: to_xlsx(answers=frame),
    ".sav": lambda frame, labels, title: _as_labelled(frame, labels, title, ".sav"),
    ".dta": lambda frame, labels, title: _as_labelled(frame, labels, title, ".dta"),
    ".parquet": lambda frame, _labels, _title: _as_parquet(frame),
}
