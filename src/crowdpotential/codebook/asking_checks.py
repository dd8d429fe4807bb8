"""How questions are put: random order of rows and options, random assignment of wordings, and where an interview ends."""

import math
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from crowdpotential.codebook.book import Codebook
from crowdpotential.codebook.condition_checks import condition_faults, scope_of_end
from crowdpotential.codebook.questions import Variable

FEWEST_ROWS = 2  # that can change places


def asking_faults(codebook: Codebook) -> Iterator[str]:
    """List all that is wrong with random order, random assignment and ends of the interview, each with its place."""
    yield from _block_faults(codebook)
    for variable in codebook.variables:
        yield from (f"variables.{variable.id}{fault}" for fault in _assignment_faults(codebook, variable))
    for name, n in Counter(end.id for end in codebook.ends).items():
        if n > 1:
            yield f"end {name} is listed {n} times; keep one"
    for end in codebook.ends:
        yield from condition_faults(end.when, codebook, scope_of_end(codebook, end.id))


def _block_faults(codebook: Codebook) -> Iterator[str]:
    """Rows in random order stand together, are several, and none decides whether another is asked."""
    runs = [
        (name, tuple(rows)) for name, rows in groupby(codebook.variables, key=lambda variable: variable.random_block) if name is not None
    ]
    n_runs = Counter(name for name, _ in runs)
    for name, n in n_runs.items():
        if n > 1:
            yield f"variables: random_block {name} is interrupted by other questions; put its rows together, or give the parts two names"
    for name, rows in runs:
        if len(rows) < FEWEST_ROWS and n_runs[name] == 1:
            yield f"variables.{rows[0].id}.random_block: {name} has one row, which has no order; take it out, or name more rows"
        ids = {row.id for row in rows}
        for row in rows:
            before = ids & row.asked_if.variables() if row.asked_if else set()
            if before:
                yield f"variables.{row.id}.asked_if: looks at {min(before)}, which may come later in random_block {name}; part them"


def _assignment_faults(codebook: Codebook, variable: Variable) -> Iterator[str]:
    shares = variable.assigned_shares
    if not shares:
        return
    if variable.role != "vignette_arm":
        yield ".assigned_shares: is read of the role vignette_arm only; give the question that role, or take it out"
    if set(shares) != set(codebook.codes(variable.id)):
        yield ".assigned_shares: does not list the codes of the question; give every code its chance"
    elif min(shares.values()) <= 0 or not math.isclose(sum(shares.values()), 1, abs_tol=1e-9):
        yield f".assigned_shares: chances are positive and sum to 1; they sum to {sum(shares.values()):g}"
