"""Every sentence of the catalogues is said somewhere: in a study of the walk, or in one that is named; none is dead."""

import ast
import re
from pathlib import Path

import pytest
from report.many_sides import make_run_of_many_sides
from report.plausible import make_run
from report.studies import FULL, STATES, STUDIES, keys_of, keys_said
from report.unsaid import UNSAID

import crowdpotential.report
from crowdpotential.exhibits.language import load_language
from crowdpotential.views.sentences.outcome import SPOKEN
from crowdpotential.views.view import open_view

ROOMS = Path(crowdpotential.report.__file__).parents[1]
KINDS = "|".join(SPOKEN)


def test_every_sentence_is_said_or_named() -> None:
    said = {key for study in (*STUDIES, FULL) for state in STATES for key in keys_said(study, state, "en")}
    for verdict in ("partial", "not_comparable"):
        said |= keys_of(open_view(make_run(verdict=verdict), language="en"))
    said |= keys_of(open_view(make_run_of_many_sides(3, "partial"), language="en"))
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
                pieces = (re.escape(p.value) if isinstance(p, ast.Constant) else ".+" for p in node.values)
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
