"""Harmonising, step 4: how a file numbers its interviews, and to which sample the respondents belong."""

from typing import Any

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import ColumnError, UnlistedCodeError
from crowdpotential.ingest.delivered_cells import texts_of
from crowdpotential.ingest.raw_files import Source
from crowdpotential.letters import normal_form

LAST = 5  # rows in which spreadsheets sum up
SUMMARIES = frozenset(
    normal_form(word)
    for word in (
        *(
            "total",
            "total:",
            "grand total",
            "subtotal",
            "sum",
            "sum:",
            "average",
            "average:",
            "mean",
            "mean:",
        ),
        *("итого", "итого:", "всего", "всего:", "сумма", "сумма:", "среднее", "среднее:", "общий итог"),
    )
)


def interview_numbers(frame: pd.DataFrame, *, codebook: Codebook, file: str) -> "pd.Series[str]":
    """Read the interview number of every row as it stands in the file; blank throughout where a file has none.

    Raises:
        ColumnError: rows without an interview number, or a summary below the last interview.
    """
    variable = codebook.one_with_role("respondent_id")
    if variable is None or variable.id not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    numbers = texts_of(frame[variable.id])
    if n_blank := int((numbers == "").sum()):
        msg = f"{file}: {n_blank} rows have no {variable.id}; number every interview"
        raise ColumnError(msg)
    if n_summaries := int(numbers[-LAST:].map(normal_form).isin(SUMMARIES).sum()):
        msg = (
            f"{file}: {variable.id}: {n_summaries} of the last rows are a summary (Total, Average, Итого or the like instead of an "
            "interview number), which would count as a respondent; take them out of the file"
        )
        raise ColumnError(msg)
    return numbers


def sort_samples(named: "pd.Series[Any]", *, source: Source) -> "pd.Series[str]":
    """Distinguish the main sample from a boost sample.

    Args:
        named: keys that the variable with role `sample_type` tells, under its name; NaN where missing.
        source: the file.

    Raises:
        UnlistedCodeError: rows without a sample type, or with one that is neither main nor boost.
    """
    if n_others := int((~named.isin(["main", "boost"])).sum()):
        msg = f"{source.name}: {named.name}: {n_others} rows are neither main nor boost; complete them"
        raise UnlistedCodeError(msg)
    return named.astype("str").rename(None)
