"""Set the program up on first use, then run it.

    python run.py report            the main job; `python run.py report --help` shows its options
    python run.py check             and every other command of the program
    python run.py test              all checks that a change must pass; with arguments, pytest alone gets them
    python run.py jupyter notebooks the notebooks in Jupyter
    python run.py python FILE       a script in the program's environment

Needs Python and nothing else. The packages that requirements.txt locks go into the folder .venv beside this
file, which may be deleted at any time.
"""

import hashlib
import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path

if not (3, 11) <= sys.version_info < (3, 15):
    sys.exit("run.py: Python 3.11 to 3.14 is needed, this is " + sys.version.split()[0])

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MADE = VENV / "made"  # stands only in an environment that was not interrupted while it was made
LOCK = ROOT / "requirements.txt"
COMPUTING = ("report", "check", "verify")  # commands that the kernels wait for
TOOLS = {"python": [], "jupyter": ["-m", "jupyterlab"]}
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "--output-format=concise"],
    "ruff format": ["-m", "ruff", "format", "--check"],
    "mypy": ["-m", "mypy"],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-logo"],
    # as many workers as cores; a file's tests stay together, because they share what is slow to make
    "pytest": ["-m", "pytest", "-n", "auto", "--dist", "loadfile"],
}


def main(arguments: list[str]) -> int:
    """Make the environment current, carry out one command in it, and give back its exit code."""
    if not arguments:
        print(__doc__)
        return 2
    install()
    command, *rest = arguments
    if command in COMPUTING:
        compile_kernels()
    if command == "test":
        return test(rest)
    return call([*TOOLS.get(command, ["-m", "crowdpotential", command]), *rest])


def test(pytest_arguments: list[str]) -> int:
    """Run pytest with these arguments; without any, run every check and name those that failed."""
    if pytest_arguments:
        return call(["-m", "pytest", *pytest_arguments], folder=ROOT)
    failed = []
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        if call(command, folder=ROOT):
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed", flush=True)
    return int(bool(failed))


def install() -> None:
    """Make .venv, the locked packages and the program in it, unless they are there already."""
    if not (PYTHON.exists() and MADE.exists()):
        make_venv()
    # Only factor_analyzer has no wheel; one missing elsewhere is an error, not an hour of compiling.
    wheels = ["--only-binary", ":all:", "--no-binary", "factor-analyzer"]
    do_once("packages", [LOCK.read_bytes()], ["--require-hashes", *wheels, "-r", str(LOCK)])
    # What builds the program is in the lock too. A folder that was moved must be installed anew.
    program = [(ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode()]
    do_once("program", program, ["--quiet", "--no-deps", "--no-build-isolation", "-e", str(ROOT)])


def compile_kernels() -> None:
    """Compile the kernels on two cores unless that was done from the same sources; where it fails, the command itself will compile them."""
    sources = sorted((ROOT / "src").rglob("*.py"))
    made_from = [path.read_bytes() for path in sources if b"njit" in path.read_bytes()]
    stamp, digest = VENV / "kernels.sha256", hashlib.sha256(b"\0".join(made_from)).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print("compiling the kernels, once; this takes about a minute", flush=True)
    if call(["-m", "crowdpotential.compilation", str(ROOT / "params.yaml")]) == 0:
        stamp.write_text(digest)


def make_venv() -> None:
    """Make .venv with pip inside; Debian and Ubuntu ship Python without what that takes."""
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("run.py: Python lacks its venv module; on Debian or Ubuntu: sudo apt install python3-venv")
    if call(["-m", "venv", "--clear", str(VENV)], python=sys.executable):
        sys.exit(f"run.py: {VENV} cannot be made; is the folder writable and the disk not full?")
    MADE.touch()


def do_once(what: str, made_from: list[bytes], pip_arguments: list[str]) -> None:
    """Install with pip unless the stamp in .venv says that it was done from the same bytes."""
    stamp = VENV / f"{what}.sha256"
    digest = hashlib.sha256(b"\0".join(made_from)).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    print(f"installing the {what}, once", flush=True)
    if call(["-m", "pip", "install", "--disable-pip-version-check", *pip_arguments]):
        sys.exit(f"run.py: the {what} could not be installed, pip says why above; is there a network?")
    stamp.write_text(digest)


def call(arguments: list[str], *, python: str = str(PYTHON), folder: Path | None = None) -> int:
    """Run Python and wait; a child that a signal ended gives 128 + its number, as in a shell."""
    code = subprocess.run([python, *arguments], check=False, cwd=folder, env=environment()).returncode
    return code if code >= 0 else 128 - code


def environment() -> dict[str, str]:
    """Give the child UTF-8 everywhere (Windows has other defaults) and one thread per numerical library.

    The program runs its own workers; with threads in each of them, they stand in each other's way.
    """
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return one_thread | dict(os.environ) | {"PYTHONUTF8": "1"}


if __name__ == "__main__":
    signal.signal(signal.SIGINT, lambda *_: None)  # the child gets Ctrl+C too, and answers for both
    sys.exit(main(sys.argv[1:]))
