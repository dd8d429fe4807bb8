"""All relations of a publication: places, questions, scores, control totals, and what is printed of them."""

import numpy as np
import pandas as pd

from battery.attack.cone import Cone
from battery.attack.known import EVERYWHERE, ONE, Known, Place, add_up, split
from battery.attack.publication import Publication
from battery.attack.questions import TOP, relate_questions
from battery.attack.scores import relate_scores
from battery.attack.shares import relate_shares

EXACT = 1e-5  # of a count


def relate(public: Publication) -> Known:
    """Write down all that the rows say of each other."""
    rows = public.rows[public.rows["sample"].isin(["", "main"])]
    unplaced = frozenset(rows.loc[rows["measure"] == "n_unplaced", "variable"])
    known = Known(cone=Cone(), ratios={}, counts={}, differences={}, unplaced=unplaced)
    places = _places(rows)
    _relate_places(known, places)
    relate_questions(known, public, rows, places)
    relate_scores(known, public, rows)
    relate_shares(known, rows)
    _relate_margins(known, public, rows)
    _name_differences(known, public, rows)
    _read(known, rows)
    return known


def _places(rows: pd.DataFrame) -> list[Place]:
    found = rows.loc[rows["chapter"].isin(["index", TOP, "fieldwork", "groups"]), ["bloc", "area"]]
    return list(dict.fromkeys([EVERYWHERE, *found.itertuples(index=False, name=None)]))


def _relate_places(known: Known, places: list[Place]) -> None:
    cone = known.cone
    cone.equal("everybody", {("mass", EVERYWHERE): 1, ONE: -1})
    for whole, parts, is_all in split(known, places):
        for name in (("mass",), ("n", "mass")):
            label = f"{' '.join(name)} of places of {whole}"
            add_up(cone, label, (*name, whole), [(*name, part) for part in parts], is_all=is_all)


def _relate_margins(known: Known, public: Publication, rows: pd.DataFrame) -> None:
    """Set the cells of control totals beside the answers that they are about."""
    cone = known.cone
    cells = rows[(rows["measure"] == "margin_after") & (rows["chapter"] == "weighting")]
    for row in cells.itertuples():
        place, names = (row.bloc, row.area), row.variable.split("*")
        cell = ("cell", row.variable, row.category, place)
        known.ratios[row.result_id] = (cell, ("mass", place))
        if len(names) == 1:
            code = public.code_of(row.variable, row.category)
            cone.equal(f"{row.variable}: control total", {cell: 1, ("given", row.variable, code, place): -1})
    for (variable, bloc, area), own in cells.groupby(["variable", "bloc", "area"]):
        names, place = variable.split("*"), (bloc, area)
        for at, name in enumerate(names if len(names) > 1 else ()):
            for key, part in own.groupby(own["category"].str.split("*").str[at]):
                code = public.code_of(name, key)
                terms = {("cell", variable, category, place): -1.0 for category in part["category"]}
                cone.equal(f"{variable}: cells of {name}={key}", {("given", name, code, place): 1, **terms})


def _name_differences(known: Known, public: Publication, rows: pd.DataFrame) -> None:
    means = rows[(rows["measure"] == "mean") & rows["chapter"].isin(["index", "groups"]) & (rows["model"] == "")]
    keys = ["variable", "bloc", "area", "domain_variable", "domain"]
    names = {tuple(row[:-1]): row[-1] for row in means[[*keys, "result_id"]].itertuples(index=False)}
    for row in rows[rows["measure"].isin(["contrast", "group_contrast"]) & (rows["model"] != "adjusted")].itertuples():
        other = row.reference_domain if row.measure == "group_contrast" else row.domain
        about = row.domain_variable if other else ""
        pair = (
            names.get((row.variable, row.bloc, row.area, row.domain_variable, row.domain)),
            names.get((row.variable, row.reference_bloc, row.reference_area, about, other)),
        )
        if pair[0] and pair[1]:
            known.differences[row.result_id] = (pair[0], pair[1])
    for row in rows[rows["measure"] == "crosscheck_t"].itertuples():
        codes = public.questions.get(row.variable_2, {}).get("codes", {})
        keyed = [entry.get("key") or code for code, entry in codes.items()][:2]
        if "design" in row.model + row.method and len(keyed) > 1:
            pair = tuple(names.get(("index", "", "", row.variable_2, key)) for key in (keyed[1], keyed[0]))
            if all(pair):
                known.differences[row.result_id] = pair


def _read(known: Known, rows: pd.DataFrame) -> None:
    """Put in what is printed."""
    for row in rows[~rows["is_hidden"]].itertuples():
        if row.result_id in known.ratios and np.isfinite(row.estimate):
            known.cone.between(row.result_id, *known.ratios[row.result_id], row.low, row.high)
        if row.result_id in known.counts and np.isfinite(row.n):
            known.cone.between(f"n of {row.result_id}", known.counts[row.result_id], ONE, *_whole(row.n))
    for row in rows[(rows["measure"] == "n_analysed") & ~rows["is_hidden"]].itertuples():
        known.cone.between(row.result_id, ("n", "mass", (row.bloc, row.area)), ONE, *_whole(row.estimate))


def _whole(count: float) -> tuple[float, float]:
    """Give a count the room that programmes need."""
    return count - EXACT, count + EXACT
