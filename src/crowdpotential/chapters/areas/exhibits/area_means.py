"""The index by area: dot plot with intervals; in a study without areas, of each bloc and of everybody."""

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from crowdpotential.chapters.areas.exhibits.best import tell_ends
from crowdpotential.chapters.areas.exhibits.pairs import partial_note
from crowdpotential.exhibits.cells import Content, RankSet
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import (
    area_keys,
    base_column,
    cite,
    interval_column,
    interval_key,
    mean_cells,
    mean_track,
    name_area,
)
from crowdpotential.views.frame import (
    base_of_index,
    bloc_notes,
    level,
    make_prose,
    nothing,
    place_head,
    unplaced_notes,
)
from crowdpotential.views.sentences.above import name_pairs
from crowdpotential.views.sentences.comparable_areas import tell_of_areas
from crowdpotential.views.sentences.headlines import count_ranked
from crowdpotential.views.sentences.obstacles import find_fault
from crowdpotential.views.sentences.outcome import say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes, warn_of_single_draws
from crowdpotential.views.sentences.standing import (
    Standing,
    leader,
    outcome_of_areas,
    stand,
)
from crowdpotential.views.view import View
from crowdpotential.views.whole import show_whole


def introduce_areas(view: View) -> Fragment:
    """State between which values the means lie, side by side or for each bloc, and what their order is worth."""
    view, say = view.whole, view.language.say
    panels = _panels(view)
    if not panels:
        return nothing("index", "index-intro")
    if not any(len(panel) > 1 for panel in panels):
        return make_prose("index", "index-intro", _alone(view, panels))
    compared = [[s for s in panel if view.bloc_of(s.area) not in view.closed_blocs] for panel in panels]
    spans = [_span(view, panel, is_named=len(panels) > 1) for panel in compared if len(panel) > 1]
    ranked = say("areas.no_ranking", areas=view.area_words) if _are_ranked(compared) else ""
    return make_prose(
        "index",
        "index-intro",
        join([text for text in (*spans, ranked) if text], " "),
        *(tell_of_areas(view) if view.verdict is None else [say_closed(view, "areas")]),
        *tell_ends(view),
        say("areas.split", blocs=_bloc_list(view)) if len(panels) > 1 else "",
    )


def _alone(view: View, panels: Sequence[Sequence[Standing]]) -> Markup:
    """State why nothing is compared: there is but one area, or but one on each side."""
    say = view.language.say
    if len(panels) > 1:
        return say("areas.one_on_each", areas=view.area_words, blocs=view.bloc_words)
    return say("areas.one_area", area=view.area_name(panels[0][0].area), areas=view.area_words)


def say_closed(view: View, exhibit: str) -> Markup:
    """State where areas may not be compared."""
    say, names = view.language.say, ", ".join(view.bloc_name(bloc) for bloc in view.closed_blocs if bloc)
    if "" in view.closed_blocs:
        return say(f"{exhibit}.closed_all", areas=view.area_words)
    return say(f"{exhibit}.closed", names=names, areas=view.area_words) if names else Markup("")


def show_area_estimates(view: View) -> Exhibit | Fragment:
    """Show each area's mean with its interval; side by side across blocs only if the verdict allows it.

    A study without areas has in their place the mean of everybody and of each bloc.
    """
    if not view.params.areas:
        return show_whole(view, [_monte_carlo(view), *_said_of_means(view)])
    panels = _panels(view)
    if not panels:
        return nothing("index", "areas")
    fields = _panels(view.whole)
    are_ranked = any(standing.ranks is not None for panel in panels for standing in panel)  # a figure has the columns of its first panel
    return Exhibit(
        setting=view.setting,
        section="index",
        anchor="areas",
        title=_title(view.whole, fields),
        subtitle=_subtitle(view, [_scale(field) for field in fields]),
        legend=(*area_keys(view), interval_key(view)),
        panels=tuple(
            _panel(view, panel, _dot_plot(view, panel, _scale(_field_of(panel, fields)), are_ranked=are_ranked), is_titled=len(panels) > 1)
            for panel in panels
        ),
        notes=tuple(_notes(view.whole, fields)),
        rows=cite(view, "index.mean.index.*area=*", "ranks.rank_set.index.*", "comparison.contrast.index.*"),
        file="area_estimates",
    )


def _panel(view: View, panel: Sequence[Standing], table: Table, *, is_titled: bool) -> Panel:
    """Arrange areas that stand on one scale, named by their bloc where there are several such panels."""
    bloc = view.bloc_of(panel[0].area)
    return Panel(tables=(table,), title=view.bloc_name(bloc), bloc=bloc) if is_titled else Panel(tables=(table,))


def _dot_plot(view: View, panel: Sequence[Standing], scale: Scale, *, are_ranked: bool) -> Table:
    say = view.language.say
    ranks = Column(head=say("areas.standing"), label=say("areas.standing_short"), look="interval")
    same = [list(found) for _, found in groupby(panel, key=lambda standing: standing.order)]
    return Table(
        form="plot",
        label_em=8.6,
        caption=say("areas.caption"),
        axis=Axis(scale=scale, spoken=say("areas.on_scale")),
        columns=(
            Column(head=place_head(view), kind="label", look="line"),
            Column(kind="track"),
            Column(head=say("areas.index"), look="value"),
            interval_column(view),
            base_column(view),
            *((ranks,) if are_ranked else ()),
        ),
        groups=tuple(
            Group(
                rows=tuple(_row(view, standing, are_ranked=are_ranked) for standing in found),
                look="sep" if i else "",
            )
            for i, found in enumerate(same)
        ),
    )


def _row(view: View, standing: Standing, *, are_ranked: bool) -> Row:
    row, bloc = standing.mean, view.bloc_of(standing.area)
    return Row(
        (
            name_area(view, standing.area),
            mean_track(row, bloc),
            *mean_cells(row),
            *((_ranks(view, standing),) if are_ranked else ()),
        )
    )


def _ranks(view: View, standing: Standing) -> Content:
    """Return the ranks that an area may hold among those ranked with it."""
    row = standing.ranks
    if row is None or count_ranked(view, row) < 2:
        return ""
    return RankSet(row, count_ranked(view, row))


def _title(view: View, panels: Sequence[Sequence[Standing]]) -> Markup:
    say, fault = view.language.say, find_fault(view)
    if fault is not None and len(view.areas) > 1:
        return say("areas.title_apart", areas=view.area_words)
    if len(panels) > 1:
        return say("areas.title_split", areas=view.area_words, blocs=view.bloc_words)
    standings = panels[0]
    if len(standings) < 2:
        return say("areas.title_one", area=view.area_name(standings[0].area))
    first, outcome = leader(view, standings), outcome_of_areas(view)
    if first is not None:
        return say("areas.title_leader", area=view.area_name(first.area))
    if outcome.kind == "not_asked":
        return say("areas.title_apart", areas=view.area_words)
    return say_outcome(view, "areas.title", outcome, areas=view.area_words, named=name_pairs(view, outcome.found))


def _panels(view: View) -> list[list[Standing]]:
    """Put all areas together if the verdict allows it, or if they lie in no bloc; else those of each bloc."""
    groups = [areas for _, areas in view.area_groups] if view.is_split else [view.areas]
    return [panel for areas in groups if (panel := stand(view, areas))]


def _field_of(panel: Sequence[Standing], fields: Sequence[Sequence[Standing]]) -> Sequence[Standing]:
    """Find the whole field of the areas shown, so that a part of it stands on the same axis."""
    return next(field for field in fields if panel[0].area in {standing.area for standing in field})


def _span(view: View, panel: Sequence[Standing], *, is_named: bool) -> Markup:
    shown = sorted((s.mean for s in panel if not s.mean.is_suppressed), key=lambda row: row.estimate)
    if not shown or len(shown) < len(panel):  # a hidden mean may lie beyond
        return Markup("")
    text = view.language.say(
        "areas.span",
        n=len(panel),
        areas=view.area_word(len(panel)),
        lowest=phrases.estimate(view, shown[0]),
        highest=phrases.estimate(view, shown[-1]),
    )
    return tag("b", view.bloc_name(view.bloc_of(panel[0].area)) + ".") + " " + text if is_named else text


def _scale(panel: Sequence[Standing]) -> Scale:
    rows = [standing.mean for standing in panel if not standing.mean.is_suppressed]
    return choose_scale([end for row in rows for end in (row.ci_low, row.ci_high, row.estimate)], lowest=0, highest=100)


def _subtitle(view: View, scales: Sequence[Scale]) -> Markup:
    say = view.language.say
    cut: Markup | str = ""
    if len(scales) > 1:
        cut = say("areas.own_scales")
    elif scales[0].low > 0 or scales[0].high < 100:
        cut = say("areas.cut", span=view.numerals.interval(scales[0].low, scales[0].high, scales[0].digits))
    weighted = say(f"frame.weighted_{view.weighting_kind}")
    return say("areas.subtitle", index=view.text(view.params.index.name), cut=cut, weighted=weighted)


def _notes(view: View, panels: Sequence[Sequence[Standing]]) -> list[Markup | str]:
    method, *others = _said_of_means(view)
    return [
        _order(view, panels),
        method,
        _monte_carlo(view),
        say_closed(view, "areas"),
        partial_note(view),
        *others,
        view.text(view.params.study.area_note),
        *bloc_notes(view),
    ]


def _order(view: View, panels: Sequence[Sequence[Standing]]) -> Markup:
    """State what the rows are ordered by: sets of ranks where any are shown, else nothing but the alphabet."""
    several = [panel for panel in panels if len(panel) > 1]
    if not several:
        return Markup("")
    return view.language.say("areas.note_order" if _are_ranked(several) else "areas.note_alphabet", level=level(view))


def _are_ranked(panels: Sequence[Sequence[Standing]]) -> bool:
    """Return whether sets of ranks stand beside any mean of several."""
    return any(standing.ranks is not None for panel in panels if len(panel) > 1 for standing in panel)


def _said_of_means(view: View) -> list[Markup]:
    """State what the intervals rest on, and of whom the means are."""
    say, n = view.language.say, view.n_replicates
    return [
        join(
            [say("areas.note_method", replicates=view.numerals.integer(n), n=n), warn_of_single_draws(view)],
            " ",
        ),
        *explain_dashes(view, view.results.find("index", "mean", variable="index")),
        base_of_index(view),
        *unplaced_notes(view),
        say("frame.quota") if view.params.design.quota else Markup(""),
    ]


def _bloc_list(view: View) -> str:
    return ", ".join(view.bloc_name(bloc) for bloc in view.blocs)


def _monte_carlo(view: View) -> Markup:
    """State how far the standard errors shown would move with another seed, and whether the replicates suffice."""
    shown = {area for _, area in view.places} or {""}
    found = view.results.find("index", "monte_carlo_error")
    errors = [row for row in found if row.area in shown and not row.is_suppressed]
    needed = view.results.first("index", "replicates_needed")
    if not errors or needed is None:
        return Markup("")
    largest = max(errors, key=lambda row: row.estimate)
    suffices = all(row.verdict == "enough" for row in errors)
    too_few = "areas.note_seed_beyond" if needed.verdict == "beyond" else "areas.note_seed_few"
    return view.language.say(
        "areas.note_seed_enough" if suffices else too_few,
        error=phrases.estimate(view, largest, digits=3),
        needed=phrases.estimate(view, needed, digits=0),
    )
