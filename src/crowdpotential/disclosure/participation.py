"""Participation: which steps, fields and counts are hidden because too few respondents stand there, or all but too few.

The share at a step in a place or group and the people follow from each other and are one cell, hidden as a whole; so are who came through
and who goes on, and the four fields of potential and participation. Cells of places add up as answers do; a step is also a sum over the
answers that it looks at, and is held against these with the other questions (`neighbours`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.conditions.steps import find_states
from crowdpotential.disclosure.answers import Line
from crowdpotential.disclosure.audit import Table
from crowdpotential.disclosure.companions import hide_companions
from crowdpotential.disclosure.few import Few
from crowdpotential.disclosure.neighbours import Neighbour
from crowdpotential.disclosure.people import Domain, People
from crowdpotential.disclosure.step_subsets import CHAPTER, KINDS, Subject, Subset, gather_cells, list_subsets
from crowdpotential.params import Participation
from crowdpotential.stats.arrays import BoolArray, FloatArray

CONTRASTS = {"step_contrast": "step_share", "quadrant_contrast": "quadrant_share"}  # and of what they are differences
COUNTED = ("step_apart", "step_unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenParts:
    """Rows of the chapter that are hidden, by rule; (rows,) each."""

    few: BoolArray
    companions: BoolArray


def hide_participation(
    full: pd.DataFrame,
    people: People,
    declared: Participation | None,
    *,
    high_from: float | None,
    few: Few,
    shut: Collection[Domain] = (),
) -> HiddenParts:
    """Find the rows of the chapter that are hidden.

    Args:
        full: meets RESULTS, nothing hidden.
        people: respondents of the main sample.
        declared: of params.
        high_from: index from which potential is high; None: there are no fields.
        few: how few are too few.
        shut: places and groups that are hidden with all their numbers.
    """
    nowhere = np.zeros(len(full), dtype=np.bool_)
    about = (full["chapter"] == CHAPTER).to_numpy(dtype=bool)
    if declared is None or not about.any():
        return HiddenParts(few=nowhere, companions=nowhere)
    subsets = list_subsets(declared, people, high_from)
    cells, hidden = gather_cells(full, about), dict[tuple[Subject, Domain], str]()
    for subject in sorted(subsets, key=_in_turn) * 2:  # a step that its chain closes closes others of the chain
        domains = [domain for own, domain in cells if own == subject]
        closed = {domain for domain in domains if _gives_back(subject, domain, subsets, hidden, people)}
        for domain, rule in _hide_subject(subsets[subject], domains, people, closed=closed, few=few, shut=shut).items():
            hidden.setdefault((subject, domain), rule)
    found = {rule: nowhere.copy() for rule in ("count", "companion")}
    for key, rule in hidden.items():
        found[rule][cells[key]] = True
    of_counts = about & full["measure"].isin(COUNTED).to_numpy(dtype=bool)
    estimate = full["estimate"].to_numpy(dtype=np.float64)
    found["count"] |= of_counts & (estimate > 0) & (estimate < few.count)
    return HiddenParts(few=found["count"], companions=found["companion"])


def list_step_neighbours(full: pd.DataFrame, people: People, declared: Participation | None) -> dict[str, list[Neighbour]]:
    """List the steps that each question tells of, in places: whoever gave certain answers stands at the step.

    Args:
        full, people, declared: as in `hide_participation`.
    """
    found = dict[str, list[Neighbour]]()
    if declared is None:
        return found
    states = find_states(declared.steps, people.frame, people.codebook)
    cells = gather_cells(full, (full["chapter"] == CHAPTER).to_numpy(dtype=bool))
    for i, step in enumerate(declared.steps):
        for (subject, domain), positions in cells.items():
            if subject == ("step", step.id) and not domain.variable:
                lines = tuple(_line(full, position) for position in positions)
                own = Neighbour(members=states.reached[:, i], place=domain, lines=lines, is_answer=True)
                for name in step.when.variables():
                    found.setdefault(name, []).append(own)
    return found


def follow_participation(full: pd.DataFrame, hidden: BoolArray) -> BoolArray:
    """Mark the contrasts of sides of which one is hidden: the other and the difference would give it back."""
    about = (full["chapter"] == CHAPTER).to_numpy(dtype=bool)
    shares = full[about & hidden & full["measure"].isin(list(CONTRASTS.values())).to_numpy(dtype=bool)]
    told = shares[(shares["area"] == "") & (shares["domain_variable"] == "")]
    secret = set(zip(told["measure"], told["variable"], told["bloc"], strict=True))
    found = np.zeros(len(full), dtype=np.bool_)
    is_contrast = about & full["measure"].isin(list(CONTRASTS)).to_numpy(dtype=bool)
    rows = full.loc[is_contrast, ["measure", "variable", "bloc", "reference_bloc"]].itertuples(index=False, name=None)
    for position, (measure, variable, *blocs) in zip(np.flatnonzero(is_contrast), rows, strict=True):
        found[position] = any((CONTRASTS[measure], variable, bloc) in secret for bloc in blocs)
    return found


def _line(full: pd.DataFrame, position: int) -> Line:
    row = full.iloc[position]
    return Line(
        position=position,
        measure=row["measure"],
        category=row["category"],
        model=row["model"],
        bloc=row["bloc"],
        area=row["area"],
        base=row["base"],
        n=row["n"],
    )


def _in_turn(subject: Subject) -> int:
    return list(dict.fromkeys(KINDS.values())).index(subject[0])


def _gives_back(
    subject: Subject,
    domain: Domain,
    subsets: Mapping[Subject, Sequence[Subset]],
    hidden: Mapping[tuple[Subject, Domain], str],
    people: People,
) -> bool:
    """Return whether this number would give back one that is hidden: the same people in other words, or a sum of two fields."""
    kind, step = subject
    if kind == "field":
        return (("step", step), domain) in hidden
    other = {"step": "chain", "chain": "step"}.get(kind, "")
    if ((other, step), domain) not in hidden:
        return False
    inside = people.members(domain)
    return bool((subsets[subject][0].inside[inside] == subsets[other, step][0].inside[inside]).all())


def _hide_subject(
    subsets: Sequence[Subset], domains: Sequence[Domain], people: People, *, closed: set[Domain], few: Few, shut: Collection[Domain]
) -> dict[Domain, str]:
    """Choose the places and groups of which nothing is told at a step, in the fields, or of activity.

    Whoever of a place is in no group of a variable is a group that nobody names: the place less the others tells of him.
    """
    members = [people.members(domain) for domain in domains]
    few_there = {i for i, inside in enumerate(members) if any(_is_few(one, inside, few) for one in subsets)}
    small = few_there | {i for i, domain in enumerate(domains) if domain in closed}
    rests = [rest for rest in _list_rests(domains, members) if any(_is_few(one, rest, few) for one in subsets)]
    if not small and not rests:
        return {}
    chosen = small | {i for i, domain in enumerate(domains) if domain in shut}
    for one in subsets:
        table, targets = _table(one, members, people.weights, [*(members[i] for i in sorted(small)), *rests], few)
        sizes = [int((one.inside & inside).sum()) for inside in members]

        def cost(i: int, sizes: Sequence[int] = sizes) -> tuple[float, ...]:
            return domains[i].rank, sizes[i], i

        every = frozenset(range(len(domains)))
        chosen |= hide_companions(table, chosen, targets, candidates=every, cost=cost).hidden
    return {domains[i]: "count" if i in few_there else "companion" for i in sorted(chosen)}


def _list_rests(domains: Sequence[Domain], members: Sequence[BoolArray]) -> Iterator[BoolArray]:
    """List who of each place is in none of the groups of a variable that are told of it."""
    groups = dict[tuple[Domain, str], list[int]]()
    for i, domain in enumerate(domains):
        if domain.variable:
            groups.setdefault((domain.place, domain.variable), []).append(i)
    for (place, _), own in groups.items():
        if place in domains:
            yield members[domains.index(place)] & ~np.any([members[i] for i in own], axis=0)


def _is_few(subset: Subset, inside: BoolArray, few: Few) -> bool:
    n, base = int((subset.inside & inside).sum()), int((subset.base & inside).sum())
    return 0 < base < few.base or 0 < n < few.count or 0 < base - n < few.count


def _table(
    subset: Subset, members: Sequence[BoolArray], weights: FloatArray, small: Sequence[BoolArray], few: Few
) -> tuple[Table, list[FloatArray]]:
    """Make the sums of a share over the smallest sets of respondents that they tell apart, and list those of `small` to protect."""
    keys = np.packbits(np.column_stack([*members, subset.inside, subset.base]), axis=1)
    _, first, atom = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    own = np.array(members)[:, first]
    inside, base = subset.inside[first], subset.base[first]
    truth = np.bincount(atom.reshape(-1), weights, first.size).astype(np.float64)
    table = Table(
        cells=(own & inside).astype(np.float64),
        fixed=(own & base).astype(np.float64),
        truth=truth,
        lower=np.zeros(first.size),
        upper=np.full(first.size, np.inf),
    )
    targets = list[FloatArray]()
    for whose in small:
        n, of, here = int((subset.inside & whose).sum()), int((subset.base & whose).sum()), whose[first]
        targets += [(here & inside).astype(np.float64)] if 0 < n < few.count or 0 < of < few.base else []
        targets += [(here & base & ~inside).astype(np.float64)] if 0 < of - n < few.count else []
    return table, targets
