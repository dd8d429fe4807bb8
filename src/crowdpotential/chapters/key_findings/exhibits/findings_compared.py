"""Key findings about who stands higher: areas, sides, dimensions, strengths and groups; none where the measurement does not bear it."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.results import Result, by_size
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.frame import refer
from crowdpotential.views.key_finding import (
    KeyFinding,
    interval_and_base,
)
from crowdpotential.views.ladder import BADGES, glyph
from crowdpotential.views.sentences.above import (
    enumerate_quoted,
    name_pairs,
    say_overall,
    widest_pair,
)
from crowdpotential.views.sentences.deviations import deviations, stands_out
from crowdpotential.views.sentences.extremes import find_widest
from crowdpotential.views.sentences.gaps import (
    concluded,
    dimension_outcome,
    headline_gap,
    oriented_gap,
    say_dimensions,
    say_sides,
    side_gaps,
    smallest_gap,
)
from crowdpotential.views.sentences.obstacles import find_fault
from crowdpotential.views.sentences.outcome import (
    Outcome,
    outcome_of,
    say_outcome,
    why_untested,
)
from crowdpotential.views.sentences.robustness import judged, remark
from crowdpotential.views.sentences.standing import (
    is_established,
    leader,
    outcome_of_areas,
    overall_tests,
    stand,
)
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable

MOST_STRENGTHS = 3


def find_areas(view: View) -> Iterator[KeyFinding]:
    """Name the areas that stand above others, or say why none is named."""
    standings = [s for s in stand(view, view.areas) if not s.mean.is_suppressed]
    if not standings or find_fault(view) is not None:
        return
    outcome, first = outcome_of_areas(view), leader(view, standings)
    if len(view.areas) == 1:
        words = view.language.say("key.one_area", area=view.area_name(standings[0].area), areas=view.area_words)
        yield _of_area(view, standings[0].area, standings[0].mean, words)
    elif first is not None:
        words = view.language.say("key.leader", area=view.area_name(first.area), n=len(standings), areas=view.area_word(len(standings)))
        yield _of_area(view, first.area, first.mean, words)
    elif outcome.is_tested:
        yield _of_pairs(view, outcome)
    elif outcome.kind != "not_asked":
        words = say_outcome(view, "key.areas", outcome, areas=view.area_words)
        yield KeyFinding(sentence=words, value=glyph("dash"), unit="", support=(refer(view, "areas"),))


def find_whole(view: View) -> Iterator[KeyFinding]:
    """Return the mean of everybody in a study without areas, where no verdict keeps sides apart."""
    total, say = view.results.overall("index", "mean", variable="index"), view.language.say
    is_apart = len(view.blocs) > 1 and not view.compares_blocs
    if view.params.areas or total is None or total.is_suppressed or is_apart or find_fault(view) is not None:
        return
    yield KeyFinding(
        sentence=say("key.whole"),
        value=phrases.estimate(view, total),
        unit=say("unit.of_100"),
        support=(interval_and_base(view, total), refer(view, "whole")),
    )


def find_gap(view: View) -> Iterator[KeyFinding]:
    """Report the contrast of the sides, or that none may be made."""
    verdict, say = view.verdict, view.language.say
    if verdict is None or len(view.blocs) < 2 or find_fault(view) is not None:
        return
    gap = headline_gap(view)
    if gap is None:
        yield KeyFinding(
            sentence=say("key.refused", blocs=view.bloc_words, reason=say(f"outcome.{verdict.verdict}")),
            value=glyph(BADGES[verdict.verdict]),
            unit=say("key.not_compared"),
            support=(tag("a", say("key.see_verdict"), href="#cmp"),),
        )
        return
    if len(side_gaps(view)) > 1:
        yield _of_sides(view)
        return
    names = {"first": view.bloc_name(gap.bloc), "second": view.bloc_name(gap.reference_bloc)}
    if reason := why_untested(gap):
        words = say("key.gap_withheld", reason=say(f"outcome.{reason}"), **names)
        yield KeyFinding(sentence=words, value=glyph("dash"), unit="", support=(refer(view, "gap"),))
        return
    raw = oriented_gap(view, "index", "raw") if gap.model == "adjusted" else None
    depends = _on_adjustment(view, gap, raw) if raw is not None else Markup("")
    changes = raw is not None and _says(raw) != _says(gap)
    yield KeyFinding(
        sentence=say(f"key.gap_{concluded(view, gap)}", ci=phrases.interval(view, gap), smallest=smallest_gap(view), **names),
        value=phrases.estimate(view, gap, is_signed=True),
        unit=say("unit.points"),
        support=(
            interval_and_base(view, gap),
            say("key.adjusted" if gap.model == "adjusted" else "key.unadjusted") + refer(view, "gap", before=" · "),
        ),
        glyph=("half" if changes else "full") if depends else None,
        depends=depends,
        robust=remark(view, (*judged(view, "sign"), *judged(view, "established"))),
    )


def find_dimensions(view: View) -> Iterator[KeyFinding]:
    """Name the dimensions in which the sides differ; their own levels are no finding, because their questions differ."""
    outcome = dimension_outcome(view)
    if not outcome.found or len(side_gaps(view)) > 1:
        return
    most = max(outcome.found, key=lambda row: abs(row.estimate))
    yield KeyFinding(
        sentence=say_dimensions(view, outcome) + ".",
        value=phrases.estimate(view, most, is_signed=True),
        unit=view.language.say("unit.points"),
        support=(
            interval_and_base(view, most),
            tag("span", view.dimension_label(most.variable)) + refer(view, "dimension-gaps", before=" · "),
        ),
    )


def find_strengths(view: View) -> Iterator[KeyFinding]:
    """Name the dimensions in which areas stand out reliably, where no difference of the sides by dimension is told."""
    rows = deviations(view)
    found = by_size(row for row in rows if stands_out(row))
    if not found or dimension_outcome(view).found:
        return
    say, most = view.language.say, found[0]
    listed = _name_strengths(view, found)
    yield KeyFinding(
        sentence=say("key.strengths", listed=join(listed, "; "), n=len(found), total=sum(not row.is_suppressed for row in rows)),
        value=phrases.estimate(view, most, is_signed=True),
        unit=say("unit.points"),
        support=(
            interval_and_base(view, most),
            say("key.strengths_most", area=view.area_label(most.area), name=view.dimension_label(most.variable))
            + refer(view, "strengths", before=" · "),
        ),
    )


def _name_strengths(view: View, found: Sequence[Result]) -> list[Markup]:
    """Name what stands out, area by area, the largest deviations first; the rest in a word where there are many."""
    named = []
    places = list(dict.fromkeys((row.area, row.verdict) for row in found))
    for area, verdict in places[:MOST_STRENGTHS]:
        names = [view.dimension_label(row.variable) for row in found if (row.area, row.verdict) == (area, verdict)]
        said = enumerate_quoted(view, names)
        named.append(view.language.say(f"key.stands_{verdict}", area=view.area_label(area), names=said))
    return [*named, view.language.say("key.strengths_more")] if len(places) > MOST_STRENGTHS else named


def find_groups(view: View) -> Iterator[KeyFinding]:
    """Name the two groups of residents that differ most of those that are established to differ."""
    widest = find_widest(view)
    if widest is None:
        return
    say, first = view.language.say, widest.contrasts[0]
    names = {
        "variable": name_of_variable(view, widest.variable),
        "highest": label_of_key(view, widest.variable, widest.highest),
        "lowest": label_of_key(view, widest.variable, widest.lowest),
    }
    if first.bloc:
        listed = (say("key.group_of_bloc", bloc=view.bloc_name(row.bloc), points=phrases.estimate(view, row)) for row in widest.contrasts)
        words = say("key.groups_within", blocs=view.bloc_words, listed=join(listed, "; "), **names)
    else:
        words = say("key.groups", points=phrases.estimate(view, first), **names)
    yield KeyFinding(
        sentence=words,
        value=phrases.estimate(view, first, is_signed=True),
        unit=say("unit.points"),
        support=(interval_and_base(view, first), refer(view, "group-pairs")),
    )


def _of_area(view: View, area: str, mean: Result, sentence: Markup) -> KeyFinding:
    return KeyFinding(
        sentence=sentence,
        value=phrases.estimate(view, mean),
        unit=view.language.say("unit.of_100"),
        support=(interval_and_base(view, mean), tag("span", view.area_name(area)) + refer(view, "areas", before=" · ")),
        robust=remark(view, judged(view, "first")),
    )


def _of_sides(view: View) -> KeyFinding:
    """State which of several sides stand above which, with the widest contrast."""
    say, outcome = view.language.say, outcome_of(side_gaps(view), is_established)
    words = say_sides(view, outcome) + "."
    if not outcome.is_tested:
        return KeyFinding(sentence=words, value=glyph("dash"), unit="", support=(refer(view, "gap"),))
    most = widest_pair(outcome)
    names = {"first": view.bloc_name(most.bloc), "second": view.bloc_name(most.reference_bloc)}
    return KeyFinding(
        sentence=words,
        value=phrases.estimate(view, most, is_signed=True),
        unit=say("unit.points"),
        support=(
            interval_and_base(view, most),
            say("key.areas_most" if outcome.found else "key.areas_widest", **names) + refer(view, "gap", before=" · "),
        ),
        robust=remark(view, (*judged(view, "sign"), *judged(view, "established"))),
    )


def _of_pairs(view: View, outcome: Outcome) -> KeyFinding:
    say, most = view.language.say, widest_pair(outcome)
    words = say_outcome(view, "key.areas", outcome, areas=view.area_words, named=name_pairs(view, outcome.found))
    tests = [say_overall(view, row) for row in overall_tests(view) if row.verdict == DIFFERENCE]
    if outcome.kind == "none" and len(outcome.tested) > 1 and tests:
        words = join([words, say("key.areas_overall", test=join(tests, "; "))], " ")
    names = {"first": view.area_label(most.area), "second": view.area_label(most.reference_area)}
    return KeyFinding(
        sentence=words,
        value=phrases.estimate(view, most, is_signed=True),
        unit=say("unit.points"),
        support=(
            interval_and_base(view, most),
            say("key.areas_most" if outcome.found else "key.areas_widest", **names) + refer(view, "pairs", before=" · "),
        ),
        robust=remark(view, judged(view, "pair")) if outcome.found else None,
    )


def _on_adjustment(view: View, gap: Result, raw: Result) -> Markup:
    """Return whether the conclusion holds without the adjustment for items that function differently."""
    key = f"key.gap_raw_same_{gap.verdict}" if _says(raw) == _says(gap) else "key.gap_raw"
    return view.language.say(key, raw=phrases.estimate(view, raw, is_signed=True), ci=phrases.interval(view, raw))


def _says(row: Result) -> tuple[str, bool]:
    """Return the verdict of a contrast, with its direction where that is part of it."""
    return row.verdict, row.verdict == DIFFERENCE and row.estimate > 0
