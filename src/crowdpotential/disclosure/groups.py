"""Which places and groups are hidden with all their numbers: those of too few respondents, and the companions that protect them.

One pattern for all statistics of a run: what is hidden of one is hidden of all, so that no two patterns can be laid over each other.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from crowdpotential.disclosure.audit import Table
from crowdpotential.disclosure.companions import hide_companions, open_companions
from crowdpotential.disclosure.gaps import list_gaps
from crowdpotential.disclosure.people import Domain, People
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

POINTS = 100.0  # the upper end of a bounded score


def hide_groups(
    shown: Mapping[Domain, int],
    people: People,
    scores: Mapping[str, FloatArray],
    *,
    fewest: int,
    bounded: bool,
) -> frozenset[Domain]:
    """Find the domains of too few respondents, and with them their companions.

    Those of a place who are in no group of a variable are a group that nobody names: the place less the others tells of it. So are those
    between two sets that nearly coincide. Those who live in no bloc or area are not protected so: for a handful of them every bloc would
    be hidden.

    Args:
        shown: domains and their smallest base.
        people: respondents of the main sample.
        scores: variable -> (n,) scores of which means are told, missing as NaN.
        fewest: respondents that a mean may rest on.
        bounded: whether everybody knows that scores lie between 0 and 100.
    """
    domains = list(shown)
    if not domains:
        return frozenset()
    small = {i for i, domain in enumerate(domains) if shown[domain] < fewest}
    members = np.column_stack([people.members(domain) for domain in domains])
    families, sizes = list_families(domains), members.sum(axis=0)
    rests = [family for family in families if _are_groups(family, domains) and 0 < _rest(family, members) < fewest]
    atoms = np.unique(np.packbits(members, axis=1), axis=0, return_inverse=True)[1].reshape(-1)
    tables = [_table(members, atoms, people.weights, values, bounded=bounded) for values in scores.values()]
    gaps = [
        list_gaps(table.cells, _heads(atoms, values), domains, fewest=fewest) for table, values in zip(tables, scores.values(), strict=True)
    ]
    if not (small or rests or any(gaps)):
        return frozenset()
    chosen = set(small)

    def cost(i: int) -> tuple[float, ...]:
        return domains[i].rank, int(sizes[i]), i

    every = frozenset(range(len(domains)))
    light = frozenset(i for i in every if not domains[i].rank)
    while True:
        before = len(chosen)
        _join_enough(chosen, families, members, fewest, rests=rests)
        for table, between in zip(tables, gaps, strict=True):
            targets = [table.cells[i] for i in sorted(small)]
            targets += [table.cells[above] - table.cells[list(parts)].sum(axis=0) for above, parts in rests]
            targets += between
            chosen |= hide_companions(table, chosen, targets, candidates=every, cost=cost).hidden
        for table in tables[:1]:
            chosen |= open_companions(table, chosen, sorted(chosen - small), candidates=light, cost=cost)
        if len(chosen) == before:
            break
    return frozenset(domains[i] for i in chosen)


def list_families(domains: Sequence[Domain]) -> list[tuple[int, tuple[int, ...]]]:
    """List what adds up: groups of a variable to their place, areas to their bloc, blocs to everybody, a group in blocs to the group."""
    at, children = {domain: i for i, domain in enumerate(domains)}, defaultdict[int, list[int]](list)
    for i, domain in enumerate(domains):
        above = [domain.place] if domain.variable else []
        above += [Domain(bloc=domain.bloc)] if domain.area else []
        above += [Domain(variable=domain.variable, group=domain.group)] if domain.bloc else []
        for parent in dict.fromkeys(above):
            if parent in at and at[parent] != i:
                children[at[parent]].append(i)
    families = list[tuple[int, tuple[int, ...]]]()
    for parent_at, found in children.items():
        kinds = defaultdict[tuple[str, bool], list[int]](list)
        for i in found:
            kinds[domains[i].variable, bool(domains[i].area)].append(i)
        families += [(parent_at, tuple(members)) for members in kinds.values()]
    return families


def _join_enough(
    chosen: set[int],
    families: Sequence[tuple[int, tuple[int, ...]]],
    members: BoolArray,
    fewest: int,
    *,
    rests: Sequence[tuple[int, tuple[int, ...]]],
) -> None:
    """Hide more of a family until those hidden, whom its margin gives away together, are enough."""
    while True:
        before = len(chosen)
        for parent, parts in families:
            hidden = [i for i in parts if i in chosen]
            if parent in chosen or not (hidden or (parent, parts) in rests):
                continue
            shown = [i for i in parts if i not in chosen]
            rest = _rest((parent, tuple(shown)), members)
            if rest < fewest and shown:
                chosen.add(min(shown, key=lambda i: (int(members[:, i].sum()), i)))
            elif rest < fewest:
                chosen.add(parent)
        if len(chosen) == before:
            return


def _are_groups(family: tuple[int, tuple[int, ...]], domains: Sequence[Domain]) -> bool:
    """Return whether the parts are the groups of a variable in one place."""
    above, parts = family
    return not domains[above].variable and bool(domains[parts[0]].variable)


def _rest(family: tuple[int, tuple[int, ...]], members: BoolArray) -> int:
    """Count who is in a margin and in none of its parts."""
    above, parts = family
    return int((members[:, above] & ~members[:, list(parts)].any(axis=1)).sum())


def _heads(atoms: IntArray, values: FloatArray) -> FloatArray:
    """Count the respondents of each atom whose score is known; (a,)."""
    return np.bincount(atoms[~np.isnan(values)], minlength=int(atoms.max()) + 1).astype(np.float64)


def _table(members: BoolArray, atoms: IntArray, weights: FloatArray, values: FloatArray, *, bounded: bool) -> Table:
    known = ~np.isnan(values)
    number = int(atoms.max()) + 1
    amounts: FloatArray = np.bincount(atoms[known], weights[known], number).astype(np.float64)
    first = np.zeros(number, dtype=np.int64)
    first[atoms[::-1]] = np.arange(len(atoms))[::-1]
    return Table(
        cells=members[first].T.astype(np.float64),
        fixed=np.empty((0, number)),
        truth=np.bincount(atoms[known], (weights * values)[known], number).astype(np.float64),
        lower=np.zeros(number) if bounded else np.full(number, -np.inf),
        upper=amounts * POINTS if bounded else np.full(number, np.inf),
    )
