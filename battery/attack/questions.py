"""What the rows about questions say of each other: codes make up who answered, missing codes who did not, places their whole."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from battery.attack.cone import Cone
from battery.attack.known import Known, Place, add_up, count_respondents, split
from battery.attack.publication import Publication

TOP = "topline"


def relate_questions(known: Known, public: Publication, rows: pd.DataFrame, places: list[Place]) -> None:
    """Relate the answers to every question, place by place, and the places to each other."""
    n_of = count_respondents(rows)
    is_option = (rows["chapter"] == "obstacles") & (rows["measure"] == "share") & (rows["domain_variable"] == "")
    own = rows[is_option | ((rows["chapter"] == TOP) & rows["measure"].isin(["share", "mean", "item_nonresponse"]))]
    for question, told in own.groupby("variable", sort=False):
        about = public.questions.get(str(question))
        if about is not None:
            _relate_asked(known.cone, str(question), told, n_of)
            for place, here in told.groupby(["bloc", "area"], sort=False):
                _relate_question(known, str(question), tuple(place), here, about)
            here_told = [tuple(place) for place in told[["bloc", "area"]].drop_duplicates().itertuples(index=False)]
            _add_up_places(known, str(question), here_told, places, about)


def _relate_asked(cone: Cone, question: str, rows: pd.DataFrame, n_of: dict[Place, float]) -> None:
    """Take it that everybody was asked where that is so wherever both numbers are printed; else some were."""
    printed = rows[(rows["base"] == "asked") & rows["n"].notna()]
    known = [(row.n, n_of[row.bloc, row.area]) for row in printed.itertuples() if (row.bloc, row.area) in n_of]
    say = cone.equal if known and all(n == everybody for n, everybody in known) else cone.add
    for place in rows[["bloc", "area"]].drop_duplicates().itertuples(index=False, name=None):
        say(f"{question}: asked in {place}", {("mass", place): 1, ("base", question, "asked", place): -1})
        say(f"n {question}: asked in {place}", {("n", "mass", place): 1, ("n", question, "asked", place): -1})


def _relate_question(known: Known, question: str, place: Place, rows: pd.DataFrame, about: Mapping[str, Any]) -> None:
    """Say what makes up the bases of a question in a place, and of what each of its rows is a ratio."""
    asked, answered = ("base", question, "asked", place), ("base", question, "answered", place)
    codes = list(dict.fromkeys(rows.loc[rows["measure"] == "share", "category"]))
    _relate_codes(known.cone, question, place, codes, about)
    total = ("sum", question, place)
    for row in rows.itertuples():
        base = {"asked": asked, "answered": answered}[row.base or "asked"]
        known.counts[row.result_id] = ("n", *base[1:])
        if row.measure == "share":
            known.ratios[row.result_id] = (("given", question, row.category, place), base)
        elif row.measure == "mean":
            known.ratios[row.result_id] = (total, base)
        else:
            unanswered = ("unanswered", question, *([row.category] if row.category else []), place)
            missing = [code for code in codes if about["missing"].get(code) == row.category]
            terms = {("given", question, code, place): -1.0 for code in missing}
            if not row.category:
                terms = {asked: -1.0, answered: 1.0}
            if terms:
                known.cone.equal(f"{question}: unanswered {row.category}", {unanswered: 1, **terms})
            known.ratios[row.result_id] = (unanswered, asked)


def _relate_codes(cone: Cone, question: str, place: Place, codes: Sequence[str], about: Mapping[str, Any]) -> None:
    asked, answered = ("base", question, "asked", place), ("base", question, "answered", place)
    cone.add(f"{question}: who answered was asked", {asked: 1, answered: -1})
    cone.add(f"n {question}: who answered was asked", {("n", *asked[1:]): 1, ("n", *answered[1:]): -1})
    given = {code: ("given", question, code, place) for code in codes}
    substantive = [code for code in codes if code in about["codes"]]
    missing = [code for code in codes if code in about["missing"]]
    if about["type"] != "multiple" and substantive:
        terms = {given[code]: -1.0 for code in substantive}
        cone.equal(f"{question}: answers make up who answered", {answered: 1, **terms})
        counted = {("n", *variable): -1.0 for variable in terms}
        cone.equal(f"n {question}: answers make up who answered", {("n", *answered[1:]): 1, **counted})
    for code in substantive:
        cone.add(f"{question}: an answer is of who answered", {answered: 1, given[code]: -1})
    if missing or substantive:
        cone.equal(
            f"{question}: who did not answer has a missing code",
            {asked: 1, answered: -1, **{given[code]: -1 for code in missing}},
        )
    total = ("sum", question, place)
    if about["type"] == "ordinal" and substantive:
        cone.equal(
            f"{question}: the mean of codes",
            {total: 1, **{given[code]: -float(code) for code in substantive}},
        )
    elif about["type"] == "numeric":
        low, high = about["range"] or (-np.inf, np.inf)
        cone.free.add(total)
        cone.between(f"{question}: valid range", total, answered, low, high)


def _add_up_places(known: Known, question: str, told: list[Place], places: list[Place], about: Mapping[str, Any]) -> None:
    codes = [*about["codes"], *about["missing"]]
    names = [
        ("base", question, "asked"),
        ("base", question, "answered"),
        ("sum", question),
        ("unanswered", question),
    ]
    names += [("given", question, code) for code in codes]
    names += [("unanswered", question, kind) for kind in dict.fromkeys(about["missing"].values())]
    names += [("n", question, base) for base in ("asked", "answered")]
    for whole, parts, is_all in split(known, places):
        if whole in told and set(parts) <= set(told):
            for name in names:
                if (*name, whole) in known.cone.places and (is_all or name[0] != "sum"):
                    label = f"{' '.join(name)} adds up over places of {whole}"
                    add_up(known.cone, label, (*name, whole), [(*name, part) for part in parts], is_all=is_all)
