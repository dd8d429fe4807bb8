"""The alignment of areas as rows of the results."""

from collections.abc import Mapping

from crowdpotential.index.area_alignment import AreaAlignment
from crowdpotential.index.comparability_rows import common_row
from crowdpotential.index.items import Items
from crowdpotential.results import Row


def alignment_rows(aligned: AreaAlignment, items: Items, areas: Mapping[str, str]) -> list[Row]:
    """Report the aligned mean of each area in each dimension, and how invariant each item is; or what stands against it.

    Args:
        aligned: as `align_areas` gives it.
        items: that were aligned.
        areas: area -> bloc, in the order of the groups.
    """
    common, alignment = {**common_row(len(items.ranks)), "method": "alignment"}, aligned.found
    if alignment is None:
        told = {"measure": "obstacle", "variable": "areas", "note": aligned.obstacle}
        return [{**common, **told}] if aligned.obstacle else []
    rows: list[Row] = [
        {
            **common,
            "measure": "aligned_mean",
            "variable": dimension,
            "area": area,
            "bloc": bloc,
            "estimate": alignment.means[a, d],
            "unit": "sd",
        }
        for a, (area, bloc) in enumerate(areas.items())
        for d, dimension in enumerate(items.dimensions)
    ]
    failed: Row = {**common, "measure": "n_failed_starts"}
    rows += [
        {**failed, "variable": dimension, "estimate": float(alignment.n_failed[d])}
        for d, dimension in enumerate(items.dimensions)
    ]
    for model, shares in (("loading", alignment.loading_r2), ("intercept", alignment.intercept_r2)):
        own = {**common, "measure": "alignment_r2", "model": model, "unit": "share"}
        rows += [{**own, "variable": name, "estimate": shares[i]} for i, name in enumerate(items.names)]
    return rows
