"""The decomposition adds up to the gap, agrees with two programs, and does not depend on a base category."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from stats.decomposition.sides import CONTROLS, cells_of, sides_of
from statsmodels.stats.oaxaca import OaxacaBlinder

from crowdpotential.errors import EmptyCellError, ModelError
from crowdpotential.stats.decomposition.categories import SideSums, find_cells
from crowdpotential.stats.decomposition.oaxaca_blinder import REFERENCES, GapParts, Reference, decompose
from crowdpotential.stats.decomposition.side_regressions import fit_sides

Read = Callable[[str], dict[str, Any]]


def draw(seed: int, n: int = 300) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    drawn = {"side": rng.permutation(n) % 2, **{name: rng.permutation(n) % size for name, size in CONTROLS.items()}}
    return drawn | {"outcome": rng.normal(50, 15, n) + 3 * drawn["age"] * (1 + drawn["side"]), "weight": rng.exponential(size=n)}


def parts_of(inputs: dict[str, Any], reference: Reference, *, order: dict[str, list[int]] | None = None, equal: bool = False) -> GapParts:
    cells = cells_of(inputs, order)
    first, second = sides_of(inputs, cells, np.ones((len(inputs["side"]), 1)) if equal else None)
    return decompose(fit_sides(first, second, cells.categories), reference)


@pytest.mark.parametrize("reference_by", REFERENCES)
def test_parts_by_control_agree_with_weighted_regressions_by_sum_contrasts(reference: Read, reference_by: Reference) -> None:
    found = reference("decomposition")
    parts, answer = parts_of(found["inputs"], reference_by), found["answers"]["parts"][reference_by]
    for name in ("composition", "coefficients", "interaction"):
        assert_allclose(getattr(parts, name)[0], answer.get(name, [0.0] * len(CONTROLS)), atol=1e-9)
    assert_allclose(parts.constant[0], answer["constant"], atol=1e-9)
    assert_allclose(parts.gaps[0], found["answers"]["gap"], atol=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_wholes_equal_those_of_statsmodels_at_equal_weights(seed: int) -> None:
    inputs = draw(seed)
    dummies = [np.eye(size)[inputs[name]][:, 1:] for name, size in CONTROLS.items()]
    peer = OaxacaBlinder(inputs["outcome"], np.column_stack([np.ones(300), inputs["side"], *dummies]), 1, swap=False)
    sign = -1.0  # it takes the side coded 0 first
    unexplained, explained, gap = peer.two_fold(two_fold_type="pooled").params
    pooled = parts_of(inputs, "pooled", equal=True)
    assert_allclose(sign * pooled.composition.sum(), explained, atol=1e-10)
    assert_allclose(sign * (pooled.coefficients.sum() + pooled.constant[0]), unexplained, atol=1e-10)
    assert_allclose(sign * pooled.gaps[0], gap, atol=1e-10)
    turned = {**inputs, "side": 1 - inputs["side"]}
    three = parts_of(turned, "three_fold", equal=True)
    found = three.composition.sum(), three.coefficients.sum() + three.constant[0], three.interaction.sum()
    assert_allclose(found, peer.three_fold().params[:3], atol=1e-10)


@given(seed=st.integers(0, 10_000), reference_by=st.sampled_from(REFERENCES))
def test_parts_add_up_to_the_gap(seed: int, reference_by: Reference) -> None:
    inputs = draw(seed, n=120)
    side, weight, outcome = inputs["side"], inputs["weight"], inputs["outcome"]
    means = [np.average(outcome[side == code], weights=weight[side == code]) for code in (1, 0)]
    assert abs(parts_of(inputs, reference_by).gaps[0] - (means[0] - means[1])) < 1e-10


@pytest.mark.parametrize("reference_by", REFERENCES)
def test_the_choice_of_a_base_category_changes_nothing(reference_by: Reference) -> None:
    inputs = draw(5)
    plain = parts_of(inputs, reference_by)
    other = parts_of(inputs, reference_by, order={"sex": [1, 0], "age": [3, 0, 2, 1], "edu": [2, 1, 0]})
    for name in ("composition", "coefficients", "constant", "interaction"):
        assert_allclose(getattr(other, name), getattr(plain, name), atol=1e-10)


def test_sides_that_answer_alike_differ_by_composition_alone() -> None:
    inputs = draw(8)
    inputs["outcome"] = 10.0 + 4.0 * (inputs["sex"] == 1) + 2.0 * inputs["age"]
    parts = parts_of(inputs, "pooled")
    assert_allclose(parts.coefficients, 0.0, atol=1e-10)
    assert_allclose(parts.composition.sum(), parts.gaps[0])


def test_a_replicate_that_failed_or_lacks_a_category_has_no_parts() -> None:
    inputs = draw(2)
    weights = np.repeat(inputs["weight"][:, None], 3, axis=1)
    weights[:, 1] = np.nan
    weights[(inputs["age"] == 2) & (inputs["side"] == 1), 2] = 0.0
    cells = cells_of(inputs)
    parts = decompose(fit_sides(*sides_of(inputs, cells, weights), cells.categories), "pooled")
    assert np.isnan(parts.coefficients).any(axis=1).tolist() == [False, True, True]


def test_a_category_without_people_on_a_side_is_named() -> None:
    inputs = draw(3)
    inputs["edu"] = np.where((inputs["edu"] == 2) & (inputs["side"] == 0), 0, inputs["edu"])
    cells = cells_of(inputs)
    with pytest.raises(EmptyCellError, match=r"no common support: nobody in edu 2 \(B\); join categories"):
        fit_sides(*sides_of(inputs, cells), cells.categories)


def test_a_control_that_follows_from_others_is_named() -> None:
    inputs = draw(4)
    codes = [inputs["sex"], inputs["age"], inputs["sex"] * 4 + inputs["age"]]
    cells = find_cells([np.asarray(code, dtype=np.int64) for code in codes], ["ab", "abcd", "abcdefgh"], ["sex", "age", "sex*age"])
    first, second = sides_of(inputs, cells)
    assert isinstance(first, SideSums)
    with pytest.raises(ModelError, match=r"control sex\*age follows from those before it"):
        fit_sides(first, second, cells.categories)
