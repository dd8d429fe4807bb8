"""Harmonising, step 4: who the respondents are, and to which sample they belong, without telling who they are."""

from hashlib import blake2b
from typing import Any

import pandas as pd

from crowdpotential.codebook import Codebook, Condition, is_hashed
from crowdpotential.errors import ColumnError, UnlistedCodeError
from crowdpotential.ingest.cells import each_distinct, plain_text, texts_of
from crowdpotential.ingest.raw_files import Source
from crowdpotential.letters import normal_form

HASH_DIGITS = 16  # 64 bits: two of a million respondents share them with probability 3e-8
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


def hash_texts(texts: "pd.Series[str]", *, salt: str, source: str) -> "pd.Series[str]":
    """Replace identifiers by salted hashes (BLAKE2b); a blank stays a blank."""

    def digest(text: object) -> str:
        return blake2b(f"{salt}|{source}|{text}".encode()).hexdigest()[:HASH_DIGITS] if text else ""

    return each_distinct(texts, digest).astype("str")


def hash_values(condition: Condition, responses: pd.DataFrame, *, codebook: Codebook, salt: str) -> Condition:
    """Let a condition name identifiers by their hashes, as the responses hold them, where it names them as they stand in the files.

    Args:
        responses: meets RESPONSES; an interview number holds in every file that has it.
    """
    if condition.parts:
        inner = {
            name: tuple(hash_values(part, responses, codebook=codebook, salt=salt) for part in parts)
            for name, parts in (("all", condition.all), ("any", condition.any))
            if parts is not None
        }
        own = condition.negated
        negated = own and hash_values(own, responses, codebook=codebook, salt=salt)
        return condition.model_copy(update={**inner, "negated": negated})
    variable = codebook.by_id.get(condition.variable or "")
    if variable is None or not condition.compared_with or not is_hashed(variable):
        return condition
    texts = pd.Series([plain_text(value) for value in condition.compared_with], dtype="str")
    sources = responses["source"].unique()
    hashes = {digest for source in sources for digest in hash_texts(texts, salt=salt, source=source)}
    ids = responses["respondent_id"]
    again = ids[ids.str.partition("-")[0].isin(hashes)] if variable.id == "respondent_id" else ()
    op = "in" if condition.op in {"eq", "in"} else "not_in"
    return condition.model_copy(update={"op": op, "value": tuple(sorted({*hashes, *again}))})


def identify_respondents(
    frame: pd.DataFrame, *, codebook: Codebook, salt: str, source_name: str, file: str
) -> "pd.Series[str]":
    """Give every row an id that nobody can trace to an interview without the salt.

    Of several records with one interview number in a file all but one get "-2", "-3", ... appended: the id is unique, and the
    quality rule `repeated_record` sees the repetition. Which of them is the first is told by their cells, not by their rows, and
    where a file has no interview numbers, the ids follow from the cells: they stay the same in whatever order the rows come.

    Raises:
        ColumnError: rows without an interview number, or a summary below the last interview.
    """
    variable = codebook.one_with_role("respondent_id")
    if variable is None or variable.id not in frame:
        content = _hash_cells(frame)
        numbers = (content + "#" + _count_alike(content)).astype("str")
    else:
        numbers = texts_of(frame[variable.id])
    if n_blank := int((numbers == "").sum()):
        name = variable.id if variable else "respondent_id"
        msg = f"{file}: {n_blank} rows have no {name}; number every interview"
        raise ColumnError(msg)
    if n_summaries := int(numbers[-LAST:].map(normal_form).isin(SUMMARIES).sum()):
        name = variable.id if variable else "respondent_id"
        msg = (
            f"{file}: {name}: {n_summaries} of the last rows are a summary (Total, Average, Итого or the like instead of an interview "
            "number), which would count as a respondent; take them out of the file"
        )
        raise ColumnError(msg)
    ids = hash_texts(numbers, salt=salt, source=source_name)
    if numbers.is_unique:
        return ids
    by_content = _hash_cells(frame).sort_values(kind="stable").index
    repetition = numbers.loc[by_content].groupby(numbers).cumcount()
    return ids.where(repetition == 0, ids + "-" + (repetition + 1).astype("str")).astype("str")


def _hash_cells(frame: pd.DataFrame) -> "pd.Series[str]":
    """Hash the cells of every row, in whatever order the columns come."""
    texts = pd.DataFrame({str(name): texts_of(frame[name]) for name in sorted(frame, key=str)})
    return pd.util.hash_pandas_object(texts, index=False).astype("str")


def _count_alike(content: "pd.Series[str]") -> "pd.Series[str]":
    """Number rows with the same content among themselves."""
    return content.groupby(content).cumcount().astype("str")


def sort_samples(named: "pd.Series[Any]", *, source: Source) -> "pd.Series[str]":
    """Tell the main sample from a boost sample.

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


def in_canonical_order(responses: pd.DataFrame) -> pd.DataFrame:
    """Put the respondents into the order of their ids, so that no number depends on the order of rows and files.

    Sums of decimal fractions differ in their last digits with the order of the terms, and random draws with the order of
    those who are drawn from.

    Args:
        responses: meets RESPONSES.
    """
    return responses.sort_values("respondent_id", kind="stable", ignore_index=True)
