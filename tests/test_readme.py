import re
import textwrap
from pathlib import Path

import pytest

from crowdpotential.codebook import build_codebook
from crowdpotential.params import build_params
from crowdpotential.yaml12 import parse_yaml

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.ru.md")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", READMES)
def test_the_study_that_the_readme_shows_is_valid(name: str) -> None:
    params, questionnaire = (
        parse_yaml(textwrap.dedent(block), name=name) for block in re.findall(r"```yaml\n(.*?)```", read(name), flags=re.DOTALL)
    )
    study = build_params(params, name=name)
    codebook = build_codebook(questionnaire, name=name)
    assert all(codebook.items(dimension) for dimension in study.index.dimensions)
    assert set(study.weighting.variables) <= set(codebook.by_id)
    assert study.design.psu in codebook.by_id


@pytest.mark.parametrize("name", READMES)
def test_every_file_that_the_readme_points_to_is_there(name: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", read(name))
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_two_readmes_have_the_same_pieces() -> None:
    english, russian = (re.findall(r"^(#+ |\| `|    python)", read(name), flags=re.MULTILINE) for name in READMES)
    assert english == russian


def test_pictures_of_the_readme_are_small() -> None:
    for picture in (ROOT / "docs").glob("*.png"):
        assert picture.stat().st_size < 400_000
