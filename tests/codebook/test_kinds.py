"""Types of questions stand in one table, and nobody else compares them with a name."""

import ast
from pathlib import Path
from typing import get_args

import pytest

import crowdpotential
from crowdpotential.codebook.kinds import (
    CODED,
    GROUPING,
    KINDS,
    NUMBERS,
    ONE_CODE,
    ONE_COLUMN,
    RATINGS,
    QuestionType,
    Types,
)

SOURCE = Path(crowdpotential.__file__).parent
TYPES = set(get_args(QuestionType))


def compared_types(tree: ast.AST) -> list[int]:
    """List the lines that compare something with the name of a type, or list types, as a rule about types does."""
    lines = list[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(_is_type, sides)) and _names(node):
                lines.append(node.lineno)
        elif isinstance(node, ast.match_case) and _names(node.pattern):
            lines.append(node.pattern.lineno)
        elif isinstance(node, ast.Dict | ast.Set | ast.Tuple | ast.List):
            keys = node.keys if isinstance(node, ast.Dict) else node.elts
            named = [key for key in keys if isinstance(key, ast.Constant) and key.value in TYPES]
            if len(named) > 1 and len(named) == len(keys):
                lines.append(node.lineno)
    return lines


def _is_type(node: ast.AST) -> bool:
    """Return whether something is called a type: an attribute, or an entry of a codebook as it is read."""
    is_entry = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
    return (isinstance(node, ast.Attribute) and node.attr == "type") or (is_entry and node.slice.value == "type")


def _names(node: ast.AST) -> list[str]:
    return [str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant) and part.value in TYPES]


def test_every_type_has_a_row() -> None:
    assert set(KINDS) == TYPES


@pytest.mark.parametrize(
    ("listed", "wanted"),
    [
        (CODED, {name for name, kind in KINDS.items() if kind.is_coded}),
        (ONE_CODE, {name for name, kind in KINDS.items() if kind.has_one_code}),
        (RATINGS, {name for name, kind in KINDS.items() if kind.is_rating}),
        (NUMBERS, {name for name, kind in KINDS.items() if kind.is_number}),
        (GROUPING, {name for name, kind in KINDS.items() if kind.has_one_code or kind.is_worded}),
        (ONE_COLUMN, {name for name, kind in KINDS.items() if not kind.has_options}),
    ],
)
def test_the_lists_in_refusals_agree_with_the_table(listed: Types, wanted: set[QuestionType]) -> None:
    assert set(listed) == wanted


def test_no_other_module_compares_a_type_with_a_name() -> None:
    faults = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path != SOURCE / "codebook" / "kinds.py"
        for line in compared_types(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not faults


@pytest.mark.parametrize(
    "line",
    [
        'x = v.type == "multiple"',
        'x = "text" != a.variable(n).type',
        'x = v.type in {"text", "paradata"}',
        'x = entry["type"] == "ordinal"',
        'MEASURES = {"ordinal": 1, "numeric": 2}',
        'CLOSED = ("single", "ordinal")',
        'match kind:\n    case "numeric":\n        pass',
    ],
)
def test_the_check_notices(line: str) -> None:
    assert compared_types(ast.parse(line))
