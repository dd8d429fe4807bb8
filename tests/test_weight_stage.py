"""The weight stage, whole, under every method that params can name: targets are met, and later stages get the design they need."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from ruamel.yaml import YAML
from small_study import AREAS, PER_AREA, answers, codebook_data, params_data, words

from crowdpotential import cli, outputs
from crowdpotential.chapters.areas import stage as areas_stage
from crowdpotential.chapters.comparability import stage as comparability_stage
from crowdpotential.chapters.measurement import stage as measurement_stage
from crowdpotential.chapters.weighting import stage as weighting_stage
from crowdpotential.codebook import Codebook
from crowdpotential.compare.linearised import linearised_rows
from crowdpotential.designs import design_of, linear_design_of
from crowdpotential.errors import ConvergenceError, DesignError, LonelyPsuError, MarginError
from crowdpotential.ingest.findings import Finding, findings_frame
from crowdpotential.ingest.sampling_units import spelt_alike
from crowdpotential.params import Comparison, Params
from crowdpotential.pipeline import check_study, run_report
from crowdpotential.results.domains import list_domains
from crowdpotential.stages import frames, sample
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.estimation import infer, weighted_means
from crowdpotential.store import StageData
from crowdpotential.studies import load_study

HEAD = "area,variable,category,persons,source,status"
TOWN = {"north": (620, 380), "south": (420, 580), "east": (450, 550), "west": (550, 450)}
SIDES = {"A": (900, 1100), "B": (1120, 880)}
Sections = Mapping[str, Mapping[str, Any]]
Columns = Callable[[str, pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class Weighed:
    """What the first two stages made of a study."""

    params: Params
    codebook: Codebook
    prepared: StageData
    weighted: StageData

    @property
    def main(self) -> pd.DataFrame:
        return frames.main_sample(self.prepared)

    @property
    def persons(self) -> pd.Series:
        return self.weighted.frames["weights"]["weight_persons"]

    @property
    def ratios(self) -> np.ndarray:
        return self.persons.to_numpy() / self.weighted.arrays["start_weights"]

    def total(self, *by: str) -> list[float]:
        frame = self.main
        return self.persons.groupby([frame[name] for name in by], sort=True).sum().tolist()

    def row(self, measure: str) -> float:
        rows = self.weighted.frames["rows"]
        return float(rows.loc[(rows["measure"] == measure) & (rows["area"] == ""), "estimate"].iloc[0])

    def standard_errors(self) -> np.ndarray:
        """Of the mean of X1 in each area, out of the replicates."""
        design, frame = design_of(self.weighted, self.main), self.main
        codes = frame["area"].map({name: k for k, name in enumerate(AREAS)}).to_numpy()
        means = weighted_means(frame[["X1"]].to_numpy(dtype=float), design.all_weights, codes, len(AREAS))[:, 0]
        found = infer(
            means[:, 0],
            means[:, 1:],
            replication=design.replication,
            freedom=Freedom(np.array(40.0)),
            confidence_level=0.95,
        )
        return found.standard_error


def with_town(area: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Add town or country, years of age and a PSU count, all varying from row to row."""
    rng = np.random.default_rng([3, *area.encode()])
    return frame.assign(
        town=1 + (np.arange(PER_AREA) * 7 % 10 < 5),
        years=rng.integers(18, 80, PER_AREA),
        points_there=24,
        own=1.0,
    )


def variant(folder: Path, sections: Sections, columns: Columns = with_town, tables: Mapping[str, str] | None = None) -> Path:
    """Write the small study with a second weighting variable and a number, changed where a test wants it so."""
    missing = {"missing": "usual", "topline": False}
    codes = {1: {"label": words("town"), "key": "urban"}, 2: {"label": words("country"), "key": "rural"}}
    samples = {1: {"label": words("main"), "key": "main"}, 2: {"label": words("boost"), "key": "boost"}}
    codebook, params = codebook_data(), params_data()
    codebook["missing"]["number"] = {-k: {"class": c, "label": words(c)} for k, c in enumerate(("not_applicable", "no_answer"), 1)}
    codebook["variables"] += [
        {"id": "town", "type": "single", "codes": codes, "wording": words("town"), **missing},
        {
            "id": "kind",
            "type": "single",
            "codes": samples,
            "role": "sample_type",
            "wording": words("kind"),
            **missing,
        },
        *(
            {"id": name, "type": "numeric", "wording": words(name), "missing": "number", "topline": False}
            for name in ("years", "points_there", "own")
        ),
    ]
    params["weighting"]["variables"] = ["sex", "town"]
    for name, section in sections.items():
        params[name] = {**params.get(name, {}), **section}
    margins = [f"{area},sex,{sex},500,s,t" for area in AREAS for sex in ("male", "female")]
    margins += [f"{area},town,{key},{n},s,t" for area, pair in TOWN.items() for key, n in zip(("urban", "rural"), pair, strict=True)]
    files = {"margins.csv": "\n".join([HEAD, *margins]), **(tables or {})}
    yaml = YAML(typ="safe", pure=True)
    yaml.dump(params, folder / "params.yaml")
    yaml.dump(codebook, folder / "questionnaire.yaml")
    for name, text in files.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    for area in AREAS:
        columns(area, answers(area).assign(kind=1)).to_csv(folder / f"{area}.csv", index=False)
    return folder / "params.yaml"


def weigh(path: Path) -> Weighed:
    study = load_study(path)
    prepared = sample.prepare(study.params, study.codebook, study.folder)
    weighted = weighting_stage.weight(study.params, study.codebook, study.folder, prepared)
    return Weighed(params=study.params, codebook=study.codebook, prepared=prepared, weighted=weighted)


def margins_of(rows: Sequence[str]) -> dict[str, str]:
    return {"margins.csv": "\n".join([HEAD, *rows])}


@pytest.mark.parametrize(
    "weighting",
    [
        {"method": "raking"},
        {"method": "raking", "bounds": [0.6, 1.7]},
        {"method": "linear"},
        {"method": "logit", "bounds": [0.5, 1.8]},
        {"method": "truncated", "bounds": [0.6, 1.7]},
        {"method": "raking", "cap": 1.45},
        {"method": "raking", "cap": 1.45, "trimming": "rerake"},
    ],
)
def test_every_method_meets_every_margin_in_sample_and_replicates(tmp_path: Path, weighting: dict[str, Any]) -> None:
    got = weigh(variant(tmp_path, {"weighting": weighting}))
    assert_allclose(got.total("area", "sex"), 500, rtol=1e-9)
    assert_allclose(got.total("area", "town"), [n for area in sorted(TOWN) for n in TOWN[area]], rtol=1e-9)
    low, high = weighting.get("bounds", (0.0, np.inf))
    assert got.ratios.min() >= low - 1e-9
    assert got.ratios.max() <= high + 1e-9
    if "cap" in weighting:
        by_area = got.persons.groupby(got.main["area"])
        assert (by_area.max() <= 1.45 * by_area.mean() * (1 + 1e-9)).all()
        assert got.row("n_capped") > 0
    replicates = got.weighted.arrays["replicates"]
    usable = ~np.isnan(replicates).any(axis=0)
    assert usable.sum() >= 25
    in_town = ((got.main["area"] == "north") & (got.main["town"] == 1)).to_numpy()
    assert_allclose(replicates[in_town][:, usable].sum(axis=0), 620, rtol=1e-8)


def test_methods_differ_in_the_weights_and_not_in_the_margins(tmp_path: Path) -> None:
    ratios = {}
    for method, more in {"raking": {}, "linear": {}, "logit": {"bounds": [0.3, 2.5]}}.items():
        (tmp_path / method).mkdir()
        got = weigh(variant(tmp_path / method, {"weighting": {"method": method, **more}}))
        ratios[method], frame = got.ratios, got.main
    assert np.abs(ratios["raking"] - ratios["linear"]).max() > 1e-3
    assert np.abs(ratios["raking"] - ratios["logit"]).max() > 1e-3
    by_cell = pd.Series(ratios["linear"]).groupby([frame[name] for name in ("area", "sex", "town")])
    assert_allclose(by_cell.max(), by_cell.min(), rtol=1e-12)  # respondents of one cell share one factor


def test_poststratification_is_population_over_sample_in_every_cell(tmp_path: Path) -> None:
    cells = {"male*urban": 300, "male*rural": 200, "female*urban": 320, "female*rural": 180}
    rows = [f"{area},sex*town,{cell},{n},s,t" for area in AREAS for cell, n in cells.items()]
    weighting = {"method": "poststratification", "variables": ["sex*town"], "collapse_below_psus": 1}
    got = weigh(variant(tmp_path, {"weighting": weighting}, tables=margins_of(rows)))
    frame = got.main
    counts = frame.groupby(["area", "sex", "town"])["X1"].transform("size")
    known = frame["sex"].map({1: "male", 2: "female"}) + "*" + frame["town"].map({1: "urban", 2: "rural"})
    assert_allclose(got.persons, known.map(cells) / counts, rtol=1e-12)


def test_margins_of_areas_and_of_blocs_and_means_hold_at_once(tmp_path: Path) -> None:
    rows = [f"{area},sex,{sex},500,s,t" for area in AREAS for sex in ("male", "female")]
    rows += [f"{bloc},town,{key},{n},s,t" for bloc, pair in SIDES.items() for key, n in zip(("urban", "rural"), pair, strict=True)]
    means = [
        "area,variable,mean,source,status",
        *(f"{area},years,{45 + k},s,t" for k, area in enumerate(AREAS)),
    ]
    sections = {
        "weighting": {
            "variables": ["sex"],
            "bloc_variables": ["town"],
            "means": "means.csv",
            "method": "linear",
        }
    }
    got = weigh(variant(tmp_path, sections, tables={**margins_of(rows), "means.csv": "\n".join(means)}))
    assert_allclose(got.total("area", "sex"), 500, rtol=1e-9)
    assert_allclose(got.total("bloc", "town"), [*SIDES["A"], *SIDES["B"]], rtol=1e-9)
    frame, persons = got.main, got.persons
    reached = (frame["years"] * persons).groupby(frame["area"]).sum() / persons.groupby(frame["area"]).sum()
    assert_allclose([reached[area] for area in AREAS], [45, 46, 47, 48], rtol=1e-9)
    report = got.weighted.frames["rows"].query("measure == 'margin_after' and variable == 'town'")
    assert set(report[["area", "bloc"]].itertuples(index=False, name=None)) == {("", "A"), ("", "B")}
    assert linear_design_of(got.weighted, frame).calibrated_from.auxiliaries.rows.shape[1] == 8 + 4 + 4


def test_shares_are_weighted_like_the_persons_that_they_stand_for(tmp_path: Path) -> None:
    rows = [f"{area},sex,{sex},{share},s,t" for area in AREAS for sex, share in (("male", "0.3334"), ("female", "0.6666"))]
    head = HEAD.replace("persons", "share")
    sections = {"weighting": {"variables": ["sex"]}}
    got = weigh(variant(tmp_path, sections, tables={"margins.csv": "\n".join([head, *rows])}))
    assert_allclose(got.total("area", "sex"), [333, 667] * 4, rtol=1e-9)
    assert got.row("n_margins_rounded") == 8
    assert got.row("largest_margin_rounding") == pytest.approx(0.4)
    findings = got.prepared.frames["findings"]
    assert (findings["rule"] == "margin_rounded").sum() == 4


def test_base_weights_stand_for_those_who_did_not_answer(tmp_path: Path) -> None:
    counts = ["area,variable,category,eligible,source,status"]
    counts += [f"{area},sex,{sex},{n},frame,count" for area in AREAS for sex, n in (("male", 48), ("female", 120))]
    sections = {
        "design": {"nonresponse": {"counts": "eligible.csv", "cells": "sex"}},
        "weighting": {"method": "none", "margins": None, "variables": []},
    }
    got = weigh(variant(tmp_path, sections, tables={"eligible.csv": "\n".join(counts)}))
    assert_allclose(got.total("area", "sex"), [1000 * 48 / 168, 1000 * 120 / 168] * 4, rtol=1e-12)
    n_women, n_men = (answers("north")["sex"] == 2).sum(), (answers("north")["sex"] == 1).sum()
    assert got.row("response_rate_min") == pytest.approx(min(n_women / 120, n_men / 48))
    assert got.row("nonresponse_factor_max") == pytest.approx(max(120 / n_women, 48 / n_men))


def test_the_jackknife_has_a_replicate_for_every_unit(tmp_path: Path) -> None:
    got = weigh(variant(tmp_path, {"replicates": {"method": "jkn"}}))
    design = design_of(got.weighted, got.main)
    assert design.replicate_weights.shape[1] == 4 * 12
    assert_allclose(design.replication.coefficients, 11 / 12)
    assert (design.replication.kind, design.replication.degrees_of_freedom) == ("jkn", 44.0)


@pytest.mark.parametrize("method", ["brr", "fay"])
def test_balanced_halves_need_two_units_a_stratum(tmp_path: Path, method: str) -> None:
    def in_pairs(area: str, frame: pd.DataFrame) -> pd.DataFrame:
        return with_town(area, frame).assign(point=[f"{area}-{row % 2}" for row in range(PER_AREA)])

    sections = {
        "replicates": {"method": method},
        "weighting": {"collapse_below_psus": 1, "variables": ["sex"]},
    }
    got = weigh(variant(tmp_path, sections, columns=in_pairs))
    assert got.weighted.facts["replication"]["kind"] == method
    assert got.weighted.arrays["replicates"].shape[1] % 4 == 0
    with pytest.raises(DesignError, match="two"):
        weigh(variant(tmp_path, sections))


def delivered_columns(multipliers: np.ndarray, unit_of: Mapping[str, int]) -> Columns:
    def columns(area: str, frame: pd.DataFrame) -> pd.DataFrame:
        wide = with_town(area, frame)
        rows = [unit_of[f"{area}/{point}"] for point in wide["point"]]
        own = wide["own"].to_numpy()[:, None] * multipliers[rows]
        return pd.concat([wide, pd.DataFrame(own, columns=[f"RW{k}" for k in range(1, own.shape[1] + 1)])], axis=1)

    return columns


def jackknife() -> tuple[np.ndarray, dict[str, int]]:
    """What leaving out each of 12 units in 4 areas multiplies weights by."""
    names = sorted(f"{area}/{area}-{point}" for area in AREAS for point in range(12))
    areas = np.array([name.split("/")[0] for name in names])
    same = areas[:, None] == areas[None, :]
    multipliers = np.where(same, 12 / 11, 1.0)
    np.fill_diagonal(multipliers, 0.0)
    return multipliers, {name: k for k, name in enumerate(names)}


DELIVERED = {
    "design": {"base_weight": "column", "base_weight_variable": "own"},
    "replicates": {
        "method": "delivered",
        "columns": "RW*",
        "number": 48,
        "made_by": "jkn",
        "coefficients": [11 / 12] * 48,
    },
}


def test_delivered_replicates_give_the_errors_of_those_that_are_drawn_alike(tmp_path: Path) -> None:
    for name in ("own", "theirs"):
        (tmp_path / name).mkdir()
    own = weigh(variant(tmp_path / "own", {"replicates": {"method": "jkn"}}))
    theirs = weigh(variant(tmp_path / "theirs", DELIVERED, columns=delivered_columns(*jackknife())))
    assert_allclose(theirs.standard_errors(), own.standard_errors(), rtol=1e-9)
    assert theirs.weighted.facts["replication"]["kind"] == "delivered"
    assert theirs.weighted.facts["replication"]["degrees_of_freedom"] == 44
    assert not any(str(column).startswith("RW") for column in theirs.prepared.frames["responses"])


def test_delivered_replicates_may_be_used_as_they_are_where_nothing_is_calibrated(tmp_path: Path) -> None:
    sections = {**DELIVERED, "weighting": {"method": "none", "margins": None, "variables": []}}
    sections["replicates"] = {**DELIVERED["replicates"], "recalibrate": False}
    multipliers, unit_of = jackknife()
    got = weigh(variant(tmp_path, sections, columns=delivered_columns(multipliers, unit_of)))
    rows = [unit_of[name] for name in got.weighted.frames["weights"]["psu"]]
    assert_allclose(got.weighted.arrays["replicates"], got.persons.to_numpy()[:, None] * multipliers[rows], rtol=1e-12)


def test_delivered_replicates_that_miss_a_margin_must_be_calibrated(tmp_path: Path) -> None:
    sections = {**DELIVERED, "replicates": {**DELIVERED["replicates"], "recalibrate": False}}
    with pytest.raises(DesignError, match=r"48 of 48 delivered replicates miss the margin sex, by .*recalibrate to true"):
        weigh(variant(tmp_path, sections, columns=delivered_columns(*jackknife())))


def test_delivered_replicates_that_miss_a_mean_must_be_calibrated(tmp_path: Path) -> None:
    def balanced(area: str, frame: pd.DataFrame) -> pd.DataFrame:
        half = frame.assign(sex=1 + np.arange(PER_AREA) % 2)
        return delivered_columns(np.ones((48, 48)), jackknife()[1])(area, half)

    weighting = {
        "variables": ["sex"],
        "means": "means.csv",
        "method": "linear",
        "start": "scaled",
        "collapse_below_psus": 1,
    }
    replicates = {**DELIVERED["replicates"], "recalibrate": False}
    sections = {**DELIVERED, "replicates": replicates, "weighting": weighting}
    means = ["area,variable,mean,source,status", *(f"{area},years,45,s,t" for area in AREAS)]
    margins = margins_of([f"{area},sex,{sex},500,s,t" for area in AREAS for sex in ("male", "female")])
    with pytest.raises(DesignError, match=r"48 of 48 delivered replicates miss the mean of years in 'north', by up to 0\."):
        weigh(variant(tmp_path, sections, columns=balanced, tables={**margins, "means.csv": "\n".join(means)}))


def test_a_number_of_delivered_replicates_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    multipliers, unit_of = jackknife()
    replicates = {**DELIVERED["replicates"], "number": 47, "coefficients": [11 / 12] * 47}
    columns = delivered_columns(multipliers[:, :47], unit_of)
    with pytest.raises(DesignError, match="47 delivered columns do not fit method jkn, which has one for each of 48"):
        weigh(variant(tmp_path, {**DELIVERED, "replicates": replicates}, columns=columns))
    with pytest.raises(DesignError, match=r"north\.csv: 47 columns of replicate weights, params say 48"):
        weigh(variant(tmp_path, DELIVERED, columns=columns))


@pytest.mark.parametrize(("scale", "told"), [(1000, "240,000"), (1 / 60, "4")])
def test_delivered_replicates_on_another_scale_than_the_weight_are_refused(tmp_path: Path, scale: float, told: str) -> None:
    multipliers, unit_of = jackknife()
    with pytest.raises(DesignError, match=f"replicates add up to {told} on average, the base weights to 240; name in design"):
        weigh(variant(tmp_path, DELIVERED, columns=delivered_columns(scale * multipliers, unit_of)))


def test_a_stratum_that_was_not_told_is_no_stratum(tmp_path: Path) -> None:
    def untold(area: str, frame: pd.DataFrame) -> pd.DataFrame:
        wide = with_town(area, frame)
        return wide.assign(town=wide["town"].where(wide.index > 1, 98))  # 98 is a refusal

    sections = {"design": {"strata": "area*town"}, "weighting": {"variables": ["sex"]}}
    with pytest.raises(DesignError, match=r"design\.strata: 8 respondents have no town; complete it"):
        weigh(variant(tmp_path, sections, columns=untold))


def test_a_sample_of_half_the_units_has_root_half_the_errors(tmp_path: Path) -> None:
    for name in ("with", "without"):
        (tmp_path / name).mkdir()
    jackknifed = {
        "replicates": {"method": "jkn"},
        "weighting": {"method": "none", "margins": None, "variables": []},
    }
    without = weigh(variant(tmp_path / "without", jackknifed))
    corrected = weigh(variant(tmp_path / "with", {**jackknifed, "design": {"fpc": "points_there"}}))
    assert_allclose(corrected.standard_errors(), without.standard_errors() * np.sqrt(0.5), rtol=1e-12)
    assert_allclose(linear_design_of(corrected.weighted, corrected.main).sample.sampling_fractions, 0.5)


def lonely_east(area: str, frame: pd.DataFrame) -> pd.DataFrame:
    return with_town(area, frame).assign(point="only") if area == "east" else with_town(area, frame)


def test_a_stratum_with_one_unit_is_refused_unless_a_rule_is_named(tmp_path: Path) -> None:
    sections = {"weighting": {"collapse_below_psus": 1}}
    with pytest.raises(LonelyPsuError, match="1 strata have a single primary sampling unit: east"):
        weigh(variant(tmp_path, sections, columns=lonely_east))
    got = weigh(variant(tmp_path, {**sections, "design": {"lonely_psu": "certainty"}}, columns=lonely_east))
    east = (got.main["area"] == "east").to_numpy()
    assert np.ptp(got.weighted.arrays["replicates"][east], axis=1).max() < 1e-9
    assert linear_design_of(got.weighted, got.main).sample.lonely_psu == "certainty"


def findings(path: Path) -> pd.DataFrame:
    return check_study(path).frames["findings"].set_index("rule")


def test_a_check_tells_that_too_many_replicates_would_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = variant(tmp_path, {"weighting": {"cap": 1.3}})
    found, failed = findings(path), weigh(path).row("n_replicates_failed")
    assert failed > 1  # of 50; the bootstrap tolerates one in a hundred
    assert found.loc["replicates_failed", ["n", "share"]].tolist() == [failed, failed / 50]
    cli.check(path)
    said = "of the replicates could not be weighted, so standard errors would be withheld; raise the cap"
    assert f"replicates_failed: {failed:.0f} ({failed / 50:.1%}) {said}" in capsys.readouterr().out


def test_a_check_is_silent_about_weights_that_are_in_order(tmp_path: Path) -> None:
    rules = {"replicates_failed", "psu_in_several_strata", "units_spelt_apart", "large_base_weight"}
    assert not rules & set(findings(variant(tmp_path, {})).index)


def test_units_that_differ_in_spelling_only_are_told() -> None:
    names = ["7", "07", "urban", "Urban", "town\u00a01", "town 1", "8", "1.05", "1.5", "100"]
    assert set(spelt_alike(names)) == set(names[:6])


def test_a_unit_is_one_however_a_whole_number_is_written(tmp_path: Path) -> None:
    def halved(area: str, frame: pd.DataFrame) -> pd.DataFrame:
        wide = numbered_alike(area, frame)
        texts = [f"p{k}" if k == 0 else f"{k}.0" if row % 24 < 12 else str(k) for row, k in enumerate(wide["point"])]
        return wide.assign(point=texts)

    sections = {
        "weighting": {"variables": ["sex"], "collapse_below_psus": 1},
        "design": {"strata": "area*town"},
    }
    found = findings(variant(tmp_path, sections, columns=halved))
    assert found.loc["psu_in_several_strata", ["n", "share"]].tolist() == [8, 8 / 52]


def numbered_alike(area: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Number the units from 0 in every area, and unit 0 has respondents both in town and in the country."""
    wide = with_town(area, frame)
    point = np.arange(PER_AREA) % 12
    return wide.assign(point=point, town=np.where(point == 0, wide["town"], 1 + point % 2))


def test_unit_numbers_in_several_strata_of_an_area_are_counted(tmp_path: Path) -> None:
    for name in ("areas", "towns"):
        (tmp_path / name).mkdir()
    weighting = {"variables": ["sex"], "collapse_below_psus": 1}
    alike = variant(tmp_path / "areas", {"weighting": weighting}, columns=numbered_alike)
    assert "psu_in_several_strata" not in findings(alike).index
    sections = {"weighting": weighting, "design": {"strata": "area*town"}}
    path = variant(tmp_path / "towns", sections, columns=numbered_alike)
    assert findings(path).loc["psu_in_several_strata", ["n", "share"]].tolist() == [8, 8 / 52]
    assert weigh(path).weighted.frames["findings"]["rule"].tolist() == ["psu_in_several_strata"]
    assert weigh(path).row("n_psus_in_several_strata") == 8


def test_a_very_large_base_weight_is_told_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_heavy(area: str, frame: pd.DataFrame) -> pd.DataFrame:
        wide = with_town(area, frame)
        return wide.assign(own=np.where((wide.index == 0) & (area == "north"), 150.0, 1.0))

    sections = {
        "design": {"base_weight": "column", "base_weight_variable": "own"},
        "weighting": {"method": "none", "margins": None, "variables": []},
    }
    path = variant(tmp_path, sections, columns=one_heavy)
    assert findings(path).loc["large_base_weight", ["n", "share"]].tolist() == [1, 1 / 240]
    assert weigh(path).row("n_large_base_weights") == 1
    cli.check(path)
    assert "more than 100 times the median; see whether it is right (main)" in capsys.readouterr().out
    monkeypatch.setattr(outputs, "page_files", lambda *_args, **_options: {"report.en.html": b"page"})
    run_report(path, tmp_path / "out", tell=lambda _line: None)
    assert "large_base_weight" in set(pd.read_csv(tmp_path / "out" / "internal" / "findings.csv")["rule"])


def test_a_check_tells_how_far_samples_are_apart_beside_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Finding(rule="samples_of_different_scale", n=2, base=2, action="keep", area="north", note="by 3.1")
    monkeypatch.setattr(sample, "try_out", lambda *_: findings_frame([row], is_synthetic=True))
    cli.check(variant(tmp_path, {}))
    said = capsys.readouterr().out
    assert "bring the weights to one scale" in said
    assert "(north by 3.1)" in said


def test_bounds_that_cannot_be_met_name_the_margin_that_suffers(tmp_path: Path) -> None:
    with pytest.raises(ConvergenceError, match=r"logit: with ratios .* from 0.95 to 1.05 no weights meet .* town '"):
        weigh(variant(tmp_path, {"weighting": {"method": "logit", "bounds": [0.95, 1.05]}}))


def test_margins_that_a_structural_zero_makes_infeasible_are_refused(tmp_path: Path) -> None:
    def split(area: str, frame: pd.DataFrame) -> pd.DataFrame:
        return with_town(area, frame).assign(town=frame["sex"])  # men live in town, women in the country

    with pytest.raises(MarginError, match=r"different totals for the same 24 respondents: sex has 500 persons .* town has"):
        weigh(variant(tmp_path, {}, columns=split))

    def nearly(area: str, frame: pd.DataFrame) -> pd.DataFrame:
        wide = split(area, frame)
        return wide.assign(town=wide["town"].where(wide.index != 1, 1))  # one woman in town, no man in the country

    rows = [f"{area},{margin},s,t" for area in AREAS for margin in ("sex,male,700", "sex,female,300")]
    rows += [f"{area},{margin},s,t" for area in AREAS for margin in ("town,urban,600", "town,rural,400")]
    with pytest.raises(ConvergenceError, match=r"raking: .* off in (sex|town) '"):
        weigh(variant(tmp_path, {"weighting": {"collapse_below_psus": 1}}, columns=nearly, tables=margins_of(rows)))


def test_linearised_errors_agree_with_the_bootstrap(tmp_path: Path) -> None:
    got = weigh(variant(tmp_path, {"replicates": {"number": 600}}))
    frame, design = got.main, design_of(got.weighted, got.main)
    values = frame[["X1", "X2", "Y1", "Y2"]].astype(float)
    domains = list_domains(
        frame,
        areas=got.params.areas,
        blocs=tuple(got.params.blocs),
        codebook=got.codebook,
        group_by=["sex"],
    )
    rows = linearised_rows(values, domains, linear_design_of(got.weighted, frame), Comparison(), replicated=design)
    assert {row.domain_variable for row in rows} == {""}
    labels = [label for label in domains.labels if not label.domain_variable]
    ratios = []
    for label in labels:
        inside = np.where(domains.members[:, domains.position(label)], 0, -1)
        means = weighted_means(values.to_numpy(), design.all_weights, inside, 1)[0]
        found = infer(
            means[:, 0],
            means[:, 1:],
            replication=design.replication,
            freedom=Freedom(np.array(40.0)),
            confidence_level=0.95,
        )
        errors = [
            row.estimate for row in rows if row.measure == "standard_error_linearised" and (row.bloc, row.area) == (label.bloc, label.area)
        ]
        ratios += list(np.array(errors) / found.standard_error)
    assert len(ratios) == 7 * 4
    assert np.mean(ratios) == pytest.approx(1, abs=0.04)  # the bootstrap of few units a stratum is a little wider
    assert_allclose(ratios, 1, atol=0.15)  # each within 5 Monte-Carlo errors of 600 draws


def test_the_design_effect_is_the_variance_over_that_of_a_simple_sample(tmp_path: Path) -> None:
    got = weigh(variant(tmp_path, {"weighting": {"method": "none", "margins": None, "variables": []}}))
    frame = got.main
    domains = list_domains(
        frame,
        areas=got.params.areas,
        blocs=tuple(got.params.blocs),
        codebook=got.codebook,
        group_by=[],
    )
    rows = linearised_rows(
        frame[["X1"]].astype(float),
        domains,
        linear_design_of(got.weighted, frame),
        Comparison(),
        replicated=design_of(got.weighted, frame),
    )
    error, deff = (
        next(row for row in rows if row.measure == measure and row.area == "north") for measure in ("standard_error_linearised", "deff")
    )
    in_north = frame.loc[frame["area"] == "north", "X1"]
    assert deff.estimate == pytest.approx(error.estimate**2 / (in_north.var(ddof=1) / PER_AREA))
    assert (deff.n, deff.df) == (60.0, 11.0)


def with_boost(area: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Make the last twelve respondents of every area a boost sample, all but one of them women."""
    wide = with_town(area, frame)
    boost = wide.index >= PER_AREA - 12
    wide.loc[boost, "kind"] = 2
    wide.loc[boost, "sex"] = [1, *[2] * 11] if area == "north" else 2
    return wide


def test_a_boost_sample_stays_out_of_the_weights_and_is_set_beside_the_same_group(tmp_path: Path) -> None:
    sections = {"comparison": {"target_group": "sex"}, "weighting": {"collapse_below_psus": 1}}
    got = weigh(variant(tmp_path, sections, columns=with_boost))
    assert len(got.persons) == 4 * (PER_AREA - 12)
    params, codebook, prepared, weighted = got.params, got.codebook, got.prepared, got.weighted
    scored = measurement_stage.score(params, codebook, prepared, weighted)
    judged = comparability_stage.judge(params, codebook, prepared, weighted, scored)
    rows = areas_stage.compare(params, codebook, prepared=prepared, weighted=weighted, scored=scored, judged=judged).frames["rows"]
    boost = rows[(rows["sample"] == "boost") & (rows["chapter"] == "groups")]
    assert boost[["measure", "domain", "n"]].to_numpy().tolist() == [
        ["mean", "female", 47.0],
        ["contrast", "female", 47.0 + (got.main["sex"] == 2).sum()],
    ]  # one man in the boost has no mean with an error
    scores = scored.frames["scores"].merge(prepared.frames["responses"], on="respondent_id")
    women = scores.loc[(scores["sample_type"] == "boost") & (scores["sex"] == 2), "index"]
    main = rows.query("sample == 'main' and measure == 'mean' and variable == 'index' and domain == 'female' and bloc == ''").iloc[0]
    mean, contrast = boost.iloc[0], boost.iloc[1]
    assert mean["estimate"] == pytest.approx(women.mean())
    assert contrast["estimate"] == pytest.approx(women.mean() - main["estimate"])
    assert contrast["standard_error"] == pytest.approx(np.hypot(mean["standard_error"], main["standard_error"]))
    assert main["df"] < contrast["df"] < main["df"] + mean["df"] + 1
    assert (contrast["method"], contrast["verdict"]) == ("nominal", "")
    joined = outputs.join_respondents({"prepare": prepared, "weight": weighted, "score": scored})
    assert joined.loc[joined["sample_type"] == "boost", ["base_weight", "weight_persons", "weight"]].isna().all(axis=None)
    assert "RW1" not in joined
