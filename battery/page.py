"""What the whole battery leaves behind: a row per trial in battery/results.csv, and one page with the last result of every kind."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from battery.trial import LONGEST_DETAIL, Outcome, Trial
from crowdpotential import __version__

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.csv"
PAGE = FOLDER.parent / "docs" / "battery.md"
COLUMNS = (
    "kind",
    "name",
    "expected",
    "happened",
    "is_failed",
    "seconds",
    "exit_code",
    "detail",
    "seed",
    "version",
    "date",
    "stopped_after",
)
COUNTED = (Outcome.FAULT, Outcome.HANG, Outcome.LOST, Outcome.LEAK, Outcome.SILENT, Outcome.UNCLEAR)
TOP = """# The battery

Attacks on the program that anybody can repeat, in a checkout:

    python run.py python -m battery                     # everything but mutants; rewrites this page
    python run.py python -m battery bad_inputs disks    # some kinds; their rows of this page are new
    python run.py python -m battery --short             # a sample of every kind in about a minute; writes nothing
    python run.py python -m battery --seed 7            # other draws where something is drawn
    python run.py python -m battery --seconds 600       # each kind for so long, in an order drawn by the seed

Exit code 1 where a trial failed. The short battery is a test (`tests/test_short_battery.py`). Each trial says what was expected (`passed`:
exit code 0 and right numbers; `refused`: exit code 1, a clear line with place and cure, the old report untouched; `either`: one of both,
for damaged files that may still be readable) and what happened. `fault`: exit code 3, an abort or a traceback; `hang`: longer than the
limit of its kind, 20 s of work for whatever is to be refused; `lost`: a file of the user or the old report touched; `leak`: something of a
respondent or a hidden number where the public looks; `silent`: other numbers, and nothing said; `unclear`: refused without the place, the
count or the cure. What a machine cannot try is counted as skipped. `python -m battery mutants` tries the tests and not the program: it has
a page of its own ([mutants.md](mutants.md)), and of the counts below it is no part.

## The last result

"""


def keep(name: str, trials: Sequence[Trial], *, seed: int, stopped_after: float | None = None) -> None:
    """Put the rows of a kind in the place of its earlier ones, and write the page anew.

    Args:
        name: of the kind.
        trials: what was tried.
        seed: of whatever was drawn.
        stopped_after: seconds after which the kind was stopped, so that only a part of it was tried; None: it was tried whole.
    """
    common = {
        "seed": seed,
        "version": __version__,
        "date": datetime.now(UTC).date().isoformat(),
        "stopped_after": "" if stopped_after is None else f"{stopped_after:g}",
    }
    kept = [row for row in read_rows() if row["kind"].split(":")[0] != name]
    rows: list[Mapping[str, object]] = [*kept, *({**_as_row(trial), **common} for trial in trials)]
    rows.sort(key=lambda row: str(row["kind"]))
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    PAGE.write_text(as_page(read_rows()), encoding="utf-8", newline="\n")


def read_rows() -> list[dict[str, str]]:
    """Read the rows of earlier runs; none where there was no run."""
    if not RESULTS.exists():
        return []
    with RESULTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_page(rows: Sequence[Mapping[str, str]]) -> str:
    """Write the page: a table by kind, and every trial that failed."""
    titles = [
        "kind",
        "trials",
        "passed",
        "refused",
        "skipped",
        *COUNTED,
        "failed",
        "slowest, s",
        "version",
        "date",
    ]
    lines = [f"| {' | '.join(titles)} |", f"|---|{'---:|' * (len(titles) - 3)}---|---|"]
    lines += [_as_line(kind, list(own)) for kind, own in groupby(rows, key=lambda row: row["kind"])]
    lines.append(_as_line("**all**", rows))
    failed = [row for row in rows if row["is_failed"] == "true"]
    told = [f"- {row['kind']}, {row['name']}: {row['happened']}, expected {row['expected']}: {row['detail']}" for row in failed]
    verdict = f"{len(rows)} trials, {len(failed)} failed. {_describe_parts(rows)}"
    return TOP + "\n".join([verdict, "", *lines, *(["", "Failed:", "", *told] if told else [])]) + "\n"


def _describe_parts(rows: Sequence[Mapping[str, str]]) -> str:
    """Say which kinds were stopped, and after how long."""
    parts = {row["kind"].split(":")[0]: row["stopped_after"] for row in rows if row.get("stopped_after")}
    if not parts:
        return "No kind was stopped early."
    named = ", ".join(f"{name} after {seconds} s" for name, seconds in parts.items())
    return f"Stopped by `--seconds`, and so tried in part: {named}."


def _as_line(kind: str, rows: Sequence[Mapping[str, str]]) -> str:
    counts = [sum(row["happened"] == outcome for row in rows) for outcome in (Outcome.PASSED, Outcome.REFUSED, Outcome.SKIPPED, *COUNTED)]
    cells = [kind, len(rows), *counts, sum(row["is_failed"] == "true" for row in rows)]
    cells.append(f"{max(float(row['seconds']) for row in rows):.1f}")
    cells += [_span({row[key] for row in rows}) for key in ("version", "date")]
    return f"| {' | '.join(map(str, cells))} |"


def _span(values: set[str]) -> str:
    return min(values) if len(values) == 1 else f"{min(values)} to {max(values)}"


def _as_row(trial: Trial) -> dict[str, object]:
    return {
        "kind": trial.kind,
        "name": trial.name,
        "expected": trial.expected,
        "happened": trial.happened,
        "is_failed": str(trial.is_failed).lower(),
        "seconds": f"{trial.seconds:.2f}",
        "exit_code": "" if trial.exit_code is None else trial.exit_code,
        "detail": " ".join(trial.detail.split())[:LONGEST_DETAIL],
    }
