"""Shares in words: 'about a quarter' is what a reader remembers of 23.8 per cent."""

from markupsafe import Markup

from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.view import View

FRACTIONS = {
    "tenth": 1 / 10,
    "fifth": 1 / 5,
    "quarter": 1 / 4,
    "third": 1 / 3,
    "half": 1 / 2,
    "two_thirds": 2 / 3,
    "three_quarters": 3 / 4,
}
FURTHEST = 0.02  # from a fraction that a share may still be called


def in_words(view: View, row: Result) -> Markup:
    """State for how many something holds: per cent, behind the fraction that they are near to if the interval does not speak against it."""
    share = phrases.percent(view, row, has_sign=True)
    name, fraction = min(FRACTIONS.items(), key=lambda each: abs(each[1] - row.estimate))
    is_near = abs(fraction - row.estimate) <= FURTHEST and row.ci_low <= fraction <= row.ci_high
    return view.language.say(f"fraction.{name if is_near else 'exact'}", share=share)
