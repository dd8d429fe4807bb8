"""By which criteria a base model fails, or one of its dimensions: CFI .93 < .95."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.index.fit_rule import bound_rmsea
from crowdpotential.verdicts import MISFIT
from crowdpotential.views import phrases
from crowdpotential.views.view import View

SIGNS = {"cfi": "<", "rmsea": ">", "srmr": ">"}  # of what fails its bound
SINGLE = "single_dimension"  # model of one dimension


def list_failed(view: View, chapter: str, model: str, **place: str) -> list[Result]:
    """List the criteria that a model, or a dimension on its own, does not meet."""
    return [row for measure in SIGNS for row in view.results.find(chapter, measure, model=model, verdict=MISFIT, **place)]


def failing_dimensions(view: View, chapter: str, **place: str) -> list[str]:
    """List the dimensions that do not fit on their own."""
    return list(dict.fromkeys(row.variable for row in list_failed(view, chapter, SINGLE, **place)))


def write_criteria(view: View, failed: Sequence[Result]) -> Markup:
    """Write each criterion with its value and its bound."""
    rule = view.params.comparability
    bounds = {"cfi": rule.min_cfi, "srmr": rule.max_srmr}
    return join(
        (
            Markup("{} {} {} {}").format(
                row.measure.upper(),
                phrases.estimate(view, row, digits=3),
                SIGNS[row.measure],
                view.numerals.decimal(bounds.get(row.measure, _bound(view, row)), 3),
            )
            for row in failed
        ),
        ", ",
    )


def say_single(view: View, chapter: str, name: str, **place: str) -> Markup:
    """State which criteria a dimension does not meet on its own."""
    failed = list_failed(view, chapter, SINGLE, variable=name, **place)
    return view.language.say("fit.fails_single", dimension=view.dimension_label(name), criteria=write_criteria(view, failed))


def _bound(view: View, row: Result) -> float:
    """Return the bound of RMSEA that a row was held against."""
    is_single = row.model == SINGLE
    items = (len(view.codebook.items(row.variable)),) if is_single else view.items_of_dimensions
    return bound_rmsea(view.params.comparability, items)
