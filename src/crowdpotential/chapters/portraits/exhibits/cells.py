"""The index of groups within areas: by their own respondents, and pooled with what other groups and areas tell."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.portraits.exhibits.targets import SECTION, Target, list_targets, tell_unread
from crowdpotential.exhibits.cells import Mark, Number, Shape, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, cite, interval_column, interval_key, name_area
from crowdpotential.views.frame import level, nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key


def show_cells(view: View) -> Exhibit | Fragment:
    """Draw both estimates of each group within an area, one above the other."""
    targets = list_targets(view)
    own = [row for row in _list_own(view, targets) if row.area in view.areas]
    if not own:
        return nothing(SECTION, "portrait-areas")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="portrait-areas",
        title=_title(view.whole, targets),
        subtitle=say("portraits.cells_subtitle", index=view.text(view.params.index.name), level=level(view)),
        legend=(
            Key(words=say("portraits.direct"), shape="square"),
            Key(words=say("portraits.pooled"), shape="ring"),
            interval_key(view),
        ),
        panels=(Panel(tables=(_table(view, own, _scale(view.whole, targets)),)),),
        arrangement="bare",
        notes=(*_notes(view), tell_unread(view, targets[0])),
        rows=cite(view, *(f"portraits.{measure}.*" for measure in ("cell_mean", "cell_pooled", "own_share", "between", "n_cells"))),
        file="portrait_areas",
        is_long=True,
    )


def _scale(view: View, targets: Sequence[Target]) -> Scale:
    """Choose the axis for all groups within areas, so that a part of a study is drawn on that of the whole."""
    rows = [one for row in _list_own(view, targets) for one in (row, _find(view, "cell_pooled", row))]
    ends = [end for row in rows if row is not None and not row.is_suppressed for end in (row.ci_low, row.ci_high)]
    return choose_scale(ends, lowest=0, highest=100)


def _table(view: View, own: Sequence[Result], scale: Scale) -> Table:
    say = view.language.say
    pairs = [(row, _find(view, "cell_pooled", row)) for row in own]
    variable = own[0].domain_variable
    return Table(
        form="plot",
        label_em=10.5,
        caption=say("portraits.cells_caption"),
        axis=Axis(scale=scale, spoken=say("areas.on_scale")),
        columns=(
            Column(head=say("portraits.group"), kind="label"),
            Column(kind="track"),
            Column(head=say("portraits.direct_short"), label=say("portraits.direct_short"), look="base"),
            interval_column(view),
            Column(head=say("portraits.pooled_short"), label=say("portraits.pooled_short"), look="value"),
            interval_column(view),
            Column(head=say("portraits.own_share"), label=say("portraits.own_share"), look="interval"),
            base_column(view),
        ),
        groups=tuple(
            Group(
                title=label_of_key(view, variable, key),
                rows=tuple(_row(view, row, pooled) for row, pooled in pairs if row.domain == key),
                look="sep",
            )
            for key in dict.fromkeys(row.domain for row in own)
        ),
    )


def _row(view: View, own: Result, pooled: Result | None) -> Row:
    shapes: tuple[tuple[Result | None, Shape, int], ...] = ((own, "point", -1), (pooled, "ring", 1))
    marks = tuple(
        Mark(row.estimate, low=row.ci_low, high=row.ci_high, shape=shape, step=step)
        for row, shape, step in shapes
        if row is not None and not row.is_suppressed
    )
    return Row(
        (
            name_area(view, own.area),
            Track(marks),
            Number(own),
            Number(own, part="interval"),
            Number(pooled),
            Number(pooled, part="interval"),
            Number(_find(view, "own_share", own), unit="percent", digits=0),
            Number(own, part="base"),
        )
    )


def _find(view: View, measure: str, row: Result) -> Result | None:
    return view.results.first(SECTION, measure, area=row.area, domain=row.domain)


def _list_own(view: View, targets: Sequence[Target]) -> list[Result]:
    """List the target groups within areas; the others take part in the model, and are no target groups."""
    keys = {one.key for one in targets}
    return [row for row in view.results.find(SECTION, "cell_mean") if row.domain in keys]


def _title(view: View, targets: Sequence[Target]) -> Markup:
    """Count the groups within areas whose interval pooling makes shorter."""
    own = [row for row in _list_own(view, targets) if not row.is_suppressed]
    pairs = [(row, pooled) for row in own if (pooled := _find(view, "cell_pooled", row)) is not None and not pooled.is_suppressed]
    n_shorter = sum(pooled.ci_high - pooled.ci_low < row.ci_high - row.ci_low for row, pooled in pairs)
    if not pairs:
        return view.language.say("portraits.cells_caption")
    key = "none" if not n_shorter else "all" if n_shorter == len(pairs) else "some"
    return view.language.say(f"portraits.cells_{key}", n=len(pairs), shorter=n_shorter)


def _notes(view: View) -> tuple[Markup | str, ...]:
    """State what is borrowed from whom, how far true means stray, and what the intervals take for granted."""
    say, counted, between = view.language.say, view.results.first(SECTION, "n_cells"), view.results.first(SECTION, "between")
    if counted is None or between is None:
        return ()
    model = counted.model.replace(";", "_")
    return (
        say(f"portraits.borrowed_{model}", areas=view.area_words, blocs=view.bloc_words),
        say(f"portraits.between_{between.note}", points=phrases.estimate(view, between, digits=2)),
        say("portraits.note_pooled"),
        say("portraits.note_left_out", fewest=view.params.report.suppress_below),
    )
