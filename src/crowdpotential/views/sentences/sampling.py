"""What weights and errors rest on, in words: how weights began, which samples stand together, what the errors know of the design."""

from collections.abc import Iterable

from markupsafe import Markup

from crowdpotential.exhibits.markup import join, number
from crowdpotential.exhibits.results import Result
from crowdpotential.params.sample import calibration_start
from crowdpotential.results import SINGLE_UNIT
from crowdpotential.views.view import View
from crowdpotential.views.wording import name_of_variable


def tell_weights(view: View) -> Markup:
    """State what the weights are where nothing was calibrated."""
    own, kind = view.params.design.base_weight_variable, view.weighting_kind
    key = "column_scaled" if kind == "column" and view.weight_scale == "populations" else kind
    return view.language.say(f"weighting.{key}", variable=name_of_variable(view, own) if own else "")


def tell_start(view: View) -> Markup | str:
    """State from which weights the calibration began."""
    spec = view.params.weighting
    if spec.method == "none":
        return ""
    if calibration_start(view.params.design, spec) == "as_given":
        return view.language.say("sampling.start_as_given")
    if not spec.variables:
        return view.language.say("sampling.start_scaled", units=view.bloc_words)
    if spec.within == "area" and view.params.areas:
        return view.language.say("sampling.start_scaled", units=view.area_words)
    return view.language.say("sampling.start_scaled_whole")


def tell_apart(view: View) -> Markup | str:
    """State that nothing is said of all together, where samples of their own have no common scale."""
    row = view.results.overall("weighting", "samples")
    if row is None or view.joins_samples:
        return ""
    return view.language.say("sampling.apart", n=number(row, view.numerals.integer(row.estimate)))


def tell_contrary(view: View) -> Markup | str:
    """Name the areas whose share in the weights is not that of their known population."""
    listed = []
    for row in view.results.find("weighting", "weight_share"):
        known = view.results.first("weighting", "population_share", area=row.area)
        if known is not None:
            shares = (number(each, view.numerals.percent(each.estimate)) for each in (row, known))
            weights, population = shares
            listed.append(
                view.language.say(
                    "sampling.contrary_area",
                    area=view.area_label(row.area),
                    weights=weights,
                    population=population,
                )
            )
    return view.language.say("sampling.contrary", listed=join(listed, "; ")) if listed else ""


def rest_of_models(view: View) -> Markup:
    """State what errors and tests of the factor models rest on."""
    key = "sampling.models_units" if view.has_units else "sampling.models_single"
    return view.language.say(key if view.weighting_kind != "none" else f"{key}_unweighted")


def warn_of_single_draws(view: View) -> Markup | str:
    """State what errors assume where no sampling units are declared; delivered replicates know more than the file."""
    if view.has_units or view.params.replicates.method == "delivered":
        return ""
    return view.language.say("sampling.single")


def list_known(view: View) -> str:
    """List what the design-based errors take into account."""
    say, design, samples = view.language.say, view.params.design, view.results.overall("weighting", "samples")
    several = samples is not None and samples.estimate > 1
    known = {
        "weights": view.weighting_kind != "none",
        "strata": design.strata is not None or several,
        "units": view.has_units,
        "fpc": design.fpc is not None,
        "calibration": view.params.weighting.method != "none",
    }
    return ", ".join(say(f"sampling.known_{name}") for name, is_known in known.items() if is_known)


ONE_BY_ONE = frozenset({"jk1", "jkn", "brr", "fay"})  # replicates of which none may fail


def explain_dashes(view: View, rows: Iterable[Result]) -> list[Markup]:
    """Explain why some of the rows have no interval: too many failed replicates, or a single sampling unit."""
    notes = {row.note for row in rows if not row.is_suppressed}
    withheld = "frame.withheld_any" if _replicates_of(view) in ONE_BY_ONE else "frame.withheld_drawn"
    keys = {"withheld": withheld, SINGLE_UNIT: "frame.single_unit"}
    return [view.language.say(key) for note, key in keys.items() if note in notes]


def _replicates_of(view: View) -> str:
    """Name how replicates were made, by this program or by whoever delivered them."""
    spec = view.params.replicates
    return (spec.made_by or "") if spec.method == "delivered" else spec.method
