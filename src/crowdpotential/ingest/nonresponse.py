"""Weighting: in each weighting class, respondents stand for all who were selected and eligible (Little 1986, ISR 54, 139-157)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.contracts import ELIGIBLE, RESPONSE_CLASSES, RESPONSES, empty, require
from crowdpotential.errors import DesignError
from crowdpotential.ingest.margin_tables import cell_of_respondents
from crowdpotential.ingest.reference_tables import (
    WHOLE,
    complete_cells,
    list_categories,
    name_categories,
    place,
    read_table,
    refuse_unknown_units,
    units_of_respondents,
    whole_numbers,
)
from crowdpotential.params import Area
from crowdpotential.stats.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseAdjustment:
    """What each base weight is multiplied by for those who did not answer."""

    factors: FloatArray  # (n,) eligible / respondents of the weighting class, 1 or more
    classes: pd.DataFrame  # ELIGIBLE plus n (respondents), response_rate and factor; classes with nobody eligible are left out


def load_eligible(path: Path, cells: str, *, areas: Mapping[str, Area], codebook: Codebook) -> pd.DataFrame:
    """Read how many of those selected were eligible, in each weighting class of each area.

    Args:
        path: a table with columns area, variable, category, eligible, source, status.
        cells: as in params: design.nonresponse.cells; categories are written as in margins.csv.

    Returns:
        Meets ELIGIBLE, in the order of areas and codes.

    Raises:
        MissingFileError, ReadError, ColumnError: the file cannot be read, or misses a column.
        MarginError: an unknown area or category, one that is missing or there twice, or counts that are not whole.
        CodebookError: a variable is not in the codebook.
    """
    table, units = read_table(path, ELIGIBLE.columns, has_areas=bool(areas)), tuple(areas) or (WHOLE,)
    refuse_unknown_units(table, units, name=path.name, what="areas")
    table = name_categories(table[table["variable"] == cells].reset_index(drop=True), codebook, path.name)
    table["eligible"] = whole_numbers(table, "eligible", path.name)
    wanted = [(area, cells, category) for area in units for category in list_categories(cells, codebook)]
    eligible = complete_cells(table, wanted, name=path.name, what="number of eligible")
    eligible = eligible.astype({"eligible": "int64"})[list(ELIGIBLE.columns)]
    require(eligible, ELIGIBLE)
    return eligible


def adjust_for_nonresponse(responses: pd.DataFrame, eligible: pd.DataFrame | None, codebook: Codebook) -> ResponseAdjustment:
    """Divide by the response rate of the respondent's weighting class, counted without weights.

    The replicates take the factors over as they are: they know of the sampling, not of who would have answered in another sample.

    Args:
        responses: meets RESPONSES; the analysed respondents of the main sample, derived variables included.
        eligible: meets ELIGIBLE; null where nothing is adjusted.

    Raises:
        DesignError: respondents in no class, a class with eligible persons but no respondents, or more respondents than eligible.
    """
    require(responses, RESPONSES)
    if eligible is None:
        return ResponseAdjustment(factors=np.ones(len(responses)), classes=empty(RESPONSE_CLASSES))
    require(eligible, ELIGIBLE)
    variable = str(eligible["variable"].iloc[0])
    category = cell_of_respondents(responses, variable, codebook)
    if n_nowhere := int((category == "").sum()):
        msg = (
            f"design.nonresponse: {n_nowhere} respondents have no answer to {variable}; complete it, or form the cells of another variable"
        )
        raise DesignError(msg)
    key = units_of_respondents(responses, set(eligible["area"])) + "\n" + category
    labels = eligible["area"] + "\n" + eligible["category"]
    n = np.asarray(key.value_counts().reindex(labels, fill_value=0), dtype=np.int64)
    _refuse_impossible_rates(eligible, n)
    classes = eligible.assign(n=n)[eligible["eligible"].to_numpy() > 0]
    classes = classes.assign(response_rate=classes["n"] / classes["eligible"], factor=classes["eligible"] / classes["n"])
    require(classes, RESPONSE_CLASSES)
    factors = key.map(dict(zip(labels[classes.index], classes["factor"], strict=True)))
    return ResponseAdjustment(factors=factors.to_numpy(dtype=np.float64), classes=classes.reset_index(drop=True))


def _refuse_impossible_rates(eligible: pd.DataFrame, n: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> None:
    counts = eligible["eligible"].to_numpy()
    faults = (
        (n > counts, "more respondents than were eligible", "correct the counts or the answers"),
        (
            (n == 0) & (counts > 0),
            "nobody answered",
            "join the class with a similar one in codebook and counts",
        ),
    )
    for is_bad, what, remedy in faults:
        if is_bad.any():
            first = int(np.flatnonzero(is_bad)[0])
            more = f" (and {int(is_bad.sum()) - 1} more classes)" if is_bad.sum() > 1 else ""
            msg = (
                f"design.nonresponse: {place(eligible.iloc[[first]])}: {what} ({counts[first]} eligible, {n[first]} "
                f"respondents){more}; {remedy}"
            )
            raise DesignError(msg)
