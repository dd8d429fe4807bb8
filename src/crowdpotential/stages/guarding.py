"""The guard of all that is scored, in the index and beside it: what `check` and a run ask of the items before anything is made of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import Faults
from crowdpotential.index.boost_keys import refuse_contrary_beside
from crowdpotential.index.items import Items, select_items
from crowdpotential.index.keys import (
    EVERYBODY,
    UnitCorrelations,
    item_rest,
    item_rest_rows,
    refuse_contrary,
)
from crowdpotential.index.oddities import Oddity, find_oddities, refuse_unscored
from crowdpotential.index.turned_scales import TurnedScale, find_turned_scales
from crowdpotential.index.units import Unit, Units, list_units
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.repeated_files import name_sources
from crowdpotential.ingest.titles import name_file, show_path
from crowdpotential.params import Params
from crowdpotential.quoting import words_of
from crowdpotential.results import Row
from crowdpotential.stages.frames import MAIN
from crowdpotential.stats.inference.design import Design


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """What the guard has seen of it."""

    rows: list[Row]  # item-rest correlations
    findings: list[Finding]
    contrary: list[
        "Contrary"
    ]  # items that params keep although they go against their dimension in a part of the sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrary:
    """An item that goes against its dimension in one part of the sample."""

    item: str
    blocs: tuple[str, ...]  # sides that the part belongs to
    is_side: bool  # the part is a side


def select_scored(params: Params, codebook: Codebook, responses: pd.DataFrame) -> Items:
    """Select the items of the dimensions of the index, then of those beside it.

    Raises:
        ModelError, ItemError: as `select_items`, all faults at once.
    """
    return select_items(responses, codebook, (*params.index.dimensions, *params.index.also))


def guard_scales(params: Params, items: Items, main: pd.DataFrame, design: Design) -> Guarded:
    """Refuse what cannot be scored honestly, and list what a user should see.

    Args:
        params: of the study.
        items: of everything that is scored.
        main: respondents of the main sample.
        design: of them.

    Raises:
        ItemError: items that go against their dimension, a dimension that nobody answered; all of them at once.
    """
    index, level = params.index, params.comparison.confidence_level
    units = list_units(main, files=_file_names(params))
    found = item_rest(items, design, units, confidence_level=level)
    faults = Faults()
    with faults.collected():
        refuse_unscored(items, min_items=index.missing.min_items)
    with faults.collected():
        refuse_contrary(found, items, units, keep=index.keep_negative_items)
    faults.raise_any()
    odd = find_oddities(items, design.weights, units, min_items=index.missing.min_items)
    turned = find_turned_scales(items, design, units, confidence_level=level)
    return Guarded(
        rows=item_rest_rows(found, items, units),
        findings=[*_of_keys(found, items, units), *map(_of_turned, turned), *map(_of_oddity, odd)],
        contrary=_list_contrary(found, items, units, main["bloc"].to_numpy(dtype=str)),
    )


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
    """Say by which name a user knows the files that the column `source` names."""
    called, words = [*params.areas, *params.blocs], words_of([*params.areas, *params.blocs])
    files = list(enumerate(params.data, start=1))
    names = [name_file(file, place, words) for place, file in files]
    is_enough = len(set(names)) == len(names)
    shown = names if is_enough else [show_path(file, place, words) for place, file in files]
    return dict(zip(name_sources(params.data, called), shown, strict=True))


def _list_contrary(
    found: UnitCorrelations, items: Items, units: Units, bloc: "np.ndarray[tuple[int], np.dtype[np.str_]]"
) -> list[Contrary]:
    told = units.widest(found.is_below)
    return [
        Contrary(item=name, blocs=tuple(np.unique(bloc[units.members(number)])), is_side=unit.is_side)
        for number, unit in enumerate(units.listed)
        for i, name in enumerate(items.names)
        if number != EVERYBODY and told[number, i]
    ]


def _of_keys(found: UnitCorrelations, items: Items, units: Units) -> list[Finding]:
    """List items that go against their dimension, kept knowingly, and those that may do so in a part of the sample."""
    told, estimate = units.widest(found.is_below), found.of_unit(found.inference.estimate)
    return [
        _find(
            "contrary_item" if told[number, i] else "doubtful_item",
            (name, unit),
            (int(found.n[number, i]), int(units.members(number).sum())),
            note=f"item-rest correlation {estimate[number, i]:.2f}"
            + ("" if number == EVERYBODY else f", elsewhere {found.elsewhere[number, i]:.2f}")
            + ("" if told[number, i] else "; see whether its codes are turned there"),
        )
        for number, unit in enumerate(units.listed)
        for i, name in enumerate(items.names)
        if told[number, i] or found.is_doubtful[number, i]
    ]


def _of_turned(scale: TurnedScale) -> Finding:
    pairs = zip(scale.others, scale.here, scale.elsewhere, strict=True)
    note = "; ".join(
        f"correlation with {name} {here:.2f}, elsewhere {other:.2f}" for name, here, other in pairs
    )
    note += "; see whether its codes are turned there"
    return _find("turned_scale", (scale.dimension, scale.unit), (scale.n, scale.n), note=note)


def _of_oddity(oddity: Oddity) -> Finding:
    return _find(oddity.rule, (oddity.variable, oddity.unit), (oddity.n, oddity.base), note=oddity.note)


def _find(rule: str, about: tuple[str, Unit], n: Sequence[int], *, note: str) -> Finding:
    variable, unit = about
    return Finding(
        rule=rule,
        n=n[0],
        base=n[1],
        action="keep",
        source=unit.source,
        area=unit.area,
        bloc=unit.bloc,
        sample_type="main",
        variable=variable,
        note=note,
    )
