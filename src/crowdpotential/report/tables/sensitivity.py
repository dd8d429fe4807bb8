"""What the results depend on: the choices tried, what the uncertainty is made of, which headlines hold, what dimensions weigh."""

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.drawings import draw_inline
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import Caption, make_figure, make_prose, nothing
from crowdpotential.report.markup import Cell, Rows, head, join, number, scroll, table
from crowdpotential.report.results import Result
from crowdpotential.report.sentences.robustness import is_examined, judged, name_choices
from crowdpotential.report.view import View

SECTION = "sens"
HEADLINES = ("sign", "established", "first", "last", "pair")


def introduce_sensitivity(view: View) -> Fragment:
    """Say what was tried, and in which unit results of different specifications are compared."""
    tried = view.results.first("sensitivity", "n_combinations")
    if tried is None:
        return nothing(SECTION, "sens-intro")
    say, left_out = view.language.say, view.results.first("sensitivity", "n_left_out")
    options: dict[str, list[Markup]] = {}
    for row in view.results.find("sensitivity", "option"):
        text = (
            say(f"option.{row.category}")
            if f"option.{row.category}" in view.language.sentences
            else Markup(row.category)
        )
        options.setdefault(row.variable, []).append(
            Markup("<b>{}</b>").format(text) if row.verdict == "main" else text
        )
    listed = join(
        (
            say("sens.choice", choice=name_choices(view, (name,)), options=join(found, ", "))
            for name, found in options.items()
        ),
        "; ",
    )
    text = say(
        "sens.intro",
        combinations=number(tried, view.numerals.integer(tried.estimate)),
        choices=listed,
    )
    gone = left_out is not None and left_out.estimate > 0
    left = (
        say("sens.left_out", n=number(left_out, view.numerals.integer(left_out.estimate)))
        if left_out and gone
        else ""
    )
    return make_prose(SECTION, "sens-intro", text, say("sens.unit"), left)


def show_uncertainty(view: View) -> Fragment:
    """Show what the uncertainty of each area's index and of each gap is made of."""
    if not is_examined(view) or not view.results.find("sensitivity", "variance_share"):
        return nothing(SECTION, "sensitivity")
    say = view.language.say
    caption = Caption(
        title=say("sens.title"), subtitle=say("sens.subtitle"), notes=[say("sens.note", areas=view.area_words)],
        rows="sensitivity.variance_share.*", files="sensitivity",
    )  # fmt: skip
    body = draw_inline(view, "sensitivity")
    return make_figure(view, section=SECTION, anchor="sensitivity", caption=caption, body=body)


def show_robustness(view: View) -> Fragment:
    """List the headlines, and whether they hold under all combinations."""
    rows = [row for headline in HEADLINES for row in judged(view, headline) if _is_shown(view, row)]
    if not rows:
        return nothing(SECTION, "robustness")
    say = view.language.say
    heads = head(say("sens.headline"), say("sens.verdict"), say("sens.agreeing"), say("sens.depends_on"))
    body = table(
        say("sens.verdicts_caption"),
        heads=[heads],
        groups=[Rows(rows=tuple(_line(view, row) for row in rows))],
        css="tab pin1",
    )
    n_holding = sum(row.verdict == "holds" for row in rows)
    caption = Caption(
        title=say("sens.verdicts_title", holding=n_holding, total=len(rows)),
        notes=[say("sens.verdicts_note")],
        rows="sensitivity.robustness.*",
    )
    content = scroll(body, label=say("sens.verdicts_caption"), cue=say("frame.cue"))
    return make_figure(
        view, section=SECTION, anchor="robustness", caption=caption, body=content, kind="table"
    )


def show_effective_weights(view: View) -> Fragment:
    """Set what each dimension is meant to weigh beside what it weighs in effect."""
    names = [
        name
        for name in view.params.index.dimensions
        if view.results.first("sensitivity", "effective_weight", variable=name) is not None
    ]
    if len(names) < 2:
        return nothing(SECTION, "effective-weights")
    say = view.language.say
    heads = head(
        say("dimensions.dimension"), say("sens.nominal"), say("sens.effective"), say("sens.with_index"), say("sens.within"),
        say("sens.outside"),
    )  # fmt: skip
    groups = [Rows(rows=tuple(_dimension(view, name) for name in names))]
    body = table(say("sens.weights_caption"), heads=[heads], groups=groups, css="tab pin1")
    caption = Caption(
        title=say("sens.weights_title"), notes=[say("sens.weights_note"), _alternative(view)],
        rows="sensitivity.effective_weight.*",
    )  # fmt: skip
    content = scroll(body, label=say("sens.weights_caption"), cue=say("frame.cue"))
    return make_figure(
        view, section=SECTION, anchor="effective-weights", caption=caption, body=content, kind="table"
    )


def _is_shown(view: View, row: Result) -> bool:
    areas = {row.area, row.reference_area} - {""}
    blocs = {row.bloc, row.reference_bloc} - {""}
    return areas <= set(view.areas) and blocs <= set(view.blocs)


def _line(view: View, row: Result) -> tuple[Cell, ...]:
    say = view.language.say
    depends = name_choices(view, [name for name in row.note.split(";") if name])
    return (
        Cell(content=_headline(view, row), is_header=True),
        Cell(content=say(f"sens.{row.verdict}"), css="verd is" if row.verdict == "holds" else "verd"),
        Cell(content=cells.percent(view, row, digits=0, has_sign=True), css="val"),
        Cell(content=depends, css="verd"),
    )


def _headline(view: View, row: Result) -> Markup:
    names = {
        "first": view.bloc_name(row.bloc) if row.bloc else "",
        "second": view.bloc_name(row.reference_bloc) if row.reference_bloc else "",
    }
    if row.variable == "pair":
        names = {"first": view.area_label(row.area), "second": view.area_label(row.reference_area)}
    within = "_within" if row.variable in {"first", "last"} and row.bloc else ""
    return view.language.say(f"sens.headline_{row.variable}{within}", areas=view.area_words, **names)


def _dimension(view: View, name: str) -> tuple[Cell, ...]:
    def row(measure: str) -> Result | None:
        return view.results.first("sensitivity", measure, variable=name)

    return (
        Cell(content=view.dimension_label(name), is_header=True),
        Cell(content=cells.percent(view, row("nominal_weight"), has_sign=True), css="val"),
        Cell(content=cells.percent(view, row("effective_weight"), has_sign=True), css="val"),
        *(
            Cell(content=cells.estimate(view, row(measure), digits=2), css="civ")
            for measure in ("correlation_with_index", "correlation_within", "correlation_outside")
        ),
    )


def _alternative(view: View) -> Markup | str:
    row = view.results.first("sensitivity", "alternative")
    if row is None or not row.verdict:
        return ""
    name = view.language.say(f"option.{row.variable}")
    return view.language.say(
        f"sens.alternative_{row.verdict}", weights=name, r=cells.estimate(view, row, digits=3)
    )
