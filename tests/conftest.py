"""What all tests share: the frozen answers of other programs, repeatable property tests, and which files stay on one worker."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from crowdpotential.store import Run

Reference = dict[str, Any]

REFERENCES = Path(__file__).parent / "reference"

settings.register_profile("repeatable", derandomize=True, deadline=None)  # same examples on every machine
settings.load_profile("repeatable")

# Tests of pages, and some beside them, read the same small studies, each run once by a worker: they stay on one. Two files share nothing.
PAGES = "tests/report/"
BESIDE = ("tests/test_rows_of_every_shape.py", "tests/chapters/obstacles/test_obstacles.py", "tests/chapters/mechanism/test_mechanism.py")
APART = ("tests/report/test_figures.py", "tests/report/test_page_in_browser.py")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:  # noqa: ANN401 of xdist, which has no types
    """Give whole files to workers, and those of pages together to one."""
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 where tests run beside each other only

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = str(super()._split_scope(nodeid))
            return PAGES if file in BESIDE or (file.startswith(PAGES) and file not in APART) else file

    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def reference() -> Callable[[str], Reference]:
    """Load tests/reference/NAME.json: `reference("rake")["answers"]["weights"]`."""

    def load(name: str) -> Reference:
        loaded: Reference = json.loads((REFERENCES / f"{name}.json").read_text(encoding="utf-8"))
        return loaded

    return load


Page = str


@pytest.fixture(scope="session")
def run() -> "Run":
    """Give the small study that has everything about its index, with names as long as studies have, as if its answers were drawn."""
    from report.long_names import with_long_names  # noqa: PLC0415 seconds of imports that most tests never need
    from report.studies import sided, with_index_alone  # noqa: PLC0415

    return with_long_names(with_index_alone(sided("partial", is_synthetic=True)))


@pytest.fixture(scope="session")
def russian(run: "Run") -> Page:
    return _assemble(run, "ru")


@pytest.fixture(scope="session")
def english(run: "Run") -> Page:
    return _assemble(run, "en")


def _assemble(run: "Run", language: str) -> Page:
    from report.reading import assemble  # noqa: PLC0415 as above

    return assemble(run, language)


@pytest.fixture(scope="session")
def russian_text(russian: Page) -> str:
    bare = re.sub(r"<(style|script|code|svg)\b.*?</\1>", " ", russian, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", bare))
