"""Words for the codes of sources: read with all that stands in the demonstration study, and refused when they are wrong."""

from pathlib import Path

import pytest

from crowdpotential.codebook import load_codebook
from crowdpotential.errors import MissingFileError, ParamsError
from crowdpotential.ingest.margin_tables import load_margins
from crowdpotential.ingest.sources import load_sources, split_codes
from crowdpotential.ingest.table_files import read_known_table
from crowdpotential.params import load_params

ROOT = Path(__file__).resolve().parents[2]


def test_every_source_of_the_demonstration_study_has_words_in_all_its_languages() -> None:
    params = load_params(ROOT / "params.yaml")
    codebook = load_codebook(ROOT / params.study.questionnaire)
    margins = load_margins(
        ROOT / str(params.weighting.margins),
        areas=params.areas,
        variables=params.weighting.variables,
        codebook=codebook,
    )
    sources = load_sources(ROOT / str(params.report.sources))
    named = {code for cell in margins["source"] for code in split_codes(cell)}
    for beside in (params.platforms, params.yardsticks):
        assert beside is not None
        named |= set(read_known_table(ROOT / beside.file, needed=["source"])["source"])
    assert named == set(sources)
    for source in sources.values():
        assert set(params.report.languages) <= set(source.name)
        assert set(params.report.languages) <= set(source.short or {})


def test_codes_are_parted_by_semicolons() -> None:
    assert split_codes("census; WIKI ;") == ("census", "WIKI")
    assert split_codes("") == ()


def test_a_source_without_a_name_or_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("census: {years: '2019'}", encoding="utf-8")
    with pytest.raises(ParamsError, match=r"sources\.yaml: sources\.census\.name: this key is needed"):
        load_sources(path)
    path.write_text("census: {name: {en: census}, yaers: '2019'}", encoding="utf-8")
    with pytest.raises(ParamsError, match="unknown key; did you mean years"):
        load_sources(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no such file"):
        load_sources(tmp_path / "none.yaml")
