"""How many factors the answers hold by each criterion, and how many dimensions the questionnaire declares."""

from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.markup import number
from crowdpotential.exhibits.results import Result
from crowdpotential.views.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorNumbers:
    """The numbers of factors by three criteria, each where it is known and not hidden."""

    components: Result | None  # principal components above chance
    common: Result | None  # common factors above chance
    partial: Result | None  # components after which partial correlations are smallest (Velicer 1976)


def find_factor_numbers(view: View) -> FactorNumbers:
    """Find the numbers of factors by parallel analysis and by partial correlations."""
    return FactorNumbers(
        components=_known(view, "components"),
        common=_known(view, "common"),
        partial=_known(view, "average_partial"),
    )


def count_components(view: View, row: Result) -> Markup:
    """Write a number of principal components with its noun."""
    return number(row, view.language.count("noun.components", row.estimate))


def count_common(view: View, row: Result) -> Markup:
    """Write a number of common factors with its noun."""
    return number(row, view.language.count("noun.factors", row.estimate))


def count_declared(view: View) -> Markup:
    """Write the number of dimensions that the questionnaire declares."""
    return view.language.count("noun.dimensions", len(view.params.index.dimensions))


def _known(view: View, criterion: str) -> Result | None:
    row = view.results.first("measurement", "n_factors", model=criterion)
    return None if row is None or row.is_suppressed else row
