"""The fieldwork: interviews planned and reached, left out by rule, flagged, and answers that are missing."""

from collections.abc import Callable

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Number
from crowdpotential.exhibits.exhibit import Exhibit, Panel
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import number, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import make_panel, make_prose, nothing
from crowdpotential.views.place_table import (
    PlaceBlock,
    PlaceLine,
    PlaceTable,
    lay_out_places,
    place_keys,
    strong_total,
)
from crowdpotential.views.view import View


def introduce_fieldwork(view: View) -> Fragment:
    """State by what rule respondents are left out."""
    rules = view.params.cleaning.exclude
    return make_prose("qual", "qual-intro", view.language.say("fieldwork.intro" if rules else "fieldwork.intro_no_rules"))


def show_overview(view: View) -> Fragment:
    """Show what was received, left out and analysed, and what was not answered."""
    say = view.language.say
    received, excluded, analysed, left_out = (_count(view, m) for m in ("n_received", "n_excluded", "n_analysed", "excluded_share"))
    boxes = []
    if received is not None:
        boxes.append(_box(say("fieldwork.received"), _counted_text(view, received), _boost_text(view)))
    if excluded is not None and left_out is not None and view.params.cleaning.exclude:
        share = phrases.percent(view, left_out, has_sign=True)
        boxes.append(_box(say("fieldwork.excluded"), share, _rules_text(view, excluded)))
    if analysed is not None:
        boxes.append(_box(say("fieldwork.analysed"), _counted_text(view, analysed), _size_text(view)))
    missing = view.results.find("fieldwork", "nonresponse", area="", bloc="")
    if missing:
        worst = max(missing, key=lambda row: row.estimate)
        where = view.dimension_label(worst.variable) if worst.estimate else say("fieldwork.missing_none")
        term = say("fieldwork.missing" if len(missing) > 1 else "fieldwork.missing_one")
        boxes.append(_box(term, phrases.percent(view, worst, has_sign=True), where))
    html = tag("dl", *boxes, class_="strip") if boxes else Markup("")
    return make_panel("qual", "overview", html)


def show_exclusions(view: View) -> Exhibit | Fragment:
    """Count who was left out, by the first rule that took him, and area."""
    received = _count(view, "n_received")
    if received is None or not view.params.cleaning.exclude:
        return nothing("qual", "exclusions")
    say = view.language.say
    lines = tuple(
        PlaceLine(label=view.text(rule.label), cell=_counted(view, "exclusion", rule.id)) for rule in view.params.cleaning.exclude
    )
    foot = [PlaceLine(label=say(f"exclusions.{m}"), cell=_counted(view, m, "")) for m in ("n_received", "n_excluded", "n_analysed")]
    by_place = PlaceTable(
        caption=say("exclusions.caption"),
        corner=say("exclusions.rule"),
        blocks=[PlaceBlock(lines=lines)],
        foot=foot,
        total=say("frame.total"),
        has_sides=True,
    )
    return Exhibit(
        setting=view.setting,
        section="qual",
        anchor="exclusions",
        kind="table",
        arrangement="bare",
        title=_exclusions_title(view, received),
        subtitle=say("exclusions.subtitle"),
        panels=(Panel(tables=(lay_out_places(view, by_place),)),),
        notes=(say("exclusions.note"),),
        rows=cite(view, "fieldwork.exclusion.*", "fieldwork.n_excluded.*"),
    )


def _exclusions_title(view: View, received: Result) -> Markup:
    """State how many were left out, or that nobody was."""
    say, excluded, total = view.language.say, _count(view, "n_excluded"), _counted_text(view, received)
    if excluded is None or not excluded.estimate:
        return say("exclusions.title_none", total=total)
    n = int(excluded.estimate)
    return say("exclusions.title", n=n, count=_counted_text(view, excluded), total=total)


def show_flags(view: View) -> Exhibit | Fragment:
    """Show the share of interviews that each check flagged, by area: a remark excludes nobody by itself."""
    rules = [r for r in view.codebook.quality if view.results.first("fieldwork", "flagged", variable=r.id, area="", bloc="", sample="main")]
    if not rules and not view.results.find("fieldwork", "nonresponse"):
        return nothing("qual", "flags")
    say = view.language.say
    flagged = tuple(PlaceLine(label=view.text(rule.label), cell=_share(view, "flagged", rule.id)) for rule in rules)
    missing = tuple(
        PlaceLine(label=view.dimension_label(dimension.id), cell=_share(view, "nonresponse", dimension.id))
        for dimension in view.codebook.dimensions
        if view.results.first("fieldwork", "nonresponse", variable=dimension.id, area="", bloc="") is not None
    )
    blocks = [
        PlaceBlock(lines=flagged, title=say("flags.flagged")),
        PlaceBlock(lines=missing, title=say("flags.missing")),
    ]
    by_place = PlaceTable(
        caption=say("flags.caption"),
        corner=say("flags.check"),
        blocks=[block for block in blocks if block.lines],
        total=say("frame.total"),
        has_sides=True,
    )
    return Exhibit(
        setting=view.setting,
        section="qual",
        anchor="flags",
        kind="table",
        arrangement="bare",
        is_long=True,
        title=_flags_title(view),
        subtitle=say("flags.subtitle" if rules else "flags.subtitle_missing"),
        panels=(Panel(tables=(lay_out_places(view, by_place),)),),
        notes=(say("flags.note") if rules else "", *_finding_notes(view)),
        rows=cite(view, "fieldwork.flagged.*", "fieldwork.nonresponse.*"),
    )


def _flags_title(view: View) -> Markup:
    """Name the check that flagged most, else the dimension with most missing answers; say so where there is neither."""
    say, everywhere = view.language.say, {"area": "", "bloc": "", "sample": "main"}
    labels = {rule.id: view.text(rule.label) for rule in view.codebook.quality}
    flagged = [row for row in view.results.find("fieldwork", "flagged", **everywhere) if row.variable in labels]
    most = max(flagged, key=lambda row: row.estimate, default=None)
    if most is not None and most.estimate > 0:
        return say("flags.title_some", check=labels[most.variable], share=phrases.percent(view, most, has_sign=True))
    missing = view.results.find("fieldwork", "nonresponse", **everywhere)
    worst = max(missing, key=lambda row: row.estimate, default=None)
    start = say("flags.title_none") + " " if flagged else Markup("")
    if worst is None:
        return start
    if not worst.estimate:
        return start + say("flags.title_complete")
    where, share = view.dimension_label(worst.variable), phrases.percent(view, worst, has_sign=True)
    key = "flags.title_missing" if len(missing) > 1 else "flags.title_missing_one"
    return start + say(key, dimension=where, share=share)


def _finding_notes(view: View) -> list[Markup]:
    """Refer to what findings.csv lists beyond the flags, and count answers to questions that routing did not ask."""
    notes = [view.language.say("flags.findings")] if len(view.run.findings) else []
    forbidden = view.results.first("fieldwork", "n_forbidden")
    if forbidden is not None and forbidden.estimate:
        notes.append(view.language.say("flags.forbidden", forbidden=_counted_text(view, forbidden)))
    return notes


def _count(view: View, measure: str) -> Result | None:
    return view.results.first("fieldwork", measure, area="", bloc="", sample="main")


def _excluded(view: View, rule: str) -> float:
    row = view.results.first("fieldwork", "exclusion", variable=rule, area="", bloc="", sample="main")
    return row.estimate if row else 0.0


def _counted(view: View, measure: str, variable: str) -> Callable[[str], Cell]:
    return lambda place: strong_total(place, Number(_find(view, measure, variable, place), digits=0))


def _share(view: View, measure: str, variable: str) -> Callable[[str], Cell]:
    return lambda place: strong_total(place, Number(_find(view, measure, variable, place), unit="percent"))


def _find(view: View, measure: str, variable: str, place: str) -> Result | None:
    return view.results.first("fieldwork", measure, variable=variable, sample="main", **place_keys(view, place))


def _box(term: Markup, value: Markup, small: Markup | str) -> Markup:
    return tag("div", tag("dt", term), tag("dd", value, tag("small", small) if small else ""))


def _counted_text(view: View, row: Result) -> Markup:
    return number(row, view.numerals.integer(row.estimate))


def _rules_text(view: View, excluded: Result) -> Markup:
    rules = sum(1 for rule in view.params.cleaning.exclude if _excluded(view, rule.id))
    count = view.language.count("noun.rules", rules)
    n = int(excluded.estimate)
    return view.language.say("fieldwork.excluded_by", n=n, count=_counted_text(view, excluded), rules=count)


def _boost_text(view: View) -> Markup | str:
    """Count the boost sample, as received and as analysed."""
    counts = {m: view.results.first("fieldwork", m, area="", bloc="", sample="boost") for m in ("n_received", "n_analysed")}
    received, analysed = counts["n_received"], counts["n_analysed"]
    if received is None or analysed is None:
        return ""
    return view.language.say("fieldwork.boost", n=_counted_text(view, received), analysed=_counted_text(view, analysed))


def _size_text(view: View) -> Markup | str:
    row = view.results.overall("weighting", "n_effective")
    if row is None or view.weighting_kind == "none":  # then it is the number of interviews, said above
        return ""
    return view.language.say("fieldwork.effective", n=_counted_text(view, row))
