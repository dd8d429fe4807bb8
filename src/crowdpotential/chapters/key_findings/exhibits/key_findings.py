"""Key findings: up to ten sentences out of the results, each with its number, interval and base, none stronger than its interval.

Their order is that of decisions: what stands against reading the index; who stands higher; what other chapters tell of themselves, as they
follow on the page; the most frequent answer; and always last what the data are worth. Where there are more than ten,
what only describes gives way.
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from crowdpotential.chapters.key_findings.exhibits.findings_compared import (
    find_areas,
    find_dimensions,
    find_gap,
    find_groups,
    find_strengths,
    find_whole,
)
from crowdpotential.chapters.key_findings.exhibits.findings_of_answers import find_differing_answers
from crowdpotential.chapters.registration import Find
from crowdpotential.codebook import Variable
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import number, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.frame import level, make_panel, make_prose, refer
from crowdpotential.views.key_finding import (
    KeyFinding,
    draw_card,
    interval_and_base,
)
from crowdpotential.views.sentences.most_named import leads
from crowdpotential.views.sentences.obstacles import UNRELIABLE, find_fault
from crowdpotential.views.sentences.robustness import counted
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask_briefly, fill

MOST_FINDINGS = 10


def introduce_findings(view: View) -> Fragment:
    """State what the index means, and what the reader must know before the first number."""
    meaning = view.text(view.params.index.meaning) if view.params.has_index else ""
    has_intervals = any('data-part="ci"' in part for finding in list_findings(view) for part in finding.support)
    intro = view.language.say("key.intro", level=level(view)) if has_intervals else ""
    return make_prose("key", "key-intro", meaning, intro)


def show_key_findings(view: View) -> Fragment:
    """Show the findings that the results allow."""
    drawn = (draw_card(view, finding) for finding in list_findings(view))
    return make_panel("key", "key-findings", tag("ol", *drawn, class_="findings"))


def list_findings(view: View) -> list[KeyFinding]:
    """List the findings that the results allow; first what stands against reading them."""
    makers = (
        _measurement,
        find_areas,
        find_whole,
        find_gap,
        find_dimensions,
        find_strengths,
        find_groups,
        *_finders_of_chapters(),
        find_differing_answers,
        _answer,
    )
    whole = view.whole
    quality = list(_quality(whole))
    return [*choose([finding for make in makers for finding in make(whole)], MOST_FINDINGS - len(quality)), *quality]


def choose(found: Sequence[KeyFinding], most: int) -> list[KeyFinding]:
    """Return as many findings as there is room for, in their order: of background the last goes first, then of the others."""
    others, spare = ([at for at, one in enumerate(found) if one.is_background == is_spare] for is_spare in (False, True))
    kept = {*[*others, *spare][:most]}
    return [one for at, one in enumerate(found) if at in kept]


def _finders_of_chapters() -> list[Find]:
    from crowdpotential.chapters.registry import CHAPTERS  # noqa: PLC0415 the registry names this chapter, too

    return [find for chapter in CHAPTERS.values() for find in chapter.findings()]


def _measurement(view: View) -> Iterator[KeyFinding]:
    """State why the index is not read: its reliability is below the criterion, or its model does not fit."""
    fault, say = find_fault(view), view.language.say
    if fault is None:
        return
    if fault.reason == UNRELIABLE:
        value, limit = phrases.estimate(view, fault.row, digits=2), view.params.comparability.min_reliability
        sentence = say(
            "key.unreliable",
            n=len(view.params.index.dimensions),
            value=value,
            limit=view.numerals.decimal(limit, 2),
            index=view.text(view.params.index.name),
            reach=say("key.unreliable_reach") if fault.row.ci_high >= limit else "",
            item=_weakest_item(view, fault.row),
        )
        support = (interval_and_base(view, fault.row, digits=2), refer(view, "reliability"))
        yield KeyFinding(sentence=sentence, value=value, unit=say("key.alpha"), support=support)
        return
    value = phrases.estimate(view, fault.row, digits=3)
    name = say(f"key.fit_{fault.row.measure}")
    yield KeyFinding(sentence=say("key.misfit", measure=name, value=value), value=value, unit=name, support=(refer(view, "fit"),))


def _weakest_item(view: View, alpha: Result) -> Markup:
    """Name the item without which the questions of a dimension would reach the criterion; nothing where there is none."""
    rows = view.results.find("measurement", "alpha_if_deleted", variable_2=alpha.variable, bloc="", area="")
    best = max((row for row in rows if not row.is_suppressed), key=lambda row: row.estimate, default=None)
    if best is None or best.estimate < view.params.comparability.min_reliability:
        return Markup("")
    value = phrases.estimate(view, best, digits=2)
    return view.language.say("key.unreliable_item", item=ask_briefly(view, view.codebook.variable(best.variable)), value=value)


def _answer(view: View) -> Iterator[KeyFinding]:
    """Return the most frequent answer of the first question that allowed a few answers out of many; not of barriers, which have a card."""
    barriers = view.params.obstacles.barriers if view.params.obstacles else ""
    several = (v for v in view.codebook.variables if v.kind.has_options and v.max_answers and v.topline and not v.sensitive)
    variable = next((v for v in several if v.id != barriers), None)
    if variable is None:
        return
    codes = view.codebook.codes(variable.id)
    shares = [row for row in _substantive_shares(view, variable) if not codes[int(row.category)].sensitive]
    if len(shares) < 2:
        return
    top = shares[0]
    key = "key.answer" if leads(top, shares) else "key.answer_among"
    label = view.text(codes[int(top.category)].label)
    yield KeyFinding(
        sentence=view.language.say(key, question=fill(view, variable.wording), answer=label),
        value=phrases.percent(view, top, has_sign=True),
        unit=view.language.say(f"topline.of_{view.params.report.percent_of}"),
        support=(interval_and_base(view, top, scale=100), refer(view, "toplines")),
        glyph="dash",
        depends=view.language.say("key.direct"),
        is_background=True,
    )


def _quality(view: View) -> Iterator[KeyFinding]:
    """State how many interviews stand behind the report and what the weights cost."""
    received, excluded = (view.results.first("fieldwork", m, area="", sample="main") for m in ("n_received", "n_excluded"))
    effective = view.results.overall("weighting", "n_effective") if view.weighting_kind != "none" else None
    if received is None or excluded is None:
        return
    say, numerals = view.language.say, view.numerals
    analysed = view.results.first("fieldwork", "n_analysed", area="", sample="main")
    counts = {
        "excluded": number(excluded, numerals.integer(excluded.estimate)),
        "received": number(received, numerals.integer(received.estimate)),
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
    )


def _substantive_shares(view: View, variable: Variable) -> list[Result]:
    codes = {str(code) for code in view.codebook.codes(variable.id) if code not in variable.exclusive}
    rows = [
        row
        for row in view.results.find("topline", "share", variable=variable.id, bloc="", base=view.params.report.percent_of)
        if row.category in codes
    ]
    return sorted((row for row in rows if not row.is_suppressed), key=lambda row: -row.estimate)
