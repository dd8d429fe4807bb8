"""Which parts of the sample may be compared: sides, pairs of them, areas, and groups of residents, each by its own verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from markupsafe import Markup

from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import (
    COMPARABLE,
    DIFFERS,
    MISFIT,
    ONE_GROUP,
    PARTIAL,
    PERMITTING,
    UNTESTABLE,
    UNTESTED,
    allows_within,
)
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing, refer
from crowdpotential.views.sentences.comparable_areas import largest_detectable
from crowdpotential.views.sentences.obstacles import find_fault
from crowdpotential.views.sentences.outcome import Kind, Outcome, say_outcome
from crowdpotential.views.view import View
from crowdpotential.views.wording import name_of_variable

MOST_PAIRS = 6  # of sides, that are told one by one where their verdicts are the same
MOST_NAMED = 4  # sides in the head of a row
UNTESTED_ROWS = (UNTESTABLE, UNTESTED)
STEPS = ("thresholds", "metric", "scalar")  # models that only parts have, beyond the base model
SHIFTS = {"areas": "area_item_shift", "groups": "group_item_shift"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """One set of parts that are compared with each other, its verdict, and the means whose bases it rests on."""

    name: Markup | str
    verdict: Result
    means: tuple[Result, ...]
    is_between_sides: bool = False

    @property
    def is_pair(self) -> bool:
        """Whether it is one of the pairs of three or more sides."""
        return bool(self.verdict.reference_bloc)


def show_partitions(view: View) -> Exhibit | Fragment:
    """List the verdict on every comparison that the page makes or refuses, with its base, its reason and what it allows."""
    found = list_partitions(view)
    is_told = len(found) == 1 and found[0].verdict == view.verdict  # by the panel above
    if not found or is_told:
        return nothing("cmp", "partitions")
    say = view.language.say
    has_thin = any(each.verdict.verdict == UNTESTED for each in found)
    wordings = say("partitions.wordings", where=refer(view, "loadings"))
    return Exhibit(
        setting=view.setting,
        section="cmp",
        anchor="partitions",
        kind="table",
        title=_title(view.whole, list_partitions(view.whole)),
        subtitle=say("partitions.subtitle"),
        panels=(Panel(tables=(_table(view, found),)),),
        arrangement="bare",
        notes=(
            say("partitions.note"),
            say("partitions.note_untested") if has_thin else "",
            wordings if any(_differing(view, each.verdict) for each in found) else "",
        ),
        rows=cite(view, "comparability.verdict.*", "comparability.detectable_shift.*"),
    )


def _table(view: View, found: Sequence[Partition]) -> Table:
    say = view.language.say
    return Table(
        looks=("pin1", "prosy"),
        caption=say("partitions.caption"),
        columns=(
            Column(head=say("partitions.what"), kind="label"),
            Column(head=say("partitions.smallest"), look="base"),
            Column(head=say("partitions.verdict"), look="words", is_words=True),
            Column(head=say("partitions.allows"), look="words", is_words=True),
        ),
        groups=(Group(rows=tuple(_row(view, each) for each in found)),),
    )


def list_partitions(view: View) -> list[Partition]:
    """List what was asked to be compared: the sides, pairs of them, areas of each side, groups by each variable."""
    found = [_sides(view, view.verdict)] if view.verdict is not None and len(view.blocs) > 1 else []
    found += _pairs(view)
    found += [_areas(view, row) for row in _verdicts(view, "areas") if len(view.areas_of(row.bloc)) > 1]
    found += [_groups(view, row) for row in _verdicts(view, "groups") if row.bloc in {"", *view.blocs}]
    return [each for each in found if each.verdict.note != ONE_GROUP]


def may_rank(view: View, each: Partition) -> bool:
    """Return whether it may be said which of the parts stands higher: by the verdict on them, and by the measurement itself."""
    return each.verdict.verdict in PERMITTING and find_fault(view) is None


def _verdicts(view: View, variable: str) -> tuple[Result, ...]:
    """Find them in the order of the sides."""
    order = {bloc: position for position, bloc in enumerate(("", *view.params.blocs))}
    rows = view.results.find("comparability", "verdict", variable=variable)
    return tuple(sorted(rows, key=lambda row: order.get(row.bloc, 0)))


def _sides(view: View, verdict: Result) -> Partition:
    names = [view.bloc_name(bloc) for bloc in view.blocs]
    named = ", ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} {view.bloc_word(len(names))}"
    return Partition(name=named, verdict=verdict, means=_means_of_sides(view, view.blocs), is_between_sides=True)


def _pairs(view: View) -> list[Partition]:
    """List pairs of three or more sides; as one where there are many and all have the same verdict."""
    rows = [row for row in _verdicts(view, "index") if row.reference_bloc and {row.bloc, row.reference_bloc} <= set(view.blocs)]
    if len(rows) > MOST_PAIRS and len({(row.verdict, row.note) for row in rows}) == 1:
        name = view.language.say("partitions.every_pair", blocs=view.bloc_words)
        means = _means_of_sides(view, view.blocs)
        return [Partition(name=name, verdict=rows[0], means=means, is_between_sides=True)]
    return [
        Partition(
            name=view.language.say("partitions.pair", first=view.bloc_name(row.bloc), second=view.bloc_name(row.reference_bloc)),
            verdict=row,
            means=_means_of_sides(view, (row.bloc, row.reference_bloc)),
            is_between_sides=True,
        )
        for row in rows
    ]


def _means_of_sides(view: View, blocs: Sequence[str]) -> tuple[Result, ...]:
    rows = view.results.find("index", "mean", variable="index", area="", domain_variable="")
    return tuple(row for row in rows if row.bloc in blocs)


def _areas(view: View, verdict: Result) -> Partition:
    say = view.language.say
    rows = view.results.find("index", "mean", variable="index", bloc=verdict.bloc, domain_variable="")
    name = (
        say("partitions.areas_of", areas=view.area_words, bloc=view.bloc_name(verdict.bloc))
        if verdict.bloc
        else say("partitions.areas", areas=view.area_words)
    )
    return Partition(name=name, verdict=verdict, means=tuple(row for row in rows if row.area))


def _groups(view: View, verdict: Result) -> Partition:
    say, variable = view.language.say, name_of_variable(view, verdict.domain_variable)
    rows = view.results.find("groups", "mean", variable="index", domain_variable=verdict.domain_variable, bloc=verdict.bloc)
    name = (
        say("partitions.groups_of", variable=variable, bloc=view.bloc_name(verdict.bloc))
        if verdict.bloc
        else say("partitions.groups", variable=variable)
    )
    return Partition(name=name, verdict=verdict, means=tuple(row for row in rows if row.sample != "boost"))


def _title(view: View, found: Sequence[Partition]) -> Markup:
    """Count what may be compared among what was tested; what was not is no part of either."""
    say, fault = view.language.say, find_fault(view)
    if fault is not None:
        return say("partitions.title_barred", reason=say(f"outcome.{fault.reason}"))
    verdicts = [each.verdict.verdict for each in found]
    if not set(verdicts) - set(UNTESTED_ROWS):
        counts = [say(f"partitions.count_{word}", n=verdicts.count(word)) for word in UNTESTED_ROWS if word in verdicts]
        return say("partitions.title_unshown", n=len(found), reasons=join(counts, ", "))
    tested = [each.verdict for each in found if each.verdict.verdict not in UNTESTED_ROWS]
    permitted = [row for row in tested if row.verdict in PERMITTING]
    rest = len(found) - len(tested)
    kind: Kind = "none" if not permitted else "all" if len(permitted) == len(found) else "some"
    outcome = Outcome(
        kind=kind,
        tested=tuple(tested),
        found=tuple(permitted),
        n_withheld=rest,
    )
    more = say("partitions.rest", n=rest) if rest else ""
    return say_outcome(view, "partitions.title", outcome, n=len(permitted) or len(tested), total=len(found), rest=more)


def _row(view: View, each: Partition) -> Row:
    say, verdict = view.language.say, each.verdict
    word = tag("span", say(f"partitions.{verdict.verdict}"), data_result=verdict.result_id)
    heading = tag("b", word) if verdict.verdict in PERMITTING else word
    tested = _model(view, verdict)
    by = Markup(" ({})").format(tested) if tested else Markup("")
    why = join([heading + by, _reason(view, verdict)], ". ")
    return Row((each.name, _smallest(each.means), why, _allows(view, each)))


def _allows(view: View, each: Partition) -> Markup:
    """State what a verdict allows; where the measurement itself bears no comparison, that it allows none, and why."""
    say, allowed, fault = view.language.say, _allowed(each), find_fault(view)
    if fault is None or allowed == "nothing":
        return say(f"partitions.allows_{allowed}")
    return say("partitions.allows_barred")  # the title says why


def _smallest(means: Sequence[Result]) -> Number:
    hidden = [row for row in means if row.is_suppressed]
    if hidden:
        return Number(hidden[0])
    known = [row for row in means if isfinite(row.n)]
    return Number(min(known, key=lambda row: row.n, default=None), part="base")


def _model(view: View, verdict: Result) -> Markup:
    """State by what it was judged: models of the parts, or where one is too thin, the model of everybody and shifts of items by it.

    Pairs of sides have no rows of their own on that.
    """
    if verdict.reference_bloc:
        return Markup("")
    say, keys = view.language.say, {"domain_variable": verdict.domain_variable}
    keys |= {"variable": "" if verdict.variable == "index" else verdict.variable}
    if verdict.variable != "index":
        keys["bloc"] = verdict.bloc
    fits = view.results.find("comparability", "cfi", **keys)
    if verdict.verdict in UNTESTED_ROWS:
        return say("partitions.by_shifts") if largest_detectable(view, verdict) is not None else Markup("")
    if not fits or not fits[0].method:
        return Markup("")
    is_of_parts = any(row.model in STEPS for row in fits)
    return say(f"partitions.by_{fits[0].method}" if is_of_parts else "partitions.by_everybody")


def _reason(view: View, verdict: Result) -> Markup:
    """State why, with the items that differ, and with what would have been found in a part that is too thin."""
    say, key = view.language.say, f"partitions.why_{verdict.note}"
    if key not in view.language.sentences:
        return Markup("")
    differing = _differing(view, verdict)
    names = join((tag("span", row.variable, class_="nb", data_result=row.result_id) for row in differing), ", ")
    word = "named_misfit" if verdict.verdict == MISFIT else "named_alone" if verdict.verdict in UNTESTED_ROWS else "named"
    named = Markup(" ") + say(f"partitions.{word}", items=names) if names else Markup("")
    found = largest_detectable(view, verdict) if verdict.verdict == UNTESTED else None
    power = " " + say("partitions.found_from", shift=phrases.estimate(view, found, digits=2)) if found else Markup("")
    return say(key) + named + power


def _differing(view: View, verdict: Result) -> list[Result]:
    """List the shifts of items that differ in any of the parts, each item once."""
    if verdict.reference_bloc:
        keys = {"bloc": verdict.bloc, "reference_bloc": verdict.reference_bloc}
        rows = list(view.results.find("comparability", "pair_item_shift", **keys))
    elif verdict.variable == "index":
        rows = _shifts_of_sides(view)
    else:
        keys = {"bloc": verdict.bloc, "domain_variable": verdict.domain_variable}
        rows = list(view.results.find("comparability", SHIFTS[verdict.variable], **keys))
    return list({row.variable: row for row in rows if row.verdict == DIFFERS}.values())


def _shifts_of_sides(view: View) -> list[Result]:
    find = view.results.find
    return [*find("comparability", "item_shift"), *find("comparability", "bloc_item_shift")]


def _allowed(each: Partition) -> str:
    verdict = each.verdict
    if verdict.verdict == COMPARABLE:
        return "all"
    if verdict.verdict == PARTIAL:
        return "adjusted"
    return "tables" if allows_within(verdict.verdict, verdict.note) and not each.is_between_sides else "nothing"
