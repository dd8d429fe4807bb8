"""What the results depend on: what was tried, and what the uncertainty is made of."""

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import fold, join, number, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.report.drawings import draw_inline
from crowdpotential.report.frame import Caption, base_of_index, make_figure, make_panel, make_prose, nothing
from crowdpotential.report.sentences.headlines import list_headlines
from crowdpotential.report.sentences.left_out import is_left_out, n_parts, names_of, verdict_without
from crowdpotential.report.sentences.robustness import is_examined, name_choices
from crowdpotential.report.view import View

SECTION = "sens"
HALF = 0.5  # a share above it is most of the variance


def introduce_sensitivity(view: View) -> Fragment:
    """Say how many findings hold, and put away what was tried and in which unit it is compared."""
    tried, say = view.results.first("sensitivity", "n_combinations"), view.language.say
    if tried is None:
        withheld = view.results.first("sensitivity", "withheld")
        return (
            make_prose(SECTION, "sens-intro", _withheld(view, withheld))
            if withheld
            else nothing(SECTION, "sens-intro")
        )
    left_out = view.results.first("sensitivity", "n_left_out")
    detail = [
        say(
            "sens.intro",
            combinations=number(tried, view.numerals.integer(tried.estimate)),
            choices=_choices(view),
        ),
        say("sens.unit"),
        say("sens.left_out", n=number(left_out, view.numerals.integer(left_out.estimate)))
        if left_out is not None and left_out.estimate > 0
        else "",
    ]
    told = fold(say("sens.tried"), join(tag("p", part) for part in detail if part))
    return make_panel(
        SECTION, "sens-intro", tag("div", tag("p", _summary(view.whole, tried)), told, class_="prose")
    )


def show_uncertainty(view: View) -> Fragment:
    """Show what the uncertainty of each area's index and of each gap is made of."""
    if not is_examined(view) or not view.results.find("sensitivity", "variance_share"):
        return nothing(SECTION, "sensitivity")
    say = view.language.say
    caption = Caption(
        title=_title(view.whole),
        subtitle=say("sens.subtitle"),
        notes=[
            say("sens.note"),
            say("sens.note_areas", areas=view.area_words) if view.areas else "",
            base_of_index(view),
        ],
        rows="sensitivity.variance_share.*, sensitivity.total_order.*",
        files="sensitivity",
    )
    body = draw_inline(view, "sensitivity")
    if not body:
        return nothing(SECTION, "sensitivity")
    return make_figure(view, section=SECTION, anchor="sensitivity", caption=caption, body=body)


def _withheld(view: View, row: Result) -> Markup:
    """Say that too many replicates lack a combination for anything to be told."""
    return view.language.say(
        "sens.withheld",
        n=number(row, view.numerals.integer(row.estimate)),
        total=view.numerals.integer(view.n_replicates),
    )


def _summary(view: View, tried: Result) -> Markup:
    """Count the findings that hold, under all combinations and without each part."""
    say, rows = view.language.say, list_headlines(view)
    combinations = number(tried, view.numerals.integer(tried.estimate))
    if not rows:
        return say("sens.summary_none", combinations=combinations)
    holding = sum(row.verdict == "holds" for row in rows)
    counts = {"holding": holding, "total": len(rows), "combinations": combinations}
    if not is_left_out(view):
        return say("sens.summary", **counts)
    without = sum(not names_of(verdict_without(view, row)) for row in rows)
    return say("sens.summary_both", without=without, parts=n_parts(view), **counts)


def _choices(view: View) -> Markup:
    """List the options of each choice, those of the index in bold."""
    say, options = view.language.say, dict[str, list[Markup]]()
    for row in view.results.find("sensitivity", "option"):
        key = f"option.{row.category}"
        text = say(key) if key in view.language.sentences else Markup("{}").format(row.category)
        is_own = row.verdict == "main"
        options.setdefault(row.variable, []).append(tag("b", text) if is_own else text)
    return join(
        (
            say("sens.choice", choice=name_choices(view, (name,)), options=join(found, ", "))
            for name, found in options.items()
        ),
        "; ",
    )


def _title(view: View) -> Markup:
    """Say which source makes up most of the variance, of every result shown or of none."""
    rows = [
        row
        for row in view.results.find("sensitivity", "variance_share", category="sampling")
        if not row.is_suppressed and _is_drawn(view, row)
    ]
    if not rows:
        return view.language.say("sens.title")
    low, high = (end(rows, key=lambda row: row.estimate) for end in (min, max))
    key = "sampling" if low.estimate > HALF else "method" if high.estimate < HALF else "mixed"
    ends = {
        name: number(row, view.numerals.percent(row.estimate, 0))
        for name, row in (("low", low), ("high", high))
    }
    is_one = round(low.estimate, 2) == round(high.estimate, 2)
    return view.language.say(f"sens.title_{key}{'_one' if is_one else ''}", **ends)


def _is_drawn(view: View, row: Result) -> bool:
    if row.variable == "gap":
        return row.bloc in view.blocs
    return row.variable == "index" and row.area in view.areas
