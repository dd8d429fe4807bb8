"""Strengths and weaknesses: in which dimensions an area lies above or below those that it may be compared with."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import Caption, adjuster, make_figure, nothing
from crowdpotential.report.markup import Cell, join, number, tag
from crowdpotential.report.results import Result
from crowdpotential.report.tables.grid import Block, Grid, Line, draw_grid
from crowdpotential.report.view import View
from crowdpotential.verdicts import allows_between_sides

SIGNS = {"strength": "▲", "weakness": "▼"}
CSS = {"strength": "up", "weakness": "down"}


def show_strengths(view: View) -> Fragment:
    """Show every area's dimensions against the mean of those that it may be compared with, and which stand out reliably."""
    rows = [row for row in view.results.find("sensitivity", "deviation") if row.area in view.areas]
    if not rows or len(view.params.index.dimensions) < 2:
        return nothing("dims", "strengths")
    say = view.language.say
    lines = tuple(_line(view, name, rows) for name in view.params.index.dimensions)
    grid = Grid(
        caption=say("strengths.caption"), corner=say("dimensions.dimension"), blocks=[Block(lines=lines)],
        css="tab dev pin1", has_gap=True,
    )  # fmt: skip
    found = {verdict: [row for row in rows if row.verdict == verdict] for verdict in SIGNS}
    against = "bloc" if _is_split(view) else "all" if view.joins_samples else "own"
    caption = Caption(
        title=_title(view, rows, found),
        subtitle=say(
            f"strengths.subtitle_{against}", areas=view.area_words, bloc=view.bloc_word(), blocs=view.bloc_words
        ),
        extra=_listed(view, found),
        notes=[say("strengths.note", adjuster=adjuster(view), n=len(rows)), say("strengths.note_partial") if _is_partial(view) else ""],
        rows="sensitivity.deviation.*",
    )  # fmt: skip
    return make_figure(
        view, section="dims", anchor="strengths", caption=caption, body=draw_grid(view, grid), kind="table"
    )


def _is_split(view: View) -> bool:
    return len(view.params.blocs) > 1 and (
        view.verdict is None or not allows_between_sides(view.verdict.verdict)
    )


def _is_partial(view: View) -> bool:
    return view.verdict is not None and view.verdict.verdict == "partial"


def _line(view: View, name: str, rows: Sequence[Result]) -> Line:
    own = {row.area: row for row in rows if row.variable == name}

    def cell(area: str) -> Cell:
        row = own.get(area)
        value = cells.estimate(view, row, is_signed=True)
        if row is None or row.is_suppressed or row.verdict not in SIGNS:
            return Cell(content=value, css="open")
        word = tag("span", view.language.say(f"strengths.{row.verdict}"), class_="vh")
        return Cell(content=join([SIGNS[row.verdict], word, value], " "), css=CSS[row.verdict])

    return Line(label=view.dimension_label(name), cell=cell)


def _title(view: View, rows: Sequence[Result], found: dict[str, list[Result]]) -> Markup:
    """Count what is reliable; the rest is called undetermined, not average."""
    say, n = view.language.say, len(rows)
    strong, weak = len(found["strength"]), len(found["weakness"])
    if not strong and not weak:
        return say("strengths.title_none", n=n)
    counted = [
        say(f"strengths.{key}", n=count) for key, count in (("strong", strong), ("weak", weak)) if count
    ]
    return say("strengths.title", found=join(counted, ", "), open=n - strong - weak, total=n)


def _listed(view: View, found: dict[str, list[Result]]) -> Markup:
    """Name the strengths and weaknesses, area by area."""
    said = []
    for verdict, rows in found.items():
        parts = []
        for area in dict.fromkeys(row.area for row in rows):
            names = join(
                (number(row, view.dimension_label(row.variable)) for row in rows if row.area == area), ", "
            )
            parts.append(view.language.say("strengths.of_area", area=view.area_label(area), names=names))
        if parts:
            said.append(
                tag(
                    "p",
                    view.language.say(f"strengths.list_{verdict}", listed=join(parts, "; ")),
                    class_="sub",
                )
            )
    return join(said)
