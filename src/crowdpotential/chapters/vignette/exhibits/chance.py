"""Whether chance gave the texts: how often each was given beside the plan, and whether traits go with them."""

from collections.abc import Sequence

from crowdpotential.chapters.vignette.exhibits.naming import SECTION, list_blocs, name_arm, name_whom, tell_scope
from crowdpotential.exhibits.cells import Content, Named, Number, Text
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import confidence, nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask_briefly

ANSWERED = "answered"
TESTS = ("arm_test", "balance_test")


def show_chance(view: View) -> Exhibit | Fragment:
    """Tabulate the shares of the texts with their test, and the tests of traits."""
    shares = view.results.find("vignette", "arm_share")
    if not shares:
        return nothing(SECTION, "vignette-chance")
    say, blocs = view.language.say, list_blocs(view, shares)
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="vignette-chance",
        kind="table",
        arrangement="bare",
        title=_title(view),
        subtitle=say("vignette.subtitle_chance"),
        panels=(Panel(tables=(_shares(view, blocs), _tests(view, blocs))),),
        notes=(
            say("vignette.note_chance"),
            tell_scope(view),
            say("vignette.small_cells") if any(row.note == "small_cells" for row in _rows(view)) else "",
        ),
        rows=cite(view, "vignette.arm_share.*", "vignette.arm_test*", "vignette.balance_test.*"),
    )


def _rows(view: View) -> list[Result]:
    return [row for measure in TESTS for row in view.results.find("vignette", measure)]


def _shares(view: View, blocs: Sequence[str]) -> Table:
    say = view.language.say
    planned = view.results.find("vignette", "arm_share", bloc=blocs[0], model="planned")
    return Table(
        looks=("pin1",),
        caption=say("vignette.caption_shares"),
        columns=(
            Column(head=say("vignette.text"), kind="label"),
            Column(head=say("vignette.planned"), look="interval"),
            *(Column(head=_head(view, bloc), look="value") for bloc in blocs),
        ),
        groups=(Group(rows=tuple(_share(view, row, blocs) for row in planned)),),
        foot=(Row((say("vignette.n_asked"), "", *(Number(_one(view, "arm_test", bloc), part="base") for bloc in blocs))),),
    )


def _share(view: View, planned: Result, blocs: Sequence[str]) -> Row:
    given = (view.results.first("vignette", "arm_share", category=planned.category, bloc=bloc, model="") for bloc in blocs)
    return Row((name_arm(view, planned.category), Number(planned, unit="percent"), *(Number(row, unit="percent") for row in given)))


def _tests(view: View, blocs: Sequence[str]) -> Table:
    say = view.language.say
    names = list(dict.fromkeys(row.variable for row in view.results.find("vignette", "balance_test")))
    return Table(
        looks=("pin1",),
        caption=say("vignette.caption_tests"),
        columns=(
            Column(head=say("vignette.what"), kind="label"),
            *(column for bloc in blocs for column in _pair_of_columns(view, bloc)),
        ),
        groups=(
            Group(
                rows=(
                    Row((say("vignette.as_planned"), *_cells([_one(view, "arm_test", bloc) for bloc in blocs]))),
                    *(Row((_name(view, name), *_cells([_one(view, "balance_test", bloc, name) for bloc in blocs]))) for name in names),
                )
            ),
        ),
    )


def _pair_of_columns(view: View, bloc: str) -> tuple[Column, Column]:
    say = view.language.say
    return Column(head=_head(view, bloc), look="value"), Column(head=say("areas.p"), look="interval")


def _cells(rows: Sequence[Result | None]) -> list[Content]:
    return [cell for row in rows for cell in (Number(row, digits=2), Number(row, part="p"))]


def _one(view: View, measure: str, bloc: str, variable: str = "") -> Result | None:
    return view.results.first("vignette", measure, bloc=bloc, variable=variable)


def _head(view: View, bloc: str) -> Content:
    return Named(name_whom(view, bloc), bloc) if bloc else name_whom(view, bloc)


def _name(view: View, name: str) -> Text:
    return view.language.say("vignette.answered") if name == ANSWERED else ask_briefly(view, view.codebook.variable(name))


def _title(view: View) -> Text:
    """State whether anything speaks against chance, where it was tested."""
    rows = [row for row in _rows(view) if not row.is_suppressed]
    p = [row.p_value if row.measure == "arm_test" else row.p_adjusted for row in rows]
    known = [value for value in p if value == value]  # noqa: PLR0124 not a number where there is no test
    if not known:
        return view.language.say("vignette.chance_untested")
    n_against = sum(value < 1 - confidence(view) for value in known)
    return view.language.say("vignette.chance_doubt" if n_against else "vignette.chance_kept", n=n_against, total=len(known))
