"""Item nonresponse: the questions that are most often left without an answer, in all and by area, and what is done about it."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import interval_title, make_prose, nothing
from crowdpotential.views.place_table import (
    MOST_ACROSS,
    PlaceBlock,
    PlaceLine,
    PlaceTable,
    lay_out_places,
    place_keys,
    strong_total,
)
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask_briefly

MOST_SHOWN = 12  # questions; the others stand in results.csv
MOST_HEADS = 5  # questions beside each other where areas stand below each other
CLASSES = ("dont_know", "refused", "no_answer")


def introduce_missing(view: View) -> Fragment:
    """State what listwise deletion would lose, and what is done with missing answers instead."""
    complete, pair = (view.results.overall("fieldwork", m, variable="index") for m in ("n_listwise", "n_pairwise"))
    if complete is None or pair is None:
        return nothing("qual", "missing-use")
    say, numerals = view.language.say, view.numerals
    items = view.language.count("noun.items", view.n_items)
    total = number(complete, numerals.integer(complete.n), "n")
    if complete.estimate == complete.n:
        return make_prose("qual", "missing-use", say("unanswered.complete", items=items, total=total))
    models = view.results.find("comparability", "cfi")
    parts = [
        say("unanswered.listwise", items=items, n=phrases.count(view, complete), total=total),
        say("unanswered.pairs", pair=phrases.count(view, pair)),
        say("unanswered.models") if models else "",
        _scored(view),
    ]
    return make_prose("qual", "missing-use", join([part for part in parts if part], " "))


def _scored(view: View) -> Markup:
    """State how many answers a score needs, and how many scores the index."""
    say, missing, k = view.language.say, view.params.index.missing, len(view.params.index.dimensions)
    scored = say("unanswered.scored", min_items=missing.min_items)
    if k < 2:
        return scored
    key = "unanswered.scored_all" if missing.min_dimensions == k else "unanswered.scored_index"
    return scored + " " + say(key, min_dimensions=missing.min_dimensions, dimensions=k)


def show_unanswered(view: View) -> Exhibit | Fragment:
    """Show the questions with the largest share of missing answers, and in which way they are missing."""
    shown = most_unanswered(view)
    if not shown:
        return nothing("qual", "unanswered")
    say = view.language.say
    largest = phrases.percent(view, shown[0], has_sign=True)
    return Exhibit(
        setting=view.setting,
        section="qual",
        anchor="unanswered",
        kind="table",
        arrangement="bare",
        title=say("unanswered.title", question=_question(view, shown[0]), share=largest),
        subtitle=say("unanswered.subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        panels=(Panel(tables=(_table(view, shown),)),),
        notes=_notes(view, shown),
        rows=cite(view, "topline.item_nonresponse.*"),
    )


def show_unanswered_by_area(view: View) -> Exhibit | Fragment:
    """Show the same questions area by area, as far as they are asked of everybody."""
    shown = [row for row in most_unanswered(view) if len(_by_area(view, row.variable)) > 1]
    n_places = len(view.areas) or len(view.blocs)
    shown = shown if n_places <= MOST_ACROSS else shown[:MOST_HEADS]
    if not shown:
        return nothing("qual", "unanswered-areas")
    say = view.language.say
    lines = (PlaceLine(label=_label(view, row.variable), cell=_share_of(view, row.variable)) for row in shown)
    table = PlaceTable(
        caption=say("unanswered.areas_caption", areas=_place_words(view)),
        corner=say("unanswered.question"),
        blocks=[PlaceBlock(lines=tuple(lines))],
        total=say("frame.total"),
        has_sides=True,
    )
    places = "area=*" if view.areas else "bloc=*"
    return Exhibit(
        setting=view.setting,
        section="qual",
        anchor="unanswered-areas",
        kind="table",
        arrangement="bare",
        title=_area_title(view.whole, shown),
        subtitle=say("unanswered.areas_subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        panels=(Panel(tables=(lay_out_places(view, table),)),),
        notes=(say("unanswered.areas_note"), _bases(view.whole, shown)),
        rows=cite(view, f"topline.item_nonresponse.*.{places}"),
    )


def _table(view: View, shown: Sequence[Result]) -> Table:
    say = view.language.say
    classes = tuple(name for name in CLASSES if _is_used(view, name))
    return Table(
        looks=("pin1",),
        caption=say("unanswered.caption"),
        columns=(
            Column(head=say("unanswered.question"), kind="label"),
            Column(head=say("unanswered.all"), look="strong"),
            Column(head=interval_title(view), look="interval"),
            *(Column(head=say(f"unanswered.{name}")) for name in classes),
            Column(head=say("frame.base"), look="base"),
        ),
        groups=(Group(rows=tuple(_row(view, row, classes) for row in shown)),),
    )


def _notes(view: View, shown: Sequence[Result]) -> tuple[Markup | str, ...]:
    """State how many questions are shown, and which of them are sensitive."""
    say = view.language.say
    is_sensitive = any(view.codebook.variable(row.variable).sensitive for row in shown)
    has_bounds = is_sensitive and bool(view.results.find("topline", "share_bound"))
    is_part = len(shown) < len(_unanswered(view))
    return (
        say("unanswered.note" if is_part else "unanswered.note_all", n=len(shown)),
        say("unanswered.sensitive_note") if is_sensitive else "",
        say("unanswered.sensitive_bounds") if has_bounds else "",
        *explain_dashes(view, shown),
    )


def most_unanswered(view: View) -> list[Result]:
    """List the questions with missing answers, those with the most first, as far as the table has room."""
    return sorted(_unanswered(view), key=lambda row: -row.estimate)[:MOST_SHOWN]


def _unanswered(view: View) -> list[Result]:
    rows = view.results.find("topline", "item_nonresponse", category="", bloc="", area="")
    return [row for row in rows if not row.is_suppressed and row.estimate > 0]


def _row(view: View, row: Result, classes: Sequence[str]) -> Row:
    keys = {"variable": row.variable, "bloc": "", "area": ""}
    parts = [view.results.first("topline", "item_nonresponse", category=name, **keys) for name in classes]
    return Row(
        (
            _label(view, row.variable),
            Number(row, unit="percent"),
            Number(row, part="interval", unit="percent"),
            *(Number(part, unit="percent") for part in parts),
            Number(row, part="base"),
        )
    )


def _bases(view: View, shown: Sequence[Result]) -> Markup:
    """Return the bases of the areas, which are the same for every question that is asked of everybody."""
    rows = _by_area(view, shown[0].variable)
    named = [join([view.place_label(row.bloc, row.area), phrases.base(view, row)], " ") for row in rows]
    return view.language.say("unanswered.areas_base", bases=join(named, ", "))


def _is_used(view: View, category: str) -> bool:
    return bool(view.results.find("topline", "item_nonresponse", category=category, bloc="", area=""))


def _label(view: View, variable: str) -> Markup:
    spec = view.codebook.variable(variable)
    mark = tag("abbr", "†", title=view.language.say("unanswered.sensitive")) if spec.sensitive else ""
    return tag("span", variable, mark, class_="flag") + " " + ask_briefly(view, spec)


def _question(view: View, row: Result) -> str:
    return ask_briefly(view, view.codebook.variable(row.variable))


def _by_area(view: View, variable: str) -> list[Result]:
    rows = view.results.find("topline", "item_nonresponse", variable=variable, category="")
    known = [row for row in rows if not row.is_suppressed]
    if view.params.areas:
        return [row for row in known if row.area in view.areas]
    return [row for row in known if row.bloc in view.blocs and not row.area]


def _n_places(view: View) -> int:
    return len(view.areas if view.params.areas else view.blocs)


def _place_words(view: View) -> str:
    return view.area_words if view.params.areas else view.bloc_words


def _share_of(view: View, variable: str) -> Callable[[str], Cell]:
    def cell(area: str) -> Cell:
        keys = {"variable": variable, "category": "", **place_keys(view, area)}
        return strong_total(area, Number(view.results.first("topline", "item_nonresponse", **keys), unit="percent"))

    return cell


def _area_title(view: View, shown: Sequence[Result]) -> Markup:
    """State between which two areas one question differs most, and whether their intervals touch; nobody and everybody have none."""
    known = [_by_area(view, entry.variable) for entry in shown]
    found = [[row for row in rows if row.ci_low < row.ci_high] for rows in known]
    rising = [sorted(rows, key=lambda row: row.estimate) for rows in found if len(rows) > 1]
    if not rising or any(len(rows) < _n_places(view) for rows in known):  # a hidden share may differ more
        return view.language.say("unanswered.areas_caption", areas=_place_words(view))
    low, *_, high = max(rising, key=lambda rows: rows[-1].estimate - rows[0].estimate)
    is_apart = high.ci_low > low.ci_high
    return view.language.say(
        "unanswered.areas_title" if is_apart else "unanswered.areas_title_none",
        question=_question(view, high),
        highest=view.place_label(high.bloc, high.area),
        high=phrases.percent(view, high, has_sign=True),
        lowest=view.place_label(low.bloc, low.area),
        low=phrases.percent(view, low, has_sign=True),
    )
