"""Studies that leave out index, areas or sides, from the files to the page: what they do not give is absent, and nothing is invented."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd
import pytest
from report.reading import as_fragment, assemble, read
from report.studies import text_of
from ruamel.yaml import YAML
from shapes import WORDS
from small_study import codebook_data, words

from crowdpotential import outputs, pipeline
from crowdpotential.chapters.key_findings.exhibits.key_findings import list_findings
from crowdpotential.chapters.notebooks import NOTEBOOKS, is_for, list_exhibits
from crowdpotential.chapters.registry import list_shown
from crowdpotential.errors import ParamsError, SeveralFaultsError
from crowdpotential.store import Run, open_run
from crowdpotential.views.view import open_view

PER_PLACE = 40  # respondents
AREAS, SIDES = ("north", "south"), ("A", "B")
KINDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "areas_on_sides": {"areas": AREAS, "blocs": SIDES},
    "areas": {"areas": AREAS},
    "sides": {"blocs": SIDES},
    "one_area": {"areas": AREAS[:1]},
    "one_side": {"blocs": SIDES[:1]},
    "nothing": {},
}
ONE_QUESTION = "one_question"  # nothing else is asked or told
OF_AN_INDEX = ("index", "dims", "groups", "border", "cmp", "measure", "sens", "composition", "portraits")  # sections of the page


def answers(place: int) -> pd.DataFrame:
    rng = np.random.default_rng([3, place])
    views = rng.choice((2, 4), PER_PLACE, p=[0.75, 0.25] if place else [0.25, 0.75])
    return pd.DataFrame({"sex": rng.integers(1, 3, PER_PLACE), "view": views, "own": rng.permutation(90)[:PER_PLACE]})


def write_kind(folder: Path, kind: str) -> Path:
    given = KINDS.get(kind, {})
    areas, blocs = given.get("areas", ()), given.get("blocs", ())
    files = areas or blocs or ("all",)
    folder.mkdir(parents=True)
    study: dict[str, Any] = {"id": kind, "title": words("A survey"), "synthetic": False, "questionnaire": "questionnaire.yaml"}
    data: dict[str, Any] = {"study": study, "seed": 1, "replicates": {"number": 50}, "report": {"languages": ["en", "ru"]}}
    study["words"] = {name: WORDS[name] for name, own in (("area", areas), ("bloc", blocs)) if own}
    data["data"] = [{"path": f"{file}.csv"} | ({"area": file} if areas else {"bloc": file} if blocs else {}) for file in files]
    nested = dict(zip(areas, blocs, strict=False))
    data["areas"] = {area: {"name": words(area)} | ({"bloc": nested[area]} if blocs else {}) for area in areas}
    data["blocs"] = {bloc: {"name": words(f"side {bloc}")} for bloc in blocs}
    if kind != ONE_QUESTION:
        data["comparison"] = {"group_by": ["sex"]}
    book = codebook_data()
    book |= {"id": "survey", "languages": ["en", "ru"], "dimensions": []}
    sex = next(variable for variable in book["variables"] if variable["id"] == "sex")
    asked = {"id": "view", "type": "ordinal", "scale": "five", "wording": words("view")}
    own = {"id": "own", "type": "numeric", "missing": "usual", "valid_range": [0, 90], "unit": words("years"), "wording": words("own")}
    book["variables"] = [asked] if kind == ONE_QUESTION else [sex, asked, own]
    yaml = YAML(typ="safe", pure=True)
    yaml.dump({key: value for key, value in data.items() if value != {}}, folder / "params.yaml")
    yaml.dump(book, folder / "questionnaire.yaml")
    for place, file in enumerate(files):
        answers(place)[[variable["id"] for variable in book["variables"]]].to_csv(folder / f"{file}.csv", index=False)
    return folder / "params.yaml"


@cache
def run_kind(kind: str) -> Run:
    path = write_kind(Path(mkdtemp()) / kind, kind)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outputs, "page_files", lambda *_args, **_options: {})
        pipeline.run_report(path, path.parent / "out", tell=lambda _line: None)
    return open_run(path.parent / "out")


@pytest.fixture(params=[*KINDS, ONE_QUESTION])
def run(request: pytest.FixtureRequest) -> Run:
    return run_kind(request.param)


def test_a_study_without_an_index_has_its_toplines_and_nothing_of_an_index(run: Run) -> None:
    chapters = set(run.results["chapter"])
    assert "topline" in chapters
    assert chapters.isdisjoint({"index", "measurement", "comparability", "ranks", "sensitivity", "groups"})
    assert {"score", "compare", "comparability", "sensitivity"}.isdisjoint(stage["name"] for stage in run.manifest["stages"])
    respondents = pd.read_parquet(next(run.output.rglob("respondents.parquet")))
    assert not [name for name in respondents if name == "index" or name.startswith(("score_", "n_items_"))]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_its_page_has_no_section_that_says_nothing_and_no_number_that_is_no_row(run: Run, language: str) -> None:
    page = assemble(run, language)
    reader = read(page)
    assert set(reader.results) <= set(run.results["result_id"])
    assert not set(OF_AN_INDEX) & set(reader.ids)
    assert not reader.misplaced
    for section in re.findall(r"<section\b.*?</section>", page, flags=re.DOTALL):
        assert len(text_of(section)) > 60
    said = text_of(page).lower()
    assert re.findall(r"\w*индекс\w*" if language == "ru" else r"\bind(?:ex|ices)\b", said) == []
    assert re.findall(r"\bnan\b|\bnone\b(?= is|,)|\{|\}", said) == []


def test_what_is_shown_names_exhibits_of_chapters_that_the_study_has(run: Run) -> None:
    shown = {one.section for one in map(as_fragment, list_shown(open_view(run, language="en")))}
    assert shown <= {"key", "qual", "weights", "method", "topline", "files", "provenance"}


def test_notebooks_about_an_index_alone_are_left_out(run: Run) -> None:
    kept = [name for name in NOTEBOOKS if is_for(name, run.params)]
    assert kept == ["01_fieldwork", "02_weighting", "05_diagnostic"]
    view = open_view(run, language="ru")
    for name in kept:
        for show in list_exhibits(name).values():
            show(view)


@pytest.mark.parametrize("kind", [*KINDS, ONE_QUESTION])
def test_check_passes_without_an_index(kind: str, tmp_path: Path) -> None:
    found = pipeline.check_study(write_kind(tmp_path / kind, kind))
    assert "findings" in found.frames


def test_a_section_about_the_index_is_refused_where_there_is_none(tmp_path: Path) -> None:
    path = write_kind(tmp_path / "gap", "sides")
    with path.open("a", encoding="utf-8") as file:
        file.write("gap: {controls: [sex]}\nsensitivity: {aggregation: [geometric]}\n")
    with pytest.raises(SeveralFaultsError, match=r"gap is about the index, and the study has none; give index, or take gap out"):
        pipeline.check_study(path)


def test_a_step_beside_the_index_is_refused_where_there_is_none(tmp_path: Path) -> None:
    path = write_kind(tmp_path / "steps", "nothing")
    steps = "[{id: some, label: {en: some, ru: some}, when: {variable: sex, op: eq, value: 2}}]"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"participation: {{steps: {steps}, participating: some}}\n")
    with pytest.raises(ParamsError, match="laid beside the index, and the study has none"):
        pipeline.check_study(path)


def test_answers_established_to_differ_between_sides_are_key_findings_and_nothing_else_is_claimed() -> None:
    differ = list_findings(open_view(run_kind("sides"), language="en"))
    assert [finding.sentence for finding in differ if "Answers differ by side" in finding.sentence]
    nobody = list_findings(open_view(run_kind("nothing"), language="en"))
    assert not [finding.sentence for finding in nobody if "differ" in finding.sentence]
