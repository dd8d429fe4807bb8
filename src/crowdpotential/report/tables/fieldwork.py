"""The fieldwork: interviews planned and reached, left out by rule, flagged, and answers that are missing."""

from collections.abc import Callable

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import Caption, make_figure, make_panel, make_prose, nothing
from crowdpotential.report.markup import Cell, number, tag
from crowdpotential.report.results import Result
from crowdpotential.report.tables.grid import Block, Grid, Line, draw_grid
from crowdpotential.report.view import View


def introduce_fieldwork(view: View) -> Fragment:
    """Say by what rule respondents are left out."""
    return make_prose("qual", "qual-intro", view.language.say("fieldwork.intro"))


def show_overview(view: View) -> Fragment:
    """Show what was received, left out and analysed, and what was not answered."""
    say = view.language.say
    received, excluded, analysed = (_count(view, m) for m in ("n_received", "n_excluded", "n_analysed"))
    boxes = []
    if received is not None:
        boxes.append(_box(say("fieldwork.received"), _counted_text(view, received), _boost_text(view)))
    if received is not None and excluded is not None and received.estimate:
        share = number(excluded, view.numerals.percent(excluded.estimate / received.estimate))
        boxes.append(_box(say("fieldwork.excluded"), share, _rules_text(view, excluded)))
    if analysed is not None:
        boxes.append(_box(say("fieldwork.analysed"), _counted_text(view, analysed), _size_text(view)))
    missing = view.results.find("fieldwork", "nonresponse", area="")
    if missing:
        worst = max(missing, key=lambda row: row.estimate)
        where = view.dimension_label(worst.variable)
        boxes.append(_box(say("fieldwork.missing"), cells.percent(view, worst, has_sign=True), where))
    html = tag("dl", *boxes, class_="strip") if boxes else Markup("")
    return make_panel("qual", "overview", html)


def show_exclusions(view: View) -> Fragment:
    """Count who was left out, by the first rule that took him, and area."""
    received = _count(view, "n_received")
    if received is None or not view.params.cleaning.exclude:
        return nothing("qual", "exclusions")
    say = view.language.say
    lines = tuple(
        Line(label=view.text(rule.label), cell=_counted(view, "exclusion", rule.id))
        for rule in view.params.cleaning.exclude
    )
    foot = [
        Line(label=say(f"exclusions.{m}"), cell=_counted(view, m, ""))
        for m in ("n_received", "n_excluded", "n_analysed")
    ]
    grid = Grid(
        caption=say("exclusions.caption"), corner=say("exclusions.rule"), blocks=[Block(lines=lines)], foot=foot,
        total=say("frame.total"),
    )  # fmt: skip
    excluded = _count(view, "n_excluded")
    n = excluded.estimate if excluded else 0
    caption = Caption(
        title=say("exclusions.title", n=int(n), count=view.numerals.integer(n), total=view.numerals.integer(received.estimate)),
        subtitle=say("exclusions.subtitle"), notes=[say("exclusions.note")],
        rows="fieldwork.exclusion.*, fieldwork.n_excluded.*",
    )  # fmt: skip
    return make_figure(
        view, section="qual", anchor="exclusions", caption=caption, body=draw_grid(view, grid), kind="table"
    )


def show_flags(view: View) -> Fragment:
    """Show the share of interviews that each check flagged, by area: a remark excludes nobody by itself."""
    rules = [
        r
        for r in view.codebook.quality
        if view.results.first("fieldwork", "flagged", variable=r.id, area="", sample="main")
    ]
    if not rules and not view.results.find("fieldwork", "nonresponse"):
        return nothing("qual", "flags")
    say = view.language.say
    flagged = tuple(
        Line(label=view.text(rule.label), cell=_share(view, "flagged", rule.id)) for rule in rules
    )
    missing = tuple(
        Line(label=view.dimension_label(dimension.id), cell=_share(view, "nonresponse", dimension.id))
        for dimension in view.codebook.dimensions
        if view.results.first("fieldwork", "nonresponse", variable=dimension.id, area="") is not None
    )
    blocks = [
        Block(lines=flagged, title=say("flags.flagged")),
        Block(lines=missing, title=say("flags.missing")),
    ]
    grid = Grid(
        caption=say("flags.caption"),
        corner=say("flags.check"),
        blocks=[b for b in blocks if b.lines],
        total=say("frame.total"),
    )
    caption = Caption(
        title=say("flags.title"), subtitle=say("flags.subtitle"), notes=[say("flags.note"), *_finding_notes(view)],
        rows="fieldwork.flagged.*, fieldwork.nonresponse.*",
    )  # fmt: skip
    return make_figure(
        view,
        section="qual",
        anchor="flags",
        caption=caption,
        body=draw_grid(view, grid),
        kind="table",
        is_long=True,
    )


def _finding_notes(view: View) -> list[Markup]:
    """Count what findings.csv lists beyond the flags: answers to questions that routing did not ask."""
    findings = view.run.findings
    forbidden = findings[findings["rule"] == "forbidden_answer"]["n"].sum() if len(findings) else 0
    return [
        view.language.say(
            "flags.findings", n=len(findings), forbidden=view.numerals.integer(float(forbidden))
        )
    ]


def _count(view: View, measure: str, area: str = "") -> Result | None:
    return view.results.first("fieldwork", measure, area=area, sample="main")


def _excluded_row(view: View, rule: str, area: str) -> Result | None:
    return view.results.first("fieldwork", "exclusion", variable=rule, area=area, sample="main")


def _excluded(view: View, rule: str, area: str) -> float:
    row = _excluded_row(view, rule, area)
    return row.estimate if row else 0.0


def _counted(view: View, measure: str, variable: str) -> Callable[[str], Cell]:
    def cell(area: str) -> Cell:
        row = view.results.first("fieldwork", measure, variable=variable, area=area, sample="main")
        text = number(row, view.numerals.integer(row.estimate)) if row else Markup("—")
        return Cell(content=text if area else tag("b", text))

    return cell


def _share(view: View, measure: str, variable: str) -> Callable[[str], Cell]:
    def cell(area: str) -> Cell:
        text = cells.percent(
            view, view.results.first("fieldwork", measure, variable=variable, area=area, sample="main")
        )
        return Cell(content=text if area else tag("b", text))

    return cell


def _box(term: Markup, value: Markup, small: Markup | str) -> Markup:
    return tag("div", tag("dt", term), tag("dd", value, tag("small", small) if small else ""))


def _counted_text(view: View, row: Result) -> Markup:
    return number(row, view.numerals.integer(row.estimate))


def _rules_text(view: View, excluded: Result) -> Markup:
    rules = sum(1 for rule in view.params.cleaning.exclude if _excluded(view, rule.id, ""))
    count = view.language.count("noun.rules", rules)
    return view.language.say("fieldwork.excluded_by", n=_counted_text(view, excluded), rules=count)


def _boost_text(view: View) -> Markup | str:
    """Count the boost sample, as received and as analysed."""
    counts = {
        m: view.results.first("fieldwork", m, area="", sample="boost") for m in ("n_received", "n_analysed")
    }
    received, analysed = counts["n_received"], counts["n_analysed"]
    if received is None or analysed is None:
        return ""
    return view.language.say(
        "fieldwork.boost", n=_counted_text(view, received), analysed=_counted_text(view, analysed)
    )


def _size_text(view: View) -> Markup | str:
    row = view.results.overall("weighting", "n_effective")
    return (
        view.language.say("fieldwork.effective", n=number(row, view.numerals.integer(row.estimate)))
        if row
        else ""
    )
