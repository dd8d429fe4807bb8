"""Choices that do not exist, do not sum or cannot be combined are named before anything is computed."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from small_study import answers, codebook_data, params_data, write_study

from crowdpotential.agreement import require_agreement
from crowdpotential.codebook import build_codebook
from crowdpotential.errors import AreaError, ItemError, ParamsError
from crowdpotential.params import Index, Sensitivity, build_params
from crowdpotential.params.choices import constants_of, expand_choices
from crowdpotential.pipeline import check_study

INDEX = Index.model_validate({"name": {"en": "index"}, "dimensions": ("X", "Y"), "missing": {"min_items": 2, "min_dimensions": 2}})


def choices(**declared: Any) -> Sensitivity:  # noqa: ANN401 as YAML gives it
    return Sensitivity.model_validate(declared)


def test_every_combination_stands_once_and_the_index_is_one_of_them() -> None:
    found = expand_choices(
        INDEX,
        choices(
            normalisation=["z", "bounds"],
            weights={"equal": 1, "factor": 3},
            aggregation=["arithmetic", 0.5],
            floor=1,
        ),
    )
    assert found.axes == ("normalisation", "weights", "aggregation")
    assert found.shape == (2, 2, 2)
    assert len(set(found.specifications)) == 8
    main = found.specifications[found.main]
    assert (main.normalisation, main.item_weights, main.power_between) == ("bounds", "factor", 1.0)
    assert found.cell_shares.sum() == pytest.approx(1)
    assert found.cell_shares[found.main] == pytest.approx(0.5 * 0.75 * 0.5)
    assert {s.power_between for s in found.specifications} == {1.0, 0.5}


def test_without_options_the_index_is_alone() -> None:
    found = expand_choices(INDEX, choices())
    assert (found.axes, len(found.specifications), found.main) == ((), 1, 0)


def test_an_option_that_does_not_exist_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ValidationError, match="weights has no option expart; did you mean expert"):
        choices(weights=["factor", "expart"])


def test_the_file_and_the_place_of_an_unknown_option_are_told() -> None:
    data = {**params_data(), "sensitivity": {"normalisation": ["bounds", "zz"]}}
    with pytest.raises(
        ParamsError,
        match=r"params\.yaml: sensitivity\.normalisation: normalisation has no option zz; did you mean z",
    ):
        build_params(data, name="params.yaml")


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"normalisation": ["bounds", "z", "z"]}, "option z is given twice"),
        ({"aggregation": ["arithmetic", 1]}, "option arithmetic is given twice"),
        ({"weights": []}, "names no options; give a list"),
        ({"weights": "equal"}, "equal names no options; give a list"),
        ({"aggregation": [50]}, "aggregation has no option 50; known are .* and powers up to 10"),
        ({"weights": {"factor": float("nan")}}, "weights.factor\n.*finite number"),
        ({"leave_out": [{}]}, "an empty combination would be all of them"),
        ({"goalposts": [-10, 110]}, "goalposts -10 and 110 do not lie on the scale of items"),
        (
            {"expert": {"dimensions": {"X": float("nan"), "Y": 0.5}}},
            "expert.dimensions.X\n.*finite number",
        ),
    ],
)
def test_what_is_no_set_of_options_is_refused(declared: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        choices(**declared)


def test_choices_are_read_again_as_they_were_written() -> None:
    declared = choices(
        weights=["factor", "equal"],
        aggregation=[0.5, "arithmetic"],
        floor=1,
        leave_out=[{"weights": "equal"}],
    )
    assert Sensitivity.model_validate(declared.model_dump(mode="json")) == declared
    own = index(weights="equal", aggregation=0.5, floor=1)
    assert Index.model_validate(own.model_dump(mode="json")) == own


def test_leaving_out_what_was_never_declared_is_refused() -> None:
    declared = choices(weights=["factor", "equal"], leave_out=[{"weights": "pca"}])
    with pytest.raises(
        ParamsError,
        match=r"leave_out\.0 names weights pca, which is not among the declared options .factor, equal",
    ):
        expand_choices(INDEX, declared)


def test_a_power_with_a_name_is_that_mean() -> None:
    found = expand_choices(INDEX, choices(normalisation=["bounds", "z"], aggregation=[1.0, "0", -1, "0.50"], floor=1))
    assert found.options[1] == ("arithmetic", "geometric", "harmonic", "0.5")


def index(**changed: Any) -> Index:  # noqa: ANN401 as YAML gives it
    return Index.model_validate({**INDEX.model_dump(), **changed})


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"weights": "equl"}, "weights has no option equl; did you mean equal"),
        ({"aggregation": "geometric"}, "bounds x factor x geometric x arithmetic: the lowest answer is zero.*give index.floor"),
        ({"normalisation": "goalposts"}, "index.goalposts are not given"),
        ({"normalisation": "goalposts", "goalposts": [90, 10]}, "goalposts 90 and 10 have no room"),
        ({"weights": "expert"}, "index.expert is not given"),
    ],
)
def test_an_index_that_cannot_be_made_is_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        index(**changed)


def test_the_index_is_one_of_its_alternatives_however_it_is_made() -> None:
    own = index(normalisation="z", weights="pca", aggregation=0.5, aggregation_within="harmonic")
    found = expand_choices(own, choices(weights=["pca", "equal"]))
    assert found.specifications[found.main] == own.specification
    assert (own.specification.power_between, own.specification.power_within) == (0.5, -1.0)
    with pytest.raises(ParamsError, match=r"sensitivity\.normalisation lacks z, which the index has"):
        expand_choices(own, choices(normalisation=["bounds", "ranks"]))


def test_each_dimension_may_have_a_mean_of_its_own() -> None:
    own = index(aggregation_within={"Y": "geometric"}, floor=1)
    assert own.specification.power_within == (1.0, 0.0)
    found = expand_choices(own, choices(aggregation_within=["declared", "harmonic"]))
    assert [s.power_within for s in found.specifications] == [(1.0, 0.0), -1.0]
    assert Index.model_validate(own.model_dump(mode="json")) == own
    alike = index(aggregation_within={"X": 0, "Y": "geometric"}, floor=1)
    assert alike.specification == index(aggregation_within="geometric", floor=1).specification


def test_means_of_other_dimensions_and_rules_that_are_not_declared_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"aggregation_within names Z, which are no dimensions of the index .X, Y"):
        index(aggregation_within={"Z": "geometric"}, floor=1)
    with pytest.raises(ValidationError, match="aggregation has no option declared"):
        index(aggregation_within="declared")
    with pytest.raises(ParamsError, match="names declared, but the index has one mean"):
        expand_choices(INDEX, choices(aggregation_within=["arithmetic", "declared"]))


def test_floor_goalposts_and_expert_weights_are_given_once() -> None:
    own = index(normalisation="goalposts", goalposts=[10, 90], floor=2)
    assert constants_of(own, choices()).goalposts == (10, 90)
    assert constants_of(own, choices(floor=2)).floor == 2
    with pytest.raises(ParamsError, match=r"sensitivity\.floor and index\.floor differ"):
        expand_choices(own, choices(floor=1))


def test_expert_weights_of_the_index_are_held_against_the_codebook() -> None:
    data = params_data()
    data["index"] |= {"weights": "expert", "expert": {"dimensions": {"X": 0.5, "Z": 0.5}}}
    with pytest.raises(ParamsError, match=r"index\.expert: weights of index and its 2 parts do not fit .Y, Z"):
        require_agreement(build_params(data, name="params.yaml"), build_codebook(codebook_data(), name="small"))


def test_means_by_dimension_are_no_texts() -> None:
    data = params_data()
    data["index"] |= {"aggregation_within": {"X": "geometric"}, "floor": 1}
    require_agreement(build_params(data, name="params.yaml"), build_codebook(codebook_data(), name="small"))


def test_more_best_areas_than_there_are_are_refused() -> None:
    data = {**params_data(), "comparison": {"best_k": 4}}
    with pytest.raises(ParamsError, match=r"comparison\.best_k is 4, but there are 4 areas"):
        require_agreement(build_params(data, name="params.yaml"), build_codebook(codebook_data(), name="small"))


def test_an_option_that_counts_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="option z counts 0"):
        choices(normalisation={"bounds": 1, "z": 0})


def test_combinations_that_meet_zeros_are_listed_before_the_run() -> None:
    declared = choices(normalisation=["bounds", "z"], aggregation=["arithmetic", "geometric"])
    with pytest.raises(ParamsError, match="1 combinations cannot be computed: bounds x geometric: the lowest answer is zero"):
        expand_choices(INDEX, declared)


def test_a_floor_makes_room_for_them() -> None:
    declared = choices(normalisation=["bounds", "z"], aggregation=["arithmetic", "geometric"], floor=1)
    assert len(expand_choices(INDEX, declared).specifications) == 4


def test_what_is_left_out_by_name_is_counted_and_not_computed() -> None:
    left = {"normalisation": "bounds", "aggregation": "geometric"}
    declared = choices(normalisation=["bounds", "z"], aggregation=["arithmetic", "geometric"], leave_out=[left])
    found = expand_choices(INDEX, declared)
    assert (len(found.specifications), found.n_left_out) == (3, 1)
    assert found.is_computed.sum() == 3
    assert found.cell_shares.sum() == pytest.approx(1)


def test_the_index_itself_cannot_be_left_out() -> None:
    with pytest.raises(ParamsError, match="leaves out the index itself"):
        expand_choices(INDEX, choices(weights=["factor", "equal"], leave_out=[{"weights": "factor"}]))


def test_options_without_that_of_the_index_are_refused() -> None:
    with pytest.raises(ParamsError, match=r"sensitivity\.weights lacks factor, which the index has"):
        expand_choices(INDEX, choices(weights=["equal", "pca"]))


def test_goalposts_have_to_be_given_and_to_have_room() -> None:
    with pytest.raises(ParamsError, match=r"goalposts: sensitivity\.goalposts are not given"):
        expand_choices(INDEX, choices(normalisation=["bounds", "goalposts"]))
    with pytest.raises(ValidationError, match="goalposts 90 and 10 have no room"):
        choices(goalposts=[90, 10])


def test_expert_weights_have_to_be_given_and_to_sum_to_one() -> None:
    with pytest.raises(ParamsError, match=r"expert: sensitivity\.expert is not given"):
        expand_choices(INDEX, choices(weights=["factor", "expert"]))
    with pytest.raises(ValidationError, match=r"expert weights of index: 2 weights sum to 1\.1"):
        choices(expert={"dimensions": {"X": 0.5, "Y": 0.6}})
    with pytest.raises(ValidationError, match=r"expert weights of X: 2 weights sum to 0\.9"):
        choices(expert={"dimensions": {"X": 0.5, "Y": 0.5}, "items": {"X": {"X1": 0.5, "X2": 0.4}}})


@pytest.mark.parametrize(
    ("expert", "odd"),
    [
        ({"dimensions": {"X": 0.5, "Z": 0.5}}, "weights of index and its 2 parts do not fit .Y, Z"),
        (
            {"dimensions": {"X": 0.5, "Y": 0.5}, "items": {"X": {"X1": 0.5, "X9": 0.5}}},
            "weights of X and its 4 parts",
        ),
        ({"dimensions": {"X": 0.5, "Y": 0.5}, "items": {"Z": {"Z1": 1}}}, "weights of Z and its 0 parts"),
    ],
)
def test_expert_weights_of_other_parts_than_the_index_has_are_refused(expert: dict[str, Any], odd: str) -> None:
    params = build_params(
        {**params_data(), "sensitivity": {"weights": ["factor", "expert"], "expert": expert}},
        name="params.yaml",
    )
    with pytest.raises(ParamsError, match=odd):
        require_agreement(params, build_codebook(codebook_data(), name="small"))


def test_a_node_without_children_is_refused() -> None:
    with pytest.raises(ValidationError, match="expert weights of X: it has no children"):
        choices(expert={"dimensions": {"X": 0.5, "Y": 0.5}, "items": {"X": {}}})


def test_the_check_refuses_combinations_that_cannot_be_computed(tmp_path: Path) -> None:
    params = write_study(tmp_path)
    with pytest.raises(ParamsError, match="1 combinations cannot be computed: geometric: the lowest answer is zero"):
        check_study(params, changes=["sensitivity.aggregation=[arithmetic, geometric]"])


def test_the_check_refuses_combinations_that_these_answers_have_no_room_for(tmp_path: Path) -> None:
    params = write_study(tmp_path)
    lowest = answers("north").assign(X1=1, X2=1, X3=1, X4=1)
    lowest.to_csv(tmp_path / "north.csv", index=False)
    changes = [
        "sensitivity.aggregation=[arithmetic, geometric]",
        "sensitivity.level=[respondent, area]",
        "sensitivity.leave_out=[{aggregation: geometric, level: respondent}]",
    ]
    with pytest.raises(
        ItemError,
        match=r"1 of 3 combinations meet values of zero or less.*power 1 within and 0 between.*level area",
    ):
        check_study(params, changes=changes)


def test_the_check_refuses_an_area_that_was_not_asked_a_dimension(tmp_path: Path) -> None:
    params = write_study(tmp_path)
    answers("north").assign(Y1=97, Y2=97, Y3=97, Y4=97).to_csv(tmp_path / "north.csv", index=False)
    with pytest.raises(AreaError, match=r"1 areas have nobody who answered enough.*north \(60 respondents\)"):
        check_study(params)


def test_the_check_refuses_a_rule_of_missing_answers_that_leaves_an_area_empty(tmp_path: Path) -> None:
    params = write_study(tmp_path)
    answers("north").assign(Y1=97).to_csv(tmp_path / "north.csv", index=False)
    with pytest.raises(ItemError, match=r"1 of 2 combinations leave an area or bloc without a respondent.*missing complete"):
        check_study(params, changes=["sensitivity.missing=[declared, complete]"])


def test_the_check_names_areas_with_too_few_respondents_for_a_rank(tmp_path: Path) -> None:
    params = write_study(tmp_path)
    answers("north").head(20).to_csv(tmp_path / "north.csv", index=False)
    with pytest.raises(AreaError, match=r"1 areas have fewer than 30 respondents with an index: north \(20\)"):
        check_study(params)
    check_study(params, changes=["comparison.min_respondents_for_ranks=20"])


def test_the_check_names_the_items_that_leave_no_room_for_the_index(tmp_path: Path) -> None:
    """One respondent of 240 far below all others: his z score is some fifteen deviations below fifty."""
    params = write_study(tmp_path)
    for area in ("north", "south", "east", "west"):
        frame = answers(area).assign(X1=5)
        frame.loc[0, "X1"] = 1 if area == "north" else 5
        frame.to_csv(tmp_path / f"{area}.csv", index=False)
    with pytest.raises(ItemError, match=r"index: 1 respondents have no score, because answers to 1 items \(X1\)"):
        check_study(params, changes=["index.normalisation=z", "index.aggregation_within=geometric"])
