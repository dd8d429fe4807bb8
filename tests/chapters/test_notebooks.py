"""Notebooks follow from the registrations of chapters: what a chapter shows stands in one of them, below the chapter's words."""

import json
from collections import Counter

import pytest
from report.studies import sided
from small_study import params_data

from crowdpotential.chapters.notebooks import NOTEBOOKS, is_for, list_exhibits, make_notebook
from crowdpotential.chapters.registry import CHAPTERS, list_files, page_order
from crowdpotential.exhibits.language import load_language
from crowdpotential.layout import is_made_by_a_run, workbook_name
from crowdpotential.params import build_params
from crowdpotential.report import open_view
from crowdpotential.store import find_notebooks


def test_there_are_the_notebooks_that_are_made_and_no_others() -> None:
    assert sorted(path.stem for path in find_notebooks().glob("*.ipynb")) == sorted(NOTEBOOKS)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_committed_notebook_is_the_one_that_its_chapters_make(name: str) -> None:
    committed = (find_notebooks() / f"{name}.ipynb").read_text(encoding="utf-8")
    assert committed == make_notebook(name), "run python -m crowdpotential.chapters"


def test_every_exhibit_stands_in_one_notebook() -> None:
    registered = {show for chapter in CHAPTERS.values() for show in chapter.exhibits().values()}
    shown = Counter(show for name in NOTEBOOKS for show in list_exhibits(name).values())
    assert shown == Counter(dict.fromkeys(registered, 1))


def test_an_exhibit_has_the_anchor_the_section_and_the_picture_that_it_is_registered_with() -> None:
    view = open_view(sided(), language="en")
    for chapter in CHAPTERS.values():
        registered = chapter.exhibits()
        for show in registered.values():
            made = show(view)
            assert registered.get(made.anchor) is show
            assert made.section == chapter.section or made.anchor == "provenance"
            assert getattr(made, "file", "") == chapter.pictures.get(made.anchor, "")


def test_every_section_of_the_page_has_a_title_and_stands_once() -> None:
    assert len(page_order()) == len(CHAPTERS)
    titles = {key for key in load_language("en").sentences if key.startswith("section.")}
    assert [key for key in page_order() if not any(t.startswith(f"section.{key}") for t in titles)] == []


def test_a_notebook_all_of_whose_chapters_a_study_lacks_is_not_run() -> None:
    without = build_params(params_data(), name="params.yaml")
    optional = [
        "07_obstacles",
        "07_types",
        "08_participation",
        "09_gap",
        "10_drivers",
        "11_experts",
        "12_beside",
        "13_portraits",
        "14_events",
        "15_open_answers",
    ]
    assert [name for name in NOTEBOOKS if not is_for(name, without)] == optional
    asked = {chapter.of_params: object() for chapter in CHAPTERS.values() if chapter.of_params}
    assert all(is_for(name, without.model_copy(update=asked)) for name in NOTEBOOKS)
    assert is_for("08_of_a_users_own", without)


def test_a_workbook_of_a_chapter_is_known_as_a_file_of_a_run() -> None:
    assert all(is_made_by_a_run(workbook_name(name, "en")) for name in list_files())


def test_words_above_a_cell_belong_to_an_exhibit() -> None:
    anchors = {anchor for name in NOTEBOOKS for anchor in list_exhibits(name)}
    own = {f"notebook.{part}_{name}" for name in NOTEBOOKS for part in ("title", "about")}
    said = {key for key in load_language("ru").sentences if key.startswith("notebook.")}
    assert said - own - {"notebook.choices"} <= {f"notebook.{anchor}" for anchor in anchors}


def test_the_words_of_both_languages_stand_side_by_side() -> None:
    cells = json.loads(make_notebook("01_fieldwork"))["cells"]
    assert "".join(cells[0]["source"]).startswith("# Полевой этап · Fieldwork\n\nСколько анкет")
    assert {cell["id"] for cell in cells} >= {"quotas-words", "quotas"}
