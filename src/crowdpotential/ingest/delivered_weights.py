"""Weighting: replicate weights delivered with the data. No answers, so the codebook need not list them and no file repeats them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from crowdpotential.contracts import DELIVERED_WEIGHTS, require
from crowdpotential.errors import DesignError
from crowdpotential.ingest.delivered_cells import number_of
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.quoting import show_id
from crowdpotential.stats.arrays import FloatArray

LONGEST_NUMBER = 18  # digits of a replicate in the name of its column; Python refuses thousands


def split_delivered(files: Sequence[RawFile], pattern: str | None) -> tuple[list[RawFile], list[pd.DataFrame]]:
    """Extract the columns of delivered replicate weights from the files, before the codebook is asked about them.

    Args:
        files: as received.
        pattern: as in params: replicates.columns; null leaves the files as they are.

    Returns:
        The files without those columns, and for each file its columns as raw cells, by number (RW2 before RW10).
    """
    if pattern is None:
        return list(files), [file.cells[[]] for file in files]
    found = [sorted((c for c in file.cells if fnmatchcase(str(c), pattern)), key=_by_number) for file in files]
    both = list(zip(files, found, strict=True))
    rest = [replace(file, cells=file.cells.drop(columns=columns)) for file, columns in both]
    return rest, [file.cells[columns] for file, columns in both]


def collect_delivered(files: Sequence[RawFile], parts: Sequence[pd.DataFrame], received: pd.DataFrame, *, number: int) -> pd.DataFrame:
    """Read the delivered replicate weights of all files, and key them by respondent.

    Args:
        files: as received.
        parts: its columns, as `split_delivered` gives them.
        received: the files harmonised, in their order; meets RESPONSES.
        number: as in params: replicates.number.

    Returns:
        Meets DELIVERED_WEIGHTS: a column for each replicate, NaN where a cell holds no number.

    Raises:
        DesignError: a file has another number of such columns, or columns of other names.
    """
    names = list(parts[0].columns)
    for file, part in zip(files, parts, strict=True):
        if len(part.columns) != number:
            msg = (
                f"{file.name}: {len(part.columns)} columns of replicate weights, params say {number}; correct "
                "replicates.columns or replicates.number"
            )
            raise DesignError(msg)
        if list(part.columns) != names:
            other = next(c for c in part.columns if c not in names)
            shown = show_id(str(other), "otherwise")
            msg = f"{file.name}: replicate weights are called {shown} here but not in {files[0].name}; name them alike"
            raise DesignError(msg)
    numbers = [part.map(number_of, decimal=file.spec.decimal) for file, part in zip(files, parts, strict=True)]
    frame = pd.concat(numbers, ignore_index=True).astype("float64")
    frame.insert(0, "respondent_id", received["respondent_id"].to_numpy())
    require(frame, DELIVERED_WEIGHTS)
    return frame


def delivered_of(delivered: pd.DataFrame, responses: pd.DataFrame) -> FloatArray:
    """Return the replicate weights (n, R) of the respondents, in their order.

    Args:
        delivered: meets DELIVERED_WEIGHTS.
        responses: meets RESPONSES; the analysed main sample.

    Raises:
        DesignError: weights that are missing, no numbers or negative, or a replicate without any.
    """
    require(delivered, DELIVERED_WEIGHTS)
    own = responses[["respondent_id"]].merge(delivered, how="left", on="respondent_id", validate="one_to_one")
    weights = own.drop(columns="respondent_id").to_numpy(dtype=np.float64)
    is_bad = ~(np.isfinite(weights) & (weights >= 0))
    if is_bad.any():
        column = delivered.columns[1 + int(np.flatnonzero(is_bad.any(axis=0))[0])]
        msg = (
            f"replicates: {int(is_bad.any(axis=1).sum())} respondents have a replicate weight that is missing or negative, "
            f"such as in {show_id(str(column), 'one of them')}; complete the columns, or use another method"
        )
        raise DesignError(msg)
    if n_empty := int((weights.sum(axis=0) == 0).sum()):
        msg = f"replicates: {n_empty} of {weights.shape[1]} delivered replicates are zero throughout; correct the columns"
        raise DesignError(msg)
    return weights


def _by_number(column: object) -> tuple[tuple[str, int], ...]:
    """Sort key that reads digits as numbers."""
    parts = re.findall(r"(\D*)(\d*)", str(column))
    return tuple((text, int(digits[:LONGEST_NUMBER] or -1)) for text, digits in parts)
