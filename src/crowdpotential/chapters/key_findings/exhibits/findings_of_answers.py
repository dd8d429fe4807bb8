"""Key findings of a study that scores nothing: questions whose answers are established to differ between the sides."""

from collections.abc import Iterator

from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.frame import confidence, refer
from crowdpotential.views.key_finding import KeyFinding, interval_and_base
from crowdpotential.views.sentences.obstacles import is_sensitive
from crowdpotential.views.view import View
from crowdpotential.views.wording import fill

MOST_NAMED = 3  # questions


def find_differing_answers(view: View) -> Iterator[KeyFinding]:
    """Name the questions whose answers go together with the side most strongly, as far as the family of tests establishes it.

    A study with an index says of sides what the verdicts on comparability allow; here nothing is scored, and distributions are compared.
    """
    if view.params.has_index:
        return
    described = {*view.params.comparison.group_by, *(part for name in view.params.weighting.variables for part in name.split("*"))}
    found = [pair for pair in _established(view) if pair[0].variable not in described]
    for strength, test in sorted(found, key=lambda pair: -pair[0].estimate)[:MOST_NAMED]:
        question = fill(view, view.codebook.variable(strength.variable).wording)
        yield KeyFinding(
            sentence=view.language.say("key.differing", question=question, bloc=view.bloc_word(), p=phrases.p_value(view, test)),
            value=phrases.estimate(view, strength, digits=2),
            unit=view.language.say("key.differing_unit"),
            support=(interval_and_base(view, strength, digits=2), refer(view, "toplines")),
        )


def _established(view: View) -> Iterator[tuple[Result, Result]]:
    """List how strongly answers go together with the side, and the test, of questions that are not sensitive."""
    for test in view.results.find("topline", "rao_scott", variable_2="bloc"):
        p_value = test.p_adjusted if test.p_adjusted == test.p_adjusted else test.p_value
        strength = view.results.first("topline", "cramers_v", variable=test.variable, variable_2="bloc")
        is_told = strength is not None and not (strength.is_suppressed or test.is_suppressed or is_sensitive(view, test.variable))
        if strength is not None and is_told and p_value < 1 - confidence(view):
            yield strength, test
