"""What exhibits of experts share: the words of their form, rounds, and tables."""

from pathlib import Path

from markupsafe import Markup

from crowdpotential.codebook import Codebook, load_codebook
from crowdpotential.exhibits.cells import Content
from crowdpotential.exhibits.results import Result
from crowdpotential.params import Experts
from crowdpotential.verdicts import CONSENSUS
from crowdpotential.views import phrases
from crowdpotential.views.view import View


def read_book(view: View, experts: Experts) -> Codebook:
    """Read the codebook of the form."""
    return load_codebook(Path(view.run.study_folder) / experts.form.questionnaire)


def name_statement(view: View, book: Codebook, name: str) -> Markup:
    """Quote a statement."""
    return view.language.say("experts.statement", words=book.variable(name).wording[view.language.code])


def name_round(view: View, number: str) -> Markup:
    """Name a round by its number; the whole panel where there is one round."""
    if len(view.results.find("experts", "n_experts")) == 1:
        return view.language.say("experts.only_round")
    return view.language.say("experts.round", number=number)


def needed(view: View) -> int:
    """Return how many experts a number must rest on."""
    experts = view.params.experts
    return max(experts.fewest if experts else 0, view.params.report.suppress_below)


def tell_left_out(view: View, *reasons: str) -> tuple[Markup, ...]:
    """State how many experts are left out for some reasons, round by round, where that may be told."""
    rows = [row for row in view.results.find("experts", "n_left_out") if row.domain in reasons and not row.is_suppressed]
    return tuple(_left_out(view, row) for row in rows)


def _left_out(view: View, row: Result) -> Markup:
    count, of = phrases.count(view, row), int(row.n)
    return view.language.say(f"experts.left_{row.domain}", count=count, n=of, round=name_round(view, row.category))


def show_consensus(view: View, row: Result | None) -> Content:
    """Return whether experts agree in words, by the rule of params."""
    if row is None or row.is_suppressed:
        return view.language.say("experts.nothing")
    return view.language.say("experts.agreed" if row.verdict == CONSENSUS else "experts.not_agreed")
