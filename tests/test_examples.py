import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from crowdpotential.codebook import Codebook, load_codebook
from crowdpotential.params import Params, load_params

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module", params=["ess-immigration", "bfi"])
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of an example's folder with its data made."""
    folder = tmp_path_factory.mktemp("examples") / request.param
    shutil.copytree(EXAMPLES / request.param, folder, ignore=shutil.ignore_patterns("raw", "reports"))
    subprocess.run([sys.executable, folder / "make_data.py"], check=True, capture_output=True)
    return folder


def load_study(folder: Path) -> tuple[Params, Codebook]:
    params = load_params(folder / "params.yaml")
    return params, load_codebook(folder / params.study.questionnaire)


def delivered(folder: Path, params: Params) -> list[pd.DataFrame]:
    """Read the files of the study with the codebook's names, without the columns that it does not use."""
    return [
        pd.read_csv(folder / file.path, dtype=str).drop(columns=list(file.ignore)).rename(columns=dict(file.columns))
        for file in params.data
    ]


def test_an_example_delivers_every_column_that_its_codebook_needs_and_no_other(study: Path) -> None:
    params, codebook = load_study(study)
    asked = {v.id for v in codebook.variables if v.derive is None}
    optional = {v.id for v in codebook.variables if v.blocs is not None}
    for answers in delivered(study, params):
        assert asked - optional <= set(answers.columns) <= asked


def test_an_example_holds_listed_codes_only(study: Path) -> None:
    params, codebook = load_study(study)
    for answers in delivered(study, params):
        for name in (v.id for v in codebook.variables if v.type in {"single", "ordinal"} and v.id in answers):
            assert set(answers[name].dropna()) <= {str(code) for code in codebook.codes(name)}, name


def test_every_area_of_an_example_has_a_code_and_respondents_enough_to_be_shown(study: Path) -> None:
    params, codebook = load_study(study)
    region = codebook.one_with_role("area")
    assert region is not None
    found = pd.concat(delivered(study, params))[region.id].value_counts()
    by_area = {codebook.key_of_code(region.id, int(code)): n for code, n in found.items()}
    assert set(by_area) == set(params.areas)
    assert min(by_area.values()) >= params.report.small_base


def test_no_respondent_of_an_example_has_the_number_of_another(study: Path) -> None:
    params, codebook = load_study(study)
    number = codebook.one_with_role("respondent_id")
    assert number is not None
    assert pd.concat(delivered(study, params))[number.id].is_unique


def test_the_texts_of_an_example_speak_of_no_oblasts(study: Path) -> None:
    for name in ("params.yaml", "questionnaire.yaml"):
        text = (study / name).read_text(encoding="utf-8").lower()
        assert "oblast" not in text
        assert "област" not in text


def test_an_example_invents_no_margins_and_no_populations(study: Path) -> None:
    params, _ = load_study(study)
    assert params.weighting.method == "none"
    assert params.weighting.margins is None
    assert all(area.population is None for area in params.areas.values())
    assert not params.study.synthetic
