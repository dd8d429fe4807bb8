import json
import socket
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client.connect import LocalPortCache
from nbclient import NotebookClient
from nbformat import v4
from report.finished import ROOT, save
from report.studies import FULL, study

from crowdpotential.chapters.registry import page_order
from crowdpotential.errors import KernelError, OutputLockedError, ParamsError, ProgramFaultError
from crowdpotential.report import kernels, runner
from crowdpotential.report.made_files import EXHIBITS, Cell, MadeFiles
from crowdpotential.report.runner import check_parameters
from crowdpotential.store import Run

NOTEBOOKS = ROOT / "notebooks"
FIRST = NOTEBOOKS / "01_fieldwork.ipynb"


def render(run: Run, notebooks: Path, *, cells: Sequence[Cell] = (), tell: Callable[[str], None] = print) -> runner.Rendered:
    """Render a run with kernels of its own."""
    work = run.output / "notebooks"
    work.mkdir(exist_ok=True)
    with kernels.open_kernels(work) as own:
        return runner.render(run, own, notebooks=notebooks, order=page_order(), cells=cells, tell=tell)


@pytest.fixture
def run() -> Run:
    return study(FULL)


def test_a_misspelt_parameter_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ParamsError, match="there is no parameter langauge; did you mean language"):
        check_parameters(FIRST, {"langauge": "ru"})


@pytest.mark.parametrize(("name", "value"), [("language", 3), ("areas", "belgorod"), ("output", True)])
def test_a_parameter_of_another_kind_is_refused(name: str, value: object) -> None:
    with pytest.raises(ParamsError, match=f"parameter {name} is a"):
        check_parameters(FIRST, {name: value})


def test_nothing_runs_when_a_notebook_lacks_a_parameter(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    text = FIRST.read_text(encoding="utf-8").replace("language: str", "tongue: str")
    (folder / "01_fieldwork.ipynb").write_text(text, encoding="utf-8")
    with pytest.raises(ParamsError, match="there is no parameter language"):
        render(replace(run, output=tmp_path), folder)
    assert not (tmp_path / "notebooks" / "01_fieldwork.ru.ipynb").exists()


def test_an_executed_notebook_gives_its_pieces_and_no_trace_of_the_machine(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "out"
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / FIRST.name).write_bytes(FIRST.read_bytes())
    one = run.params.model_copy(update={"report": run.params.report.model_copy(update={"languages": ("en",)})})
    saved = save(replace(run, params=one), output)
    rendered = render(saved, tmp_path / "notebooks")
    assert set(rendered.notebooks) == {"01_fieldwork.en.ipynb"}
    assert b'id="quotas"' in rendered.pages["en"]
    text = rendered.notebooks["01_fieldwork.en.ipynb"].decode()
    assert str(tmp_path) not in text
    assert "PosixPath" not in text
    assert "papermill" not in json.dumps(json.loads(text)["metadata"])
    ids = [cell["id"] for cell in json.loads(text)["cells"]]
    committed = {cell["id"] for cell in json.loads(FIRST.read_bytes())["cells"]}
    assert [name for name in ids if name not in committed] == ["injected-parameters"], "none is drawn anew"
    assert len(set(ids)) == len(ids)
    nbformat.validate(nbformat.reads(text, 4))


@pytest.fixture
def execute(run: Run, tmp_path: Path) -> Callable[[str], runner.Rendered]:
    """Execute a notebook of one cell, with the parameters of ours."""
    report = run.params.report.model_copy(update={"languages": ("en",)})
    one = replace(run, params=run.params.model_copy(update={"report": report}), output=tmp_path)

    def execute_cell(cell: str) -> runner.Rendered:
        folder = tmp_path / "notebooks of one cell"
        folder.mkdir()
        declared = v4.new_code_cell('output: str = ""\nlanguage: str = ""', metadata={"tags": ["parameters"]})
        nbformat.write(
            v4.new_notebook(
                cells=[declared, v4.new_code_cell(cell)],
                metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            ),
            folder / "one.ipynb",
        )
        return render(one, folder, tell=lambda _line: None)

    return execute_cell


@pytest.mark.parametrize("has_sockets", [True, False])
def test_a_kernel_whose_ports_are_taken_is_started_again_with_others(
    has_sockets: bool,  # noqa: FBT001 of the system
    execute: Callable[[str], runner.Rendered],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken, free = [other.getsockname()[1]] * 5, LocalPortCache.find_available_port

        def find(cache: LocalPortCache, ip: str) -> int:
            return taken.pop() if taken else free(cache, ip)

        monkeypatch.setattr(LocalPortCache, "find_available_port", find)
        if not has_sockets:
            monkeypatch.setattr(kernels, "LONGEST_SOCKET_PATH", 0)
        executed = execute("2 + 2").notebooks["one.en.ipynb"]
    assert bool(taken) == has_sockets  # with sockets in a folder, nobody asked for a port
    assert '"text/plain": "4"' in executed.decode()
    assert capfd.readouterr() == ("", "")


def test_what_a_library_warns_of_in_a_cell_stays_out_of_the_notebook(
    execute: Callable[[str], runner.Rendered],
) -> None:
    cell = 'import warnings; warnings.warn("Pela" + "geya"); print("Krivo" + "lapova"); 2 + 2'
    executed = execute(cell).notebooks["one.en.ipynb"].decode()
    assert "Pelageya" not in executed
    assert "Krivolapova" in executed  # what a cell of ours prints is meant to be read
    assert '"text/plain": "4"' in executed


def test_kernels_that_the_system_ends_are_told_in_one_line(
    execute: Callable[[str], runner.Rendered], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(KernelError, match=r"one\.ipynb: 3 kernels in turn .* the same command again"):
        execute("import os; os._exit(1)")
    assert capfd.readouterr() == ("", "")


def test_a_cell_may_take_as_long_as_a_slow_machine_needs(
    execute: Callable[[str], runner.Rendered], monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[int | None] = []
    limit_of = NotebookClient._get_timeout  # noqa: SLF001 nothing else tells it

    def note(client: NotebookClient, cell: nbformat.NotebookNode | None) -> int | None:
        limits.append(limit_of(client, cell))
        return limits[-1]

    monkeypatch.setattr(NotebookClient, "_get_timeout", note)
    execute("2 + 2")
    assert limits
    assert set(limits) == {None}


def test_a_cell_that_fails_is_a_fault_of_the_program_and_tried_once(execute: Callable[[str], runner.Rendered], tmp_path: Path) -> None:
    tried = tmp_path / "tried"
    with pytest.raises(ProgramFaultError, match=r"one\.ipynb, cell 3: ZeroDivisionError"):
        execute(f"print('.', file=open({str(tried)!r}, 'a')); 1 / 0")
    assert tried.read_text(encoding="utf-8") == ".\n"


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_are_thin_and_hold_no_outputs(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert len(cells) <= 15
    for cell in cells:
        assert cell.outputs == []
        assert cell.execution_count is None
        assert len([line for line in cell.source.splitlines() if line.strip()]) <= 5
    tags = [tag for cell in cells for tag in cell.metadata.get("tags", [])]
    assert tags == ["parameters"]


def test_a_notebook_finds_nothing_that_another_left_in_its_kernel(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "AT_ONCE", 1)
    folder = tmp_path / "notebooks of one cell"
    folder.mkdir()
    declared = v4.new_code_cell('output: str = ""\nlanguage: str = ""', metadata={"tags": ["parameters"]})
    cell = v4.new_code_cell("import os\nnames = 'left' in globals()\nleft = 1\nprint('found', names, os.getpid())")
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(v4.new_notebook(cells=[declared, cell], metadata=spec), folder / "one.ipynb")
    params = run.params.model_copy(update={"report": run.params.report.model_copy(update={"languages": ("en", "ru")})})
    rendered = render(replace(run, params=params, output=tmp_path), folder, tell=lambda _line: None)
    cells = [json.loads(content)["cells"][-1] for content in rendered.notebooks.values()]
    said = ["".join(cell["outputs"][0]["text"]).split() for cell in cells]
    assert [words[1] for words in said] == ["False", "False"]
    assert len({words[2] for words in said}) == 1, "it was one kernel"
    assert {cell["execution_count"] for cell in cells} == {3}, "each counts from the beginning"


def test_a_cell_beside_the_notebooks_makes_files_and_is_not_kept(run: Run, tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from {MadeFiles.__module__} import MadeFiles
Path(output, language + ".bin").write_bytes(bytes(range(256)))
MadeFiles(names=(language + ".bin",))"""
    (tmp_path / "none").mkdir()
    rendered = render(replace(run, output=tmp_path), tmp_path / "none", cells=(Cell(name="made", code=code),))
    assert rendered.files == {f"{language}.bin": bytes(range(256)) for language in run.params.report.languages}
    assert not rendered.notebooks


def test_what_a_disk_refuses_a_kernel_is_told_as_elsewhere(execute: Callable[[str], runner.Rendered]) -> None:
    with pytest.raises(OutputLockedError, match="the disk is full"):
        execute("from crowdpotential.errors import OutputLockedError\nraise OutputLockedError('the disk is full')")


def test_a_fault_of_what_draws_pictures_comes_through(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with pytest.raises(ProgramFaultError, match=r"exhibits\.ipynb, cell \d: MissingFileError"):  # nothing was written there
        render(replace(run, output=tmp_path), tmp_path / "none", cells=(EXHIBITS,))


def test_a_kernel_that_was_started_before_has_imported_what_notebooks_need(run: Run, tmp_path: Path) -> None:
    loaded = "import sys\nprint('crowdpotential.report.exhibit_files' in sys.modules, os.getpid())"
    folder = tmp_path / "one"
    folder.mkdir()
    declared = v4.new_code_cell('output: str = ""\nlanguage: str = ""', metadata={"tags": ["parameters"]})
    spec = {"kernelspec": runner.KERNEL}
    nbformat.write(v4.new_notebook(cells=[declared, v4.new_code_cell(f"import os\n{loaded}")], metadata=spec), folder / "one.ipynb")
    report = run.params.report.model_copy(update={"languages": ("en",)})
    one = replace(run, params=run.params.model_copy(update={"report": report}), output=tmp_path)
    with kernels.open_kernels(folder) as own:
        own.start(1)
        before = {child.pid for child in psutil.Process().children()}
        rendered = runner.render(one, own, notebooks=folder, order=page_order(), tell=print)
    said = "".join(json.loads(rendered.notebooks["one.en.ipynb"])["cells"][-1]["outputs"][0]["text"]).split()
    assert said[0] == "True"
    assert int(said[1]) in before


def test_kernels_that_nobody_was_lent_end_with_the_block(tmp_path: Path) -> None:
    with kernels.open_kernels(tmp_path) as own:
        own.start(2)
        started = psutil.Process().children()
    assert len(started) == 2
    assert not any(child.is_running() for child in started)
