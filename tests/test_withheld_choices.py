"""Where replicates fail the sensitivity analysis is withheld, or the combinations that lack them are named."""

import numpy as np
import pytest

from crowdpotential.compare.alternatives import Alternatives
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.compare.withheld import Withheld, find_withheld
from crowdpotential.params import Index, MissingItems, Sensitivity
from crowdpotential.params.choices import expand_choices
from crowdpotential.results.domains import Domain
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.replication.replicates import rao_wu_replication

R = 200
INDEX = Index(name={"en": "index"}, dimensions=("X", "Y"), missing=MissingItems(min_items=1, min_dimensions=1))


def alternatives(failed: BoolArray) -> Alternatives:
    """Two combinations of two units; `failed` (2, R) replicates."""
    means = np.ones((2, 2, 1 + R))
    means[:, :, 1:] = np.where(failed[:, None], np.nan, 1.0)
    return Alternatives(
        choices=expand_choices(INDEX, Sensitivity(weights={"factor": 1, "pca": 1})),
        units=(Domain(bloc="A", area="a"), Domain()),
        means=means,
        spreads=np.ones((2, 1 + R)),
        freedom=Freedom(np.full(2, 20.0)),
        pair_freedom=Freedom(np.full((2, 2), 20.0)),
        n=np.full(2, 100.0),
        replication=rao_wu_replication(np.arange(20) % 2, number=R),
        permitted=PermittedComparisons(blocs=(), between_blocs=DifPoints(estimate=np.zeros(1), replicates=np.zeros((R, 1)))),
    )


def failing(n_index: int, n_other: int) -> BoolArray:
    return np.stack([np.arange(R) < n_index, np.arange(R) < n_other])


def test_few_failed_replicates_are_left_out() -> None:
    assert find_withheld(alternatives(failing(0, 0))) is None
    assert find_withheld(alternatives(failing(2, 2))) is None


def test_where_the_index_itself_is_withheld_so_is_the_analysis() -> None:
    assert find_withheld(alternatives(failing(3, 3))) == Withheld(n_failed=3, has_index=False, reason="withheld")


@pytest.mark.parametrize("n_other", [3, R])
def test_a_choice_that_replicates_do_not_bear_withholds_the_analysis_alone_and_is_named(n_other: int) -> None:
    found = find_withheld(alternatives(failing(1, n_other)))
    assert found is not None
    assert (found.n_failed, found.has_index) == (n_other, True)
    assert f"where 2 may be: pca ({n_other}); leave these out under sensitivity.leave_out" in found.reason
