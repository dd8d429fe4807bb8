"""The steps from the same structure to the same levels: what each tests, its statistic and its threshold."""

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.markup import join, number, tag
from crowdpotential.report.results import Result
from crowdpotential.report.sentences.fit import failing_dimensions, say_single
from crowdpotential.report.view import View

Glyph = Literal["full", "half", "empty", "dash"]
OF_SIDES = {"variable": "", "domain_variable": ""}  # fits of areas and groups stand beside those of the sides
FAILING = {
    "configural_fit": "configural", "thresholds_change": "thresholds", "metric_change": "metric", "scalar_change": "scalar",
    "partial_change": "scalar", "too_few_invariant_items": "scalar",
}  # fmt: skip  # reason of a verdict -> the step that does not hold
UNFITTED = (
    "thin",
    "no_model",
    "no_convergence",
    "unanswered_items",
    "contrary_items",
    "one_group",
)  # no model of the sides judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the ladder from the same structure to the same levels."""

    glyph: Glyph
    name: str
    about: Markup
    measures: tuple[Markup, ...]


def differing_items(view: View) -> tuple[Result, ...]:
    """List the items that function differently on any side, each once."""
    rows = [
        row
        for measure in ("item_shift", "bloc_item_shift")
        for row in view.results.find("comparability", measure, verdict="differs")
    ]
    return tuple({row.variable: row for row in reversed(rows)}.values())[::-1]


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
    """List the steps that were taken, as the verdict has them; what follows a step that does not hold is not judged."""
    verdict = view.verdict
    fits = {row.model for row in view.results.find("comparability", "cfi", **OF_SIDES)}
    if verdict is None or verdict.note in UNFITTED or "configural" not in fits:
        return []
    failing, steps = FAILING.get(verdict.note, ""), [_configural(view)]
    is_open = steps[0].glyph == "full"
    for model in ("thresholds", "metric", "scalar"):
        if model not in fits:
            continue
        if not is_open:
            about = "step.skipped" if verdict.verdict in {"misfit", "untestable"} else "step.after"
            steps.append(_unjudged(view, model, about))
            continue
        holds = model != failing
        steps.append(_levels(view, holds=holds) if model == "scalar" else _change(view, model, holds=holds))
        is_open = holds
    return steps


def _unjudged(view: View, model: str, about: str) -> Step:
    say = view.language.say
    return Step(glyph="dash", name=say(f"step.{model}"), about=say(about), measures=())


def _configural(view: View) -> Step:
    say, rule = view.language.say, view.params.comparability
    cfi, rmsea, srmr = (
        view.results.first("comparability", m, model="configural", **OF_SIDES)
        for m in ("cfi", "rmsea", "srmr")
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
        measures=(fit, limits + ": " + _yes(view, holds), *_singles(view)),
    )  # fmt: skip


def _singles(view: View) -> list[Markup]:
    """Say which dimensions do not fit on their own on the sides."""
    own = {"chapter": "comparability", "bloc": "", "domain_variable": "", "variable_2": ""}
    return [say_single(view, name=name, **own) for name in failing_dimensions(view, **own)]


def _change(view: View, model: str, *, holds: bool) -> Step:
    say = view.language.say
    change = view.results.first("comparability", "change_cfi", model=model, **OF_SIDES)
    if change is None or not (isfinite(change.estimate) or change.is_suppressed):
        return _unjudged(view, model, "step.saturated")
    at_once = model == "scalar" and _has_two_answers(view)
    is_held = (
        at_once
        and view.results.first("comparability", "n_equal_residuals", model=model, **OF_SIDES) is not None
    )
    about = "scalar_held" if is_held else "scalar_at_once" if at_once else f"{model}_about"
    return Step(
        glyph="full" if holds else "empty", name=say(f"step.{model}"), about=say(f"step.{about}"),
        measures=(_change_text(view, model), _change_limits(view) + ": " + _yes(view, holds)),
    )  # fmt: skip


def _has_two_answers(view: View) -> bool:
    """Say whether items with two answers were tested as ordered ones, which takes loadings and thresholds in one step."""
    items = [item for d in view.params.index.dimensions for item in view.codebook.items(d)]
    has_two = any(
        view.codebook.variable(item).type != "numeric" and len(view.codebook.codes(item)) == 2
        for item in items
    )
    row = view.results.first("comparability", "cfi", model="scalar", **OF_SIDES)
    return has_two and row is not None and row.method == "wlsmv"


def _levels(view: View, *, holds: bool) -> Step:
    say = view.language.say
    step = _change(view, "scalar", holds=holds)
    if (
        view.results.first("comparability", "cfi", model="partial", **OF_SIDES) is None
        or step.glyph == "dash"
    ):
        return step
    differing = differing_items(view)
    names = join((row.variable for row in differing), ", ")
    return Step(
        glyph="half" if holds else "empty",
        name=step.name,
        about=say("step.partial_about", items=names),
        measures=(
            say("step.all_items", change=_change_text(view, "scalar")),
            say("step.without", n=len(differing), change=_change_text(view, "partial")),
            _change_limits(view) + ": " + _yes(view, holds),
        ),
    )


def _change_text(view: View, model: str) -> Markup:
    cfi, rmsea, test = (
        view.results.first("comparability", measure, model=model, **OF_SIDES)
        for measure in ("change_cfi", "change_rmsea", "chi2_difference")
    )
    told = view.language.say(
        "step.change",
        cfi=cells.estimate(view, cfi, digits=3, is_signed=True),
        rmsea=cells.estimate(view, rmsea, digits=3, is_signed=True),
    )
    return told + Markup(" · ") + cells.p_value(view, test) if test is not None else told


def _change_limits(view: View) -> Markup:
    """Say how much worse a step may fit: by these criteria, or by chance, the level of which all steps share."""
    rule, write = view.params.comparability, view.numerals.decimal
    tested = {row.model for row in view.results.find("comparability", "chi2_difference", **OF_SIDES)}
    n_steps = len(tested - {"partial", "strict"})
    limits = {"cfi": write(rule.max_change_cfi, 3), "rmsea": write(rule.max_change_rmsea, 3)}
    if not n_steps:
        return view.language.say("step.change_limits", **limits)
    level = write((1 - view.params.comparison.confidence_level) / n_steps, 3)
    return view.language.say("step.change_limits_chance", level=level, **limits)


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
