"""Claims of platforms beside the survey for each thousand adults, and all counts that platforms state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from crowdpotential.chapters.platforms.exhibits.named import list_platforms, name_platform
from crowdpotential.exhibits.cells import Content, Mark, Number, Stacked, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.ingest.platforms import COUNTS, PEOPLE, Platform
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, interval_key
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.citations import name_sources
from crowdpotential.views.view import View

RATES = ("answered", "implemented")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Users whom a platform claims for each thousand adults, and those whom the survey finds."""

    platform: Platform
    kind: str
    claimed: Result | None
    surveyed: Result | None
    excess: Result | None


def show_claims(view: View) -> Exhibit | Fragment:
    """Draw what platforms claim beside what the survey finds, for each thousand adults who live where they work."""
    found, every = list_claims(view), list_claims(view.whole)
    if not found:
        return nothing("platforms", "platform-claims")
    say = view.language.say
    tested = [claim.excess for claim in every if claim.excess is not None]
    return Exhibit(
        setting=view.setting,
        section="platforms",
        anchor="platform-claims",
        title=tell_claims(view, every),
        subtitle=say("platforms.subtitle"),
        legend=(
            Key(words=say("platforms.claimed"), shape="tick"),
            Key(words=say("platforms.surveyed"), shape="square"),
            interval_key(view),
        ),
        panels=(Panel(tables=(_claims(view, found, _scale(every)),)),),
        notes=(
            _bases(view, every),
            say("platforms.note_claims"),
            phrases.interval_note(view, tested),
            say("platforms.note_hidden", fewest=view.params.report.suppress_below) if any(one.surveyed is None for one in every) else "",
        ),
        rows=cite(view, "platforms.per_thousand.*", "platforms.surveyed.*", "platforms.excess.*"),
        file="platforms",
    )


def show_counts(view: View) -> Exhibit | Fragment:
    """List all that platforms state of themselves, with date and source."""
    listed = _counted(view)
    if not listed:
        return nothing("platforms", "platform-counts")
    say, counts = view.language.say, _index(view, "count")
    rates = _index(view, "rate")
    shown = [kind for kind in COUNTS if any((entry.id, kind) in counts for entry in listed)]
    shares = [rate for rate in RATES if any((entry.id, rate) in rates for entry in listed)]
    heads = [*(say(f"platforms.count_{kind}") for kind in shown), *(say(f"platforms.rate_{rate}") for rate in shares)]
    table = Table(
        looks=("pin1", "wrap"),
        caption=say("platforms.counts"),
        columns=(Column(head=say("platforms.platform"), kind="label"), *(Column(head=head, label=head) for head in heads)),
        groups=(
            Group(
                rows=tuple(
                    Row(
                        (
                            name_platform(view, entry),
                            *(Number(counts.get((entry.id, kind)), digits=0) for kind in shown),
                            *(Number(rates.get((entry.id, rate)), unit="percent") for rate in shares),
                        )
                    )
                    for entry in listed
                )
            ),
        ),
    )
    return Exhibit(
        setting=view.setting,
        section="platforms",
        anchor="platform-counts",
        kind="table",
        arrangement="bare",
        title=say("platforms.counts_title", n=len(_counted(view.whole))),
        panels=(Panel(tables=(table,)),),
        notes=(say("platforms.note_counts"), *(_note(view, entry, counts) for entry in listed)),
        rows=cite(view, "platforms.count.*", "platforms.rate.*"),
    )


def _counted(view: View) -> list[Platform]:
    """List the platforms that state any number; of others there is a log alone."""
    return [entry for entry in list_platforms(view) if entry.counts]


def _index(view: View, measure: str) -> Mapping[tuple[str, str], Result]:
    return {(row.variable, row.category): row for row in view.results.find("platforms", measure)}


def list_claims(view: View) -> list[Claim]:
    """List the claims of the platforms of the places shown."""
    return [claim for entry in list_platforms(view) for kind in PEOPLE if (claim := _claim(view, entry, kind)) is not None]


def _bases(view: View, every: Sequence[Claim]) -> Markup:
    """Name the fewest and the most respondents whom the survey's numbers rest on."""
    rows = sorted((one.surveyed for one in every if one.surveyed is not None and not one.surveyed.is_suppressed), key=lambda row: row.n)
    if not rows:
        return Markup("")
    fewest, most = phrases.base(view, rows[0]), phrases.base(view, rows[-1])
    return view.language.say("platforms.bases_one" if rows[0].n == rows[-1].n else "platforms.bases", fewest=fewest, most=most)


def _scale(every: Sequence[Claim]) -> Scale:
    """Choose the scale of all claims, so that a part of the study is drawn on the same."""
    rows = [row for claim in every for row in (claim.claimed, claim.surveyed) if row is not None and not row.is_suppressed]
    return choose_scale([0.0, *(end for row in rows for end in (row.estimate, row.ci_high))], lowest=0, most_steps=4)


def _claim(view: View, entry: Platform, kind: str) -> Claim | None:
    """Join the rows of one platform; None where neither it nor the survey says how many use it."""
    claimed, surveyed, excess = (_index(view, measure).get((entry.id, kind)) for measure in ("per_thousand", "surveyed", "excess"))
    if claimed is None and surveyed is None:
        return None
    return Claim(platform=entry, kind=kind, claimed=claimed, surveyed=surveyed, excess=excess)


def tell_claims(view: View, found: Sequence[Claim]) -> Markup:
    """State how many claims exceed what the survey finds, of those that could be tested."""
    say = view.language.say
    told, above = _tested(found), exceeding(found)
    if not told:
        return say("platforms.title_untested")
    return say("platforms.title_some" if above else "platforms.title_none", n=len(told), found=len(above))


def exceeding(claims: Sequence[Claim]) -> list[Result]:
    """List by how much claims exceed the survey, of those of which that is established."""
    return [row for row in _tested(claims) if row.verdict == DIFFERENCE and row.estimate > 0]


def _tested(claims: Sequence[Claim]) -> list[Result]:
    return [claim.excess for claim in claims if claim.excess is not None and not claim.excess.is_suppressed]


def _claims(view: View, found: Sequence[Claim], scale: Scale) -> Table:
    say = view.language.say
    return Table(
        form="plot",
        label_em=15,
        caption=say("platforms.claims"),
        axis=Axis(scale=scale, spoken=say("platforms.on_scale")),
        columns=(
            Column(head=say("platforms.platform"), kind="label"),
            Column(kind="track"),
            Column(head=say("platforms.head_claimed"), label=say("platforms.claimed"), look="plain"),
            Column(head=say("platforms.head_surveyed"), label=say("platforms.surveyed"), look="value"),
            Column(head=say("platforms.head_excess"), label=say("platforms.head_excess"), look="interval"),
            Column(head=say("platforms.head_conclusion"), label=say("platforms.head_conclusion"), look="verdict"),
        ),
        groups=(Group(rows=tuple(Row(_cells(view, claim)) for claim in found)),),
    )


def _cells(view: View, claim: Claim) -> tuple[Content, ...]:
    return (
        view.language.say(f"platforms.who_{claim.kind}", platform=name_platform(view, claim.platform)),
        _track(claim),
        Number(claim.claimed),
        Stacked(Number(claim.surveyed), Number(claim.surveyed, part="interval")),
        Stacked(Number(claim.excess, is_signed=True), Number(claim.excess, part="interval")),
        _conclusion(view, claim.excess),
    )


def _conclusion(view: View, row: Result | None) -> Content:
    if row is None or row.is_suppressed:
        return view.language.say("platforms.no_conclusion")
    side = "undetermined" if row.verdict != DIFFERENCE else "above" if row.estimate > 0 else "below"
    return view.language.say(f"platforms.conclusion_{side}")


def _track(claim: Claim) -> Track:
    marks = [Mark(claim.claimed.estimate, shape="tick")] if claim.claimed is not None else []
    if claim.surveyed is not None and not claim.surveyed.is_suppressed:
        row = claim.surveyed
        marks.append(Mark(row.estimate, low=row.ci_low, high=row.ci_high, bloc=row.bloc))
    return Track(tuple(marks))


def _note(view: View, entry: Platform, counts: Mapping[tuple[str, str], Result]) -> Markup:
    """Say of one platform when and by whom its numbers were stated."""
    rows = [row for (name, _), row in counts.items() if name == entry.id]
    words = view.language.say(
        "platforms.stated",
        name=entry.names[view.language.code],
        date=_date(view, entry.date),
        source=join(name_sources(view, rows), ", "),
    )
    note = entry.notes[view.language.code]
    return join([words, note], " ") if note else words


def _date(view: View, text: str) -> str:
    """Write a day, or a month."""
    is_day = text.count("-") > 1
    day = date.fromisoformat(text if is_day else f"{text}-01")
    return view.numerals.day(day) if is_day else view.numerals.month(day)
