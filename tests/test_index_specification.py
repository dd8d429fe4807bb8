"""The index itself may be made in any of the ways that params know: what the pipeline reports equals plain arithmetic."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from plain_index import POWER, score
from small_study import AREAS, ITEMS, answers, write_study

from crowdpotential.chapters.areas import stage as areas_stage
from crowdpotential.chapters.comparability import stage as comparability_stage
from crowdpotential.chapters.measurement import stage as measurement_stage
from crowdpotential.chapters.sensitivity import stage as sensitivity_stage
from crowdpotential.chapters.weighting.stage import weight
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.params import Params, Sensitivity
from crowdpotential.stages import sample
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.store import StageData
from crowdpotential.studies import load_study

DIMENSION = np.repeat([0, 1], 4)
EXPERT = {"dimensions": {"X": 0.3, "Y": 0.7}, "items": {"Y": {"Y1": 0.1, "Y2": 0.2, "Y3": 0.3, "Y4": 0.4}}}
WAYS: list[dict[str, Any]] = [
    {},
    {"weights": "equal"},
    {"weights": "loadings", "normalisation": "minmax"},
    {"weights": "second_order", "normalisation": "percentile"},
    {"weights": "pca", "normalisation": "z"},
    {"weights": "expert", "expert": EXPERT, "aggregation": "geometric", "floor": 1},
    {"weights": "equal", "normalisation": "ranks", "aggregation": "harmonic"},
    {
        "weights": "pca",
        "normalisation": "goalposts",
        "goalposts": [10, 90],
        "aggregation": 0.5,
        "aggregation_within": "geometric",
        "floor": 2,
    },
    {"weights": "equal", "normalisation": "z", "aggregation": -2.5, "aggregation_within": "harmonic"},
    {
        "weights": "factor",
        "normalisation": "percentile",
        "aggregation": "geometric",
        "floor": 5,
        "missing": {"min_items": 4, "min_dimensions": 1},
    },
    {"weights": "equal", "normalisation": "minmax", "aggregation": "geometric", "aggregation_within": {"Y": "harmonic"}, "floor": 1},
]

WITH_ERRORS = (WAYS[1], WAYS[4], WAYS[5], WAYS[-1])  # plain arithmetic takes its time in every replicate


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> tuple[Params, Codebook, StageData, StageData]:
    """Weigh a small study with missing answers, once."""
    folder = tmp_path_factory.mktemp("ways")
    path = write_study(folder)
    for area in AREAS:
        frame = answers(area)
        gone = np.random.default_rng([5, *area.encode()]).random((len(frame), len(ITEMS))) < 0.08
        frame[list(ITEMS)] = frame[list(ITEMS)].mask(gone, 97)
        frame.to_csv(folder / f"{area}.csv", index=False)
    loaded = load_study(path, changes=["index.parallel_analysis_draws=20"])
    prepared = sample.prepare(loaded.params, loaded.codebook, folder)
    return (
        loaded.params,
        loaded.codebook,
        prepared,
        weight(loaded.params, loaded.codebook, folder, prepared),
    )


def params_of(params: Params, way: dict[str, Any]) -> Params:
    index = params.index.model_validate({**params.index.model_dump(), **way})
    return params.model_copy(update={"given_index": index})


def plain_weights(way: dict[str, Any], percent: FloatArray, by: FloatArray, loadings: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Weigh items and dimensions without the program; loadings are its own."""
    rule = way.get("weights", "factor")
    items, dimensions = np.ones(8), np.ones(2)  # two dimensions have no general factor
    if rule in {"factor", "loadings"}:
        items = loadings
    if rule == "expert":
        items, dimensions = np.array([0.25] * 4 + [0.1, 0.2, 0.3, 0.4]), np.array([0.3, 0.7])
    if rule == "pca":
        items = np.concatenate([first_component(percent[:, :4], by), first_component(percent[:, 4:], by)])
    return items, dimensions


def first_component(percent: FloatArray, by: FloatArray) -> FloatArray:
    r = np.eye(percent.shape[1])
    for a in range(len(r)):
        for b in range(len(r)):
            both = ~np.isnan(percent[:, a]) & ~np.isnan(percent[:, b])
            c = np.cov(percent[both, a], percent[both, b], aweights=by[both])
            r[a, b] = c[0, 1] / np.sqrt(c[0, 0] * c[1, 1])
    return np.abs(np.linalg.eigh(r)[1][:, -1])


def power_of(mean: str) -> float:
    return POWER[mean] if mean in POWER else float(mean)


def plain_means(params: Params, way: dict[str, Any], main: pd.DataFrame, by: FloatArray, loadings: FloatArray) -> FloatArray:
    percent = 25 * (main[list(ITEMS)].where(main[list(ITEMS)] <= 5).to_numpy(dtype=float) - 1)
    index, own = params.index, params.index.aggregation_within
    means = [own] * 2 if isinstance(own, str) else [own.get(name, "arithmetic") for name in "XY"]
    how = {
        "normalisation": index.normalisation,
        "goalposts": index.goalposts,
        "floor": index.floor,
        "within": [power_of(mean) for mean in means],
        "between": power_of(index.aggregation),
        "min_items": index.missing.min_items,
        "min_dimensions": index.missing.min_dimensions,
    }
    found = score(percent, by, DIMENSION, plain_weights(way, percent, by, loadings), how)
    known = ~np.isnan(found) & (by > 0)
    of = [main["area"] == area for area in AREAS] + [main["bloc"] == bloc for bloc in "AB"] + [main["area"] != ""]
    return np.array([np.average(found[known & own], weights=by[known & own]) for own in of])


def reported(compared: StageData) -> pd.DataFrame:
    rows = compared.frames["rows"]
    own = rows[(rows["chapter"] == "index") & (rows["measure"] == "mean") & (rows["variable"] == "index") & (rows["domain_variable"] == "")]
    order = {**{(AREAS[a], a): i for i, a in enumerate(AREAS)}, ("A", ""): 4, ("B", ""): 5, ("", ""): 6}
    place = [order[(row.bloc, row.area)] for row in own.itertuples()]
    return own.assign(place=place).sort_values("place")


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(str(v) for v in way.values() if not isinstance(v, dict)) or "plain")
def test_means_and_their_errors_are_those_of_plain_arithmetic(
    study: tuple[Params, Codebook, StageData, StageData], way: dict[str, Any]
) -> None:
    params, codebook, prepared, weighted = study
    params = params_of(params, way)
    main = prepared.frames["responses"].reset_index(drop=True)
    design: Design = design_of(weighted, main)
    scored = measurement_stage.score(params, codebook, prepared, weighted)
    judged = comparability_stage.judge(params, codebook, prepared, weighted, scored)
    compared = areas_stage.compare(params, codebook, prepared=prepared, weighted=weighted, scored=scored, judged=judged)
    found = reported(compared)
    loadings = scored.arrays["loadings"]
    expected = plain_means(params, way, main, design.weights, loadings)
    assert_allclose(found["estimate"].to_numpy(), expected, rtol=1e-9)
    if way not in WITH_ERRORS:
        return
    replicates = np.stack(
        [
            plain_means(params, way, main, design.replicate_weights[:, r], scored.arrays["loadings_replicates"][r])
            for r in range(design.replicate_weights.shape[1])
        ]
    )
    errors = np.sqrt(((replicates - expected) ** 2).mean(axis=0))
    assert_allclose(found["standard_error"].to_numpy(), errors, rtol=1e-7, atol=1e-10)


@pytest.mark.parametrize("zero", ["item", "dimension", "neither"])
def test_the_gap_of_the_headline_is_that_of_the_sensitivity_chapter(
    study: tuple[Params, Codebook, StageData, StageData], zero: str
) -> None:
    params, codebook, prepared, weighted = study
    items = {"Y1": 0.0, "Y2": 0.2, "Y3": 0.3, "Y4": 0.5} if zero == "item" else EXPERT["items"]["Y"]
    dimensions = {"X": 0.0, "Y": 1.0} if zero == "dimension" else EXPERT["dimensions"]
    missing = {"min_items": 3, "min_dimensions": 1}  # an answer to an item of weight zero does not count
    expert = {"dimensions": dimensions, "items": {"Y": items}}
    params = params_of(params, {"weights": "expert", "expert": expert, "missing": missing})
    declared = Sensitivity.model_validate({"normalisation": ["bounds", "minmax"], "missing": ["declared", "half"]})
    params = params.model_copy(update={"sensitivity": declared})
    scored = measurement_stage.score(params, codebook, prepared, weighted)
    judged = comparability_stage.judge(params, codebook, prepared, weighted, scored)
    done = {"prepared": prepared, "weighted": weighted, "scored": scored, "judged": judged}
    of_page = areas_stage.compare(params, codebook, **done).frames["rows"]
    of_choices = sensitivity_stage.examine(params, codebook, **done).frames["rows"]
    contrast = (of_page["chapter"] == "gap") & (of_page["measure"] == "contrast") & (of_page["variable"] == "index")
    headline = of_page[contrast & (of_page["model"] == "adjusted")]
    of_gap = of_choices[(of_choices["measure"] == "range") & (of_choices["variable"] == "gap")]
    assert len(headline) == len(of_gap) == 1
    assert_allclose(of_gap["estimate"].to_numpy(), headline["estimate"].to_numpy(), rtol=0, atol=1e-10)
