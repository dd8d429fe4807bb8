"""How many numbers are hidden, by the rule that hides them: told beside the results, since nothing is hidden silently."""

from collections.abc import Sequence

import pandas as pd

from crowdpotential.results.measures.fieldwork import N_HIDDEN
from crowdpotential.results.rows import make_row
from crowdpotential.results.table import finish

RULES = (
    "base",
    "count",
    "companion",
    "follows",
)  # in this order: a row is counted by the first that hides it


def count_hidden(rules: Sequence[str], *, is_synthetic: bool) -> pd.DataFrame:
    """Return one row per rule.

    `base`: on too few respondents; `count`: too few gave the answer, or all but too few, or one dominates; `companion`: protects these;
    `follows`: about what is hidden, or compared with it.

    Args:
        rules: of each row of the results, empty where it is told.
        is_synthetic: whether the data are.
    """
    n = float(len(rules))
    rows = [make_row(N_HIDDEN, category=rule, estimate=float(list(rules).count(rule)), n=n) for rule in RULES]
    return finish(rows, is_synthetic=is_synthetic)
