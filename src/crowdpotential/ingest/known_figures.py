"""Weighting: all that is known of the population and of those who were selected, as params name it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.ingest.margin_tables import load_margins
from crowdpotential.ingest.mean_targets import load_means
from crowdpotential.ingest.nonresponse import load_eligible
from crowdpotential.params import Area, Design, Weighting


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFigures:
    """Tables of known figures; null where params name none."""

    margins: pd.DataFrame | None = None  # meets MARGINS
    means: pd.DataFrame | None = None  # meets MEANS
    eligible: pd.DataFrame | None = None  # meets ELIGIBLE


def load_known_figures(
    folder: Path,
    *,
    design: Design,
    weighting: Weighting,
    areas: Mapping[str, Area],
    blocs: Collection[str],
    codebook: Codebook,
) -> KnownFigures:
    """Read the tables that params name, relative to a folder; where no areas are held, margins and means are those of everybody.

    Raises:
        MissingFileError, ReadError, ColumnError, MarginError, CodebookError: as `load_margins`, `load_means` and
            `load_eligible` do.
    """
    margins, means, eligible = None, None, None
    controlled = areas if weighting.within == "area" else {}
    if weighting.method != "none" and weighting.margins is not None:
        margins = load_margins(
            folder / weighting.margins,
            areas=controlled,
            blocs=blocs,
            variables=weighting.variables,
            bloc_variables=weighting.bloc_variables,
            codebook=codebook,
        )
    if weighting.method != "none" and weighting.means is not None:
        means = load_means(folder / weighting.means, areas=controlled, blocs=blocs, codebook=codebook)
    if design.nonresponse is not None:
        counts, cells = folder / design.nonresponse.counts, design.nonresponse.cells
        eligible = load_eligible(counts, cells, areas=areas, codebook=codebook)
    return KnownFigures(margins=margins, means=means, eligible=eligible)
