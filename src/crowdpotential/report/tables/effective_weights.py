"""What dimensions are meant to weigh and what they weigh in effect; how items and dimensions hang together."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, fold, head, number, scroll, table, tag
from crowdpotential.exhibits.plot import Scale, axis, choose_scale, dot_mark, interval_mark, ring_mark, track
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import (
    Caption,
    adjuster,
    base_of_index,
    interval_legend,
    interval_title,
    make_figure,
    nothing,
)
from crowdpotential.report.sentences.outcome import outcome_of, say_outcome, why_untested
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.view import View

SECTION = "sens"
FOUND = ("heavier", "lighter")


def show_effective_weights(view: View) -> Fragment:
    """Draw what each dimension is meant to weigh, and what it weighs in effect."""
    names = _dimensions(view, "effective_weight")
    if len(names) < 2:
        return nothing(SECTION, "effective-weights")
    say = view.language.say
    rows = [
        (view_row(view, "nominal_weight", name), view_row(view, "effective_weight", name)) for name in names
    ]
    ends = [
        100 * end for own in rows for row in own if row for end in (row.estimate, row.ci_low, row.ci_high)
    ]
    scale = choose_scale(ends, lowest=0, highest=100)
    heads = [
        *head(say("dimensions.dimension")),
        axis(scale, view.numerals, spoken=say("effective.on_scale")),
        *head(say("effective.effective"), interval_title(view), say("effective.nominal"), say("effective.difference")),
        *head(say("effective.conclusion")),
    ]  # fmt: skip
    groups = [Rows(rows=tuple(_weight(view, name, scale) for name in names))]
    body = table(
        say("effective.caption"), heads=[heads], groups=groups, css="plot", style="--lw0:14em", has_roles=True
    )
    caption = Caption(
        title=_weights_title(view, names),
        subtitle=say("effective.subtitle"),
        legend=[_ring_key() + say("effective.nominal_key"), _dot_key() + say("effective.effective_key"), interval_legend(view)],
        notes=[
            say("effective.note", adjuster=adjuster(view)),
            *explain_dashes(view, view.results.find("sensitivity", "effective_weight")),
            base_of_index(view),
        ],
        rows="sensitivity.effective_weight.*, sensitivity.nominal_weight.*, sensitivity.weight_difference.*",
        files="effective_weights",
    )  # fmt: skip
    return make_figure(view, section=SECTION, anchor="effective-weights", caption=caption, body=body)


def show_coherence(view: View) -> Fragment:
    """Show how items go together within and between dimensions, and dimensions with the index and with what stands beside it."""
    names = _dimensions(view, "correlation_within")
    if not names:
        return nothing(SECTION, "coherence")
    say = view.language.say
    links = view.results.find("sensitivity", "link", variable="index")
    heads = head(
        say("dimensions.dimension"), say("coherence.within"), say("coherence.outside"), say("coherence.with_index")
    )  # fmt: skip
    groups = [Rows(rows=tuple(_coherent(view, name) for name in names))]
    if links:
        groups.append(Rows(rows=tuple(_link(view, row) for row in links), css="beside"))
    body = scroll(
        table(say("coherence.caption"), heads=[heads], groups=groups, css="tab pin1"),
        label=say("coherence.caption"), cue=say("frame.cue"),
    )  # fmt: skip
    if len(names) > 1:
        body += fold(say("coherence.between"), _matrix(view, names))
    caption = Caption(
        title=_coherence_title(view, names),
        subtitle=say("coherence.subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        notes=[
            say("coherence.note"),
            *explain_dashes(view, view.results.find("sensitivity", "correlation_within")),
            say("coherence.beside") if links else "",
            base_of_index(view),
        ],
        rows="sensitivity.correlation_within.*, sensitivity.correlation_outside.*, sensitivity.correlation_with_index.*, "
        "sensitivity.dimension_correlation.*, sensitivity.link.*",
    )
    return make_figure(
        view, section=SECTION, anchor="coherence", caption=caption, body=body, kind="table", is_long=True
    )


def view_row(view: View, measure: str, name: str) -> Result | None:
    """Find what was computed of a dimension."""
    return view.results.first("sensitivity", measure, variable=name)


def _dimensions(view: View, measure: str) -> list[str]:
    """List the dimensions of which it is known."""
    known = {row.variable for row in view.results.find("sensitivity", measure) if not row.is_suppressed}
    return [name for name in view.params.index.dimensions if name in known]


def _weight(view: View, name: str, scale: Scale) -> tuple[Cell, ...]:
    say = view.language.say
    nominal, effective, difference = (
        view_row(view, measure, name)
        for measure in ("nominal_weight", "effective_weight", "weight_difference")
    )
    marks = []
    if effective is not None:
        ends = (100 * effective.ci_low, 100 * effective.ci_high)
        marks += [interval_mark(scale, *ends), dot_mark(scale, 100 * effective.estimate)]
    if nominal is not None:
        marks.append(ring_mark(scale, 100 * nominal.estimate))
    found = difference is not None and difference.verdict in FOUND
    word = say(f"effective.{difference.verdict}") if difference is not None and difference.verdict else "—"
    change = (
        number(difference, view.numerals.signed(100 * difference.estimate)) if difference is not None else "—"
    )
    return (
        Cell(content=view.dimension_label(name), is_header=True),
        track(scale, *marks),
        Cell(content=cells.percent(view, effective), css="val"),
        Cell(content=cells.interval(view, effective, scale=100), css="civ", label=str(interval_title(view))),
        Cell(content=cells.percent(view, nominal), css="civ", label=str(say("effective.nominal_short"))),
        Cell(content=change, css="civ", label=str(say("effective.difference_short"))),
        Cell(content=word, css="verd is" if found else "verd"),
    )


def _weights_title(view: View, names: Sequence[str]) -> Markup:
    """Say how many differ, and how far at most; not which way the world should be."""
    say = view.language.say
    differences = [row for name in names if (row := view_row(view, "weight_difference", name)) is not None]
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


def _coherent(view: View, name: str) -> tuple[Cell, ...]:
    measures = ("correlation_within", "correlation_outside", "correlation_with_index")
    return (
        Cell(content=view.dimension_label(name), is_header=True),
        *(Cell(content=_correlation(view, view_row(view, measure, name))) for measure in measures),
    )


def _link(view: View, row: Result) -> tuple[Cell, ...]:
    return (
        Cell(content=view.dimension_label(row.variable_2), is_header=True),
        Cell(content="—"),
        Cell(content="—"),
        Cell(content=_correlation(view, row)),
    )


def _correlation(view: View, row: Result | None) -> Markup:
    if row is None or row.is_suppressed:
        return cells.estimate(view, row)
    ends = tag("span", "(", cells.interval(view, row, digits=2), ")", class_="civ")
    return cells.estimate(view, row, digits=2) + " " + ends


def _coherence_title(view: View, names: Sequence[str]) -> Markup:
    """Count the dimensions whose items go together more closely than with other items, where the intervals lie apart."""
    pairs = {
        name: (own, other)
        for name in names
        if (own := view_row(view, "correlation_within", name))
        and (other := view_row(view, "correlation_outside", name))
    }
    rows = [
        other if why_untested(other) else own for own, other in pairs.values()
    ]  # a test needs both intervals
    outcome = outcome_of(rows, lambda row: row.ci_low > pairs[row.variable][1].ci_high)
    if outcome.kind == "not_asked":
        return view.language.say("coherence.title_one")
    return say_outcome(view, "coherence.title", outcome, n=len(outcome.found) or len(rows), total=len(rows))


def _matrix(view: View, names: Sequence[str]) -> Markup:
    """Set the correlations of the dimensions below the diagonal."""
    say = view.language.say
    heads = head(say("dimensions.dimension"), *names[:-1])

    def cell(first: str, second: str) -> Cell:
        row = view.results.first("sensitivity", "dimension_correlation", variable=first, variable_2=second)
        return Cell(content=cells.estimate(view, row, digits=2) if row is not None else "")

    rows = tuple(
        (
            Cell(content=Markup("{} {}").format(view.dimension_label(own), tag("span", own, class_="flag")), is_header=True),
            *(cell(other, own) if j < i else Cell(content="") for j, other in enumerate(names[:-1])),
        )
        for i, own in enumerate(names)
    )  # fmt: skip
    body = table(say("coherence.between"), heads=[heads], groups=[Rows(rows=rows)], css="tab pin1 dense")
    return scroll(body, label=say("coherence.between"), cue=say("frame.cue"))


def _ring_key() -> Markup:
    return Markup(
        '<svg class="key" aria-hidden="true"><use href="#mark-ring" x="6" y="6" class="ring"/></svg>'
    )


def _dot_key() -> Markup:
    return Markup('<svg class="key" aria-hidden="true"><circle cx="6" cy="6" r="6"/></svg>')
