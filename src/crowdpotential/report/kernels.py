"""The kernels that execute the notebooks: this very interpreter, one thread for linear algebra, no look at other installations.

Kernels of two runs on one machine cannot meet: they talk through sockets in a private folder, where the system has such. Else they listen
on ports, which another program may take between their choice and their use; then a kernel is started again with others.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

import crowdpotential

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
LONGEST_SOCKET_PATH = 100  # bytes: sun_path holds 104 on macOS, 108 on Linux


def install_kernel(folder: Path) -> None:
    """Describe the kernel `python3` in a folder of kernels, which also keeps what IPython would write into the user's home.

    A description of the same name elsewhere on the machine may belong to another environment; this one cannot.
    """
    package = str(
        Path(crowdpotential.__file__).resolve().parents[1]
    )  # a checkout that is not installed is found from any folder
    path = os.pathsep.join(part for part in (package, os.environ.get("PYTHONPATH")) if part)
    kernel = folder / "python3"
    kernel.mkdir(parents=True)
    options = ["--log-level=ERROR", "--HistoryManager.hist_file=:memory:"]
    description = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", *options, "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "env": dict.fromkeys(ONE_THREAD, "1")
        | {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYTHONUTF8": "1", "PYTHONPATH": path}
        | {"IPYTHONDIR": str(folder / "ipython")},
    }
    (kernel / "kernel.json").write_text(json.dumps(description), encoding="utf-8")


@contextmanager
def running_kernel(folder: Path, *, with_ports: bool) -> Iterator[AsyncKernelManager]:
    """Start a kernel that ends with the block; what it writes to the terminal goes to a file.

    Args:
        folder: where `install_kernel` described it.
        with_ports: listen on ports even where the system has sockets in folders.
    """
    name = folder / uuid4().hex[:8]
    has_sockets = os.name == "posix" and len(os.fsencode(f"{name}-ipc-5")) <= LONGEST_SOCKET_PATH
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(folder)]),
        connection_file=f"{name}.json",
        transport="ipc" if has_sockets and not with_ports else "tcp",
    )
    with Path(f"{name}.log").open("wb") as log:
        try:
            asyncio.run(_start(manager, log))
            yield manager
        finally:
            asyncio.run(_end(manager))


async def _start(manager: AsyncKernelManager, log: BinaryIO) -> None:
    await manager.start_kernel(stdout=log, stderr=log)


async def _end(manager: AsyncKernelManager) -> None:
    """Stop a kernel; papermill leaves a manager that it was given to its owner."""
    await manager.shutdown_kernel(now=True)
