"""Does the declared model fit the answers, and where does it fit least?"""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Number, Text
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.index.fit_rule import FEW_ITEMS, bound_rmsea
from crowdpotential.verdicts import FITS, MISFIT, UNTESTABLE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.fit import (
    SINGLE,
    failing_dimensions,
    list_failed,
    say_single,
    write_criteria,
)
from crowdpotential.views.sentences.sampling import rest_of_models, tell_apart
from crowdpotential.views.view import View

MODELS = ("confirmatory", "second_order")
CHAPTER = "measurement"
LEVEL_OF_RMSEA = 0.9  # of its interval, by convention (Browne and Cudeck 1993)


def show_model_fit(view: View) -> Exhibit | Fragment:
    """Show how well the model fits with dimensions that correlate and with one general factor, and say plainly where it does not."""
    verdicts = [row for model in MODELS if (row := _find(view, "verdict", model)) is not None]
    if not verdicts:
        return nothing("measure", "fit")
    return Exhibit(
        setting=view.setting,
        section="measure",
        anchor="fit",
        kind="table",
        arrangement="bare",
        title=_title(view),
        subtitle=_subtitle(view),
        panels=(Panel(tables=(_table(view, verdicts),)),),
        notes=_notes(view, verdicts),
        rows=cite(
            view,
            "measurement.cfi.*",
            "measurement.rmsea.*",
            "measurement.srmr.*",
            "measurement.chi2.*",
            "measurement.verdict.*",
            "measurement.advice.*",
        ),
    )


def _subtitle(view: View) -> Markup:
    """State when a model is held not to fit."""
    say, write, rule = view.language.say, view.numerals, view.params.comparability
    return say(
        "fit.subtitle_one" if len(view.params.index.dimensions) == 1 else "fit.subtitle",
        level=write.decimal(rule.exact_fit_level, 2),
        cfi=write.decimal(rule.min_cfi, 2),
        rmsea=write.decimal(bound_rmsea(rule, view.items_of_dimensions), 2),
        few=FEW_ITEMS,
        rmsea_dimension=write.decimal(rule.max_rmsea_dimension, 2),
        negligible=write.decimal(rule.negligible_srmr, 2),
        srmr=write.decimal(rule.max_srmr, 2),
    )


def _notes(view: View, verdicts: Sequence[Result]) -> tuple[Text, ...]:
    say = view.language.say
    rmsea = next((row for model in MODELS if (row := _find(view, "rmsea", model)) is not None), None)
    return (
        *_shortfalls(view),
        say(f"fit.how_{rmsea.method}", errors=rest_of_models(view)) if rmsea is not None else "",
        tell_apart(view),
        say("fit.chi2_note"),
        *dict.fromkeys(_explain(view, verdict) for verdict in verdicts),
        *advise(view),
    )


def _table(view: View, verdicts: Sequence[Result]) -> Table:
    say = view.language.say
    return Table(
        looks=("pin1",),
        caption=say("fit.caption"),
        columns=(
            Column(head=say("fit.model"), kind="label"),
            Column(head="χ²"),
            Column(head=say("fit.df")),
            Column(head="p", look="interval"),
            Column(head="CFI"),
            Column(head="TLI"),
            Column(head="RMSEA"),
            Column(
                head=say("frame.interval_short", level=view.numerals.percent(LEVEL_OF_RMSEA, 0)),
                look="interval",
            ),
            Column(head="SRMR"),
            Column(head=say("fit.conclusion"), look="established"),
        ),
        groups=(
            Group(rows=tuple(_row(view, row, _name_model(view, row.model)) for row in verdicts)),
            *_singles(view),
        ),
    )


def _singles(view: View) -> tuple[Group, ...]:
    """Show how each dimension fits on its own."""
    found = view.results.find("measurement", "verdict", model=SINGLE)
    rows = tuple(_row(view, row, view.dimension_label(row.variable)) for row in found)
    return (Group(title=view.language.say("fit.single"), rows=rows),) if rows else ()


def _row(view: View, verdict: Result, name: Text) -> Row:
    """Show the fit of a model; of a dimension by itself where the verdict is about one."""
    place = {"variable": verdict.variable} if verdict.model == SINGLE else {}

    def find(measure: str) -> Result | None:
        return view.results.first("measurement", measure, model=verdict.model, **place)

    chi2, rmsea = find("chi2"), find("rmsea")
    word = tag("span", view.language.say(f"fit.{verdict.verdict}"), data_result=verdict.result_id)
    return Row(
        (
            name,
            Number(chi2),
            Number(find("df"), digits=0),
            Number(chi2, part="p"),
            _judged(find("cfi")),
            Number(find("tli"), digits=3),
            _judged(rmsea),
            Number(rmsea, part="interval", digits=3),
            _judged(find("srmr")),
            Cell(word, look="verdict" if verdict.verdict == FITS else None),
        )
    )


def _judged(row: Result | None) -> Cell:
    """Make an index bold where it fails its threshold."""
    return Cell(Number(row, digits=3), look="strong" if row is not None and row.verdict == MISFIT else None)


def _find(view: View, measure: str, model: str) -> Result | None:
    return view.results.first("measurement", measure, model=model)


def _title(view: View) -> Markup:
    """Describe the model that the questionnaire declares."""
    declared = "second_order" if view.codebook.second_order else "confirmatory"
    verdict = _find(view, "verdict", declared) or _find(view, "verdict", "confirmatory")
    say = view.language.say
    if verdict is None or verdict.verdict == UNTESTABLE:
        return say("fit.title_untestable")
    if verdict.verdict == MISFIT and not list_failed(view, CHAPTER, verdict.model):
        names = [view.dimension_label(name) for name in failing_dimensions(view, CHAPTER)]
        return say("fit.title_misfit_single", dimensions=join(names, ", "))
    cfi, rmsea = (_find(view, measure, verdict.model) for measure in ("cfi", "rmsea"))
    return say(
        f"fit.title_{verdict.verdict}",
        cfi=phrases.estimate(view, cfi, digits=3),
        rmsea=phrases.estimate(view, rmsea, digits=3),
    )


def _name_model(view: View, model: str) -> Markup:
    """Name a model; dimensions correlate where there are several."""
    is_single = model == "confirmatory" and len(view.params.index.dimensions) == 1
    return view.language.say("fit.one" if is_single else f"fit.{model}")


def advise(view: View) -> list[Markup]:
    """State which changes that were tried make the model fit, or that none does."""
    say = view.language.say
    if view.results.first("measurement", "n_changes_tried") is None:
        return []
    tried = view.results.find("measurement", "advice")
    if not tried:
        return [say("fit.advice_nothing_tried")]
    helpful = [row for row in tried if row.verdict == FITS]
    if not helpful:
        kinds = dict.fromkeys(say(f"fit.tried_{row.model}") for row in tried)
        return [say("fit.advice_none", kinds=join(kinds, ", "))]
    advised = [
        say(
            f"fit.advice_{row.model}",
            items=_advised_items(row),
            dimension=view.dimension_label(row.variable_2) if row.variable_2 else "",
            cfi=phrases.estimate(view, row, digits=3),
            rmsea=_advised(view, row, "rmsea"),
            srmr=_advised(view, row, "srmr"),
        )
        for row in helpful
    ]
    return [*advised, say("fit.advice_caution")]


def _advised(view: View, row: Result, name: str) -> Markup:
    found = view.results.first("measurement", f"advice_{name}", model=row.model, variable=row.variable)
    return phrases.estimate(view, found, digits=3)


def _advised_items(row: Result) -> str:
    names = row.note.split(", ")
    if row.model != "pairs":
        return row.note
    return ", ".join(f"{a} ↔ {b}" for a, b in zip(names[::2], names[1::2], strict=True))


def _shortfalls(view: View) -> list[Markup]:
    """State what is not met: CFI .93 < .95."""
    say = view.language.say
    models = [
        say("fit.fails", model=_name_model(view, model), criteria=write_criteria(view, failed))
        for model in MODELS
        if (failed := list_failed(view, CHAPTER, model))
    ]
    return models + [say_single(view, CHAPTER, name) for name in failing_dimensions(view, CHAPTER)]


def _explain(view: View, verdict: Result) -> Markup:
    key = f"fit.note_{verdict.note}" if verdict.note else ""
    if verdict.verdict == MISFIT:
        key = "fit.note_misfit"
    return view.language.say(key) if key in view.language.sentences else Markup("")
