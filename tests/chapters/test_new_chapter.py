"""A chapter that is registered stands on the page and in its notebook, and its stage has a key: nothing else knows of it."""

from collections.abc import Mapping
from dataclasses import replace

import nbformat
import pytest
from report.studies import sided

from crowdpotential.chapters.notebooks import list_exhibits, make_notebook
from crowdpotential.chapters.registration import Chapter, Show
from crowdpotential.chapters.registry import CHAPTERS, list_pictures, list_shown, page_order
from crowdpotential.errors import ProgramFaultError
from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.report import open_view
from crowdpotential.report.page import assemble_page
from crowdpotential.views.view import View

TITLE = "Interviews received, in a chapter of its own"


def show_received(view: View) -> Exhibit:
    """Show one registered number in a table of one row."""
    received = view.results.first("fieldwork", "n_received", area="", bloc="")
    table = Table(
        caption=TITLE,
        columns=(Column(kind="label"), Column(look="value")),
        groups=(Group(rows=(Row(("all", Number(received, digits=0))),)),),
    )
    return Exhibit(
        setting=view.setting,
        section="qual",
        anchor="received",
        kind="table",
        title=TITLE,
        panels=(Panel(tables=(table,)),),
        rows=("fieldwork.n_received.*",),
    )


def _exhibits() -> Mapping[str, Show]:
    return {"received": show_received}


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    registered = {name: chapter for name, chapter in CHAPTERS.items() if name != "fieldwork"}
    monkeypatch.setattr("crowdpotential.chapters.registry.CHAPTERS", registered)
    tiny = Chapter(section="qual", exhibits=_exhibits, notebook="01_fieldwork")
    monkeypatch.setitem(registered, "tiny", tiny)
    monkeypatch.setitem(CHAPTERS, "tiny", tiny)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_exhibit_of_a_registered_chapter_stands_on_the_page(language: str) -> None:
    view = open_view(sided(), language=language)
    page = assemble_page(view, [show_received(view).fragment], page_order())
    assert TITLE in page
    assert 'id="received"' in page
    assert 'data-result="fieldwork.n_received' in page


def test_the_exhibit_of_a_registered_chapter_stands_at_the_end_of_its_notebook() -> None:
    assert list(list_exhibits("01_fieldwork"))[-1] == "received"
    cells = nbformat.reads(make_notebook("01_fieldwork"), as_version=4).cells
    assert cells[-1].id == "received"
    assert "show_received(view)" in cells[-1].source


def test_a_picture_that_no_chapter_registers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhibits() -> Mapping[str, Show]:
        return {"received": lambda view: replace(show_received(view), file="received")}

    view, registry = open_view(sided(), language="en"), "crowdpotential.chapters.registry.CHAPTERS"
    monkeypatch.setattr(registry, {"tiny": Chapter(section="qual", exhibits=exhibits)})
    with pytest.raises(ProgramFaultError, match="exhibit received: its picture received is not registered"):
        list_shown(view)
    monkeypatch.setattr(registry, {"tiny": Chapter(section="qual", exhibits=exhibits, pictures={"received": "received"})})
    assert list(list_pictures()) == ["received"]
    assert len(list_shown(view)) == 1
