"""Whom an estimate is about: everybody, a bloc, an area, a group of residents, a group within a bloc; who they are, and their freedom.

Every room takes its domains from here, and the degrees of freedom of a mean from their members.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.params import Area
from crowdpotential.results.rows import Columns
from crowdpotential.stats.arrays import BoolArray, IntArray

if TYPE_CHECKING:  # who only names places, as the page does, needs no statistics
    from crowdpotential.stats.inference.degrees_of_freedom import Freedom
    from crowdpotential.stats.inference.design import Design


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """An estimated subgroup; empty names mean all."""

    bloc: str = ""
    area: str = ""
    domain_variable: str = ""
    domain: str = ""  # key of the code

    @property
    def columns(self) -> Columns:
        """The columns of a row that name it."""
        return {
            "bloc": self.bloc,
            "area": self.area,
            "domain_variable": self.domain_variable,
            "domain": self.domain,
        }

    @property
    def is_everybody(self) -> bool:
        """Whether nobody is left out."""
        return not (self.bloc or self.area or self.domain_variable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """A list of domains, and who belongs to each."""

    labels: tuple[Domain, ...]
    members: BoolArray  # (n, d)

    def position(self, domain: Domain) -> int:
        """Find a domain in the list."""
        return self.labels.index(domain)

    def codes(self, position: int) -> IntArray:
        """(n,) 0 for the members of one domain, -1 for others."""
        return np.where(self.members[:, position], 0, -1)

    def freedom(self, known: BoolArray, design: "Design") -> "Freedom":
        """Return (d, q) degrees of freedom of the means of variables, of which it is known (n, q) who has a value."""
        from crowdpotential.stats.inference.freedom import mean_freedom  # noqa: PLC0415 as above

        return mean_freedom(self.members, known, design)

    def freedom_between(self, known: BoolArray, design: "Design") -> "Callable[[int, int, int], Freedom]":
        """Return what counts those of the difference of two domains, by position, in the mean of one variable."""
        from crowdpotential.stats.inference.freedom import differences_of  # noqa: PLC0415

        return differences_of(self.members, known, design)


def list_places(
    responses: pd.DataFrame,
    *,
    areas: Mapping[str, Area],
    blocs: Collection[str],
    joins_samples: bool = True,
) -> Domains:
    """List everybody, each bloc and each area; nothing of all together where they are samples whose sizes nobody knows.

    Args:
        responses: one row per analysed respondent; `area` and `bloc` are read.
        areas, blocs: of the study; none, areas that lie in one bloc each, or areas that cross them.
        joins_samples: whether everybody together stands for a population.
    """
    area, bloc = responses["area"].to_numpy(), responses["bloc"].to_numpy()
    found = [(Domain(), np.ones(len(area), dtype=np.bool_))] if joins_samples else []
    found += [(Domain(bloc=name), bloc == name) for name in blocs]
    found += [(Domain(bloc=entry.bloc, area=name), area == name) for name, entry in areas.items()]
    return _put_together(found)


def list_domains(
    responses: pd.DataFrame,
    *,
    areas: Mapping[str, Area],
    blocs: Sequence[str],
    codebook: Codebook,
    group_by: Sequence[str],
    joins_samples: bool = True,
) -> Domains:
    """List the places, and each code of the grouping variables, in all and in each bloc.

    Args:
        responses: one row per analysed respondent; `area`, `bloc` and the grouping variables are read.
        areas, blocs, joins_samples: as in `list_places`.
        codebook: codes and keys of the grouping variables.
        group_by: grouping variables.
    """
    bloc = responses["bloc"].to_numpy()
    places = list_places(responses, areas=areas, blocs=blocs, joins_samples=joins_samples)
    found = [(label, places.members[:, i]) for i, label in enumerate(places.labels)]
    for variable in group_by:
        answers = responses[variable].to_numpy()
        for code in codebook.codes(variable):
            key, holds = codebook.key_of_code(variable, code), answers == code
            if joins_samples:
                found.append((Domain(domain_variable=variable, domain=key), holds))
            found += [(Domain(bloc=name, domain_variable=variable, domain=key), holds & (bloc == name)) for name in blocs]
    return _put_together(found)


def _put_together(found: Sequence[tuple[Domain, BoolArray]]) -> Domains:
    return Domains(labels=tuple(label for label, _ in found), members=np.column_stack([holds for _, holds in found]))
