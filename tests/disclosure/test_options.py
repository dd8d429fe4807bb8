"""Options of questions with several answers: where the share of one is hidden, nothing else gives it back."""

from typing import Any

import numpy as np
import pandas as pd
from drafts import finish_drafts

from crowdpotential.disclosure.followers import follow_options
from crowdpotential.disclosure.study import mark_options

NORTH = {"bloc": "A", "area": "north"}
OPTION = {"variable": "why", "category": "4", "sample": "main"}


def drafts() -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {"chapter": "obstacles", "measure": "share", **OPTION, **NORTH},
        {"chapter": "obstacles", "measure": "share", **OPTION, "category": "1", **NORTH},
        {"chapter": "obstacles", "measure": "share", **OPTION, "domain_variable": "sex", "domain": "male"},
        {"chapter": "mechanism", "measure": "deviation", **OPTION, **NORTH},
        {"chapter": "mechanism", "measure": "order", **OPTION, **NORTH},
        {"chapter": "mechanism", "measure": "audience", **OPTION, **NORTH},
        {"chapter": "mechanism", "measure": "audience", **OPTION, "category": "1", **NORTH},
        {"chapter": "mechanism", "measure": "deviation", **OPTION, "bloc": "A", "area": "south"},
        {"chapter": "obstacles", "measure": "kind_share", "variable": "why", "category": "cannot", "sample": "main", **NORTH},
        {"chapter": "obstacles", "measure": "kind_share", "variable": "why", "category": "cannot", "sample": "main", "bloc": "A"},
        {"chapter": "obstacles", "measure": "contrast", **OPTION, "bloc": "A", "reference_bloc": "B"},
        {"chapter": "obstacles", "measure": "kind_contrast", "variable": "why", "category": "cannot", "bloc": "A", "reference_bloc": "B"},
    ]
    return finish_drafts(rows, is_synthetic=True)


def followers_of(hidden: list[str]) -> list[str]:
    frame = drafts()
    found = follow_options(frame, frame["result_id"].isin(hidden).to_numpy())
    return frame.loc[found, "result_id"].tolist()


def test_what_is_told_of_a_hidden_option_in_an_area_is_hidden_there_and_so_are_kinds() -> None:
    assert followers_of(["obstacles.share.why=4.bloc=A.area=north"]) == [
        "mechanism.deviation.why=4.bloc=A.area=north",
        "mechanism.order.why=4.bloc=A.area=north",
        "mechanism.audience.why=4.bloc=A.area=north",
        "obstacles.kind_share.why=cannot.bloc=A.area=north",
    ]


def test_a_difference_from_a_hidden_share_is_hidden_on_either_side() -> None:
    frame = pd.concat(
        [
            drafts(),
            finish_drafts([{"chapter": "obstacles", "measure": "share", **OPTION, "bloc": side} for side in "AB"], is_synthetic=True),
        ],
        ignore_index=True,
    )
    for side in "AB":
        found = follow_options(frame, (frame["result_id"] == f"obstacles.share.why=4.bloc={side}").to_numpy())
        assert {"obstacles.contrast.why=4.bloc=A.vs=B", "obstacles.kind_contrast.why=cannot.bloc=A.vs=B"} <= set(
            frame.loc[found, "result_id"]
        )


def test_nothing_follows_where_nothing_is_hidden() -> None:
    assert followers_of([]) == []
    assert np.flatnonzero(mark_options(drafts())).tolist() == [0, 1, 2]
