"""The words of every verdict in the results, and what a verdict on comparability allows: for numbers and for sentences alike.

Comparability is asked of the sides (may they be compared?), the areas of a side, and the groups of residents by each variable. Nothing
else decides what a verdict allows.
"""

from typing import Final, Literal, get_args

COMPARABLE: Final = "comparable"
PARTIAL: Final = "partial"
NOT_COMPARABLE: Final = "not_comparable"
MISFIT: Final = "misfit"
UNTESTABLE: Final = "untestable"
UNTESTED: Final = "untested"
# a model, or a dimension of one; also: misfit, untestable
FITS: Final = "fits"
# two domains: interval clear of zero, within the smallest gap of interest, neither
DIFFERENCE: Final = "difference"
EQUIVALENT: Final = "equivalent"
UNDETERMINED: Final = "undetermined"
# a finding, under other choices or without a part of the index; a step of equal parameters holds or fails
HOLDS: Final = "holds"
DEPENDS: Final = "depends"
FAILS: Final = "fails"
# a dimension of an area beside what surrounds it
STRENGTH: Final = "strength"
WEAKNESS: Final = "weakness"
# a dimension in effect, beside its nominal weight
HEAVIER: Final = "heavier"
LIGHTER: Final = "lighter"
# a predictor on the map of importance and room: matters more than most and stands lower, stands higher; matters less and the same
PRIORITY: Final = "priority"
ASSET: Final = "asset"
RESERVE: Final = "reserve"
BACKGROUND: Final = "background"
# an item against the others of its dimension
CONTRARY: Final = "contrary"
NEAR_ZERO: Final = "near_zero"
# an item that functions differently
DIFFERS: Final = "differs"
# how sure a barrier is that calls for an action
SURE: Final = "sure"
FAIR: Final = "fair"
UNSURE: Final = "unsure"
# a statement that experts rated
CONSENSUS: Final = "consensus"
NO_CONSENSUS: Final = "no_consensus"

Verdict = Literal[
    "comparable",  # tested: the items function alike
    "partial",  # tested: some items differ, enough do not; contrasts are adjusted
    "not_comparable",  # tested: too much differs
    "misfit",  # the model does not describe the answers, so that nothing can be said of single items
    "untestable",  # not tested, and cannot be in this study: one group, a saturated model, an item nobody of a group answered
    "untested",  # not tested: too few respondents in a group. Absence of evidence
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
PERMITTING: tuple[Verdict, ...] = (COMPARABLE, PARTIAL)
MODEL_LESS = (
    "saturated",
    "no_model",
    "no_convergence",
)  # reasons of untestable: no model can be tested in this study
ONE_GROUP = "one_group"  # reason of untestable: nothing to be compared with


def allows_between_sides(verdict: str) -> bool:
    """Return whether numbers of two sides may be set against each other: only what was tested and held."""
    return verdict in PERMITTING


def allows_within(verdict: str, reason: str = "") -> bool:
    """Return whether areas of one side, or groups of residents, may be contrasted in tables.

    Where a group is too thin to be tested, or the declared model cannot be, a table shows the contrasts and says that nobody tested
    whether they compare the same thing. Where a group was not asked an item, or equal loadings or levels could not even be estimated, they
    do not.
    """
    return verdict in PERMITTING or verdict == UNTESTED or (verdict == UNTESTABLE and reason in MODEL_LESS)


def allows_headline(verdict: str) -> bool:
    """Return whether a finding, a title or a ranking may say who stands above whom: only what was tested and held."""
    return verdict in PERMITTING
