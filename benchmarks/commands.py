"""The whole command, as a user calls it, on the demonstration study."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.contest import Contest

CHECKOUT = Path(__file__).parents[1]
NOTHING = np.empty(0)
N_RESPONDENTS = 1_984  # received by the demonstration study: 1,804 main, 180 boost


def run_main_job_cold() -> Contest:
    """Make the report from an empty output folder."""

    def ours() -> NDArray[np.float64]:
        with tempfile.TemporaryDirectory() as folder:
            _run("report", "--output", str(Path(folder) / "reports"))
        return NOTHING

    return Contest(n=N_RESPONDENTS, ours=ours, in_child=True, note=_circumstances())


def run_main_job_warm() -> Contest:
    """Make the report again with nothing changed."""
    folder = tempfile.TemporaryDirectory()

    def ours() -> NDArray[np.float64]:
        _run("report", "--output", str(Path(folder.name) / "reports"))
        return NOTHING

    return Contest(n=N_RESPONDENTS, ours=ours, in_child=True, note=_circumstances())


def start_up() -> Contest:
    """Ask for help."""

    def ours() -> NDArray[np.float64]:
        _run("--help")
        return NOTHING

    return Contest(n=0, ours=ours, in_child=True, note=_circumstances())


def _run(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crowdpotential", *arguments],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        msg = f"crowdpotential {arguments[0]} ended with code {done.returncode}: {done.stderr.strip()}"
        raise RuntimeError(msg)


def _circumstances() -> str:
    return f"{os.cpu_count()} cores; compiled code present; peak of the largest process"
