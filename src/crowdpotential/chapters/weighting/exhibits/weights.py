"""The weights themselves: how they are spread, how much the heaviest carry, and in which control cells these are."""

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Mark, Named, Number, Range, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number, tag
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, cite, name_area
from crowdpotential.views.frame import nothing, place_head
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable

FIVE = (
    "weight_lightest",
    "p25",
    "p50",
    "p75",
    "weight_heaviest",
)  # Tukey's summary, from the lightest to the heaviest
NEARLY_EQUAL = 0.05  # the largest weight is so little above the smallest that a drawing shows one line
OTHERS = "other"  # control cells that are too small to be named


def show_weight_spread(view: View) -> Exhibit | Fragment:
    """Show the distribution of the weights in every area as a box."""
    found = {place: summary for place in _places(view) if (summary := five_numbers(view, place)) is not None}
    if not found or are_equal(view):
        return nothing("weights", "weight-spread")
    say, few = view.language.say, view.params.report.min_count
    return Exhibit(
        setting=view.setting,
        section="weights",
        anchor="weight-spread",
        arrangement="bare",
        title=_spread_title(view, found),
        subtitle=say(_spread_subtitle(view)),
        legend=(
            Key(words=say("spread.box"), shape="box"),
            Key(words=say("spread.median"), shape="tick"),
            Key(words=say("spread.line", few=few), shape="interval"),
        ),
        panels=(Panel(tables=(_spread_table(view, found),)),),
        notes=(say("spread.note", few=few),),
        rows=cite(
            view,
            "weighting.weight_quantile.*",
            "weighting.weight_lightest.*",
            "weighting.weight_heaviest.*",
            "weighting.heaviest_share.*",
        ),
        file="weights",
    )


def _spread_table(view: View, found: Mapping[str, Sequence[Result]]) -> Table:
    say = view.language.say
    scale = choose_scale([0.0, *(row.estimate for summary in found.values() for row in summary)], lowest=0)
    groups = [*(areas for _, areas in view.area_groups), ("",)]
    return Table(
        form="plot",
        label_em=9,
        caption=say("spread.caption"),
        axis=Axis(scale=scale, spoken=say("spread.on_scale")),
        columns=(
            _place_column(view),
            Column(kind="track"),
            Column(head=say("spread.middle"), label=say("spread.middle_short"), look="value"),
            Column(head=say("spread.range"), label=say("spread.range")),
            Column(head=say("spread.heaviest"), label=say("spread.heaviest_short")),
            base_column(view),
        ),
        groups=tuple(
            Group(
                rows=tuple(_spread_row(view, place, found[place]) for place in places if place in found),
                look="sep" if i else "",
            )
            for i, places in enumerate(groups)
        ),
    )


def _place_column(view: View) -> Column:
    return Column(head=place_head(view) if view.areas else view.language.say("whole.of_whom"), kind="label")


def _places(view: View) -> tuple[str, ...]:
    """List all together and every area; a single area is all together."""
    return ("",) if len(view.params.areas) == 1 else ("", *view.areas)


def _spread_subtitle(view: View) -> str:
    if len(view.params.areas) < 2:
        return "spread.subtitle_whole"
    if not view.joins_samples:
        return "spread.subtitle_apart"
    by_population = view.weighting_kind == "calibrated" or view.weight_scale == "populations"
    return "spread.subtitle" if by_population else "spread.subtitle_as_given"


def show_heaviest(view: View) -> Exhibit | Fragment:
    """Show who has the heaviest weights, as control cells, and how much they carry."""
    totals = [row for row in view.results.find("weighting", "extreme_respondents", variable="") if row.area in (view.areas or ("",))]
    if not totals:
        return nothing("weights", "heaviest")
    say, limits = view.language.say, view.params.report
    has_cells = view.weighting_kind == "calibrated"  # nothing else has control cells
    subtitle = "heaviest.subtitle" if view.areas else "heaviest.subtitle_whole"
    return Exhibit(
        setting=view.setting,
        section="weights",
        anchor="heaviest",
        kind="table",
        arrangement="bare",
        title=_heaviest_title(view) if has_cells else say("heaviest.caption"),
        subtitle=say(subtitle, areas=view.area_words, few=limits.min_count),
        panels=(Panel(tables=(_heaviest_table(view, totals, has_cells=has_cells),)),),
        notes=(say("heaviest.note", hidden=limits.suppress_below),) if has_cells else (),
        rows=cite(view, "weighting.extreme_respondents.*", "weighting.extreme_share.*"),
    )


def _heaviest_table(view: View, totals: Sequence[Result], *, has_cells: bool) -> Table:
    say = view.language.say
    named = Column(head=say("heaviest.cells"), look="words", is_words=True)
    return Table(
        looks=("pin1", "prosy"),
        caption=say("heaviest.caption"),
        columns=(
            _place_column(view),
            Column(head=say("heaviest.respondents")),
            Column(head=say("heaviest.share")),
            *((named,) if has_cells else ()),
        ),
        groups=(Group(rows=tuple(_heaviest_row(view, row, has_cells=has_cells) for row in totals)),),
    )


def five_numbers(view: View, area: str) -> tuple[Result, ...] | None:
    """Find the lightest, the quartiles and the heaviest weight of an area; None where they are not known."""
    keys = {"area": area, "variable": ""}
    rows = [
        view.results.first("weighting", name, **keys)
        if name.startswith("weight")
        else view.results.first("weighting", "weight_quantile", category=name, **keys)
        for name in FIVE
    ]
    known = tuple(row for row in rows if row is not None)
    return known if len(known) == len(FIVE) else None


def are_equal(view: View) -> bool:
    """Return whether all weights are nearly the same, so that nothing is to be shown of them."""
    summary = five_numbers(view, "")
    return summary is not None and summary[-1].estimate <= summary[0].estimate * (1 + NEARLY_EQUAL)


def _spread_row(view: View, area: str, summary: Sequence[Result]) -> Row:
    lightest, low, median, high, heaviest = summary
    bloc = view.bloc_of(area) if area else None
    marks = (
        Mark(low=lightest.estimate, high=heaviest.estimate, shape="interval"),
        Mark(low=low.estimate, high=high.estimate, shape="box"),
        Mark(median.estimate, shape="tick"),
    )
    carried = view.results.first("weighting", "heaviest_share", area=area)
    return Row(
        (
            _name(view, area),
            Track(marks, bloc=bloc),
            Range(Number(low, digits=2), Number(high, digits=2)),
            Range(Number(lightest, digits=2), Number(heaviest, digits=2)),
            Number(carried, unit="percent_sign"),
            Number(median, part="base"),
        )
    )


def _name(view: View, area: str) -> Named | Markup:
    """Name an area, else all together."""
    if area:
        return name_area(view, area)
    return view.language.say("frame.total" if view.areas else "whole.everybody")


def _spread_title(view: View, found: dict[str, tuple[Result, ...]]) -> Markup:
    """Describe everybody's weights; where samples have no common scale, how far the weights of all go from the mean of their own."""
    summary = found.get("")
    if summary is None:
        every = [own for place in _places(view.whole) if (own := five_numbers(view, place)) is not None]
        ends = min((own[0] for own in every), key=_size), max((own[4] for own in every), key=_size)
        lowest, highest = (number(row, view.numerals.decimal(row.estimate, 2)) for row in ends)
        return view.language.say("spread.title_apart", lowest=lowest, highest=highest)
    low, high, heaviest = (number(row, view.numerals.decimal(row.estimate, 2)) for row in (summary[1], summary[3], summary[4]))
    return view.language.say("spread.title", low=low, high=high, heaviest=heaviest)


def _size(row: Result) -> float:
    return row.estimate


def _heaviest_row(view: View, total: Result, *, has_cells: bool) -> Row:
    keys = {"area": total.area}
    share = view.results.first("weighting", "extreme_share", variable="", **keys)
    rows = [row for row in view.results.find("weighting", "extreme_respondents", **keys) if row.variable]
    by_variable = [
        tag("div", _variable(view, variable, [row for row in rows if row.variable == variable]))
        for variable in dict.fromkeys(row.variable for row in rows if row.category != OTHERS)
    ]
    named = join(by_variable) if by_variable else "—"
    return Row(
        (
            _name(view, total.area),
            Number(total, digits=0),
            Number(share, unit="percent"),
            *((named,) if has_cells else ()),
        )
    )


def _variable(view: View, variable: str, rows: Sequence[Result]) -> Markup:
    named = join((_cell(view, row) for row in rows), ", ")
    return view.language.say("heaviest.variable", name=name_of_variable(view, variable), cells=named)


def _cell(view: View, row: Result) -> Markup:
    say = view.language.say
    name = say("heaviest.others") if row.category == OTHERS else label_of_key(view, row.variable, row.category)
    share = view.results.first("weighting", "extreme_share", variable=row.variable, category=row.category, area=row.area)
    count = number(row, view.numerals.integer(row.estimate))
    return say("heaviest.cell", name=name, n=count, share=phrases.percent(view, share, has_sign=True))


def _heaviest_title(view: View) -> Markup:
    """Name the cell that holds the most of them, over the areas shown."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in view.results.find("weighting", "extreme_respondents"):
        if row.variable and row.category != OTHERS and row.area in (view.areas or ("",)):
            counts[row.variable, row.category] += int(row.estimate)
    finest = max((variable.count("*") for variable, _ in counts), default=0)
    fine = {key: n for key, n in counts.items() if key[0].count("*") == finest}
    if not fine:
        return view.language.say("heaviest.title_withheld", hidden=view.params.report.suppress_below)
    variable, category = max(fine, key=lambda key: fine[key])
    return view.language.say("heaviest.title", cell=label_of_key(view, variable, category))
