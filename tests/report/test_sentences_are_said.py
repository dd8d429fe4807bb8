"""Every sentence of the catalogues is said somewhere: in a study of the walk, or in one that is named; none is dead."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from partial_sides import finished_partial
from report.studies import FULL, STATES, STUDIES, edit, keys_of, keys_said, sided, with_hidden, with_index_alone
from report.unsaid import UNSAID

import crowdpotential.report
from crowdpotential.exhibits.language import load_language
from crowdpotential.store import Run
from crowdpotential.views.sentences.outcome import SPOKEN
from crowdpotential.views.view import open_view

ROOMS = Path(crowdpotential.report.__file__).parents[1]
KINDS = "|".join(SPOKEN)


PARTS = "X;X1;X2;X3;X4;Y;Y1;Y2"


def with_findings(run: Run) -> Run:
    """Let what is undetermined in a small study be found, of areas, dimensions and groups, and not hold in every way to make the index."""
    found = edit(run, {"measure": "contrast", "area": "north", "reference_area": "west"}, verdict="difference")
    found = edit(found, {"chapter": "gap", "measure": "contrast", "variable": "X"}, verdict="difference", estimate=5.0)
    found = edit(found, {"measure": "group_contrast", "domain": "1", "reference_domain": "3"}, verdict="difference", estimate=5.0)
    found = edit(found, {"measure": "group_contrast", "domain_variable": "sex"}, verdict="difference", estimate=9.0)
    found = edit(found, {"measure": "deviation", "variable": "X"}, verdict="strength")
    found = edit(found, {"measure": "rank_set", "area": "west", "model": "simultaneous"}, ci_low=3.0)
    pair = {"area": "north", "bloc": "A", "reference_area": "west", "reference_bloc": "B"}
    found = edit(found, {"measure": "robustness", "variable": "sign"}, variable="pair", **pair)
    for measure, parts in (("robustness", "aggregation"), ("robustness_without", PARTS)):
        for end in ("first", "last"):
            found = edit(found, {"measure": measure, "variable": end}, verdict="depends", estimate=0.5, note=parts)
    return found


def within_sides(run: Run) -> Run:
    """Let the groups be contrasted on each side by itself, as where the sides are not comparable."""
    frame = run.results
    is_about_groups = (frame["measure"] == "group_contrast") | ((frame["measure"] == "verdict") & (frame["variable"] == "groups"))
    ours = frame[is_about_groups]
    sides = [ours.assign(bloc=side, reference_bloc=side, result_id=ours["result_id"] + f".bloc={side}") for side in run.params.blocs]
    return replace(run, results=pd.concat([frame[~is_about_groups], *sides], ignore_index=True))


def planted() -> Iterator[Run]:
    """Give runs of the small studies with findings that such a small sample does not establish."""
    yield with_findings(sided("partial", is_synthetic=True))
    yield within_sides(with_findings(sided("not_comparable")))
    yield with_hidden(sided("partial"), {"measure": "rank_set", "area": "west"})
    yield with_index_alone(sided("partial"))
    yield finished_partial(3)
    yield edit(finished_partial(8), {"chapter": "comparison", "measure": "contrast"}, verdict="difference")


def test_every_sentence_is_said_or_named() -> None:
    said = {key for study in (*STUDIES, FULL) for state in STATES for key in keys_said(study, state, "en")}
    for run in planted():
        said |= keys_of(open_view(run, language="en"))
    named = tuple(start for starts in UNSAID.values() for start in starts)
    assert sorted(key for key in set(load_language("en").sentences) - said if not key.startswith(named)) == []


@pytest.fixture(scope="module")
def asked() -> tuple[set[str], list[re.Pattern[str]]]:
    """Collect the texts and the patterns of texts that the report's code holds."""
    texts, patterns = {path.read_text(encoding="utf-8") for path in ROOMS.glob("report/templates/*")}, set()
    literal = set(re.findall(r"[a-z_]+\.[\w.-]+", " ".join(texts)))
    for path in (path for room in ("chapters", "exhibits", "report") for path in (ROOMS / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literal.add(node.value)
            if isinstance(node, ast.JoinedStr):
                pieces = (re.escape(p.value) if isinstance(p, ast.Constant) else ".+" for p in node.values)  # noqa: PD011 of a syntax tree
                patterns.add("".join(map(str, pieces)))
    return literal, [re.compile(found) for found in patterns if "\\." in found]


def test_no_sentence_is_dead(asked: tuple[set[str], list[re.Pattern[str]]]) -> None:
    """A key stands in the code, whole, as a pattern, or as the outcome of one that does."""
    literal, patterns = asked
    dead = [
        key
        for key in load_language("en").sentences
        if key not in literal and not any(found.fullmatch(key) for found in patterns) and re.sub(rf"_({KINDS})$", "", key) not in literal
    ]
    assert dead == []
