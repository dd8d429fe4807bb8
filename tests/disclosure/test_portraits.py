"""Portraits of target groups: what would give a hidden share, or a hidden group on a side, back is hidden with it."""

from typing import Any

import numpy as np
import pandas as pd
from drafts import finish_drafts

from crowdpotential.disclosure.bases import rest_on_few
from crowdpotential.disclosure.followers import follow_portraits
from crowdpotential.disclosure.people import Domain

GROUP = {"domain_variable": "target", "domain": "experts"}
MAIN = {"sample": "main"}
READY = {"variable": "role", "category": "1+2"}
BOOST = {"sample": "boost", "weighting": "none"}


def drafts() -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {"chapter": "portraits", "measure": "share", **READY, **MAIN},
        {"chapter": "portraits", "measure": "share", **READY, **MAIN, **GROUP},
        {"chapter": "portraits", "measure": "difference", **READY, **MAIN, **GROUP},
        {"chapter": "portraits", "measure": "share", **READY, **BOOST, **GROUP},
        {"chapter": "obstacles", "measure": "share", "variable": "why", "category": "1", **MAIN},
        {"chapter": "portraits", "measure": "difference", "variable": "why", "category": "1", **MAIN, **GROUP},
        {"chapter": "portraits", "measure": "difference", "variable": "why", "category": "2", **MAIN, **GROUP},
        {"chapter": "portraits", "measure": "cell_mean", "variable": "index", "bloc": "A", "area": "north", **MAIN, **GROUP},
        {"chapter": "portraits", "measure": "cell_pooled", "variable": "index", "bloc": "B", "area": "east", **MAIN, **GROUP},
        {"chapter": "groups", "measure": "mean", "variable": "index", **MAIN, **GROUP, "n": 8.0},
        {"chapter": "groups", "measure": "mean", "variable": "index", **BOOST, **GROUP, "n": 40.0},
    ]
    return finish_drafts([{"n": 100.0, **row} for row in rows], is_synthetic=True)


def followers_of(hidden: str = "", *domains: Domain) -> list[str]:
    frame = drafts()
    found = follow_portraits(frame, (frame["result_id"] == hidden).to_numpy(), set(domains))
    return frame.loc[found, "result_id"].tolist()


def test_groups_add_up_to_everybody_so_that_a_hidden_readiness_is_told_of_no_group_of_residents() -> None:
    assert followers_of("portraits.share.role=1+2") == [
        "portraits.share.role=1+2",
        "portraits.share.role=1+2.target=experts",
        "portraits.difference.role=1+2.target=experts",
    ]


def test_a_difference_from_a_hidden_option_is_hidden() -> None:
    assert followers_of("obstacles.share.why=1") == ["portraits.difference.why=1.target=experts"]


def test_a_group_in_an_area_is_hidden_with_its_group_its_area_and_its_group_on_that_side() -> None:
    north = "portraits.cell_mean.index.bloc=A.area=north.target=experts"
    assert followers_of("", Domain(bloc="A", area="north")) == [north]
    assert followers_of("", Domain(bloc="A", variable="target", group="experts")) == [north]
    assert len(followers_of("", Domain(variable="target", group="experts"))) == 2
    assert followers_of("", Domain(variable="target", group="others"), Domain(bloc="A")) == []


def test_what_the_boost_sample_says_is_told_where_its_group_of_residents_is_too_small() -> None:
    frame = drafts()
    hidden = frame.loc[rest_on_few(frame, 10), "result_id"].tolist()
    assert "portraits.share.role=1+2.target=experts" in hidden
    assert "portraits.share.role=1+2.sample=boost.weighting=none.target=experts" not in hidden
    assert not np.isin("groups.mean.index.sample=boost.weighting=none.target=experts", hidden)
