"""May the blocs be compared? The verdict, the steps that led to it, and the items that function differently."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, table, tag
from crowdpotential.exhibits.plot import Scale, axis, choose_scale, interval_mark, point_mark, track
from crowdpotential.exhibits.results import Result, by_size, ends
from crowdpotential.index.level_fits import FEWEST_ANSWERS, MOST_ANSWERS, STEPS
from crowdpotential.report import cells
from crowdpotential.report.frame import (
    Caption,
    bloc_notes,
    interval_title,
    make_figure,
    make_panel,
    make_prose,
    nothing,
    unplaced_notes,
)
from crowdpotential.report.sentences.licences import find_fault
from crowdpotential.report.sentences.outcome import outcome_of, say_outcome
from crowdpotential.report.sentences.sampling import explain_dashes, rest_of_models
from crowdpotential.report.tables.ladder import (
    Glyph,
    differing_items,
    draw_step,
    glyph,
    list_steps,
    say_obstacles,
)
from crowdpotential.report.tables.partitions import Partition, largest_detectable, list_partitions, may_rank
from crowdpotential.report.view import View
from crowdpotential.report.wording import fill, name_items
from crowdpotential.verdicts import (
    DIFFERS,
    LICENSED,
    MISFIT,
    NOT_COMPARABLE,
    ONE_GROUP,
    UNJUDGED,
    UNTESTABLE,
    UNTESTED,
    allows_within,
)

BADGES: dict[str, Glyph] = {
    "comparable": "full", "partial": "half", "not_comparable": "empty", "misfit": "empty", "untestable": "dash",
    "untested": "dash",
}  # fmt: skip
TOLD_BY_REASON = ("unanswered_items", "contrary_items")  # notes that say more than the verdict on areas
SHIFTS = ("item_shift", "bloc_item_shift")  # of two sides; of more, each against the middle of all
OF_DIMENSIONS = ("verdict.comparable_may_3", "verdict.partial_may_3")  # what several dimensions allow
MOST_SHIFTS = 12  # beyond the items that differ, the largest shifts show what 'small' means


def introduce_comparability(view: View) -> Fragment:
    """Say what is tested, and how often."""
    view = view.whole
    parts = [view.bloc_words] if view.verdict is not None else _parts(view)
    if not parts:
        return nothing("cmp", "cmp-intro")
    say, fit = view.language.say, view.results.first("comparability", "cfi")
    text = say(
        "comparability.intro",
        parts=join(parts, f" {say('comparability.and')} "),
        items=view.language.count("noun.items", view.n_items),
        how=say(f"comparability.how_{fit.method}", errors=rest_of_models(view)) if fit is not None else "",
    ) + _why_numbers(view, fit)
    if view.verdict is None:
        return make_prose("cmp", "cmp-intro", text)
    crosses = view.areas_of("") and not view.compares_blocs
    return make_prose(
        "cmp",
        "cmp-intro",
        text,
        _joined(view),
        *tell_of_areas(view),
        say("comparability.crossing", areas=view.area_words, blocs=view.bloc_words) if crosses else "",
        *unplaced_notes(view),
        *bloc_notes(view),
    )


def _parts(view: View) -> list[str]:
    """Name what is compared in a study without sides: areas, groups."""
    kinds = {each.verdict.variable for each in list_partitions(view)}
    names = {"areas": view.area_words, "groups": str(view.language.say("comparability.groups"))}
    return [name for kind, name in names.items() if kind in kinds]


def _why_numbers(view: View, fit: Result | None) -> Markup:
    """Name the items for which answers are taken as numbers, where the program has chosen so."""
    if fit is None or fit.method != "mlr" or view.params.comparability.estimator != "auto":
        return Markup("")
    items = [item for d in view.params.index.dimensions for item in view.codebook.items(d)]
    sizes = {item: len(view.codebook.codes(item)) for item in items}
    names = [
        tag("span", item, class_="nb") for item, n in sizes.items() if not FEWEST_ANSWERS <= n <= MOST_ANSWERS
    ]
    named = view.language.say("comparability.all_items") if len(names) == len(items) else join(names, ", ")
    outside = {n > MOST_ANSWERS for n in sizes.values() if not FEWEST_ANSWERS <= n <= MOST_ANSWERS}
    has_number = any(view.codebook.variable(item).kind.is_number for item in items)
    kind = "why_many" if outside == {True} and not has_number else "why_numbers"
    return " " + view.language.say(f"comparability.{kind}", items=named) if names else Markup("")


def show_verdict(view: View) -> Fragment:
    """Show the verdict, the three steps with statistic and threshold, and what may and may not be done."""
    verdict = view.verdict
    if verdict is None:
        return nothing("cmp", "verdict")
    say = view.language.say
    differing = differing_items(view)
    names = name_items(view, [row.variable for row in differing])
    fault = find_fault(view)
    reason = say(f"outcome.{fault.reason}") if fault is not None else ""
    values = {
        "n": len(differing),
        "items": names,
        "areas": view.area_words,
        "blocs": view.bloc_words,
        "reason": reason,
    }
    is_barred = fault is not None and verdict.verdict in LICENSED
    badge = "barred" if is_barred else verdict.verdict
    of_lists = "barred" if fault is not None else verdict.verdict
    top = tag(
        "div", glyph("empty" if is_barred else BADGES[verdict.verdict]),
        tag("p", say(f"verdict.{badge}"), class_="badge", id="verdict-title"),
        tag(
            "p", say(_why(view, verdict), **values), _within(view, verdict), _reason(view, verdict), _detectable(view, verdict),
            _pairs(view), class_="why",
        ),
        class_="top",
    )  # fmt: skip
    steps = [draw_step(i, step) for i, step in enumerate(list_steps(view), start=1)]
    ladder = tag("ol", *steps, class_="ladder") if steps else ""
    may = [
        tag(
            "div",
            tag("h3", say(f"verdict.{what}")),
            tag("ul", *_list(view, of_lists, what, values)),
        )
        for what in ("may", "may_not")
    ]
    panel = tag(
        "div", top, ladder, tag("div", *may, class_="may"), class_="verdict", role="group", aria_labelledby="verdict-title",
        data_result=verdict.result_id,
    )  # fmt: skip
    return make_panel("cmp", "verdict", panel)


def show_item_shifts(view: View) -> Fragment:
    """Draw how far items differ between the sides beyond what their dimension explains: the largest first."""
    found = [row for name in SHIFTS for row in view.results.find("comparability", name)]
    rows = by_size(found)
    verdict = view.verdict
    if verdict is None or not rows or verdict.verdict in {MISFIT, UNTESTABLE} or rows[0].is_suppressed:
        return nothing("cmp", "shifts")
    say, write = view.language.say, view.numerals.decimal
    shown = rows[: max(sum(row.verdict == DIFFERS for row in rows), MOST_SHIFTS)]
    smallest = view.params.comparability.min_item_shift_sd
    scale = choose_scale([*(end for row in shown for end in ends(row)), -smallest, smallest])
    heads = [
        *head(say("shifts.item")), axis(scale, view.numerals, spoken=say("shifts.on_scale"), is_signed=True),
        *head(say("shifts.shift"), interval_title(view), say("shifts.conclusion")),
    ]  # fmt: skip
    body = table(
        say("shifts.caption"), heads=[heads], groups=[Rows(rows=tuple(_shift(view, row, scale, smallest) for row in shown))],
        css="plot", style="--lw0:20em", has_roles=True,
    )  # fmt: skip
    caption = Caption(
        title=_shifts_title(view, rows),
        subtitle=_shifts_subtitle(view, rows, write(smallest)),
        notes=[
            say("shifts.note", smallest=write(smallest)),
            say(
                "shifts.shown" if rows[0].reference_bloc else "shifts.shown_many",
                total=len(rows),
                shown=len(shown),
                items=len({row.variable for row in rows}),
                sides=len({row.bloc for row in rows}),
            )
            if len(shown) < len(rows)
            else "",
            cells.interval_note(view, rows, method="holm"),
            _detectable(view, verdict),
            say("shifts.incomplete") if verdict.verdict == NOT_COMPARABLE else "",
            *explain_dashes(view, rows),
        ],
        rows="comparability.item_shift.*"
        if len(view.params.blocs) == 2
        else "comparability.bloc_item_shift.*",
        files="item_shifts" if len(view.params.blocs) == 2 and verdict.verdict not in UNJUDGED else "",
    )
    return make_figure(view, section="cmp", anchor="shifts", caption=caption, body=body)


def _shifts_title(view: View, rows: Sequence[Result]) -> Markup:
    """Count the items that differ; that none does is said only where that is what the verdict rests on."""
    verdict = view.verdict.verdict if view.verdict is not None else "untestable"
    outcome = outcome_of(rows, lambda row: row.verdict == DIFFERS)
    total, differing = len({row.variable for row in rows}), len({row.variable for row in outcome.found})
    if outcome.kind == "none" and verdict not in LICENSED:
        return view.language.say("shifts.title_thin" if verdict == UNTESTED else "shifts.title_elsewhere")
    if outcome.kind == "some" and differing == total:
        outcome = replace(outcome, kind="all")
    return say_outcome(view, "shifts.title", outcome, n=differing or total, total=total)


def _shifts_subtitle(view: View, rows: Sequence[Result], smallest: str) -> Markup:
    say = view.language.say
    if not rows[0].reference_bloc:
        return say("shifts.subtitle_many", blocs=view.bloc_words, smallest=smallest)
    first, second = view.bloc_name(rows[0].bloc), view.bloc_name(rows[0].reference_bloc)
    return say("shifts.subtitle", first=first, second=second, smallest=smallest)


def _detectable(view: View, verdict: Result) -> Markup:
    """Say which shift would have been found, where the sides are too thin for a test."""
    found = largest_detectable(view, verdict) if verdict.verdict == UNTESTED else None
    if found is None:
        return Markup("")
    told = view.language.say("partitions.detectable", shift=cells.estimate(view, found, digits=2))
    return Markup(" ") + told


def tell_of_areas(view: View) -> list[Markup]:
    """Say for each bloc with several areas, or for all areas where they lie in none, whether they may be compared with each other."""
    said = []
    for row in view.results.find("comparability", "verdict", variable="areas"):
        told = row.note if row.note in TOLD_BY_REASON else row.verdict
        key = f"comparability.areas_{told}{'' if row.bloc else '_all'}"
        if row.note == ONE_GROUP or key not in view.language.sentences or not view.areas_of(row.bloc):
            continue
        fault = find_fault(view) if row.verdict not in {MISFIT, NOT_COMPARABLE} else None
        if fault is not None:
            key = "comparability.areas_barred" if row.bloc else "comparability.areas_barred_all"
        differing = view.results.find("comparability", "area_item_shift", bloc=row.bloc, verdict=DIFFERS)
        words = {
            "bloc": view.bloc_name(row.bloc) if row.bloc else "",
            "areas": view.area_words,
            "items": name_items(view, [shift.variable for shift in differing]),
            "reason": view.language.say(f"outcome.{fault.reason}") if fault is not None else "",
        }
        sentence = view.language.say(key, **words) + _detectable(view, row)
        said.append(tag("span", sentence, data_result=row.result_id))
    return said


def _joined(view: View) -> Markup:
    """Say what had to be done to the answers so that thresholds could be compared."""
    every = {item for d in view.params.index.dimensions for item in view.codebook.items(d)}
    found = [
        row for row in view.results.find("comparability", "n_joined_categories") if row.variable in every
    ]
    if not found:
        return Markup("")
    items = join((tag("span", row.variable, class_="nb", data_result=row.result_id) for row in found), ", ")
    return view.language.say("comparability.joined", items=items)


def _why(view: View, verdict: Result) -> str:
    """Choose the words for a verdict: areas that cross the blocs are compared by a verdict of their own."""
    key = f"verdict.{verdict.verdict}_why"
    return f"{key}_crossing" if view.areas_of("") and f"{key}_crossing" in view.language.sentences else key


def _within(view: View, verdict: Result) -> Markup:
    """Say that what is compared is compared within sides, where anything is."""
    is_any = any(each.verdict.bloc in view.blocs and may_rank(view, each) for each in list_partitions(view))
    if verdict.verdict != NOT_COMPARABLE or view.areas_of("") or not is_any:
        return Markup("")
    return Markup(" ") + view.language.say("verdict.within", blocs=view.bloc_words)


def _is_open_within(view: View, each: Partition) -> bool:
    """Whether a comparison within a side is not ruled out."""
    verdict = each.verdict
    return (
        verdict.bloc in view.blocs
        and not verdict.reference_bloc
        and allows_within(verdict.verdict, verdict.note)
    )


def _reason(view: View, verdict: Result) -> Markup:
    """Give the reason in the reader's language, and what the program said where nothing could be fitted, in its own."""
    key = f"reason.{verdict.note}"
    items = name_items(view, [row.variable for row in differing_items(view)])
    reason = (
        Markup(" ") + view.language.say(key, items=items) if key in view.language.sentences else Markup("")
    )
    if told := say_obstacles(view):
        return reason if list_steps(view) else reason + Markup(" ") + join(told, " ")  # the ladder tells them
    obstacle = view.results.first("comparability", "obstacle", variable="index", bloc="", reference_bloc="")
    if obstacle is None or obstacle.model in STEPS["wlsmv"][1:] or verdict.note == "no_convergence":
        return reason  # the ladder names the step
    words = view.language.say("reason.obstacle", words=tag("q", obstacle.note, lang="en"))
    return reason + Markup(" ") + tag("span", words, data_result=obstacle.result_id)


def _pairs(view: View) -> Markup:
    """Name the pairs of three or more sides that may be compared although all together may not."""
    said = Markup("")
    for key, word in (("pairs", "comparable"), ("pairs_partial", "partial")):
        pairs = [each for each in list_partitions(view) if each.is_pair and each.verdict.verdict == word]
        named = [each.name for each in pairs if may_rank(view, each)]
        said += Markup(" ") + view.language.say(f"verdict.{key}", pairs=join(named, "; ")) if named else ""
    return said


def _list(view: View, verdict: str, what: str, values: dict[str, object]) -> list[Markup]:
    """List what is allowed or not; of areas only where they lie in the blocs, or, where they cross them, by their own verdict."""
    sentences, prefix = view.language.sentences, f"verdict.{verdict}_{what}_"
    keys = sorted(key for key in sentences if key.startswith(prefix) and key.removeprefix(prefix).isdigit())
    keys = [key for key in keys if view.params.is_nested or "{areas}" not in sentences[key]]
    if len(view.params.index.dimensions) < 2:
        keys = [key for key in keys if key not in OF_DIMENSIONS]
    names = ", ".join(view.bloc_name(bloc) for bloc in view.closed_blocs if bloc)
    if not any(_is_open_within(view, each) for each in list_partitions(view)):
        keys = [key for key in keys if key != "verdict.misfit_may_2"]
    if verdict == "barred":
        pass  # whatever the verdicts on areas
    elif what == "may_not" and view.closed_blocs:
        keys.insert(0, "verdict.closed" if names else "verdict.closed_all")
    if verdict != "barred" and what == "may" and view.areas_of("") and not view.closed_blocs:
        keys.append("verdict.crossing")
    texts = [view.language.say(key, names=names, **values) for key in keys]
    ends = [";"] * (len(texts) - 1) + ["."]
    return [tag("li", Markup(text.rstrip(";.")) + end) for text, end in zip(texts, ends, strict=False)]


def _shift_word(row: Result, smallest: float) -> str:
    """Conclude on one shift: what is not established is no proof of sameness, unless its interval leaves room for small shifts only."""
    if row.verdict == DIFFERS:
        return "differs"
    low, high = ends(row)
    return "small" if -smallest < low and high < smallest else "open"


def _shift(view: View, row: Result, scale: Scale, smallest: float) -> tuple[Cell, ...]:
    wording = fill(view, view.codebook.variable(row.variable).wording)
    differs = row.verdict == DIFFERS
    side = Markup("") if row.reference_bloc else tag("span", view.bloc_name(row.bloc), class_="chip")
    marks = (interval_mark(scale, *ends(row)), point_mark(scale, row.estimate, "none"))
    word = view.language.say(f"shifts.{_shift_word(row, smallest)}")
    return (
        Cell(content=tag("span", row.variable, class_="flag") + " " + wording + side, is_header=True),
        track(scale, *marks, zone=(-smallest, smallest)),
        Cell(content=cells.estimate(view, row, digits=2, is_signed=True), css="val"),
        Cell(
            content=cells.interval(view, row, digits=2),
            css="civ",
            label=str(interval_title(view)),
        ),
        Cell(content=word, css="verd is" if differs else "verd"),
    )
