"""Execute the notebooks and make the pages: parameters are checked before anything runs, then two kernels work side by side.

What else takes long and needs what the notebooks need is a cell that the same kernels execute: a process of its own would import all anew.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from crowdpotential.chapters.notebooks import is_for
from crowdpotential.errors import KernelError, OutputLockedError, ParamsError, ProgramFaultError
from crowdpotential.exhibits.fragment import Fragment, read_fragment
from crowdpotential.report.kernels import Kernels
from crowdpotential.report.made_files import Cell, names_of_files
from crowdpotential.report.page import assemble_page
from crowdpotential.validation import nearest
from crowdpotential.views.view import Run, open_view

AT_ONCE = 2  # kernels; each of them uses one core
ATTEMPTS = 3  # to execute a notebook, each in a kernel of its own
PATIENCE_SECONDS = 600  # until a kernel answers; one that has ended is noticed within a second, and a cell may take as long as it needs
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
KINDS = {"str": str, "list": list, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The pages by language, the executed notebooks by file name, and the files that cells beside them made."""

    pages: Mapping[str, bytes]
    notebooks: Mapping[str, bytes]  # 01_fieldwork.ru.ipynb, ...
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """One executed notebook."""

    path: Path
    language: str
    content: bytes
    fragments: tuple[Fragment, ...]
    files: tuple[str, ...]  # names below the output folder

    @property
    def name(self) -> str:
        """The name of its file beside those in other languages."""
        return f"{self.path.stem}.{self.language}.ipynb"


def render(
    run: Run,
    kernels: Kernels,
    *,
    notebooks: Path,
    order: Mapping[str, tuple[str, ...]],
    tell: Callable[[str], None],
    cells: Sequence[Cell] = (),
) -> Rendered:
    """Execute every notebook and cell once per language and assemble a page out of what the notebooks return.

    Args:
        run: the finished run; the kernels load it again from its output folder.
        kernels: that work in the subfolder `notebooks` there, so that an executed notebook holds no path but `..`.
        notebooks: folder of the notebooks.
        order: of the pages, section by section.
        tell: is told what goes on.
        cells: that kernels execute beside the notebooks, for the files that they write there.

    Raises:
        ParamsError: a notebook lacks a parameter that the report sets, or declares it as something else.
        KernelError: the machine ends the kernels, or does not let them start.
    """
    languages = run.params.report.languages
    paths = [path for path in sorted(notebooks.resolve().glob("*.ipynb")) if is_for(path.stem, run.params)]
    for path in paths:
        check_parameters(path, _parameters(languages[0]))
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what the end of a kernel means is told here
    beside = [_write_cell(kernels.folder, cell) for cell in cells]
    jobs = [(path, language) for path in (*paths, *beside) for language in languages]
    executed = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in pool.map(lambda job: _execute(*job, kernels=kernels), reversed(jobs)):  # the longest first
            tell(f"{done.path.stem} in {done.language}" if done.path in beside else f"notebook {done.name}")
            executed.append(done)
    kernels.end()
    pages: dict[str, bytes] = {}
    for language in languages:
        fragments = [fragment for done in executed if done.language == language for fragment in done.fragments]
        page = assemble_page(open_view(run, language=language), fragments, order)
        pages[language] = page.encode("utf-8")
    return Rendered(
        pages=pages,
        notebooks={done.name: done.content for done in executed if done.path not in beside},
        files={name: (run.output / name).read_bytes() for done in executed for name in done.files},
    )


def check_parameters(notebook: Path, parameters: Mapping[str, object]) -> None:
    """Refuse parameters that a notebook does not declare, or declares with another kind of value.

    papermill itself only logs a misspelt name and runs on the default.

    Raises:
        ParamsError: an unknown name (the nearest is suggested) or a value of another kind.
    """
    declared: dict[str, dict[str, Any]] = papermill.inspect_notebook(str(notebook))
    for name, value in parameters.items():
        if name not in declared:
            found = nearest(name, declared)
            hint = f"did you mean {found}?" if found else f"it declares {', '.join(declared) or 'none'}"
            msg = f"{notebook.name}: there is no parameter {name}; {hint}"
            raise ParamsError(msg)
        kind = _kind(declared[name])
        if kind is not None and (not isinstance(value, kind) or isinstance(value, bool) != (kind is bool)):
            msg = f"{notebook.name}: parameter {name} is a {kind.__name__}, not a {type(value).__name__}; correct the value"
            raise ParamsError(msg)


def _kind(declared: Mapping[str, Any]) -> type | None:
    """Return the kind of a parameter by its annotation, else by its default."""
    annotation = str(declared.get("inferred_type_name") or "None").split("[", maxsplit=1)[0].lower()
    if annotation in KINDS:
        return KINDS[annotation]
    default = str(declared.get("default", ""))
    if default.startswith(("[", "(")):
        return list
    return str if default.startswith(("'", '"')) else None


def _parameters(language: str) -> dict[str, object]:
    return {"output": "..", "language": language}


def _write_cell(folder: Path, cell: Cell) -> Path:
    """Write a notebook of one cell, which takes the parameters of ours."""
    sources = {"parameters": 'output: str = ""\nlanguage: str = ""', cell.name: cell.code}
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "id": name, "metadata": {"tags": [name]}, "outputs": [], "execution_count": None, "source": source}
        for name, source in sources.items()
    ]
    notebook = {"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}
    path = folder / f"{cell.name}.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def _execute(path: Path, language: str, *, kernels: Kernels) -> Executed:
    """Execute one notebook; in another kernel, with other addresses, where the first cannot start or is ended from outside."""
    for attempt in range(ATTEMPTS):
        try:
            notebook = _execute_once(path, _parameters(language), kernels=kernels, with_ports=attempt > 0)
            break
        except PapermillExecutionError as error:
            if error.ename == OutputLockedError.__name__:  # what a disk refuses is no fault of the program
                raise OutputLockedError(error.evalue) from error
            msg = f"{path.name}, cell {error.exec_count}: {error.ename}"
            raise ProgramFaultError(msg) from error
        except (RuntimeError, OSError) as error:
            why = str(error).partition("\n")[0]
    else:
        msg = (
            f"{path.name}: {ATTEMPTS} kernels in turn did not start or were ended ({why}); is memory short? Close other programs and run "
            "the same command again: what was computed is kept, only the pages are made anew"
        )
        raise KernelError(msg)
    bundles = _bundles(notebook)
    fragments = tuple(fragment for bundle in bundles if (fragment := read_fragment(bundle)) is not None)
    files = tuple(name for bundle in bundles for name in names_of_files(bundle))
    content = _without_traces(notebook).encode("utf-8")
    return Executed(path=path, language=language, content=content, fragments=fragments, files=files)


def _execute_once(path: Path, parameters: Mapping[str, object], *, kernels: Kernels, with_ports: bool) -> NotebookNode:
    with kernels.lent(with_ports=with_ports) as manager:
        # no output file: papermill would write the whole notebook anew before and after every cell
        notebook: NotebookNode = papermill.execute_notebook(
            str(path),
            None,
            parameters=dict(parameters),
            kernel_name="python3",
            km=manager,
            progress_bar=False,
            log_output=False,
            start_timeout=PATIENCE_SECONDS,
            iopub_timeout=PATIENCE_SECONDS,
        )
    return notebook


def _bundles(notebook: NotebookNode) -> Sequence[Mapping[str, Any]]:
    return [output["data"] for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs if "data" in output]


def _without_traces(notebook: NotebookNode) -> str:
    """Write a notebook, without what tells of machine, minute and cells: paths, times, warnings, the copies that the page was made from."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = "injected-parameters"  # papermill draws another each time
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "outputs" in cell:  # a library's warning may quote what it was given
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        for output in cell.get("outputs", ()):
            for mime in [mime for mime in output.get("data", {}) if mime.startswith("application/vnd.crowdpotential")]:
                del output["data"][mime]
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
