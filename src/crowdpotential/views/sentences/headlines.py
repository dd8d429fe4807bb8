"""The findings that other ways to make the index were tried on, each in the words that the results themselves allow."""

from markupsafe import Markup

from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views.sentences.gaps import headline_gap
from crowdpotential.views.sentences.obstacles import find_fault, obstacle_to_areas
from crowdpotential.views.sentences.standing import area_contrasts, is_established
from crowdpotential.views.view import View

HEADLINES = ("sign", "established", "first", "last", "pair")
OF_SIDES = ("sign", "established")
MOST_NAMED = 6  # areas in a sentence
FAMILY = "areas"  # of rank sets; those of one bloc have its name added


def list_headlines(view: View) -> tuple[Result, ...]:
    """List the verdicts on findings about areas and blocs that are shown, as far as the measurement bears such findings."""
    if find_fault(view) is not None:
        return ()
    rows = view.results.find("sensitivity", "robustness")
    return tuple(row for kind in HEADLINES for row in rows if row.variable == kind and _is_shown(view, row) and not _obstacle(view, row))


def word_headline(view: View, row: Result) -> Markup:
    """State a finding as the index itself has it; only what it is about where the results do not say more."""
    makers = {"sign": _sign, "established": _established, "pair": _pair, "first": _end, "last": _end}
    return makers[row.variable](view, row)


def ranked_fields(view: View) -> tuple[str, ...]:
    """Report within which blocs areas are ranked against each other; the empty name stands for all areas together."""
    families = dict.fromkeys(row.family for row in _rank_sets(view) if row.family.partition(";")[0] == FAMILY and row.area)
    found = [family.removeprefix(f"{FAMILY};bloc=").removeprefix(FAMILY) for family in families]
    return tuple(bloc for bloc in found if bloc in {"", *view.blocs} and not obstacle_to_areas(view, bloc))


def is_whole_field(view: View, bloc: str) -> bool:
    """Return whether all areas that are ranked with each other are shown, and none of them is hidden."""
    rows = _field(view, bloc)
    return all(row.area in view.areas and not row.is_suppressed for row in rows)


def count_ranked(view: View, row: Result) -> int:
    """Count the areas that are ranked together with that of a rank set."""
    return sum(other.family == row.family for other in _rank_sets(view))


def name_areas_at_end(view: View, end: str, bloc: str = "") -> Markup:
    """State which areas may be first or last, as the simultaneous rank sets have them; nothing where not all of them are shown.

    Args:
        view: of the areas.
        end: first or last.
        bloc: whose areas are ranked by themselves; empty: all together.
    """
    rows, say = _field(view, bloc), view.language.say
    if not rows or not is_whole_field(view, bloc):
        return Markup("")
    n = len(rows)
    named = [row.area for row in rows if (row.ci_low == 1 if end == "first" else row.ci_high == n)]
    if len(named) == n:
        return say(f"headline.{end}_any", n=n, areas=view.area_word(n))
    if len(named) > MOST_NAMED:
        return say(f"headline.{end}_many", n=len(named), total=n, areas=view.area_words)
    names = join((view.area_label(area) for area in named), ", ")
    return say(f"headline.{end}_one" if len(named) == 1 else f"headline.{end}_some", names=names)


def _field(view: View, bloc: str) -> tuple[Result, ...]:
    family = f"{FAMILY};bloc={bloc}" if bloc else FAMILY
    return tuple(row for row in _rank_sets(view) if row.family == family)


def _rank_sets(view: View) -> tuple[Result, ...]:
    return view.results.find("ranks", "rank_set", variable="index", model="simultaneous")


def _obstacle(view: View, row: Result) -> str:
    """State what forbids to rank the areas that a finding is about."""
    if row.variable in OF_SIDES:
        return ""
    blocs = {view.bloc_of(area) for area in (row.area, row.reference_area) if area}
    return obstacle_to_areas(view, row.bloc or (blocs.pop() if len(blocs) == 1 else ""))


def _is_shown(view: View, row: Result) -> bool:
    areas = {row.area, row.reference_area} - {""}
    blocs = {row.bloc, row.reference_bloc} - {""}
    return areas <= set(view.areas) and blocs <= set(view.blocs)


def _sign(view: View, row: Result) -> Markup:
    say, first, second = view.language.say, view.bloc_name(row.bloc), view.bloc_name(row.reference_bloc)
    ranges = view.results.find("sensitivity", "range", variable="gap", bloc=row.bloc, reference_bloc=row.reference_bloc)
    known = [found.estimate for found in ranges if not found.is_suppressed and found.estimate]
    if not known:
        return say("headline.sign", first=first, second=second)
    higher, lower = (first, second) if known[0] > 0 else (second, first)
    return say("headline.sign_known", higher=higher, lower=lower)


def _established(view: View, row: Result) -> Markup:
    names = {"first": view.bloc_name(row.bloc), "second": view.bloc_name(row.reference_bloc)}
    gap = headline_gap(view, pair=(row.bloc, row.reference_bloc))
    if gap is None or not gap.verdict:
        return view.language.say("headline.established", **names)
    word = "yes" if gap.verdict == DIFFERENCE else "no"
    return view.language.say(f"headline.established_{word}", **names)


def _pair(view: View, row: Result) -> Markup:
    names = (row.area, row.reference_area)
    found = [r for r in area_contrasts(view) if {r.area, r.reference_area} == set(names) and is_established(r)]
    labels = [view.area_label(name) for name in names]
    if not found:
        return view.language.say("headline.pair", first=labels[0], second=labels[1])
    is_turned = (found[0].area == names[0]) != (found[0].estimate > 0)
    higher, lower = reversed(labels) if is_turned else labels
    return view.language.say("headline.pair_known", higher=higher, lower=lower)


def _end(view: View, row: Result) -> Markup:
    words = name_areas_at_end(view, row.variable, row.bloc) or view.language.say(f"headline.{row.variable}", areas=view.area_words)
    return Markup("{}. {}").format(view.bloc_name(row.bloc), words) if row.bloc else words
