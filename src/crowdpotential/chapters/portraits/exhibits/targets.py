"""The target groups as the page speaks of them, and the rows about each."""

from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views.sentences.obstacles import obstacle_to_groups
from crowdpotential.views.sentences.outcome import Outcome, outcome_of, why_untested
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key

SECTION = "portraits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A group that has a portrait."""

    variable: str
    key: str
    name: str

    def mean(self, view: View, variable: str, *, sample: str = "main") -> Result | None:
        """Find the mean of the index or of a dimension in the group."""
        about = {"variable": variable, "domain_variable": self.variable, "domain": self.key, "bloc": "", "sample": sample}
        return view.results.first("groups", "mean", **about) or view.results.first(SECTION, "mean", **about)

    def difference(self, view: View, measure: str, variable: str, category: str = "") -> Result | None:
        """Find how far the group stands from everybody."""
        return view.results.first(SECTION, measure, variable=variable, category=category, domain=self.key)


def list_targets(view: View) -> tuple[Target, ...]:
    """List the groups that anything is told of, in the order of the questionnaire; none where nobody asks for portraits."""
    asked, variable = view.params.portraits, view.params.comparison.target_group
    if asked is None or variable is None:
        return ()
    book = view.codebook
    keys = [book.key_of_code(variable, code) for code in book.codes(variable)]
    targets = [Target(variable=variable, key=key, name=label_of_key(view, variable, key)) for key in keys if key not in asked.others]
    return tuple(one for one in targets if one.mean(view, "index") or one.mean(view, "index", sample="boost"))


def judge_index(view: View, targets: tuple[Target, ...]) -> Outcome:
    """Return what became of the question whether the index of target groups differs from everybody's."""
    rows = [row for one in targets if (row := one.difference(view, "mean_difference", "index")) is not None]
    obstacle = obstacle_to_groups(view, targets[0].variable) if targets else ""
    return outcome_of(rows, is_apart, obstacle=obstacle)


def tell_unread(view: View, target: Target) -> Markup:
    """State why no conclusion stands beside differences of means between groups, where none does."""
    obstacle = obstacle_to_groups(view, target.variable)
    return view.language.say("portraits.note_unread", reason=view.language.say(f"outcome.{obstacle}")) if obstacle else Markup("")


def is_apart(row: Result) -> bool:
    """Return whether a group is established to differ from everybody."""
    return row.verdict == DIFFERENCE and not why_untested(row)
