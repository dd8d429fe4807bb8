"""The weights themselves: how they are spread, how much the heaviest carry, and in which control cells these are."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, number, scroll, table, tag
from crowdpotential.exhibits.plot import Scale, axis, choose_scale, interval_mark, span_mark, tick_mark, track
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import Caption, area_title, make_figure, nothing, place_head
from crowdpotential.report.view import View
from crowdpotential.report.wording import label_of_key, name_of_variable

FIVE = (
    "weight_lightest",
    "p25",
    "p50",
    "p75",
    "weight_heaviest",
)  # Tukey's summary, from the lightest to the heaviest
NEARLY_EQUAL = 0.05  # the largest weight is so little above the smallest that a drawing shows one line
OTHERS = "other"  # control cells that are too small to be named


def show_weight_spread(view: View) -> Fragment:
    """Draw the distribution of the weights in every area as a box."""
    found = {place: summary for place in _places(view) if (summary := five_numbers(view, place)) is not None}
    if not found or are_equal(view):
        return nothing("weights", "weight-spread")
    say = view.language.say
    scale = choose_scale([0.0, *(row.estimate for summary in found.values() for row in summary)], lowest=0)
    heads = [
        *head(place_head(view) if view.areas else say("whole.of_whom")),
        axis(scale, view.numerals, spoken=say("spread.on_scale")),
        *head(say("spread.middle"), say("spread.range"), say("spread.heaviest"), say("frame.base")),
    ]
    groups = [
        Rows(
            rows=tuple(_spread_row(view, place, found[place], scale) for place in places if place in found),
            css="sep" if i else "",
        )
        for i, places in enumerate([*(areas for _, areas in view.area_groups), ("",)])
    ]
    body = table(
        say("spread.caption"), heads=[heads], groups=groups, css="plot", style="--lw0:9em", has_roles=True
    )
    caption = Caption(
        title=_spread_title(view, found),
        subtitle=say(_spread_subtitle(view)),
        legend=[
            _box_key() + say("spread.box"),
            _tick_key() + say("spread.median"),
            _line_key() + say("spread.line", few=view.params.report.min_count),
        ],
        notes=[say("spread.note", few=view.params.report.min_count)],
        rows="weighting.weight_quantile.*, weighting.weight_lightest.*, weighting.weight_heaviest.*, weighting.heaviest_share.*",
        files="weights",
    )
    return make_figure(view, section="weights", anchor="weight-spread", caption=caption, body=body)


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


def show_heaviest(view: View) -> Fragment:
    """Show who holds the heaviest weights, as control cells, and how much they carry."""
    total = [
        row
        for row in view.results.find("weighting", "extreme_respondents", variable="")
        if row.area in (view.areas or ("",))
    ]
    if not total:
        return nothing("weights", "heaviest")
    say, has_cells = view.language.say, view.weighting_kind == "calibrated"  # nothing else has control cells
    cells_head = Cell(content=say("heaviest.cells"), is_header=True, scope="col", css="words")
    heads = [
        *head(
            place_head(view) if view.areas else say("whole.of_whom"),
            say("heaviest.respondents"),
            say("heaviest.share"),
        ),
        *([cells_head] if has_cells else []),
    ]
    rows = tuple(_heaviest_row(view, row, has_cells=has_cells) for row in total)
    body = table(say("heaviest.caption"), heads=[heads], groups=[Rows(rows=rows)], css="tab pin1 prosy")
    subtitle = "heaviest.subtitle" if view.areas else "heaviest.subtitle_whole"
    caption = Caption(
        title=_heaviest_title(view) if has_cells else say("heaviest.caption"),
        subtitle=say(subtitle, areas=view.area_words, few=view.params.report.min_count),
        notes=[say("heaviest.note", hidden=view.params.report.suppress_below)] if has_cells else [],
        rows="weighting.extreme_respondents.*, weighting.extreme_share.*",
    )
    content = scroll(body, label=say("heaviest.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section="weights", anchor="heaviest", caption=caption, body=content, kind="table"
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
    """Tell whether all weights are nearly the same, so that nothing is to be shown of them."""
    summary = five_numbers(view, "")
    return summary is not None and summary[-1].estimate <= summary[0].estimate * (1 + NEARLY_EQUAL)


def _spread_row(view: View, area: str, summary: Sequence[Result], scale: Scale) -> tuple[Cell, ...]:
    say, lightest, low, median, high, heaviest = view.language.say, *summary
    css = view.area_class(area) if area else ""
    marks = tag(
        "g",
        interval_mark(scale, lightest.estimate, heaviest.estimate),
        span_mark(scale, low.estimate, high.estimate, "box"),
        tick_mark(scale, median.estimate),
        class_=css,
    )
    label = area_title(view, area) if area else _everybody(view)
    carried = view.results.first("weighting", "heaviest_share", area=area)
    return (
        Cell(content=label, is_header=True),
        track(scale, marks),
        Cell(content=_span(view, low, high), css="val", label=str(say("spread.middle_short"))),
        Cell(content=_span(view, lightest, heaviest), label=str(say("spread.range"))),
        Cell(content=cells.percent(view, carried, has_sign=True), label=str(say("spread.heaviest_short"))),
        Cell(content=cells.base(view, median), css="base", label="n"),
    )


def _everybody(view: View) -> Markup:
    return view.language.say("frame.total" if view.areas else "whole.everybody")


def _span(view: View, low: Result, high: Result) -> Markup:
    ends = [number(row, view.numerals.decimal(row.estimate, 2)) for row in (low, high)]
    return tag("span", join(ends, "–"), class_="nb")


def _spread_title(view: View, found: dict[str, tuple[Result, ...]]) -> Markup:
    """Tell of everybody's weights; where samples have no common scale, how far the weights of all go from the mean of their own."""
    summary = found.get("")
    if summary is None:
        every = [own for place in _places(view.whole) if (own := five_numbers(view, place)) is not None]
        ends = min((own[0] for own in every), key=_size), max((own[4] for own in every), key=_size)
        lowest, highest = (number(row, view.numerals.decimal(row.estimate, 2)) for row in ends)
        return view.language.say("spread.title_apart", lowest=lowest, highest=highest)
    low, high, heaviest = (
        number(row, view.numerals.decimal(row.estimate, 2)) for row in (summary[1], summary[3], summary[4])
    )
    return view.language.say("spread.title", low=low, high=high, heaviest=heaviest)


def _size(row: Result) -> float:
    return row.estimate


def _heaviest_row(view: View, total: Result, *, has_cells: bool) -> tuple[Cell, ...]:
    keys = {"area": total.area}
    share = view.results.first("weighting", "extreme_share", variable="", **keys)
    held = [row for row in view.results.find("weighting", "extreme_respondents", **keys) if row.variable]
    by_variable = [
        tag("div", _variable(view, variable, [row for row in held if row.variable == variable]))
        for variable in dict.fromkeys(row.variable for row in held if row.category != OTHERS)
    ]
    label = area_title(view, total.area) if total.area else _everybody(view)
    named = Cell(content=join(by_variable) if by_variable else "—", css="words")
    return (
        Cell(content=label, is_header=True),
        Cell(content=number(total, view.numerals.integer(total.estimate))),
        Cell(content=cells.percent(view, share)),
        *([named] if has_cells else []),
    )


def _variable(view: View, variable: str, held: Sequence[Result]) -> Markup:
    told = join((_cell(view, row) for row in held), ", ")
    return view.language.say("heaviest.variable", name=name_of_variable(view, variable), cells=told)


def _cell(view: View, row: Result) -> Markup:
    say = view.language.say
    name = (
        say("heaviest.others") if row.category == OTHERS else label_of_key(view, row.variable, row.category)
    )
    share = view.results.first(
        "weighting", "extreme_share", variable=row.variable, category=row.category, area=row.area
    )
    count = number(row, view.numerals.integer(row.estimate))
    return say("heaviest.cell", name=name, n=count, share=cells.percent(view, share, has_sign=True))


def _heaviest_title(view: View) -> Markup:
    """Name the cell that holds the most of them, over the areas shown."""
    held: Counter[tuple[str, str]] = Counter()
    for row in view.results.find("weighting", "extreme_respondents"):
        if row.variable and row.category != OTHERS and row.area in (view.areas or ("",)):
            held[row.variable, row.category] += int(row.estimate)
    finest = max((variable.count("*") for variable, _ in held), default=0)
    fine = {key: n for key, n in held.items() if key[0].count("*") == finest}
    if not fine:
        return view.language.say("heaviest.title_withheld", hidden=view.params.report.suppress_below)
    variable, category = max(fine, key=lambda key: fine[key])
    return view.language.say("heaviest.title", cell=label_of_key(view, variable, category))


def _box_key() -> Markup:
    return Markup(
        '<svg class="key wide" aria-hidden="true"><rect class="box" x="2" y="1" width="22" height="10"/></svg>'
    )


def _tick_key() -> Markup:
    return Markup(
        '<svg class="key" aria-hidden="true"><line class="tick" x1="6" x2="6" y1="-1" y2="13"/></svg>'
    )


def _line_key() -> Markup:
    return Markup(
        '<svg class="key wide" aria-hidden="true"><line class="iv" x1="0" x2="26" y1="6" y2="6"/></svg>'
    )
