"""How often do the rungs of the ladder hold the truth, and how often are their words wrong?

Two sides of different composition are samples of units with unequal selection; the index goes with the controls of its people, with their
combinations, with the unit, and differently on each side. Every draw goes the way of the chapter, from sums by cell to rows: where it
leaves a gap out, or too many replicates fail, there is no interval, and `n` says how many there are. Promised are 93 to 97 % of intervals
that hold the truth for every rung, at least 93 % for the parts of the gap; where people who are alike score alike on both sides, at most
5 % of the rungs with people alike called different; and where they are apart by the smallest gap of interest, at most 5 % called
equivalent; each within two Monte-Carlo errors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from crowdpotential.chapters.composition.estimates.pairs import Pair, find_obstacles, list_pairs
from crowdpotential.chapters.composition.estimates.part_rows import name_reference, part_rows
from crowdpotential.chapters.composition.estimates.rungs import balance_pair, list_rungs, rung_rows
from crowdpotential.chapters.composition.estimates.side_cells import Compared
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.params import Comparison
from crowdpotential.results.measures.gap_parts import PART, RUNG
from crowdpotential.results.rows import Row
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.decomposition.categories import Categories, SideSums, find_cells
from crowdpotential.stats.decomposition.entropy_balancing import balance_entropy
from crowdpotential.stats.decomposition.oaxaca_blinder import REFERENCES, decompose
from crowdpotential.stats.decomposition.side_regressions import fit_sides
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers, rao_wu_replication
from crowdpotential.stats.streams import stream
from crowdpotential.verdicts import DIFFERENCE, EQUIVALENT

SEED, N_DRAWS, N_REPLICATES = 20191207, 1000, 300
MARGIN = 2.0  # points
LEVEL, COVERAGE, ERRORS = 0.05, (0.93, 0.97), 2.0
SIDES, NAMES, SIZES = ("A", "B"), ("sex", "age", "edu"), (2, 4, 3)
SHARES = {  # of the categories, and how much more the last education is found in each age
    "A": ((0.45, 0.55), (0.15, 0.25, 0.30, 0.30), (0.25, 0.45, 0.30)),
    "B": ((0.48, 0.52), (0.30, 0.30, 0.25, 0.15), (0.20, 0.35, 0.45)),
}
SELECTION = np.array([0.6, 1.0, 1.4, 1.2])  # by age: how much likelier than others to be drawn
COMMON = (np.array([0.0, 3.0]), np.array([4.0, 1.0, -1.0, -4.0]), np.array([-5.0, 0.0, 5.0]))  # points by category
OWN = (np.array([0.0, 1.5]), np.array([-2.0, 0.0, 1.0, 3.0]), np.array([1.0, 0.0, -1.5]))  # beside them, on the first side
TOGETHER = 2.5  # points of the youngest with the highest education, on the first side
SHIFT, OF_ITEMS = 0.6, 4.0  # points that differing items make of the first side, and how far respondents spread in them
UNIT, PERSON = 3.0, 14.0  # spread of units and people, points
PER_UNIT = 12
CELLS = np.array(list(product(*(range(size) for size in SIZES))))


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is true of the two sides, and how large their samples are."""

    name: str
    n_units: int  # of each side
    is_alike: bool = False  # people who are alike score alike, but for the gap
    gap: float = 0.0  # points that everybody of the first side has besides


WORLDS = (
    World(name="apart", n_units=40, gap=1.0),
    World(name="apart, few units", n_units=14, gap=1.0),
    World(name="alike", n_units=40, is_alike=True),
    World(name="margin", n_units=40, is_alike=True, gap=MARGIN),
    World(name="margin, large", n_units=150, is_alike=True, gap=MARGIN),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How often something was so in a world."""

    world: str
    number: str  # rung or part
    said: str  # covered, different or equivalent
    share: float
    n: int
    lowest: float
    highest: float

    @property
    def is_within(self) -> bool:
        """Whether the promise is kept, but for Monte-Carlo errors."""
        slack = ERRORS * float(np.sqrt(LEVEL * (1 - LEVEL) / self.n))
        return self.lowest - slack <= self.share <= self.highest + slack


def repeat(worlds: Sequence[World] = WORLDS, *, n_draws: int = N_DRAWS, n_replicates: int = N_REPLICATES) -> list[Share]:
    """Draw both sides of each world again and again, and count what the rows say."""
    return [share for world in worlds for share in _shares(world, n_draws, n_replicates)]


def as_table(shares: Sequence[Share]) -> str:
    """Write the shares as lines of text."""
    return "\n".join(f"{one.world:<18}{one.number:<34}{one.said:<12}{one.share:>8.3f} of {one.n}" for one in shares)


def judge(shares: Sequence[Share]) -> list[str]:
    """Say which promises are not kept."""
    return [
        f"{one.world}, {one.number}: {one.said} in {one.share:.3f}, not within {one.lowest:g} to {one.highest:g}"
        for one in shares
        if not one.is_within
    ]


def draw_rows(world: World, number: int, n_replicates: int) -> list[Row]:
    """Draw both sides once, and go the way of the chapter; nothing where it would not take the gap apart."""
    compared, permitted = _draw(world, number, n_replicates)
    comparison, (pair,) = Comparison(), list_pairs(compared)
    if find_obstacles(pair, compared, suppress_below=1):
        return []
    balanced, _ = balance_pair(pair, compared)
    rows = rung_rows(list_rungs(pair, balanced, compared, permitted), compared, comparison, smallest_gap=MARGIN)
    return rows + part_rows(pair, compared, comparison, reference="pooled")


def find_truth(world: World) -> dict[str, float]:
    """Compute every rung and part of the whole population, by number as `name_row` has it."""
    cells = find_cells(list(CELLS.T), _labels(), NAMES).categories
    first, second = (_whole(world, side) for side in SIDES)
    apart = float(first.means[0] - second.means[0])
    to_second, to_first = (_balanced_mean(one, other, cells) for one, other in ((first, second), (second, first)))
    rungs = {"": apart, "B": to_second - float(second.means[0]), "A": float(first.means[0]) - to_first}
    made = 0.0 if world.is_alike else SHIFT
    found = {f"rung raw {side}".strip(): points for side, points in rungs.items()}
    found |= {f"rung adjusted {side}".strip(): points - made for side, points in rungs.items()}
    fits = fit_sides(first, second, cells)
    for reference in REFERENCES:
        parts, pair = (
            decompose(fits, reference),
            Pair(first=first, second=second, categories=cells, in_cell=np.ones(0, bool), is_used=np.ones(0, bool)),
        )
        model = name_reference(reference, pair)
        wholes = {
            "composition": parts.composition.sum(),
            "coefficients": parts.coefficients.sum() + parts.constant[0],
            "interaction": parts.interaction.sum(),
        }
        found |= {f"part {model} {part}": float(points) for part, points in wholes.items()}
        for part, own in {"composition": parts.composition, "coefficients": parts.coefficients}.items():
            found |= {f"part {model} {part} {name}": float(own[0, place]) for place, name in enumerate(NAMES)}
        found[f"part {model} coefficients constant"] = float(parts.constant[0])
    return found


def name_row(row: Row) -> str:
    """Name a rung or a part."""
    return " ".join(part for part in (row.measure, row.model, row.category, row.variable_2) if part)


def _shares(world: World, n_draws: int, n_replicates: int) -> list[Share]:
    truth, drawn = find_truth(world), [draw_rows(world, number, n_replicates) for number in range(n_draws)]
    found = list[Share]()
    for rows in zip(*filter(None, drawn), strict=True):
        name, is_rung = name_row(rows[0]), rows[0].measure == RUNG.name
        held = [row.ci_low <= truth[name] <= row.ci_high for row in rows if not np.isnan(row.ci_low)]  # others are withheld
        found.append(_share(world, name, "covered", float(np.mean(held)), len(held)))
        if not (is_rung and world.is_alike and rows[0].category):
            continue
        word, said = (EQUIVALENT, "equivalent") if world.gap else (DIFFERENCE, "different")
        found.append(_share(world, name, said, float(np.mean([row.verdict == word for row in rows])), len(rows)))
    return found


def _share(world: World, number: str, said: str, share: float, n: int) -> Share:
    lowest, highest = COVERAGE if said == "covered" else (0.0, LEVEL)
    if said == "covered" and number.startswith(PART.name):
        highest = 1.0  # a part that is a product of two small numbers is covered more often than promised
    return Share(world=world.name, number=number, said=said, share=share, n=n, lowest=lowest, highest=highest)


def _draw(world: World, number: int, n_replicates: int) -> tuple[Compared, PermittedComparisons]:
    """Draw units and people of both sides, their weights and index, and what differing items are found to make."""
    rng, n_units = stream(SEED, f"{world.name} {number}"), world.n_units
    unit = np.repeat(np.arange(2 * n_units), PER_UNIT)
    side = unit // n_units
    cell = np.concatenate([_draw_cells(rng, name, n_units * PER_UNIT) for name in SIDES])
    means = np.stack([_cell_means(world, name) for name in SIDES])[side, cell]
    outcome = means + UNIT * rng.standard_normal(2 * n_units)[unit] + PERSON * rng.standard_normal(unit.size)
    of_items = (0.0 if world.is_alike else SHIFT) * (side == 0) + OF_ITEMS * rng.standard_normal(unit.size)
    keys, stratum = np.array([psu_key(str(one)) for one in range(2 * n_units)], dtype=np.uint64), np.repeat([0, 1], n_units)
    multipliers = rao_wu_multipliers(stratum, keys, seed=int(rng.integers(2**31)), number=n_replicates)[unit]
    weights = 1 / SELECTION[CELLS[cell, 1]] * np.exp(0.3 * rng.standard_normal(unit.size))
    design = Design(
        weights=weights,
        replicate_weights=weights[:, None] * multipliers,
        replication=rao_wu_replication(stratum, number=n_replicates),
        strata=side,
        psus=unit,
    )
    return _compare(side, cell, outcome, design), _permit(side, of_items, design)


def _compare(side: IntArray, cell: IntArray, outcome: FloatArray, design: Design) -> Compared:
    found = find_cells(list(CELLS[cell].T), _labels(), NAMES)
    is_in = (found.of_respondent[:, None] == np.arange(len(found.categories.indicators))).astype(np.float64)
    weights, sums = design.all_weights, dict[str, SideSums]()
    for place, name in enumerate(SIDES):
        own = side == place
        totals = (weights[own] * outcome[own, None]).T @ is_in[own]
        sums[name] = SideSums(name=name, masses=weights[own].T @ is_in[own], totals=totals)
    return Compared(
        controls=(),
        members={name: side == place for place, name in enumerate(SIDES)},
        n_lacking=dict.fromkeys(SIDES, 0),
        cell_of=found.of_respondent,
        categories=found.categories,
        sums=sums,
        design=design,
    )


def _permit(side: IntArray, of_items: FloatArray, design: Design) -> PermittedComparisons:
    weights = design.all_weights
    means = [(of_items[side == place] @ weights[side == place]) / weights[side == place].sum(axis=0) for place in (0, 1)]
    points = means[0] - means[1]
    return PermittedComparisons(blocs=SIDES, between_blocs=DifPoints(estimate=points[:1], replicates=points[1:, None]))


@cache
def _cell_shares(side: str) -> FloatArray:
    """Return the share of each cell in the population of a side: education rises with youth."""
    sexes, ages, education = (np.array(shares) for shares in SHARES[side])
    by_age = education * np.exp(0.3 * np.outer(1.5 - np.arange(SIZES[1]), [-1.0, 0.0, 1.0]))
    joint = sexes[:, None, None] * (ages[:, None] * by_age / by_age.sum(axis=1, keepdims=True))[None]
    return np.asarray(joint.reshape(-1))


@cache
def _cell_means(world: World, side: str) -> FloatArray:
    """Return the mean index of each cell."""
    means = 50 + sum(points[CELLS[:, place]] for place, points in enumerate(COMMON))
    if side == "B":
        return np.asarray(means)
    if not world.is_alike:
        means = means + SHIFT + sum(points[CELLS[:, place]] for place, points in enumerate(OWN))
        means = means + TOGETHER * ((CELLS[:, 1] == 0) & (CELLS[:, 2] == len(COMMON[2]) - 1))
    return np.asarray(means + world.gap)


def _draw_cells(rng: np.random.Generator, side: str, n: int) -> IntArray:
    likely = _cell_shares(side) * SELECTION[CELLS[:, 1]]
    return np.asarray(rng.choice(len(CELLS), size=n, p=likely / likely.sum()))


def _whole(world: World, side: str) -> SideSums:
    shares = _cell_shares(side)[None, :]
    return SideSums(name=side, masses=shares, totals=shares * _cell_means(world, side))


def _balanced_mean(own: SideSums, target: SideSums, cells: Categories) -> float:
    goals = target.shares(cells)[:, ~cells.is_first]
    factors = balance_entropy(own.masses, goals, cells.contrasts).factors
    return float((own.totals * factors).sum() / (own.masses * factors).sum())


def _labels() -> list[list[str]]:
    return [[str(category) for category in range(size)] for size in SIZES]
