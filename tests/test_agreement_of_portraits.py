"""Params of portraits and the codebook agree, or the fault is named."""

from types import SimpleNamespace
from typing import Any

import pytest
from full_study import write_full

from crowdpotential.agreement.portraits import portrait_faults
from crowdpotential.codebook import Codebook, load_codebook
from crowdpotential.params import Params, Portraits, load_params

Study = tuple[Params, Codebook]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("portraits") / "full"
    path = write_full(folder)
    return load_params(path), load_codebook(folder / "questionnaire.yaml")


def faults(study: Study, given: dict[str, Any]) -> list[str]:
    (params, codebook), changes = study, dict(given)
    group = changes.pop("target_group", params.comparison.target_group)
    areas = changes.pop("areas", params.areas)
    said = SimpleNamespace(portraits=Portraits.model_validate(changes), comparison=SimpleNamespace(target_group=group), areas=areas)
    return list(portrait_faults(said, codebook))  # type: ignore[arg-type]


READY = {"variable": "role", "codes": [1], "label": {"ru": "да", "en": "yes"}}


def test_the_full_study_has_no_fault(study: Study) -> None:
    assert list(portrait_faults(*study)) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"target_group": None}, "comparison.target_group, which is not given"),
        ({"others": ["nobody"]}, "target has no group nobody; name one of experts, others"),
        ({"others": ["experts", "others"]}, "names every group of target, so that nobody has a portrait"),
        ({"readiness": [READY | {"variable": "rolle"}]}, "refers to rolle, which is not in the list of variables (did you mean role?)"),
        ({"readiness": [READY | {"variable": "news"}]}, "news is of type multiple; it takes single or ordinal"),
        ({"readiness": [READY | {"codes": [9]}]}, "role has no answer 9; its codes are 1, 2, 3"),
        ({"readiness": [READY | {"codes": [1, 2, 3]}]}, "role counts every answer as readiness"),
        ({"pooled": {}, "areas": {}}, "portraits.pooled is about groups in areas, and the study has no areas"),
    ],
)
def test_what_the_codebook_does_not_have_is_named(study: Study, changes: dict[str, Any], words: str) -> None:
    (fault,) = faults(study, changes)
    assert words in fault


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"others": ["a", "a"]}, "others names a more than once"),
        ({"readiness": [READY, READY]}, "readiness names role more than once"),
        ({"readiness": [READY | {"codes": [1, 1]}]}, "role lists a code twice"),
    ],
)
def test_what_is_named_twice_is_refused(section: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Portraits.model_validate(section)
