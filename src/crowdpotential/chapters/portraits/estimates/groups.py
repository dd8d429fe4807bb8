"""Target groups of the main sample: who is in each, beside everybody, and the means of the index there."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.compare.estimates import MeanEstimates
from crowdpotential.disclosure.few import Few
from crowdpotential.index.index_rule import index_rule_of
from crowdpotential.index.items import select_items
from crowdpotential.index.replicated_means import replicate_means
from crowdpotential.params import Index, Portraits
from crowdpotential.results.domains import Domain, Domains, list_domains
from crowdpotential.stages.evaluation import index_weights_of
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.ranges import POINTS
from crowdpotential.store import StageData


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The main sample: its answers and how it was drawn."""

    responses: pd.DataFrame
    codebook: Codebook
    design: Design
    few: Few


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The groups of a study beside everybody and the sides."""

    variable: str
    codes: Mapping[str, int]  # of all groups, by key
    targets: tuple[str, ...]  # of those that have a portrait
    domains: Domains  # everybody, sides, groups, groups on sides

    @property
    def keys(self) -> tuple[str, ...]:
        """All groups, target groups or not."""
        return tuple(self.codes)

    def domain(self, key: str) -> Domain:
        """Return the domain of one group among everybody."""
        return Domain(domain_variable=self.variable, domain=key)


def list_groups(sample: Sample, variable: str, asked: Portraits, *, blocs: tuple[str, ...]) -> Groups:
    """List everybody, sides, and the groups of a variable."""
    book = sample.codebook
    codes = {book.key_of_code(variable, code): code for code in book.codes(variable)}
    domains = list_domains(
        sample.responses,
        areas={},
        blocs=blocs,
        codebook=book,
        group_by=[variable],
        joins_samples=sample.design.joins_samples,
    )
    return Groups(variable=variable, codes=codes, targets=tuple(key for key in codes if key not in asked.others), domains=domains)


def average_index(sample: Sample, domains: Domains, index: Index, scored: StageData) -> MeanEstimates:
    """Average the index and its dimensions in some domains, in the sample and in each replicate."""
    items = select_items(sample.responses, sample.codebook, index.dimensions)
    also = {name: select_items(sample.responses, sample.codebook, [name]) for name in index.also}
    averaged = replicate_means(
        items,
        also,
        domains.members.astype(float),
        sample.design,
        index_weights_of(scored),
        missing=index.missing,
        rule=index_rule_of(index),
    )
    return MeanEstimates(
        domains=domains,
        variables=("index", *items.dimensions, *also),
        estimate=averaged.estimate,
        replicates=averaged.replicates,
        replication=sample.design.replication,
        freedom=domains.freedom(averaged.known, sample.design),
        freedom_between=domains.freedom_between(averaged.known, sample.design),
        n=averaged.n,
        n_effective=averaged.n_effective,
        within=POINTS if index.is_bounded else None,
    )
