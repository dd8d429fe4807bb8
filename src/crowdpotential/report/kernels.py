"""The kernel that executes the notebooks: this very interpreter, one thread for linear algebra, no look at other installations."""

import json
import os
import sys
from pathlib import Path

import crowdpotential

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def install_kernel(folder: Path) -> None:
    """Describe the kernel `python3` in a folder of kernels.

    A description of the same name elsewhere on the machine may belong to another environment; this one cannot.
    """
    package = str(
        Path(crowdpotential.__file__).resolve().parents[1]
    )  # a checkout that is not installed is found from any folder
    path = os.pathsep.join(part for part in (package, os.environ.get("PYTHONPATH")) if part)
    kernel = folder / "python3"
    kernel.mkdir(parents=True)
    description = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "--log-level=ERROR", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "env": dict.fromkeys(ONE_THREAD, "1")
        | {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYTHONUTF8": "1", "PYTHONPATH": path},
    }
    (kernel / "kernel.json").write_text(json.dumps(description), encoding="utf-8")
