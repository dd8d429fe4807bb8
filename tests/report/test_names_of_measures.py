"""Whatever the report looks up in the results is registered: a measure that is renamed fails here, and no exhibit vanishes in silence."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from crowdpotential import report
from crowdpotential.exhibits.results import Results
from crowdpotential.results.measures import REGISTER
from crowdpotential.views.frame import existing_rows
from crowdpotential.views.view import View

PACKAGE = Path(report.__file__).parents[1]
ROOMS = ("report", "chapters", "exhibits")
LOOK_UPS = ("find", "first", "overall")


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Walk every call in the rooms that look results up."""
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


def texts(node: ast.expr) -> Iterator[str]:
    """List the texts that an expression may be: a text, one of two, or a pattern where parts of it are filled in."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=other):
            yield from texts(body)
            yield from texts(other)
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)


def look_ups() -> list[tuple[str, str, str]]:
    return [
        (where, chapter.value, name)
        for where, call in calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr in LOOK_UPS and len(call.args) > 1
        if isinstance(chapter := call.args[0], ast.Constant) and isinstance(chapter.value, str)
        for name in texts(call.args[1])
    ]


def cited() -> list[tuple[str, str, str]]:
    """List the patterns of rows that exhibits cite: what is given to `cite`, or as `rows`."""
    given = [
        (where, node)
        for where, call in calls()
        for node in (
            *(call.args if isinstance(call.func, ast.Name) and call.func.id == "cite" else ()),
            *(word.value for word in call.keywords if word.arg == "rows"),
        )
    ]
    patterns = [(where, each) for where, node in given for text in texts(node) for each in text.split(", ")]
    return [(where, *pattern.split(".")[:2]) for where, pattern in patterns]  # type: ignore[misc]


@pytest.mark.parametrize("named", [look_ups, cited], ids=["look-ups", "cited rows"])
def test_every_name_of_a_measure_in_the_report_is_registered(named: object) -> None:
    found = named()  # type: ignore[operator]
    assert len(found) > 40
    unknown = [
        f"{where}: {chapter}.{name}"
        for where, chapter, name in found
        if not any(own == chapter and fnmatchcase(known, name) for own, known in REGISTER)
    ]
    assert unknown == []


def test_a_pattern_that_no_registered_measure_matches_is_refused() -> None:
    view = View(run=None, language=None, areas=(), blocs=())  # type: ignore[arg-type]
    object.__setattr__(view, "results", Results(by_measure={}))
    assert existing_rows(view, "index.mean.*") == ""
    for pattern in ("index.average.*", "index.average*.index", "indices.mean.*"):
        with pytest.raises(KeyError, match="no such measure is registered"):
            existing_rows(view, pattern)


@pytest.mark.parametrize("look_up", LOOK_UPS)
def test_every_kind_of_look_up_refuses_a_measure_that_is_not_registered(look_up: str) -> None:
    with pytest.raises(KeyError, match=r"index\.average: no such measure is registered"):
        getattr(Results(by_measure={}), look_up)("index", "average")
