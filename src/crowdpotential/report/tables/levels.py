"""How many have a low, a medium and a high index: of all, of each side and in each area."""

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, table, tag
from crowdpotential.exhibits.plot import Scale, axis, bar_mark, track
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import (
    Caption,
    level,
    make_figure,
    nothing,
    place_head,
    place_title,
)
from crowdpotential.report.sentences.fractions import in_words
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.view import Place, View

LEVELS = ("low", "medium", "high")
WHOLE = Scale(low=0.0, high=100.0, ticks=(0.0, 25.0, 50.0, 75.0, 100.0))
Shares = tuple[Result, Result, Result]


def show_levels(view: View) -> Fragment:
    """Draw the shares of low, medium and high scores as one bar a place, each share with its interval."""
    groups = [
        rows for group in _places(view) if (rows := [(p, s) for p in group if (s := find_shares(view, *p))])
    ]
    if not groups:
        return nothing("index", "levels")
    say, every = view.language.say, [row for rows in groups for _, shares in rows for row in shares]
    heads = [
        *head(place_head(view)),
        axis(WHOLE, view.numerals, spoken=say("levels.on_scale"), suffix=" %"),
        *head(*(say(f"levels.{name}") for name in LEVELS), say("frame.base")),
    ]
    body = table(
        say("levels.caption"),
        heads=[heads],
        groups=[
            Rows(rows=tuple(_row(view, place, shares) for place, shares in rows), css="sep" if i else "")
            for i, rows in enumerate(groups)
        ],
        css="plot tall",
        style="--lw0:9em",
        has_roles=True,
    )
    caption = Caption(
        title=_title(view),
        subtitle=say("levels.subtitle", **_cuts(view), level=level(view))
        + " "
        + say(f"frame.weighted_{view.weighting_kind}"),
        legend=[_key(name) + say(f"levels.{name}_key") for name in LEVELS],
        notes=[
            say("levels.apart", blocs=view.bloc_words)
            if len(view.blocs) > 1 and not view.compares_blocs
            else "",
            *_closed(view),
            *explain_dashes(view, every),
        ],
        rows="index.share.index=*",
    )
    return make_figure(view, section="index", anchor="levels", caption=caption, body=body)


def find_shares(view: View, bloc: str, area: str) -> Shares | None:
    """Find the shares of the levels in an area, on a side, or among everybody; None where they are not known."""
    found = [
        view.results.first(
            "index", "share", variable="index", category=name, bloc=bloc, area=area, domain_variable=""
        )
        for name in LEVELS
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
    nested = [
        [*((bloc, "") for own, _ in sides if own == bloc), *((bloc, area) for area in view.areas_of(bloc))]
        for bloc in view.blocs
    ]
    return [[("", "")], *nested]


def _row(view: View, place: Place, shares: Shares) -> tuple[Cell, ...]:
    bloc, area = place
    name = place_title(view, bloc, area)
    say, (low, medium, high) = view.language.say, (100 * row.estimate for row in shares)
    marks = () if shares[0].is_suppressed else (
        bar_mark(WHOLE, 0, low, "lv1"), bar_mark(WHOLE, low, low + medium, "lv2"),
        bar_mark(WHOLE, low + medium, low + medium + high, "lv3"),
    )  # fmt: skip
    return (
        Cell(content=name if area else tag("b", name), is_header=True),
        track(WHOLE, *marks),
        *(
            Cell(content=_share(view, row), label=str(say(f"levels.{kind}_short")))
            for kind, row in zip(LEVELS, shares, strict=True)
        ),
        Cell(content=cells.base(view, shares[0]), css="base", label="n"),
    )


def _share(view: View, row: Result) -> Markup:
    """Print a share above its interval."""
    if row.is_suppressed:
        return cells.percent(view, row)
    interval = tag("span", cells.interval(view, row, scale=100), class_="below")
    return tag("span", tag("b", cells.percent(view, row)), interval, class_="over")


def _title(view: View) -> Markup:
    """Say of everybody how many have a high and a low index, in words where these are exact enough."""
    say, only = view.language.say, list(view.params.areas) if len(view.params.areas) == 1 else []
    shares = find_shares(view, view.bloc_of(only[0]), only[0]) if only else find_shares(view, "", "")
    if shares is None or shares[0].is_suppressed:
        return say("levels.caption")
    low, _, high = (in_words(view, row) for row in shares)
    return say("levels.title", low=low, high=high)


def _closed(view: View) -> list[Markup]:
    """Say where areas may not be compared."""
    say, names = view.language.say, ", ".join(view.bloc_name(bloc) for bloc in view.closed_blocs if bloc)
    if "" in view.closed_blocs:
        return [say("levels.closed_all", areas=view.area_words)]
    return [say("levels.closed", names=names, areas=view.area_words)] if names else []


def _cuts(view: View) -> dict[str, str]:
    levels = view.params.index.levels
    if levels is None:  # rows of levels come from them alone
        return {"low": "", "high": ""}
    ends = {"low": levels.low_below, "high": levels.high_from}
    return {
        name: view.numerals.decimal(cut, 0 if float(cut).is_integer() else 1) for name, cut in ends.items()
    }


def _key(name: str) -> Markup:
    css = f"lv{1 + LEVELS.index(name)}"
    return Markup(
        '<svg class="key" aria-hidden="true"><rect class="{}" width="12" height="12"/></svg>'
    ).format(css)
