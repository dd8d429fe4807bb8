"""What a notebook may be told: names and kinds of its parameters, as papermill or a reader gives them."""

from collections.abc import Mapping, Sequence
from typing import Any

from crowdpotential.errors import ParamsError
from crowdpotential.validation import nearest

PARAMETERS: Mapping[str, object] = {"study": "", "output": "", "language": "", "areas": (), "bloc": ""}
OF_IPYTHON = ("In", "Out")
PLAIN = (str, int, float, list, tuple, dict, type(None))  # what a parameter may be


def chosen(names: Mapping[str, Any]) -> dict[str, Any]:
    """Extract the choices of what to show from a notebook's names: language, areas and bloc.

    papermill makes a variable of every name that it is given, also of a misspelt one, and runs on the default of the right one. So until
    there is a view, every plain value must be a parameter; later, a reader may have values of his own.

    Raises:
        ParamsError: a name that no notebook knows; the nearest is suggested.
    """
    given = [name for name, value in names.items() if isinstance(value, PLAIN) and not name.startswith("_")]
    if "view" not in names:
        for name in given:
            if name not in PARAMETERS and name not in OF_IPYTHON:
                found = nearest(name, PARAMETERS)
                hint = f"did you mean {found}?" if found else f"known are {', '.join(PARAMETERS)}"
                msg = f"the notebook has no parameter {name}; {hint}"
                raise ParamsError(msg)
    return {name: names[name] for name in ("language", "areas", "bloc")}


def list_areas(areas: object) -> tuple[str, ...]:
    """Read the areas to show: a list of keys, or a word with commas between keys; none means all.

    Raises:
        ParamsError: it is something else.
    """
    if isinstance(areas, str):
        return tuple(key for part in areas.split(",") if (key := part.strip()))
    if areas is None:
        return ()
    if isinstance(areas, Sequence) and all(isinstance(area, str) for area in areas):
        return tuple(areas)
    msg = f"areas: a {type(areas).__name__} names no areas; give a list of keys, as in [north, south], or one key"
    raise ParamsError(msg)
