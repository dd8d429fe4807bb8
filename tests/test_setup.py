"""The set-up: one lock for every system, one script that installs it anywhere, a wheel that lacks nothing."""

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from conftest import APART, BESIDE, PAGES
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKED = re.findall(r"^([\w.-]+)==(\S+)((?:.*\\\n)*.*)$", LOCK, flags=re.MULTILINE)


def test_every_locked_package_has_hashes() -> None:
    assert len(LOCKED) > 100
    assert [name for name, _, rest in LOCKED if "--hash=sha256:" not in rest] == []


def test_every_package_is_locked_at_one_version_for_all_systems_and_pythons() -> None:
    names = [name for name, _, _ in LOCKED]
    assert len(names) == len(set(names))


def test_the_lock_serves_windows_as_well_as_linux() -> None:
    marked = {name: rest.splitlines()[0] for name, _, rest in LOCKED}
    assert "sys_platform == 'win32'" in marked["colorama"]
    assert "sys_platform != 'win32'" in marked["pexpect"]


def test_the_lock_holds_every_declared_dependency() -> None:
    project = PYPROJECT["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    wanted = {_normal(re.split(r"[<>=]", text)[0]) for text in declared}
    assert wanted - {_normal(name) for name, _, _ in LOCKED} == set()


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml", "run.py", "run.bat", ".ci/run"])
def test_no_file_of_the_set_up_names_a_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"https?://|file://|--(?:extra-)?index-url|--find-links", text) == []


def test_files_that_workers_are_told_of_are_there() -> None:
    assert [name for name in (PAGES, *BESIDE, *APART) if not (ROOT / name).exists()] == []


def test_run_py_imports_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {part for node in imports for part in _modules(node)}
    assert names - sys.stdlib_module_names == set()


def test_run_py_installs_the_lock_once_then_calls_the_program(run: ModuleType, calls: list[list[str]]) -> None:
    assert run.main(["report", "--output", "отчёт за год"]) == 0
    venv, packages, program, kernels, report = calls
    assert venv == [sys.executable, "-m", "venv", "--clear", str(run.ROOT / ".venv")]
    assert packages[:4] == [str(run.PYTHON), "-m", "pip", "install"]
    assert "--require-hashes" in packages
    assert packages[-2:] == ["-r", str(run.ROOT / "requirements.txt")]
    assert program[-2:] == ["-e", str(run.ROOT)]
    assert kernels == [str(run.PYTHON), "-m", "crowdpotential.compilation", str(run.ROOT / "params.yaml")]
    assert report == [str(run.PYTHON), "-m", "crowdpotential", "report", "--output", "отчёт за год"]

    calls.clear()
    run.main(["check"])
    assert calls == [[str(run.PYTHON), "-m", "crowdpotential", "check"]]


def test_run_py_installs_again_when_the_lock_changed(run: ModuleType, calls: list[list[str]]) -> None:
    run.main(["check"])
    calls.clear()
    run.LOCK.write_text("changed", encoding="utf-8")
    run.main(["check"])
    assert [call[-2] for call in calls] == ["-r", "crowdpotential"]


def test_run_py_passes_the_exit_code_on(run: ModuleType) -> None:
    assert run.call(["-c", "raise SystemExit(3)"], python=sys.executable) == 3


def test_run_py_gives_its_child_utf8_and_one_thread_per_library(run: ModuleType) -> None:
    code = "import os, sys; sys.exit(sys.flags.utf8_mode and os.environ['OPENBLAS_NUM_THREADS'] == '1' and 7)"
    assert run.call(["-c", code], python=sys.executable) == 7


def test_run_py_says_in_one_line_that_the_installation_failed(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "call", lambda arguments, **_: int("pip" in arguments))
    with pytest.raises(SystemExit, match=r"^run.py: the packages could not be installed.*network\?$"):
        run.main(["report"])
    assert not (run.VENV / "packages.sha256").exists()


def test_run_py_says_in_one_line_that_python_lacks_venv(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SystemExit, match=r"^run.py: Python lacks its venv module.*python3-venv$"):
        run.main(["report"])


def test_run_py_names_the_checks_that_failed(run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(run, "call", lambda arguments, **_: int("mypy" in arguments))
    assert run.test([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "failed: mypy"


def test_the_wheel_carries_notebooks_templates_catalogues_and_map(tmp_path: Path) -> None:
    wheel = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder, there in {
        "notebooks": "crowdpotential/notebooks",
        "data/reference": "crowdpotential/reference",
        "src/crowdpotential": "crowdpotential",
    }.items():
        shipped = {f"{there}/{name}" for name in _tracked(folder)}
        assert shipped - inside == set()
        assert shipped


def test_the_licence_is_one_that_the_dependencies_allow() -> None:
    assert PYPROJECT["project"]["license"] == "GPL-3.0-or-later"
    assert "Version 3, 29 June 2007" in (ROOT / "LICENSE").read_text(encoding="utf-8")


@pytest.fixture
def run(tmp_path: Path) -> ModuleType:
    """run.py as it stands under a path with Cyrillic letters and spaces, with nothing installed yet."""
    folder = tmp_path / "проверка пути" / "crowdpotential"
    folder.mkdir(parents=True)
    for name in ("run.py", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").mkdir()
    spec = importlib.util.spec_from_file_location("run_under_test", folder / "run.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def calls(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record what run.py calls instead of calling it; making the environment leaves a Python in it."""
    recorded: list[list[str]] = []

    def record(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        recorded.append(command)
        if "venv" in command:
            run.PYTHON.parent.mkdir(parents=True)
            run.PYTHON.touch()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(run.subprocess, "run", record)
    return recorded


def _modules(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return (name.split(".")[0] for name in names)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _tracked(folder: str) -> list[str]:
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    ours = (path for path in files if not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts))
    return [path.relative_to(ROOT / folder).as_posix() for path in ours]
