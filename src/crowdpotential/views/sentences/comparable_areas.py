"""Whether the areas of a side may be compared with each other, in words."""

from math import isfinite

from markupsafe import Markup

from crowdpotential.exhibits.markup import tag
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import (
    DIFFERS,
    MISFIT,
    NOT_COMPARABLE,
    ONE_GROUP,
    UNTESTED,
)
from crowdpotential.views import phrases
from crowdpotential.views.sentences.obstacles import find_fault
from crowdpotential.views.view import View
from crowdpotential.views.wording import name_items


def largest_detectable(view: View, verdict: Result) -> Result | None:
    """Find the shift that an item would have needed in the thinnest part for having been found."""
    keys = {"bloc": verdict.bloc, "domain_variable": verdict.domain_variable, "variable": verdict.variable}
    if verdict.reference_bloc:
        keys = _keys_of_pair(verdict)
    elif verdict.variable == "index":
        keys = {"variable": "", "domain_variable": ""}
    rows = [
        row for row in view.results.find("comparability", "detectable_shift", **keys) if isfinite(row.estimate) and not row.is_suppressed
    ]
    return max(rows, key=lambda row: row.estimate, default=None)


def say_detectable(view: View, verdict: Result) -> Markup:
    """State which shift would have been found, where the sides are too thin for a test."""
    found = largest_detectable(view, verdict) if verdict.verdict == UNTESTED else None
    if found is None:
        return Markup("")
    sentence = view.language.say("partitions.detectable", shift=phrases.estimate(view, found, digits=2))
    return Markup(" ") + sentence


def _keys_of_pair(verdict: Result) -> dict[str, str]:
    """Return the place of the fits of a pair of sides."""
    return {"variable": "pairs", "bloc": verdict.bloc, "reference_bloc": verdict.reference_bloc}


TOLD_BY_REASON = ("unanswered_items", "contrary_items")  # notes that say more than the verdict on areas


def tell_of_areas(view: View) -> list[Markup]:
    """State for each bloc with several areas, or for all areas where they lie in none, whether they may be compared with each other."""
    said = []
    for row in view.results.find("comparability", "verdict", variable="areas"):
        word = row.note if row.note in TOLD_BY_REASON else row.verdict
        key = f"comparability.areas_{word}{'' if row.bloc else '_all'}"
        if row.note == ONE_GROUP or key not in view.language.sentences or not view.areas_of(row.bloc):
            continue
        fault = find_fault(view) if row.verdict not in {MISFIT, NOT_COMPARABLE} else None
        if fault is not None:
            key = "comparability.areas_barred" if row.bloc else "comparability.areas_barred_all"
        differing = view.results.find("comparability", "area_item_shift", bloc=row.bloc, verdict=DIFFERS)
        words = {
            "bloc": view.bloc_name(row.bloc) if row.bloc else "",
            "areas": view.area_words,
            "items": name_items(view, [shift.variable for shift in differing]),
            "reason": view.language.say(f"outcome.{fault.reason}") if fault is not None else "",
        }
        sentence = view.language.say(key, **words) + say_detectable(view, row)
        said.append(tag("span", sentence, data_result=row.result_id))
    return said
