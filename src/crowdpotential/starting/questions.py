"""QUESTIONS.md of a new study: what only the researcher can answer, the most important first; no answers and no values of identifiers."""

from collections.abc import Iterator, Sequence

from crowdpotential.starting.drafting import Draft
from crowdpotential.starting.facts import Guess

MOST_QUESTIONS = 10
MOST_NAMED = 8


def question_lines(draft: Draft, *, name: str, path: str) -> Iterator[str]:
    """Write the questions, in the language of the data."""
    say, told = draft.words.say, draft.told
    yield f"# {say('questions.title', name=name)}"
    yield ""
    yield say("questions.lead", n=len(draft.guesses), columns=len(told.columns), rows=len(told.cells))
    if told.n_other_sheets:
        yield ""
        yield say("questions.sheets", n=told.n_other_sheets)
    yield ""
    yield from (f"{number}. {question}" for number, question in enumerate([*_questions(draft)][:MOST_QUESTIONS], start=1))
    yield ""
    yield say("questions.next", path=path)


def _questions(draft: Draft) -> Iterator[str]:
    """Ask in the order of what changes most numbers; at most ten."""
    say = draft.words.say
    weight = draft.about("weight")
    design = [guess for subject in ("psu", "strata") if (guess := draft.about(subject)) is not None]
    yield _about_index(draft)
    yield say("questions.weight", weight=weight.id) if weight else say("questions.no_weight")
    if design:
        yield say("questions.design", names=_names(design))
    for key, doubts in (
        ("open", ("open",)),
        ("several", ("several",)),
        ("no_order", ("no_order",)),
        ("missing", ("missing_by_words", "missing_unnamed")),
        ("unlabelled", ("unlabelled",)),
    ):
        if found := draft.in_doubt(*doubts):
            yield say(f"questions.{key}", n=len(found), names=_names(found))
    yield say("questions.fieldwork")
    if found := draft.in_doubt("personal"):
        yield say("questions.personal", names=_names(found))
    if (area := draft.about("area")) is not None:
        yield say("questions.areas", name=area.id)
    yield say("questions.groups", names=", ".join(draft.groups)) if draft.groups else say("questions.no_groups")


def _about_index(draft: Draft) -> str:
    say, battery = draft.words.say, draft.battery
    if battery is None:
        return say("questions.no_index")
    said = say("questions.index", items=_names(battery.items))
    turned = [item for item in battery.items if item.direction < 0]
    said += say("questions.reversed", items=_names(turned)) if turned else ""
    return said + (say("questions.left_out", items=_names(battery.left_out)) if battery.left_out else "")


def _names(guesses: Sequence[Guess]) -> str:
    """List the variables by name; of many the first."""
    more = [] if len(guesses) <= MOST_NAMED else ["…"]
    return ", ".join([*(guess.id for guess in guesses[:MOST_NAMED]), *more])
