"""What all tests share: the frozen answers of other programs, and repeatable property tests."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

Reference = dict[str, Any]

REFERENCES = Path(__file__).parent / "reference"

settings.register_profile("repeatable", derandomize=True, deadline=None)  # same examples on every machine
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def reference() -> Callable[[str], Reference]:
    """Load tests/reference/NAME.json: `reference("rake")["answers"]["weights"]`."""

    def load(name: str) -> Reference:
        loaded: Reference = json.loads((REFERENCES / f"{name}.json").read_text(encoding="utf-8"))
        return loaded

    return load
