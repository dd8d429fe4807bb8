"""Weighting: how the sample is brought to its population, and what the weights cost in precision."""

import math
from collections.abc import Callable, Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Exhibit, Panel
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import bloc_notes, make_prose, nothing
from crowdpotential.views.place_table import (
    PlaceBlock,
    PlaceLine,
    PlaceTable,
    lay_out_places,
)
from crowdpotential.views.sentences.sampling import (
    list_known,
    tell_apart,
    tell_contrary,
    tell_start,
    tell_weights,
)
from crowdpotential.views.view import View
from crowdpotential.views.wording import name_of_variable

LARGE_BASE_WEIGHT = 100  # times the median: those that `n_large_base_weights` counts
WEIGHT_MEASURES = ("deff", "n_effective")


def introduce_weighting(view: View) -> Fragment:
    """State how the sample is weighted, or that it is not and what that means."""
    say, spec = view.language.say, view.params.weighting
    quota = say("frame.quota") if view.params.design.quota else ""
    if spec.method == "none":
        about = (tell_weights(view), tell_apart(view), tell_contrary(view))
        return make_prose("weights", "weights-intro", *about, *bloc_notes(view), quota)
    names = join((name_of_variable(view, name) for name in spec.variables or spec.bloc_variables), "; ")
    where = "intro" if view.params.areas and spec.within == "area" else "intro_whole"
    intro = say(
        f"weighting.{where if spec.variables else 'intro_blocs'}",
        method=say(f"weighting.method_{spec.method}"),
        variables=names,
        areas=view.area_words,
        blocs=view.bloc_words,
    )
    return make_prose(
        "weights",
        "weights-intro",
        join([intro, *_beyond_areas(view), tell_start(view)], " "),
        *_before(view),
        quota,
    )


def show_efficiency(view: View) -> Exhibit | Fragment:
    """Show design effect, effective size and the range of the weights by area."""
    measures = [m for m in _asked(view) if any(_of(view, m, area) is not None for area in ("", *view.areas))]
    if not measures or _is_equal(view):
        return nothing("weights", "efficiency")
    say = view.language.say
    table = PlaceTable(
        caption=say("efficiency.caption"),
        corner=say("efficiency.measure"),
        blocks=[PlaceBlock(lines=_lines(view, measures))],
        total=say("frame.total") if view.joins_samples else "",
    )
    return Exhibit(
        setting=view.setting,
        section="weights",
        anchor="efficiency",
        kind="table",
        arrangement="bare",
        title=_efficiency_title(view),
        subtitle=say("efficiency.subtitle"),
        panels=(Panel(tables=(lay_out_places(view, table),)),),
        notes=_efficiency_notes(view),
        rows=cite(view, "weighting.*"),
    )


def _lines(view: View, measures: Sequence[str]) -> tuple[PlaceLine, ...]:
    """List the measures asked for; the design effect of the index stands below that of the weights."""
    say = view.language.say
    lines = [PlaceLine(label=say(f"efficiency.{m}"), cell=_cell(view, m)) for m in measures]
    if _has_deff_of_index(view):
        label = say("efficiency.deff_index")
        lines.insert(1, PlaceLine(label=label, cell=lambda area: Number(_of_index(view, area), digits=2)))
    return tuple(lines)


def _efficiency_title(view: View) -> Markup:
    """State how many respondents the weighted sample is worth."""
    effective, analysed = (
        view.results.overall("weighting", "n_effective"),
        view.results.first("fieldwork", "n_analysed", area="", sample="main"),
    )
    if not effective or not analysed:
        return view.language.say("efficiency.caption")
    n, worth = phrases.count(view, analysed), phrases.count(view, effective)
    return view.language.say("efficiency.title", n=n, effective=worth)


def _beyond_areas(view: View) -> list[Markup]:
    """State what is controlled for whole blocs only, and whether means are."""
    say, spec = view.language.say, view.params.weighting
    said = []
    if spec.variables and spec.bloc_variables:
        names = join((name_of_variable(view, name) for name in spec.bloc_variables), "; ")
        said.append(say("weighting.blocs", variables=names, blocs=view.bloc_words))
    if spec.means is not None:
        said.append(say("weighting.means"))
    return said


def _before(view: View) -> list[Markup]:
    """State what was done before calibration: base weights adjusted for nonresponse, shares turned into persons."""
    say, numerals = view.language.say, view.numerals
    said = []
    lowest = view.results.first("weighting", "response_rate_min")
    factor = view.results.first("weighting", "nonresponse_factor_max")
    if lowest is not None and factor is not None:
        rate, largest = numerals.percent(lowest.estimate), numerals.decimal(factor.estimate, 2)
        said.append(say("weighting.nonresponse", lowest=number(lowest, rate), factor=number(factor, largest)))
    rounded = view.results.overall("weighting", "n_margins_rounded")
    change = view.results.overall("weighting", "largest_margin_rounding")
    if rounded is not None and change is not None:
        count, most = numerals.integer(rounded.estimate), numerals.decimal(change.estimate, 2)
        said.append(say("weighting.rounded", n=number(rounded, count), most=number(change, most)))
    return said


def _asked(view: View) -> list[str]:
    spec = view.params.weighting
    if spec.method == "none":
        return list(WEIGHT_MEASURES)
    limits = [*(["n_capped"] if spec.cap else []), *(["n_at_bounds"] if spec.bounds else [])]
    return [*WEIGHT_MEASURES, *limits, "n_collapsed", "margin_gap"]


def _is_equal(view: View) -> bool:
    """Return whether all weights are the same, so that weighting costs nothing."""
    ends = [view.results.overall("weighting", m) for m in ("weight_lightest", "weight_heaviest")]
    return all(end is not None and math.isclose(end.estimate, 1) for end in ends)


def _efficiency_notes(view: View) -> tuple[Markup, ...]:
    say, numerals, spec = view.language.say, view.numerals, view.params.weighting
    notes = [say("efficiency.note")]
    if _has_deff_of_index(view):
        notes.append(say("efficiency.deff_index_note", known=list_known(view)))
    failed = view.results.overall("weighting", "n_replicates_failed")
    if failed is not None and spec.method != "none":
        key = "efficiency.replicates" if failed.estimate else "efficiency.replicates_none"
        count = number(failed, numerals.integer(failed.estimate))
        notes.append(say(key, failed=count, total=numerals.integer(view.n_replicates)))
    if spec.method != "none" and spec.cap is not None:
        notes.append(say("efficiency.cap", cap=numerals.decimal(spec.cap, 0 if float(spec.cap).is_integer() else 1)))
    return (*notes, *_oddities(view))


def _oddities(view: View) -> list[Markup]:
    """State what is right in some studies and a slip in others: unit numbers of several strata, very large base weights."""
    say, numerals, said = view.language.say, view.numerals, list[Markup]()
    units = view.results.overall("weighting", "n_psus_in_several_strata")
    if units is not None:
        said.append(say("efficiency.units", count=number(units, numerals.integer(units.estimate))))
    many = view.results.overall("weighting", "n_large_base_weights")
    if many is not None:
        count = number(many, numerals.integer(many.estimate))
        said.append(say("efficiency.large", n=count, large=numerals.integer(LARGE_BASE_WEIGHT)))
    scales = view.results.overall("weighting", "mean_weight_ratio")
    if scales is not None:
        said.append(say("efficiency.scales", ratio=number(scales, numerals.decimal(scales.estimate, 1))))
    return said


def _of(view: View, measure: str, area: str) -> Result | None:
    return view.results.first("weighting", measure, area=area, variable="")


def _of_index(view: View, area: str) -> Result | None:
    bloc = view.bloc_of(area) if area else ""
    return view.results.first("index", "deff", variable="index", area=area, bloc=bloc, domain_variable="")


def _has_deff_of_index(view: View) -> bool:
    return any(_of_index(view, area) is not None for area in ("", *view.areas))


def _cell(view: View, measure: str) -> Callable[[str], Number]:
    """Write a measure of an area: the gap to control totals as a power of ten, counts without decimals."""
    digits = 2 if measure == "deff" else 0

    def cell(area: str) -> Number:
        row = _of(view, measure, area)
        if row is None or measure != "margin_gap":
            return Number(row, digits=digits)
        return Number(row, words=view.numerals.power_of_ten(row.estimate))

    return cell
