"""May the blocs be compared? The verdict, and the steps that led to it."""

from markupsafe import Markup

from crowdpotential.chapters.comparability.exhibits.partitions import (
    Partition,
    list_partitions,
    may_rank,
)
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.index.level_fits import FEWEST_ANSWERS, MOST_ANSWERS, STEPS
from crowdpotential.verdicts import (
    NOT_COMPARABLE,
    PERMITTING,
    allows_within,
)
from crowdpotential.views.frame import (
    bloc_notes,
    make_panel,
    make_prose,
    nothing,
    unplaced_notes,
)
from crowdpotential.views.ladder import (
    BADGES,
    differing_items,
    draw_step,
    glyph,
    list_steps,
    say_obstacles,
)
from crowdpotential.views.sentences.comparable_areas import say_detectable, tell_of_areas
from crowdpotential.views.sentences.obstacles import find_fault
from crowdpotential.views.sentences.sampling import rest_of_models
from crowdpotential.views.view import View
from crowdpotential.views.wording import name_items

OF_DIMENSIONS = ("verdict.comparable_may_3", "verdict.partial_may_3")  # what several dimensions allow


def introduce_comparability(view: View) -> Fragment:
    """State what is tested, and how often."""
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
    names = [tag("span", item, class_="nb") for item, n in sizes.items() if not FEWEST_ANSWERS <= n <= MOST_ANSWERS]
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
    is_barred = fault is not None and verdict.verdict in PERMITTING
    badge = "barred" if is_barred else verdict.verdict
    of_lists = "barred" if fault is not None else verdict.verdict
    top = tag(
        "div",
        glyph("empty" if is_barred else BADGES[verdict.verdict]),
        tag("p", say(f"verdict.{badge}"), class_="badge", id="verdict-title"),
        tag(
            "p",
            say(_why(view, verdict), **values),
            _within(view, verdict),
            _reason(view, verdict),
            say_detectable(view, verdict),
            _pairs(view),
            class_="why",
        ),
        class_="top",
    )
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
        "div",
        top,
        ladder,
        tag("div", *may, class_="may"),
        class_="verdict",
        role="group",
        aria_labelledby="verdict-title",
        data_result=verdict.result_id,
    )
    return make_panel("cmp", "verdict", panel)


def _joined(view: View) -> Markup:
    """State what had to be done to the answers so that thresholds could be compared."""
    every = {item for d in view.params.index.dimensions for item in view.codebook.items(d)}
    found = [row for row in view.results.find("comparability", "n_joined_categories") if row.variable in every]
    if not found:
        return Markup("")
    items = join((tag("span", row.variable, class_="nb", data_result=row.result_id) for row in found), ", ")
    return view.language.say("comparability.joined", items=items)


def _why(view: View, verdict: Result) -> str:
    """Choose the words for a verdict: areas that cross the blocs are compared by a verdict of their own."""
    key = f"verdict.{verdict.verdict}_why"
    return f"{key}_crossing" if view.areas_of("") and f"{key}_crossing" in view.language.sentences else key


def _within(view: View, verdict: Result) -> Markup:
    """State that what is compared is compared within sides, where anything is."""
    is_any = any(each.verdict.bloc in view.blocs and may_rank(view, each) for each in list_partitions(view))
    if verdict.verdict != NOT_COMPARABLE or view.areas_of("") or not is_any:
        return Markup("")
    return Markup(" ") + view.language.say("verdict.within", blocs=view.bloc_words)


def _is_open_within(view: View, each: Partition) -> bool:
    """Return whether a comparison within a side is not ruled out."""
    verdict = each.verdict
    return verdict.bloc in view.blocs and not verdict.reference_bloc and allows_within(verdict.verdict, verdict.note)


def _reason(view: View, verdict: Result) -> Markup:
    """Return the reason in the reader's language, and what the program said where nothing could be fitted, in its own."""
    key = f"reason.{verdict.note}"
    items = name_items(view, [row.variable for row in differing_items(view)])
    reason = Markup(" ") + view.language.say(key, items=items) if key in view.language.sentences else Markup("")
    if obstacles := say_obstacles(view):
        return reason if list_steps(view) else reason + Markup(" ") + join(obstacles, " ")  # the ladder tells them
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
