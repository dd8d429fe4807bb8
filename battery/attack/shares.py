"""What shares of the chapters beside the toplines say of each other: places and groups make up their whole, fields and types everybody."""

from itertools import product

import pandas as pd

from battery.attack.cone import Variable
from battery.attack.known import Known, Place, add_up, split

ADDED = {  # chapter and measure, and whether its categories make up all of whom they are told
    ("participation", "step_share"): False,
    ("participation", "step_through"): False,
    ("participation", "inactive_share"): False,
    ("participation", "quadrant_share"): True,
    ("obstacles", "kind_share"): False,
    ("typology", "class_share"): True,
}
Told = tuple[str, str, str]  # measure, variable, variable_2


def relate_shares(known: Known, rows: pd.DataFrame) -> None:
    """Write the shares of each subject as parts of those of whom they are told, and add these up over places and groups."""
    for (chapter, measure), is_whole in ADDED.items():
        own = rows[(rows["chapter"] == chapter) & (rows["measure"] == measure)]
        for (variable, other), told in own.groupby(["variable", "variable_2"], sort=False):
            _relate(known, (measure, str(variable), str(other)), told, is_whole=is_whole)


def _relate(known: Known, subject: Told, rows: pd.DataFrame, *, is_whole: bool) -> None:
    categories = list(dict.fromkeys(rows["category"]))
    columns = ["bloc", "area", "domain_variable", "domain"]
    domains = [(bloc, area, name, group) for bloc, area, name, group in rows[columns].drop_duplicates().itertuples(index=False)]
    for row in rows.itertuples():
        domain = (row.bloc, row.area, row.domain_variable, row.domain)
        known.ratios[row.result_id] = (("part", subject, row.category, domain), ("of", subject, domain))
        known.counts[row.result_id] = ("n", "of", subject, domain)
    for domain in domains:
        whole: Variable = ("of", subject, domain)
        parts = {("part", subject, category, domain): -1.0 for category in categories}
        if is_whole:
            known.cone.equal(f"{subject} in {domain}: all of them", {whole: 1.0, **parts})
        for part in parts:
            known.cone.add(f"{subject} in {domain}: a part", {whole: 1.0, part: -1.0})
        if not domain[2]:
            known.cone.add(f"{subject}: residents of {domain}", {("mass", domain[:2]): 1.0, whole: -1.0})
            known.cone.add(f"n {subject}: residents of {domain}", {("n", "mass", domain[:2]): 1.0, ("n", *whole): -1.0})
    names = [("of", subject), ("n", "of", subject), *(("part", subject, category) for category in categories)]
    _add_up_places(known, names, domains)
    _add_up_groups(known, names, domains)


def _add_up_places(known: Known, names: list[tuple[object, ...]], domains: list[tuple[str, str, str, str]]) -> None:
    places: list[Place] = [domain[:2] for domain in domains if not domain[2]]
    groups = list(dict.fromkeys(domain[2:] for domain in domains))
    for group, (whole, parts, is_all), name in product(groups, list(split(known, places)), names):
        every = [(*place, *group) for place in (whole, *parts)]
        if set(every) <= set(domains):
            own = [(*name, domain) for domain in every]
            add_up(known.cone, f"{name} of {group}: places of {whole}", own[0], own[1:], is_all=is_all)


def _add_up_groups(known: Known, names: list[tuple[object, ...]], domains: list[tuple[str, str, str, str]]) -> None:
    """Say that groups of a variable are some of their place: who is left is in none of them."""
    for name, place in dict.fromkeys((domain[2], domain[:2]) for domain in domains if domain[2]):
        if (*place, "", "") in domains:
            groups = [domain for domain in domains if domain[2] == name and domain[:2] == place]
            for own in names:
                add_up(known.cone, f"{own}: groups of {name}", (*own, (*place, "", "")), [(*own, group) for group in groups], is_all=False)
