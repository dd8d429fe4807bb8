"""Published figures of other surveys beside the study's own, and under which conditions each of them was measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Content, Mark, Number, Stacked, Track, Unit, Verdict
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.ingest.yardsticks import Yardstick, read_yardsticks, what_is_known
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, interval_key
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.citations import list_sources
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask_briefly

ROWS = ("yardsticks.*",)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """A published figure, the study's own, and the difference where there is one."""

    yardstick: Yardstick
    published: Result
    own: Result
    difference: Result | None


def show_yardsticks(view: View) -> Exhibit | Fragment:
    """Show shares and means of the study beside those that others published."""
    found, every = _find(view), _find(view.whole)
    if not found:
        return nothing("outside", "yardsticks")
    say = view.language.say
    shares, means = ([one for one in found if bool(one.yardstick.codes) == is_share] for is_share in (True, False))
    panels = _share_panels(view, shares, _scale(every))
    panels += [Panel(tables=(_means(view, means),))] if means else []
    differences = [one.difference for one in every if one.difference is not None]
    return Exhibit(
        setting=view.setting,
        section="outside",
        anchor="yardsticks",
        title=_title(view, differences),
        subtitle=say("yardsticks.subtitle"),
        legend=(Key(words=say("yardsticks.published"), shape="tick"), Key(words=say("yardsticks.own"), shape="square"), interval_key(view)),
        panels=tuple(panels),
        notes=(
            _bases(view, every),
            say("yardsticks.note_error"),
            phrases.interval_note(view, differences),
            say("yardsticks.note_none") if len(differences) < len(every) else "",
            say("yardsticks.note_index"),
        ),
        rows=cite(view, *ROWS),
        file="yardsticks" if shares else "",
    )


def show_conditions(view: View) -> Exhibit | Fragment:
    """List who was asked what, when and how, for each published figure, and what differs from the study."""
    found = _find(view)
    if not found:
        return nothing("outside", "yardstick-sources")
    say = view.language.say
    heads = ("figure", "population", "wording", "likeness")
    table = Table(
        looks=("top", "prosy", "thirds"),
        caption=say("yardsticks.conditions"),
        columns=tuple(
            Column(head=say(f"yardsticks.head_{head}"), kind="label" if head == "figure" else "cell", is_words=True) for head in heads
        ),
        groups=_groups_of_conditions(view, found),
    )
    return Exhibit(
        setting=view.setting,
        section="outside",
        anchor="yardstick-sources",
        kind="table",
        arrangement="bare",
        title=say("yardsticks.conditions_title"),
        panels=(Panel(tables=(table,)),),
        notes=(
            say("yardsticks.note_likeness"),
            say("yardsticks.sources", sources=join(list_sources(view, [one.published for one in _find(view.whole)]), "; ")),
        ),
        rows=cite(view, "yardsticks.external_*"),
        is_long=True,
    )


def _find(view: View) -> list[_Beside]:
    """Join the rows of each published figure of the places shown."""
    if view.params.yardsticks is None:
        return []
    listed = read_yardsticks(
        Path(view.run.study_folder) / view.params.yardsticks.file, what_is_known(view.params, view.codebook, view.sources)
    )
    by_id = {entry.id: entry for entry in listed}
    rows = [row for kind in ("share", "mean") for row in view.results.find("yardsticks", f"external_{kind}")]
    shown = [row for row in rows if (not row.area or row.area in view.areas) and (not row.bloc or row.bloc in view.blocs)]
    return [_join(view, by_id[row.variable_2], row) for row in shown]


def _join(view: View, entry: Yardstick, published: Result) -> _Beside:
    kind = "share" if entry.codes else "mean"
    where = {"variable": published.variable, "category": published.category, "bloc": published.bloc, "area": published.area}
    own = next(row for row in view.results.find("yardsticks", kind, **where) if row.base == entry.base)
    difference = next(iter(view.results.find("yardsticks", f"{kind}_difference", variable_2=entry.id)), None)
    return _Beside(yardstick=entry, published=published, own=own, difference=difference)


def _title(view: View, differences: Sequence[Result]) -> Markup:
    """Say how many of the figures that were tested differ."""
    say, told = view.language.say, [row for row in differences if not row.is_suppressed]
    if not told:
        return say("yardsticks.title_untested")
    n_found = sum(row.verdict == DIFFERENCE for row in told)
    if n_found == 0:
        return say("yardsticks.title_none", n=len(told))
    return say("yardsticks.title_all" if n_found == len(told) else "yardsticks.title_some", n=len(told), found=n_found)


def _scale(every: Sequence[_Beside]) -> Scale:
    """Choose the scale of all shares, so that a part of the study is drawn on the same."""
    rows = [row for one in every if one.yardstick.codes for row in (one.own, one.published)]
    return choose_scale([100 * end for row in rows for end in (row.estimate, row.ci_low, row.ci_high)], lowest=0, highest=100, most_steps=4)


def _share_panels(view: View, found: Sequence[_Beside], scale: Scale) -> list[Panel]:
    """Arrange a panel for each question, all on one scale."""
    return [
        Panel(title=_question(view, variable), tables=(_shares(view, [one for one in found if one.yardstick.variable == variable], scale),))
        for variable in dict.fromkeys(one.yardstick.variable for one in found)
    ]


def _shares(view: View, found: Sequence[_Beside], scale: Scale) -> Table:
    say = view.language.say
    return Table(
        form="plot",
        label_em=16,
        caption=say("yardsticks.caption_shares"),
        axis=Axis(scale=scale, spoken=say("yardsticks.on_scale"), suffix=" %"),
        columns=(Column(head=say("yardsticks.head_answer"), kind="label"), Column(kind="track"), *_columns(view, "percent")),
        groups=(Group(rows=tuple(Row((_answer(view, one), _track(one), *_numbers(one, is_share=True))) for one in found)),),
    )


def _means(view: View, found: Sequence[_Beside]) -> Table:
    say = view.language.say
    return Table(
        caption=say("yardsticks.caption_means"),
        columns=(Column(head=say("yardsticks.head_answer"), kind="label"), *_columns(view, "mean")),
        groups=(Group(rows=tuple(Row((_named(view, one), *_numbers(one, is_share=False))) for one in found)),),
    )


def _columns(view: View, unit: str) -> tuple[Column, ...]:
    say = view.language.say
    return (
        Column(head=say(f"yardsticks.head_published_{unit}"), label=say("yardsticks.published"), look="plain"),
        Column(head=say(f"yardsticks.head_own_{unit}"), label=say("yardsticks.own"), look="value"),
        Column(head=say(f"yardsticks.head_difference_{unit}"), label=say("yardsticks.difference"), look="interval"),
        Column(head=say("yardsticks.head_conclusion"), label=say("yardsticks.head_conclusion"), look="verdict"),
    )


def _numbers(one: _Beside, *, is_share: bool) -> tuple[Content | Cell, ...]:
    unit: Unit = "percent" if is_share else "own"
    digits = 1 if is_share else 2
    return (
        Number(one.published, unit=unit, digits=digits),
        Stacked(Number(one.own, unit=unit, digits=digits), Number(one.own, part="interval", unit=unit, digits=digits)),
        Stacked(
            Number(one.difference, unit=unit, digits=digits, is_signed=True),
            Number(one.difference, part="interval", unit=unit, digits=digits),
        ),
        Verdict(one.difference),
    )


def _track(one: _Beside) -> Track:
    published = Mark(100 * one.published.estimate, shape="tick")
    if one.own.is_suppressed:
        return Track((published,))
    own = Mark(100 * one.own.estimate, low=100 * one.own.ci_low, high=100 * one.own.ci_high, bloc=one.own.bloc)
    return Track((published, own))


def _bases(view: View, found: Sequence[_Beside]) -> Markup:
    """Name the fewest and the most respondents whom the study's own numbers rest on."""
    rows = sorted((one.own for one in found if not one.own.is_suppressed), key=lambda row: row.n)
    if not rows:
        return Markup("")
    fewest, most = phrases.base(view, rows[0]), phrases.base(view, rows[-1])
    same = rows[0].n == rows[-1].n
    return view.language.say("yardsticks.bases_one" if same else "yardsticks.bases", fewest=fewest, most=most)


def _answer(view: View, one: _Beside) -> Markup:
    """Name the answers that are counted, of whom, and whose figure they stand beside."""
    entry, say = one.yardstick, view.language.say
    labels = [say("yardsticks.answer", label=view.text(view.codebook.codes(entry.variable)[code].label)) for code in entry.codes]
    whom = view.place_label(one.published.bloc, one.published.area) if one.published.bloc or one.published.area else ""
    return join([part for part in (join(labels, " / "), whom, _source(view, one)) if part], "; ")


def _named(view: View, one: _Beside) -> Markup:
    """Name the question whose mean stands there, and whose figure it stands beside."""
    return view.language.say("yardsticks.counted", question=_question(view, one.yardstick.variable), answers=_answer(view, one))


def _question(view: View, variable: str) -> str:
    return ask_briefly(view, view.codebook.variable(variable))


def _source(view: View, one: _Beside) -> Markup:
    """Name where a figure comes from in short, with the year that it is about."""
    source = view.sources[one.yardstick.source]
    return view.language.say("yardsticks.source", name=view.text(source.short or source.name), year=one.yardstick.year)


def _groups_of_conditions(view: View, found: Sequence[_Beside]) -> tuple[Group, ...]:
    """Put what was asked by one survey under each question once."""
    groups = list[Group]()
    for variable in dict.fromkeys(one.yardstick.variable for one in found):
        rows = [_conditions(view, one) for one in found if one.yardstick.variable == variable]
        groups.append(Group(title=_question(view, variable), rows=tuple(map(Row, dict.fromkeys(rows)))))
    return tuple(groups)


def _conditions(view: View, one: _Beside) -> tuple[Cell | Content, ...]:
    entry, language = one.yardstick, view.language.code
    say, note = view.language.say, entry.texts["note"][language]
    n = view.numerals.integer(entry.n)
    asked = "yardsticks.asked" if entry.n == entry.n else "yardsticks.asked_unknown"
    likeness = say(f"yardsticks.likeness_{entry.likeness}")
    return (
        _source(view, one),
        Cell(say(asked, whom=entry.texts["population"][language], n=n, mode=say(f"yardsticks.mode_{entry.mode}")), look="words"),
        Cell(entry.texts["wording"][language], look="words"),
        Cell(join([likeness, note], ": ") if note else likeness, look="words"),
    )
