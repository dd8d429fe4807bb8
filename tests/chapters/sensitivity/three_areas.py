"""Three areas in two blocs with given means under each combination of choices, standard errors of one, for tests of what they show."""

import numpy as np
from small_study import params_data

from crowdpotential.compare.alternatives import Alternatives
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.params import Index, Sensitivity, build_params
from crowdpotential.params.choices import Choices, expand_choices
from crowdpotential.results.domains import Domain
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.replication.replicates import rao_wu_replication

R = 60
UNITS = (
    Domain(bloc="A", area="north"),
    Domain(bloc="A", area="south"),
    Domain(bloc="B", area="east"),
    Domain(bloc="A"),
    Domain(bloc="B"),
    Domain(),
)


def choices(**declared: object) -> Choices:
    index: Index = build_params(params_data(), name="params").index
    return expand_choices(index, Sensitivity.model_validate(declared))


def alternatives(
    means: list[list[float]],
    of: Choices,
    *,
    blocs: tuple[str, ...] = ("A", "B"),
    closed: tuple[str, ...] = (),
) -> Alternatives:
    """Areas with given means under each combination, standard errors of one, population shares alike."""
    areas = np.array(means)
    noise = np.random.default_rng(11).normal(size=(3, R))
    drawn = np.concatenate([areas[:, :, None], areas[:, :, None] + noise], axis=2)
    joined = [drawn[:, :2].mean(axis=1), drawn[:, 2], drawn.mean(axis=1)]
    return Alternatives(
        choices=of,
        units=UNITS,
        means=np.concatenate([drawn, np.stack(joined, axis=1)], axis=1),
        spreads=np.full((len(areas), 1 + R), 10.0),
        freedom=Freedom(np.array([30.0, 30, 30, 60, 30, 90])),
        pair_freedom=Freedom(np.full((len(UNITS), len(UNITS)), 60.0)),
        n=np.array([100.0, 100, 100, 200, 100, 300]),
        replication=rao_wu_replication(np.arange(94) % 4, number=R),
        permitted=PermittedComparisons(
            blocs=blocs,
            between_blocs=DifPoints(estimate=np.zeros(1), replicates=np.zeros((R, 1))),
            closed=closed,
        ),
    )
