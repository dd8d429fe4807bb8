"""Options of questions with several answers: where the share of one is hidden, nothing else gives it back."""

import itertools
from typing import Any

import numpy as np
import pandas as pd
from drafts import finish_drafts

from crowdpotential.compare.options import Options, told_kinds, told_options
from crowdpotential.disclosure.few import Few
from crowdpotential.disclosure.followers import follow_options, follow_texts
from crowdpotential.disclosure.study import mark_options
from crowdpotential.results.domains import Domain, Domains

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


FEW = Few(base=10, count=3)


def asked(chosen: list[list[int]]) -> Options:
    given = np.array(chosen, dtype=bool)
    names = tuple(str(code) for code in range(1, given.shape[1] + 1))
    return Options(variable="why", categories=names, chosen=given, answered=np.ones(len(given), dtype=bool))


def groups(n: int, *sizes: int) -> Domains:
    """Everybody, then groups that follow each other; whoever comes after them is in none."""
    ends = np.cumsum([0, *sizes])
    members = [np.ones(n, dtype=bool), *((np.arange(n) >= low) & (np.arange(n) < high) for low, high in itertools.pairwise(ends))]
    labels = [Domain(), *(Domain(domain_variable="sex", domain=str(number)) for number in range(len(sizes)))]
    return Domains(labels=tuple(labels), members=np.column_stack(members))


def test_an_option_that_one_named_who_is_in_no_group_is_told_of_no_group() -> None:
    chosen = asked([[at % 2, int(at == 59)] for at in range(60)])
    told = told_options(asked([[at % 2, at % 3 == 0] for at in range(60)]), groups(60, 25, 23), FEW)
    assert told["sex"].tolist() == [True, True]
    lonely = told_options(chosen, groups(60, 25, 23), FEW)
    assert lonely["sex"].tolist() == [True, False]
    assert not lonely["everybody"][1]  # one of all
    beside = asked([[at % 2, at < 20 or at == 59] for at in range(60)])
    assert told_options(beside, groups(60, 25, 23), FEW)["sex"].tolist() == [True, False]


def test_a_kind_of_which_one_named_two_barriers_is_not_told() -> None:
    apart = [[int(at < 20), int(at >= 30)] for at in range(60)]
    domains, kinds = groups(60, 30, 30), {"cannot": ("1", "2")}

    def told(rows: list[list[int]]) -> list[bool]:
        options = asked(rows)
        found = told_kinds(options, kinds, domains, FEW, {name: np.ones(2, dtype=bool) for name in ("everybody", "sex")})
        return found["everybody"].tolist()

    assert told(apart) == [True]
    assert told([[1, 1], *apart[1:]]) == [False]
    assert told([[1, 1]] * 5 + apart[5:]) == [True]


def texts() -> pd.DataFrame:
    means = [
        {"chapter": "vignette", "measure": "mean", "variable": "will", "category": str(arm), "bloc": bloc}
        for bloc in ("", "A", "B")
        for arm in (1, 2, 3)
    ]
    against = {"chapter": "vignette", "variable": "will", "reference_domain": "1"}
    effects = [{**against, "measure": "effect", "category": str(arm), "bloc": bloc} for bloc in ("", "A", "B") for arm in (2, 3)]
    between = [{**against, "measure": "effect_difference", "category": "2", "bloc": "A", "reference_bloc": "B"}]
    return finish_drafts([*means, *effects, *between], is_synthetic=True)


def test_where_a_text_has_too_few_on_a_side_nothing_is_told_of_sides() -> None:
    frame = texts()
    found = follow_texts(frame, (frame["result_id"] == "vignette.mean.will=3.bloc=A").to_numpy())
    assert set(frame.loc[found, "bloc"]) == {"A", "B"}
    assert set(frame.loc[~found, "bloc"]) == {""}
    assert not follow_texts(frame, np.zeros(len(frame), dtype=bool)).any()


def test_where_a_text_has_too_few_of_all_no_mean_and_no_difference_from_it_is_told() -> None:
    frame = texts()
    found = follow_texts(frame, (frame["result_id"] == "vignette.mean.will=3").to_numpy())
    assert frame.loc[~found, "result_id"].tolist() == ["vignette.effect.will=2.vs=1"]
