"""Cleaning: rules that leave out so many that the rule, or what it looks at, is wrong; and what they left, said where it matters."""

from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.contracts import EXCLUSIONS, RESPONSES, require
from crowdpotential.errors import AreaError, ColumnError, Faults
from crowdpotential.params import Cleaning

MANY_REPEATED = 1 / 3  # of a file: so many interviews are not delivered twice by accident
MANY = 1 / 4  # of all interviews: then a fault further on may be due to the rules


def refuse_many_repetitions(received: pd.DataFrame, exclusions: pd.DataFrame, *, cleaning: Cleaning, codebook: Codebook) -> None:
    """Refuse to leave out more than a third of a file as delivered twice: its numbers do not tell interviews apart.

    Args:
        received: meets RESPONSES; everybody, before anybody was left out.
        exclusions: meets EXCLUSIONS.

    Raises:
        ColumnError: one for each such file, together.
    """
    require(received, RESPONSES)
    require(exclusions, EXCLUSIONS)
    checks = {rule.id for rule in codebook.quality if rule.kind == "repeated_record"}
    rules = [rule.id for rule in cleaning.exclude if rule.when.flag in checks]
    taken = received["respondent_id"].isin(exclusions.loc[exclusions["rule"].isin(rules), "respondent_id"])
    number, faults = codebook.one_with_role("respondent_id"), Faults()
    column = number.id if number else "respondent_id"
    for file, is_out in taken.groupby(received["source"]):
        if is_out.mean() > MANY_REPEATED:
            msg = (
                f"{file}: cleaning.exclude ({', '.join(rules)}) would leave out {int(is_out.sum())} of {len(is_out)} interviews as "
                f"delivered twice; does {column} number interviews at all, and each once in a file? correct the column, or map another "
                "one to it in data.columns"
            )
            faults.add(ColumnError(msg))
    faults.raise_any()


@contextmanager
def recall_exclusions(exclusions: pd.DataFrame, *, n_analysed: int) -> Iterator[None]:
    """State beside a fault how many each rule left out, where they were many: they may be its cause.

    Args:
        exclusions: meets EXCLUSIONS.
        n_analysed: those who stayed.
    """
    faults, n_received = Faults(), n_analysed + len(exclusions)
    with faults.collected():
        yield
    if faults and len(exclusions) > MANY * n_received:
        counts = exclusions["rule"].value_counts()
        by_rule = ", ".join(f"{rule} {n}" for rule, n in counts.items())
        msg = f"cleaning.exclude left out {len(exclusions)} of {n_received} interviews ({by_rule}); look there first"
        faults.add(AreaError(msg))
    faults.raise_any()
