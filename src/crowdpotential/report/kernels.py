"""The kernels that execute the notebooks: this very interpreter, one thread for linear algebra, no look at other installations.

A kernel's imports take as long as its cells, so one executes several notebooks; it forgets the names of one before the next begins.

Kernels of two runs on one machine cannot meet: they talk through sockets in a private folder, where the system has such. Else they listen
on ports, which another program may take between their choice and their use; then a kernel is started again with others.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from queue import Empty
from types import TracebackType
from uuid import uuid4

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

import crowdpotential

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
FORGET = "get_ipython().reset(new_session=True)"
FORGETTING_SECONDS = 60  # a loaded machine takes a second
LONGEST_SOCKET_PATH = 100  # bytes: sun_path holds 104 on macOS, 108 on Linux


def install_kernel(folder: Path) -> None:
    """Describe the kernel `python3` in a folder of kernels, which also keeps what IPython would write into the user's home.

    A description of the same name elsewhere on the machine may belong to another environment; this one cannot.
    """
    package = str(Path(crowdpotential.__file__).resolve().parents[1])  # a checkout that is not installed is found from any folder
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


class Kernels(AbstractContextManager["Kernels"]):
    """Kernels that execute one notebook after the other, each forgetting the last one before; they end with the block."""

    def __init__(self, folder: Path) -> None:
        """Start without a kernel; `folder` is where `install_kernel` described it."""
        self._folder = folder
        self._idle: list[AsyncKernelManager] = []  # taken and given back by one step each, which threads cannot interrupt

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End all kernels."""
        while self._idle:
            asyncio.run(_end(self._idle.pop()))

    @contextmanager
    def lent(self, *, with_ports: bool) -> Iterator[AsyncKernelManager]:
        """Provide a kernel that knows nothing yet; it ends with the block if that fails.

        Args:
            with_ports: start a new one that listens on ports even where the system has sockets in folders.
        """
        manager = None if with_ports else self._take_idle()
        if manager is None:
            manager = _describe(self._folder, with_ports=with_ports)
        try:
            if not manager.has_kernel:
                asyncio.run(_start(manager))
            yield manager
        except BaseException:
            asyncio.run(_end(manager))
            raise
        self._idle.append(manager)

    def _take_idle(self) -> AsyncKernelManager | None:
        """Take a kernel that has executed a notebook and let it forget that; one that does not answer ends."""
        try:
            manager = self._idle.pop()
        except IndexError:
            return None
        if asyncio.run(_forget(manager)):
            return manager
        asyncio.run(_end(manager))
        return None


def _describe(folder: Path, *, with_ports: bool) -> AsyncKernelManager:
    name = folder / uuid4().hex[:8]
    has_sockets = os.name == "posix" and len(os.fsencode(f"{name}-ipc-5")) <= LONGEST_SOCKET_PATH
    return AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(folder)]),
        connection_file=f"{name}.json",
        transport="ipc" if has_sockets and not with_ports else "tcp",
    )


async def _start(manager: AsyncKernelManager) -> None:
    """Start a kernel; what it writes to the terminal goes to a file."""
    with Path(manager.connection_file).with_suffix(".log").open("wb") as log:
        await manager.start_kernel(stdout=log, stderr=log)


async def _forget(manager: AsyncKernelManager) -> bool:
    """Empty the names of a kernel and let it count cells from one again; say whether it did within some seconds."""
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=FORGETTING_SECONDS)
        request = client.execute(FORGET, silent=True)
        while True:
            reply = await client.get_shell_msg(timeout=FORGETTING_SECONDS)
            if reply["parent_header"].get("msg_id") == request:
                return bool(reply["content"]["status"] == "ok")
    except (RuntimeError, OSError, Empty):  # it has ended, or hangs
        return False
    finally:
        client.stop_channels()


async def _end(manager: AsyncKernelManager) -> None:
    """Stop a kernel; papermill leaves a manager that it was given to its owner."""
    await manager.shutdown_kernel(now=True)
