"""What dimensions are meant to weigh and what they weigh in effect; how items and dimensions hang together."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Content, Mark, Number, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number, tag
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import cite, interval_column, interval_key, with_interval
from crowdpotential.views.frame import adjuster, base_of_index, nothing
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome, why_untested
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View

SECTION = "sens"
FOUND = ("heavier", "lighter")
WEIGHTS = ("effective_weight", "nominal_weight", "weight_difference")
CORRELATIONS = ("correlation_within", "correlation_outside", "correlation_with_index")


def show_effective_weights(view: View) -> Exhibit | Fragment:
    """Show what each dimension is meant to weigh, and what it weighs in effect."""
    names = _dimensions(view, "effective_weight")
    if len(names) < 2:
        return nothing(SECTION, "effective-weights")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="effective-weights",
        title=_weights_title(view, names),
        subtitle=say("effective.subtitle"),
        legend=(
            Key(words=say("effective.nominal_key"), shape="ring"),
            Key(words=say("effective.effective_key"), shape="dot"),
            interval_key(view),
        ),
        panels=(Panel(tables=(_weights(view, names),)),),
        arrangement="bare",
        notes=(
            say("effective.note", adjuster=adjuster(view)),
            *explain_dashes(view, view.results.find("sensitivity", "effective_weight")),
            base_of_index(view),
        ),
        rows=cite(view, *(f"sensitivity.{measure}.*" for measure in WEIGHTS)),
        file="effective_weights",
    )


def show_coherence(view: View) -> Exhibit | Fragment:
    """Show how items go together within and between dimensions, and dimensions with the index and with what stands beside it."""
    names = _dimensions(view, "correlation_within")
    if not names:
        return nothing(SECTION, "coherence")
    say, links = view.language.say, view.results.find("sensitivity", "link", variable="index")
    tables = (_coherence(view, names, links), *((_matrix(view, names),) if len(names) > 1 else ()))
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="coherence",
        kind="table",
        arrangement="bare",
        title=_coherence_title(view, names),
        subtitle=say("coherence.subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        panels=(Panel(tables=tables),),
        notes=(
            say("coherence.note"),
            *explain_dashes(view, view.results.find("sensitivity", "correlation_within")),
            say("coherence.beside") if links else "",
            base_of_index(view),
        ),
        rows=cite(
            view,
            *(f"sensitivity.{measure}.*" for measure in (*CORRELATIONS, "dimension_correlation", "link")),
        ),
        is_long=True,
    )


def _find(view: View, measure: str, name: str) -> Result | None:
    """Find what was computed of a dimension."""
    return view.results.first("sensitivity", measure, variable=name)


def _dimensions(view: View, measure: str) -> list[str]:
    """List the dimensions of which it is known."""
    known = {row.variable for row in view.results.find("sensitivity", measure) if not row.is_suppressed}
    return [name for name in view.params.index.dimensions if name in known]


def _weights(view: View, names: Sequence[str]) -> Table:
    say, scale = view.language.say, _scale(view, names)
    return Table(
        form="plot",
        label_em=14,
        caption=say("effective.caption"),
        axis=Axis(scale=scale, spoken=say("effective.on_scale")),
        columns=(
            Column(head=say("dimensions.dimension"), kind="label"),
            Column(kind="track"),
            Column(head=say("effective.effective"), look="value"),
            interval_column(view),
            Column(head=say("effective.nominal"), label=say("effective.nominal_short"), look="interval"),
            Column(head=say("effective.difference"), label=say("effective.difference_short"), look="interval"),
            Column(head=say("effective.conclusion"), look="verdict"),
        ),
        groups=(Group(rows=tuple(_weight(view, name) for name in names)),),
    )


def _scale(view: View, names: Sequence[str]) -> Scale:
    """Choose the stretch that holds both weights of every dimension, with their intervals."""
    rows = [row for name in names for measure in WEIGHTS[:2] if (row := _find(view, measure, name)) is not None]
    return choose_scale([100 * end for row in rows for end in (row.estimate, row.ci_low, row.ci_high)], lowest=0, highest=100)


def _weight(view: View, name: str) -> Row:
    effective, nominal, difference = (_find(view, measure, name) for measure in WEIGHTS)
    return Row(
        (
            view.dimension_label(name),
            Track(tuple(_marks(nominal, effective))),
            Number(effective, unit="percent"),
            Number(effective, part="interval", unit="percent"),
            Number(nominal, unit="percent"),
            Number(difference, unit="percent", is_signed=True),
            _conclusion(view, difference),
        )
    )


def _marks(nominal: Result | None, effective: Result | None) -> Iterable[Mark]:
    if effective is not None:
        low, high = 100 * effective.ci_low, 100 * effective.ci_high
        yield Mark(100 * effective.estimate, low=low, high=high, shape="dot")
    if nominal is not None:
        yield Mark(100 * nominal.estimate, shape="ring")


def _conclusion(view: View, difference: Result | None) -> Cell | Content:
    """Return whether a dimension weighs otherwise than meant."""
    if difference is None or not difference.verdict:
        return "—"
    words = view.language.say(f"effective.{difference.verdict}")
    return Cell(words, look="established") if difference.verdict in FOUND else words


def _weights_title(view: View, names: Sequence[str]) -> Markup:
    """State how many differ, and how far at most; not which way the world should be."""
    say = view.language.say
    differences = [row for name in names if (row := _find(view, "weight_difference", name)) is not None]
    outcome = outcome_of(differences, lambda row: row.verdict in FOUND)
    if outcome.kind == "not_asked":
        return say("effective.caption")
    most = max(outcome.found, key=lambda row: abs(row.estimate), default=None)
    points = number(most, view.numerals.decimal(100 * abs(most.estimate))) if most is not None else ""
    return say_outcome(
        view,
        "effective.title",
        outcome,
        n=len(outcome.found) or len(outcome.tested),
        total=len(differences),
        points=points,
    )


def _coherence(view: View, names: Sequence[str], links: Sequence[Result]) -> Table:
    say = view.language.say
    heads = (say(f"coherence.{key}") for key in ("within", "outside", "with_index"))
    found = [Group(rows=tuple(_coherent(view, name) for name in names))]
    if links:
        found.append(Group(rows=tuple(_link(view, row) for row in links), look="beside"))
    return Table(
        looks=("pin1",),
        caption=say("coherence.caption"),
        columns=(
            Column(head=say("dimensions.dimension"), kind="label"),
            *(Column(head=head) for head in heads),
        ),
        groups=tuple(found),
    )


def _coherent(view: View, name: str) -> Row:
    return Row((view.dimension_label(name), *(with_interval(_find(view, measure, name)) for measure in CORRELATIONS)))


def _link(view: View, row: Result) -> Row:
    return Row((view.dimension_label(row.variable_2), "—", "—", with_interval(row)))


def _coherence_title(view: View, names: Sequence[str]) -> Markup:
    """Count the dimensions whose items go together more closely than with other items, where the intervals lie apart."""
    pairs = {
        name: (own, other)
        for name in names
        if (own := _find(view, "correlation_within", name)) and (other := _find(view, "correlation_outside", name))
    }
    rows = [other if why_untested(other) else own for own, other in pairs.values()]  # a test needs both intervals
    outcome = outcome_of(rows, lambda row: row.ci_low > pairs[row.variable][1].ci_high)
    if outcome.kind == "not_asked":
        return view.language.say("coherence.title_one")
    return say_outcome(view, "coherence.title", outcome, n=len(outcome.found) or len(rows), total=len(rows))


def _matrix(view: View, names: Sequence[str]) -> Table:
    """Set the correlations of the dimensions below the diagonal."""
    say = view.language.say
    return Table(
        looks=("pin1", "dense"),
        caption=say("coherence.between"),
        fold=say("coherence.between"),
        columns=(
            Column(head=say("dimensions.dimension"), kind="label"),
            *(Column(head=name) for name in names[:-1]),
        ),
        groups=(Group(rows=tuple(_matrix_row(view, names, i) for i in range(len(names)))),),
    )


def _matrix_row(view: View, names: Sequence[str], position: int) -> Row:
    own = names[position]
    label = join([view.dimension_label(own), tag("span", own, class_="flag")], " ")
    earlier = (_between(view, other, own) for other in names[:position])
    return Row((label, *earlier, *("" for _ in names[position:-1])))


def _between(view: View, first: str, second: str) -> Content:
    row = view.results.first("sensitivity", "dimension_correlation", variable=first, variable_2=second)
    return Number(row, digits=2) if row is not None else ""
