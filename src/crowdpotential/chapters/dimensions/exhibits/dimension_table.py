"""The dimensions by area in one heat table: one scale across the blocs if the verdict allows it, else one for each."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isfinite

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Number
from crowdpotential.exhibits.exhibit import Exhibit, GroupLook, Panel
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import ONE_GROUP, allows_headline
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import make_prose, nothing
from crowdpotential.views.place_table import (
    PlaceBlock,
    PlaceLine,
    PlaceTable,
    has_places_down,
    lay_out_places,
)
from crowdpotential.views.view import View
from crowdpotential.views.whole import show_whole_dimensions

N_CLASSES = 5

Means = Mapping[tuple[str, str], Result]  # dimension and area -> its mean


def introduce_dimensions(view: View) -> Fragment:
    """State what the index is made of."""
    k = len(view.params.index.dimensions)
    count = view.language.count
    if k + len(view.params.index.also) < 2:
        return nothing("dims", "dims-intro")
    text = view.language.say("dimensions.intro", dimensions=count("noun.dimensions", k), items=count("noun.items", view.n_items))
    return make_prose("dims", "dims-intro", text)


def show_dimensions(view: View) -> Exhibit | Fragment:
    """Show each dimension's mean in each area, five classes of equal width, the number in every cell.

    A study without areas has in their place a column for each bloc, or for everybody.
    """
    index, say = view.params.index, view.language.say
    names = [*index.dimensions, *index.also]
    if not view.params.areas:
        return show_whole_dimensions(view, names)
    means = {(name, area): view.results.first("index", "mean", variable=name, area=area) for name in names for area in view.params.areas}
    found = {key: row for key, row in means.items() if row is not None}
    if not found or len(names) == 1:  # a single dimension is the index, which stands by area already
        return nothing("dims", "dimensions")
    is_split = view.whole.is_split
    sides = [areas for _, areas in view.whole.area_groups] if is_split else [view.whole.areas]
    cuts = {area: _cuts([row for (_, a), row in found.items() if a in side]) for side in sides for area in side}
    blocks = [PlaceBlock(lines=tuple(_line(view, name, found, cuts) for name in group), look=look) for group, look in _blocks(view)]
    by_place = PlaceTable(
        caption=say("dimensions.caption"),
        corner=say("dimensions.dimension"),
        blocks=blocks,
        foot=[_bases(view)],
        looks=("heat", "pin1"),
        has_gap=True,
    )
    is_one = len(view.params.areas) == 1
    is_shaded = any(cuts[area] and view.bloc_of(area) not in view.whole.closed_blocs for area in cuts)
    return Exhibit(
        setting=view.setting,
        section="dims",
        anchor="dimensions",
        kind="table",
        title=say("dimensions.title_one", area=view.area_name(view.areas[0])) if is_one else say("dimensions.title", areas=view.area_words),
        subtitle=say("dimensions.subtitle", area=view.area_word(), halves=_halves(view, list(found.values()))),
        extra="" if is_split or "" in view.whole.closed_blocs else _key(view, next(iter(cuts.values()))),
        panels=(Panel(tables=(lay_out_places(view, by_place),)),),
        arrangement="bare",
        notes=tuple(_notes(view.whole, is_split=is_split, is_shaded=is_shaded, turn="_down" if has_places_down(view, by_place) else "")),
        rows=cite(view, "index.mean.*.area=*"),
        is_long=True,
    )


def _blocks(view: View) -> list[tuple[Sequence[str], GroupLook]]:
    """Return the dimensions of the index, and beside them what is scored besides."""
    index = view.params.index
    blocks: list[tuple[Sequence[str], GroupLook]] = [(index.dimensions, ""), (index.also, "beside")]
    return [block for block in blocks if block[0]]


def _notes(view: View, *, is_split: bool, is_shaded: bool, turn: str) -> list[Markup | str]:
    say = view.language.say
    closed = ", ".join(view.bloc_name(bloc) for bloc in view.closed_blocs if bloc)
    also = ", ".join(view.dimension_label(name) for name in view.params.index.also)
    return [
        say("dimensions.split", blocs=view.bloc_words) if is_split and is_shaded else "",
        say("dimensions.closed", names=closed, areas=view.area_words) if closed and is_shaded else "",
        say("dimensions.closed_all", areas=view.area_words) if "" in view.closed_blocs else "",
        say(f"dimensions.also{turn}", names=also) if also else "",
        _levels_note(view, turn),
        say(f"frame.weighted_{view.weighting_kind}"),
    ]


def _levels_note(view: View, turn: str) -> Markup:
    """State that dimensions are not compared with each other, where there are several."""
    if len(view.params.index.dimensions) < 2:
        return Markup("")
    return view.language.say(f"dimensions.levels{turn}" if _is_permitted(view) else "whole.levels_differ")


def _is_permitted(view: View) -> bool:
    """Return whether several areas are shown, all of which may be compared."""
    verdicts = view.results.find("comparability", "verdict", variable="areas")
    judged = [row.verdict for row in verdicts if row.note != ONE_GROUP and view.areas_of(row.bloc)]
    return len(view.areas) > 1 and not view.is_split and all(map(allows_headline, judged))


def _line(view: View, name: str, found: Means, cuts: Mapping[str, Sequence[float]]) -> PlaceLine:
    def cell(area: str) -> Cell:
        row = found.get((name, area))
        is_classed = row is not None and not row.is_suppressed and view.bloc_of(area) not in view.closed_blocs
        level = _class(row.estimate, cuts[area]) if row is not None and is_classed and cuts[area] else 0
        return Cell(Number(row), look="shade", level=level)

    label = join([view.dimension_label(name), tag("span", name, class_="flag")], " ")
    return PlaceLine(label=label, cell=cell)


def _bases(view: View) -> PlaceLine:
    def cell(area: str) -> Cell:
        row = view.results.first("index", "mean", variable="index", area=area)
        return Cell(Number(row, part="base"), look="base")

    return PlaceLine(label=view.language.say("dimensions.base"), cell=cell)


def _cuts(rows: Sequence[Result]) -> Sequence[float]:
    """Cut the span of the means into classes of equal width, at whole points; no classes of one area or of means that hardly differ."""
    known = [row.estimate for row in rows if not row.is_suppressed]
    if len({row.area for row in rows}) < 2 or not known:
        return ()
    low, high = min(known), max(known)
    cuts = tuple(float(round(low + (high - low) * i / N_CLASSES)) for i in range(1, N_CLASSES))
    return cuts if len(set(cuts)) == len(cuts) else ()


def _class(value: float, cuts: Sequence[float]) -> int:
    return 1 + sum(value >= cut for cut in cuts)


def _key(view: View, cuts: Sequence[float]) -> Markup:
    if not cuts:
        return Markup("")
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
    known = sorted(
        (row for row in rows if not row.is_suppressed and isfinite(row.ci_high)),
        key=lambda row: row.ci_high - row.ci_low,
    )
    if not known:
        return Markup("")
    narrow, wide = (view.numerals.decimal((row.ci_high - row.ci_low) / 2) for row in (known[0], known[-1]))
    ends = [number(known[0], narrow, "half"), *([number(known[-1], wide, "half")] if wide != narrow else [])]
    return view.language.say("dimensions.halves", span=tag("span", join(ends, "–"), class_="nb"))
