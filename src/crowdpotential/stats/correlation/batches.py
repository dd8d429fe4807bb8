"""Replicates side by side: compiled code takes BATCH of them at a time, one instruction for several, one thread a batch."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import get_num_threads

from crowdpotential.stats.arrays import BoolArray, IntArray

BATCH = 32  # their tables of one item with all others still fit into a core's own memory


def in_batches(work: Callable[[IntArray, IntArray], None], usable: BoolArray) -> None:
    """Pass all usable replicates to `work`, BATCH at a time, on as many threads as numba has.

    Args:
        work: takes the replicates of a batch, and the same filled up to BATCH by repeating them; leaves its result itself.
        usable: (R,) replicates to work on.
    """
    chosen = np.flatnonzero(usable)
    batches = np.split(chosen, range(BATCH, chosen.size, BATCH)) if chosen.size else []
    with ThreadPoolExecutor(get_num_threads()) as threads:
        for done in [threads.submit(work, batch, np.resize(batch, BATCH)) for batch in batches]:
            done.result()
