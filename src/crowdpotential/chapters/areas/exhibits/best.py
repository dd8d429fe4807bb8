"""Who is among the best and the worst: certainly, possibly, or not."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import base_of_index, level, nothing
from crowdpotential.views.sentences.headlines import (
    FAMILY,
    is_whole_field,
    name_areas_at_end,
    ranked_fields,
)
from crowdpotential.views.sentences.robustness import judged, tell
from crowdpotential.views.view import View

ENDS = ("among_best", "among_worst")
ANSWERS = ("certain", "possible", "excluded")


def tell_ends(view: View) -> list[Markup]:
    """State which areas may be first and last, and of each whether that holds under other ways to make the index."""
    sentences = []
    for bloc in ranked_fields(view):
        words = [name_areas_at_end(view, end, bloc) for end in ("first", "last")]
        if not all(words):
            continue
        holds = [tell(view, judged(view, end, bloc=bloc)) for end in ("first", "last")]
        verdicts = ("", holds[1]) if holds[0] == holds[1] else holds
        name = tag("b", view.bloc_name(bloc) + ".") if bloc else ""
        parts = [
            name,
            *(part for word, verdict in zip(words, verdicts, strict=True) for part in (word + ".", verdict)),
        ]
        sentences.append(join((part for part in parts if part), " "))
    return sentences


def show_best_and_worst(view: View) -> Exhibit | Fragment:
    """List the areas that are, may be and cannot be among the best and worst k, where areas are ranked."""
    view = view.whole
    fields = [(bloc, rows) for bloc in ranked_fields(view) if (rows := _rows(view, bloc))]
    if not fields:
        return nothing("index", "best")
    say = view.language.say
    groups = tuple(
        Group(rows=tuple(_line(view, bloc, rows, end) for end in ENDS), look="beside" if i else "") for i, (bloc, rows) in enumerate(fields)
    )
    answers = (Column(head=say(f"best.{answer}"), look="words", is_words=True) for answer in ANSWERS)
    table = Table(
        looks=("pin1", "thirds"),
        caption=say("best.caption"),
        columns=(Column(head=say("best.end"), kind="label"), *answers),
        groups=groups,
    )
    return Exhibit(
        setting=view.setting,
        section="index",
        anchor="best",
        kind="table",
        title=_title(view, fields),
        subtitle=say("best.subtitle", areas=view.area_words, level=level(view)),
        panels=(Panel(tables=(table,)),),
        arrangement="bare",
        notes=(say("best.note"), base_of_index(view)),
        rows=cite(view, "ranks.among_best.index=*", "ranks.among_worst.index=*"),
    )


def _rows(view: View, bloc: str) -> tuple[Result, ...]:
    """List the answers about the areas that are ranked with each other; none where not all of them are shown."""
    if not is_whole_field(view, bloc):
        return ()
    family = f"{FAMILY};bloc={bloc}" if bloc else FAMILY
    rows = tuple(row for end in ENDS for row in view.results.find("ranks", end, variable="index") if row.family == family)
    n = len({row.area for row in rows})
    return rows if all(int(row.category) < n for row in rows) else ()


def _title(view: View, fields: Sequence[tuple[str, Sequence[Result]]]) -> Markup:
    """State how many places are certain, or how many areas are excluded where none is; no more than that."""
    rows = [row for _, found in fields for row in found]
    places = {(bloc, row.measure): int(row.category) for bloc, found in fields for row in found}
    sure = sum(row.verdict == "certain" for row in rows)
    if sure:
        return view.language.say("best.title", n=sure, total=sum(places.values()))
    first, last = (sum(row.measure == end and row.verdict == "excluded" for row in rows) for end in ENDS)
    if not first and not last:
        return view.language.say("best.title_open", areas=view.area_words)
    return view.language.say("best.title_excluded", first=first, last=last)


def _line(view: View, bloc: str, rows: Sequence[Result], end: str) -> Row:
    own = [row for row in rows if row.measure == end]
    k = own[0].category
    name = view.language.say(f"best.{end}_1" if k == "1" else f"best.{end}", k=k)
    label = Markup("{}: {}").format(view.bloc_name(bloc), name) if bloc else name
    return Row((label, *(_names(view, own, answer) for answer in ANSWERS)))


def _names(view: View, rows: Sequence[Result], answer: str) -> Markup | str:
    named = [row for row in rows if row.verdict == answer]
    return join((number(row, tag("span", view.area_label(row.area), class_="nb")) for row in named), ", ") or "—"
