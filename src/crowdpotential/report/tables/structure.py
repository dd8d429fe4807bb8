"""How far dimensions make up for each other, and what becomes of areas under another index."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import Caption, interval_title, level, make_figure, nothing
from crowdpotential.report.markup import Cell, Rows, head, mark, number, scroll, table
from crowdpotential.report.results import Result
from crowdpotential.report.view import View

SECTION = "sens"
RESPONDENTS = "respondents"


def show_compensation(view: View) -> Fragment:
    """Show how many points of the index of areas rest on strong dimensions that make up for weak ones."""
    areas = [area for area in view.areas if _lost(view, area, "") or _lost(view, area, RESPONDENTS)]
    if not areas or len(view.params.index.dimensions) < 2:
        return nothing(SECTION, "compensation")
    say = view.language.say
    kinds = [kind for kind in (RESPONDENTS, "") if any(_lost(view, area, kind) for area in areas)]
    titles = [say(f"compensation.of_{kind or 'means'}") for kind in kinds]
    heads = head(view.area_word().capitalize(), say("areas.index"), *titles, say("frame.base"))
    groups = [
        Rows(rows=tuple(_compensated(view, area, kinds) for area in own), css="beside" if i else "")
        for i, own in enumerate(_by_bloc(view, areas))
    ]
    body = table(say("compensation.caption"), heads=[heads], groups=groups, css="tab pin1")
    caption = Caption(
        title=_compensation_title(view, areas, kinds),
        subtitle=say("compensation.subtitle", level=level(view)),
        notes=[
            say("compensation.note"),
            say("compensation.note_respondents") if RESPONDENTS in kinds else "",
        ],
        rows="sensitivity.compensation.*",
    )
    content = scroll(body, label=say("compensation.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section=SECTION, anchor="compensation", caption=caption, body=content, kind="table"
    )


def show_other_index(view: View) -> Fragment:
    """Set the index of areas beside one of the same dimensions with other weights."""
    whole = view.results.first("sensitivity", "alternative")
    areas = [area for area in view.areas if _changed(view, area=area) is not None]
    if whole is None or not areas or whole.is_suppressed:
        return nothing(SECTION, "other-index")
    say, weights = view.language.say, view.language.say(f"option.{whole.variable}")
    heads = head(
        view.area_word().capitalize(), say("areas.index"), say("other.change"), interval_title(view), say("frame.base")
    )  # fmt: skip
    groups = [
        Rows(rows=tuple(_beside(view, area) for area in own), css="beside" if i else "")
        for i, own in enumerate(_by_bloc(view, areas))
    ]
    gaps = [_gap(view, row) for row in _gaps(view)]
    body = table(
        say("other.caption"), heads=[heads], groups=[*groups, Rows(rows=tuple(gaps), css="beside")] if gaps else groups,
        css="tab pin1",
    )  # fmt: skip
    changes = [row for area in areas if (row := _changed(view, area=area)) is not None]
    largest = max(changes, key=lambda row: abs(row.estimate))
    caption = Caption(
        title=say(
            f"other.title_{whole.verdict}" if whole.verdict else "other.title",
            weights=weights,
            most=number(largest, view.numerals.decimal(abs(largest.estimate))),
        ),
        subtitle=say("other.subtitle", weights=weights, r=cells.estimate(view, whole, digits=3)),
        notes=[say("other.note"), say("other.note_agree") if whole.verdict else ""],
        rows="sensitivity.alternative.*, sensitivity.alternative_change.*",
    )
    content = scroll(body, label=say("other.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section=SECTION, anchor="other-index", caption=caption, body=content, kind="table"
    )


def _by_bloc(view: View, areas: Sequence[str]) -> list[list[str]]:
    found = [[area for area in view.areas_of(bloc) if area in areas] for bloc in view.blocs]
    return [own for own in found if own]


def _lost(view: View, area: str, kind: str) -> Result | None:
    return view.results.first("sensitivity", "compensation", area=area, category=kind)


def _mean(view: View, area: str) -> Result | None:
    return view.results.first("index", "mean", variable="index", area=area, domain_variable="")


def _label(view: View, area: str) -> Markup:
    return mark(view.bloc_class(view.params.areas[area].bloc)) + view.area_label(area)


def _compensated(view: View, area: str, kinds: Sequence[str]) -> tuple[Cell, ...]:
    mean = _mean(view, area)
    lost = [Cell(content=_with_interval(view, _lost(view, area, kind))) for kind in kinds]
    return (
        Cell(content=_label(view, area), is_header=True),
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


def _compensation_title(view: View, areas: Sequence[str], kinds: Sequence[str]) -> Markup:
    """Say between which values the points lie, in these estimates."""
    say = view.language.say
    rows = [row for area in areas if (row := _lost(view, area, kinds[0])) and not row.is_suppressed]
    if not rows:
        return say("compensation.caption")
    ordered = sorted(rows, key=lambda row: row.estimate)
    digits = 1 if kinds[0] else 2
    low, high = (
        number(row, view.numerals.decimal(row.estimate, digits)) for row in (ordered[0], ordered[-1])
    )
    return say(f"compensation.title_{kinds[0] or 'means'}", low=low, high=high)


def _changed(view: View, *, area: str) -> Result | None:
    row = view.results.first("sensitivity", "alternative_change", area=area)
    return row if row is not None and not row.is_suppressed else None


def _gaps(view: View) -> list[Result]:
    if not view.compares_blocs:
        return []
    rows = view.results.find("sensitivity", "alternative_change", area="")
    return [
        row for row in rows if {row.bloc, row.reference_bloc} <= set(view.blocs) and not row.is_suppressed
    ]


def _beside(view: View, area: str) -> tuple[Cell, ...]:
    mean, change = _mean(view, area), _changed(view, area=area)
    return (
        Cell(content=_label(view, area), is_header=True),
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
