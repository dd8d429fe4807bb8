"""How many residents are in each target group: their share, and thousands of people."""

import numpy as np

from crowdpotential.chapters.portraits.estimates.groups import Groups, Sample
from crowdpotential.params import Comparison
from crowdpotential.results.measures.portraits import PERSONS, SIZE
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
from crowdpotential.stats.inference.estimation import infer_columns, n_effective
from crowdpotential.stats.inference.freedom import whole_freedom
from crowdpotential.stats.inference.intervals import Bases
from crowdpotential.stats.inference.ranges import Range

THOUSAND = 1000.0


def size_rows(groups: Groups, sample: Sample, comparison: Comparison, *, counts_persons: bool) -> list[Row]:
    """Report how large target groups are; of a group with too few respondents for any number nothing is told.

    Args:
        groups: of the study.
        sample: main.
        comparison: level and intervals.
        counts_persons: whether weights add up to residents.
    """
    members = {key: groups.domains.members[:, groups.domains.position(groups.domain(key))] for key in groups.targets}
    told = [key for key, inside in members.items() if inside.sum() >= sample.few.base]
    if not told:
        return []
    weights, n = sample.design.all_weights, len(sample.responses)
    persons = np.array([members[key] for key in told], dtype=np.float64) @ weights
    everybody, freedom = weights.sum(axis=0), whole_freedom(sample.design).repeated(len(told))
    worth = n_effective(sample.design.weights)
    shares = infer_columns(
        persons / everybody,
        replication=sample.design.replication,
        freedom=freedom,
        confidence_level=comparison.confidence_level,
        interval=comparison.share_interval,
        bases=Bases(n_respondents=np.full(len(told), n), n_effective=np.full(len(told), worth)),
    )
    counts = infer_columns(
        persons / THOUSAND,
        replication=sample.design.replication,
        freedom=freedom,
        confidence_level=comparison.confidence_level,
        interval="t",
        within=Range(low=0.0, high=float(everybody[0]) / THOUSAND, scale="logit"),
    )
    rows, base = list[Row](), Columns(n=float(n), n_effective=worth)
    for i, key in enumerate(told):
        about = (groups.domain(key).columns, MAIN, base)
        rows.append(make_row(SIZE, inferred(shares, i), *about))
        if counts_persons:
            rows.append(make_row(PERSONS, inferred(counts, i), *about))
    return rows
