"""May the blocs be compared? The verdict, the steps that led to it, and the items that function differently."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import (
    Caption,
    bloc_notes,
    interval_title,
    make_figure,
    make_panel,
    make_prose,
    nothing,
)
from crowdpotential.report.markup import Cell, Rows, head, join, number, table, tag
from crowdpotential.report.plot import Scale, axis, choose_scale, interval_mark, point_mark, track
from crowdpotential.report.results import Result
from crowdpotential.report.view import View
from crowdpotential.report.wording import fill

Glyph = Literal["full", "half", "empty", "dash"]
BADGES: dict[str, Glyph] = {
    "comparable": "full", "partial": "half", "not_comparable": "empty", "misfit": "empty", "untestable": "dash",
}  # fmt: skip
UNJUDGED = ("misfit", "untestable")  # verdicts under which the model says nothing about single items
MOST_SHIFTS = 12  # beyond the items that differ, the largest shifts show what 'small' means


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the ladder from the same structure to the same levels."""

    glyph: Glyph
    name: str
    about: Markup
    measures: tuple[Markup, ...]


def introduce_comparability(view: View) -> Fragment:
    """Say what is tested, and how often."""
    if view.verdict is None:
        return nothing("cmp", "cmp-intro")
    text = view.language.say(
        "comparability.intro", blocs=view.bloc_words, items=view.language.count("noun.items", view.n_items)
    )
    return make_prose("cmp", "cmp-intro", text, *bloc_notes(view))


def show_verdict(view: View) -> Fragment:
    """Show the verdict, the three steps with statistic and threshold, and what may and may not be done."""
    verdict = view.verdict
    if verdict is None:
        return nothing("cmp", "verdict")
    say = view.language.say
    differing = differing_items(view)
    names = join((tag("span", row.variable, class_="nb") for row in differing), ", ")
    values = {"n": len(differing), "items": names, "areas": view.area_words, "blocs": view.bloc_words}
    top = tag(
        "div", glyph(BADGES[verdict.verdict]), tag("p", say(f"verdict.{verdict.verdict}"), class_="badge", id="verdict-title"),
        tag("p", say(f"verdict.{verdict.verdict}_why", **values), _reason(view, verdict), class_="why"), class_="top",
    )  # fmt: skip
    steps = [_step(i, step) for i, step in enumerate(_steps(view), start=1)]
    ladder = tag("ol", *steps, class_="ladder") if steps else ""
    may = [
        tag("div", tag("h3", say(f"verdict.{what}")), tag("ul", *_list(view, verdict.verdict, what, values)))
        for what in ("may", "may_not")
    ]
    panel = tag(
        "div", top, ladder, tag("div", *may, class_="may"), class_="verdict", role="group", aria_labelledby="verdict-title",
        data_result=verdict.result_id,
    )  # fmt: skip
    return make_panel("cmp", "verdict", panel)


def show_item_shifts(view: View) -> Fragment:
    """Draw how far items differ between the blocs beyond what their dimension explains: the largest first."""
    rows = sorted(view.results.find("comparability", "item_shift"), key=lambda row: -abs(row.estimate))
    if view.verdict is None or not rows or view.verdict.verdict in UNJUDGED:
        return nothing("cmp", "shifts")
    say = view.language.say
    differing = differing_items(view)
    shown = rows[: max(len(differing), MOST_SHIFTS)]
    smallest = view.params.comparability.min_item_shift_sd
    scale = choose_scale([*(end for row in shown for end in (row.ci_low, row.ci_high)), -smallest, smallest])
    heads = [
        *head(say("shifts.item")), axis(scale, view.numerals, spoken=say("shifts.on_scale"), is_signed=True),
        *head(say("shifts.shift"), interval_title(view), say("shifts.conclusion")),
    ]  # fmt: skip
    body = table(
        say("shifts.caption"), heads=[heads], groups=[Rows(rows=tuple(_shift(view, row, scale, smallest) for row in shown))],
        css="plot", style="--lw0:20em", has_roles=True,
    )  # fmt: skip
    first, second = view.bloc_name(rows[0].bloc), view.bloc_name(rows[0].reference_bloc)
    caption = Caption(
        title=say("shifts.title" if differing else "shifts.title_none", n=len(differing), total=len(rows)),
        subtitle=say("shifts.subtitle", first=first, second=second, smallest=view.numerals.decimal(smallest)),
        notes=[say("shifts.note", total=len(rows), shown=len(shown))],
        rows="comparability.item_shift.*",
    )
    return make_figure(view, section="cmp", anchor="shifts", caption=caption, body=body)


def differing_items(view: View) -> tuple[Result, ...]:
    """List the items that function differently."""
    return view.results.find("comparability", "item_shift", verdict="differs")


def glyph(kind: Glyph) -> Markup:
    """Draw the sign of a step: full, half, empty, or a dash where nothing could be tested."""
    ring = '<circle cx="10" cy="10" r="8.5" fill="none" stroke="var(--ink)" stroke-width="1.6"/>'
    inner = {
        "full": '<circle cx="10" cy="10" r="9" fill="var(--ink)"/>'
        '<path d="M5.6 10.3l3 3 5.8-6.2" fill="none" stroke="var(--bg)" stroke-width="2"/>',
        "half": ring + '<path d="M10 1.5a8.5 8.5 0 0 0 0 17z" fill="var(--ink)"/>',
        "empty": ring,
        "dash": ring + '<path d="M6 10h8" stroke="var(--ink)" stroke-width="1.8"/>',
    }[kind]
    return Markup(f'<svg viewBox="0 0 20 20" aria-hidden="true">{inner}</svg>')


def _steps(view: View) -> list[Step]:
    fits = {row.model: row for row in view.results.find("comparability", "cfi")}
    if "configural" not in fits:
        return []
    first = _configural(view)
    if first.glyph != "full":  # what is set equal in a model that says nothing, says nothing
        skipped = [(m, view.language.say(f"step.{m}")) for m in ("metric", "scalar") if m in fits]
        return [
            first,
            *(
                Step(glyph="dash", name=name, about=view.language.say("step.skipped"), measures=())
                for _, name in skipped
            ),
        ]
    steps = [first]
    steps += [_change(view, "metric")] if "metric" in fits else []
    steps += [_levels(view)] if "scalar" in fits else []
    return steps


def _configural(view: View) -> Step:
    say, rule = view.language.say, view.params.comparability
    cfi, rmsea = (view.results.first("comparability", m, model="configural") for m in ("cfi", "rmsea"))
    if cfi is None or rmsea is None or cfi.df == 0:
        return Step(glyph="dash", name=say("step.configural"), about=say("step.saturated"), measures=())
    holds = cfi.estimate >= rule.min_cfi and rmsea.estimate <= rule.max_rmsea
    fit = say(
        "step.fit",
        cfi=cells.estimate(view, cfi, digits=3),
        rmsea=cells.estimate(view, rmsea, digits=3),
        ci=_rmsea_ci(view, rmsea),
    )
    limits = say(
        "step.fit_limits",
        cfi=view.numerals.decimal(rule.min_cfi, 3),
        rmsea=view.numerals.decimal(rule.max_rmsea, 3),
    )
    return Step(
        glyph="full" if holds else "empty", name=say("step.configural"), about=say("step.configural_about"),
        measures=(fit, limits + ": " + _yes(view, holds)),
    )  # fmt: skip


def _change(view: View, model: str) -> Step:
    say = view.language.say
    if view.verdict is not None and view.verdict.verdict == "untestable":
        return Step(glyph="dash", name=say(f"step.{model}"), about=say("step.no_ground"), measures=())
    changes = [
        view.results.first("comparability", measure, model=model)
        for measure in ("change_cfi", "change_rmsea")
    ]
    if any(row is None or row.estimate != row.estimate for row in changes):
        return Step(glyph="dash", name=say(f"step.{model}"), about=say("step.saturated"), measures=())
    holds = _small(view, model)
    return Step(
        glyph="full" if holds else "empty", name=say(f"step.{model}"), about=say(f"step.{model}_about"),
        measures=(_change_text(view, model), _change_limits(view) + ": " + _yes(view, holds)),
    )  # fmt: skip


def _levels(view: View) -> Step:
    say = view.language.say
    step = _change(view, "scalar")
    if view.results.first("comparability", "cfi", model="partial") is None or step.glyph == "dash":
        return step
    differing = differing_items(view)
    names = join((row.variable for row in differing), ", ")
    holds = _small(view, "partial")
    return Step(
        glyph="half" if holds else "empty",
        name=step.name,
        about=say("step.partial_about", items=names),
        measures=(
            say("step.all_items", change=_change_text(view, "scalar"))
            + ": "
            + _yes(view, _small(view, "scalar")),
            say("step.without", n=len(differing), change=_change_text(view, "partial"))
            + ": "
            + _yes(view, holds),
            _change_limits(view),
        ),
    )


def _small(view: View, model: str) -> bool:
    rule = view.params.comparability
    cfi = view.results.first("comparability", "change_cfi", model=model)
    rmsea = view.results.first("comparability", "change_rmsea", model=model)
    return (
        cfi is not None and rmsea is not None
        and -cfi.estimate <= rule.max_change_cfi and rmsea.estimate <= rule.max_change_rmsea
    )  # fmt: skip


def _change_text(view: View, model: str) -> Markup:
    cfi, rmsea = (view.results.first("comparability", m, model=model) for m in ("change_cfi", "change_rmsea"))
    return view.language.say(
        "step.change",
        cfi=cells.estimate(view, cfi, digits=3, is_signed=True),
        rmsea=cells.estimate(view, rmsea, digits=3, is_signed=True),
    )


def _change_limits(view: View) -> Markup:
    rule = view.params.comparability
    write = view.numerals.decimal
    return view.language.say(
        "step.change_limits", cfi=write(rule.max_change_cfi, 3), rmsea=write(rule.max_change_rmsea, 3)
    )


def _rmsea_ci(view: View, rmsea: Result) -> Markup:
    return number(rmsea, view.numerals.interval(rmsea.ci_low, rmsea.ci_high, 3), "ci")


def _step(position: int, step: Step) -> Markup:
    measures = join(step.measures, "<br>")
    return tag(
        "li", tag("p", glyph(step.glyph), f"{position}. ", step.name, class_="st"), tag("p", step.about),
        tag("p", measures, class_="m") if step.measures else "",
    )  # fmt: skip


def _yes(view: View, holds: bool) -> Markup:  # noqa: FBT001 the only question is whether it holds
    return view.language.say("step.holds" if holds else "step.fails")


def _reason(view: View, verdict: Result) -> Markup:
    key = f"reason.{verdict.note}"
    return Markup(" ") + view.language.say(key) if key in view.language.sentences else Markup("")


def _list(view: View, verdict: str, what: str, values: dict[str, object]) -> list[Markup]:
    prefix = f"verdict.{verdict}_{what}_"
    keys = sorted(
        key
        for key in view.language.sentences
        if key.startswith(prefix) and key.removeprefix(prefix).isdigit()
    )
    return [tag("li", view.language.say(key, **values)) for key in keys]


def _shift(view: View, row: Result, scale: Scale, smallest: float) -> tuple[Cell, ...]:
    wording = fill(view, view.codebook.variable(row.variable).wording)
    differs = row.verdict == "differs"
    marks = (interval_mark(scale, row.ci_low, row.ci_high), point_mark(scale, row.estimate, "none"))
    word = view.language.say("shifts.differs" if differs else "shifts.same")
    return (
        Cell(content=tag("span", row.variable, class_="flag") + " " + wording, is_header=True),
        track(scale, *marks, zone=(-smallest, smallest)),
        Cell(content=cells.estimate(view, row, digits=2, is_signed=True), css="val"),
        Cell(
            content=cells.interval(view, row, digits=2),
            css="civ",
            label=str(interval_title(view)),
        ),
        Cell(content=word, css="verd is" if differs else "verd"),
    )
