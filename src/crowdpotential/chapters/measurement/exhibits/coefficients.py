"""Which coefficients of reliability a study has."""

from crowdpotential.exhibits.results import Result
from crowdpotential.views.view import View


def find_coefficient(view: View, measure: str, dimension: str, **wanted: str) -> Result | None:
    """Find a coefficient of everybody's scores in a dimension."""
    return view.results.overall("measurement", measure, variable=dimension, **wanted)


def find_alphas(view: View, **wanted: str) -> list[Result]:
    """List alphas of the answers; the cross-check knows no weights."""
    found = view.results.find("measurement", "alpha", model="", **wanted)
    return [row for row in found if row.weighting != "none"]
