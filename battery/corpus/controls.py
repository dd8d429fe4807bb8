"""Control totals, weights, designs and items with which no honest number can be made."""

from collections.abc import Iterator

import pandas as pd

from battery.corpus.case import (
    Case,
    Edit,
    both,
    cells,
    columns,
    margins,
    params,
    questionnaire,
    raw,
    variable,
)
from battery.study import AREAS, ITEMS, PER_AREA, Study, to_csv, to_xlsx, words


def bad_margins() -> Iterator[Case]:
    """Control totals that lack something, contradict each other, or that no weights can meet."""
    for name, edit, says in (
        (
            "totals that miss the population",
            margins(lambda t: _set(t, 0, persons=479)),
            r"margins\.csv: north: sex adds up to 999 persons and town to 1000",
        ),
        (
            "two variables of different totals",
            margins(lambda t: _set(t, 2, persons=551)),
            r"margins\.csv: north: sex adds up to 1000 persons and town to 1001",
        ),
        (
            "a category is missing",
            margins(lambda t: t.drop(index=1)),
            r"margins\.csv: 1 categories have no control total, such as north, sex, female",
        ),
        (
            "an area is missing",
            margins(lambda t: t[t["area"] != "west"]),
            r"margins\.csv: 4 categories have no control total, such as west, sex, male",
        ),
        (
            "a variable is missing",
            margins(lambda t: t[t["variable"] != "town"]),
            r"margins\.csv: 8 categories have no control total, such as east, town, urban",
        ),
        (
            "a category that there is not",
            margins(lambda t: t.replace("female", "women of age")),
            r"margins\.csv: sex has no category women of age in the codebook",
        ),
        (
            "an area that there is not",
            margins(lambda t: t.replace("north", "centre")),
            r"margins\.csv: 2 rows name areas that params do not list",
        ),
        (
            "a variable that there is not",
            margins(lambda t: t.replace("town", "settlement")),
            r"margins\.csv: 8 categories have no control total, such as east, town, urban",
        ),
        (
            "half a person",
            margins(lambda t: t.assign(persons=t["persons"] + 0.5)),
            r"margins\.csv: 16 counts are no whole persons, such as in north, sex, male",
        ),
        (
            "persons below zero",
            margins(lambda t: _set(t, 0, persons=-480)),
            r"margins\.csv: 1 counts are no whole persons, such as in north, sex, male",
        ),
        (
            "no number",
            margins(lambda t: _set(t.astype(object), 0, persons="many")),
            r"margins\.csv: 1 counts are no whole persons, such as in north, sex, male",
        ),
        (
            "a blank total",
            margins(lambda t: _set(t.astype(object), 0, persons="")),
            r"margins\.csv: 1 counts are no whole persons, such as in north, sex, male",
        ),
        (
            "persons beyond all numbers",
            margins(lambda t: _set(t.astype(object), 0, persons="1e400")),
            r"margins\.csv: 1 counts are no whole persons, such as in north, sex, male",
        ),
        ("a row twice", margins(lambda t: pd.concat([t, t.iloc[:1]])), r"margins\.csv: 1 rows repeat a category, such as north, sex, male"),
        ("a column is missing", margins(lambda t: t.drop(columns="persons")), r"margins\.csv: columns are missing: persons"),
        (
            "a column with a slip",
            margins(lambda t: t.rename(columns={"category": "categroy"})),
            r"margins\.csv: columns are missing: category",
        ),
        (
            "shares that sum to nine tenths",
            margins(lambda t: t.drop(columns="persons").assign(share=0.45)),
            r"margins\.csv: east, sex: 2 shares add up to 0\.90",
        ),
        (
            "shares in per cent",
            margins(lambda t: t.drop(columns="persons").assign(share=50)),
            r"margins\.csv: east, sex, male: the share is missing, or not between 0 and 1",
        ),
        ("persons and shares", margins(lambda t: t.assign(share=0.5)), r"margins\.csv: has the columns persons and share"),
        ("nothing but a header", margins(lambda t: t.iloc[:0]), r"margins\.csv: holds no rows below the names"),
        (
            "an empty table",
            raw("margins.csv", lambda _: b""),
            r"margins\.csv: columns are missing: area, variable, category, source, status",
        ),
        (
            "a table of another encoding",
            both(
                margins(lambda t: t.assign(source="перепись")),
                raw("margins.csv", lambda b: b.decode().encode("utf-16")),
                raw("margins.csv", lambda b: b[2:]),
            ),
            r"margins\.csv: holds zero bytes, as text in UTF-16 without its mark does, or a damaged file",
        ),
        (
            "rows of different lengths",
            raw("margins.csv", lambda b: b + b"north,sex\n"),
            r"margins\.csv: 1 rows have not the header's 6 cells",
        ),
        ("a workbook cut in the middle", _margins_workbook, r"margins\.xlsx: not readable as an Excel workbook"),
        (
            "a total without respondents",
            columns(lambda t: t.assign(town=1)),
            r"weighting: east, town rural: 450 persons but no respondents",
        ),
        (
            "a total of zero with respondents",
            margins(lambda t: _set(_set(t, 0, persons=0), 1, persons=1000)),
            r"weighting: north, sex male: 24 respondents but no persons in the margins",
        ),
        (
            "totals that exclude each other",
            columns(lambda t: t.assign(town=t["sex"])),
            r"margins with different totals for the same 24 respondents: sex has 480 persons in 'east: male', town has 550",
        ),
        ("a respondent outside the totals", cells("sex", 98, rows=2), r"weighting: 2 respondents.*have no answer to sex"),
        (
            "bounds too narrow",
            both(margins(_skew), params("weighting.method", "logit"), params("weighting.bounds", [0.9, 1.1])),
            r"logit: with ratios to the base weight from 0\.9 to 1\.1 no weights meet the controls: at best 864% off in",
        ),
        (
            "a cap too low",
            both(margins(_skew), params("weighting.cap", 1.05)),
            r"raking: with a cap of 1\.05 mean weights no weights meet the controls: at best 48\.7% off in town 'west:",
        ),
        (
            "joint cells without their totals",
            params("weighting.variables", ["sex*town"]),
            r"margins\.csv: 16 categories have no control total, such as east, sex\*town, male\*urban",
        ),
        (
            "a folder for a table",
            params("weighting.margins", "."),
            r": no such file; correct its path in params\.yaml or put the file there",
        ),
    ):
        yield Case(kind="margins", name=name, edit=edit, says=says)


def bad_weights() -> Iterator[Case]:
    """Base weights, replicate weights and counts of eligible people that no design gives."""
    own = _own([1.0])
    for name, edit, says in (
        ("a weight of zero", _own([0.0, 1.0]), r"base weights: 29 respondents have no positive own"),
        ("a weight below zero", _own([-2.0, 1.0]), r"base weights: 29 respondents have no positive own"),
        ("no weight", _own(["", 1.0]), r"base weights: 29 respondents have no positive own"),
        ("a weight that is a word", _own(["heavy", 1.0]), r"east\.csv: own: 30 rows hold no number"),
        (
            "a weight five thousand times the others",
            _own([1.0] * 59 + [5000.0]),
            r"base weights: 1 respondents have a own more than 1,000 times the median",
        ),
        ("an infinite weight", _own(["inf"] + [1.0] * 59), r"east\.csv: own: 1 rows hold no number"),
        ("a weight's column is missing", both(own, columns(lambda t: t.drop(columns="own"))), r"north\.csv: columns are missing: own"),
        (
            "three delivered columns for brr",
            both(own, _delivered(3, made_by="brr")),
            r"replicates: 3 delivered columns do not fit method brr: their number is a multiple of 4",
        ),
        (
            "another number of delivered columns",
            both(own, _delivered(4, said=5, made_by="brr")),
            r"north\.csv: 4 columns of replicate weights, params say 5",
        ),
        (
            "no delivered columns",
            both(own, params("replicates", {"method": "delivered", "number": 4, "columns": "RW*", "made_by": "brr"})),
            r"north\.csv: 0 columns of replicate weights, params say 4",
        ),
        (
            "a delivered weight below zero",
            both(own, _delivered(4, made_by="brr"), cells("RW1", -1)),
            r"replicates: 3 respondents have a replicate weight that is missing or negative, such as in RW1",
        ),
        (
            "a delivered weight is blank",
            both(own, _delivered(4, made_by="brr"), cells("RW1", "")),
            r"replicates: 3 respondents have a replicate weight that is missing or negative, such as in RW1",
        ),
        (
            "delivered replicates without a scale",
            both(own, _delivered(4, made_by="other")),
            r"params\.yaml: replicates: made_by other needs scale or coefficients: what the squares of the replicates are",
        ),
        (
            "delivered replicates without a weight",
            _delivered(4, made_by="brr"),
            r"params\.yaml: the file: replicates delivered with the data belong to a weight in the data",
        ),
        (
            "coefficients of another number",
            both(own, _delivered(4, made_by="jkn", coefficients=[0.5, 0.5])),
            r"params\.yaml: replicates: 2 coefficients for 4 replicates",
        ),
        (
            "delivered columns in one file of four",
            both(own, _delivered(4, made_by="brr"), lambda s: s.answers.update(east=s.answers["east"].drop(columns=["RW1"]))),
            r"east\.csv: 3 columns of replicate weights, params say 4",
        ),
        (
            "more respondents than were eligible",
            _eligible(20),
            r"design\.nonresponse: east, sex, male: more respondents than were eligible",
        ),
        (
            "eligible counts that are words",
            _eligible("many"),
            r"eligible\.csv: 8 counts are no whole eligible, such as in north, sex, male",
        ),
        (
            "eligible counts that are not there",
            params("design.nonresponse", {"counts": "eligible.csv", "cells": "sex"}),
            r"eligible\.csv: no such file",
        ),
    ):
        yield Case(kind="weights", name=name, edit=edit, says=says)


def bad_designs() -> Iterator[Case]:
    """Sampling units, strata and samples with which no error can be told."""
    for name, edit, says in (
        (
            "a sample of one unit",
            both(cells("point", "only", rows=PER_AREA), params("weighting.collapse_below_psus", 1)),
            r"1 strata have a single primary sampling unit: east",
        ),
        (
            "a stratum of one unit",
            both(params("design.strata", "town"), columns(lambda t: t.assign(point=t["town"])), params("weighting.collapse_below_psus", 1)),
            r"8 strata have a single primary sampling unit: east/1, east/2, north/1, north/2, south/1 and 3 more",
        ),
        ("no unit for some", cells("point", "", rows=4), r"design\.psu: 4 respondents have no point"),
        ("a stratum of nobody's", both(params("design.strata", "why")), r"design\.strata: 121 respondents have no why"),
        ("more units than the stratum has", params("design.fpc", "age"), r"design\.fpc: age differs within 4 strata, such as east"),
        ("strata that are multiple answers", params("design.strata", "M"), r"design\.strata: M is of type multiple"),
        ("units that are multiple answers", params("design.psu", "M"), r"design\.psu: M is of type multiple"),
        (
            "all cells too small",
            params("weighting.collapse_below_respondents", 500),
            r"weighting: sex: all categories are too small in 4 areas.*, so the variable would not be weighted there",
        ),
        (
            "cells in too few units",
            params("weighting.collapse_below_psus", 40),
            r"weighting: sex: all categories are too small in 4 areas.*, so the variable would not be weighted there",
        ),
        (
            "samples by side without sides",
            both(params("design.samples", "bloc"), _without_sides),
            r"design\.samples is bloc, but params list no blocs",
        ),
    ):
        yield Case(kind="designs", name=name, edit=edit, says=says)


def bad_items() -> Iterator[Case]:
    """Items and groups with which nothing can be measured or compared."""
    for name, edit, says in (
        ("an item of one answer", columns(lambda t: t.assign(Y2=4)), r"item Y2: 1 different answers among 230 respondents"),
        (
            "an item that repeats another",
            columns(lambda t: t.assign(Y2=t["X3"])),
            r"items X3 and Y2: the same answers from all 230 respondents",
        ),
        ("an item that nobody answered", columns(lambda t: t.assign(Y2=98)), r"item Y2: 0 different answers among 0 respondents"),
        ("an item that is blank everywhere", columns(lambda t: t.assign(Y2="")), r"item Y2: 0 different answers among 0 respondents"),
        ("a dimension of one item", _leave_one_item, r"dimension X: 1 items in the codebook"),
        (
            "an item turned round everywhere",
            columns(lambda t: t.assign(X1=6 - t["X1"])),
            r"1 items go against the rest of their dimension: X1",
        ),
        (
            "an item turned round in one area",
            lambda s: s.answers["east"].update({"X1": 6 - s.answers["east"]["X1"]}),
            r"east of east\.csv: 1 items go against the rest of their dimension there: X1",
        ),
        ("a direction that the answers contradict", variable("X1", "direction", -1), r"1 items go against the rest of their dimension: X1"),
        (
            "an item that few answered",
            columns(lambda t: t.assign(Y2=t["Y2"].where(t.index < 2, 97))),
            r"items: the correlations of 8 items contradict each other.*: no single pair is to blame",
        ),
        (
            "an area of three people",
            lambda s: s.answers.update(east=s.answers["east"].iloc[:3]),
            r"weighting: east, sex male: 480 persons but no respondents",
        ),
        ("an area of nobody", lambda s: s.answers.update(east=s.answers["east"].iloc[:0]), r"east\.csv: holds no respondents"),
        (
            "everybody left out",
            params("cleaning.exclude.0.when", {"variable": "age", "op": "ge", "value": 14}),
            r"areas without respondents of the main sample after cleaning: east, north, south, west",
        ),
        (
            "a side of nobody",
            lambda s: [s.answers.update({a: s.answers[a].iloc[:0]}) for a in ("east", "west")],
            r"data: east\.csv and west\.csv are the same file, so its respondents would count double",
        ),
        (
            "items alike in all",
            columns(lambda t: t.assign(**dict.fromkeys(ITEMS, t["X1"]))),
            r"items X1 and X2: the same answers from all 230 respondents",
        ),
        (
            "a dimension without items",
            questionnaire("dimensions", [{"id": name, "label": words(name)} for name in "XYZ"]),
            r"questionnaire\.yaml: dimensions\.Z: no item names it",
        ),
        (
            "an item in no order",
            variable("why", "dimension", "X"),
            r"questionnaire\.yaml: variables\.why\.dimension: type single has no answers that can be scored",
        ),
    ):
        yield Case(kind="comparability", name=name, edit=edit, says=says)


def _set(table: pd.DataFrame, row: int, **values: object) -> pd.DataFrame:
    for name, value in values.items():
        table.loc[row, name] = value
    return table


def _skew(table: pd.DataFrame) -> pd.DataFrame:
    """Let nearly everybody live in towns."""
    return table.assign(persons=table["persons"].replace({550: 950, 450: 50}))


def _margins_workbook(study: Study) -> None:
    study.params["weighting"]["margins"] = "margins.xlsx"
    study.files["margins.xlsx"] = to_xlsx(data=study.margins)[:3000]


def _own(values: list[object]) -> Edit:
    """Give everybody a weight of his own, in the second file these, one after the other."""

    def edit(study: Study) -> None:
        study.questionnaire["missing"]["number"] = {-9: {"class": "no_answer", "label": words("none", "нет")}}
        study.questionnaire["variables"].append({"id": "own", "type": "numeric", "missing": "number", "wording": words("own", "вес")})
        study.params["design"].update(base_weight="column", base_weight_variable="own")
        for area in AREAS:
            own = values if area == "east" else [1.0]
            study.answers[area]["own"] = own * (PER_AREA // len(own))

    return edit


def _delivered(number: int, *, said: int | None = None, **told: object) -> Edit:
    def edit(study: Study) -> None:
        study.params["replicates"] = {"method": "delivered", "columns": "RW*", "number": said or number, **told}
        for frame in study.answers.values():
            for column in range(number):
                frame[f"RW{column + 1}"] = 1.0 + (frame.index + column) % 2

    return edit


def _eligible(count: object) -> Edit:
    def edit(study: Study) -> None:
        rows = [(area, "sex", sex, count, "frame", "count") for area in AREAS for sex in ("male", "female")]
        names = ["area", "variable", "category", "eligible", "source", "status"]
        study.files["eligible.csv"] = to_csv(pd.DataFrame(rows, columns=names))
        study.params["design"]["nonresponse"] = {"counts": "eligible.csv", "cells": "sex"}

    return edit


def _without_sides(study: Study) -> None:
    del study.params["blocs"]
    for area in study.params["areas"].values():
        del area["bloc"]


def _leave_one_item(study: Study) -> None:
    for name in ITEMS[1:4]:
        study.variable(name)["dimension"] = "Y"
