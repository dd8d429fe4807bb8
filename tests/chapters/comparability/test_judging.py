"""What the stage that compares judges: sides, their pairs, areas and groups by one engine, and what that closes."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from chapters.comparability.test_one_engine import OPPOSITE, THREE, TWO, answer
from two_sides import LOADINGS, answer_items, draw_design

from crowdpotential.chapters.comparability.estimates.check_rows import (
    comparability_rows,
    group_check_rows,
    pair_rows,
)
from crowdpotential.chapters.comparability.estimates.judging import (
    Verdicts,
    areas_with_dif,
    judge_study,
    permit_comparisons,
    verdict_rows,
)
from crowdpotential.codebook import Codebook
from crowdpotential.index.items import Items
from crowdpotential.params import AlignmentSpec, Comparability, Params
from crowdpotential.results import result_id
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom

NAMES = ("a", "b", "c")
ALL_DIFFER = {0: 0.9, 1: 0.5, 4: -0.8, 5: -0.4}


def judge(items: Items, **parts: IntArray) -> Verdicts:
    """Judge a study that calls its parts sides (bloc), areas or groups (home)."""
    told = {kind: [NAMES[code] for code in codes] for kind, codes in parts.items()}
    blank = [""] * len(items.ranks)
    main = pd.DataFrame({"bloc": told.get("bloc", blank), "area": told.get("area", blank)})
    main["home"] = parts.get("home", np.zeros(len(items.ranks), dtype=np.int64)) + 1.0
    present = {kind: tuple(dict.fromkeys(own)) for kind, own in told.items()}
    params: Any = SimpleNamespace(
        blocs=dict.fromkeys(present.get("bloc", ())),
        areas={name: SimpleNamespace(bloc="") for name in present.get("area", ())},
        comparability=Comparability(estimator="mlr", alignment=AlignmentSpec(starts=2)),
        comparison=SimpleNamespace(group_by=("home",) if "home" in parts else (), target_group=None, confidence_level=0.95),
        index=SimpleNamespace(empty_cell=0.5),
        seed=1,
    )
    codebook: Any = SimpleNamespace(
        method_factor="none",
        second_order=False,
        residual_covariances=(),
        codes=lambda _name: (1, 2, 3),
        key_of_code=lambda _name, code: NAMES[code - 1],
    )
    return judge_study(
        cast("Params", params),
        cast("Codebook", codebook),
        main,
        items,
        design=draw_design(),
        loadings=LOADINGS,
        contrary=[],
    )


@pytest.mark.parametrize("planted", [{}, {"shifts": {1: 0.6}}, {"scale": OPPOSITE}, {"shifts": ALL_DIFFER}])
@pytest.mark.parametrize("group", [TWO, THREE], ids=["two", "three"])
def test_a_licence_does_not_depend_on_how_the_study_is_cut(group: IntArray, planted: dict[str, Any]) -> None:
    found = judge(answer(group, **planted), bloc=group, area=group, home=group)
    told = [found.blocs, found.areas[""], found.groups["home", ""]]
    assert len({(one.verdict, one.reason) for one in told}) == 1, [(one.verdict, one.reason) for one in told]
    shifts = [{name: own.inference.estimate.tolist() for name, own in one.shifts.items()} for one in told]
    assert shifts[0] == shifts[1] == shifts[2]


def test_of_three_sides_the_pairs_that_hold_are_told() -> None:
    items = answer(THREE, shifts=ALL_DIFFER)
    found = judge(items, bloc=THREE)
    assert found.blocs.verdict == "not_comparable"
    assert {pair: one.verdict for pair, one in found.pairs.items()} == {
        ("a", "b"): "comparable",
        ("a", "c"): "not_comparable",
        ("b", "c"): "not_comparable",
    }
    rows = [row for row in pair_rows(found.pairs, items) if row.measure == "verdict"]
    assert [(row.bloc, row.reference_bloc, row.verdict) for row in rows] == [
        ("a", "b", "comparable"),
        ("a", "c", "not_comparable"),
        ("b", "c", "not_comparable"),
    ]
    assert not judge(answer(THREE), bloc=THREE).pairs, "all three hold together"
    every = pair_rows(found.pairs, items)
    for measure in ("chi2", "cfi", "rmsea"):
        told = {(row.bloc, row.reference_bloc, row.model) for row in every if row.measure == measure}
        assert told >= {(*pair, model) for pair in found.pairs for model in ("configural", "scalar")}
    assert {row.n for row in every if row.bloc == "a" and row.reference_bloc == "b"} == {float((THREE < 2).sum())}
    named = {(row.bloc, row.reference_bloc) for row in every if row.measure == "pair_item_shift" and row.verdict}
    assert named == {("a", "c"), ("b", "c")}
    ids = [
        result_id(row)
        for row in [
            *every,
            *comparability_rows(found.blocs, items, freedom=Freedom(np.array(99.0)), confidence_level=0.95),
        ]
    ]
    assert len(ids) == len(set(ids))


def test_groups_that_may_not_be_compared_are_closed_and_those_with_a_shift_owe_it() -> None:
    points = np.ones(101)
    weights: Any = SimpleNamespace(
        full=SimpleNamespace(item_weights=np.full(8, 0.25), dimension_weights=np.full(2, 0.5)),
        item_weights=np.full((100, 8), 0.25),
        dimension_weights=np.full((100, 2), 0.5),
    )
    params: Any = SimpleNamespace(blocs={})
    for planted, closed, with_dif in (
        ({"scale": OPPOSITE}, (("home", ""),), set()),
        ({"shifts": {1: 0.6}}, (), {("home", "", "c")}),
        ({}, (), set()),
    ):
        items = answer(THREE, **planted)  # type: ignore[arg-type]
        found = judge(items, home=THREE)
        permitted = permit_comparisons(params, found, items, (weights, points))
        assert (tuple(permitted.closed_groups), set(permitted.of_groups)) == (closed, with_dif)
    assert not areas_with_dif(found)
    told = [row for row in group_check_rows(found.groups, items) if row.measure == "verdict"]
    assert [(row.variable, row.domain_variable, row.verdict) for row in told] == [("groups", "home", "comparable")]


def test_each_kind_of_verdict_is_told_in_rows_of_its_own() -> None:
    items, design = answer(THREE, shifts=ALL_DIFFER), draw_design()
    found = judge(items, bloc=THREE, area=THREE, home=THREE)

    def told(**params: Any) -> set[str]:  # noqa: ANN401 parts of params
        given: Any = SimpleNamespace(comparison=SimpleNamespace(confidence_level=0.95), **params)
        rows = verdict_rows(cast("Params", given), items, found, design)
        assert all(row.chapter == "comparability" for row in rows)
        return {str(row.variable) for row in rows if row.measure == "verdict"} | {
            str(row.measure) for row in rows if row.measure in {"aligned_mean", "pair_item_shift", "obstacle"}
        }

    areas = {name: SimpleNamespace(bloc="") for name in NAMES}
    without_sides = told(blocs={}, areas=areas)
    assert without_sides >= {"areas", "groups"}
    assert without_sides & {"aligned_mean", "obstacle"}
    assert told(blocs=dict.fromkeys(NAMES), areas=areas) - without_sides == {"index", "pair_item_shift"}


def test_three_sides_with_a_shift_owe_it_each_to_the_middle_of_all() -> None:
    items = answer(THREE, shifts={1: 0.6})
    weights: Any = SimpleNamespace(
        full=SimpleNamespace(item_weights=np.full(8, 0.25), dimension_weights=np.full(2, 0.5)),
        item_weights=np.full((100, 8), 0.25),
        dimension_weights=np.full((100, 2), 0.5),
    )
    params: Any = SimpleNamespace(blocs=dict.fromkeys(NAMES))
    permitted = permit_comparisons(params, judge(items, bloc=THREE), items, (weights, np.ones(101)))
    dif_points = {bloc: own.estimate[0] for bloc, own in permitted.of_blocs.items()}
    assert (dif_points["a"], dif_points["b"]) == (0.0, 0.0)
    assert not permitted.between_blocs.estimate.any(), "which is what items make of two sides"
    between = permitted.dif_points_between("a", "c").estimate
    assert between[0] == pytest.approx(-dif_points["c"])
    assert -between[0] == pytest.approx(0.6 * 0.93 * 32 / 8, rel=0.15), "a shift of one item in eight, in points"


def test_three_sides_owe_their_shifts_one_by_one_and_never_as_two_do() -> None:
    """Only the first of them has a shift, of one item."""
    items = answer_items()
    points, weights = np.ones(3), _plain_weights(2)

    def with_dif(*sizes: float) -> Any:  # noqa: ANN401 what a check has to tell
        shifts = {
            name: SimpleNamespace(
                inference=SimpleNamespace(estimate=np.full(8, size)),
                replicates=np.full((8, 2), size),
                item_sd=np.full(8, 20.0),
                is_different=(np.arange(8) == 1) & (size != 0),
            )
            for name, size in zip(NAMES, sizes, strict=False)
        }
        names = NAMES if len(sizes) > 1 else NAMES[:2]
        return SimpleNamespace(blocs=SimpleNamespace(names=names, verdict="partial", shifts=shifts), areas={}, groups={})

    params: Any = SimpleNamespace(blocs=dict.fromkeys(NAMES))
    of_three = permit_comparisons(params, with_dif(0.8, 0.0, 0.0), items, (weights, points))
    assert not of_three.between_blocs.estimate.any()
    assert {bloc: own.estimate[0] for bloc, own in of_three.of_blocs.items()} == {
        "a": 2.0,
        "b": 0.0,
        "c": 0.0,
    }
    of_two = permit_comparisons(params, with_dif(0.8), items, (weights, points))
    assert (of_two.between_blocs.estimate[0], of_two.of_blocs) == (2.0, {})
    no_dif = permit_comparisons(params, with_dif(0.0, 0.0, 0.0), items, (weights, points))
    assert not no_dif.of_blocs


def _plain_weights(n_replicates: int) -> Any:  # noqa: ANN401 stands for the weights of a chain
    return SimpleNamespace(
        full=SimpleNamespace(item_weights=np.full(8, 0.25), dimension_weights=np.full(2, 0.5)),
        item_weights=np.full((n_replicates, 8), 0.25),
        dimension_weights=np.full((n_replicates, 2), 0.5),
    )
