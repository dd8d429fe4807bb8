"""Rows that rest on too few respondents, as the rows themselves tell."""

import numpy as np
import pandas as pd

from crowdpotential.disclosure.followers import follow_boost, follow_domains, is_about_answers
from crowdpotential.disclosure.people import Domain
from crowdpotential.stats.arrays import BoolArray

QUESTION = [
    "chapter",
    "measure",
    "variable",
    "category",
    "sample",
    "bloc",
    "area",
    "domain_variable",
    "domain",
]


COUNTS_OF_BASES = (("drivers", "n_complete"), ("vignette", "n_asked"))  # respondents that other numbers rest on, counted by a row


def list_domains_told(frame: pd.DataFrame) -> dict[Domain, int]:
    """List the domains that have a mean in the main sample, with the fewest respondents that any of their means rests on."""
    is_mean = (frame["measure"] == "mean") & frame["chapter"].isin(["index", "groups"])
    rows = frame.loc[is_mean & (frame["sample"] == "main"), ["bloc", "area", "domain_variable", "domain", "n"]]
    found: dict[Domain, int] = {}
    for bloc, area, variable, group, n in rows.itertuples(index=False, name=None):
        domain = Domain(bloc=bloc, area=area, variable=variable, group=group)
        found[domain] = min(int(n), found.get(domain, int(n)))
    return found


def rest_on_few(frame: pd.DataFrame, fewest: int) -> BoolArray:
    """Mark the rows on fewer respondents, all about a place or group with such a mean, and what is compared with it.

    A contrast with a hidden mean is hidden: the other mean and the difference would give it away. So are the answers of all asked where too
    few of them answered: divided by the share that answered, they are the answers of those few.

    Args:
        frame: meets RESULTS, nothing hidden.
        fewest: respondents that a number must rest on.
    """
    is_checked = is_about_answers(frame)
    found: BoolArray = is_checked & ((frame["n"].to_numpy() < fewest) | _count_few(frame, fewest))
    found |= _of_too_few_answers(frame, found)
    small = {domain for domain, n in list_domains_told(frame).items() if n < fewest}
    if small:
        found |= is_checked & follow_domains(frame, small)
    return found | follow_boost(frame, found)


def _count_few(frame: pd.DataFrame, fewest: int) -> BoolArray:
    """Mark the rows whose number is itself a base of too few."""
    is_count = pd.MultiIndex.from_frame(frame[["chapter", "measure"]]).isin(COUNTS_OF_BASES)
    estimate = frame["estimate"].to_numpy(dtype=np.float64)
    found: BoolArray = np.asarray(is_count, dtype=bool) & (estimate > 0) & (estimate < fewest)
    return found


def _of_too_few_answers(frame: pd.DataFrame, hidden: BoolArray) -> BoolArray:
    """Mark what is told of all asked and is hidden of those who answered; missing codes are told of all asked alone."""
    keys = pd.MultiIndex.from_frame(frame[QUESTION])
    few = keys[hidden & (frame["base"] == "answered").to_numpy(dtype=bool)]
    return np.asarray((frame["base"] == "asked") & keys.isin(few), dtype=bool)
