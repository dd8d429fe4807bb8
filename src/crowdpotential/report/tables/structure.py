"""How far dimensions make up for each other, and what becomes of areas under another index."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, number, scroll, table
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import (
    Caption,
    interval_title,
    level,
    make_figure,
    nothing,
    place_head,
    place_title,
)
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.view import Place, View

SECTION = "sens"
RESPONDENTS = "respondents"


def show_compensation(view: View) -> Fragment:
    """Show how many points of the index of every place rest on strong dimensions that make up for weak ones."""
    places = [place for place in view.places if _lost(view, place, "") or _lost(view, place, RESPONDENTS)]
    if not places or len(view.params.index.dimensions) < 2:
        return nothing(SECTION, "compensation")
    say = view.language.say
    kinds = [kind for kind in (RESPONDENTS, "") if any(_lost(view, place, kind) for place in places)]
    titles = [say(f"compensation.of_{kind or 'means'}") for kind in kinds]
    heads = head(place_head(view), say("areas.index"), *titles, say("frame.base"))
    groups = [
        Rows(rows=tuple(_compensated(view, place, kinds) for place in own), css="beside" if i else "")
        for i, own in enumerate(_grouped(view, places))
    ]
    body = table(say("compensation.caption"), heads=[heads], groups=groups, css="tab pin1")
    caption = Caption(
        title=_compensation_title(view, view.whole.places, kinds),
        subtitle=say("compensation.subtitle", level=level(view)),
        notes=[
            say("compensation.note"),
            say("compensation.note_respondents") if RESPONDENTS in kinds else "",
            *explain_dashes(
                view, [row for place in places for kind in kinds if (row := _lost(view, place, kind))]
            ),
            say("compensation.note_table") if RESPONDENTS in kinds and _is_tried(view, "aggregation") else "",
        ],
        rows="sensitivity.compensation.*",
    )
    content = scroll(body, label=say("compensation.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section=SECTION, anchor="compensation", caption=caption, body=content, kind="table"
    )


def show_other_index(view: View) -> Fragment:
    """Set the index of every place beside one of the same dimensions with other weights."""
    whole = view.results.first("sensitivity", "alternative")
    places = [place for place in view.places if _changed(view, place) is not None]
    if whole is None or not places or whole.is_suppressed:
        return nothing(SECTION, "other-index")
    say, weights = view.language.say, view.language.say(f"option.{whole.variable}")
    heads = head(
        place_head(view), say("areas.index"), say("other.change"), interval_title(view), say("frame.base")
    )  # fmt: skip
    groups = [
        Rows(rows=tuple(_beside(view, place) for place in own), css="beside" if i else "")
        for i, own in enumerate(_grouped(view, places))
    ]
    gaps = [_gap(view, row) for row in _gaps(view)]
    body = table(
        say("other.caption"), heads=[heads], groups=[*groups, Rows(rows=tuple(gaps), css="beside")] if gaps else groups,
        css="tab pin1",
    )  # fmt: skip
    changes = [row for place in view.whole.places if (row := _changed(view, place)) is not None]
    caption = Caption(
        title=_other_title(view, whole, changes),
        subtitle=say("other.subtitle", weights=weights, r=cells.estimate(view, whole, digits=3)),
        notes=[
            say("other.note"),
            say("other.note_partial")
            if view.compares_blocs and view.verdict is not None and view.verdict.verdict == "partial"
            else "",
            say("other.note_agree") if whole.verdict else "",
            *explain_dashes(view, changes),
        ],
        rows="sensitivity.alternative.*, sensitivity.alternative_change.*",
    )
    content = scroll(body, label=say("other.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section=SECTION, anchor="other-index", caption=caption, body=content, kind="table"
    )


def _is_tried(view: View, choice: str) -> bool:
    """Whether findings were tested again under another option of a choice, in a table of this page."""
    options = getattr(view.params.sensitivity, choice) or ()
    return len(options) > 1 and bool(view.results.find("sensitivity", "robustness"))


def _grouped(view: View, places: Sequence[Place]) -> list[list[Place]]:
    found = [[place for place in group if place in places] for group in view.place_groups]
    return [own for own in found if own]


def _lost(view: View, place: Place, kind: str) -> Result | None:
    bloc, area = place
    return view.results.first("sensitivity", "compensation", bloc=bloc, area=area, category=kind)


def _mean(view: View, place: Place) -> Result | None:
    bloc, area = place
    return view.results.first("index", "mean", variable="index", bloc=bloc, area=area, domain_variable="")


def _compensated(view: View, place: Place, kinds: Sequence[str]) -> tuple[Cell, ...]:
    mean = _mean(view, place)
    lost = [Cell(content=_with_interval(view, _lost(view, place, kind))) for kind in kinds]
    return (
        Cell(content=place_title(view, *place), is_header=True),
        Cell(content=cells.estimate(view, mean), css="val"),
        *lost,
        Cell(content=cells.base(view, mean), css="base"),
    )


def _with_interval(view: View, row: Result | None) -> Markup:
    if row is None or row.is_suppressed:
        return cells.estimate(view, row)
    return Markup('{} <span class="civ">({})</span>').format(
        cells.estimate(view, row, digits=2), cells.interval(view, row, digits=2)
    )


def _other_title(view: View, whole: Result, changes: Sequence[Result]) -> Markup:
    """Say how far the index moves at most, and whether ranks do; not where what moves further may be hidden."""
    say = view.language.say
    if len(changes) < len(view.whole.places):
        return say("other.caption")
    largest = max(changes, key=lambda row: abs(row.estimate))
    return say(
        f"other.title_{whole.verdict}" if whole.verdict else "other.title",
        weights=say(f"option.{whole.variable}"),
        most=number(largest, view.numerals.decimal(abs(largest.estimate))),
    )


def _compensation_title(view: View, places: Sequence[Place], kinds: Sequence[str]) -> Markup:
    """Say between which values the points lie, in these estimates, where none is hidden."""
    say = view.language.say
    rows = [row for place in places if (row := _lost(view, place, kinds[0]))]
    if not rows or any(row.is_suppressed for row in rows):
        return say("compensation.caption")
    ordered = sorted(rows, key=lambda row: row.estimate)
    digits = 1 if kinds[0] else 2
    low, high = (
        number(row, view.numerals.decimal(row.estimate, digits)) for row in (ordered[0], ordered[-1])
    )
    is_one = "_one" if str(low) == str(high) or low.striptags() == high.striptags() else ""
    return say(f"compensation.title_{kinds[0] or 'means'}{is_one}", low=low, high=high)


def _changed(view: View, place: Place) -> Result | None:
    bloc, area = place
    row = view.results.first("sensitivity", "alternative_change", bloc=bloc, area=area, reference_bloc="")
    return row if row is not None and not row.is_suppressed else None


def _gaps(view: View) -> list[Result]:
    if not view.compares_blocs:
        return []
    rows = view.results.find("sensitivity", "alternative_change", area="")
    return [
        row
        for row in rows
        if row.reference_bloc and {row.bloc, row.reference_bloc} <= set(view.blocs) and not row.is_suppressed
    ]


def _beside(view: View, place: Place) -> tuple[Cell, ...]:
    mean, change = _mean(view, place), _changed(view, place)
    return (
        Cell(content=place_title(view, *place), is_header=True),
        Cell(content=cells.estimate(view, mean), css="val"),
        Cell(content=cells.estimate(view, change, digits=2, is_signed=True)),
        Cell(content=cells.interval(view, change, digits=2), css="civ"),
        Cell(content=cells.base(view, mean), css="base"),
    )


def _gap(view: View, row: Result) -> tuple[Cell, ...]:
    names = view.language.say(
        "areas.pair_names", area=view.bloc_name(row.bloc), reference=view.bloc_name(row.reference_bloc)
    )
    own = view.results.first(
        "sensitivity", "range", variable="gap", bloc=row.bloc, reference_bloc=row.reference_bloc
    )
    return (
        Cell(content=names, is_header=True),
        Cell(content=cells.estimate(view, own, is_signed=True), css="val"),
        Cell(content=cells.estimate(view, row, digits=2, is_signed=True)),
        Cell(content=cells.interval(view, row, digits=2), css="civ"),
        Cell(content=cells.base(view, row), css="base"),
    )
