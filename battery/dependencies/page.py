"""docs/dependencies.md: written by `python -m battery.dependencies.page`, and held against the lock by a test."""

import sys
from collections.abc import Iterable, Sequence

from battery.dependencies.licences import licence_of
from battery.dependencies.lock import ROOT, Declared, Locked, read_declared, read_lock
from battery.dependencies.reasons import REASONS

PAGE = ROOT / "docs" / "dependencies.md"
TOP = """# Dependencies

What the program needs besides Python, with the version that `requirements.txt` locks, its licence in the words of SPDX, and why it is
there. `python run.py python -m battery audit` checks this page, the lock, the licences and what the program calls; a package that is
locked without a hash, or whose licence is unknown or does not go with GPL-3.0-or-later, is refused there and by a test. This page is
written by `python run.py python -m battery.dependencies.page`, after every change of the lock; the reasons stand in
`battery/dependencies/reasons.py`. Why the lock is as it is: [CONTRIBUTING.md](../CONTRIBUTING.md); what it protects against:
[SECURITY.md](../SECURITY.md).
"""


def main() -> int:
    """Write the page."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(make_page(), encoding="utf-8", newline="\n")
    return 0


def make_page() -> str:
    """Make the page out of pyproject.toml, the lock and the metadata of what is installed."""
    declared = read_declared((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = read_lock((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    direct = {one.name for one in declared}
    return "\n".join(
        [
            TOP,
            "## Needed to run",
            "",
            *_list_direct([one for one in declared if not one.is_for_work], locked),
            "",
            "## Needed to test and to build",
            "",
            *_list_direct([one for one in declared if one.is_for_work], locked),
            "",
            "## What these need in turn",
            "",
            "| package | version | licence | where |",
            "|---|---|---|---|",
            *(f"| {one.name} | {one.version} | {licence_of(one.name)} | {_told(one.where)} |" for one in locked if one.name not in direct),
            "",
        ]
    )


def _list_direct(declared: Iterable[Declared], locked: Sequence[Locked]) -> list[str]:
    versions = {one.name: one.version for one in locked}
    rows = [f"| {one.name} | {versions.get(one.name, '')} | {licence_of(one.name)} | {REASONS.get(one.name, '')} |" for one in declared]
    return ["| package | version | licence | why |", "|---|---|---|---|", *rows]


def _told(marker: str) -> str:
    return f"`{marker}`" if marker else "everywhere"


if __name__ == "__main__":
    sys.exit(main())
