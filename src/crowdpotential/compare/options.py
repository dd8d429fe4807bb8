"""Answers to a question with several answers as options: who gave which, and in which domains an option may be told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.disclosure.few import Few
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.measure import Measure
from crowdpotential.results.rows import MAIN, Row, make_row
from crowdpotential.stats.arrays import BoolArray, IntArray

EVERYBODY: Final = "everybody"  # names of families of domains; those of groups have the name of their variable
SIDES: Final = "bloc"
AREAS: Final = "area"
TOO_FEW = "too_few"  # note of a family in which options are not told


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Who gave which of the answers to one question."""

    variable: str
    categories: tuple[str, ...]  # codes, or the values of an attribute of codes
    chosen: BoolArray  # (n, q) false for whoever did not answer
    answered: BoolArray  # (n,)

    def take(self, wanted: Callable[[int], bool]) -> "Options":
        """Return some of the options, by position."""
        kept = [at for at in range(len(self.categories)) if wanted(at)]
        return replace(self, categories=tuple(self.categories[at] for at in kept), chosen=self.chosen[:, kept])


def read_options(responses: pd.DataFrame, codebook: Codebook, variable: str) -> Options:
    """Read who gave which answer to a question, exclusive options among them.

    Args:
        responses: analysed respondents.
        codebook: questions and codes.
        variable: a question with listed answers, one or several.
    """
    raw = responses[list(codebook.columns(variable))].to_numpy(dtype=np.float64)
    answered = ~np.isin(raw[:, 0], list(codebook.missing_codes(variable)))  # several answers are missing together
    codes = list(codebook.codes(variable))
    given = raw == 1 if codebook.variable(variable).kind.has_options else raw[:, :1] == np.array(codes, dtype=np.float64)
    return Options(
        variable=variable,
        categories=tuple(map(str, codes)),
        chosen=given & answered[:, None],
        answered=answered,
    )


def members_of_kinds(codebook: Codebook, variable: str, attribute: str, kinds: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Return the options of each kind, by code, in the order of the kinds; a kind that no option has is left out."""
    values = {str(code): entry.attributes.get(attribute) for code, entry in codebook.codes(variable).items()}
    found = {kind: tuple(code for code, value in values.items() if value is not None and str(value) == kind) for kind in kinds}
    return {kind: codes for kind, codes in found.items() if codes}


def join_options(options: Options, groups: Mapping[str, tuple[str, ...]]) -> Options:
    """Return who named at least one option of each group; who named two of one group counts once.

    Args:
        options: of a question.
        groups: name -> its options.
    """
    at = {name: [options.categories.index(code) for code in codes] for name, codes in groups.items()}
    chosen = np.column_stack([options.chosen[:, places].any(axis=1) for places in at.values()])
    return replace(options, categories=tuple(groups), chosen=chosen)


def family_of(domain: Domain) -> str:
    """Name the family of a domain: everybody, the sides, the areas, or the groups of a variable."""
    return domain.domain_variable or (AREAS if domain.area else SIDES if domain.bloc else EVERYBODY)


def families_of(domains: Domains) -> dict[str, list[int]]:
    """List the positions of the domains of each family; groups within a side are left out."""
    found: dict[str, list[int]] = {}
    for position, label in enumerate(domains.labels):
        if not (label.domain_variable and (label.bloc or label.area)):
            found.setdefault(family_of(label), []).append(position)
    return found


def told_options(options: Options, domains: Domains, few: Few) -> dict[str, BoolArray]:
    """Decide which options are told in each family of domains.

    An option that one or two respondents of a domain named, or all but so few, is told in none of the family: what is told of the
    others and of everybody would give it back. Domains that are too small for any number count as well, since their sum does; and so do
    those who are in no domain of the family, since they are everybody less the others.

    Args:
        options: of a question.
        domains: who belongs to what.
        few: how few are too few.

    Returns:
        Family -> (q,) whether each option is told.
    """
    found = dict[str, BoolArray]()
    for family, places in families_of(domains).items():
        parts = domains.members[:, places]
        inside = np.column_stack([parts, ~parts.any(axis=1)]) & options.answered[:, None]
        named, bases = inside.T.astype(np.int64) @ options.chosen, inside.sum(axis=0)
        few_named: BoolArray = _are_few(named, few) | _are_few(bases[:, None] - named, few)
        found[family] = np.asarray(~few_named.any(axis=0), dtype=np.bool_)
    return found


def told_kinds(
    options: Options, groups: Mapping[str, tuple[str, ...]], domains: Domains, few: Few, told: Mapping[str, BoolArray]
) -> dict[str, BoolArray]:
    """Decide which groups of options are told in each family.

    All of a group's options must be told there, it must not exceed one of them by too few, nor all of them together by too few who
    named two: what is told would count those.

    Args:
        options: of a question.
        groups: name -> its options.
        domains: who belongs to what.
        few: how few are too few.
        told: of the options.
    """
    kinds = join_options(options, groups)
    own = told_options(kinds, domains, few)
    inside = domains.members & options.answered[:, None]
    for at, codes in enumerate(groups.values()):
        places = [options.categories.index(code) for code in codes]
        of_kind, chosen = kinds.chosen[:, [at]], options.chosen[:, places]
        others, twice = of_kind & ~chosen, chosen.sum(axis=1, keepdims=True) - of_kind
        too_few = np.asarray(_are_few(inside.T.astype(np.int64) @ np.column_stack([others, twice]), few).any(axis=1))
        for family, positions in families_of(domains).items():
            own[family][at] &= bool(told[family][places].all()) and not too_few[positions].any()
    return own


def _are_few(counts: IntArray, few: Few) -> BoolArray:
    found: BoolArray = (counts > 0) & (counts < few.count)
    return found


def untold_rows(options: Options, told: Mapping[str, BoolArray], measure: Measure) -> list[Row]:
    """Count the options that are told in none of a family's domains; no row where all are."""
    return [
        make_row(
            measure,
            MAIN,
            variable=options.variable,
            variable_2=family,
            estimate=float(np.count_nonzero(~is_told)),
            n=float(options.answered.sum()),
            note=TOO_FEW,
        )
        for family, is_told in told.items()
        if not is_told.all()
    ]
