"""Index: how it is made - by arithmetic means on the theoretical bounds, or by any other normalisation and mean that params declare.

What a normalisation takes from the sample (smallest and largest answers, means, spreads, ranks) it takes from the main sample under
its weights, and anew from every replicate. Who has an index, and what it is, `stats.composites.index_rule` decides for everybody.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crowdpotential.errors import AreaError, Faults, ItemError, name_first
from crowdpotential.index.cell_plan import needed_answers
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items, rank_alike
from crowdpotential.index.value_tables import answer_values, value_table
from crowdpotential.params import Index, IndexConstants, IndexSpecification, MissingItems
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.index_rule import Means, score_people
from crowdpotential.stats.composites.scoring import IndexWeights

MOST_NAMED = 5  # items in a message
MOST_NUMBERS = 101  # different answers of an item, as on a scale of 0 to 100
FIXED = ("bounds", "goalposts")  # normalisations that take nothing from the sample


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRule:
    """One way to make the index, with all that it needs."""

    specification: IndexSpecification
    constants: IndexConstants
    missing: MissingItems


def index_rule_of(index: Index) -> IndexRule:
    """Return how params have the index made."""
    return IndexRule(specification=index.specification, constants=index.constants, missing=index.missing)


def rule_beside(rule: IndexRule) -> IndexRule:
    """Return how dimensions beside the index are made: alike, but by arithmetic means where each of its dimensions has one of its own."""
    own = rule.specification
    return replace(rule, specification=replace(own, power_within=1.0)) if isinstance(own.power_within, tuple) else rule


def answer_tables(rule: IndexRule, items: Items, weights: FloatArray, values: FloatArray) -> FloatArray:
    """Return what each answer is worth under each row of weights: (C, p, K).

    Args:
        rule: the normalisation.
        items: answers of the main sample.
        weights: (C, n).
        values: (p, K) of every answer between the bounds of its item, 0..100.
    """
    specification, constants = rule.specification, rule.constants
    masses = np.zeros((len(weights), *values.shape))
    if specification.normalisation not in FIXED:
        for category in range(values.shape[1]):
            masses[:, :, category] = weights @ (items.ranks == category)
    floor = constants.floor if specification.needs_positive and specification.normalisation != "z" else None
    table = value_table(specification.normalisation, values, masses, floor=floor, goalposts=constants.goalposts)
    return np.ascontiguousarray(np.broadcast_to(table, masses.shape))


def score_by_table(rule: IndexRule, items: Items, table: FloatArray, weights: IndexWeights) -> FloatArray:
    """Score respondents: (n, 1 + k), the index first; as `score_people`.

    Args:
        rule: powers of the means, and what may be missing.
        items: answers.
        table: (p, K) as `answer_tables` gives it.
        weights: of items and dimensions.
    """
    return _score(rule, items, table[np.arange(len(items.names)), items.ranks], weights)


def score_plainly(items: Items, weights: IndexWeights, missing: MissingItems, *, answered: str = "declared") -> FloatArray:
    """Score respondents by arithmetic means on the bounds: (n, 1 + k), the index first; NaN where too little was answered.

    Args:
        items: answers of those who are scored.
        weights: of items and dimensions.
        missing: fewest items and dimensions, as they are declared.
        answered: how much has to be: that, half of what weighs, or all of it (complete).
    """
    plain = IndexSpecification(item_weights="equal", dimension_weights="equal", missing=answered)  # weights are given
    rule = IndexRule(specification=plain, constants=IndexConstants(), missing=missing)
    return _score(rule, items, item_scores(items), weights)


def score_main(rule: IndexRule, items: Items, by: FloatArray, weights: IndexWeights) -> FloatArray:
    """Score the main sample whichever way the index is made; as `score_sample`, with its weights `by` (n,)."""
    return score_sample(rule, items, (items, by), weights)


def score_sample(rule: IndexRule, items: Items, reference: tuple[Items, FloatArray], weights: IndexWeights) -> FloatArray:
    """Score respondents by what answers are worth in the main sample: (n, 1 + k), the index first; NaN where too little was answered.

    Args:
        rule: how.
        items: answers of those who are scored.
        reference: answers of the main sample, and its weights (m,).
        weights: of items and dimensions.

    Raises:
        ItemError: answers that have no room under a mean; their items are named.
    """
    if rule.specification.is_plain:  # numbers may have too many values for a table
        return score_plainly(items, weights, rule.missing, answered=rule.specification.missing)
    items, known = rank_alike(items, reference[0])
    both = np.fmax(answer_values(items), answer_values(known))
    table = answer_tables(rule, known, reference[1][None], both)[0]
    found = score_by_table(rule, items, table, weights)
    if np.isinf(found).any():
        _refuse_impossible(rule, items, table, int(np.isinf(found[:, 0]).sum()))
    return found


def _score(rule: IndexRule, items: Items, values: FloatArray, weights: IndexWeights) -> FloatArray:
    specification, k = rule.specification, len(items.dimensions)
    means = Means(
        np.ascontiguousarray(items.dimension_of_item, dtype=np.int64),
        np.array(specification.powers_within(k)),
        specification.power_between,
    )
    needed = needed_answers(specification.missing, rule.missing)
    return score_people(values, items.ranks >= 0, weights, means, needed)


def require_everywhere(index: FloatArray, places: Sequence[str], *, what: str = "areas", fewest_for_ranks: int = 0) -> None:
    """Refuse areas or blocs in which nobody has an index, or, where there are several, too few for a place in a ranking.

    Nobody: the place would be left out of the whole in silence. Too few: its error would itself be too uncertain for rank sets.

    Args:
        index: (n,) of the main sample, NaN where too little was answered.
        places: (n,); empty for none.
        what: areas or blocs.
        fewest_for_ranks: respondents with an index that each of several needs.

    Raises:
        AreaError: the places are named, with their respondents.
    """
    faults, counts = Faults(), Counter(places)
    has = dict.fromkeys(places, 0)
    for place, value in zip(places, index, strict=True):
        has[place] += not np.isnan(value)
    if len(has) > 1:
        has.pop("", None)  # those who belong to none
    if has.get("", 1) == 0:
        msg = f"index: none of {len(index)} respondents answered enough items and dimensions; lower index.missing"
        faults.add(AreaError(msg))
    elif without := [place for place, n in has.items() if n == 0]:
        named = ", ".join(f"{place} ({counts[place]} respondents)" for place in without)
        msg = (
            f"index: {len(without)} {what} have nobody who answered enough items and dimensions: {named}; lower index.missing, take "
            f"the dimension that was not asked there out of index.dimensions, or take the {what} out of params"
        )
        faults.add(AreaError(msg))
    thin = [place for place, n in has.items() if 0 < n < fewest_for_ranks and len(has) > 1]
    if thin:
        named = ", ".join(f"{place} ({has[place]})" for place in thin)
        msg = (
            f"ranks: {len(thin)} areas have fewer than {fewest_for_ranks} respondents with an index: {named}; join them with "
            "others under areas, or lower comparison.min_respondents_for_ranks"
        )
        faults.add(AreaError(msg))
    faults.raise_any()


def refuse_many_numbers(items: Items) -> None:
    """Refuse numbers with so many different values that no table of all answers can be kept for every replicate.

    An index of arithmetic means on the bounds needs no table.

    Raises:
        ItemError: the items are named with the different numbers that were given.
    """
    many = np.flatnonzero(items.is_numeric & (items.n_categories > MOST_NUMBERS))
    if many.size:
        named = ", ".join(f"{items.names[i]} ({items.n_categories[i]})" for i in many)
        msg = (
            f"items {named} have more than {MOST_NUMBERS} different numbers, and sensitivity and an index of other than arithmetic means "
            "on the bounds count each of them in every replicate; round them to whole numbers in the data, or take sensitivity out"
        )
        raise ItemError(msg)


def withhold_impossible(means: FloatArray) -> FloatArray:
    """Withhold what rests on a value without room under a mean."""
    return np.where(np.isinf(means), np.nan, means)


def _refuse_impossible(rule: IndexRule, items: Items, table: FloatArray, n: int) -> None:
    given = np.array([[(items.ranks[:, i] == k).any() for k in range(table.shape[1])] for i in range(len(table))])
    low = [items.names[i] for i in np.flatnonzero((given & ~(table > 0)).any(axis=1))]
    msg = (
        f"index: {n} respondents have no score, because answers to {len(low)} items ({name_first(low, MOST_NAMED)}) are worth zero or less "
        "and the mean has no room for them; give or raise index.floor, or take another normalisation than "
        f"{rule.specification.normalisation}"
    )
    raise ItemError(msg)
