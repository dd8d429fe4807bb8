"""The dimensions by area in one heat table: one scale across the blocs if the verdict allows it, else one for each."""

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import Caption, make_figure, make_prose, nothing
from crowdpotential.report.markup import Cell, Rows, join, mark, scroll, table, tag
from crowdpotential.report.results import Result
from crowdpotential.report.view import View

N_CLASSES = 5


def introduce_dimensions(view: View) -> Fragment:
    """Say what the index is made of, and which dimensions are highest and lowest overall."""
    k = len(view.params.index.dimensions)
    count = view.language.count
    text = view.language.say(
        "dimensions.intro", dimensions=count("noun.dimensions", k), items=count("noun.items", view.n_items)
    ) if k > 1 else view.language.say("dimensions.one", items=count("noun.items", view.n_items))  # fmt: skip
    return make_prose("dims", "dims-intro", text)


def show_dimensions(view: View) -> Fragment:
    """Show each dimension's mean in each area, five classes of equal width, the number in every cell."""
    names = [*view.params.index.dimensions, *view.params.index.also]
    sides = (
        [view.areas]
        if view.compares_blocs or len(view.blocs) < 2
        else [view.areas_of(bloc) for bloc in view.blocs]
    )
    found = {
        (name, area): row
        for name in names for area in view.areas
        if (row := view.results.first("index", "mean", variable=name, area=area)) is not None
    }  # fmt: skip
    if not found:
        return nothing("dims", "dimensions")
    cuts = {
        area: _cuts([row for (_, a), row in found.items() if a in side]) for side in sides for area in side
    }
    say = view.language.say
    body = table(
        say("dimensions.caption"),
        heads=[_heads(view)],
        groups=_groups(view, found, cuts),
        foot=[_bases(view)],
        css="tab heat pin1",
    )
    content = scroll(body, label=say("dimensions.caption"), cue=say("frame.cue"))
    is_split = len(sides) > 1
    caption = Caption(
        title=_title(view),
        subtitle=say("dimensions.subtitle", area=view.area_word(), halves=_halves(view, list(found.values()))),
        extra=Markup("") if is_split else _key(view, next(iter(cuts.values()))),
        notes=[
            say("dimensions.split", blocs=view.bloc_words) if is_split else "",
            say("dimensions.also", names=", ".join(view.dimension_label(name) for name in view.params.index.also))
            if view.params.index.also else "",
            say(f"frame.weighted_{view.weighting_kind}"),
            cells.suppression_note(view),
        ],
        rows="index.mean.*.area=*",
    )  # fmt: skip
    return make_figure(
        view, section="dims", anchor="dimensions", caption=caption, body=content, kind="table", is_long=True
    )


def _heads(view: View) -> list[Cell]:
    heads = [Cell(content=view.language.say("dimensions.dimension"), is_header=True, scope="col")]
    for position, bloc in enumerate(view.blocs):
        if position:
            heads.append(Cell(content="", css="gap"))
        for area in view.areas_of(bloc):
            title = mark(view.bloc_class(bloc)) + Markup("<br>") + view.area_label(area)
            heads.append(Cell(content=title, is_header=True, scope="col"))
    return heads


def _groups(view: View, found: dict[tuple[str, str], Result], cuts: dict[str, Sequence[float]]) -> list[Rows]:
    inside = tuple(_row(view, name, found, cuts) for name in view.params.index.dimensions)
    beside = tuple(_row(view, name, found, cuts) for name in view.params.index.also)
    return [Rows(rows=inside), Rows(rows=beside, css="beside")] if beside else [Rows(rows=inside)]


def _row(
    view: View, name: str, found: dict[tuple[str, str], Result], cuts: dict[str, Sequence[float]]
) -> tuple[Cell, ...]:
    label = join([view.dimension_label(name), tag("span", name, class_="flag")], " ")
    row = [Cell(content=label, is_header=True)]
    for position, bloc in enumerate(view.blocs):
        if position:
            row.append(Cell(content="", css="gap"))
        for area in view.areas_of(bloc):
            result = found.get((name, area))
            css = (
                f"c{_class(result.estimate, cuts[area])}"
                if result is not None and not result.is_suppressed
                else ""
            )
            row.append(Cell(content=tag("i", cells.estimate(view, result)), css=css))
    return tuple(row)


def _bases(view: View) -> list[Cell]:
    row = [Cell(content=view.language.say("frame.base"), is_header=True)]
    for position, bloc in enumerate(view.blocs):
        if position:
            row.append(Cell(content="", css="gap"))
        for area in view.areas_of(bloc):
            result = view.results.first("index", "mean", variable="index", area=area)
            row.append(Cell(content=cells.base(view, result), css="base"))
    return row


def _cuts(rows: Sequence[Result]) -> Sequence[float]:
    """Cut the span of the means into classes of equal width, at whole points."""
    known = [row.estimate for row in rows if not row.is_suppressed]
    if not known:
        return (0.0,) * (N_CLASSES - 1)
    low, high = min(known), max(known)
    return tuple(float(round(low + (high - low) * i / N_CLASSES)) for i in range(1, N_CLASSES))


def _class(value: float, cuts: Sequence[float]) -> int:
    return 1 + sum(value >= cut for cut in cuts)


def _key(view: View, cuts: Sequence[float]) -> Markup:
    say, write = view.language.say, view.numerals.decimal
    texts = [say("dimensions.below", cut=write(cuts[0], 0))]
    texts += [tag("span", f"{write(a, 0)}–{write(b, 0)}", class_="nb") for a, b in pairwise(cuts)]
    texts += [say("dimensions.from", cut=write(cuts[-1], 0))]
    return tag(
        "p",
        tag("b", say("dimensions.points")),
        *(tag("span", text, class_=f"k{i}") for i, text in enumerate(texts, 1)),
        class_="hk",
    )


def _halves(view: View, rows: Sequence[Result]) -> Markup:
    widths = [
        (row.ci_high - row.ci_low) / 2 for row in rows if not row.is_suppressed and row.ci_high == row.ci_high
    ]
    if not widths:
        return Markup("")
    low, high = (round(end, 1) for end in (min(widths), max(widths)))
    span = view.numerals.interval(low, high) if high > low else view.numerals.decimal(low)
    return view.language.say("dimensions.halves", span=span)


def _title(view: View) -> Markup:
    """Name the dimension whose interval lies above all others, and the one below, where there are such and blocs may be pooled."""
    say = view.language.say
    dimensions = view.params.index.dimensions
    overall = [view.results.overall("index", "mean", variable=name) for name in dimensions]
    known = sorted(
        (row for row in overall if row is not None and not row.is_suppressed), key=lambda row: row.estimate
    )
    if len(known) < 2 or (len(view.blocs) > 1 and not view.compares_blocs):
        return say("dimensions.title_plain", areas=view.area_words)
    highest, lowest = known[-1], known[0]
    top = highest.ci_low > known[-2].ci_high
    bottom = lowest.ci_high < known[1].ci_low
    key = {(True, True): "both", (True, False): "top", (False, True): "bottom", (False, False): "plain"}[
        top, bottom
    ]
    return say(
        f"dimensions.title_{key}", top=view.dimension_label(highest.variable), bottom=view.dimension_label(lowest.variable),
        areas=view.area_words,
    )  # fmt: skip
