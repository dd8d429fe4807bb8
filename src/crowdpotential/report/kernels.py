"""The kernels that execute the notebooks: this very interpreter, one thread for linear algebra, no look at other installations.

A kernel's imports take as long as its cells, so one executes several notebooks; it forgets the names of one before the next begins. And it
may be started while the tables are still made: it imports on a core that is idle then.

Kernels of two runs on one machine cannot meet: they talk through sockets in a private folder, where the system has such. Else they listen
on ports, which another program may take between their choice and their use; then a kernel is started again with others.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from queue import Empty
from types import TracebackType
from uuid import uuid4

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

import crowdpotential
from crowdpotential.report.kernel_imports import load_ipython_extension
from crowdpotential.stopping import temporary_folder

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
SPARING = {
    "MALLOC_TRIM_THRESHOLD_": "131072",
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_ARENA_MAX": "2",
}  # GNU's C library gives back what is free
IMPORTS = load_ipython_extension.__module__
FORGET = "get_ipython().reset(new_session=True)"
FORGETTING_SECONDS = 60  # a loaded machine takes a second
LONGEST_SOCKET_PATH = 100  # bytes: sun_path holds 104 on macOS, 108 on Linux


@contextmanager
def open_kernels(work: Path) -> Iterator["Kernels"]:
    """Provide kernels that work in a folder; whatever they leave behind is removed with the block."""
    with temporary_folder() as folder:
        install_kernel(folder)
        with Kernels(folder, work) as kernels:
            yield kernels


def install_kernel(folder: Path) -> None:
    """Describe the kernel `python3` in a folder of kernels, which also keeps what IPython would write into the user's home.

    A description of the same name elsewhere on the machine may belong to another environment; this one cannot.
    """
    package = str(Path(crowdpotential.__file__).resolve().parents[1])  # a checkout that is not installed is found from any folder
    path = os.pathsep.join(part for part in (package, os.environ.get("PYTHONPATH")) if part)
    kernel = folder / "python3"
    kernel.mkdir(parents=True)
    options = ["--log-level=ERROR", "--HistoryManager.hist_file=:memory:", f"--IPKernelApp.extensions={IMPORTS}"]
    description = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", *options, "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "env": dict.fromkeys(ONE_THREAD, "1")
        | SPARING
        | {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYTHONUTF8": "1", "PYTHONPATH": path}
        | {"IPYTHONDIR": str(folder / "ipython")},
    }
    (kernel / "kernel.json").write_text(json.dumps(description), encoding="utf-8")


class Kernels(AbstractContextManager["Kernels"]):
    """Kernels that execute one notebook after the other, each forgetting the last one before; they end with the block."""

    def __init__(self, folder: Path, work: Path) -> None:
        """Start without a kernel; `folder` is where `install_kernel` described it, `work` where it works."""
        self.folder = folder
        self._work = work
        # both taken and given back by one step each, which threads cannot interrupt
        self._idle: list[AsyncKernelManager] = []
        self._new: list[AsyncKernelManager] = []  # that have executed nothing

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End all kernels."""
        self.end()

    def end(self) -> None:
        """End the kernels that nobody has been lent; what follows may need their memory."""
        for managers in (self._idle, self._new):
            while managers:
                asyncio.run(_end(managers.pop()))

    def start(self, number: int) -> None:
        """Start kernels that import what notebooks need until they are lent; one that cannot start is missed only then, and told of."""
        for _ in range(number):
            manager = _describe(self.folder, with_ports=False)
            with suppress(RuntimeError, OSError):
                asyncio.run(_start(manager, self._work))
                self._new.append(manager)

    @contextmanager
    def lent(self, *, with_ports: bool) -> Iterator[AsyncKernelManager]:
        """Provide a kernel that knows nothing yet; it ends with the block if that fails.

        Args:
            with_ports: start a new one that listens on ports even where the system has sockets in folders.
        """
        manager = None if with_ports else self._take_idle()
        if manager is None:
            manager = _describe(self.folder, with_ports=with_ports)
        try:
            if not manager.has_kernel:
                asyncio.run(_start(manager, self._work))
            yield manager
        except BaseException:
            asyncio.run(_end(manager))
            raise
        self._idle.append(manager)

    def _take_idle(self) -> AsyncKernelManager | None:
        """Take a kernel that is new, or has executed a notebook and forgets that; one that does not answer ends."""
        with suppress(IndexError):
            return self._new.pop()
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


async def _start(manager: AsyncKernelManager, work: Path) -> None:
    """Start a kernel in its working folder; what it writes to the terminal goes to a file."""
    with Path(manager.connection_file).with_suffix(".log").open("wb") as log:
        await manager.start_kernel(stdout=log, stderr=log, cwd=str(work))


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
