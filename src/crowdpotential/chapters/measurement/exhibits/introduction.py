"""How the index is measured: by what model, whether the answers suit it, and what was done to them."""

from markupsafe import Markup

from crowdpotential.chapters.measurement.exhibits.factor_numbers import (
    FactorNumbers,
    count_common,
    count_components,
    count_declared,
    find_factor_numbers,
)
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.frame import make_prose
from crowdpotential.views.view import View

KAISER = ((0.9, "marvelous"), (0.8, "meritorious"), (0.7, "middling"), (0.6, "mediocre"), (0.5, "miserable"))


def introduce_measurement(view: View) -> Fragment:
    """State by what model the index is measured, and whether the answers suit it."""
    say, found = view.language.say, find_factor_numbers(view)
    return make_prose(
        "measure",
        "measure-intro",
        say("measurement.intro") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        _adequacy(view),
        _factors(view, found),
        _partials(view, found.partial),
        _filled(view),
        _smoothed(view),
        _numbers(view),
        *_failed(view),
    )


def _adequacy(view: View) -> Markup:
    """State how adequate the sample is, in Kaiser's words (Kaiser 1974, Psychometrika 39, 31-36)."""
    kmo = view.results.first("measurement", "kmo")
    if kmo is None:
        return Markup("")
    printed, say = phrases.estimate(view, kmo, digits=2), view.language.say
    if kmo.is_suppressed:
        return say("measurement.adequacy_bare", kmo=printed)
    word = next((word for bound, word in KAISER if kmo.estimate >= bound), "unacceptable")
    return say("measurement.adequacy", kmo=printed, word=say(f"measurement.kmo_{word}"))


def _factors(view: View, found: FactorNumbers) -> Markup:
    """State how many components and common factors lie above chance."""
    if found.components is None or found.common is None:
        return Markup("")
    return view.language.say(
        "measurement.factors",
        found=count_components(view, found.components),
        common=count_common(view, found.common),
        declared=count_declared(view),
    )


def _partials(view: View, partial: Result | None) -> Markup:
    """State after how many components the partial correlations are smallest, and where that says little."""
    if partial is None:
        return Markup("")
    say, bare = view.language.say, phrases.estimate(view, partial, digits=0)
    said = say("measurement.partials", n=int(partial.estimate), partial=bare)
    is_one = len(view.params.index.dimensions) == 1
    return said if is_one else said + " " + say("measurement.partials_several")


def _numbers(view: View) -> Markup:
    """Name the items that are numbers, and say how they are treated."""
    items = [item for d in view.params.index.dimensions for item in view.codebook.items(d)]
    names = [tag("span", item, class_="nb") for item in items if view.codebook.variable(item).kind.is_number]
    return view.language.say("measurement.numbers", items=join(names, ", ")) if names else Markup("")


def _filled(view: View) -> Markup:
    """State to how many tables of two answers each something was added."""
    row = view.results.first("measurement", "n_filled_cells", variable="")
    if row is None:
        return Markup("")
    added = view.numerals.decimal(view.params.index.empty_cell, 1)
    shown = phrases.estimate(view, row, digits=0)
    return view.language.say("measurement.filled", n=row.estimate, shown=shown, added=added)


def _failed(view: View) -> list[Markup]:
    """State which steps failed in so many replicates that what rests on them has no interval."""
    say = view.language.say
    return [
        say(
            "measurement.failed",
            n=phrases.estimate(view, row, digits=0),
            total=view.numerals.integer(view.n_replicates),
            step=say(f"measurement.failed_{row.variable}"),
            where=say("measurement.failed_where", where=row.variable_2.replace("*", " × ").replace(";", ", ")) if row.variable_2 else "",
        )
        for row in view.results.find("measurement", "replicates_failed")
        if row.verdict == "withheld"
    ]


def _smoothed(view: View) -> Markup:
    """State what smoothing changed, where the study asked for it and it changed anything."""
    raised, largest = (view.results.first("measurement", name) for name in ("n_smoothed_eigenvalues", "largest_smoothing"))
    if raised is None or largest is None or raised.is_suppressed:
        return Markup("")
    return view.language.say(
        "measurement.smoothed",
        n=int(raised.estimate),
        shown=phrases.estimate(view, raised, digits=0),
        change=phrases.estimate(view, largest, digits=3),
    )
