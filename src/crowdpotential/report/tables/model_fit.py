"""Does the declared model fit the answers, and where does it fit least?"""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, number, scroll, table, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.index.fit_rule import FEW_ITEMS, bound_rmsea
from crowdpotential.report import cells
from crowdpotential.report.frame import Caption, make_figure, nothing, refer
from crowdpotential.report.sentences.fit import (
    SINGLE,
    failing_dimensions,
    list_failed,
    say_single,
    write_criteria,
)
from crowdpotential.report.sentences.sampling import rest_of_models, tell_apart
from crowdpotential.report.view import View

MODELS = ("confirmatory", "second_order")
KINDS = ("residual", "loading")  # of what could be freed
N_COLUMNS = 4
CHAPTER = "measurement"
N_FIT_COLUMNS = 10


def show_model_fit(view: View) -> Fragment:
    """Show how well the model fits with dimensions that correlate and with one general factor, and say plainly where it does not."""
    verdicts = [row for model in MODELS if (row := _find(view, "verdict", model)) is not None]
    if not verdicts:
        return nothing("measure", "fit")
    say, write, rule = view.language.say, view.numerals, view.params.comparability
    rmsea = next((row for model in MODELS if (row := _find(view, "rmsea", model)) is not None), None)
    heads = head(
        say("fit.model"), "χ²", say("fit.df"), "p", "CFI", "TLI", "RMSEA",
        say("frame.interval_short", level=write.percent(0.9, 0)), "SRMR", say("fit.conclusion"),
    )  # fmt: skip
    groups = [Rows(rows=tuple(_model(view, verdict) for verdict in verdicts)), *_singles(view)]
    body = table(say("fit.caption"), heads=[heads], groups=groups, css="tab pin1")
    caption = Caption(
        title=_title(view),
        subtitle=say(
            "fit.subtitle_one" if len(view.params.index.dimensions) == 1 else "fit.subtitle",
            level=write.decimal(rule.exact_fit_level, 2),
            cfi=write.decimal(rule.min_cfi, 2),
            rmsea=write.decimal(bound_rmsea(rule, view.items_of_dimensions), 2),
            few=FEW_ITEMS,
            rmsea_dimension=write.decimal(rule.max_rmsea_dimension, 2),
            negligible=write.decimal(rule.negligible_srmr, 2),
            srmr=write.decimal(rule.max_srmr, 2),
        ),
        notes=[
            *_shortfalls(view),
            say(f"fit.how_{rmsea.method}", errors=rest_of_models(view)) if rmsea is not None else "",
            tell_apart(view),
            say("fit.chi2_note"),
            *dict.fromkeys(_explain(view, verdict) for verdict in verdicts),
            *advise(view),
        ],
        rows="measurement.cfi.*, measurement.rmsea.*, measurement.srmr.*, measurement.chi2.*, measurement.verdict.*, measurement.advice.*",
    )
    content = scroll(body, label=say("fit.caption"), cue=say("frame.cue"))
    return make_figure(view, section="measure", anchor="fit", caption=caption, body=content, kind="table")


def show_releases(view: View) -> Fragment:
    """List what would make the model fit better: items that share more than their dimensions, or belong to another too."""
    found = view.results.find("measurement", "modification_index")
    if not found:
        return nothing("measure", "releases")
    say = view.language.say
    heads = head(say("releases.where"), say("releases.index"), "p", say("releases.change"))
    groups = [
        _kind(view, kind, rows) for kind in KINDS if (rows := [row for row in found if row.model == kind])
    ]
    body = table(say("releases.caption"), heads=[heads], groups=groups, css="tab pin1")
    changes = [row for row in (_change(view, row) for row in found) if row is not None]
    caption = Caption(
        title=_releases_title(view, [row for row in changes if not _is_beyond(row)]),
        subtitle=say("releases.subtitle", n=len(found)),
        notes=[
            say("releases.note"),
            say("releases.note_beyond") if any(map(_is_beyond, changes)) else "",
            say("releases.wordings", where=refer(view, "loadings")),
        ],
        rows="measurement.modification_index.*, measurement.expected_change.*",
    )
    content = scroll(body, label=say("releases.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section="measure", anchor="releases", caption=caption, body=content, kind="table"
    )


def _releases_title(view: View, changes: Sequence[Result]) -> Markup:
    """Name the largest change that can be estimated, where any can."""
    if not changes:
        return view.language.say("releases.caption")
    largest = max(changes, key=lambda row: abs(row.estimate))
    size = number(largest, view.numerals.decimal(abs(largest.estimate), 2))
    return view.language.say("releases.title", change=size)


def _is_beyond(change: Result) -> bool:
    """Whether a standardised change lies where no correlation or loading can: the score test's linear forecast fails there."""
    return not abs(change.estimate) <= 1


def _find(view: View, measure: str, model: str) -> Result | None:
    return view.results.first("measurement", measure, model=model)


def _title(view: View) -> Markup:
    """Tell of the model that the questionnaire declares."""
    declared = "second_order" if view.codebook.second_order else "confirmatory"
    verdict = _find(view, "verdict", declared) or _find(view, "verdict", "confirmatory")
    say = view.language.say
    if verdict is None or verdict.verdict == "untestable":
        return say("fit.title_untestable")
    if verdict.verdict == "misfit" and not list_failed(view, CHAPTER, verdict.model):
        names = [view.dimension_label(name) for name in failing_dimensions(view, CHAPTER)]
        return say("fit.title_misfit_single", dimensions=join(names, ", "))
    cfi, rmsea = (_find(view, measure, verdict.model) for measure in ("cfi", "rmsea"))
    return say(
        f"fit.title_{verdict.verdict}",
        cfi=cells.estimate(view, cfi, digits=3),
        rmsea=cells.estimate(view, rmsea, digits=3),
    )


def _model(view: View, verdict: Result) -> tuple[Cell, ...]:
    return _fit_row(view, verdict, _name_model(view, verdict.model))


def _name_model(view: View, model: str) -> Markup:
    """Name a model; dimensions correlate where there are several."""
    is_single = model == "confirmatory" and len(view.params.index.dimensions) == 1
    return view.language.say("fit.one" if is_single else f"fit.{model}")


def _singles(view: View) -> list[Rows]:
    """Show how each dimension fits on its own."""
    found = view.results.find("measurement", "verdict", model=SINGLE)
    if not found:
        return []
    title = view.language.say("fit.single")
    first = (Cell(content=title, is_header=True, scope="rowgroup", span=N_FIT_COLUMNS),)
    rows = [_fit_row(view, row, view.dimension_label(row.variable), variable=row.variable) for row in found]
    return [Rows(rows=(first, *rows), row_css=("gh", *("",) * len(rows)))]


def _fit_row(view: View, verdict: Result, name: Markup | str, **place: str) -> tuple[Cell, ...]:
    def find(measure: str) -> Result | None:
        return view.results.first("measurement", measure, model=verdict.model, **place)

    chi2, rmsea = find("chi2"), find("rmsea")
    word = tag("span", view.language.say(f"fit.{verdict.verdict}"), data_result=verdict.result_id)
    return (
        Cell(content=name, is_header=True),
        Cell(content=cells.estimate(view, chi2)),
        Cell(content=cells.estimate(view, find("df"), digits=0)),
        Cell(content=cells.p_value(view, chi2), css="civ"),
        Cell(content=_judged(view, find("cfi"))),
        Cell(content=cells.estimate(view, find("tli"), digits=3)),
        Cell(content=_judged(view, rmsea)),
        Cell(content=cells.interval(view, rmsea, digits=3), css="civ"),
        Cell(content=_judged(view, find("srmr"))),
        Cell(content=word, css="verd" if verdict.verdict == "fits" else "verd is"),
    )


def advise(view: View) -> list[Markup]:
    """Say which changes that were tried make the model fit, or that none does."""
    say = view.language.say
    if view.results.first("measurement", "n_changes_tried") is None:
        return []
    tried = view.results.find("measurement", "advice")
    if not tried:
        return [say("fit.advice_nothing_tried")]
    helpful = [row for row in tried if row.verdict == "fits"]
    if not helpful:
        kinds = dict.fromkeys(say(f"fit.tried_{row.model}") for row in tried)
        return [say("fit.advice_none", kinds=join(kinds, ", "))]
    told = [
        say(
            f"fit.advice_{row.model}",
            items=_advised_items(row),
            dimension=view.dimension_label(row.variable_2) if row.variable_2 else "",
            cfi=cells.estimate(view, row, digits=3),
            rmsea=_advised(view, row, "rmsea"),
            srmr=_advised(view, row, "srmr"),
        )
        for row in helpful
    ]
    return [*told, say("fit.advice_caution")]


def _advised(view: View, row: Result, name: str) -> Markup:
    found = view.results.first("measurement", f"advice_{name}", model=row.model, variable=row.variable)
    return cells.estimate(view, found, digits=3)


def _advised_items(row: Result) -> str:
    names = row.note.split(", ")
    if row.model != "pairs":
        return row.note
    return ", ".join(f"{a} ↔ {b}" for a, b in zip(names[::2], names[1::2], strict=True))


def _shortfalls(view: View) -> list[Markup]:
    """Say what is not met: CFI .93 < .95."""
    say = view.language.say
    told = [
        say("fit.fails", model=_name_model(view, model), criteria=write_criteria(view, failed))
        for model in MODELS
        if (failed := list_failed(view, CHAPTER, model))
    ]
    return told + [say_single(view, CHAPTER, name) for name in failing_dimensions(view, CHAPTER)]


def _judged(view: View, row: Result | None) -> Markup:
    """Print an index in bold where it fails its threshold."""
    printed = cells.estimate(view, row, digits=3)
    return tag("b", printed) if row is not None and row.verdict == "misfit" else printed


def _explain(view: View, verdict: Result) -> Markup:
    key = f"fit.note_{verdict.note}" if verdict.note else ""
    if verdict.verdict == "misfit":
        key = "fit.note_misfit"
    return view.language.say(key) if key in view.language.sentences else Markup("")


def _change(view: View, row: Result) -> Result | None:
    pair = {"variable": row.variable, "variable_2": row.variable_2, "model": row.model}
    return view.results.first("measurement", "expected_change", **pair)


def _kind(view: View, kind: str, found: list[Result]) -> Rows:
    first = (
        Cell(content=view.language.say(f"releases.{kind}"), is_header=True, scope="rowgroup", span=N_COLUMNS),
    )
    return Rows(rows=(first, *(_release(view, row) for row in found)), row_css=("gh", *("",) * len(found)))


def _release(view: View, row: Result) -> tuple[Cell, ...]:
    change = _change(view, row)
    is_beyond = change is not None and not change.is_suppressed and _is_beyond(change)
    told = (
        tag("span", view.language.say("releases.beyond"), data_result=change.result_id)
        if change is not None and is_beyond
        else cells.estimate(view, change, digits=2, is_signed=True)
    )
    return (
        Cell(content=_pair(view, row), is_header=True),
        Cell(content=cells.estimate(view, row)),
        Cell(content=cells.p_value(view, row), css="civ"),
        Cell(content=told),
    )


def _pair(view: View, row: Result) -> Markup:
    if row.model == "residual":
        return Markup("{} ↔ {}").format(row.variable, row.variable_2)
    label = view.dimension_label(row.variable_2)
    return Markup("{} → {} ").format(row.variable, label) + tag("span", row.variable_2, class_="flag")
