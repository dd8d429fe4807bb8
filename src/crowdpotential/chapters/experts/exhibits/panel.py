"""What exhibits of experts share: the words of their form, rounds, and tables."""

from pathlib import Path

from markupsafe import Markup

from crowdpotential.codebook import Codebook, load_codebook
from crowdpotential.exhibits.cells import Content
from crowdpotential.exhibits.results import Result
from crowdpotential.params import Experts
from crowdpotential.verdicts import CONSENSUS
from crowdpotential.views.view import View


def read_book(view: View, experts: Experts) -> Codebook:
    """Read the codebook of the form."""
    return load_codebook(Path(view.run.study_folder) / experts.form.questionnaire)


def name_statement(view: View, book: Codebook, name: str) -> Markup:
    """Quote a statement."""
    return view.language.say("experts.statement", words=book.variable(name).wording[view.language.code])


def name_round(view: View, number: str) -> Markup:
    """Name a round by its number."""
    return view.language.say("experts.round", number=number)


def show_consensus(view: View, row: Result | None) -> Content:
    """Return whether experts agree in words, by the rule of params."""
    if row is None or row.is_suppressed:
        return view.language.say("experts.nothing")
    return view.language.say("experts.agreed" if row.verdict == CONSENSUS else "experts.not_agreed")
