"""Names of the texts, and whom their effects are told of."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Text
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.sentences.obstacles import is_sensitive
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask_briefly

SECTION = "experiment"


def name_arm(view: View, code: str) -> str:
    """Return the words of a text."""
    vignette = view.params.vignette
    return view.text(view.codebook.codes(vignette.arm)[int(code)].label).rstrip(".") if vignette else code


def name_control(view: View) -> str:
    """Return the words of the text that others are compared with."""
    vignette = view.params.vignette
    return name_arm(view, str(vignette.control)) if vignette else ""


def tell_question(view: View) -> Markup:
    """Return the question that followed, in quotation marks."""
    vignette = view.params.vignette
    return view.language.say("bounds.quoted", label=ask_briefly(view, view.codebook.variable(vignette.outcome))) if vignette else Markup("")


def list_blocs(view: View, rows: Sequence[Result]) -> list[str]:
    """List whom rows are about: everybody, then the sides shown."""
    found = {row.bloc for row in rows}
    return [bloc for bloc in ("", *view.blocs) if bloc in found]


def name_whom(view: View, bloc: str) -> Text:
    """Name everybody who was asked, or a side."""
    return view.bloc_name(bloc) if bloc else view.language.say("vignette.everybody")


def tell_scope(view: View) -> Markup:
    """State how many were given a text, and for what part of residents they speak."""
    asked, share = (view.results.find("vignette", measure) for measure in ("n_asked", "asked_share"))
    if not asked or not share:
        return Markup("")
    return view.language.say(
        "vignette.scope",
        n=phrases.count(view, asked[0]),
        total=phrases.base(view, asked[0]),
        share=phrases.percent(view, share[0], has_sign=True),
    )


def is_hushed(view: View) -> bool:
    """Return whether the answer that texts change is sensitive, so that it makes no headline."""
    vignette = view.params.vignette
    return vignette is not None and is_sensitive(view, vignette.outcome)


def is_found(row: Result) -> bool:
    """Return whether an effect is established."""
    return row.verdict == DIFFERENCE
