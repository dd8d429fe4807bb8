"""Chromium without a window, driven over its debugging protocol: open a page, give it a width, run a script in it, print it."""

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

import pytest
import websocket

REQUIRED = "CROWDPOTENTIAL_REQUIRE_BROWSER"  # set where checks run for everybody: a missing browser is an error there
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
SECONDS = 120


class Tab:
    """The one tab of a browser."""

    def __init__(self, socket: websocket.WebSocket) -> None:
        self._socket, self._sent = socket, 0

    def open(self, path: Path, *, media: str = "") -> None:
        """Load a page from the disk; `print` shows on the screen what paper would."""
        self.call("Emulation.setEmulatedMedia", media=media)
        self.call("Page.navigate", url=path.resolve().as_uri())
        _wait(
            lambda: self.run("document.readyState + location.protocol") == "completefile:",
            f"{path}: not loaded",
        )

    def set_width(self, pixels: int) -> None:
        """Give the page the width of a window."""
        size = {"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)

    def run(self, script: str) -> Any:  # noqa: ANN401 whatever JSON holds
        """Give the value of a script."""
        got = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in got, got["exceptionDetails"]
        return got["result"].get("value")

    def print(self) -> bytes:
        """Give the page as PDF."""
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])

    def call(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 whatever JSON holds
        """Send a command of the protocol and give its answer, passing over events."""
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        while (got := json.loads(self._socket.recv())).get("id") != self._sent:
            pass
        assert "error" not in got, got["error"]
        return got["result"]


@contextmanager
def open_browser() -> Iterator[Tab]:
    """Start a browser of its own, with nothing remembered, and end it afterwards."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [find_program(*PROGRAMS), *OPTIONS, f"--user-data-dir={folder}", "about:blank"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            port = Path(folder) / "DevToolsActivePort"
            _wait(lambda: port.exists() and "\n" in port.read_text(), "chromium: did not start")
            with urlopen(f"http://127.0.0.1:{port.read_text().split()[0]}/json/list", timeout=SECONDS) as found:
                address = next(tab["webSocketDebuggerUrl"] for tab in json.load(found) if tab["type"] == "page")
            socket = websocket.create_connection(address, timeout=SECONDS, suppress_origin=True)
            yield Tab(socket)
            socket.close()
        finally:
            process.terminate()
            process.wait(SECONDS)


def find_program(*names: str) -> str:
    """Find the first of these programs; skip the test where none is installed and none is required."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is not None:
        return found
    told = f"{names[0]} is not installed (Debian: apt-get install chromium poppler-utils)"
    if os.environ.get(REQUIRED):
        pytest.fail(told)
    pytest.skip(told)


def _wait(is_done: Callable[[], bool], otherwise: str) -> None:
    """Wait until something is done; fail with these words otherwise."""
    until = time.monotonic() + SECONDS
    while not is_done():
        assert time.monotonic() < until, f"{otherwise} within {SECONDS} s"
        time.sleep(0.05)
