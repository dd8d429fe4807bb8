"""Execute the notebooks and make the pages: parameters are checked before anything runs, then two kernels work side by side."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from crowdpotential.chapters.notebooks import is_for
from crowdpotential.errors import KernelError, ParamsError, ProgramFaultError
from crowdpotential.exhibits.fragment import Fragment, read_fragment
from crowdpotential.report.kernels import Kernels, install_kernel
from crowdpotential.report.page import assemble_page
from crowdpotential.stopping import temporary_folder
from crowdpotential.validation import nearest
from crowdpotential.views.view import Run, open_view

AT_ONCE = 2  # kernels; each of them uses one core
ATTEMPTS = 3  # to execute a notebook, each in a kernel of its own
PATIENCE_SECONDS = 600  # until a kernel answers; one that has ended is noticed within a second, and a cell may take as long as it needs
KINDS = {"str": str, "list": list, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The pages by language, the executed notebooks by file name."""

    pages: Mapping[str, bytes]
    notebooks: Mapping[str, bytes]  # 01_fieldwork.ru.ipynb, ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """One executed notebook."""

    name: str
    language: str
    content: bytes
    fragments: tuple[Fragment, ...]


def render(run: Run, *, notebooks: Path, order: Mapping[str, tuple[str, ...]], tell: Callable[[str], None]) -> Rendered:
    """Execute every notebook once per language and assemble a page out of what the cells return.

    Args:
        run: the finished run; the kernels load it again from its output folder. They work in the subfolder `notebooks` there, so that an
            executed notebook holds no path but `..`.
        notebooks: folder of the notebooks.
        order: of the pages, section by section.
        tell: is told what goes on.

    Raises:
        ParamsError: a notebook lacks a parameter that the report sets, or declares it as something else.
        KernelError: the machine ends the kernels, or does not let them start.
    """
    languages = run.params.report.languages
    paths = [path for path in sorted(notebooks.resolve().glob("*.ipynb")) if is_for(path.stem, run.params)]
    jobs = [(path, {"output": "..", "language": language}) for path in paths for language in languages]
    for path, parameters in jobs:
        check_parameters(path, parameters)
    work = (run.output / "notebooks").resolve()
    work.mkdir(parents=True, exist_ok=True)
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what the end of a kernel means is told here
    # the working folder belongs to the process: papermill's own `cwd` would change it under the other thread's feet
    with temporary_folder() as folder, chdir(work):
        install_kernel(folder)
        with Kernels(folder) as kernels, ThreadPoolExecutor(AT_ONCE) as pool:
            executed = []
            for done in pool.map(lambda job: _execute(*job, kernels=kernels), reversed(jobs)):  # the longest first
                tell(f"notebook {done.name}")
                executed.append(done)
    pages: dict[str, bytes] = {}
    for language in languages:
        fragments = [fragment for done in executed if done.language == language for fragment in done.fragments]
        page = assemble_page(open_view(run, language=language), fragments, order)
        pages[language] = page.encode("utf-8")
    return Rendered(pages=pages, notebooks={done.name: done.content for done in executed})


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


def _execute(path: Path, parameters: Mapping[str, object], *, kernels: Kernels) -> Executed:
    """Execute one notebook; in another kernel, with other addresses, where the first cannot start or is ended from outside."""
    language = str(parameters["language"])
    for attempt in range(ATTEMPTS):
        try:
            notebook = _execute_once(path, parameters, kernels=kernels, with_ports=attempt > 0)
            break
        except PapermillExecutionError as error:
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
    fragments = tuple(fragment for bundle in _bundles(notebook) if (fragment := read_fragment(bundle)) is not None)
    content = _without_traces(notebook).encode("utf-8")
    return Executed(name=f"{path.stem}.{language}.ipynb", language=language, content=content, fragments=fragments)


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
