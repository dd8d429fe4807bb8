"""docs/mutants.md: how many mutants of each subject the tests noticed, which ones they did not, and which change nothing."""

from collections.abc import Sequence
from itertools import groupby

from battery.mutation.subjects import ROOT
from battery.trial import Outcome, Trial

PAGE = ROOT / "docs" / "mutants.md"
LEAST_SHARE = 0.85  # of the mutants of a subject that are not equivalent
TOP = """# Would the tests notice?

Small faults planted in the modules that decide printed numbers, one at a time, each tried against the tests that run its line:
comparisons and their bounds, arithmetic, and/or, numbers and words, functions taken for each other, conditions, order, axes, statements
left out, loops that end early. A fault that a test notices is killed; one that changes nothing is equivalent (the reasons stand in
`battery/mutation/equivalent.py`); of the others at least {share:.0%} of each subject must be killed.

    python run.py python -m battery mutants     # a quarter of an hour on two free cores; rewrites this page

The draw is seeded, and a change of one function changes no draw elsewhere. Tests that make a whole report do not take part: they would
notice more, and later. Modules and tests of each subject: `battery/mutation/subjects.py`. A survivor is a test that is missing.

"""


def write_scores(trials: Sequence[Trial], *, seed: int) -> None:
    """Write the page."""
    PAGE.write_text(as_page(trials, seed=seed), encoding="utf-8", newline="\n")


def as_page(trials: Sequence[Trial], *, seed: int) -> str:
    """Write a row for each subject, then every mutant that survived or is equivalent."""
    lines = [
        f"Seed {seed}.",
        "",
        "| subject | mutants | killed | equivalent | survived | score |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for kind, own in groupby(trials, key=lambda trial: trial.kind):
        lines.append(_as_row(kind.split(": ")[1], list(own)))
    lines.append(_as_row("**all**", trials))
    for title, outcome in (("Survived", Outcome.SILENT), ("Equivalent", Outcome.SKIPPED)):
        told = [f"- `{one.name.replace('`', '')}` ({one.detail})" for one in trials if one.happened is outcome]
        lines += ["", f"## {title}", "", *(told or ["None."])]
    return TOP.format(share=LEAST_SHARE) + "\n".join(lines) + "\n"


def score(trials: Sequence[Trial]) -> float:
    """Return the share of killed mutants among those that are not equivalent, 0..1."""
    judged = [one for one in trials if one.happened is not Outcome.SKIPPED]
    return sum(one.happened is Outcome.REFUSED for one in judged) / max(len(judged), 1)


def _as_row(name: str, trials: Sequence[Trial]) -> str:
    outcomes = [trial.happened for trial in trials]
    counts = [outcomes.count(one) for one in (Outcome.REFUSED, Outcome.SKIPPED, Outcome.SILENT)]
    cells = [name, len(trials), *counts, f"{score(trials):.0%}"]
    return f"| {' | '.join(map(str, cells))} |"
