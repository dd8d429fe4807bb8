"""Questions about participation for small studies: how well one knows a platform, its use by those who know it, deeds, and how often.

Most know it, few do anything, and those who do it do it unequally often; on side B everybody is as likely to. Two respondents of each file
propose without having registered, one does not say what he has done.
"""

from typing import Any

import numpy as np
import pandas as pd
from small_study import words

NOT_ASKED, REFUSED = 96, 98
SKIPPED, SILENT = slice(5, 7), 7  # places of respondents in a file
KNOWS = {"variable": "knows", "op": "ge", "value": 2}
REGISTERED = {"variable": "registered", "op": "eq", "value": 1}
DID = {"variable": "deeds", "op": "selected", "value": [1, 2]}


def participation_section() -> dict[str, Any]:
    """Give the section of params."""
    return {
        "steps": [
            {"id": "aware", "label": words("know it"), "when": KNOWS},
            {"id": "registered", "label": words("have registered"), "when": REGISTERED},
            {"id": "did", "label": words("did something"), "when": DID},
            {"id": "proposed", "label": words("proposed an idea"), "when": {"variable": "deeds", "op": "selected", "value": 2}},
        ],
        "participating": "did",
        "high_from": 55,
        "activity": [{"variable": "times"}, {"variable": "deeds", "attribute": "weight"}],
    }


def participation_variables() -> list[dict[str, Any]]:
    """List the questions for a codebook."""
    about = {"missing": "usual"}

    def codes(*labels: str) -> dict[int, Any]:
        return {code: {"label": words(label)} for code, label in enumerate(labels, start=1)}

    deeds = codes("voted", "proposed", "none of it")
    deeds[1]["attributes"], deeds[2]["attributes"] = {"weight": 1}, {"weight": 3}
    return [
        {"id": "knows", "type": "ordinal", **about, "codes": codes("no", "the name", "well"), "wording": words("know it?")},
        {"id": "registered", "type": "single", **about, "codes": codes("yes", "no"), "asked_if": KNOWS, "wording": words("registered?")},
        {"id": "deeds", "type": "multiple", **about, "exclusive": [3], "codes": deeds, "wording": words("did what?")},
        {
            "id": "times",
            "type": "numeric",
            **about,
            "valid_range": [1, 90],
            "unit": words("times"),
            "asked_if": {"variable": "deeds", "op": "selected", "value": 1},
            "wording": words("voted how often?"),
        },
    ]


def participation_answers(n: int, seed: list[int], *, lift: float = 0.0) -> pd.DataFrame:
    """Draw the answers of n respondents of a file, one column for each option of the multiple question."""
    rng = np.random.default_rng(seed)
    interest = rng.normal(size=n) + lift
    knows = 1 + (interest > -1).astype(int) + (interest > 0.3)
    registered = np.where(knows > 1, np.where(interest > 0.2, 1, 2), NOT_ASKED)
    voted, proposed = interest > 0.6, (interest > 1.1) & (rng.random(n) < 0.7)
    proposed[SKIPPED] = True
    registered[SKIPPED] = np.where(knows[SKIPPED] > 1, 2, NOT_ASKED)
    options = np.column_stack([voted, proposed, ~(voted | proposed)]).astype(int)
    options[SILENT] = REFUSED
    times = np.where(voted, 1 + np.minimum(rng.geometric(0.2, n), 80), NOT_ASKED)
    times[SILENT] = NOT_ASKED
    columns = {f"deeds_{code}": options[:, code - 1] for code in (1, 2, 3)}
    return pd.DataFrame({"knows": knows, "registered": registered, **columns, "times": times})
