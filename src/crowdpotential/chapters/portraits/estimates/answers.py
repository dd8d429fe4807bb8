"""What target groups answer: readiness, and how barriers, motives, channels and topics that they name differ from everybody's."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from crowdpotential.chapters.portraits.estimates.groups import Groups, Sample
from crowdpotential.codebook import Codebook
from crowdpotential.compare.option_shares import (
    Against,
    OptionShares,
    estimate_option_shares,
    option_contrast_rows,
    option_share_rows,
)
from crowdpotential.compare.options import EVERYBODY, Options, join_options, read_options, told_options, untold_rows
from crowdpotential.params import Comparison, Obstacles, Portraits
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.measures.portraits import DIFFERENCE, N_UNTOLD, SHARE
from crowdpotential.results.rows import Row
from crowdpotential.stats.arrays import BoolArray


def list_questions(responses: pd.DataFrame, codebook: Codebook, obstacles: Obstacles | None, asked: Portraits) -> tuple[Options, ...]:
    """Read the answers that portraits show: options of the questions about obstacles, and what counts as readiness."""
    several = obstacles.questions.values() if obstacles is not None else ()
    ready = [
        join_options(read_options(responses, codebook, entry.variable), {entry.category: tuple(map(str, entry.codes))})
        for entry in asked.readiness
    ]
    return (*(read_options(responses, codebook, name) for name in several), *ready)


def is_readiness(options: Options) -> bool:
    """Return whether these are answers to a question with one answer: those that count as readiness."""
    return len(options.categories) == 1


def answer_rows(groups: Groups, questions: Sequence[Options], sample: Sample, comparison: Comparison) -> list[Row]:
    """Report readiness of everybody and of each target group, and what each group answers less everybody's share, a family a question.

    Shares of options stand in the chapter `obstacles`. An answer that too few of one group gave, or all but too few, is told of none.
    """
    rows, domains = list[Row](), _everybody_and_groups(groups)
    for options in questions:
        shares = estimate_option_shares(options, domains, sample.design)
        told = told_options(options, domains, sample.few)
        in_all = told[EVERYBODY] & told[groups.variable]
        if is_readiness(options):
            rows += option_share_rows(shares, told, comparison, SHARE)
            rows += untold_rows(options, told, N_UNTOLD)
        rows += _difference_rows(groups, shares, in_all, comparison)
    return rows


def _difference_rows(groups: Groups, shares: OptionShares, told: BoolArray, comparison: Comparison) -> list[Row]:
    """Report differences from everybody; the base is that of the group, which is a part of everybody."""
    domains = shares.domains
    whole, places = domains.position(Domain()), {key: domains.position(groups.domain(key)) for key in groups.targets}
    rows = option_contrast_rows(
        shares,
        [Against(first=place, second=whole) for place in places.values()],
        told,
        comparison=comparison,
        measure=DIFFERENCE,
        family=f"portraits;{shares.options.variable}",
    )
    bases: Mapping[str, float] = {key: float(shares.bases.n_respondents[place]) for key, place in places.items()}
    return [replace(row, n=bases[row.domain]) for row in rows]


def _everybody_and_groups(groups: Groups) -> Domains:
    """Leave out the sides, of which portraits say nothing."""
    kept = [i for i, label in enumerate(groups.domains.labels) if not label.bloc]
    return Domains(labels=tuple(groups.domains.labels[i] for i in kept), members=np.ascontiguousarray(groups.domains.members[:, kept]))
