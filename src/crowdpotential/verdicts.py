"""The words of a verdict on comparability, and what each of them allows: for numbers and for sentences alike.

Asked are the sides (may they be compared?), the areas of a side, and the groups of residents by each variable. Nothing else decides what
a verdict allows.
"""

from typing import Literal, get_args

Verdict = Literal[
    "comparable",  # tested: the items function alike
    "partial",  # tested: some items differ, enough do not; contrasts are adjusted
    "not_comparable",  # tested: too much differs
    "misfit",  # the model does not describe the answers, so that nothing can be said of single items
    "untestable",  # not tested, and cannot be in this study: one group, a saturated model, an item nobody of a group answered
    "untested",  # not tested: too few respondents in a group. Absence of evidence
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
LICENSED: tuple[Verdict, ...] = ("comparable", "partial")
UNJUDGED: tuple[Verdict, ...] = ("misfit", "untestable", "untested")  # nothing is known of single items
MODEL_LESS = (
    "saturated",
    "no_model",
    "no_convergence",
)  # reasons of untestable: no model can be tested in this study
ONE_GROUP = "one_group"  # reason of untestable: nothing to be compared with


def allows_between_sides(verdict: str) -> bool:
    """Whether numbers of two sides may be set against each other: only what was tested and held."""
    return verdict in LICENSED


def allows_within(verdict: str, reason: str = "") -> bool:
    """Whether areas of one side, or groups of residents, may be contrasted in tables.

    Where a group is too thin to be tested, or the declared model cannot be, a table shows the contrasts and says that nobody tested
    whether they compare the same thing. Where a group was not asked an item, or equal loadings or levels could not even be estimated, they
    do not.
    """
    return verdict in LICENSED or verdict == "untested" or (verdict == "untestable" and reason in MODEL_LESS)


def allows_headline(verdict: str) -> bool:
    """Whether a finding, a title or a ranking may say who stands above whom: only what was tested and held."""
    return verdict in LICENSED
