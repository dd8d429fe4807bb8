"""A headline holds only if every combination of choices agrees; else the choices that change it by themselves are named."""

from dataclasses import replace

import numpy as np
import pytest
from chapters.sensitivity.three_areas import alternatives, choices
from scipy import stats

from crowdpotential.chapters.sensitivity.estimates.robustness import (
    Robustness,
    judge,
    judge_headlines,
    rank_sets_agree,
)
from crowdpotential.chapters.sensitivity.estimates.sensitivity_rows import (
    complete_grid,
    sensitivity_rows,
)
from crowdpotential.compare.alternatives import list_targets
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.streams import stream

COMPARISON = Comparison()


def verdicts(found: list[Robustness]) -> dict[tuple[str, str, str], tuple[bool, tuple[str, ...]]]:
    return {(f.headline, f.first.area, f.second.area): (f.holds, f.depends_on) for f in found}


TWO = {"normalisation": ["bounds", "z"], "weights": ["factor", "equal"]}


def test_headlines_hold_where_all_combinations_say_the_same() -> None:
    same = alternatives([[60.0, 50.0, 40.0]] * 4, choices(**TWO))
    found = judge_headlines(same, COMPARISON, rng=stream(1, "x"))
    assert all(f.holds and f.agreeing == pytest.approx(1) for f in found)
    assert {f.headline for f in found} == {"sign", "established", "first", "last", "pair"}
    assert rank_sets_agree(same, COMPARISON, rng=stream(1, "x"))


def test_the_choice_that_turns_a_headline_is_named_and_no_other() -> None:
    of = choices(**TWO)
    means = [[60.0, 50.0, 40.0] if s.item_weights == "factor" else [40.0, 50.0, 60.0] for s in of.specifications]
    found = verdicts(judge_headlines(alternatives(means, of), COMPARISON, rng=stream(1, "x")))
    assert found[("sign", "", "")] == (False, ("weights",))
    assert found[("established", "", "")] == (True, ())  # the gap is there under all, only its sign turns
    assert found[("first", "", "")] == (False, ("weights",))
    assert found[("pair", "north", "east")] == (False, ("weights",))


def test_only_pairs_that_the_index_itself_tells_apart_are_judged() -> None:
    means = [[60.0, 59.5, 40.0]] * 4
    found = verdicts(judge_headlines(alternatives(means, choices(**TWO)), COMPARISON, rng=stream(1, "x")))
    assert ("pair", "north", "south") not in found
    assert ("pair", "north", "east") in found


def test_a_pair_that_only_a_test_by_itself_tells_apart_is_no_headline() -> None:
    whole = alternatives([[60.0, 57.6, 58.8]] * 4, choices(**TWO))
    north, south = whole.units[:2]
    difference = whole.difference(north, south)[0]
    ratio = difference[0] / np.sqrt(np.square(difference[1:] - difference[0]).mean())
    assert 0.02 < 2 * stats.t.sf(ratio, 60) < 0.05  # one of three pairs
    found = judge_headlines(whole, COMPARISON, rng=stream(1, "x"))
    assert not [f for f in found if f.headline == "pair"]


def test_without_a_licence_no_gap_and_no_pair_across_blocs_is_a_target() -> None:
    closed = alternatives([[60.0, 50.0, 40.0]] * 4, choices(**TWO), blocs=())
    targets = list(list_targets(closed))
    assert {t.kind for t in targets} == {"index", "order"}
    assert all(t.first.bloc == "A" and t.second.bloc == "A" for t in targets)
    rows = sensitivity_rows(closed, COMPARISON, rng=stream(1, "x"))
    assert not [r for r in rows if r.reference_bloc == "B" or r.variable in {"gap", "sign", "established"}]


def test_the_areas_of_a_closed_bloc_are_no_target_either() -> None:
    closed = alternatives([[60.0, 50.0, 40.0]] * 4, choices(**TWO), blocs=(), closed=("A",))
    assert list(list_targets(closed)) == []


def test_shares_of_sampling_method_and_both_sum_to_one_for_every_target() -> None:
    of = choices(**TWO)
    means = [[60.0 + i, 50.0, 40.0] for i in range(4)]
    rows = sensitivity_rows(alternatives(means, of), COMPARISON, rng=stream(1, "x"))
    found: dict[tuple[object, ...], float] = {}
    for row in rows:
        if row.measure == "variance_share":
            key = tuple(getattr(row, k) for k in ("variable", "bloc", "area", "reference_bloc", "reference_area"))
            found[key] = found.get(key, 0.0) + row.estimate
    assert len(found) >= 4
    assert all(total == pytest.approx(1, abs=1e-12) for total in found.values())


def test_a_range_is_told_in_points_of_the_index() -> None:
    of = choices(weights=["factor", "equal"])
    rows = sensitivity_rows(alternatives([[60.0, 50.0, 40.0], [62.0, 50.0, 40.0]], of), COMPARISON, rng=stream(1, "x"))
    gap = next(r for r in rows if r.measure == "range" and r.variable == "gap")
    assert (gap.estimate, gap.ci_low, gap.ci_high) == pytest.approx((15, 15, 16))


def test_what_is_left_out_takes_the_fewest_options_with_it_in_the_decomposition() -> None:
    of = choices(
        normalisation=["bounds", "z", "minmax"],
        weights=["factor", "equal"],
        leave_out=[{"normalisation": "z", "weights": "equal"}],
    )
    grid = complete_grid(of)
    assert [places.tolist() for places in grid] == [[0, 2], [0, 1]]


def test_an_answer_that_no_choice_turns_alone_depends_on_all() -> None:
    of = choices(
        **TWO,
        leave_out=[
            {"normalisation": "z", "weights": "factor"},
            {"normalisation": "bounds", "weights": "equal"},
        ],
    )
    assert judge([1, 2], of, "first", Domain()).depends_on == ("normalisation", "weights")


def test_an_area_without_an_error_is_told_from_nobody_and_changes_nothing_for_the_others() -> None:
    whole = alternatives([[60.0, 50.0, 40.0]] * 4, choices(**TWO))
    lacking = replace(
        whole,
        freedom=Freedom(np.where(np.arange(6) == 1, 0.0, whole.freedom.numbers)),
        pair_freedom=Freedom(np.where((np.arange(6) == 1) | (np.arange(6) == 1)[:, None], 0.0, whole.pair_freedom.numbers)),
    )
    found = judge_headlines(lacking, COMPARISON, rng=stream(1, "x"))
    assert {(f.headline, f.first.bloc) for f in found if f.headline in {"first", "last"}} == {
        ("first", ""),
        ("last", ""),
    }
    assert [(f.first.area, f.second.area) for f in found if f.headline == "pair"] == [("north", "east")]
    targets = [t for t in list_targets(lacking) if t.kind == "index"]
    assert [(t.first.area, t.second) for t in targets] == [("north", Domain()), ("east", Domain())]
