"""A code has one meaning: whatever takes answers as numbers takes the code, as the index does; whatever takes their order takes ranks."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from coded_items import codebook_of, design_of, estimates, rated, responses_of
from numpy.testing import assert_allclose

from crowdpotential.chapters.measurement.estimates.alphas import alpha_rows
from crowdpotential.chapters.measurement.estimates.confirmatory import confirm
from crowdpotential.codebook import Codebook
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items, select_items
from crowdpotential.index.keys import item_rest, item_rest_rows
from crowdpotential.index.level_steps import fit_all_levels
from crowdpotential.index.models import declare_model
from crowdpotential.index.places import list_places
from crowdpotential.index.units import list_units

Load = Callable[[str], dict[str, Any]]
CODES = (0, 1, 2, 5, 10)


def codebook_with(codes: tuple[int, ...] = CODES) -> Codebook:
    names = [f"{dimension}{number}" for dimension in "XY" for number in range(1, 5)]
    return codebook_of({name: rated(codes, direction=-1 if name == "X3" else 1) for name in names})


def items_of(frozen: dict[str, Any]) -> Items:
    return select_items(responses_of(frozen), codebook_with(), ("X", "Y"))


def test_alpha_and_item_rest_correlations_of_uneven_codes_agree_with_psych(reference: Load) -> None:
    frozen = reference("codes")
    items, design = items_of(frozen), design_of(np.ones(len(frozen["answers"])))
    places = list_places([""] * len(items.codes), [""] * len(items.codes), bloc_of_area={}, order=())
    rows = alpha_rows(items, design, places, confidence_level=0.95)
    assert_allclose(estimates(rows, "alpha"), [frozen["alpha"]["X"], frozen["alpha"]["Y"]], rtol=1e-9)
    assert_allclose(estimates(rows, "alpha_if_deleted"), frozen["alpha_if_deleted"], rtol=1e-9)
    units = list_units(responses_of(frozen).assign(area="east"), files={})
    keys = item_rest_rows(item_rest(items, design, units, confidence_level=0.95), items, units)
    assert_allclose(estimates(keys, "item_rest"), frozen["item_rest"], rtol=1e-9)
    weighted = design_of(np.array(frozen["weight"]))
    rows = alpha_rows(items, weighted, places, confidence_level=0.95)
    assert_allclose(estimates(rows, "alpha", variable="X"), [frozen["weighted_alpha"]], rtol=1e-9)


def test_the_normal_theory_model_of_uneven_codes_agrees_with_lavaan(reference: Load) -> None:
    frozen = reference("codes")
    items, design = items_of(frozen), design_of(np.array(frozen["weight"]))
    codebook = codebook_with()
    found, theirs = (
        confirm(items, design, codebook, estimator="mlr", empty_cell=0.5).fits["confirmatory"],
        frozen["one"],
    )
    assert found.df == theirs["measures"]["df"]
    assert_allclose(found.chi2, theirs["measures"]["chisq.scaled"], atol=1e-3)
    assert_allclose(
        [found.indices.cfi, found.indices.rmsea, found.srmr],
        [theirs["measures"][name] for name in ("cfi.robust", "rmsea.robust", "srmr")],
        atol=1e-5,
    )
    assert_allclose(found.loadings, theirs["loadings"], atol=1e-5)
    assert_allclose(found.loading_errors, theirs["errors"], atol=1e-5)


def test_group_models_of_uneven_codes_agree_with_lavaan(reference: Load) -> None:
    frozen = reference("codes")
    items, design = items_of(frozen), design_of(np.array(frozen["weight"]))
    model = declare_model(items, codebook_with())
    found = fit_all_levels(items, np.array(frozen["group"]), design, model, estimator="mlr").fits
    for level, theirs in frozen["two"].items():
        assert found[level].df == theirs["df"]
        assert_allclose(found[level].chi2, theirs["chisq.scaled"], atol=1e-3)
        assert_allclose(
            [found[level].indices.cfi, found[level].indices.rmsea],
            [theirs["cfi.robust"], theirs["rmsea.robust"]],
            atol=1e-5,
        )


def test_numbers_are_the_scores_of_the_index_on_another_scale(reference: Load) -> None:
    items = items_of(reference("codes"))
    assert_allclose(item_scores(items), 100 * items.numbers / (items.highest - items.lowest), rtol=1e-12)
    turned, plain = items.names.index("X3"), items.names.index("X1")
    assert items.numbers[items.codes[:, turned] == 10, turned].max() == 0
    assert items.numbers[items.codes[:, plain] == 10, plain].min() == 10


@pytest.mark.parametrize("codes", [(1, 2, 3, 4, 5), (0, 1, 2, 3, 4), (-2, -1, 0, 1, 2), (10, 20, 30, 40, 50)])
def test_evenly_spaced_codes_give_what_their_places_give(reference: Load, codes: tuple[int, ...]) -> None:
    frozen = reference("codes")
    place = {code: codes[rank] for rank, code in enumerate(CODES)}
    frame = responses_of(frozen).replace(place)
    items = select_items(frame, codebook_with(codes), ("X", "Y"))
    assert_allclose(items.numbers, items.ranks * (codes[1] - codes[0]), rtol=1e-12)
    design = design_of(np.ones(len(items.codes)))
    places = list_places([""] * len(items.codes), [""] * len(items.codes), bloc_of_area={}, order=())
    got = estimates(alpha_rows(items, design, places, confidence_level=0.95), "alpha", variable="X")
    covariance = np.cov(items.ranks[:, :4].T)
    assert_allclose(got, [4 / 3 * (1 - np.trace(covariance) / covariance.sum())], rtol=1e-9)
