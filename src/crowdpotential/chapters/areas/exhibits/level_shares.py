"""How many have a low, a medium and a high index: of all, of each side and in each area."""

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from crowdpotential.chapters.areas.exhibits.area_means import say_closed
from crowdpotential.chapters.areas.exhibits.fractions import in_words
from crowdpotential.exhibits.cells import Cell, Look, Mark, Number, Part, Stacked, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, KeyShape, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import Scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import base_column, cite, name_place
from crowdpotential.views.frame import level, nothing, place_head
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import Place, View

LEVELS = ("low", "medium", "high")
SHAPES: tuple[KeyShape, ...] = ("level1", "level2", "level3")  # of the legend
WHOLE = Scale(low=0.0, high=100.0, ticks=(0.0, 25.0, 50.0, 75.0, 100.0))
Shares = tuple[Result, Result, Result]


def show_levels(view: View) -> Exhibit | Fragment:
    """Draw the shares of low, medium and high scores as one bar a place, each share with its interval."""
    groups = [rows for group in _places(view) if (rows := [(p, s) for p in group if (s := find_shares(view, *p))])]
    if not groups:
        return nothing("index", "levels")
    say, every = view.language.say, [row for rows in groups for _, shares in rows for row in shares]
    subtitle = say("levels.subtitle", **_cuts(view), level=level(view))
    return Exhibit(
        setting=view.setting,
        section="index",
        anchor="levels",
        title=_title(view),
        subtitle=subtitle + " " + say(f"frame.weighted_{view.weighting_kind}"),
        legend=tuple(Key(words=say(f"levels.{name}_key"), shape=shape) for name, shape in zip(LEVELS, SHAPES, strict=True)),
        panels=(Panel(tables=(_table(view, groups),)),),
        arrangement="bare",
        notes=(
            say("levels.apart", blocs=view.bloc_words) if len(view.blocs) > 1 and not view.compares_blocs else "",
            say_closed(view, "levels"),
            *explain_dashes(view, every),
        ),
        rows=cite(view, "index.share.index=*"),
        file="levels",
    )


def _table(view: View, groups: Sequence[Sequence[tuple[Place, Shares]]]) -> Table:
    say = view.language.say
    return Table(
        form="plot",
        looks=("tall",),
        label_em=9,
        caption=say("levels.caption"),
        axis=Axis(scale=WHOLE, spoken=say("levels.on_scale"), suffix=" %"),
        columns=(
            Column(head=place_head(view), kind="label"),
            Column(kind="track"),
            *(Column(head=say(f"levels.{name}"), label=say(f"levels.{name}_short")) for name in LEVELS),
            base_column(view),
        ),
        groups=tuple(
            Group(rows=tuple(_row(view, place, shares) for place, shares in rows), look="sep" if i else "") for i, rows in enumerate(groups)
        ),
    )


def find_shares(view: View, bloc: str, area: str) -> Shares | None:
    """Find the shares of the levels in an area, on a side, or among everybody; None where they are not known."""
    found = [
        view.results.first("index", "share", variable="index", category=name, bloc=bloc, area=area, domain_variable="") for name in LEVELS
    ]
    low, medium, high = found
    return (low, medium, high) if low and medium and high else None


def _places(view: View) -> list[list[Place]]:
    """List everybody, then each side with its areas; sides by themselves where areas lie in none; a single area by itself."""
    if len(view.params.areas) == 1:
        return [[(view.bloc_of(area), area) for area in view.areas]]
    sides = [(bloc, "") for bloc in view.blocs] if len(view.params.blocs) > 1 else []
    if not view.params.is_nested:
        return [[("", "")], sides, [("", area) for area in view.areas]]
    nested = [[*((bloc, "") for own, _ in sides if own == bloc), *((bloc, area) for area in view.areas_of(bloc))] for bloc in view.blocs]
    return [[("", "")], *nested]


def _row(view: View, place: Place, shares: Shares) -> Row:
    name = name_place(view, *place)
    stacked = (Stacked(_share(row), _share(row, part="interval")) for row in shares)
    look: Look | None = None if place[1] else "strong"
    return Row((Cell(name, look=look), Track(_bars(shares)), *stacked, Number(shares[0], part="base")))


def _bars(shares: Shares) -> tuple[Mark, ...]:
    """Put the shares end to end."""
    if shares[0].is_suppressed:
        return ()
    low, medium, high = (100 * row.estimate for row in shares)
    ends = (0.0, low, low + medium, low + medium + high)
    return tuple(Mark(low=start, high=end, shape="bar", level=i) for i, (start, end) in enumerate(pairwise(ends), 1))


def _share(row: Result, part: Part = "estimate") -> Number:
    return Number(row, part=part, unit="percent")


def _title(view: View) -> Markup:
    """State of everybody how many have a high and a low index, in words where these are exact enough."""
    say, only = view.language.say, list(view.params.areas) if len(view.params.areas) == 1 else []
    shares = find_shares(view, view.bloc_of(only[0]), only[0]) if only else find_shares(view, "", "")
    if shares is None or shares[0].is_suppressed:
        return say("levels.caption")
    low, _, high = (in_words(view, row) for row in shares)
    return say("levels.title", low=low, high=high)


def _cuts(view: View) -> dict[str, str]:
    levels = view.params.index.levels
    if levels is None:  # rows of levels come from them alone
        return {"low": "", "high": ""}
    ends = {"low": levels.low_below, "high": levels.high_from}
    return {name: view.numerals.decimal(cut, 0 if float(cut).is_integer() else 1) for name, cut in ends.items()}
