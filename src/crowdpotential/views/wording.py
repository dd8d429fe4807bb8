"""Wordings of questions as the report prints them: placeholders filled with the words of every bloc, leads put in front."""

from collections.abc import Iterable

from markupsafe import Markup

from crowdpotential.codebook import Text, Variable
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.views.view import View

FEW_ITEMS = 3  # beside whose keys there is room for their wordings
JOINED = " + "  # between control cells that were calibrated as one


def fill(view: View, text: Text | None) -> str:
    """Return a wording with its placeholders filled; where blocs differ, their words stand side by side."""
    wording = view.text(text)
    for name, by_bloc in view.codebook.placeholders.items():
        words = dict.fromkeys(view.text(words) for bloc, words in by_bloc.items() if bloc in view.blocs)
        wording = wording.replace("{" + name + "}", " / ".join(words))
    return wording


def ask(view: View, variable: Variable) -> str:
    """Return a question as it was asked, with the words that stand before it."""
    lead, wording = fill(view, variable.lead), fill(view, variable.wording)
    return f"{lead} {wording}" if lead else wording


def ask_briefly(view: View, variable: Variable) -> str:
    """Return a question without the words before it, unless it is a row of a battery that is no question by itself."""
    wording = ask(view, variable) if variable.block else fill(view, variable.wording)
    return wording.replace("… ", " ").replace("…", "").rstrip(".")


def name_items(view: View, items: Iterable[str]) -> Markup:
    """Name items in a sentence, each once: by key and wording where they are few, else by key."""
    names = list(dict.fromkeys(items))
    keys = [tag("span", name, class_="nb") for name in names]
    if len(names) > FEW_ITEMS:
        return join(keys, ", ")
    return join(
        (
            view.language.say("comparability.item", key=key, wording=ask_briefly(view, view.codebook.variable(name)))
            for key, name in zip(keys, names, strict=True)
        ),
        ", ",
    )


def has_reversed(view: View) -> bool:
    """Return whether any item of the index is worded against its dimension."""
    items = (item for d in view.params.dimensions for item in view.codebook.items(d))
    return any(view.codebook.variable(item).direction < 0 for item in items)


def label_of_key(view: View, variable: str, key: str) -> str:
    """Name a category by its key; joint categories such as male*18-24 part by part, joined ones one after another."""
    if JOINED in key:
        return JOINED.join(label_of_key(view, variable, part) for part in key.split(JOINED))
    names = variable.split("*")
    keys = key.split("*")
    return ", ".join(_label(view, name, part) for name, part in zip(names, keys, strict=True))


def label_of_code(view: View, variable: str, code: str) -> str:
    """Return the label of an answer by its code."""
    return view.text(view.codebook.codes(variable)[int(code)].label)


def name_of_variable(view: View, variable: str) -> str:
    """Name a variable, or several crossed ones, by their wording."""
    return " × ".join(fill(view, view.codebook.variable(name).wording) for name in variable.split("*"))


def _label(view: View, variable: str, key: str) -> str:
    code = view.codebook.code_of_key(variable, key)
    return key if code is None else view.text(view.codebook.codes(variable)[code].label)
