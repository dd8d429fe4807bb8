"""The study chooses the intervals of its shares; every choice stays within 0 and 1, and rows name it."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from crowdpotential.compare.levels import level_rows
from crowdpotential.params import Comparison, Levels
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.rows import Row
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers, rao_wu_replication

N = 120
SCORES = np.where(np.arange(N) < 3, 90.0, 50.0)  # three of 120 are high, none is low


def rows(choice: str) -> dict[str, Row]:
    keys = np.array([psu_key(str(i)) for i in range(N)], dtype=np.uint64)
    strata = np.zeros(N, dtype=np.int64)
    design = Design(
        weights=np.ones(N),
        replicate_weights=rao_wu_multipliers(strata, keys, seed=2, number=200),
        replication=rao_wu_replication(strata, number=200),
        strata=strata,
        psus=np.arange(N),
    )
    everybody = Domains(labels=(Domain(),), members=np.ones((N, 1), dtype=bool))
    comparison = Comparison.model_validate({"share_interval": choice})
    levels = Levels(low_below=40, high_from=60)
    found = level_rows(SCORES, levels, domains=everybody, design=design, comparison=comparison)
    return {str(row.category): row for row in found}


@pytest.mark.parametrize("choice", ["logit", "beta", "korn-graubard"])
def test_every_interval_of_a_small_share_stays_above_zero(choice: str) -> None:
    high = rows(choice)["high"]
    assert high.interval_type == choice
    assert 0 < high.ci_low < 0.025 < high.ci_high < 0.12


def test_where_nobody_gave_an_answer_only_korn_graubard_gives_a_bound() -> None:
    assert np.isnan(rows("logit")["low"].ci_high)
    assert 0.02 < float(rows("korn-graubard")["low"].ci_high) < 0.05


def test_an_interval_that_does_not_exist_is_refused() -> None:
    choice: dict[str, Any] = {"share_interval": "wald"}
    with pytest.raises(ValidationError, match="share_interval"):
        Comparison.model_validate(choice)
