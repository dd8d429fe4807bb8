"""Keys of those beside the main sample: they are scored too, so that their items may not be turned either; without weights or a design."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from crowdpotential.errors import Faults, ItemError
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.index.keys import CLEARLY, FEWEST, rest_scores
from crowdpotential.stats.correlation.domain_correlations import correlate_in_domains, upper_bound


def refuse_contrary_beside(
    items: Items,
    sources: Sequence[str],
    *,
    files: Mapping[str, str],
    keep: Collection[str],
    confidence_level: float,
) -> None:
    """Refuse items that go against the rest of their dimension among those beside the main sample, in one of their files.

    Args:
        items: answers of those n respondents to everything that is scored.
        sources: (n,) the file of each.
        files: what the column `source` says -> the name of the file.
        keep: items to use all the same, by their names.
        confidence_level: of the intervals, as if respondents were drawn one by one.

    Raises:
        ItemError: they are named with their file and correlations; one error for each file.
    """
    names, cells = np.unique(np.asarray(sources, dtype=str), return_inverse=True)
    found = correlate_in_domains(
        item_scores(items),
        rest_scores(items),
        np.ones((len(sources), 1)),
        cells.reshape(-1).astype(np.int64),
        np.eye(len(names), dtype=np.bool_),
    )
    estimate = found.correlations[..., 0]
    high = upper_bound(estimate, found.n_effective, confidence_level=confidence_level)
    is_contrary = (high < 0) & (estimate <= -CLEARLY) & (found.n >= FEWEST) & ~np.isin(items.names, list(keep))
    faults = Faults()
    for file in np.flatnonzero(is_contrary.any(axis=1)):
        own = np.flatnonzero(is_contrary[file])
        named = ", ".join(f"{items.names[i]} ({items.dimensions[items.dimension_of_item[i]]}, {estimate[file, i]:.2f})" for i in own)
        msg = (
            f"boost sample of {files.get(names[file], names[file])}: {len(own)} items go against the rest of their dimension: {named}; "
            "turn their codes in the file, or name them in index.keep_negative_items"
        )
        faults.add(ItemError(msg))
    faults.raise_any()
