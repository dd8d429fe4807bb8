"""The notebooks of the report are prose between calls, committed as they are before a run."""

import ast
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
ALLOWED_IMPORTS = {"crowdpotential.chapters", "crowdpotential.report", "crowdpotential.store"}
NOT_PROSE = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.Try)

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_a_notebook_holds_no_outputs(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert cells
    assert [cell.source for cell in cells if cell.outputs or cell.execution_count] == []


def test_a_notebook_is_thin(path: Path) -> None:
    cells = _code_cells(path)
    assert len(cells) <= 15
    assert [source for source in cells if _n_lines(source) > 5] == []


def test_a_notebook_loads_and_shows_but_computes_nothing(path: Path) -> None:
    nodes = [node for source in _code_cells(path) for node in ast.walk(ast.parse(source))]
    assert [ast.unparse(node) for node in nodes if isinstance(node, NOT_PROSE)] == []
    imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert {name for name in imported if not _is_allowed(name or "")} == set()


def test_a_notebook_has_one_cell_of_parameters(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in cells) == 1


def _code_cells(path: Path) -> list[str]:
    cells = nbformat.read(path, as_version=4).cells
    is_plain = (cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", []) for cell in cells)
    return [cell.source for cell, plain in zip(cells, is_plain, strict=True) if plain]


def _n_lines(source: str) -> int:
    return sum(bool(line.strip()) for line in source.splitlines())


def _is_allowed(name: str) -> bool:
    return any(name == allowed or name.startswith(f"{allowed}.") for allowed in ALLOWED_IMPORTS)
