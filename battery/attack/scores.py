"""What the rows about the index and its dimensions say of each other: groups and places make up their whole, dimensions the index."""

from itertools import product

import numpy as np
import pandas as pd

from battery.attack.cone import Cone
from battery.attack.known import Domain, Known, Place, add_up, count_respondents, name_people, split
from battery.attack.publication import Publication

HIGHEST_SCORE = 100.0
CLOSE = 1e-3  # points by which an identity may fail where all of it is printed


def relate_scores(known: Known, public: Publication, rows: pd.DataFrame) -> None:
    """Relate the means of the index and its dimensions: of places, groups, groups in places."""
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
        people, n_people = name_people(public, domain)
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


def _domains(rows: pd.DataFrame) -> list[Domain]:
    about = ["bloc", "area", "domain_variable", "domain"]
    return [
        Domain(bloc=bloc, area=area, variable=variable, group=group)
        for bloc, area, variable, group in rows[about].drop_duplicates().itertuples(index=False)
    ]


def _scored(rows: pd.DataFrame) -> set[tuple[str, Place]]:
    """Find the places where everybody has a score, by the numbers of respondents."""
    n_of = count_respondents(rows)
    own = rows[(rows["chapter"] == "index") & (rows["measure"] == "mean")]
    return {(row.variable, (row.bloc, row.area)) for row in own.itertuples() if row.n == n_of.get((row.bloc, row.area))}


def _add_up_scores(known: Known, public: Publication, variable: str, domains: list[Domain]) -> None:
    cone = known.cone
    places = [domain.place for domain in domains if not domain.variable]
    groups = list(dict.fromkeys((domain.variable, domain.group) for domain in domains))
    for (name, group), (whole, parts, is_all) in product(groups, list(split(known, places))):
        every = [Domain(bloc=bloc, area=area, variable=name, group=group) for bloc, area in (whole, *parts)]
        if all(domain in domains for domain in every):
            for kind in ("score", "with", "n"):
                label = f"{kind} of {variable} in {name}={group}: places of {whole}"
                own = [(kind, variable, domain) for domain in every]
                add_up(cone, label, own[0], own[1:], is_all=is_all)
    for name in dict.fromkeys(name for name, _ in groups if name):
        for place in places:
            own = [domain for domain in domains if domain.variable == name and domain.place == place]
            whole = Domain(bloc=place[0], area=place[1])
            for kind in ("score", "with", "n") if own else ():
                rest = (kind, variable, whole, "no", name)
                terms = {(kind, variable, domain): -1.0 for domain in own}
                cone.equal(
                    f"{kind} of {variable}: groups of {name} in {place}",
                    {(kind, variable, whole): 1, rest: -1, **terms},
                )
            if own:
                _relate_groupless(cone, public, variable, whole, own)


def _relate_groupless(cone: Cone, public: Publication, variable: str, whole: Domain, groups: list[Domain]) -> None:
    """Say of those with a score and no group that they are among those who gave no answer."""
    name = groups[0].variable
    score, held, n = ((kind, variable, whole, "no", name) for kind in ("score", "with", "n"))
    cone.between(f"{variable}: from 0 to 100", score, held, 0.0, HIGHEST_SCORE)
    people = [name_people(public, group) for group in groups]
    for at, (rest, everybody) in enumerate(zip((held, n), name_people(public, whole), strict=True)):
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
