"""Method statement (items of the AAPOR Transparency Initiative), provenance, and the files beside the page."""

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from crowdpotential.codebook import Text
from crowdpotential.disclosure.counts import RULES
from crowdpotential.disclosure.few import hides_nothing
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.frame import adjuster, confidence, make_panel, make_prose
from crowdpotential.views.sentences.citations import name_sources
from crowdpotential.views.sentences.sampling import (
    tell_apart,
    tell_contrary,
    tell_start,
    warn_of_single_draws,
)
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable

MOST_SOURCES = 4  # of control totals, that the statement names; more are listed with the weighting
STATEMENT = (
    "sponsor",
    "conductor",
    "funding",
    "population",
    "sampling_frame",
    "sample_design",
    "boost",
    "mode",
    "dates",
    "interview_language",
    "response_rate",
    "incentives",
    "supervision",
)  # in the order of the statement


def show_method_statement(view: View) -> Fragment:
    """Print every item of the statement; what the study does not tell is printed as not stated."""
    entries = [*_told(view), *_computed(view)]
    boxes = [
        tag("div", tag("dt", term), tag("dd", value or view.language.say("method.not_stated"), class_="" if value else "un"))
        for term, value in entries
    ]
    return make_panel("method", "method", tag("dl", *boxes, class_="statement"))


def introduce_method(view: View) -> Fragment:
    """State by what rules the statement is made."""
    return make_prose("method", "method-intro", view.language.say("method.intro"))


def _uncalibrated(view: View) -> Markup:
    """State what the weights are where nothing is calibrated, and what they leave unsaid."""
    own, kind = view.params.design.base_weight_variable, view.weighting_kind
    key = "column_scaled" if kind == "column" and view.weight_scale == "populations" else kind
    stated = view.language.say(f"method.weighting_{key}", variable=name_of_variable(view, own) if own else "")
    return join([stated, *(part for part in (tell_apart(view), tell_contrary(view)) if part)], ". ")


def fieldwork_days(view: View) -> str:
    """Write the days of the fieldwork, or nothing where they are not stated."""
    dates, note = view.params.study.fieldwork.dates, view.text(view.params.study.fieldwork.dates_note)
    if dates is None:
        return note
    text = view.numerals.days(date.fromisoformat(dates.start), date.fromisoformat(dates.end))
    return f"{text} ({note})" if note else text


def _told(view: View) -> Iterator[tuple[Markup, str]]:
    fieldwork = view.params.study.fieldwork
    for name in STATEMENT:
        if name == "dates":
            yield view.language.say("method.dates"), fieldwork_days(view)
            continue
        given: Text | None = getattr(fieldwork, name)
        if name == "boost" and given is None:
            continue  # a study without a boost has nothing to state
        yield view.language.say(f"method.{name}"), view.text(given)


def _computed(view: View) -> Iterator[tuple[Markup, Markup | str]]:
    say, numerals, params = view.language.say, view.numerals, view.params
    yield say("method.duration"), _duration(view)
    if params.weighting.method == "none":
        yield say("method.weighting"), _uncalibrated(view)
    else:
        yield (
            say("method.weighting"),
            join(
                [
                    say(
                        "method.weighting_calibrated",
                        method=say(f"weighting.method_{params.weighting.method}"),
                        variables=", ".join(
                            name_of_variable(view, v) for v in (*params.weighting.variables, *params.weighting.bloc_variables)
                        ),
                    ),
                    tell_start(view),
                ],
                ". ",
            ),
        )
        yield say("method.controls"), _control_sources(view)
    design = say(f"method.errors_{params.replicates.method}", number=numerals.integer(view.n_replicates))
    cautions = (warn_of_single_draws(view), say("method.errors_quota") if params.design.quota else "")
    yield say("method.errors"), design + join([". " + caution for caution in cautions if caution], "")
    if params.has_index:
        yield from _of_index(view)
    yield (
        say("method.tests"),
        say("method.tests_value", adjuster=adjuster(view), level=numerals.percent(confidence(view), 0)),
    )
    yield say("method.disclosure"), _disclosure(view)
    yield say("method.limitations"), view.text(params.study.fieldwork.limitations)


def _of_index(view: View) -> Iterator[tuple[Markup, Markup | str]]:
    """State how the index is made, and of whom."""
    say, missing = view.language.say, view.params.index.missing
    items = view.language.count("noun.items", view.n_items)
    dimensions = view.language.count("noun.dimensions", len(view.params.index.dimensions))
    yield say("method.index"), say("method.index_value", items=items, dimensions=dimensions, made=_rule_in_words(view))
    yield say("method.missing"), say("method.missing_value", items=missing.min_items, dimensions=missing.min_dimensions)


def _disclosure(view: View) -> Markup:
    """State by what rules numbers are hidden, how many are, and what this cannot promise."""
    say, report = view.language.say, view.params.report
    if hides_nothing(report):
        return say("method.disclosure_none")
    rules = say(
        "method.disclosure_value",
        hidden=report.suppress_below,
        few=report.min_count,
    )
    per_cent = view.numerals.decimal(report.dominance, 0)
    dominance = say("method.disclosure_dominance", per_cent=per_cent) if report.dominance else ""
    counted = [
        say(f"method.disclosure_{rule}", count=number(row, view.numerals.integer(row.estimate)))
        for rule in RULES
        if (row := view.results.first("fieldwork", "n_hidden", category=rule)) is not None and row.estimate
    ]
    hidden = say("method.disclosure_hidden", counted=join(counted, ", ")) if counted else ""
    return join([part for part in (rules, dominance, hidden, say("method.disclosure_runs")) if part], " ")


def _rule_in_words(view: View) -> str:
    """State how items and dimensions are put together: their weights, and whatever is not plain about it."""
    say, index = view.language.say, view.params.index
    axes = ["weights"]
    if not index.specification.is_plain:
        axes += ["normalisation", "aggregation"]
        axes += ["aggregation_within"] if isinstance(index.aggregation_within, str) else []
    parts = [f"{say(f'choice.{axis}')}: {_option(view, index.combination[axis])}" for axis in axes]
    own = index.aggregation_within
    if not isinstance(own, str):
        by_dimension = ", ".join(f"{view.dimension_label(d)} ({_option(view, mean)})" for d, mean in own.items())
        parts.append(say("method.by_dimension", dimensions=by_dimension))
    if index.normalisation == "z":
        return "; ".join([*parts, say("method.scale_z")])
    return "; ".join([*parts, say("method.scale")])


def _option(view: View, option: str) -> str:
    known = f"option.{option}" in view.language.sentences
    return view.language.say(f"option.{option}") if known else option


def _duration(view: View) -> Markup | str:
    rows = view.results.find("fieldwork", "duration_median")
    mode = view.codebook.one_with_role("mode")
    overall = next((row for row in rows if not row.category), None)
    if overall is None:
        return ""
    minutes = phrases.estimate(view, overall, digits=0)
    by_mode = [_mode(view, mode.id, row) for row in rows if row.category and mode is not None]
    text = view.language.say("method.duration_value", minutes=minutes)
    return text + (Markup(": ") + join(by_mode, "; ") if by_mode else "")


def _mode(view: View, variable: str, row: Result) -> Markup:
    return join(
        [label_of_key(view, variable, row.category), phrases.estimate(view, row, digits=0)],
        " — ",
    )


def _control_sources(view: View) -> Markup:
    rows = view.results.find("weighting", "margin_control")
    names = name_sources(view, rows)
    if len(names) > MOST_SOURCES:
        count = view.language.count("noun.sources", len(names))
        listed = view.language.say("method.controls_listed", sources=count)
    else:
        listed = join(names, "; ")
    estimated = dict.fromkeys((row.bloc, row.area) for row in rows if row.note == "estimate")
    if not estimated:
        return listed
    if ("", "") in estimated:
        return view.language.say("method.controls_estimates_whole", sources=listed)
    named = ", ".join(view.place_label(*place) for place in estimated)
    return view.language.say("method.controls_estimates", sources=listed, areas=named)
