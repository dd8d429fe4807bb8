"""How large weights are before any calibration, and what samples of their own allow."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from synthetic import harmonise_pairs, tiny_areas, tiny_codebook, tiny_files

from crowdpotential.chapters.weighting.estimates.weights import weighting_rows
from crowdpotential.errors import DesignError
from crowdpotential.ingest.known_figures import KnownFigures
from crowdpotential.ingest.replicate_weights import ReplicateWeights, draw_multipliers, replicate_weights
from crowdpotential.ingest.weighting import Weighted, weight_respondents
from crowdpotential.ingest.weighting_findings import weighting_findings
from crowdpotential.params import Area, Design, Replicates, Weighting

CODEBOOK = tiny_codebook()
NOTHING, KNOWN = tiny_areas(), tiny_areas(north=9_000, south=3_000)
UNCALIBRATED = Weighting(method="none")
DELIVERED = Design(base_weight="column", base_weight_variable="minutes")


def responses(north: tuple[float, ...] = (1.8, 1.8), south: tuple[float, ...] = (0.2, 0.2)) -> pd.DataFrame:
    """Forty respondents of each area, with their weights in turn."""
    frame = harmonise_pairs(tiny_files(40), codebook=CODEBOOK, areas=NOTHING)
    frame["minutes"] = np.concatenate([np.resize(north, 40), np.resize(south, 40)])
    frame["mode"] = 1 + np.arange(80) % 2
    return frame


def weigh(
    frame: pd.DataFrame,
    design: Design,
    areas: dict[str, Area] = NOTHING,
    *,
    weighting: Weighting = UNCALIBRATED,
    control: pd.DataFrame | None = None,
) -> Weighted:
    known = KnownFigures(margins=control)
    return weight_respondents(frame, known, design=design, weighting=weighting, areas=areas, codebook=CODEBOOK)


def draw(got: Weighted, design: Design) -> ReplicateWeights:
    """Two hundred replicates, none of which fails."""
    replicates = Replicates(number=200)
    made = draw_multipliers(got, design=design, replicates=replicates, seed=1)
    return replicate_weights(got, made, replicates=replicates, weighting=UNCALIBRATED)


def findings(frame: pd.DataFrame, design: Design, areas: dict[str, Area], *, n_failed: int = 0) -> pd.DataFrame:
    got = weigh(frame, design, areas)
    drawn = replace(draw(got, design), failed=np.arange(200) < n_failed)
    return weighting_findings(got, drawn, frame, areas=areas, is_synthetic=True).set_index("rule")


def margins() -> pd.DataFrame:
    rows = [(area, "mode", mode, 1_000, "s", "t", np.nan) for area in ("north", "south") for mode in ("paper", "web")]
    names = ["area", "variable", "category", "persons", "source", "status", "share"]
    return pd.DataFrame(rows, columns=names)


@pytest.mark.parametrize("areas", [NOTHING, KNOWN])
def test_delivered_weights_of_one_sample_stay_as_they_are(areas: dict[str, Area]) -> None:
    """The published share of the north is 90 %, whatever the numbers of interviews or populations."""
    frame = responses()
    got = weigh(frame, DELIVERED, areas)
    assert_array_equal(got.weights["weight_persons"], frame["minutes"])
    assert_array_equal(got.weights["base_weight"], frame["minutes"])
    assert_allclose(got.weights["weight"], frame["minutes"], rtol=1e-12)
    assert (got.start.scale, got.start.joins_samples) == ("as_given", True)


def test_equal_weights_of_one_sample_stay_equal_whatever_the_populations() -> None:
    for areas, total in ((NOTHING, 80), (KNOWN, 12_000)):
        got = weigh(responses(), Design(), areas).weights
        assert_allclose(got["weight_persons"], total / 80)
        assert_array_equal(got["base_weight"], 1)


def test_samples_of_their_own_are_brought_to_their_populations() -> None:
    frame = responses()
    for samples in ("area", "bloc"):
        got = weigh(frame, DELIVERED.model_copy(update={"samples": samples}), KNOWN)
        assert_allclose(got.weights["weight_persons"].groupby(frame["area"]).sum(), [9_000, 3_000])
        assert_array_equal(got.weights["base_weight"], frame["minutes"])
        assert (got.start.scale, got.start.joins_samples) == ("populations", True)


def test_samples_without_populations_keep_their_weights_and_are_not_joined() -> None:
    frame = responses((1.0, 2.0), (1.0, 1.2))
    got = weigh(frame, DELIVERED.model_copy(update={"samples": "area"}))
    assert_array_equal(got.weights["weight_persons"], frame["minutes"])
    assert (got.start.joins_samples, got.start.mean_ratio) == (False, pytest.approx(1.5 / 1.1))
    one_unknown = tiny_areas(north=9_000)
    assert not weigh(frame, Design(samples="area"), one_unknown).start.joins_samples


def test_an_only_sample_needs_no_population() -> None:
    frame = responses().assign(area="north", bloc="N")
    assert weigh(frame, DELIVERED.model_copy(update={"samples": "bloc"})).start.joins_samples


def test_populations_of_areas_that_samples_cross_do_not_join_them() -> None:
    with pytest.raises(DesignError, match=r"samples mode: 2 of the areas hold several samples \(north \(2\), south"):
        weigh(responses(), DELIVERED.model_copy(update={"samples": "mode"}), KNOWN)


def test_a_side_of_several_samples_without_populations_is_refused() -> None:
    frame = responses().assign(bloc="N")
    with pytest.raises(DesignError, match=r"1 of the blocs hold several samples \(N \(2\)\).*design\.strata"):
        weigh(frame, Design(samples="area"))


def test_the_wave_as_a_stratum_keeps_weights_of_one_scale_together() -> None:
    got = weigh(responses(), DELIVERED.model_copy(update={"strata": "mode"}))
    assert got.units.stratum_names == ("1", "2")
    assert got.start.joins_samples


def test_samples_whose_weights_have_other_scales_are_told_and_then_refused() -> None:
    apart = DELIVERED.model_copy(update={"samples": "area"})
    told = findings(responses((2.0,), (1.0,)), apart, NOTHING)
    assert told.loc["samples_of_different_scale", "note"] == "mean base weights of the samples differ by a factor of 2"
    assert "samples_of_different_scale" not in findings(responses((1.2,), (1.0,)), apart, NOTHING).index
    assert "samples_of_different_scale" not in findings(responses((9.0,), (0.1,)), apart, KNOWN).index
    with pytest.raises(DesignError, match=r"mean is 1,234 in sample north and 1 in south.*mean of one in each"):
        weigh(responses((1_234.0,), (1.0,)), apart)


@pytest.mark.parametrize("design", [DELIVERED, Design(), DELIVERED.model_copy(update={"samples": "bloc"})])
def test_weights_that_contradict_the_populations_are_told(design: Design) -> None:
    """Two thirds of the weight in the north; three quarters, or nearly two thirds, of the population."""
    frame = responses((2.0,), (1.0,)).iloc[:60] if design.base_weight == "equal" else responses((2.0,), (1.0,))
    frame = frame.assign(bloc="N").reset_index(drop=True)
    told = findings(frame, design, KNOWN)
    assert told.loc[["weights_contradict_population"], "area"].tolist() == ["north", "south"]
    assert told.loc[["weights_contradict_population"], "note"].iloc[0] == (
        "66.7% of the weights of its sample, 75.0% of the population in areas.population; correct one of them, or declare design.samples"
    )
    assert told.loc[["weights_contradict_population"], "n"].tolist() == [40, len(frame) - 40]
    near = tiny_areas(north=1_900, south=1_000)
    assert "weights_contradict_population" not in findings(frame, design, near).index


def test_weights_of_one_half_of_a_sample_are_refused() -> None:
    """ONLY_N is a variable of the north; a 1 beside it would be an invention."""
    frame = responses()
    frame["ONLY_N"] = frame["ONLY_N"].astype(float).where(frame["area"] == "north", 96)
    own = Design(base_weight="column", base_weight_variable="ONLY_N")
    with pytest.raises(DesignError, match=r"ONLY_N is not known of S, which are parts of one sample.*\(bloc\)"):
        weigh(frame, own)
    got = weigh(frame, own.model_copy(update={"samples": "bloc"}))
    assert got.weights["weight_persons"].tolist() == [1.0, 2.0] * 20 + [1.0] * 40


def test_blocs_without_the_variable_of_weights_are_named_in_order() -> None:
    frame = responses()
    is_south = frame["area"] == "south"
    frame.loc[is_south, "bloc"] = np.resize(["W", "E", "S", "V", "A", "Z", "M", "K"], is_south.sum())
    own = Design(base_weight="column", base_weight_variable="ONLY_N")
    with pytest.raises(DesignError, match="not known of A, E, K, M, S, V, W, Z, which"):
        weigh(frame, own)


@pytest.mark.parametrize(("n_failed", "is_told"), [(0, False), (2, False), (3, True), (200, True)])
def test_failed_replicates_are_told_where_a_standard_error_would_be_withheld(
    n_failed: int,
    is_told: bool,  # noqa: FBT001 of pytest
) -> None:
    """A bootstrap tolerates one in a hundred."""
    told = findings(responses(), DELIVERED, NOTHING, n_failed=n_failed)
    assert ("replicates_failed" in told.index) is is_told
    if is_told:
        assert told.loc["replicates_failed", ["n", "share"]].tolist() == [n_failed, n_failed / 200]


def test_the_weighting_says_how_many_samples_there_are_and_where_they_contradict_the_population() -> None:
    frame = responses((2.0,), (1.0,))
    for design, areas, samples, shares in (
        (DELIVERED, NOTHING, (1.0, "joined"), {}),
        (DELIVERED.model_copy(update={"samples": "area"}), NOTHING, (2.0, "apart"), {}),
        (
            DELIVERED,
            KNOWN,
            (1.0, "joined"),
            {
                ("weight_share", "north"): 2 / 3,
                ("weight_share", "south"): 1 / 3,
                ("population_share", "north"): 3 / 4,
                ("population_share", "south"): 1 / 4,
            },
        ),
    ):
        got = weigh(frame, design, areas)
        rows = weighting_rows(got, draw(got, design), frame, areas=areas)
        (told,) = [row for row in rows if row.measure == "samples"]
        assert (told.estimate, told.verdict, told.n) == (*samples, 80)
        given = {(row.measure, row.area): row for row in rows}
        assert {key: row.estimate for key, row in given.items() if key[0] in {"weight_share", "population_share"}} == pytest.approx(shares)
        assert all(given[key].n == 40 for key in shares)


@pytest.mark.parametrize(
    ("design", "start", "sums"),
    [
        (DELIVERED, None, [72, 8]),
        (DELIVERED, "scaled", [2_000, 2_000]),
        (Design(), None, [2_000, 2_000]),
        (Design(), "as_given", [40, 40]),
        (Design(base_weight="allocation"), None, [2_000, 2_000]),
        (Design(base_weight="allocation"), "as_given", [9_000, 3_000]),
    ],
)
def test_a_calibration_starts_from_weights_that_carry_their_size(design: Design, start: str | None, sums: list[float]) -> None:
    frame = responses()
    raking = Weighting(method="raking", margins="m", variables=("mode",), collapse_below_psus=1, start=start)
    got = weigh(frame, design, KNOWN, weighting=raking, control=margins())
    assert_allclose(pd.Series(got.start_weights).groupby(frame["area"]).sum(), sums)
    assert_allclose(got.weights["weight_persons"].groupby(frame["area"]).sum(), 2_000)
    assert_allclose(got.margin_report.groupby(["area", "variable"])["share_before"].sum(), 1)


def test_bounds_on_weights_that_stand_for_nobody_are_refused_with_the_key() -> None:
    bounded = Weighting(method="logit", margins="m", variables=("mode",), collapse_below_psus=1, bounds=(0.3, 3.0))
    with pytest.raises(DesignError, match=r"those of north are 27\.78 times its base weights; set weighting\.start to"):
        weigh(responses(), DELIVERED, KNOWN, weighting=bounded, control=margins())
    scaled = bounded.model_copy(update={"start": "scaled"})
    got = weigh(responses(), DELIVERED, KNOWN, weighting=scaled, control=margins())
    assert got.calibrated.largest_gap < 1e-9


def test_who_belongs_to_no_area_stands_for_no_known_population() -> None:
    frame = responses()
    frame.loc[:9, "area"] = ""
    assert_array_equal(weigh(frame, Design(), KNOWN).weights["weight_persons"], 1)
    assert "weights_contradict_population" not in findings(frame, DELIVERED, KNOWN).index
    with pytest.raises(DesignError, match=r"design\.samples: 10 respondents have no area"):
        weigh(frame, Design(samples="area"), KNOWN)


def test_a_study_without_areas_has_its_weights() -> None:
    frame = responses().assign(area="", bloc="")
    assert_array_equal(weigh(frame, DELIVERED, {}).weights["weight_persons"], frame["minutes"])
