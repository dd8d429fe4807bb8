"""Choices that do not exist, do not sum or cannot be combined are named before anything is computed."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from small_study import answers, codebook_data, params_data, write_study

from crowdpotential.agreement import require_agreement
from crowdpotential.codebook import build_codebook
from crowdpotential.errors import ItemError, ParamsError
from crowdpotential.params import Index, Sensitivity, build_params
from crowdpotential.params.choices import expand_choices
from crowdpotential.pipeline import check_study

INDEX = Index.model_validate(
    {"name": {"en": "index"}, "dimensions": ("X", "Y"), "missing": {"min_items": 2, "min_dimensions": 2}}
)


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


def test_an_option_that_counts_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="option z counts 0"):
        choices(normalisation={"bounds": 1, "z": 0})


def test_combinations_that_meet_zeros_are_listed_before_the_run() -> None:
    declared = choices(normalisation=["bounds", "z"], aggregation=["arithmetic", "geometric"])
    with pytest.raises(
        ParamsError, match="1 combinations cannot be computed: bounds x geometric: the lowest answer is zero"
    ):
        expand_choices(INDEX, declared)


def test_a_floor_makes_room_for_them() -> None:
    declared = choices(normalisation=["bounds", "z"], aggregation=["arithmetic", "geometric"], floor=1)
    assert len(expand_choices(INDEX, declared).specifications) == 4


def test_what_is_left_out_by_name_is_counted_and_not_computed() -> None:
    left = {"normalisation": "bounds", "aggregation": "geometric"}
    declared = choices(
        normalisation=["bounds", "z"], aggregation=["arithmetic", "geometric"], leave_out=[left]
    )
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
def test_expert_weights_of_other_parts_than_the_index_has_are_refused(
    expert: dict[str, Any], odd: str
) -> None:
    params = build_params({**params_data(), "sensitivity": {"expert": expert}}, name="params.yaml")
    with pytest.raises(ParamsError, match=odd):
        require_agreement(params, build_codebook(codebook_data(), name="small"))


def test_a_node_without_children_is_refused() -> None:
    with pytest.raises(ValidationError, match="expert weights of X: it has no children"):
        choices(expert={"dimensions": {"X": 0.5, "Y": 0.5}, "items": {"X": {}}})


def test_the_check_refuses_combinations_that_cannot_be_computed(tmp_path: Path) -> None:
    params = write_study(tmp_path)
    with pytest.raises(
        ParamsError, match="1 combinations cannot be computed: geometric: the lowest answer is zero"
    ):
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
