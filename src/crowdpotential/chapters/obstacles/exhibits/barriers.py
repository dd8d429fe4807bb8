"""Barriers to participation: on each side, and area by area."""

from collections import Counter

from markupsafe import Markup

from crowdpotential.chapters.obstacles.exhibits.option_chart import SECTION, Asked, order_options, show_options, tell_untold
from crowdpotential.exhibits.cells import Number, Stacked
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import cite, name_area
from crowdpotential.views.frame import level, nothing
from crowdpotential.views.sentences.most_named import leads
from crowdpotential.views.sentences.obstacles import is_sensitive_answer
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_code

MOST_AREAS = 8  # that a page has room for; of more, results.csv has the numbers


def show_barriers(view: View) -> Exhibit | Fragment:
    """Draw what hinders residents, on each side."""
    asked = view.params.obstacles
    return show_options(view, Asked(role="barriers", variable=asked.barriers)) if asked else nothing(SECTION, "barriers")


def show_barriers_of_areas(view: View) -> Exhibit | Fragment:
    """Tabulate the barriers of each area with their intervals."""
    asked = view.params.obstacles
    shares = _shares_of_areas(view) if asked else {}
    if asked is None or not shares or len(view.params.areas) < 2 or len(view.areas) > MOST_AREAS:
        return nothing(SECTION, "barrier-areas")
    say = view.language.say
    usual, apart = order_options(view, asked.barriers)
    groups = [Group(rows=tuple(_row(view, code, shares) for code in codes if _is_told(code, shares))) for codes in (usual, apart)]
    table = Table(
        caption=say("obstacles.caption_areas", areas=view.area_words),
        columns=(Column(head=say("obstacles.option"), kind="label"), *(Column(head=name_area(view, area)) for area in view.areas)),
        groups=tuple(group for group in groups if group.rows),
        looks=("pin1", "dense"),
    )
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="barrier-areas",
        kind="table",
        arrangement="bare",
        title=_title(view.whole),
        subtitle=say("obstacles.subtitle_areas", level=level(view)),
        panels=(Panel(tables=(table,)),),
        notes=(
            say("obstacles.note_areas"),
            *explain_dashes(view, shares.values()),
            tell_untold(view, asked.barriers, ("area",)),
        ),
        rows=cite(view, f"obstacles.share.{asked.barriers}=*.area=*"),
    )


def _shares_of_areas(view: View) -> dict[tuple[str, str], Result]:
    """Return the shares of barriers by option and area."""
    asked = view.params.obstacles
    rows = view.results.find(SECTION, "share", variable=asked.barriers, domain_variable="") if asked else ()
    return {(row.category, row.area): row for row in rows if row.area in view.areas}


def _is_told(code: str, shares: dict[tuple[str, str], Result]) -> bool:
    return any(category == code for category, _ in shares)


def _row(view: View, code: str, shares: dict[tuple[str, str], Result]) -> Row:
    asked = view.params.obstacles
    own = [shares.get((code, area)) for area in view.areas]
    cells = (Stacked(Number(row, unit="percent"), Number(row, part="interval", unit="percent")) for row in own)
    return Row((label_of_code(view, asked.barriers, code) if asked else "", *cells))


def _title(view: View) -> Markup:
    """Name the barrier that is named most in each area, where it leads in all of them and no number is hidden that could be larger."""
    asked, shares = view.params.obstacles, _shares_of_areas(view)
    if asked is None or any(row.is_suppressed for row in shares.values()):
        return view.language.say("obstacles.caption_areas", areas=view.area_words)
    usual, _ = order_options(view, asked.barriers)
    told = {area: [shares[code, area] for code in usual if (code, area) in shares] for area in view.areas}
    leaders = {area: max(own, key=lambda row: row.estimate) for area, own in told.items() if own}
    firsts = {area: row.category for area, row in leaders.items()}
    is_open = not all(leads(row, told[area]) for area, row in leaders.items())
    if is_open or any(is_sensitive_answer(view, asked.barriers, code) for code in firsts.values()):
        return view.language.say("obstacles.caption_areas", areas=view.area_words)
    listed = [
        view.language.say("obstacles.first", n=n, option=label_of_code(view, asked.barriers, code), all=len(firsts))
        for code, n in Counter(firsts.values()).most_common()
    ]
    return view.language.say("obstacles.title_areas", listed=join(listed, "; "), areas=view.area_words)
