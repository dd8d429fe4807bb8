"""Reliability from answers to rows: by dimension, bloc and area, weighted, with errors, and what cannot be said."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from two_sides import (
    AREA,
    AREA_NAMES,
    GENERAL_LOADINGS,
    LOADINGS,
    answer_items,
    answer_otherwise,
    answer_three_dimensions,
    choose_items,
    draw_design,
)

from crowdpotential.chapters.measurement.estimates.alphas import alpha_rows
from crowdpotential.chapters.measurement.estimates.dimension_reliability import (
    reliability_rows,
)
from crowdpotential.chapters.measurement.estimates.place_reliability import place_omega_rows
from crowdpotential.chapters.measurement.estimates.reliability_beside import beside_rows
from crowdpotential.index.items import Items
from crowdpotential.index.measurement import measure, measure_replicates
from crowdpotential.index.places import list_places
from crowdpotential.params import Index
from crowdpotential.results.rows import Row, result_id
from crowdpotential.stats.correlation.polychoric import Polychoric, polychoric
from crowdpotential.stats.factor_models.ordinal_reliability import omega_ordinal
from crowdpotential.stats.factor_models.reliability import omega_total
from crowdpotential.stats.inference.design import Design

BLOC_OF = {"a": "A", "b": "A", "c": "B", "d": "B"}
AREAS = [AREA_NAMES[i] for i in AREA]
TRUE_OMEGA = float(omega_total(LOADINGS[:4], 1 - LOADINGS[:4] ** 2))


PLACES = list_places(AREAS, [BLOC_OF[area] for area in AREAS], bloc_of_area=BLOC_OF, order=("A", "B"))


def few(design: Design) -> Design:
    """The first ten replicates are enough to see errors."""
    first = replace(design.replication, coefficients=np.full(10, 0.1))
    return replace(design, replicate_weights=design.replicate_weights[:, :10], replication=first)


def omegas(items: Items) -> list[Row]:
    design = few(draw_design(psu_size=8))
    spec = Index.model_validate(
        {
            "name": {"en": "i"},
            "dimensions": items.dimensions,
            "missing": {"min_items": 2, "min_dimensions": 1},
        }
    )
    full = measure(items, design.weights, spec=spec, has_method_factor=False)
    replicates = measure_replicates(items, design.replicate_weights, full, spec=spec)
    return reliability_rows(items, full, replicates, design=design, confidence_level=0.95)


def test_everybody_each_bloc_and_each_area_are_told_of_once() -> None:
    found = PLACES
    assert [(label.bloc, label.area) for label in found.labels] == [
        ("", ""),
        ("A", ""),
        ("B", ""),
        ("A", "a"),
        ("A", "b"),
        ("B", "c"),
        ("B", "d"),
    ]
    assert found.members(1).sum() == 800
    n = len(AREAS)
    one_area = list_places(["a"] * n, ["A"] * n, bloc_of_area={"a": "A"}, order=("A",))
    assert [label.is_everybody for label in one_area.labels] == [True]
    assert place_omega_rows(answer_items(), draw_design().weights, one_area, correlations()) == []


def correlations(items: Items | None = None) -> Polychoric:
    items = items or answer_items()
    return polychoric(items.ranks, np.ones(len(items.ranks)), items.n_categories)


def test_alpha_is_that_of_the_codes_in_every_place() -> None:
    items, design = answer_items(), few(draw_design(psu_size=8))
    rows = alpha_rows(items, design, PLACES, confidence_level=0.95)
    assert len({result_id(row) for row in rows}) == len(rows) == 2 * 7 + 8
    for row in rows[:7]:
        chosen = np.array([(not row.area) or name == row.area for name in AREAS])
        chosen &= np.array([(not row.bloc) or BLOC_OF[name] == row.bloc for name in AREAS])
        covariance = np.cov(items.ranks[chosen][:, :4].T)
        expected = 4 / 3 * (1 - np.trace(covariance) / covariance.sum())
        assert row.estimate == pytest.approx(expected, rel=1e-9)
        assert row.n == chosen.sum()
        assert row.ci_low < expected < row.ci_high
    errors = [row.standard_error for row in rows[:7]]
    assert min(errors[3:]) > errors[0] > 0


def test_alpha_obeys_the_weights() -> None:
    items, design = answer_items(), few(draw_design())
    heavy = replace(design, weights=np.where(AREA == 0, 1000.0, 1e-6))
    rows = alpha_rows(items, heavy, PLACES, confidence_level=0.95)
    everybody, area = rows[0], next(row for row in rows if row.area == "a")
    assert everybody.estimate == pytest.approx(area.estimate, rel=1e-6)


def test_an_item_that_measures_nothing_raises_alpha_when_it_is_deleted() -> None:
    items = answer_items()
    ranks = items.ranks.copy()
    ranks[:, 2] = np.random.default_rng(1).permutation(ranks[:, 2])
    design = few(draw_design())
    rows = alpha_rows(answer_otherwise(items, ranks), design, PLACES, confidence_level=0.95)
    whole = rows[0].estimate
    deleted = {row.variable: row.estimate for row in rows if row.measure == "alpha_if_deleted"}
    assert [name for name, value in deleted.items() if name[0] == "X" and value > whole] == ["X3"]


def test_a_dimension_of_two_items_has_no_alpha_without_one_of_them() -> None:
    some = choose_items(answer_items(), [0, 1, 4, 5, 6])
    design = few(draw_design())
    rows = alpha_rows(some, design, PLACES, confidence_level=0.95)
    told = [row.variable for row in rows if row.measure == "alpha_if_deleted"]
    assert told == ["Y1", "Y2", "Y3"]


def test_omega_comes_back_in_the_sample_and_in_every_area() -> None:
    items, design = answer_items(), draw_design(psu_size=8)
    rows = omegas(items)
    total = next(row for row in rows if row.measure == "omega_total")
    assert abs(total.estimate - TRUE_OMEGA) < 4 * total.standard_error
    by_place = place_omega_rows(items, design.weights, PLACES, correlations(items))
    every = [row for row in by_place if row.measure == "omega_total"]
    assert len(every) == 2 * 6
    assert_allclose([row.estimate for row in every], TRUE_OMEGA, atol=0.05)
    assert len({result_id(row) for row in [*rows, *by_place]}) == len(rows) + len(by_place)


def test_omega_of_a_place_obeys_the_weights() -> None:
    items = answer_items()
    heavy = np.where(AREA == 0, 1000.0, 1e-6)
    rows = place_omega_rows(items, heavy, PLACES, correlations(items))
    for dimension in "XY":
        bloc, area = (
            next(
                row.estimate for row in rows if row.measure == "omega_total" and (row.bloc, row.area) == place if row.variable == dimension
            )
            for place in (("A", ""), ("A", "a"))
        )
        assert bloc == pytest.approx(area, rel=1e-5)


def test_five_answers_are_less_reliable_than_what_lies_behind_them() -> None:
    rows = omegas(answer_items())
    for dimension in "XY":
        total, ordinal = (
            next(row.estimate for row in rows if row.measure == name and row.variable == dimension)
            for name in ("omega_total", "omega_ordinal")
        )
        assert 0.9 * total < ordinal < total


def test_ordinal_omega_is_that_of_the_declared_loadings() -> None:
    items = answer_items()
    spec = Index.model_validate(
        {
            "name": {"en": "i"},
            "dimensions": items.dimensions,
            "missing": {"min_items": 2, "min_dimensions": 1},
        }
    )
    found = measure(items, np.ones(AREA.size), spec=spec, has_method_factor=False)
    own = found.model.loadings[:4]
    expected = omega_ordinal(np.outer(own, own), found.polychoric.correlations[:4, :4], found.polychoric.thresholds[:4])
    told = [row.estimate for row in omegas(items) if row.measure == "omega_ordinal"]
    assert told[0] == pytest.approx(expected, rel=1e-10)


def test_two_dimensions_have_no_general_factor_and_three_do() -> None:
    items = answer_items()
    assert not any(row.measure == "omega_hierarchical" for row in omegas(items))
    general = next(row for row in omegas(answer_three_dimensions()) if row.measure == "omega_hierarchical")
    between = np.outer(GENERAL_LOADINGS, GENERAL_LOADINGS)
    np.fill_diagonal(between, 1)
    truth = (3 * GENERAL_LOADINGS.sum()) ** 2 / (9 * between.sum() + 12 * (1 - 0.75**2))
    assert abs(general.estimate - truth) < 4 * general.standard_error
    assert general.ci_low < general.estimate < general.ci_high


def test_a_place_that_does_not_determine_a_factor_is_untestable() -> None:
    items, design = answer_items(), draw_design()
    ranks = items.ranks.copy()
    ranks[AREA == 0, 1] = 3  # everybody there gives one answer
    some = answer_otherwise(items, ranks)
    rows = place_omega_rows(some, design.weights, PLACES, correlations(some))
    told = [(row.variable, row.area) for row in rows if row.verdict == "untestable"]
    assert told == [("X", "a")]


def test_a_scale_beside_the_index_has_the_omega_of_its_own_factor_and_alphas() -> None:
    own, design = choose_items(answer_items(n_missing=40), range(4)), few(draw_design(psu_size=8))
    rows = beside_rows({"X": own}, design, PLACES, confidence_level=0.95, empty_cell=0.5)
    everybody = [row for row in rows if not row.bloc]
    assert [(row.measure, row.model) for row in everybody] == [
        ("omega_total", "one_factor"),
        ("omega_ordinal", "one_factor"),
        ("alpha", "ordinal"),
        ("alpha", ""),
    ]
    omega = everybody[0]
    assert abs(omega.estimate - TRUE_OMEGA) < 4 * omega.standard_error
    assert omega.ci_low < omega.estimate < omega.ci_high
    assert {(row.bloc, row.area) for row in rows if row.bloc} >= {("A", ""), ("B", "d")}


def test_a_scale_of_two_items_beside_the_index_has_alphas_and_no_omega() -> None:
    own, design = choose_items(answer_items(), range(2)), few(draw_design(psu_size=8))
    nowhere = [""] * len(AREAS)
    everybody = list_places(nowhere, nowhere, bloc_of_area={}, order=())
    omega, ordinal, alpha = beside_rows({"X": own}, design, everybody, confidence_level=0.95, empty_cell=0.5)
    assert (omega.measure, omega.verdict) == ("omega_total", "untestable")
    assert "2 parameters but only 1 correlations" in str(omega.note)
    assert (ordinal.model, alpha.method) == ("ordinal", "pingouin")
