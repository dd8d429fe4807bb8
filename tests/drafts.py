"""Rows of results written by hand: the columns that a test is about, by name."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from crowdpotential.results import finish
from crowdpotential.results.rows import Row

Draft = Mapping[str, Any]


def finish_drafts(drafts: Iterable[Draft], **how: Any) -> pd.DataFrame:  # noqa: ANN401 options of `finish`
    """Make the table of results of rows written by hand."""
    return finish([Row(**draft) for draft in drafts], **how)
