"""Weighting: known means of numeric variables, read from a table and made into targets of the calibration."""

from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions import is_substantive
from crowdpotential.contracts import MEANS, RESPONSES, require
from crowdpotential.errors import MarginError
from crowdpotential.ingest.reference_tables import (
    WHOLE,
    read_table,
    refuse_unknown_units,
    units_of_respondents,
)
from crowdpotential.ingest.table_numbers import plain_number
from crowdpotential.params import Area
from crowdpotential.stats.weighting.margins import MeanTarget


def load_means(path: Path, *, areas: Mapping[str, Area], codebook: Codebook, blocs: Collection[str] = ()) -> pd.DataFrame:
    """Read known means, for every area or for every bloc; of everybody where there are no areas.

    Args:
        path: a table with columns area (or the key of a bloc), variable, mean, source, status; every variable counts.
        areas, blocs: of params.

    Returns:
        Meets MEANS.

    Raises:
        MissingFileError, ReadError, ColumnError: the file cannot be read, or misses a column.
        MarginError: an unknown area, a mean that is missing, there twice or no number, or a variable that is not numeric.
        CodebookError: a variable is not in the codebook.
    """
    table = read_table(path, MEANS.columns, has_areas=bool(areas))
    places = tuple(areas) or (WHOLE,)
    refuse_unknown_units(table, {*places, *blocs}, name=path.name, what="areas or blocs")
    table["mean"] = pd.to_numeric(table["mean"].map(plain_number), errors="coerce").astype("float64")
    if n_bad := int((~np.isfinite(table["mean"])).sum()):
        msg = f"{path.name}: {n_bad} means are no numbers; complete them, with a point before the decimals"
        raise MarginError(msg)
    for variable, rows in table.groupby("variable", sort=False):
        if not codebook.variable(str(variable)).kind.is_number:
            msg = f"{path.name}: {variable} is not numeric; give its categories in the margins instead"
            raise MarginError(msg)
        named = list(rows["area"])
        units = places if set(named) & set(places) or not blocs else tuple(blocs)
        if sorted(named) != sorted(units):
            wrong = sorted(set(units) ^ set(named)) or sorted(name for name in named if named.count(name) > 1)
            msg = f"{path.name}: {variable}: give one mean for each of {', '.join(units)}; look at {wrong[0]}"
            raise MarginError(msg)
    require(table, MEANS)
    return table[list(MEANS.columns)]


def make_mean_targets(responses: pd.DataFrame, means: pd.DataFrame, codebook: Codebook) -> tuple[MeanTarget, ...]:
    """Show the answers of the respondents beside the known means.

    Args:
        responses: meets RESPONSES; the main sample.
        means: meets MEANS.

    Raises:
        MarginError: respondents without a number.
    """
    require(responses, RESPONSES)
    require(means, MEANS)
    return tuple(_target(responses, str(variable), rows, codebook) for variable, rows in means.groupby("variable", sort=False))


def _target(responses: pd.DataFrame, variable: str, rows: pd.DataFrame, codebook: Codebook) -> MeanTarget:
    is_known = is_substantive(responses, variable, codebook=codebook, variable=variable)
    if n_missing := int((~is_known).sum()):
        msg = (
            f"weighting.means: {n_missing} respondents have no number in {variable}; complete it, leave them out by a rule "
            "in cleaning.exclude, or weight without its mean"
        )
        raise MarginError(msg)
    positions = {name: position for position, name in enumerate(rows["area"])}
    units = units_of_respondents(responses, positions)
    return MeanTarget(
        name=variable,
        values=responses[variable].to_numpy(dtype=np.float64, copy=True),
        groups=units.map(positions).to_numpy(dtype=np.int64, copy=True),
        means=rows["mean"].to_numpy(dtype=np.float64, copy=True),
        labels=tuple(positions),
    )
