"""A plan of simulation that does not fit is refused, with what to do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crowdpotential.codebook import Codebook, load_codebook
from crowdpotential.errors import CodebookError, ParamsError
from crowdpotential.field.answer_models import draw_count, draw_several
from crowdpotential.field.derived import derive_codes
from crowdpotential.field.people import People, World
from crowdpotential.field.simulation_check import check_simulation
from crowdpotential.field.simulation_plan import Count, Several, build_simulation, load_simulation
from crowdpotential.field.traits import trait
from crowdpotential.params import Params, load_params
from crowdpotential.yaml12 import read_yaml

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "data/reference/simulation.yaml"
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook(ROOT / "data/reference/questionnaire.yaml")


@pytest.fixture(scope="module")
def params() -> Params:
    return load_params(ROOT / "params.yaml")


def test_the_plan_of_the_demonstration_survey_fits(codebook: Codebook, params: Params) -> None:
    check_simulation(load_simulation(PLAN), codebook, params)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda plan: plan.update(intraclas=1),
            "intraclas: unknown key; did you mean intraclass_correlation",
        ),
        (lambda plan: plan["nonresponse"]["items"].update(dont_know=2), "less than or equal to 1"),
        (lambda plan: plan.pop("types"), "types: this key is needed"),
        (lambda plan: plan["items"]["AWR1"].update(loading=1.2), "items.AWR1.loading"),
    ],
)
def test_a_plan_with_an_impossible_value_is_refused(change: Change, message: str) -> None:
    data = read_yaml(PLAN)
    change(data)
    with pytest.raises(ParamsError, match=message):
        build_simulation(data, name="simulation.yaml")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda plan: plan["answers"].pop("CB_KIN"), "nothing generates CB_KIN; give it a model"),
        (
            lambda plan: plan["answers"].update(XX=plan["answers"]["V_INC"]),
            "XX is no question of the codebook",
        ),
        (
            lambda plan: plan["background"].update(V_INC=plan["answers"]["V_INC"]),
            "V_INC is generated 2 times",
        ),
        (lambda plan: plan["paradata"].update(start="end"), "no variable of paradata holds start"),
        (lambda plan: plan["items"].pop("AWR1"), "nothing generates AWR1"),
        (lambda plan: plan["dimensions"].pop("IT"), "items and dimensions disagree about IT1"),
        (
            lambda plan: plan["items"]["AWR1"].update(thresholds=[0, 1]),
            "AWR1: 2 thresholds; give 4 that rise",
        ),
        (lambda plan: plan["items"]["AWR1"].update(loading=0.9, method=0.6), "leave no residual"),
        (
            lambda plan: plan["shifts"].append({"item": "AWR1", "bloc": "XX", "by": 1}),
            "AWR1 in XX is no item or no",
        ),
        (lambda plan: plan["truth"]["vignette"].update(outcome="D_SEX"), "truth: D_SEX has no model under answers"),
        (lambda plan: plan["truth"]["drivers"].update(scores=["CBX"]), "truth.drivers: CBX is no dimension of the index"),
        (lambda plan: plan["truth"].update(gap_cells=["colour"]), "truth.gap_cells: there is no variable colour"),
        (lambda plan: plan["traits"]["writer"].update(when={"variable": "P_ON", "op": "eq", "value": 1}), "for which eq means nothing"),
        (
            lambda plan: plan["general"]["areas"].update(minsk=1),
            "minsk is no area of the study; known are belgorod",
        ),
    ],
)
def test_a_plan_that_does_not_fit_the_study_is_refused(codebook: Codebook, params: Params, change: Change, message: str) -> None:
    data = read_yaml(PLAN)
    change(data)
    with pytest.raises(ParamsError, match=message):
        check_simulation(build_simulation(data, name="simulation.yaml"), codebook, params)


def nobody() -> People:
    empty = np.zeros(1, dtype=np.int64)
    return People(name="x", area=empty, point=empty, codes={}, latents={}, types=np.zeros(0, dtype=np.int16))


@pytest.mark.parametrize("name", ["charm", "area:minsk", "type:organiser", "P12=5", "AWR1=x", "user"])
def test_an_effect_of_what_is_not_there_is_refused(codebook: Codebook, params: Params, name: str) -> None:
    world = World(codebook=codebook, params=params, plan=load_simulation(PLAN), seed=1)
    with pytest.raises(ParamsError, match=f"effect of {name}: no such trait, or not drawn yet"):
        trait(world, nobody(), name)


@pytest.mark.parametrize("changed", [{"weights": "pca"}, {"normalisation": "z"}, {"aggregation": "geometric", "floor": 1}])
def test_an_index_whose_truth_is_not_known_is_refused(codebook: Codebook, params: Params, changed: dict[str, Any]) -> None:
    index = params.index.model_validate({**params.index.model_dump(), **changed})
    with pytest.raises(ParamsError, match=r"simulation: the truth of an index by .* is not known"):
        check_simulation(load_simulation(PLAN), codebook, params.model_copy(update={"given_index": index}))


def test_groups_are_derived_as_the_codebook_says(codebook: Codebook) -> None:
    codes = {
        "D_AGE": np.array([18, 24, 25, 64, 90], dtype=np.int16),
        "S_SETTL": np.array([1, 4, 3, 2, 4], dtype=np.int16),
        "T_GROUP": np.array([[0, 0, 0, 0, 0, 1]] * 4 + [[0, 1, 0, 0, 1, 0]], dtype=np.int16),
    }
    assert derive_codes("age_group", codes, codebook).tolist() == [1, 1, 2, 5, 6]
    assert derive_codes("settlement", codes, codebook).tolist() == [1, 2, 1, 1, 2]
    assert derive_codes("target_group", codes, codebook).tolist() == [5, 5, 5, 6, 1]
    with pytest.raises(CodebookError, match=r"platform_level derives from .*, which is not in the data"):
        derive_codes("platform_level", codes, codebook)


def test_a_product_of_traits_is_there_where_both_are(codebook: Codebook, params: Params) -> None:
    world = World(codebook=codebook, params=params, plan=load_simulation(PLAN), seed=1)
    place = np.array([0, 0, 3], dtype=np.int64)
    people = People(name="x", area=place, point=place, codes={"V_INC": np.array([4, 1, 4], dtype=np.int16)}, latents={}, types=place[:0])
    assert trait(world, people, "V_INC=4&bloc:RU").tolist() == [1, 0, 0]


def test_a_trait_by_condition_leaves_out_who_was_not_asked(codebook: Codebook, params: Params) -> None:
    world = World(codebook=codebook, params=params, plan=load_simulation(PLAN), seed=1)
    place = np.zeros(3, dtype=np.int64)
    marks = np.array([[0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1], [96] * 6], dtype=np.int16)
    people = People(name="x", area=place, point=place, codes={"P_ON": marks}, latents={}, types=place[:0])
    assert trait(world, people, "writer").tolist() == [1, 0, 0]


def test_counts_are_skewed_and_stay_in_their_range() -> None:
    model = Count(model="count", median=2, log_spread=1.2)
    drawn = draw_count(model, (1, 366), lambda _: np.zeros(20_000), 20_000, np.random.default_rng(1))
    assert drawn.min() == 1
    assert np.median(drawn) == 2
    assert np.sort(drawn)[-2000:].sum() > 0.4 * drawn.sum()


def test_options_with_a_common_part_go_together() -> None:
    apart, together = (
        draw_several(
            Several(model="several", shares={1: 0.2, 2: 0.2}, common=common),
            [1, 2, 3],
            exclusive=[3],
            most=None,
            trait=lambda _: np.zeros(20_000),
            n=20_000,
            rng=np.random.default_rng(2),
        )
        for common in (0.0, 2.0)
    )
    assert abs(np.corrcoef(apart[:, 0], apart[:, 1])[0, 1]) < 0.03
    assert np.corrcoef(together[:, 0], together[:, 1])[0, 1] > 0.2
    assert (together[:, 2] == (together[:, :2].sum(axis=1) == 0)).all()
