"""Which answers are hidden: those that too few gave, or all but too few, and the answers that protect them.

A question is one table: its codes, missing codes, classes of them, means and bounds, of everybody, blocs and areas, over all asked and
those who answered. Rows that are multiples of each other are one cell, hidden together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.disclosure.answers import Line, Part, sum_of
from crowdpotential.disclosure.audit import Table
from crowdpotential.disclosure.companions import hide_companions, open_companions
from crowdpotential.disclosure.few import Few
from crowdpotential.disclosure.neighbours import Neighbour, amounts_over
from crowdpotential.disclosure.people import Domain, People
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Atoms:
    """The smallest sets of respondents that a question's cells tell apart: one answer in one place."""

    codes: FloatArray  # (a,)
    inside: Mapping[Domain, BoolArray]  # place -> (a,)
    sizes: IntArray  # (a,) respondents
    weights: FloatArray  # (a,)


@dataclass(slots=True, kw_only=True)
class Cell:
    """Rows that give the same sum, filled step by step."""

    amounts: FloatArray  # (a,)
    place: Domain
    lines: list[Line]
    size: int  # respondents that it sums over
    is_free: bool  # whether somebody answered: nothing to protect, and never hidden for another number's sake
    is_share: bool
    is_beside: bool = False  # told of another question
    is_small: bool = False  # a base of too few
    is_few: bool = False  # too few gave the answer
    others: FloatArray | None = None  # (a,) those who gave another, where they are too few


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """Rows of one question, by the rule that hides them, and those that nothing could protect."""

    small: frozenset[int] = frozenset()
    few: frozenset[int] = frozenset()
    companions: frozenset[int] = frozenset()
    exposed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is hidden so far."""

    hidden: frozenset[int] = frozenset()  # positions of rows
    secret: frozenset[int] = frozenset()  # those of them that rest on too few

    def hides(self, lines: Sequence[Line]) -> bool:
        """Return whether none of these rows is told."""
        return all(line.position in self.hidden for line in lines)

    def is_secret(self, lines: Sequence[Line]) -> bool:
        """Return whether one of these rows rests on too few."""
        return any(line.position in self.secret for line in lines)


def hide_answers(
    part: Part,
    places: Mapping[Domain, BoolArray],
    people: People,
    *,
    few: Few,
    closed: Collection[Domain],
    neighbours: Sequence[Neighbour] = (),
    known: Known | None = None,
) -> Hidden:
    """Find the rows of a question that are hidden.

    Args:
        part: the answers, and the rows about them.
        places: place -> (n,) who lives there.
        people: respondents of the main sample.
        few: how few are too few.
        closed: places that are hidden with all their numbers.
        neighbours: rows of other questions that are sums over these answers.
        known: what is hidden of those.
    """
    atoms = _atoms(part, places, people.places, people.weights)
    cells, bases = _cells(part, atoms, few)
    shut = _shut_places(part, atoms, few) | frozenset(closed)
    known = known or Known()
    cells += _cells_beside(part, atoms, neighbours, known)
    primary = {i for i, cell in enumerate(cells) if cell.is_small or cell.is_few or cell.others is not None}
    hidden = primary | {i for i, cell in enumerate(cells) if cell.place in shut and not cell.is_beside}
    hidden |= {i for i, cell in enumerate(cells) if cell.is_beside and known.hides(cell.lines)}
    if not primary - {i for i, cell in enumerate(cells) if cell.is_free}:
        return _by_rule(cells, primary, hidden, ())
    table = Table(
        cells=np.array([cell.amounts for cell in cells]),
        fixed=np.array(bases),
        truth=atoms.weights,
        lower=np.zeros(atoms.weights.size),
        upper=np.full(atoms.weights.size, np.inf),
    )
    hidden |= _missing_beside(part, cells, primary)
    hidden |= _enough_together(cells, hidden, few)
    given = {i: int(atoms.sizes[cell.amounts > 0].sum()) for i, cell in enumerate(cells)}
    owners, targets = _targets(cells, sorted(primary), atoms)
    able = frozenset(i for i, cell in enumerate(cells) if not cell.is_free)

    def cost(i: int) -> tuple[float, ...]:
        return cells[i].is_beside, cells[i].place.rank, not cells[i].is_share, given[i] == 0, cells[i].size

    found = hide_companions(table, hidden, targets, candidates=able, cost=cost)
    beside = sorted(i for i in found.hidden - primary if given[i] and not (cells[i].is_free or cells[i].is_beside))
    light = frozenset(i for i in able if cells[i].place != Domain())  # what is told of everybody is worth more
    opened = open_companions(table, found.hidden, beside, candidates=light, cost=cost)
    return _by_rule(cells, primary, set(opened), [owners[at] for at in found.exposed])


def join_hidden(parts: Iterable[Hidden]) -> Hidden:
    """Put together what is hidden of the parts of a question."""
    every = list(parts)
    return Hidden(
        small=frozenset[int]().union(*(part.small for part in every)),
        few=frozenset[int]().union(*(part.few for part in every)),
        companions=frozenset[int]().union(*(part.companions for part in every)),
        exposed=frozenset[int]().union(*(part.exposed for part in every)),
    )


def _by_rule(cells: Sequence[Cell], primary: Collection[int], hidden: Collection[int], exposed: Sequence[int]) -> Hidden:
    def rows(chosen: Collection[int]) -> frozenset[int]:
        return frozenset(line.position for i in chosen for line in cells[i].lines)

    small = {i for i in primary if cells[i].is_small}
    return Hidden(
        small=rows(small),
        few=rows(set(primary) - small),
        companions=rows(set(hidden) - set(primary)),
        exposed=rows(set(exposed)),
    )


def _atoms(part: Part, places: Mapping[Domain, BoolArray], numbers: IntArray, weights: FloatArray) -> Atoms:
    """Cross all answers with all places: what nobody gave in a place could have been given there, for all that others know."""
    codes = np.unique([*part.codes, *part.possible])
    answer = np.searchsorted(codes, part.codes)
    n_places = int(numbers.max()) + 1
    atom, number = answer * n_places + numbers, codes.size * n_places
    first = np.unique(numbers, return_index=True)[1]  # somebody of each place tells where it lies
    return Atoms(
        codes=np.repeat(codes, n_places),
        inside={place: np.tile(inside[first], codes.size) for place, inside in places.items()},
        sizes=np.bincount(atom, minlength=number),
        weights=np.bincount(atom, weights, number).astype(np.float64),
    )


def _cells(part: Part, atoms: Atoms, few: Few) -> tuple[list[Cell], list[FloatArray]]:
    """Join the rows of one sum to a cell, and list the bases, whose weights everybody knows."""
    cells, bases = dict[tuple[bytes, str], Cell](), dict[bytes, FloatArray]()
    answered = ~np.isin(atoms.codes, part.missing)
    for line in part.lines:
        place = line.place
        inside, own = atoms.inside[place], sum_of(line, part, atoms.codes)
        base, amounts = own.base & inside, own.amounts * inside
        for known in (base, answered & inside):
            bases[known.tobytes()] = known.astype(np.float64)
        key = (
            (amounts / (np.abs(amounts).max() or 1.0)).round(12).tobytes(),
            str(line.category) * (not amounts.any()),
        )
        cell = cells.setdefault(
            key,
            Cell(
                amounts=amounts,
                place=place,
                lines=[],
                size=int(atoms.sizes[amounts != 0].sum()),
                is_free=own.is_free,
                is_share=own.is_share,
            ),
        )
        cell.lines.append(line)
        cell.is_free |= own.is_free  # where one missing code was given, it says no more than that somebody did not answer
        among = base if (amounts[~answered] > 0).any() else base & answered
        cell.is_small |= int(atoms.sizes[base].sum()) < few.base
        if own.is_share:
            _count(cell, among, atoms, few)
    for cell in cells.values():
        cell.is_few &= not cell.is_free
        cell.others = None if cell.is_free else cell.others
    return list(cells.values()), list(bases.values())


def _cells_beside(part: Part, atoms: Atoms, neighbours: Sequence[Neighbour], known: Known) -> list[Cell]:
    """Take in what other questions tell of these answers."""
    found = list[Cell]()
    for other in neighbours:
        codes = amounts_over(atoms.codes, other.members, part.codes)
        if codes is None or other.place not in atoms.inside:
            continue
        amounts = (codes & atoms.inside[other.place]).astype(np.float64)
        cell = Cell(
            amounts=amounts,
            place=other.place,
            lines=list(other.lines),
            size=int(atoms.sizes[amounts > 0].sum()),
            is_free=other.is_decided,
            is_share=True,
            is_beside=True,
        )
        cell.is_few = other.is_answer and known.is_secret(other.lines)
        found.append(cell)
    return found


def _count(cell: Cell, among: BoolArray, atoms: Atoms, few: Few) -> None:
    others = among & (cell.amounts == 0)
    cell.is_few |= 0 < cell.size < few.count
    if 0 < int(atoms.sizes[others].sum()) < few.count:
        cell.others = others.astype(np.float64)


def _shut_places(part: Part, atoms: Atoms, few: Few) -> frozenset[Domain]:
    """Name the places of which too few answered, each with the smallest place beside it, so that their bases do not tell of each other."""
    answered = ~np.isin(atoms.codes, part.missing)
    shown = {line.place for line in part.lines}
    sizes = {place: int(atoms.sizes[atoms.inside[place] & answered].sum()) for place in sorted(shown, key=str)}
    small = {place for place, size in sizes.items() if size < few.base}
    shut = set(small)
    for place in small:
        above = Domain(bloc=place.bloc) if place.area else Domain()
        beside = [
            other
            for other, size in sizes.items()
            if other not in shut and size and other.rank == place.rank and (not place.area or other.bloc == place.bloc)
        ]
        if sizes[place] and above in sizes and above != place and beside:
            shut.add(min(beside, key=lambda other: (sizes[other], str(other))))
    return frozenset(shut - small)


def _missing_beside(part: Part, cells: Sequence[Cell], primary: Collection[int]) -> set[int]:
    """Hide all missing codes and classes of a place where one is hidden: they are few there, and their total is told."""
    missing = {
        i
        for i, cell in enumerate(cells)
        if not (cell.is_free or cell.is_beside)
        and cell.is_share
        and any(line.measure == "item_nonresponse" or _is_code_in(line, part.missing) for line in cell.lines)
    }
    touched = {cells[i].place for i in missing & set(primary)}
    return {i for i in missing if cells[i].place in touched}


def _is_code_in(line: Line, codes: Collection[float]) -> bool:
    return line.measure == "share" and line.category.lstrip("-").isdecimal() and float(line.category) in codes


def _enough_together(cells: Sequence[Cell], hidden: Collection[int], few: Few) -> set[int]:
    """Hide the smallest answers beside hidden ones that are together too few in their place."""
    places, more = defaultdict[Domain, list[int]](list), set[int]()
    for i, cell in enumerate(cells):
        if cell.is_share and not (cell.is_free or cell.is_beside) and all(line.measure == "share" for line in cell.lines):
            places[cell.place].append(i)
    for own in places.values():
        chosen = [i for i in own if i in hidden]
        shown = sorted((i for i in own if i not in hidden), key=lambda i: (cells[i].size == 0, cells[i].size, i))
        total = sum(cells[i].size for i in chosen)
        while chosen and shown and total < few.count:
            more.add(shown[0])
            total += cells[shown.pop(0)].size
    return more


def _targets(cells: Sequence[Cell], primary: Sequence[int], atoms: Atoms) -> tuple[list[int], list[FloatArray]]:
    """List the sums to protect: the answer itself, and the others where they are too few; not what nobody gave anywhere."""
    owners, targets = list[int](), list[FloatArray]()
    for i in primary:
        cell = cells[i]
        if cell.is_free:
            continue
        same = np.isin(atoms.codes, atoms.codes[cell.amounts != 0])
        if (cell.is_small and atoms.sizes[same].any()) or cell.is_few:
            owners.append(i)
            targets.append(cell.amounts)
        if cell.others is not None:
            owners.append(i)
            targets.append(cell.others)
    return owners, targets
