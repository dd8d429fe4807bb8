"""The steps from the same structure to the same levels: what each tests, its statistic and its threshold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Literal

from markupsafe import Markup

from crowdpotential.exhibits.markup import join, number, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.index.fit_rule import bound_rmsea
from crowdpotential.verdicts import DIFFERS, HOLDS, MISFIT, UNTESTABLE
from crowdpotential.views import phrases
from crowdpotential.views.sentences.fit import failing_dimensions, list_failed, say_single
from crowdpotential.views.view import View

Glyph = Literal["full", "half", "empty", "dash"]
OF_SIDES = {"variable": "", "domain_variable": ""}  # fits of areas and groups stand beside those of the sides
OF_DIMENSIONS = {
    "chapter": "comparability",
    "bloc": "",
    "domain_variable": "",
    "variable_2": "",
    "reference_bloc": "",
}
LEVELS = ("thresholds", "metric", "scalar")
TOGETHER = "together"  # model of all as one group
FAILING = {
    "configural_fit": "configural",
    "thresholds_change": "thresholds",
    "metric_change": "metric",
    "scalar_change": "scalar",
    "partial_change": "scalar",
    "too_few_invariant_items": "scalar",
}  # reason of a verdict -> the step that does not hold
UNFITTED = (
    "thin",
    "no_model",
    "no_convergence",
    "unanswered_items",
    "constant_items",
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
    rows = [row for measure in ("item_shift", "bloc_item_shift") for row in view.results.find("comparability", measure, verdict=DIFFERS)]
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
    if verdict is None:
        return []
    if TOGETHER in fits:
        return [_together(view)]
    if verdict.note in UNFITTED or "configural" not in fits:
        return []
    failing, steps = FAILING.get(verdict.note, ""), [_configural(view)]
    is_open = steps[0].glyph == "full" or (steps[0].glyph == "dash" and bool(failing))
    for model in LEVELS:
        if _is_unfitted(view, model):
            return [*steps, _unjudged(view, model, "step.unfitted")]
        if model not in fits:
            continue
        if not is_open:
            steps.append(_unjudged(view, model, _why_unjudged(verdict.verdict, steps)))
            continue
        holds = model != failing
        steps.append(_levels(view, holds=holds) if model == "scalar" else _change(view, model, holds=holds))
        is_open = holds
    return steps


def _why_unjudged(verdict: str, before: Sequence[Step]) -> str:
    """Name the sentence that says why a step was not judged; a base model without degrees of freedom fails no criterion."""
    if all(step.glyph == "dash" for step in before):
        return "step.no_ground"
    return "step.skipped" if verdict in {MISFIT, UNTESTABLE} else "step.after"


def _unjudged(view: View, model: str, about: str) -> Step:
    say = view.language.say
    return Step(glyph="dash", name=say(f"step.{model}"), about=say(about), measures=())


def _configural(view: View) -> Step:
    say = view.language.say
    cfi = view.results.first("comparability", "cfi", model="configural", **OF_SIDES)
    if cfi is None or cfi.df == 0:
        return Step(glyph="dash", name=say("step.configural"), about=say("step.saturated"), measures=())
    return Step(
        glyph="full" if _base_holds(view, "configural") else "empty",
        name=say("step.configural"),
        about=say("step.configural_about"),
        measures=_base_measures(view, "configural"),
    )


def _together(view: View) -> Step:
    """Show the model of all sides as one group, which stands in where they have none of their own, and say why they have none."""
    say = view.language.say
    cfi = view.results.first("comparability", "cfi", model=TOGETHER, **OF_SIDES)
    is_saturated = cfi is None or cfi.df == 0
    measures = (say("step.saturated"),) if is_saturated else _base_measures(view, TOGETHER)
    return Step(
        glyph="dash" if _base_holds(view, TOGETHER) else "empty",
        name=say("step.configural"),
        about=join((*say_obstacles(view), say("step.together", blocs=view.bloc_words)), " "),
        measures=measures,
    )


def say_obstacles(view: View) -> list[Markup]:
    """State which sides are too thin for a model of their own, or were not asked an item; anything else the verdict's reason tells."""
    find, say = view.results.find, view.language.say
    thin = find("comparability", "thin_group", variable="index", bloc="", reference_bloc="")
    sentences = []
    if thin:
        sizes = (_say_thin(view, row) for row in thin)
        needed = phrases.estimate(view, thin[0], digits=0)
        sentences.append(say("step.thin", n=len(thin), groups=join(sizes, ", "), needed=needed))
    for kind in ("unanswered", "constant"):
        missed = find("comparability", f"{kind}_item", variable="index", bloc="", reference_bloc="")
        pairs = (say("step.item_of_group", item=row.variable_2, bloc=view.bloc_name(row.category)) for row in missed)
        sentences += [say(f"step.{kind}", n=len(missed), items=join(pairs, ", "))] if missed else []
    return sentences


def _say_thin(view: View, row: Result) -> Markup:
    """Name a side that is too thin, with its respondents, or with the answers to the item that has too few."""
    key, bloc, n = (
        "thin_item" if row.variable_2 else "thin_group",
        view.bloc_name(row.category),
        phrases.base(view, row),
    )
    return view.language.say(f"step.{key}", bloc=bloc, n=n, item=row.variable_2)


def _is_unfitted(view: View, model: str) -> bool:
    """Return whether a step was tried and its model could not be estimated."""
    keys = {"variable": "index", "bloc": "", "reference_bloc": ""}
    return view.results.first("comparability", "obstacle", model=model, **keys) is not None


def _base_holds(view: View, model: str) -> bool:
    """Return whether a base model fits, by the criteria that results.csv marks as not met: its own, or those of a dimension."""
    failed = list_failed(view, "comparability", model, **OF_SIDES)
    return not failed and not failing_dimensions(view, **OF_DIMENSIONS)


def _base_measures(view: View, model: str) -> tuple[Markup, ...]:
    say, rule = view.language.say, view.params.comparability
    cfi, rmsea, srmr = (view.results.first("comparability", m, model=model, **OF_SIDES) for m in ("cfi", "rmsea", "srmr"))
    if cfi is None or rmsea is None:
        return ()
    fit = say(
        "step.fit",
        cfi=phrases.estimate(view, cfi, digits=3),
        rmsea=phrases.estimate(view, rmsea, digits=3),
        srmr=phrases.estimate(view, srmr, digits=3),
        ci=_rmsea_ci(view, rmsea),
    )
    limits = say(
        "step.fit_limits",
        cfi=view.numerals.decimal(rule.min_cfi, 3),
        rmsea=view.numerals.decimal(bound_rmsea(rule, view.items_of_dimensions), 3),
        srmr=view.numerals.decimal(rule.max_srmr, 3),
    )
    return fit, limits + ": " + _yes(view, _base_holds(view, model)), *_singles(view)


def _singles(view: View) -> list[Markup]:
    """State which dimensions do not fit on their own on the sides."""
    return [say_single(view, name=name, **OF_DIMENSIONS) for name in failing_dimensions(view, **OF_DIMENSIONS)]


def _change(view: View, model: str, *, holds: bool) -> Step:
    say = view.language.say
    change = view.results.first("comparability", "change_cfi", model=model, **OF_SIDES)
    if change is None or not (isfinite(change.estimate) or change.is_suppressed):
        return _unjudged(view, model, "step.saturated")
    at_once = model == "scalar" and _has_two_answers(view)
    is_held = at_once and view.results.first("comparability", "n_equal_residuals", model=model, **OF_SIDES) is not None
    about = "scalar_held" if is_held else "scalar_at_once" if at_once else f"{model}_about"
    return Step(
        glyph="full" if holds else "empty",
        name=say(f"step.{model}"),
        about=say(f"step.{about}"),
        measures=(_change_text(view, model), _change_limits(view) + ": " + _yes(view, _is_held(view, model))),
    )


def _is_held(view: View, model: str) -> bool:
    """Return whether a step fits hardly worse than the one before, as results.csv has it."""
    row = view.results.first("comparability", "change_cfi", model=model, **OF_SIDES)
    return row is not None and row.verdict == HOLDS


def _has_two_answers(view: View) -> bool:
    """Return whether items with two answers were tested as ordered ones, which takes loadings and thresholds in one step."""
    items = [item for d in view.params.dimensions for item in view.codebook.items(d)]
    has_two = any(not view.codebook.variable(item).kind.is_number and len(view.codebook.codes(item)) == 2 for item in items)
    row = view.results.first("comparability", "cfi", model="scalar", **OF_SIDES)
    return has_two and row is not None and row.method == "wlsmv"


def _levels(view: View, *, holds: bool) -> Step:
    say = view.language.say
    step = _change(view, "scalar", holds=holds)
    differing = differing_items(view)
    names = join((row.variable for row in differing), ", ")
    by_items = (say("step.by_items", items=names),) if differing and _is_held(view, "scalar") else ()
    if view.results.first("comparability", "cfi", model="partial", **OF_SIDES) is None or step.glyph == "dash":
        return replace(step, measures=(*step.measures, *by_items))
    return Step(
        glyph="half" if holds else "empty",
        name=step.name,
        about=say("step.partial_about", items=names),
        measures=(
            say("step.all_items", change=_change_text(view, "scalar")),
            say("step.without", n=len(differing), change=_change_text(view, "partial")),
            _change_limits(view) + ": " + _yes(view, _is_held(view, "partial")),
            *by_items,
        ),
    )


def _change_text(view: View, model: str) -> Markup:
    cfi, rmsea, test = (
        view.results.first("comparability", measure, model=model, **OF_SIDES)
        for measure in ("change_cfi", "change_rmsea", "chi2_difference")
    )
    change = view.language.say(
        "step.change",
        cfi=phrases.estimate(view, cfi, digits=3, is_signed=True),
        rmsea=phrases.estimate(view, rmsea, digits=3, is_signed=True),
    )
    return change + Markup(" · ") + phrases.p_value(view, test) if test is not None else change


def _change_limits(view: View) -> Markup:
    """State how much worse a step may fit: by these criteria, or by chance, the level of which all steps share."""
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
        "li",
        tag("p", glyph(step.glyph), f"{position}. ", step.name, class_="st"),
        tag("p", step.about),
        tag("p", measures, class_="m") if step.measures else "",
    )


def _yes(view: View, holds: bool) -> Markup:  # noqa: FBT001 the only question is whether it holds
    return view.language.say("step.holds" if holds else "step.fails")


BADGES: dict[str, Glyph] = {
    "comparable": "full",
    "partial": "half",
    "not_comparable": "empty",
    "misfit": "empty",
    "untestable": "dash",
    "untested": "dash",
}
