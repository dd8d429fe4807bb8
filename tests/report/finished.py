"""A run as files on the disk of their own, and notebooks executed on it without a kernel."""

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import nbformat

from crowdpotential.layout import CODEBOOK, EXCLUSIONS, FINDINGS, INTERNAL, MANIFEST, RESULTS, RUN
from crowdpotential.store import Run, to_csv

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def save(run: Run, folder: Path) -> Run:
    """Write what `open_run` reads."""
    (folder / INTERNAL).mkdir(parents=True)
    for name, frame in ((RESULTS, run.results), (FINDINGS, run.findings), (EXCLUSIONS, run.exclusions)):
        (folder / name).write_bytes(to_csv(frame))
    (folder / CODEBOOK).write_text(run.codebook.model_dump_json(by_alias=True), encoding="utf-8")
    params = json.loads(run.params.model_dump_json(by_alias=True))
    (folder / MANIFEST).write_text(json.dumps(run.manifest), encoding="utf-8")
    record = {"params": params, "study_folder": str(run.study_folder)}
    (folder / RUN).write_text(json.dumps(record), encoding="utf-8")
    return replace(run, output=folder)


def execute(notebook: Path, parameters: Mapping[str, object]) -> Iterator[object]:
    """Execute the cells in this process, as papermill would order them; give the last value of each."""
    names: dict[str, object] = {"In": [], "Out": {}}
    for cell in nbformat.read(notebook, 4).cells:
        if cell.cell_type != "code":
            continue
        *lines, last = ast.parse(cell.source).body
        is_value = isinstance(last, ast.Expr)
        exec(compile(ast.Module(lines if is_value else [*lines, last], []), notebook.name, "exec"), names)  # noqa: S102 our own cells
        if is_value:
            yield eval(compile(ast.Expression(last.value), notebook.name, "eval"), names)  # noqa: S307 the same
        if "parameters" in cell.metadata.get("tags", []):
            names |= parameters
