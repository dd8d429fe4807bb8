"""The alignment of areas as rows of the results."""

from collections.abc import Mapping

from crowdpotential.chapters.comparability.estimates.area_alignment import AreaAlignment
from crowdpotential.index.items import Items
from crowdpotential.results.measures.comparability import OBSTACLE
from crowdpotential.results.measures.item_shifts import ALIGNED_MEAN, ALIGNMENT_R2, N_FAILED_STARTS
from crowdpotential.results.rows import MAIN, Columns, Row, make_row


def alignment_rows(aligned: AreaAlignment, items: Items, areas: Mapping[str, str]) -> list[Row]:
    """Report the aligned mean of each area in each dimension, and how invariant each item is; or what stands against it.

    Args:
        aligned: as `align_areas` gives it.
        items: that were aligned.
        areas: area -> bloc, in the order of the groups.
    """
    common: Columns = {**MAIN, "n": float(len(items.ranks)), "method": "alignment"}
    alignment = aligned.found
    if alignment is None:
        obstacle = make_row(OBSTACLE, common, variable="areas", note=aligned.obstacle)
        return [obstacle] if aligned.obstacle else []
    rows = [
        make_row(
            ALIGNED_MEAN,
            common,
            variable=dimension,
            area=area,
            bloc=bloc,
            estimate=alignment.means[a, d],
        )
        for a, (area, bloc) in enumerate(areas.items())
        for d, dimension in enumerate(items.dimensions)
    ]
    rows += [
        make_row(N_FAILED_STARTS, common, variable=dimension, estimate=float(alignment.n_failed[d]))
        for d, dimension in enumerate(items.dimensions)
    ]
    for model, shares in (("loading", alignment.loading_r2), ("intercept", alignment.intercept_r2)):
        rows += [make_row(ALIGNMENT_R2, common, model=model, variable=name, estimate=shares[i]) for i, name in enumerate(items.names)]
    return rows
