"""Which barriers of each place call for an action: how frequent, how many residents, and how sure that is."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.mechanism.exhibits.lines import SECTION, Barrier, find_barriers
from crowdpotential.exhibits.cells import Content, Mark, Number, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views.exhibit_parts import cite, interval_column, interval_key, name_place
from crowdpotential.views.frame import adjuster, level, nothing
from crowdpotential.views.sentences.obstacles import is_sensitive_answer
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_code

PERSONS = 1000.0  # heads are told in thousands: no survey knows them to a person


def show_urgent_barriers(view: View) -> Exhibit | Fragment:
    """Draw the barriers of each place that call for an action, with the share among everybody, and whom they concern."""
    barriers = find_barriers(view)
    if not barriers:
        return nothing(SECTION, "urgent-barriers")
    say = view.language.say
    has_whole = any(_whole(view, one) is not None for one in barriers)
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="urgent-barriers",
        title=_title(view.whole),
        subtitle=say("mechanism.subtitle_urgent"),
        legend=(interval_key(view), *((Key(words=say("mechanism.whole"), shape="tick"),) if has_whole else ())),
        panels=(Panel(tables=(_chart(view, barriers),)),),
        arrangement="bare",
        notes=(
            tell_rule(view),
            tell_certainty(view),
            say("mechanism.note_audience") if _has_audience(barriers) else say("mechanism.note_no_audience"),
            *explain_dashes(view, [row for one in barriers for row in (one.share, one.audience) if row is not None]),
        ),
        rows=cite(view, "mechanism.order.*", "mechanism.audience.*", "mechanism.deviation.*", "obstacles.share.*"),
        file="urgent_barriers",
        is_long=True,
    )


def tell_rule(view: View) -> Markup | str:
    """State by which rule the barriers of a place are chosen and ordered."""
    spec = view.params.mechanism
    if spec is None:
        return ""
    bound = view.numerals.percent(spec.at_least, 0)
    return view.language.say("mechanism.rule", at_least=bound, most=spec.most, adjuster=adjuster(view), level=level(view))


def tell_certainty(view: View) -> Markup | str:
    """State by which rule a barrier is called sure, fair or unsure."""
    spec = view.params.mechanism
    if spec is None:
        return ""
    precise, vague = (view.numerals.decimal(100 * half, 0) for half in (spec.precise, spec.vague))
    return view.language.say("mechanism.certainty", precise=precise, vague=vague, small=view.params.report.small_base)


def say_certainty(view: View, barrier: Barrier) -> Markup:
    """Return the word for how sure a barrier is."""
    return view.language.say(f"mechanism.is_{barrier.order.verdict}")


def audience_cells(view: View, barrier: Barrier) -> tuple[Content, Content]:
    """Write how many thousand residents name a barrier, and the interval; absent where weights count no residents."""
    row = barrier.audience
    if row is None or row.is_suppressed:
        return Number(row), Number(row, part="interval")
    numerals = view.numerals
    between = numerals.interval(row.ci_low / PERSONS, row.ci_high / PERSONS, 0)
    return Number(row, words=numerals.decimal(row.estimate / PERSONS, 0)), Number(row, part="interval", words=between)


def _has_audience(barriers: Sequence[Barrier]) -> bool:
    return any(one.audience is not None for one in barriers)


def _chart(view: View, barriers: Sequence[Barrier]) -> Table:
    say, every = view.language.say, find_barriers(view.whole)
    shares = [one.share for one in every if one.share is not None and not one.share.is_suppressed]
    ends = [100 * end for row in shares for end in (row.estimate, row.ci_low, row.ci_high)]
    heads = (
        Column(head=say("mechanism.thousands"), label=say("mechanism.thousands"), look="value"),
        Column(head=say("mechanism.interval_thousands"), label=say("mechanism.interval_thousands"), look="interval"),
    )
    return Table(
        form="plot",
        label_em=14,
        caption=say("mechanism.caption_urgent"),
        axis=Axis(scale=choose_scale(ends, lowest=0, highest=100), spoken=say("mechanism.on_scale"), suffix=" %"),
        columns=(
            Column(head=say("mechanism.barrier"), kind="label"),
            Column(kind="track"),
            Column(head=say("mechanism.percent"), look="value"),
            interval_column(view),
            *(heads if _has_audience(barriers) else ()),
            Column(head=say("mechanism.sure"), label=say("mechanism.sure"), look="words"),
        ),
        groups=tuple(
            Group(title=name_place(view, *place), rows=tuple(_row(view, one, barriers) for one in barriers if one.place == place))
            for place in dict.fromkeys(one.place for one in barriers)
        ),
    )


def _row(view: View, barrier: Barrier, barriers: Sequence[Barrier]) -> Row:
    row, whole = barrier.share, _whole(view, barrier)
    marks = [Mark(100 * whole.estimate, shape="tick")] if whole is not None else []
    if row is not None and not row.is_suppressed:
        marks.append(Mark(100 * row.estimate, low=100 * row.ci_low, high=100 * row.ci_high, bloc=barrier.place[0]))
    return Row(
        (
            label_of_code(view, barrier.order.variable, barrier.category),
            Track(tuple(marks), bloc=barrier.place[0]),
            Number(row, unit="percent"),
            Number(row, part="interval", unit="percent"),
            *(audience_cells(view, barrier) if _has_audience(barriers) else ()),
            say_certainty(view, barrier),
        )
    )


def _whole(view: View, barrier: Barrier) -> Result | None:
    """Return the share that a place was set against."""
    row = barrier.deviation
    if row is None:
        return None
    found = view.results.first(
        "obstacles", "share", variable=row.variable, category=row.category, bloc=row.reference_bloc, area="", domain_variable=""
    )
    return found if found is not None and not found.is_suppressed else None


def _title(view: View) -> Markup:
    """Name the first barrier of each place where one leads, and say whether places are established to stand out."""
    say, barriers = view.language.say, find_barriers(view)
    first = [one for one in barriers if one.order.estimate == 1]
    codes = list(
        dict.fromkeys(one.category for one in sorted(first, key=lambda one: -sum(one.category == other.category for other in first)))
    )
    labels = {code: label_of_code(view, first[0].order.variable, code) for code in codes}
    deviations = view.results.find(SECTION, "deviation")
    outcome = outcome_of(deviations, lambda row: row.verdict == DIFFERENCE, is_asked=bool(deviations))
    stands_out = say_outcome(view, "mechanism.stands_out", outcome)
    if any(is_sensitive_answer(view, one.order.variable, one.category) for one in first):
        return say("mechanism.caption_urgent") + stands_out
    if len(first) == 1:
        return say("mechanism.title_one", option=labels[codes[0]]) + stands_out
    named = [say("mechanism.first", n=sum(one.category == code for one in first), all=len(first), option=labels[code]) for code in codes]
    return say("mechanism.title_urgent", named=join(named, "; "), places=view.area_words or view.bloc_words) + stands_out
