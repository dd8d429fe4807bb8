"""A notebook for one area, or one side: rows are left out, and what is said stays that of the whole study."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import papermill
import pytest
from papermill.exceptions import PapermillExecutionError
from report.finished import NOTEBOOKS, execute
from report.reading import as_fragment, make_fragments
from report.said import by_anchor, other_sentences
from report.studies import FULL, judged, study

from crowdpotential.chapters.notebooks import NOTEBOOKS as MADE
from crowdpotential.chapters.registry import CHAPTERS
from crowdpotential.errors import ParamsError
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.report import chosen
from crowdpotential.report.kernels import open_kernels
from crowdpotential.views.view import View, open_view


@pytest.mark.parametrize(
    ("name", "verdict", "language", "choice"),
    [
        ("two_sides", "comparable", "en", {"areas": ["south"]}),
        (FULL, "partial", "ru", {"areas": ["north", "east"]}),
        (FULL, "not_comparable", "en", {"bloc": "B"}),
    ],
)
def test_what_is_said_of_a_part_is_what_is_said_of_the_study(name: str, verdict: str, language: str, choice: dict[str, object]) -> None:
    run = study(name)
    if verdict == "not_comparable":
        run = judged(run, verdict, "metric_change")
    found = open_view(run, language=language).verdict
    assert found is not None
    assert found.verdict == verdict
    whole = by_anchor(make_fragments(open_view(run, language=language)))
    part = by_anchor(make_fragments(open_view(run, language=language, **choice)))
    assert sum(map(len, part.values())) < sum(map(len, whole.values()))
    assert other_sentences(whole, part) == {}


def of_blocs(view: View, html: str) -> Iterator[str]:
    """Give the blocs of which numbers are printed that are about a whole bloc."""
    rows = {row.result_id: row for found in view.results.by_measure.values() for row in found}
    for key in re.findall(r'data-result="([^"]+)"', html):
        row = rows[unescape(key)]
        if row.bloc and not row.area and not row.reference_bloc:
            yield row.bloc


def test_numbers_of_a_side_carry_its_name_where_one_of_its_areas_is_shown() -> None:
    view = open_view(study(FULL), language="en", areas=["south"])
    found = 0
    for piece in make_fragments(view):
        text = unescape(re.sub(r"<[^>]+>", " ", piece.html))
        for bloc in set(of_blocs(view, piece.html)):
            found += 1
            assert view.bloc_name(bloc) in text, piece.anchor
    assert found >= 5


@pytest.mark.parametrize("language", ["en", "ru"])
def test_all_notebooks_show_every_exhibit_of_a_study_that_ran_to_its_end(language: str) -> None:
    given = {"output": str(study(FULL).output), "language": language}
    shown = [piece for path in NOTEBOOKS for piece in execute(path, given)]
    assert [path.stem for path in NOTEBOOKS] == sorted(MADE)
    anchors = Counter(piece.anchor for piece in shown if isinstance(piece, Exhibit | Fragment))
    registered = {anchor for chapter in CHAPTERS.values() for anchor in chapter.exhibits()}
    assert anchors == Counter(dict.fromkeys(registered - {"whole"}, 1))
    pieces = [as_fragment(piece) for piece in shown if isinstance(piece, Exhibit | Fragment)]
    assert [piece.anchor for piece in pieces if not piece.html] == []


def test_all_notebooks_show_one_area_and_say_that_findings_are_of_the_study() -> None:
    given = {"output": str(study(FULL).output), "language": "en"}
    shown: list[object] = []
    whole: list[object] = []
    for path in NOTEBOOKS:
        shown += execute(path, {**given, "areas": "south"})
        whole += execute(path, given)
    heads = [view._repr_mimebundle_()["text/html"] for view in shown if isinstance(view, View)]
    assert len(heads) == len(NOTEBOOKS) == len(MADE)
    assert all("Shown: south. Findings," in head and "are about the whole study" in head for head in heads)
    assert other_sentences(by_anchor(whole), by_anchor(shown)) == {}
    assert {view.areas for view in shown if isinstance(view, View)} == {("south",)}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_refuses_a_misspelt_parameter_by_itself(path: Path) -> None:
    with pytest.raises(ParamsError, match="the notebook has no parameter langauge; did you mean language"):
        list(execute(path, {"langauge": "en"}))


def test_papermill_alone_stops_at_a_misspelt_parameter(tmp_path: Path) -> None:
    with (
        open_kernels(tmp_path) as kernels,
        kernels.lent(with_ports=False) as manager,
        pytest.raises(PapermillExecutionError, match="no parameter langauge; did you mean language"),
    ):
        papermill.execute_notebook(str(NOTEBOOKS[0]), None, {"langauge": "en"}, kernel_name="python3", km=manager, progress_bar=False)


def test_a_reader_may_have_values_of_his_own_once_there_is_a_view() -> None:
    names = {"language": "en", "areas": [], "bloc": "", "own": 3}
    with pytest.raises(ParamsError, match="no parameter own; known are study, output, language, areas, bloc"):
        chosen(names)
    assert chosen({**names, "view": object()}) == {"language": "en", "areas": [], "bloc": ""}


def test_areas_are_read_from_a_list_or_from_a_word() -> None:
    run = study(FULL)
    assert open_view(run, areas="south").areas == ("south",)
    assert open_view(run, areas="south, east").areas == ("east", "south")
    assert open_view(run, areas=None).areas == tuple(run.params.areas)
    assert not open_view(run, areas=list(run.params.areas)).is_part
    for areas, words in (
        ("[south]", "did you mean south"),
        (3, "a int names no areas; give a list of keys, as in [north, south], or one key"),
        ([3], "a list names no areas"),
    ):
        with pytest.raises(ParamsError, match=re.escape(words)):
            open_view(run, areas=areas)
    with pytest.raises(ParamsError, match="bloc: a list is no key; give a word"):
        open_view(run, bloc=["A"])
