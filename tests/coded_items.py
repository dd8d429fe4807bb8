"""Frozen answers as responses, items and a design: what tests against R of codes and of numbers share."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from small_study import words

from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.results.rows import Row
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import rao_wu_replication


def codebook_of(items: Mapping[str, Mapping[str, Any]]) -> Codebook:
    """Declare items of the dimensions that their first letters name."""
    return build_codebook(
        {
            "id": "codes",
            "languages": ["en"],
            "missing": {"usual": {999: {"class": "no_answer", "label": words("none")}}},
            "dimensions": [{"id": name, "label": words(name)} for name in dict.fromkeys(i[0] for i in items)],
            "variables": [
                {"id": name, "missing": "usual", "dimension": name[0], "wording": words(name), **own} for name, own in items.items()
            ],
        },
        name="codes",
    )


def rated(codes: tuple[int, ...], **more: object) -> dict[str, Any]:
    """Declare an item with listed answers."""
    return {"type": "ordinal", "codes": {code: {"label": words(str(code))} for code in codes}, **more}


def responses_of(frozen: Mapping[str, Any]) -> pd.DataFrame:
    """Give the answers of a reference as responses of two areas of one bloc."""
    n = len(frozen["answers"])
    found = pd.DataFrame(frozen["answers"], columns=frozen["items"])
    side = np.where(np.array(frozen["group"]) == 0, "east", "west")
    identity = {"respondent_id": [f"r{i}" for i in range(n)], "source": "a", "area": side, "bloc": "B"}
    return found.assign(**identity, sample_type="main")


def design_of(weights: np.ndarray) -> Design:
    """Give weights of respondents who were drawn by themselves, and a few replicates."""
    n = len(weights)
    rng = np.random.default_rng(2)
    return Design(
        weights=weights,
        replicate_weights=weights[:, None] * rng.multinomial(n, np.full(n, 1 / n), size=30).T,
        replication=rao_wu_replication(np.zeros(n, dtype=np.int64), number=30),
        strata=np.zeros(n, dtype=np.int64),
        psus=np.arange(n),
    )


def estimates(rows: list[Row], measure: str, **wanted: str) -> list[Any]:
    """List the estimates of one measure."""
    return [row.estimate for row in rows if row.measure == measure and all(getattr(row, key) == value for key, value in wanted.items())]
