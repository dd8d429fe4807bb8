"""Answers of which chapters beside the toplines tell how frequent they are: high ones to an outcome, and those of types of people."""

from collections import defaultdict

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.disclosure.answers import Line
from crowdpotential.disclosure.few import Few
from crowdpotential.disclosure.people import People
from crowdpotential.stats.arrays import BoolArray

OF_TYPES = ("profile", "profile_difference", "reach", "reach_difference")


def high_share_lines(full: pd.DataFrame, codebook: Codebook) -> dict[str, list[Line]]:
    """List the shares of high answers by question, as sums over the codes that count as high.

    Args:
        full: meets RESULTS, nothing hidden.
        codebook: questions and codes.
    """
    found = defaultdict[str, list[Line]](list)
    wanted = ((full["chapter"] == "drivers") & (full["measure"] == "high_share")).to_numpy(dtype=bool)
    rows = full.loc[wanted, ["variable", "category", "bloc", "area", "n"]].itertuples(index=False, name=None)
    for position, (variable, category, bloc, area, n) in zip(np.flatnonzero(wanted), rows, strict=True):
        codes, sign = codebook.codes(variable), codebook.variable(variable).direction
        high = "+".join(str(code) for code in codes if sign * code >= sign * int(category))
        line = Line(position=int(position), measure="high_share", category=high, model="", bloc=bloc, area=area, base="answered", n=n)
        found[variable].append(line)
    return dict(found)


def mark_few_in_types(full: pd.DataFrame, people: People, few: Few) -> BoolArray:
    """Mark what types tell of an answer that too few of all gave, or all but too few: the types make up everybody.

    Args:
        full: meets RESULTS, nothing hidden.
        people: respondents of the main sample.
        few: how few are too few.
    """
    about = ((full["chapter"] == "typology") & full["measure"].isin(OF_TYPES)).to_numpy(dtype=bool)
    answers = full.loc[about, ["variable", "category"]].drop_duplicates().itertuples(index=False, name=None)
    secret = {(name, code) for name, code in answers if name in people.codebook.by_id and _is_few(people, name, code, few)}
    keys = zip(full["variable"], full["category"], strict=True)
    found: BoolArray = about & np.array([key in secret for key in keys], dtype=bool)
    return found


def _is_few(people: People, name: str, code: str, few: Few) -> bool:
    codebook, codes = people.codebook, list(people.codebook.codes(name))
    columns = codebook.columns(name)
    first = people.answers(columns[0])
    answered = ~np.isin(first, list(codebook.missing_codes(name))) & ~np.isnan(first)
    given = people.answers(columns[codes.index(int(code))]) == 1 if codebook.variable(name).kind.has_options else first == int(code)
    n, others = int((given & answered).sum()), int((answered & ~given).sum())
    return 0 < n < few.count or 0 < others < few.count
