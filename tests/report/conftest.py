"""Pages of plausible runs, each assembled once."""

import re
from functools import cache
from html import unescape

import pytest
from report.plausible import PlausibleRun, make_run
from report.reading import assemble

Page = str


@cache
def _run(verdict: str, *, is_synthetic: bool) -> PlausibleRun:
    return make_run(verdict=verdict, is_synthetic=is_synthetic)


@pytest.fixture(scope="session")
def run() -> PlausibleRun:
    return _run("partial", is_synthetic=True)


@pytest.fixture(scope="session")
def russian(run: PlausibleRun) -> Page:
    return assemble(run, "ru")


@pytest.fixture(scope="session")
def english(run: PlausibleRun) -> Page:
    return assemble(run, "en")


@pytest.fixture(scope="session")
def russian_text(russian: Page) -> str:
    bare = re.sub(r"<(style|script|code|svg)\b.*?</\1>", " ", russian, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", bare))
