"""What the rows of a publication say of each other: everything that adds up, place by place, question by question, group by group.

Variables are named by tuples. `("mass", place)` is the people of a place; `("base", question, base, place)` those who were asked or who
answered; `("given", question, code, place)` those who gave an answer; `("sum", question, place)` what a mean is made of; `("with", variable,
domain)` and `("score", variable, domain)` the same of the index and its dimensions; `("n", ...)` counts of respondents.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from battery.attack.cone import Cone, Variable
from battery.attack.publication import Publication

NOT_ASKED = "not_applicable"
ONE: Variable = "one"  # everybody: masses are shares of them, counts multiples of it
EVERYWHERE = ("", "")
HIGHEST_SCORE = 100.0
CLOSE = 1e-3  # points by which an identity may fail where all of it is printed
EXACT = 1e-5  # of a count
TOP = "topline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """Whom a number is about."""

    bloc: str = ""
    area: str = ""
    variable: str = ""
    group: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Where they live."""
        return self.bloc, self.area


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The relations, and how rows of the publication are written in them."""

    cone: Cone
    ratios: dict[str, tuple[Variable, Variable]]  # result_id -> above and below the line
    counts: dict[str, Variable]  # result_id -> count of respondents
    differences: dict[str, tuple[str, str]]  # result_id of a contrast -> those of its two means
    unplaced: frozenset[str] = frozenset()  # area, bloc: that somebody belongs to none


def relate(public: Publication) -> Known:
    """Write down all that the rows say of each other."""
    rows = public.rows[public.rows["sample"].isin(["", "main"])]
    unplaced = frozenset(rows.loc[rows["measure"] == "n_unplaced", "variable"])
    known = Known(cone=Cone(), ratios={}, counts={}, differences={}, unplaced=unplaced)
    places = _places(rows)
    _relate_places(known, places)
    _relate_questions(known, public, rows, places)
    _relate_scores(known, public, rows)
    _relate_margins(known, public, rows)
    _name_differences(known, public, rows)
    _read(known, rows)
    return known


def _places(rows: pd.DataFrame) -> list[tuple[str, str]]:
    found = rows.loc[rows["chapter"].isin(["index", TOP, "fieldwork", "groups"]), ["bloc", "area"]]
    return list(dict.fromkeys([EVERYWHERE, *found.itertuples(index=False, name=None)]))


def _split(known: Known, places: list[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], list[tuple[str, str]], bool]]:
    """Give each place with the places that make it up, and whether these are all of it: everybody of sides and areas, a side of its areas."""
    sides = [place for place in places if place[0] and not place[1]]
    areas = [place for place in places if place[1]]
    named = {bloc for bloc, _ in sides} | {bloc for bloc, _ in areas}
    sides = sides or [(bloc, "") for bloc in sorted(named - {""})]
    for kind, parts in (("bloc", sides), ("area", areas)):
        if parts:
            yield EVERYWHERE, parts, kind not in known.unplaced
    for side in sides:
        if parts := [area for area in areas if area[0] == side[0]]:
            yield side, parts, True


def _add_up(cone: Cone, label: str, whole: Variable, parts: Sequence[Variable], *, is_all: bool) -> None:
    """Say that parts make up a whole, or that they are some of it."""
    (cone.equal if is_all else cone.add)(label, {whole: 1.0, **dict.fromkeys(parts, -1.0)})


def _relate_places(known: Known, places: list[tuple[str, str]]) -> None:
    cone = known.cone
    cone.equal("everybody", {("mass", EVERYWHERE): 1, ONE: -1})
    for whole, parts, is_all in _split(known, places):
        for name in (("mass",), ("n", "mass")):
            label = f"{' '.join(name)} of places of {whole}"
            _add_up(cone, label, (*name, whole), [(*name, part) for part in parts], is_all=is_all)


def _relate_questions(
    known: Known, public: Publication, rows: pd.DataFrame, places: list[tuple[str, str]]
) -> None:
    n_of = _respondents(rows)
    own = rows[(rows["chapter"] == TOP) & rows["measure"].isin(["share", "mean", "item_nonresponse"])]
    for question, told in own.groupby("variable", sort=False):
        about = public.questions.get(str(question))
        if about is not None:
            _relate_asked(known.cone, str(question), told, n_of)
            for place, here in told.groupby(["bloc", "area"], sort=False):
                _relate_question(known, str(question), tuple(place), here, about)
            here_told = [tuple(place) for place in told[["bloc", "area"]].drop_duplicates().itertuples(index=False)]
            _add_up_places(known, str(question), here_told, places, about)


def _relate_asked(cone: Cone, question: str, rows: pd.DataFrame, n_of: dict[tuple[str, str], float]) -> None:
    """Take it that everybody was asked where that is so wherever both numbers are printed; else some were."""
    printed = rows[(rows["base"] == "asked") & rows["n"].notna()]
    known = [(row.n, n_of[row.bloc, row.area]) for row in printed.itertuples() if (row.bloc, row.area) in n_of]
    say = cone.equal if known and all(n == everybody for n, everybody in known) else cone.add
    for place in rows[["bloc", "area"]].drop_duplicates().itertuples(index=False, name=None):
        say(f"{question}: asked in {place}", {("mass", place): 1, ("base", question, "asked", place): -1})
        say(f"n {question}: asked in {place}", {("n", "mass", place): 1, ("n", question, "asked", place): -1})


def _respondents(rows: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Count the analysed respondents of places, sides from their areas."""
    analysed = rows[rows["measure"] == "n_analysed"]
    n_of = {(row.bloc, row.area): float(row.estimate) for row in analysed.itertuples()}
    for bloc in sorted({bloc for bloc, area in n_of if area and bloc}):
        n_of.setdefault((bloc, ""), sum(n for (own, area), n in n_of.items() if own == bloc and area))
    return n_of


def _relate_question(known: Known, question: str, place: tuple[str, str], rows: pd.DataFrame, about: dict) -> None:
    cone = known.cone
    asked, answered = ("base", question, "asked", place), ("base", question, "answered", place)
    cone.add(f"{question}: who answered was asked", {asked: 1, answered: -1})
    cone.add(f"n {question}: who answered was asked", {("n", *asked[1:]): 1, ("n", *answered[1:]): -1})
    shares = rows[rows["measure"] == "share"]
    codes = list(dict.fromkeys(shares["category"]))
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
        cone.equal(f"{question}: the mean of codes", {total: 1, **{given[code]: -float(code) for code in substantive}})
    elif about["type"] == "numeric":
        low, high = about["range"] or (-np.inf, np.inf)
        cone.free.add(total)
        cone.between(f"{question}: valid range", total, answered, low, high)
    for row in rows.itertuples():
        base = {"asked": asked, "answered": answered}[row.base or "asked"]
        known.counts[row.result_id] = ("n", *base[1:])
        if row.measure == "share":
            known.ratios[row.result_id] = (given[row.category], base)
        elif row.measure == "mean":
            known.ratios[row.result_id] = (total, base)
        elif not row.category:
            unanswered = ("unanswered", question, place)
            cone.equal(f"{question}: unanswered", {unanswered: 1, asked: -1, answered: 1})
            known.ratios[row.result_id] = (unanswered, asked)
        else:
            of_class = ("unanswered", question, row.category, place)
            codes = [code for code in missing if about["missing"][code] == row.category]
            if codes:
                cone.equal(f"{question}: {row.category}", {of_class: 1, **{given[code]: -1 for code in codes}})
            known.ratios[row.result_id] = (of_class, asked)


def _add_up_places(
    known: Known, question: str, told: list[tuple[str, str]], places: list[tuple[str, str]], about: dict
) -> None:
    codes = [*about["codes"], *about["missing"]]
    names = [("base", question, "asked"), ("base", question, "answered"), ("sum", question), ("unanswered", question)]
    names += [("given", question, code) for code in codes]
    names += [("unanswered", question, kind) for kind in dict.fromkeys(about["missing"].values())]
    names += [("n", question, base) for base in ("asked", "answered")]
    for whole, parts, is_all in _split(known, places):
        if whole in told and set(parts) <= set(told):
            for name in names:
                if (*name, whole) in known.cone.places and (is_all or name[0] != "sum"):
                    label = f"{' '.join(name)} adds up over places of {whole}"
                    _add_up(known.cone, label, (*name, whole), [(*name, part) for part in parts], is_all=is_all)


def _domains(rows: pd.DataFrame) -> list[Domain]:
    about = ["bloc", "area", "domain_variable", "domain"]
    return [
        Domain(bloc=bloc, area=area, variable=variable, group=group)
        for bloc, area, variable, group in rows[about].drop_duplicates().itertuples(index=False)
    ]


def _relate_scores(known: Known, public: Publication, rows: pd.DataFrame) -> None:
    cone = known.cone
    means = rows[(rows["measure"] == "mean") & rows["chapter"].isin(["index", "groups"]) & (rows["model"] == "")]
    shares = rows[(rows["chapter"] == "index") & (rows["measure"] == "share")]
    domains, variables = _domains(means), list(dict.fromkeys(means["variable"]))
    for row in means.itertuples():
        domain = Domain(bloc=row.bloc, area=row.area, variable=row.domain_variable, group=row.domain)
        known.ratios[row.result_id] = (("score", row.variable, domain), ("with", row.variable, domain))
        known.counts[row.result_id] = ("n", row.variable, domain)
    for row in shares.itertuples():
        domain = Domain(bloc=row.bloc, area=row.area)
        known.ratios[row.result_id] = (("level", row.category, domain), ("with", row.variable, domain))
        known.counts[row.result_id] = ("n", row.variable, domain)
    for row in rows[(rows["chapter"] == "index") & rows["measure"].isin(["deff", "standard_error_linearised"])].itertuples():
        known.counts[row.result_id] = ("n", row.variable, Domain(bloc=row.bloc, area=row.area))
    everybody_scored = _scored(rows)
    for variable, domain in product(variables, domains):
        score, held, n = ("score", variable, domain), ("with", variable, domain), ("n", variable, domain)
        cone.between(f"{variable}: from 0 to 100", score, held, 0.0, HIGHEST_SCORE)
        people, n_people = _people(public, domain)
        is_all = (variable, domain.place) in everybody_scored
        say = cone.equal if is_all else cone.add
        say(f"{variable}: whose score is known in {domain}", {people: 1, held: -1})
        say(f"n {variable}: whose score is known in {domain}", {n_people: 1, n: -1})
    for variable in variables:
        _add_up_scores(known, public, variable, domains)
    for domain in domains:
        levels = {("level", name, domain): -1.0 for name in dict.fromkeys(shares["category"])}
        if levels and not domain.variable:
            cone.equal(f"levels of {domain}", {("with", "index", domain): 1, **levels})
    _relate_index(known, rows, means, domains)


def _scored(rows: pd.DataFrame) -> set[tuple[str, tuple[str, str]]]:
    """Find the places where everybody has a score, by the numbers of respondents."""
    n_of = _respondents(rows)
    own = rows[(rows["chapter"] == "index") & (rows["measure"] == "mean")]
    found = {
        (row.variable, (row.bloc, row.area)) for row in own.itertuples() if row.n == n_of.get((row.bloc, row.area))
    }
    return found


def _people(public: Publication, domain: Domain) -> tuple[Variable, Variable]:
    """Name the people of a domain: a place, or whoever of a place gave an answer."""
    if not domain.variable:
        return ("mass", domain.place), ("n", "mass", domain.place)
    code = public.code_of(domain.variable, domain.group)
    return ("given", domain.variable, code, domain.place), ("n", "given", domain.variable, code, domain.place)


def _add_up_scores(known: Known, public: Publication, variable: str, domains: list[Domain]) -> None:
    cone = known.cone
    places = [domain.place for domain in domains if not domain.variable]
    groups = list(dict.fromkeys((domain.variable, domain.group) for domain in domains))
    for (name, group), (whole, parts, is_all) in product(groups, list(_split(known, places))):
        every = [Domain(bloc=bloc, area=area, variable=name, group=group) for bloc, area in (whole, *parts)]
        if all(domain in domains for domain in every):
            for kind in ("score", "with", "n"):
                label = f"{kind} of {variable} in {name}={group}: places of {whole}"
                own = [(kind, variable, domain) for domain in every]
                _add_up(cone, label, own[0], own[1:], is_all=is_all)
    for name in dict.fromkeys(name for name, _ in groups if name):
        for place in places:
            own = [domain for domain in domains if domain.variable == name and domain.place == place]
            whole = Domain(bloc=place[0], area=place[1])
            for kind in ("score", "with", "n") if own else ():
                rest = (kind, variable, whole, "no", name)
                terms = {(kind, variable, domain): -1.0 for domain in own}
                cone.equal(f"{kind} of {variable}: groups of {name} in {place}", {(kind, variable, whole): 1, rest: -1, **terms})
            if own:
                _relate_groupless(cone, variable, whole, name, own, public)


def _relate_groupless(
    cone: Cone, variable: str, whole: Domain, name: str, groups: list[Domain], public: Publication
) -> None:
    """Say of those with a score and no group that they are among those who gave no answer."""
    score, held, n = ((kind, variable, whole, "no", name) for kind in ("score", "with", "n"))
    cone.between(f"{variable}: from 0 to 100", score, held, 0.0, HIGHEST_SCORE)
    people = [_people(public, group) for group in groups]
    for at, (rest, everybody) in enumerate(zip((held, n), _people(public, whole), strict=True)):
        terms = {group[at]: -1.0 for group in people}
        cone.add(f"{variable}: who told no {name} in {whole.place}", {everybody: 1, rest: -1, **terms})


def _relate_index(known: Known, rows: pd.DataFrame, means: pd.DataFrame, domains: list[Domain]) -> None:
    """Use that the index is the weighted mean of its dimensions, if it is so wherever all of them are printed."""
    weights = rows[rows["measure"] == "dimension_weight"].dropna(subset=["estimate"])
    share = dict(zip(weights["variable"], weights["estimate"], strict=True))
    if not share or not {"index", *share} <= set(means["variable"]):
        return
    keys = ["bloc", "area", "domain_variable", "domain"]
    table = means.pivot_table(index=keys, columns="variable", values="estimate").dropna()
    off = (table["index"] - sum(table[name] * weight for name, weight in share.items())).abs()
    slack = float(off.max()) if len(off) else np.inf
    if slack > max(CLOSE, 4 * float((means["high"] - means["low"]).max())):
        return
    half = float((weights["high"] - weights["low"]).max())
    slack += HIGHEST_SCORE * half * len(share) + float((means["high"] - means["low"]).max())
    for domain in domains:
        terms = {("score", name, domain): -weight for name, weight in share.items()}
        label, held = f"the index is the mean of its dimensions in {domain}", ("with", "index", domain)
        for sign in (1.0, -1.0):
            signed = {variable: sign * value for variable, value in terms.items()}
            known.cone.add(label, {("score", "index", domain): sign, **signed, held: slack})
        for name in share:
            known.cone.equal(f"{name} is known of whom the index is known of", {held: 1, ("with", name, domain): -1})


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
