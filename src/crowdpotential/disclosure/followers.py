"""Rows that follow a hidden one: its errors, what it is compared with, and statistics of a table that would be one more equation."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from crowdpotential.disclosure.people import Domain
from crowdpotential.results.measure import Control
from crowdpotential.results.measures import REGISTER
from crowdpotential.stats.arrays import BoolArray

NOT_OF_ANSWERS = frozenset(key for key, measure in REGISTER.items() if measure.control is not Control.ANSWERS)
OF_TABLES = ("cramers_v", "rao_scott")
OF_PARTITIONS = ("overall_test", *OF_TABLES, "crosscheck_rao_scott")
OF_LARGEST_ERROR = "replicates_needed"  # follows from the largest error of all places, and gives it back
OF_ONE_OPTION = (("obstacles", "contrast"), ("mechanism", "deviation"), ("mechanism", "order"), ("mechanism", "audience"))
OF_JOINED_OPTIONS = (("obstacles", "kind_share"), ("obstacles", "kind_contrast"))  # each bounds the options that it joins
CROSSCHECKS = ("crosscheck_t", "crosscheck_coefficient")  # each a group against the first of its variable


def is_about_answers(frame: pd.DataFrame) -> BoolArray:
    """Mark the rows that tell of answers, by the register: neither counts of interviews, nor verdicts that forbid what was not tested."""
    keys = zip(frame["chapter"], frame["measure"], strict=True)
    return np.array([key not in NOT_OF_ANSWERS for key in keys], dtype=bool)


def follow_domains(frame: pd.DataFrame, hidden: Collection[Domain]) -> BoolArray:
    """Mark the rows about a hidden place or group, or against one."""
    subject, reference = _subjects(frame), _references(frame)
    found = np.array([a in hidden or b in hidden for a, b in zip(subject, reference, strict=True)], dtype=bool)
    found |= _of_partitions(frame, hidden)
    if any(not place.variable for place in hidden):
        found |= (frame["measure"] == OF_LARGEST_ERROR).to_numpy(dtype=bool)
    around = {place for place in hidden if not (place.variable or place.area)}
    found |= np.array(
        [one == "deviation" and Domain(bloc=bloc) in around for one, bloc in zip(frame["measure"], frame["bloc"], strict=True)],
        dtype=bool,
    )  # of an area from its bloc: with the area's mean it would be the bloc's
    groups = {(one.variable, one.group) for one in hidden if one.variable and not (one.bloc or one.area)}
    return found | _crosschecks(frame, groups)


def _of_partitions(frame: pd.DataFrame, hidden: Collection[Domain]) -> BoolArray:
    """Mark what is told of all groups of a variable together, or of all areas, where one of them is hidden.

    Of a group of one person the strength of the table tells his level, and the test of all means how far his is from the others'.
    """
    of_all = {(domain.variable, domain.place) for domain in hidden if domain.variable}
    of_all |= {("area", Domain())} if any(domain.area for domain in hidden) else set()
    is_of_all = frame["measure"].isin(OF_PARTITIONS) & (frame["chapter"] != "topline")
    keys = zip(frame["variable_2"], frame["bloc"], frame["area"], strict=True)
    about = np.array([(name, Domain(bloc=bloc, area=area)) in of_all for name, bloc, area in keys], dtype=bool)
    return about & is_of_all.to_numpy(dtype=bool)


def follow_questions(frame: pd.DataFrame, variables: Collection[str]) -> BoolArray:
    """Mark the statistics of the table of a question by blocs, where one of its cells is hidden."""
    is_of_table = (frame["chapter"] == "topline") & frame["measure"].isin(OF_TABLES)
    found: BoolArray = (is_of_table & frame["variable"].isin(list(variables))).to_numpy(dtype=bool)
    return found


def follow_options(frame: pd.DataFrame, hidden: BoolArray) -> BoolArray:
    """Mark what is told of an option where its share is hidden, in either of two places, and what joins it with others there.

    Args:
        frame: meets RESULTS.
        hidden: (rows,) hidden shares of options, of everybody and of places.
    """
    about = frame.loc[hidden, ["variable", "category", "bloc", "area"]]
    options = set(about.itertuples(index=False, name=None))
    places = {(variable, bloc, area) for variable, _, bloc, area in options}
    columns = ["chapter", "measure", "variable", "category", "bloc", "area", "domain_variable", "reference_bloc", "reference_area"]
    found = [
        (
            (chapter, measure) in OF_ONE_OPTION
            and bool({(variable, category, bloc, area), (variable, category, other_bloc, other_area)} & options)
        )
        or (
            (chapter, measure) in OF_JOINED_OPTIONS
            and not group
            and bool({(variable, bloc, area), (variable, other_bloc, other_area)} & places)
        )
        for chapter, measure, variable, category, bloc, area, group, other_bloc, other_area in frame[columns].itertuples(
            index=False, name=None
        )
    ]
    return np.array(found, dtype=bool) if options else np.zeros(len(frame), dtype=bool)


def follow_boost(frame: pd.DataFrame, hidden: BoolArray) -> BoolArray:
    """Mark the contrasts of a boost sample's group whose mean is hidden: the residents' mean and the difference would give it back."""
    keys = pd.MultiIndex.from_frame(frame[["variable", "domain_variable", "domain"]])
    is_boost = (frame["sample"] == "boost").to_numpy(dtype=bool)
    is_mean = is_boost & (frame["measure"] == "mean").to_numpy(dtype=bool)
    found: BoolArray = is_boost & np.asarray(keys.isin(keys[is_mean & hidden]), dtype=bool)
    return found


def follow_yardsticks(frame: pd.DataFrame, hidden: BoolArray) -> BoolArray:
    """Mark the differences from published figures where the study's own number is hidden: the two would give it back."""
    is_own = (frame["chapter"] == "yardsticks") & (frame["sample"] == "main")
    keys = pd.MultiIndex.from_frame(frame[["variable", "category", "bloc", "area", "base"]])
    secret = keys[(is_own & frame["measure"].isin(["share", "mean"])).to_numpy(dtype=bool) & hidden]
    found: BoolArray = is_own.to_numpy(dtype=bool) & np.asarray(keys.isin(secret), dtype=bool)
    return found


def follow_texts(frame: pd.DataFrame, hidden: BoolArray) -> BoolArray:
    """Mark what would give back the mean answer to a text that too few were given.

    Means of all texts add up to that of the question, and means of sides to those of everybody: where one is hidden on a side, nothing is
    told of sides; where it is hidden of everybody, no mean is, and no difference from the text.
    """
    about = (frame["chapter"] == "vignette").to_numpy(dtype=bool)
    of_sides = about & (frame["bloc"] != "").to_numpy(dtype=bool)
    is_mean = about & (frame["measure"] == "mean").to_numpy(dtype=bool)
    told_of_answers = is_mean | (about & frame["measure"].isin(["effect", "effect_difference"]).to_numpy(dtype=bool))
    found = np.zeros(len(frame), dtype=np.bool_)
    if not (is_mean & hidden).any():
        return found
    found |= of_sides & told_of_answers
    few = frame.loc[is_mean & hidden & ~of_sides, "category"].unique()
    if few.size:
        against = (frame["category"].isin(few) | frame["reference_domain"].isin(few)).to_numpy(dtype=bool)
        found |= is_mean | (told_of_answers & against)
    return found


def follow_portraits(frame: pd.DataFrame, hidden: BoolArray, domains: Collection[Domain]) -> BoolArray:
    """Mark what portraits tell of an answer whose share of everybody is hidden, and of a group in an area where one of both is.

    Args:
        frame: meets RESULTS.
        hidden: (rows,) hidden so far.
        domains: places and groups that are hidden with all their numbers.
    """
    is_portrait = ((frame["chapter"] == "portraits") & (frame["sample"] == "main")).to_numpy(dtype=bool)
    is_whole = (frame[["bloc", "area", "domain_variable"]] == "").all(axis=1).to_numpy(dtype=bool)
    is_share = (frame["measure"] == "share").to_numpy(dtype=bool) & frame["chapter"].isin(["portraits", "obstacles"]).to_numpy(dtype=bool)
    answers = pd.MultiIndex.from_frame(frame[["variable", "category"]])
    found: BoolArray = is_portrait & np.asarray(answers.isin(answers[is_share & is_whole & hidden]), dtype=bool)
    names = frame.loc[is_portrait, ["bloc", "area", "domain_variable", "domain"]].itertuples(index=False, name=None)
    inside = [bool(area) and not _around_cell(bloc, area, name, key).isdisjoint(domains) for bloc, area, name, key in names]
    found[is_portrait] |= np.array(inside, dtype=bool)
    return found


def _around_cell(bloc: str, area: str, variable: str, group: str) -> set[Domain]:
    """List what a group in an area lies in."""
    groups = {Domain(variable=variable, group=group), Domain(bloc=bloc, variable=variable, group=group)}
    return {*groups, Domain(bloc=bloc, area=area)}


def _crosschecks(frame: pd.DataFrame, groups: Collection[tuple[str, str]]) -> BoolArray:
    """Mark what the cross-check says of a hidden group, and all that it sets against a hidden first group."""
    is_mean = (frame["measure"] == "mean") & (frame["domain_variable"] != "") & (frame["sample"] == "main")
    first = frame[is_mean].drop_duplicates("domain_variable").set_index("domain_variable")["domain"]
    against = {name for name, group in groups if first.get(name) == group}
    keys = zip(frame["variable_2"], frame["category"], strict=True)
    about = np.array([key in groups or key[0] in against for key in keys], dtype=bool)
    found: BoolArray = frame["measure"].isin(CROSSCHECKS).to_numpy(dtype=bool) & about
    return found


def _subjects(frame: pd.DataFrame) -> list[Domain | None]:
    """State whom each row is about, None for groups of a boost sample; a group that is too thin to be judged stands in `category`."""
    is_thin = (frame["measure"] == "thin_group").to_numpy(dtype=bool)
    is_boost = ((frame["sample"] == "boost") & frame["measure"].isin(["mean", "share"])).to_numpy(dtype=bool)
    group = np.where(is_thin, frame["category"].to_numpy(dtype=object), frame["domain"].to_numpy(dtype=object))
    places = (frame[name].to_numpy(dtype=object) for name in ("bloc", "area", "domain_variable"))
    return [
        None if boost else Domain(bloc=bloc, area=area, variable=variable, group=key if variable else "")
        for bloc, area, variable, key, boost in zip(*places, group, is_boost, strict=True)
    ]


def _references(frame: pd.DataFrame) -> list[Domain | None]:
    """State whom each row is against, None where it is against nobody."""
    names = (
        "bloc",
        "area",
        "reference_bloc",
        "reference_area",
        "domain_variable",
        "domain",
        "reference_domain",
    )
    found = list[Domain | None]()
    for bloc, area, other_bloc, other_area, variable, key, other in zip(
        *(frame[name].to_numpy(dtype=object) for name in names), strict=True
    ):
        if not (other_bloc or other_area or other):
            found.append(None)
            continue
        place = (other_bloc, other_area) if other_bloc or other_area else (bloc, area)
        found.append(Domain(bloc=place[0], area=place[1], variable=variable, group=other or key))
    return found
