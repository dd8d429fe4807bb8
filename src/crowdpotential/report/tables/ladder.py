"""The steps from the same structure to the same levels: what each tests, its statistic and its threshold."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.markup import join, number, tag
from crowdpotential.report.results import Result
from crowdpotential.report.view import View

Glyph = Literal["full", "half", "empty", "dash"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the ladder from the same structure to the same levels."""

    glyph: Glyph
    name: str
    about: Markup
    measures: tuple[Markup, ...]


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


def list_steps(view: View) -> list[Step]:
    """List the steps that were taken; what follows a model that does not fit is not judged."""
    fits = {row.model: row for row in view.results.find("comparability", "cfi")}
    if "configural" not in fits:
        return []
    first = _configural(view)
    if first.glyph != "full":  # what is set equal in a model that says nothing, says nothing
        skipped = [
            (m, view.language.say(f"step.{m}")) for m in ("thresholds", "metric", "scalar") if m in fits
        ]
        return [
            first,
            *(
                Step(glyph="dash", name=name, about=view.language.say("step.skipped"), measures=())
                for _, name in skipped
            ),
        ]
    steps = [first]
    steps += [_change(view, model) for model in ("thresholds", "metric") if model in fits]
    steps += [_levels(view)] if "scalar" in fits else []
    return steps


def _configural(view: View) -> Step:
    say, rule = view.language.say, view.params.comparability
    cfi, rmsea, srmr = (
        view.results.first("comparability", m, model="configural") for m in ("cfi", "rmsea", "srmr")
    )
    if cfi is None or rmsea is None or cfi.df == 0:
        return Step(glyph="dash", name=say("step.configural"), about=say("step.saturated"), measures=())
    holds = view.verdict is None or view.verdict.verdict != "misfit"  # as `index.fit_rule` judged it
    fit = say(
        "step.fit",
        cfi=cells.estimate(view, cfi, digits=3),
        rmsea=cells.estimate(view, rmsea, digits=3),
        srmr=cells.estimate(view, srmr, digits=3),
        ci=_rmsea_ci(view, rmsea),
    )
    limits = say(
        "step.fit_limits",
        cfi=view.numerals.decimal(rule.min_cfi, 3),
        rmsea=view.numerals.decimal(rule.max_rmsea, 3),
        srmr=view.numerals.decimal(rule.max_srmr, 3),
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
        glyph="full" if holds else "empty", name=say(f"step.{model}"),
        about=say("step.scalar_at_once" if model == "scalar" and _has_two_answers(view) else f"step.{model}_about"),
        measures=(_change_text(view, model), _change_limits(view) + ": " + _yes(view, holds)),
    )  # fmt: skip


def _has_two_answers(view: View) -> bool:
    """Say whether items with two answers were tested as ordered ones, which takes loadings and thresholds in one step."""
    items = [item for d in view.params.index.dimensions for item in view.codebook.items(d)]
    has_two = any(
        view.codebook.variable(item).type != "numeric" and len(view.codebook.codes(item)) == 2
        for item in items
    )
    row = view.results.first("comparability", "cfi", model="scalar")
    return has_two and row is not None and row.method == "wlsmv"


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


def draw_step(position: int, step: Step) -> Markup:
    """Draw a step: its sign, what it tests, the statistic beside its threshold."""
    measures = join(step.measures, "<br>")
    return tag(
        "li", tag("p", glyph(step.glyph), f"{position}. ", step.name, class_="st"), tag("p", step.about),
        tag("p", measures, class_="m") if step.measures else "",
    )  # fmt: skip


def _yes(view: View, holds: bool) -> Markup:  # noqa: FBT001 the only question is whether it holds
    return view.language.say("step.holds" if holds else "step.fails")
