"""What logs of platforms tell: how many acted, how much the most active did, and how many came back."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from crowdpotential.chapters.platforms.exhibits.named import list_platforms, name_platform
from crowdpotential.exhibits.cells import Number, Stacked
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.ingest.platforms import Platform
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import level, nothing
from crowdpotential.views.view import View

TOPS = ("1", "10")
HALF = 0.5
CHAPTER = "platforms"


def show_activity(view: View) -> Exhibit | Fragment:
    """Tabulate users, actions, inequality and returns of each platform that has a log."""
    platforms, params = _with_log(view), view.params.platforms
    if not platforms or params is None or params.log is None:
        return nothing(CHAPTER, "platform-activity")
    say, after = view.language.say, [str(number) for number in params.log.after]
    shares = (
        Column(head=say("platforms.gini"), label=say("platforms.gini")),
        *(Column(head=say("platforms.top", share=top), label=say("platforms.top", share=top)) for top in TOPS),
        *(Column(head=_say_after(view, number), label=_say_after(view, number)) for number in after),
    )
    table = Table(
        looks=("pin1", "wrap"),
        caption=say("platforms.activity"),
        columns=(
            Column(head=say("platforms.platform"), kind="label"),
            Column(head=say("platforms.log_users"), label=say("platforms.log_users")),
            Column(head=say("platforms.log_actions"), label=say("platforms.log_actions")),
            *shares,
        ),
        groups=(Group(rows=tuple(_row(view, entry, after) for entry in platforms)),),
    )
    return Exhibit(
        setting=view.setting,
        section=CHAPTER,
        anchor="platform-activity",
        kind="table",
        arrangement="bare",
        title=_title(view.whole),
        subtitle=say("platforms.activity_subtitle", level=level(view)),
        panels=(Panel(tables=(table,)),),
        notes=(
            say("platforms.note_activity"),
            say(f"platforms.note_returns_{params.log.period}"),
            say("platforms.note_untold", few=view.params.report.min_count),
            say("platforms.note_few_behind") if _has_few_behind(view) else "",
            *(_tell_span(view, entry) for entry in platforms),
        ),
        rows=cite(
            view,
            "platforms.log_users.*",
            "platforms.log_actions.*",
            "platforms.log_gini.*",
            "platforms.log_top_share.*",
            "platforms.log_retention.*",
        ),
    )


def _has_few_behind(view: View) -> bool:
    rows = [*view.results.find(CHAPTER, "log_gini"), *view.results.find(CHAPTER, "log_top_share")]
    return any(row.note == "few_behind" for row in rows)


def _with_log(view: View) -> list[Platform]:
    known = {row.variable for row in view.results.find(CHAPTER, "log_users")}
    return [entry for entry in list_platforms(view) if entry.id in known]


def _row(view: View, entry: Platform, after: Sequence[str]) -> Row:
    users, actions, gini = (view.results.first(CHAPTER, measure, variable=entry.id) for measure in ("log_users", "log_actions", "log_gini"))
    shares = [
        *(view.results.first(CHAPTER, "log_top_share", variable=entry.id, category=top) for top in TOPS),
        *(view.results.first(CHAPTER, "log_retention", variable=entry.id, category=number) for number in after),
    ]
    return Row(
        (
            name_platform(view, entry),
            Number(users, digits=0),
            Number(actions, digits=0),
            Stacked(Number(gini, digits=2), Number(gini, part="interval", digits=2)),
            *(Stacked(Number(row, unit="percent"), Number(row, part="interval", unit="percent")) for row in shares),
        )
    )


def _say_after(view: View, number: str) -> Markup:
    log = view.params.platforms.log if view.params.platforms else None
    return view.language.say(f"platforms.after_{log.period}" if log else "platforms.after_month", n=int(number))


def _title(view: View) -> Markup:
    """Count the platforms where the most active tenth is established to make more than half of all actions."""
    rows = [row for row in view.results.find(CHAPTER, "log_top_share", category="10") if not row.is_suppressed and row.ci_low == row.ci_low]
    if not rows:
        return view.language.say("platforms.activity")
    n_more = sum(row.ci_low > HALF for row in rows)
    key = "none" if not n_more else "all" if n_more == len(rows) else "some"
    return view.language.say(f"platforms.activity_{key}", n=len(rows), found=n_more)


def _tell_span(view: View, entry: Platform) -> Markup | str:
    """State which days a log covers, and what the table of platforms remarks."""
    row: Result | None = view.results.first(CHAPTER, "log_users", variable=entry.id)
    if row is None or row.is_suppressed:
        return ""
    first, last = (view.numerals.day(date.fromisoformat(day)) for day in row.note.split("/"))
    said = view.language.say("platforms.span", name=entry.names[view.language.code], first=first, last=last)
    note = entry.notes[view.language.code]
    return join([said, note], " ") if note else said
