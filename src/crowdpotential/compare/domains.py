"""Whom an estimate is about: everybody, a bloc, an area, a group of residents, a group within a bloc."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.params import Area
from crowdpotential.stats.arrays import BoolArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """An estimated subgroup; empty names mean all."""

    bloc: str = ""
    area: str = ""
    domain_variable: str = ""
    domain: str = ""  # key of the code


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """A list of domains, and who belongs to each."""

    labels: tuple[Domain, ...]
    members: BoolArray  # (n, d)

    def position(self, domain: Domain) -> int:
        """Find a domain in the list."""
        return self.labels.index(domain)


def list_domains(
    responses: pd.DataFrame,
    *,
    areas: Mapping[str, Area],
    blocs: Sequence[str],
    codebook: Codebook,
    group_by: Sequence[str],
    joins_samples: bool = True,
) -> Domains:
    """List everybody, each bloc, each area, and each code of the grouping variables, in all and in each bloc.

    Nothing is listed of all together where they are samples whose sizes nobody knows.

    Args:
        responses: one row per analysed respondent; `area`, `bloc` and the grouping variables are read.
        areas, blocs: of the study; none, areas that lie in one bloc each, or areas that cross them.
        codebook: codes and keys of the grouping variables.
        group_by: grouping variables.
        joins_samples: whether everybody together stands for a population.
    """
    area, bloc = responses["area"].to_numpy(), responses["bloc"].to_numpy()
    found: list[tuple[Domain, BoolArray]] = []
    if joins_samples:
        found.append((Domain(), np.ones(len(area), dtype=bool)))
    found += [(Domain(bloc=name), bloc == name) for name in blocs]
    found += [(Domain(bloc=entry.bloc, area=name), area == name) for name, entry in areas.items()]
    for variable in group_by:
        answers = responses[variable].to_numpy()
        for code in codebook.codes(variable):
            key, holds = codebook.key_of_code(variable, code), answers == code
            if joins_samples:
                found.append((Domain(domain_variable=variable, domain=key), holds))
            found += [
                (Domain(bloc=name, domain_variable=variable, domain=key), holds & (bloc == name))
                for name in blocs
            ]
    members = np.column_stack([holds for _, holds in found])
    return Domains(
        labels=tuple(label for label, _ in found),
        members=members,
    )
