"""Key findings: up to six sentences out of the results, each with its number, interval and base, none stronger than its interval."""

from collections.abc import Iterator

from markupsafe import Markup

from crowdpotential.codebook import Variable
from crowdpotential.report import cells
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import level, make_panel, make_prose, refer
from crowdpotential.report.markup import join, number, tag
from crowdpotential.report.results import Result
from crowdpotential.report.sentences.extremes import Extremes, find_widest
from crowdpotential.report.sentences.outcome import why_untested
from crowdpotential.report.sentences.robustness import counted, judged, remark
from crowdpotential.report.sentences.standing import area_contrasts, is_established, leader, stand
from crowdpotential.report.tables.border import headline_gap
from crowdpotential.report.tables.cards import KeyFinding, draw_card, interval_and_base
from crowdpotential.report.tables.comparability import BADGES
from crowdpotential.report.tables.ladder import glyph
from crowdpotential.report.view import View
from crowdpotential.report.wording import fill, label_of_key, name_of_variable

MOST_FINDINGS = 6


def introduce_findings(view: View) -> Fragment:
    """Say what the index means, and what the reader must know before the first number."""
    meaning = view.text(view.params.index.meaning)
    return make_prose("key", "key-intro", meaning, view.language.say("key.intro", level=level(view)))


def show_key_findings(view: View) -> Fragment:
    """Show the findings that the results allow."""
    makers = (_areas, _whole, _gap, _dimensions, _strengths, _groups, _answer, _quality)
    found = [finding for make in makers for finding in make(view)][:MOST_FINDINGS]
    return make_panel(
        "key", "key-findings", tag("ol", *(draw_card(finding) for finding in found), class_="findings")
    )


def _areas(view: View) -> Iterator[KeyFinding]:
    """Say who is highest only where the contrasts put one area above every other."""
    say = view.language.say
    if view.is_split:
        return
    standings = stand(view, view.areas)
    shown = [s for s in standings if not s.mean.is_suppressed]
    if not shown:
        return
    tested = area_contrasts(view)
    found = [row for row in tested if is_established(row)]
    first = leader(standings)
    if len(standings) == 1:
        yield _area_card(
            view,
            shown[0].area,
            shown[0].mean,
            say("key.one_area", area=view.area_name(shown[0].area)),
        )
    elif first is not None:
        yield _area_card(
            view,
            first.area,
            first.mean,
            say("key.leader", area=view.area_name(first.area), n=len(standings) - 1),
        )
    elif tested:
        total = view.results.overall("index", "mean", variable="index")
        words = say(
            "key.pairs" if found else "key.no_pairs", n=len(found), tested=len(tested), areas=view.area_words
        )
        if total is not None:
            yield KeyFinding(
                sentence=words, value=cells.estimate(view, total), unit=say("unit.of_100"),
                support=(interval_and_base(view, total), say("key.overall") + refer(view, "areas", before=" · ")),
                robust=remark(view, judged(view, "pair") if found else ()),
            )  # fmt: skip


def _whole(view: View) -> Iterator[KeyFinding]:
    """Give the mean of everybody in a study without areas, where no verdict keeps blocs apart."""
    total, say = view.results.overall("index", "mean", variable="index"), view.language.say
    if (
        view.params.areas
        or total is None
        or total.is_suppressed
        or (len(view.blocs) > 1 and not view.compares_blocs)
    ):
        return
    yield KeyFinding(
        sentence=say("key.whole"), value=cells.estimate(view, total), unit=say("unit.of_100"),
        support=(interval_and_base(view, total), say("key.overall") + refer(view, "whole", before=" · ")),
        robust=remark(view, ()),
    )  # fmt: skip


def _gap(view: View) -> Iterator[KeyFinding]:
    """Report the contrast of the blocs, or that none may be made."""
    verdict, say = view.verdict, view.language.say
    if verdict is None or len(view.blocs) < 2:
        return
    gap = headline_gap(view)
    if gap is None:
        yield KeyFinding(
            sentence=say(f"key.refused_{verdict.verdict}", blocs=view.bloc_words),
            value=glyph(BADGES[verdict.verdict]), unit=say("key.not_compared"),
            support=(tag("a", say("key.see_verdict"), href="#cmp"),),
        )  # fmt: skip
        return
    first, second = view.bloc_name(gap.bloc), view.bloc_name(gap.reference_bloc)
    if reason := why_untested(gap):
        words = say("key.gap_withheld", first=first, second=second, reason=say(f"outcome.{reason}"))
        yield KeyFinding(sentence=words, value=glyph("dash"), unit="", support=(refer(view, "gap"),))
        return
    adjusted = verdict.verdict == "partial"
    raw = view.results.first("gap", "contrast", variable="index", model="raw", domain_variable="")
    depends = (
        say("key.gap_raw", raw=cells.estimate(view, raw, is_signed=True), ci=cells.interval(view, raw))
        if adjusted and raw
        else ""
    )
    yield KeyFinding(
        sentence=say(f"key.gap_{gap.verdict}", first=first, second=second, higher=first if gap.estimate > 0 else second),
        value=cells.estimate(view, gap, is_signed=True), unit=say("unit.points"),
        support=(interval_and_base(view, gap), say("key.adjusted" if adjusted else "key.unadjusted") + refer(view, "gap", before=" · ")),
        glyph="half" if depends else None, depends=depends,
        robust=remark(view, (*judged(view, "sign"), *judged(view, "established"))),
    )  # fmt: skip


def _dimension_gaps(view: View) -> list[Result]:
    """List the contrasts of the blocs by dimension; none where there is but one dimension."""
    names = view.params.index.dimensions
    return [gap for name in names if len(names) > 1 and (gap := headline_gap(view, name)) is not None]


def _dimensions(view: View) -> Iterator[KeyFinding]:
    """Name the dimensions in which the blocs differ; their own levels are no finding, because their questions differ."""
    say, gaps = view.language.say, _dimension_gaps(view)
    found = sorted((gap for gap in gaps if gap.verdict == "difference"), key=lambda row: -abs(row.estimate))
    if found:
        first, second = view.bloc_name(found[0].bloc), view.bloc_name(found[0].reference_bloc)
        names = ", ".join(view.dimension_label(gap.variable) for gap in found)
        yield KeyFinding(
            sentence=say("key.dimensions", n=len(found), total=len(gaps), names=names, first=first, second=second),
            value=cells.estimate(view, found[0], is_signed=True), unit=say("unit.points"),
            support=(
                interval_and_base(view, found[0]),
                join([view.dimension_label(found[0].variable), cells.p_value(view, found[0])], ", ")
                + refer(view, "dimension-gaps", before=" · "),
            ),
            robust=remark(view, ()),
        )  # fmt: skip


def _strengths(view: View) -> Iterator[KeyFinding]:
    """Say how many dimensions of areas stand out reliably, where no difference of the blocs by dimension is told."""
    rows = [row for row in view.results.find("sensitivity", "deviation") if row.area in view.areas]
    found = [row for row in rows if row.verdict in {"strength", "weakness"}]
    if (
        not found
        or len(view.params.index.dimensions) < 2
        or any(gap.verdict == "difference" for gap in _dimension_gaps(view))
    ):
        return
    say, most = view.language.say, max(found, key=lambda row: abs(row.estimate))
    yield KeyFinding(
        sentence=say("key.strengths", areas=view.area_words, n=len(found), total=len(rows)),
        value=cells.estimate(view, most, is_signed=True), unit=say("unit.points"),
        support=(
            interval_and_base(view, most),
            say("key.strengths_most", area=view.area_label(most.area), name=view.dimension_label(most.variable))
            + refer(view, "strengths", before=" · "),
        ),
        robust=remark(view, ()),
    )  # fmt: skip


def _groups(view: View) -> Iterator[KeyFinding]:
    """Name the groups of residents whose intervals lie furthest apart; within each bloc where blocs may not be pooled."""
    widest = find_widest(view)
    if not widest:
        return
    say, first = view.language.say, widest[0]
    highest, lowest = (
        label_of_key(view, first.variable, row.domain) for row in (first.highest, first.lowest)
    )
    key = "key.groups" if len(widest) == 1 else "key.groups_within"
    support = [_apart(view, extremes, is_named=len(widest) > 1) for extremes in widest]
    yield KeyFinding(
        sentence=say(
            key,
            variable=name_of_variable(view, first.variable),
            highest=highest,
            lowest=lowest,
            blocs=view.bloc_words,
        ),
        value=cells.estimate(view, first.highest),
        unit=say("key.against", other=cells.estimate(view, first.lowest)),
        support=(*support[:-1], support[-1] + refer(view, "group-means", before=" · ")),
        robust=remark(view, ()),
    )


def _apart(view: View, extremes: Extremes, *, is_named: bool) -> Markup:
    """Give the intervals and bases of two groups, and in which bloc."""
    rows = (extremes.highest, extremes.lowest)
    first, second = (cells.interval(view, row) for row in rows)
    n_first, n_second = (cells.base(view, row) for row in rows)
    text = view.language.say(
        "key.two_groups", level=level(view), first=first, second=second, n_first=n_first, n_second=n_second
    )
    return tag("span", view.bloc_name(extremes.highest.bloc) + ": ") + text if is_named else text


def _answer(view: View) -> Iterator[KeyFinding]:
    """Give the most frequent answer of the first question that allowed a few answers out of many."""
    variable = next(
        (v for v in view.codebook.variables if v.type == "multiple" and v.max_answers and v.topline), None
    )
    if variable is None:
        return
    shares = _substantive_shares(view, variable)
    if len(shares) < 2:
        return
    top, second = shares[0], shares[1]
    key = "key.answer" if top.ci_low > second.ci_high else "key.answer_among"
    label = view.text(view.codebook.codes(variable.id)[int(top.category)].label)
    yield KeyFinding(
        sentence=view.language.say(key, question=fill(view, variable.wording), answer=label),
        value=cells.percent(view, top, has_sign=True), unit=view.language.say(f"topline.of_{view.params.report.percent_of}"),
        support=(interval_and_base(view, top, scale=100), refer(view, "toplines")),
        glyph="dash", depends=view.language.say("key.direct"),
    )  # fmt: skip


def _quality(view: View) -> Iterator[KeyFinding]:
    """Say how many interviews stand behind the report and what the weights cost."""
    received, excluded = (
        view.results.first("fieldwork", m, area="", sample="main") for m in ("n_received", "n_excluded")
    )
    effective = view.results.overall("weighting", "n_effective")
    if received is None or excluded is None:
        return
    say, numerals = view.language.say, view.numerals
    analysed = view.results.first("fieldwork", "n_analysed", area="", sample="main")
    counts = {
        "excluded": numerals.integer(excluded.estimate),
        "received": numerals.integer(received.estimate),
    }
    yield KeyFinding(
        sentence=say("key.quality" if excluded.estimate else "key.quality_all", **counts),
        value=number(analysed, numerals.integer(analysed.estimate)) if analysed else Markup(""),
        unit=say("key.analysed"),
        support=(
            say("key.effective", n=number(effective, numerals.integer(effective.estimate))) if effective else Markup(""),
            tag("a", say("key.see_quality"), href="#qual"),
        ),
        robust=counted(view),
    )  # fmt: skip


def _area_card(view: View, area: str, mean: Result, sentence: Markup) -> KeyFinding:
    return KeyFinding(
        sentence=sentence, value=cells.estimate(view, mean), unit=view.language.say("unit.of_100"),
        support=(interval_and_base(view, mean), tag("span", view.area_name(area)) + refer(view, "areas", before=" · ")),
        robust=remark(view, judged(view, "first")),
    )  # fmt: skip


def _substantive_shares(view: View, variable: Variable) -> list[Result]:
    codes = {str(code) for code in view.codebook.codes(variable.id) if code not in variable.exclusive}
    rows = [
        row
        for row in view.results.find(
            "topline", "share", variable=variable.id, bloc="", base=view.params.report.percent_of
        )
        if row.category in codes
    ]
    return sorted((row for row in rows if not row.is_suppressed), key=lambda row: -row.estimate)
