"""Docstrings of public functions begin with a plain verb, so that a reader whose language is another one needs no dictionary."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import crowdpotential

PACKAGE = Path(crowdpotential.__file__).parent
ODD = {"Give", "Tell", "Say", "Hold", "Lend", "Owe", "Head", "Let", "Lay", "Part", "Frame", "Hand", "Speak", "Spoil", "Bind", "Settle"}
NO_VERB = {"A", "An", "The", "What", "Which", "Whether", "Every", "Degrees"}


def public_functions(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the names and docstrings of public functions; a property is a thing, and named like one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        if not any("property" in ast.dump(one) for one in node.decorator_list):
            yield node.name, ast.get_docstring(node) or ""


@pytest.mark.parametrize("room", sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py"))))
def test_docstrings_begin_with_a_plain_verb(room: str) -> None:
    found = [
        f"{path.relative_to(PACKAGE)}: {name}: {text.splitlines()[0]}"
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for name, text in public_functions(path)
        if text and text.split()[0].strip(".,:;") in ODD | NO_VERB
    ]
    assert found == []
