"""Ctrl+C ends a run within a moment: one line, exit code 1, no process left, the old files untouched."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import psutil
import pytest
from runs_on_disk import files_of, run_into, whole
from small_study import write_study

from crowdpotential.chapters.registry import STAGES
from crowdpotential.cli import GOES_ON
from crowdpotential.store import find_notebooks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a test cannot press Ctrl+C on Windows")
SECONDS = 2.0
STEPS = len(STAGES) + 1  # and the report

ONE_NOTEBOOK = """
    import sys
    from pathlib import Path
    from crowdpotential import cli, outputs
    folder = Path(sys.argv.pop())
    outputs.find_notebooks = lambda: folder
    cli.main()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """How a program ended."""

    code: int
    rest: str  # what it wrote after the signal
    left: list[psutil.Process]
    seconds: float


@contextmanager
def started(script: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start a script as a program of its own, and end whatever a failed test leaves of it."""
    with subprocess.Popen(
        [sys.executable, "-c", dedent(script), *arguments],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as program:
        children = psutil.Process(program.pid)
        try:
            yield program
        finally:
            with suppress(psutil.NoSuchProcess):
                for child in children.children(recursive=True):
                    child.kill()
            program.kill()


def read_until(program: subprocess.Popen[str], words: str) -> str:
    assert program.stderr is not None
    for line in program.stderr:
        if words in line:
            return line
    pytest.fail(f"the program ended without {words}")


def stop(program: subprocess.Popen[str], number: int = signal.SIGINT) -> Stopped:
    assert program.stderr is not None
    children = psutil.Process(program.pid).children(recursive=True)
    begun = time.monotonic()
    program.send_signal(number)
    rest = program.stderr.read()
    code = program.wait()
    return Stopped(
        code=code,
        rest=rest,
        left=[child for child in children if child.is_running()],
        seconds=time.monotonic() - begun,
    )


@pytest.mark.parametrize(
    "work",
    [
        pytest.param("time.sleep(60)", id="it waits"),
        pytest.param("import hashlib; hashlib.pbkdf2_hmac('sha256', b'', b'', 10**9)", id="it is in compiled code"),
        pytest.param(
            "from concurrent.futures import ThreadPoolExecutor as Pool\nwith Pool(2) as pool: list(pool.map(time.sleep, [60, 60]))",
            id="it waits for its workers",
        ),
        pytest.param("child.wait(); raise ValueError", id="it reads what a child sends"),
    ],
)
def test_ctrl_c_ends_a_program_and_its_children_whatever_it_does(work: str) -> None:
    script = f"""
        import subprocess, sys, time
        from crowdpotential.stopping import stops_at_once, temporary_folder
        with stops_at_once("stopped"), temporary_folder() as folder:
            child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
            print(folder, file=sys.stderr, flush=True)
            exec({work!r})
    """
    with started(script) as program:
        folder = Path(read_until(program, "crowdpotential-").strip())
        time.sleep(0.2)
        end = stop(program)
    assert (end.code, end.rest, end.left) == (1, "stopped\n", [])
    assert end.seconds < SECONDS
    assert not folder.exists()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_whoever_asks_the_program_to_end_leaves_no_folder_of_a_repeat(name: str) -> None:
    script = """
        import signal, sys, time
        from crowdpotential.stopping import stops_at_once, temporary_folder
        for kind in (signal.SIGTERM, signal.SIGHUP):  # whoever runs the tests may have them ignored
            signal.signal(kind, signal.SIG_DFL)
        with stops_at_once("stopped"), temporary_folder() as folder:
            print(folder, file=sys.stderr, flush=True)
            time.sleep(60)
    """
    with started(script) as program:
        folder = Path(read_until(program, "crowdpotential-").strip())
        end = stop(program, getattr(signal, name))
    assert (end.code, end.rest) == (1, "stopped\n")
    assert not folder.exists()


def test_files_that_are_being_put_in_place_are_all_put_in_place() -> None:
    script = """
        import sys, time
        from crowdpotential.stopping import stops_at_once, unbroken
        with stops_at_once("stopped"):
            with unbroken():
                print("putting", file=sys.stderr, flush=True)
                time.sleep(0.5)
            print("done", file=sys.stderr, flush=True)
    """
    with started(script) as program:
        read_until(program, "putting")
        end = stop(program)
    assert (end.code, end.rest) == (0, "done\n")


def test_ctrl_c_is_whose_it_was_once_the_block_has_ended() -> None:
    script = """
        import signal, sys
        from crowdpotential.stopping import stops_at_once
        signal.signal(signal.SIGINT, signal.default_int_handler)  # who starts the tests in the background ignores it
        with stops_at_once("stopped"):
            pass
        try:
            print("out", file=sys.stderr, flush=True)
            import time; time.sleep(60)
        except KeyboardInterrupt:
            sys.exit(7)
    """
    with started(script) as program:
        read_until(program, "out")
        assert stop(program).code == 7


def test_a_stopped_report_leaves_the_old_one_and_goes_on_where_it_was(tmp_path: Path) -> None:
    notebooks, out = tmp_path / "notebooks", tmp_path / "out"
    notebooks.mkdir()
    name = "01_fieldwork.ipynb"
    (notebooks / name).write_bytes((find_notebooks() / name).read_bytes())
    old = files_of("old", "report.en.html")
    run_into(out, old)
    study = write_study(tmp_path / "study").as_posix()
    command = ("report", "--params", study, "--output", out.as_posix(), notebooks.as_posix())

    with started(ONE_NOTEBOOK, *command) as program:
        read_until(program, f"[3/{STEPS}]")
        computing = stop(program)
    with started(ONE_NOTEBOOK, *command) as program:
        again = read_until(program, f"[2/{STEPS}]")
        read_until(program, f"[{STEPS}/{STEPS}]")
        while program.poll() is None and not psutil.Process(program.pid).children():
            time.sleep(0.05)
        writing = stop(program)

    assert "as before" in again
    for end in (computing, writing):
        assert (end.code, end.rest, end.left) == (1, f"{GOES_ON}\n", [])
        assert end.seconds < SECONDS
    assert whole(out) == old


def test_ctrl_c_says_what_is_true_at_that_moment() -> None:
    script = """
        import sys, time
        from crowdpotential.stopping import stops_at_once, tell_when_stopped, unbroken
        with stops_at_once("stopped; as before"):
            with unbroken():
                tell_when_stopped("stopped; the new report is in place")
            print("published", file=sys.stderr, flush=True)
            time.sleep(60)
    """
    with started(script) as program:
        read_until(program, "published")
        end = stop(program)
    assert (end.code, end.rest) == (1, "stopped; the new report is in place\n")


def test_two_reports_at_once_are_the_same_report(tmp_path: Path) -> None:
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    name = "01_fieldwork.ipynb"
    (notebooks / name).write_bytes((find_notebooks() / name).read_bytes())
    study = write_study(tmp_path / "study").as_posix()
    outputs = [tmp_path / "one", tmp_path / "other"]
    command = ("report", "--params", study, "--output")
    with (
        started(ONE_NOTEBOOK, *command, outputs[0].as_posix(), notebooks.as_posix()) as one,
        started(ONE_NOTEBOOK, *command, outputs[1].as_posix(), notebooks.as_posix()) as other,
    ):
        assert [program.communicate()[1].count("Traceback") for program in (one, other)] == [0, 0]
        assert [one.returncode, other.returncode] == [0, 0]
    first, second = ((out / "results.csv").read_bytes() for out in outputs)
    assert first == second
