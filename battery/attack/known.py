"""What is known so far: the relations, the rows that are written in them, and how parts make up a whole.

Variables are named by tuples. `("mass", place)` is the people of a place; `("base", question, base, place)` those who were asked or
answered; `("given", question, code, place)` those who gave an answer; `("sum", question, place)` what a mean is made of; `("with",
variable, domain)` and `("score", variable, domain)` the same of the index and its dimensions; `("n", ...)` counts of respondents.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from battery.attack.cone import Cone, Variable
from battery.attack.publication import Publication

Place = tuple[str, str]  # bloc and area, empty for all
ONE: Variable = "one"  # everybody: masses are shares of them, counts multiples of it
EVERYWHERE: Place = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """Whom a number is about."""

    bloc: str = ""
    area: str = ""
    variable: str = ""
    group: str = ""

    @property
    def place(self) -> Place:
        """Where they live."""
        return self.bloc, self.area


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The relations, and how rows of the publication are written in them."""

    cone: Cone
    ratios: dict[str, tuple[Variable, Variable]]  # result_id -> above and below the line
    counts: dict[str, Variable]  # result_id -> count of respondents
    differences: dict[str, tuple[str, str]]  # result_id of a contrast -> those of its two means
    unplaced: frozenset[str] = frozenset()  # area, bloc: that somebody belongs to none


def split(known: Known, places: list[Place]) -> Iterator[tuple[Place, list[Place], bool]]:
    """Give each place with those that make it up, and whether these are all of it: everybody of sides and areas, a side of areas."""
    sides = [place for place in places if place[0] and not place[1]]
    areas = [place for place in places if place[1]]
    named = {bloc for bloc, _ in sides} | {bloc for bloc, _ in areas}
    sides = sides or [(bloc, "") for bloc in sorted(named - {""})]
    for kind, parts in (("bloc", sides), ("area", areas)):
        if parts:
            yield EVERYWHERE, parts, kind not in known.unplaced
    for side in sides:
        if parts := [area for area in areas if area[0] == side[0]]:
            yield side, parts, True


def add_up(cone: Cone, label: str, whole: Variable, parts: Sequence[Variable], *, is_all: bool) -> None:
    """Say that parts make up a whole, or that they are some of it."""
    (cone.equal if is_all else cone.add)(label, {whole: 1.0, **dict.fromkeys(parts, -1.0)})


def count_respondents(rows: pd.DataFrame) -> dict[Place, float]:
    """Count the analysed respondents of places, sides from their areas."""
    analysed = rows[rows["measure"] == "n_analysed"]
    n_of = {(row.bloc, row.area): float(row.estimate) for row in analysed.itertuples()}
    for bloc in sorted({bloc for bloc, area in n_of if area and bloc}):
        n_of.setdefault((bloc, ""), sum(n for (own, area), n in n_of.items() if own == bloc and area))
    return n_of


def name_people(public: Publication, domain: Domain) -> tuple[Variable, Variable]:
    """Name the people of a domain: a place, or whoever of a place gave an answer."""
    if not domain.variable:
        return ("mass", domain.place), ("n", "mass", domain.place)
    code = public.code_of(domain.variable, domain.group)
    return ("given", domain.variable, code, domain.place), ("n", "given", domain.variable, code, domain.place)
