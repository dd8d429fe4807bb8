"""Shares of options by domain, and what separates two domains, with errors from replicates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from crowdpotential.compare.options import Options, families_of, family_of
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.measure import Measure
from crowdpotential.results.rows import MAIN, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import Inference, find_bases, infer
from crowdpotential.stats.inference.freedom import contrast_freedom, count_freedom
from crowdpotential.stats.inference.intervals import Bases
from crowdpotential.stats.inference.simultaneous import judge_family
from crowdpotential.verdicts import DIFFERENCE, UNDETERMINED


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionShares:
    """Shares of q options among those who answered, in d domains, in the full sample and in each replicate."""

    options: Options
    domains: Domains
    design: Design
    columns: FloatArray  # (d, q, 1 + R) the full sample first
    freedom: Freedom  # (d,)
    bases: Bases  # (d,) each

    def infer(self, at: Sequence[tuple[int, int]], comparison: Comparison) -> Inference:
        """Infer the shares of some pairs of domain and option, by position."""
        rows, options = (np.array([pair[side] for pair in at], dtype=np.int64) for side in (0, 1))
        chosen = self.columns[rows, options]
        return infer(
            chosen[:, 0],
            chosen[:, 1:],
            replication=self.design.replication,
            freedom=self.freedom[rows],
            confidence_level=comparison.confidence_level,
            interval=comparison.share_interval,
            bases=Bases(n_respondents=self.bases.n_respondents[rows], n_effective=self.bases.n_effective[rows]),
        )

    @property
    def members(self) -> BoolArray:
        """(n, d) who answered in each domain."""
        return self.domains.members & self.options.answered[:, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """A domain set against another, by position."""

    first: int
    second: int


def estimate_option_shares(options: Options, domains: Domains, design: Design) -> OptionShares:
    """Estimate the share of each option among those who answered, in each domain and under each column of weights.

    Args:
        options: of a question.
        domains: who belongs to what.
        design: weights and replicates, in the order of the respondents.
    """
    members, weights = domains.members & options.answered[:, None], design.all_weights
    columns = np.full((members.shape[1], len(options.categories), weights.shape[1]), np.nan)
    for place, inside in enumerate(members.T):
        own = weights[inside]
        persons = own.sum(axis=0)
        sums = options.chosen[inside].T.astype(np.float64) @ own
        np.divide(sums, persons, out=columns[place], where=persons > 0)
    counted = [find_bases(np.where(inside, 1.0, np.nan)[:, None], design.weights, np.where(inside, 0, -1), 1) for inside in members.T]
    return OptionShares(
        options=options,
        domains=domains,
        design=design,
        columns=columns,
        freedom=count_freedom(members, design),
        bases=Bases(
            n_respondents=np.array([found.n_respondents[0, 0] for found in counted]),
            n_effective=np.array([found.n_effective[0, 0] for found in counted]),
        ),
    )


def option_share_rows(shares: OptionShares, told: Mapping[str, BoolArray], comparison: Comparison, measure: Measure) -> list[Row]:
    """Report the shares that are told, domain by domain; those of a domain without an answer are left out.

    Args:
        shares: as estimated.
        told: family of domains -> (q,) whether each option is told there.
        comparison: level and kind of the intervals.
        measure: of the chapter that reports them.
    """
    places = [place for positions in families_of(shares.domains).values() for place in positions]
    at = [
        (place, option)
        for place in sorted(places)
        if shares.bases.n_respondents[place]
        for option in np.flatnonzero(told[family_of(shares.domains.labels[place])]).tolist()
    ]
    if not at:
        return []
    found = shares.infer(at, comparison)
    return [
        make_row(
            measure,
            inferred(found, i),
            shares.domains.labels[place].columns,
            MAIN,
            variable=shares.options.variable,
            category=shares.options.categories[option],
            base="answered",
            n=float(shares.bases.n_respondents[place]),
            n_effective=float(shares.bases.n_effective[place]),
        )
        for i, (place, option) in enumerate(at)
    ]


def pairs_of_sides(domains: Domains) -> list[Against]:
    """List each side against each that comes after it."""
    sides = [at for at, label in enumerate(domains.labels) if label.bloc and not (label.area or label.domain_variable)]
    return [Against(first=first, second=second) for first, second in combinations(sides, 2)]


def places_against_whole(domains: Domains) -> list[Against]:
    """List each area, else each side, against everybody; against its side where nobody knows how much sides count beside each other."""
    labels = domains.labels
    areas = [at for at, label in enumerate(labels) if label.area and not label.domain_variable]
    sides = [at for at, label in enumerate(labels) if label.bloc and not (label.area or label.domain_variable)]
    found = list[Against]()
    for place in areas or sides:
        around = next((d for d in (Domain(), Domain(bloc=labels[place].bloc)) if d in labels and d != labels[place]), None)
        if around is not None:
            whole = domains.position(around)
            if (domains.members[:, place] != domains.members[:, whole]).any():  # a single area is everybody
                found.append(Against(first=place, second=whole))
    return found


def option_contrast_rows(
    shares: OptionShares, pairs: Sequence[Against], told: BoolArray, *, comparison: Comparison, measure: Measure, family: str
) -> list[Row]:
    """Report the differences of shares between pairs of domains as one family, with simultaneous intervals.

    Args:
        shares: as estimated.
        pairs: of domains; those of which nobody answered in one are left out.
        told: (q,) options that are told in both.
        comparison: level and adjustment.
        measure: of the chapter that reports them.
        family: name of the tests.
    """
    n = shares.bases.n_respondents
    usable = [pair for pair in pairs if n[pair.first] and n[pair.second]]
    at = [(pair, option) for pair in usable for option in np.flatnonzero(told).tolist()]
    if not at:
        return []
    columns = np.stack([shares.columns[pair.first, option] - shares.columns[pair.second, option] for pair, option in at])
    found = infer(
        columns[:, 0],
        columns[:, 1:],
        replication=shares.design.replication,
        freedom=_freedom_of(shares, usable, n_options=int(told.sum())),
        confidence_level=comparison.confidence_level,
    )
    judged = judge_family(found, columns[:, 1:], replication=shares.design.replication, method=comparison.adjust)
    labels = shares.domains.labels
    return [
        make_row(
            measure,
            inferred(found, i),
            tested(judged, i, family),
            labels[pair.first].columns,
            MAIN,
            variable=shares.options.variable,
            category=shares.options.categories[option],
            reference_bloc=labels[pair.second].bloc,
            reference_area=labels[pair.second].area,
            base="answered",
            n=float((shares.members[:, pair.first] | shares.members[:, pair.second]).sum()),
            verdict=DIFFERENCE if judged.is_found[i] else UNDETERMINED,
        )
        for i, (pair, option) in enumerate(at)
    ]


def _freedom_of(shares: OptionShares, pairs: Sequence[Against], *, n_options: int) -> Freedom:
    """Count the degrees of freedom of each pair once, and repeat them for its options."""
    members = shares.members
    first, second = members[:, [pair.first for pair in pairs]], members[:, [pair.second for pair in pairs]]
    return contrast_freedom(first, second, shares.design)[np.repeat(np.arange(len(pairs)), n_options)]
