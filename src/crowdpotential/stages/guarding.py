"""The guard of all that is scored, in the index and beside it: what `check` and a run ask of the items before anything is made of them."""

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.index.boost_keys import refuse_contrary_beside
from crowdpotential.index.guard import Guarded, guard_items
from crowdpotential.index.items import Items, select_items
from crowdpotential.index.units import list_units
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.repeated_files import name_sources
from crowdpotential.ingest.titles import name_file, show_path
from crowdpotential.params import Params
from crowdpotential.quoting import words_of
from crowdpotential.stages.frames import MAIN
from crowdpotential.stats.inference.design import Design


def select_scored(params: Params, codebook: Codebook, responses: pd.DataFrame) -> Items:
    """Select the items of the dimensions of the index, then of those beside it.

    Raises:
        ModelError, ItemError: as `select_items`, all faults at once.
    """
    return select_items(responses, codebook, (*params.index.dimensions, *params.index.also))


def guard_scales(params: Params, items: Items, main: pd.DataFrame, design: Design) -> Guarded:
    """Refuse what cannot be scored honestly, and list what a user should see; arguments and errors as in `guard_items`."""
    return guard_items(
        items,
        main["bloc"].tolist(),
        design,
        list_units(main, files=_file_names(params)),
        index=params.index,
        confidence_level=params.comparison.confidence_level,
    )


def findings_of(guarded: Guarded) -> list[Finding]:
    """Return what a user should see as findings."""
    return [
        Finding(
            rule=oddity.rule,
            n=oddity.n,
            base=oddity.base,
            action=oddity.action,
            source=oddity.unit.source,
            area=oddity.unit.area,
            bloc=oddity.unit.bloc,
            sample_type="main",
            variable=oddity.variable,
            note=oddity.note,
        )
        for oddity in guarded.oddities
    ]


def guard_boost(params: Params, codebook: Codebook, responses: pd.DataFrame) -> None:
    """Refuse items that are turned among those beside the main sample, who are scored like it.

    Args:
        params, codebook: the study.
        responses: of both samples.

    Raises:
        ItemError: items and files are named.
    """
    is_beside = (responses["sample_type"] != MAIN).to_numpy(dtype=np.bool_)
    if not is_beside.any():
        return
    items = select_scored(params, codebook, responses)
    refuse_contrary_beside(
        items.take(is_beside, np.arange(len(items.names))),
        responses.loc[is_beside, "source"].tolist(),
        files=_file_names(params),
        keep=params.index.keep_negative_items,
        confidence_level=params.comparison.confidence_level,
    )


def _file_names(params: Params) -> dict[str, str]:
    """State by which name a user knows the files that the column `source` names."""
    called, words = [*params.areas, *params.blocs], words_of([*params.areas, *params.blocs])
    files = list(enumerate(params.data, start=1))
    names = [name_file(file, place, words) for place, file in files]
    is_enough = len(set(names)) == len(names)
    shown = names if is_enough else [show_path(file, place, words) for place, file in files]
    return dict(zip(name_sources(params.data, called), shown, strict=True))
