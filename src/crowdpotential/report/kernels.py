"""The kernel that executes the notebooks: this very interpreter, one thread for linear algebra, no look at other installations."""

import json
import sys
from pathlib import Path

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def install_kernel(folder: Path) -> None:
    """Describe the kernel `python3` in a folder of kernels.

    A description of the same name elsewhere on the machine may belong to another environment; this one cannot.
    """
    kernel = folder / "python3"
    kernel.mkdir(parents=True)
    description = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "env": dict.fromkeys(ONE_THREAD, "1") | {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYTHONUTF8": "1"},
    }
    (kernel / "kernel.json").write_text(json.dumps(description), encoding="utf-8")
