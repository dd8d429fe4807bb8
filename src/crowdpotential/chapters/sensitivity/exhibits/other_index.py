"""How far dimensions make up for each other, and what becomes of areas under another index."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import number
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import PARTIAL
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, name_place, with_interval
from crowdpotential.views.frame import interval_title, level, nothing, place_head
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import Place, View

SECTION = "sens"
RESPONDENTS = "respondents"


def show_compensation(view: View) -> Exhibit | Fragment:
    """Show how many points of the index of every place rest on strong dimensions that make up for weak ones."""
    places = [place for place in view.places if _lost(view, place, "") or _lost(view, place, RESPONDENTS)]
    if not places or len(view.params.index.dimensions) < 2:
        return nothing(SECTION, "compensation")
    say = view.language.say
    kinds = [kind for kind in (RESPONDENTS, "") if any(_lost(view, place, kind) for place in places)]
    lost = [row for place in places for kind in kinds if (row := _lost(view, place, kind))]
    has_table = RESPONDENTS in kinds and _is_tried(view, "aggregation")
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="compensation",
        kind="table",
        arrangement="bare",
        title=_compensation_title(view, view.whole.places, kinds),
        subtitle=say("compensation.subtitle", level=level(view)),
        panels=(Panel(tables=(_compensation(view, places, kinds),)),),
        notes=(
            say("compensation.note"),
            say("compensation.note_respondents") if RESPONDENTS in kinds else "",
            *explain_dashes(view, lost),
            say("compensation.note_table") if has_table else "",
        ),
        rows=cite(view, "sensitivity.compensation.*"),
    )


def show_other_index(view: View) -> Exhibit | Fragment:
    """Show the index of every place beside one of the same dimensions with other weights."""
    whole = view.results.first("sensitivity", "alternative")
    places = [place for place in view.places if _changed(view, place) is not None]
    if whole is None or not places or whole.is_suppressed:
        return nothing(SECTION, "other-index")
    say, weights = view.language.say, view.language.say(f"option.{whole.variable}")
    changes = [row for place in view.whole.places if (row := _changed(view, place)) is not None]
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="other-index",
        kind="table",
        arrangement="bare",
        title=_other_title(view, whole, changes),
        subtitle=say("other.subtitle", weights=weights, r=phrases.estimate(view, whole, digits=3)),
        panels=(Panel(tables=(_other_index(view, places),)),),
        notes=(
            say("other.note"),
            say("other.note_partial") if _is_adjusted(view) else "",
            say("other.note_agree") if whole.verdict else "",
            *explain_dashes(view, changes),
        ),
        rows=cite(view, "sensitivity.alternative.*", "sensitivity.alternative_change.*"),
    )


def _compensation(view: View, places: Sequence[Place], kinds: Sequence[str]) -> Table:
    say = view.language.say
    return Table(
        looks=("pin1",),
        caption=say("compensation.caption"),
        columns=(
            Column(head=place_head(view), kind="label"),
            Column(head=say("areas.index"), look="value"),
            *(Column(head=say(f"compensation.of_{kind or 'means'}")) for kind in kinds),
            Column(head=say("frame.base"), look="base"),
        ),
        groups=_group(view, places, lambda place: _compensated(view, place, kinds)),
    )


def _other_index(view: View, places: Sequence[Place]) -> Table:
    say = view.language.say
    gaps = tuple(_gap(view, row) for row in _gaps(view))
    return Table(
        looks=("pin1",),
        caption=say("other.caption"),
        columns=(
            Column(head=place_head(view), kind="label"),
            Column(head=say("areas.index"), look="value"),
            Column(head=say("other.change")),
            Column(head=interval_title(view), look="interval"),
            Column(head=say("frame.base"), look="base"),
        ),
        groups=(
            *_group(view, places, lambda place: _beside(view, place)),
            *((Group(rows=gaps, look="beside"),) if gaps else ()),
        ),
    )


def _is_adjusted(view: View) -> bool:
    """Return whether sides are compared net of items that function differently."""
    return view.compares_blocs and view.verdict is not None and view.verdict.verdict == PARTIAL


def _is_tried(view: View, choice: str) -> bool:
    """Return whether findings were tested again under another option of a choice, in a table of this page."""
    options = getattr(view.params.sensitivity, choice) or ()
    return len(options) > 1 and bool(view.results.find("sensitivity", "robustness"))


def _group(view: View, places: Sequence[Place], make: Callable[[Place], Row]) -> tuple[Group, ...]:
    """Make the rows of the places, those of a side or of everybody together."""
    found = [[place for place in group if place in places] for group in view.place_groups]
    return tuple(Group(rows=tuple(make(place) for place in own), look="beside" if i else "") for i, own in enumerate(filter(None, found)))


def _lost(view: View, place: Place, kind: str) -> Result | None:
    bloc, area = place
    return view.results.first("sensitivity", "compensation", bloc=bloc, area=area, category=kind)


def _mean(view: View, place: Place) -> Result | None:
    bloc, area = place
    return view.results.first("index", "mean", variable="index", bloc=bloc, area=area, domain_variable="")


def _compensated(view: View, place: Place, kinds: Sequence[str]) -> Row:
    mean = _mean(view, place)
    lost = (with_interval(_lost(view, place, kind)) for kind in kinds)
    return Row((name_place(view, *place), Number(mean), *lost, Number(mean, part="base")))


def _other_title(view: View, whole: Result, changes: Sequence[Result]) -> Markup:
    """State how far the index moves at most, and whether ranks do; not where what moves further may be hidden."""
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
    """State between which values the points lie, in these estimates, where none is hidden."""
    say = view.language.say
    rows = [row for place in places if (row := _lost(view, place, kinds[0]))]
    if not rows or any(row.is_suppressed for row in rows):
        return say("compensation.caption")
    ordered = sorted(rows, key=lambda row: row.estimate)
    digits = 1 if kinds[0] else 2
    low, high = (number(row, view.numerals.decimal(row.estimate, digits)) for row in (ordered[0], ordered[-1]))
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
    return [row for row in rows if row.reference_bloc and {row.bloc, row.reference_bloc} <= set(view.blocs) and not row.is_suppressed]


def _beside(view: View, place: Place) -> Row:
    mean = _mean(view, place)
    change, interval = _change_cells(_changed(view, place))
    return Row((name_place(view, *place), Number(mean), change, interval, Number(mean, part="base")))


def _gap(view: View, row: Result) -> Row:
    """Show the gap between two sides beside its change."""
    names = view.language.say("areas.pair_names", area=view.bloc_name(row.bloc), reference=view.bloc_name(row.reference_bloc))
    own = view.results.first("sensitivity", "range", variable="gap", bloc=row.bloc, reference_bloc=row.reference_bloc)
    return Row((names, Number(own, is_signed=True), *_change_cells(row), Number(row, part="base")))


def _change_cells(row: Result | None) -> tuple[Number, Number]:
    """Write a change and its interval."""
    return Number(row, digits=2, is_signed=True), Number(row, part="interval", digits=2)
