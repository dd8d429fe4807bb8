"""The synthetic survey on a small population: the same bytes again, the truth recovered, the defects counted."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from crowdpotential.codebook import Codebook, load_codebook
from crowdpotential.errors import MarginError, ParamsError
from crowdpotential.field.simulation import Delivery, simulate, truth_as_text
from crowdpotential.field.simulation_plan import Simulation, load_simulation
from crowdpotential.params import Params, load_params

ROOT = Path(__file__).parents[2]
SMALL = {"persons": 40_000, "points_per_area": 400}


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook(ROOT / "data/reference/questionnaire.yaml")


@pytest.fixture(scope="module")
def params() -> Params:
    return load_params(ROOT / "params.yaml")


@pytest.fixture(scope="module")
def margins() -> pd.DataFrame:
    return pd.read_csv(ROOT / "data/reference/margins.csv").assign(share=np.nan)


@pytest.fixture(scope="module")
def plan() -> Simulation:
    full = load_simulation(ROOT / "data/reference/simulation.yaml")
    return full.model_copy(update={"population": full.population.model_copy(update=SMALL)})


@pytest.fixture(scope="module")
def make(codebook: Codebook, params: Params, plan: Simulation, margins: pd.DataFrame) -> Callable[..., Delivery]:
    forms = {name: load_codebook(ROOT / event.form.questionnaire) for name, event in (params.events or {}).items()}
    return partial(simulate, codebook, params, plan, margins=margins, forms=forms)


@pytest.fixture(scope="module")
def delivery(make: Callable[..., Delivery]) -> Delivery:
    return make(seed=1)


@pytest.fixture(scope="module")
def mogilev(delivery: Delivery) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(delivery.files["data/raw/mogilev.csv"]), encoding="utf-8-sig")


@pytest.fixture(scope="module")
def belgorod(delivery: Delivery, tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, Any]:
    path = tmp_path_factory.mktemp("sav") / "belgorod.sav"
    path.write_bytes(delivery.files["data/raw/belgorod.sav"])
    frame, meta = pyreadstat.read_sav(path, user_missing=True)
    return frame, meta


def test_the_same_seed_makes_the_same_bytes(make: Callable[..., Delivery], delivery: Delivery) -> None:
    again = make(seed=1)
    assert again.files == delivery.files
    assert truth_as_text(again.truth) == truth_as_text(delivery.truth)


def test_another_seed_makes_other_answers(make: Callable[..., Delivery], delivery: Delivery) -> None:
    other = make(seed=2)
    assert other.files["data/raw/mogilev.csv"] != delivery.files["data/raw/mogilev.csv"]


def test_every_file_of_the_study_is_made_and_says_that_it_is_synthetic(
    delivery: Delivery, params: Params, belgorod: tuple[pd.DataFrame, Any]
) -> None:
    of_events = {file.path for event in (params.events or {}).values() for file in event.form.data}
    assert {spec.path for spec in params.data} | of_events | {"data/raw/README.md"} == set(delivery.files)
    assert "SYNTHETIC" in delivery.files["data/raw/README.md"].decode()
    assert "SYNTHETIC" in belgorod[1].file_label
    book = openpyxl.load_workbook(io.BytesIO(delivery.files["data/raw/bryansk.xlsx"]))
    assert "SYNTHETIC" in str(book["READ ME"]["A1"].value)
    assert delivery.truth["is_synthetic"] is True


def test_the_declared_model_recovers_the_generating_loadings(delivery: Delivery) -> None:
    loadings = delivery.truth["population"]["loadings"]
    errors = [loadings["estimated"][item] - loading for item, loading in loadings["generating"].items()]
    assert np.abs(errors).max() < 0.03  # standard errors of about 0.006 at 40,000 persons


def test_reversed_items_carry_the_method_factor(delivery: Delivery) -> None:
    method = delivery.truth["population"]["method_loadings"]
    given = {item: loading for item, loading in method["generating"].items() if loading > 0}
    assert len(given) == 8
    assert np.abs([method["estimated"][item] - loading for item, loading in given.items()]).max() < 0.06


def test_latent_scores_are_standardised_and_points_resemble_each_other_a_little(delivery: Delivery) -> None:
    latent = delivery.truth["population"]["latent"]
    assert latent["means"]["general"]["all"] == pytest.approx(0, abs=1e-9)
    within = list(latent["intraclass_correlation_within_area"].values())
    assert 0.015 < min(within) < max(within) < 0.045


def test_two_items_are_shifted_by_about_half_a_category_on_one_side(delivery: Delivery) -> None:
    population = delivery.truth["population"]
    assert set(population["planted_shifts"]) == {"DIG4", "TRU1"}
    for moved in population["planted_shifts"].values():
        assert moved["bloc"] == "RU"
        assert 0.4 < abs(moved["mean_moved_codes"]) < 0.6
        assert moved["mean_moved_sd_towards_more"] > 0.35
    with_shift, without = population["observed"]["index"], population["without_shifts"]["index"]
    assert 0.5 < with_shift["RU"] - without["RU"] < 0.9
    assert with_shift["BY"] == without["BY"]


def test_bloc_means_are_means_of_persons(delivery: Delivery, params: Params) -> None:
    index = delivery.truth["population"]["observed"]["index"]
    for bloc in params.blocs:
        areas = params.areas_of(bloc)
        persons = [params.areas[area].population for area in areas]
        expected = np.average([index[area] for area in areas], weights=persons)
        assert index[bloc] == pytest.approx(expected, abs=1e-3)


def test_groups_of_the_population_make_up_the_whole(delivery: Delivery) -> None:
    population = delivery.truth["population"]
    for groups in population["index_by_group"].values():
        shares = [entry["share"]["all"] for entry in groups.values()]
        total = sum(entry["mean"]["all"] * share for entry, share in zip(groups.values(), shares, strict=True))
        assert sum(shares) == pytest.approx(1)
        assert total == pytest.approx(population["observed"]["index"]["all"])


def test_the_survey_has_the_planned_size_and_repeats_a_few_records(delivery: Delivery, params: Params, plan: Simulation) -> None:
    rows = delivery.truth["delivered_rows"]
    repeated = delivery.truth["defects"]["repeated_record"]
    assert repeated["n"] == plan.defects.repeated_records
    for area, spec in params.areas.items():
        assert rows[area]["main"] + rows[area]["boost"] == (spec.planned or 0) + 30 + repeated["n_by_area"][area]


def test_defects_are_counted_as_delivered(delivery: Delivery, mogilev: pd.DataFrame, codebook: Codebook) -> None:
    defects = delivery.truth["defects"]
    once = mogilev.drop_duplicates("resp_id")
    assert len(mogilev) - len(once) == defects["repeated_record"]["n_by_area"]["mogilev"]
    assert int((once["S_RES"] == 1).sum()) == defects["newcomer"]["n_by_area"]["mogilev"]
    assert int((once["D_AGE"] < 18).sum()) == defects["under_18"]["n_by_area"]["mogilev"]
    failed = ~once["Q_ATT"].isin([2, 96, 97, 98, 99]) & once["mode"].isin([3, 4])
    assert int(failed.sum()) == defects["attention_failed"]["n_by_area"]["mogilev"]
    assert int((once["K_FAKE"] == 3).sum()) == defects["overclaimed"]["n_by_area"]["mogilev"]
    items = [v.id for v in codebook.variables if v.dimension and v.scale == "agree5"]
    flat = set(once.loc[once[items].eq(once[items[0]], axis=0).all(axis=1), "resp_id"])
    assert set(defects["straightlined"]["interviews"]) & set(once["resp_id"]) <= flat


def test_missing_answers_come_at_the_planned_rates(delivery: Delivery, plan: Simulation) -> None:
    n_answers = 1980 * len(plan.items)
    dont_know = delivery.truth["answers_missing_or_forbidden"]["items_dont_know"] / n_answers
    assert 0.04 < dont_know < 0.06
    assert delivery.truth["answers_missing_or_forbidden"]["forbidden"] > 0


def test_quotas_are_missed_but_no_cell_is_lost(mogilev: pd.DataFrame, margins: pd.DataFrame) -> None:
    main = mogilev[mogilev["sample_type"] == 1]
    sex_age = main["quota_cell"].str.rsplit("/", n=1).str[0].str.replace("/", "*")
    sizes = sex_age.value_counts()
    assert len(sizes) == 12
    assert sizes.min() >= 10
    assert main.groupby(sex_age)["cluster_id"].nunique().min() >= 7
    known = margins[(margins["area"] == "mogilev") & (margins["variable"] == "sex*age_group")]
    planned = known.set_index("category")["persons"] / known["persons"].sum() * 300
    assert sizes["male*25-34"] < 0.85 * planned["male*25-34"]
    assert sizes["female*65+"] > 1.1 * planned["female*65+"]


def test_boost_respondents_belong_to_target_groups(mogilev: pd.DataFrame) -> None:
    boost = mogilev[mogilev["sample_type"] == 2].drop_duplicates("resp_id")
    assert len(boost) == 30
    assert (boost[[f"T_GROUP_{code}" for code in range(1, 6)]] == 1).any(axis=1).all()
    assert not set(boost["cluster_id"]) & set(mogilev.loc[mogilev["sample_type"] == 1, "cluster_id"])


def test_interviews_of_one_interviewer_never_overlap(mogilev: pd.DataFrame) -> None:
    once = mogilev.drop_duplicates("resp_id").sort_values(["interviewer_id", "date", "start"])
    same_day = once.duplicated(["interviewer_id", "date"])
    assert not (same_day & (once["start"] < once["end"].shift())).any()
    assert once["date"].between("2019-09-02", "2019-09-27").all()


def test_the_cp1251_file_reads_back_with_decimal_commas(delivery: Delivery) -> None:
    frame = pd.read_csv(io.BytesIO(delivery.files["data/raw/smolensk.csv"]), encoding="cp1251", sep=";", decimal=",")
    assert frame["duration_min"].dtype == np.float64
    assert frame["duration_min"].between(3, 150).all()
    assert set(frame["P12_5"]) <= {0, 5, 97, 98, 99}


def test_the_sav_file_has_labels_user_missing_codes_and_a_fixed_date(delivery: Delivery, belgorod: tuple[pd.DataFrame, Any]) -> None:
    frame, meta = belgorod
    assert delivery.files["data/raw/belgorod.sav"][92:109] == b"27 Sep 1918:00:00"
    assert meta.missing_ranges["AWR1"] == [{"lo": 96.0, "hi": 99.0}]
    assert meta.missing_ranges["D_AGE"] == [{"lo": 996.0, "hi": 999.0}]
    assert meta.variable_value_labels["AWR1"][5.0] == "полностью согласен(на)"
    assert "Беларуси" in meta.column_names_to_labels["CBX3"]
    assert {0, 1} <= set(frame["P12_5"]) <= {0, 1, 97, 98, 99}
    assert "K_B1" not in frame


def test_the_labels_file_holds_words_and_lists_of_words(delivery: Delivery, codebook: Codebook) -> None:
    frame = pd.read_excel(io.BytesIO(delivery.files["data/raw/grodno.xlsx"]), sheet_name="data", engine="openpyxl")
    words = {code.label["ru"] for code in codebook.codes("D_SEX").values()}
    assert set(frame["D_SEX"]) == words
    assert frame["M_TOP"].str.contains("; ").any()
    assert "затрудняюсь ответить" in set(frame["AWR1"])


def test_formulas_stay_text_and_texts_survive_every_format(delivery: Delivery, plan: Simulation) -> None:
    found: set[str] = set()
    for name in ("bryansk", "grodno"):
        sheet = openpyxl.load_workbook(io.BytesIO(delivery.files[f"data/raw/{name}.xlsx"]))["data"]
        cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)
        found |= {str(cell.value) for cell in cells}
    for name, encoding, mark in (("smolensk", "cp1251", ";"), ("mogilev", "utf-8-sig", ",")):
        text = delivery.files[f"data/raw/{name}.csv"].decode(encoding)
        found |= {cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) for cell in row}
    hostile = set(plan.defects.hostile_texts)
    assert len(hostile & found) >= len(hostile) // 2
    assert any(text.startswith("=") for text in hostile & found)


def test_types_follow_from_latent_scores(delivery: Delivery) -> None:
    types = delivery.truth["population"]["types"]
    assert sum(entry["all"] for entry in types.values()) == pytest.approx(1)
    assert min(entry["all"] for entry in types.values()) > 0.1
    assert types["organiser"]["belgorod"] > types["organiser"]["mogilev"]


def test_every_step_of_the_funnel_is_part_of_the_one_before(delivery: Delivery, plan: Simulation) -> None:
    funnel = delivery.truth["population"]["funnel"]
    assert list(funnel) == [step.id for step in plan.truth.funnel]
    nested = [step["nested"]["all"] for step in funnel.values()]
    assert nested == sorted(nested, reverse=True)
    assert 0.005 < nested[-1] < nested[0] < 1
    assert all(step["nested"][place] <= step["alone"][place] for step in funnel.values() for place in step["alone"])


def test_the_wordings_of_the_vignette_do_what_was_planted_on_either_side(delivery: Delivery, plan: Simulation) -> None:
    effects, planted = delivery.truth["population"]["vignette"], plan.answers["V_OUT"].effects
    assert effects["points"]["all"] == pytest.approx(planted["V_INC=2"], abs=0.03)
    assert effects["answer"]["BY"] == pytest.approx(planted["V_INC=4"], abs=0.04)
    assert effects["answer"]["RU"] == pytest.approx(planted["V_INC=4"] + planted["V_INC=4&bloc:RU"], abs=0.06)


def test_the_arms_of_the_vignette_are_as_frequent_as_declared_and_go_with_nothing(mogilev: pd.DataFrame, codebook: Codebook) -> None:
    shown = mogilev[mogilev["V_INC"].isin([1, 2, 3, 4])]
    assert (shown["V_INC"].value_counts(normalize=True) - pd.Series(codebook.variable("V_INC").assigned_shares)).abs().max() < 0.1
    assert (shown.groupby("V_INC")["D_SEX"].mean() - shown["D_SEX"].mean()).abs().max() < 0.15


def test_drivers_and_the_gap_at_equal_composition_stand_in_the_truth(delivery: Delivery) -> None:
    population = delivery.truth["population"]
    drivers, gap = population["drivers"], population["gap"]["RU-BY"]
    assert 0.3 < drivers["r_squared"] < 0.6
    assert min(drivers["standardised"][name] for name in ("TRU", "SOC", "EFF", "MOT")) > drivers["standardised"]["AWR"]
    index = population["observed"]["index"]
    assert gap["raw"] == pytest.approx(index["RU"] - index["BY"])
    assert gap["at_composition_of"]["RU"] == pytest.approx(gap["at_composition_of"]["BY"], abs=0.5)
    assert gap["at_composition_of"]["RU"] > gap["raw"]


def test_what_was_not_asked_holds_no_answer(mogilev: pd.DataFrame) -> None:
    unasked = mogilev["D_NET"] == 1
    assert (mogilev.loc[unasked, "P_ON_1"] == 96).mean() > 0.95, "but for a few answers that were planted"
    assert set(mogilev["N_PROP"]) - set(range(1, 367)) <= {996, 997, 998, 999}
    assert "K_R1" not in mogilev


def test_shares_among_those_asked_leave_out_places_where_nobody_was(delivery: Delivery) -> None:
    known = delivery.truth["population"]["answers"]["K_R1"]
    assert set(known["1"]) == {"all", "RU", "belgorod"}
    assert sum(entry["all"] for entry in known.values()) == pytest.approx(1)


def test_the_truth_is_json_without_long_tails(delivery: Delivery) -> None:
    text = truth_as_text(delivery.truth)
    loaded: Mapping[str, Any] = json.loads(text)
    assert loaded["seed"] == 1
    assert loaded["generating"]["items"]["DIG4"]["method"] > 0.2
    assert len(text) < 300_000


def test_the_committed_truth_was_made_from_the_committed_plan() -> None:
    full = load_simulation(ROOT / "data/reference/simulation.yaml")
    committed = json.loads((ROOT / "data/raw/truth.json").read_text(encoding="utf-8"))
    generating = full.model_dump(mode="json", exclude={"about", "traits", "background", "answers", "defects", "truth"})
    assert json.loads(truth_as_text({"generating": generating}))["generating"] == committed["generating"]
    assert committed["population"]["n_persons"] >= 1_000_000


def test_a_study_without_control_totals_is_refused(codebook: Codebook, params: Params, plan: Simulation, margins: pd.DataFrame) -> None:
    with pytest.raises(MarginError, match=r"no control totals of settlement in \w+"):
        simulate(codebook, params, plan, margins=margins[margins["variable"] != "settlement"], seed=1)


def test_a_study_without_dates_is_refused(codebook: Codebook, params: Params, plan: Simulation, margins: pd.DataFrame) -> None:
    fieldwork = params.study.fieldwork.model_copy(update={"dates": None})
    timeless = params.model_copy(update={"study": params.study.model_copy(update={"fieldwork": fieldwork})})
    tiny = plan.model_copy(update={"population": plan.population.model_copy(update={"persons": 6000})})
    with pytest.raises(ParamsError, match=r"study\.fieldwork\.dates"):
        simulate(codebook, timeless, tiny, margins=margins, seed=1)
