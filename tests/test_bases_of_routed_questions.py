"""The bases that the report prints under routed questions, out of files that write missing codes where nobody was asked."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML
from small_study import AREAS, PER_AREA, answers, codebook_data, words, write_study

from crowdpotential.compare.distributions import count_answers
from crowdpotential.ingest.unanswered import list_questions, mark_missing
from crowdpotential.pipeline import check_study
from crowdpotential.studies import load_study

YES = {1: {"label": words("yes"), "key": "yes"}, 2: {"label": words("no"), "key": "no"}}
USERS = {"variable": "uses", "op": "eq", "value": "yes"}
NUMBERS = {6666: "not_applicable", 9999: "no_answer"}
QUESTIONS: list[dict[str, Any]] = [
    {"id": "uses", "type": "single", "missing": "usual", "codes": YES},
    {"id": "minutes", "type": "numeric", "missing": "numbers", "valid_range": [0, 1440], "asked_if": USERS},
    {"id": "why", "type": "single", "missing": "usual", "codes": YES, "asked_if": USERS},
    {"id": "where", "type": "multiple", "missing": "usual", "codes": YES, "asked_if": USERS},
    {"id": "east_only", "type": "single", "missing": "usual", "codes": YES, "blocs": ["B"]},
]


def routed(area: str, silence: dict[str, object]) -> pd.DataFrame:
    """Of 60, 30 use it, 24 do not, 6 do not tell; who was asked answers but two. Where nobody was asked, the cells hold `silence`."""
    uses = np.repeat([1, 2, 99], [30, 24, 6])
    columns: dict[str, object] = {
        "uses": uses,
        "minutes": np.where(uses == 1, 10.0, np.nan),
        "why": np.where(uses == 1, 2.0, np.nan),
        "where_1": np.where(uses == 1, 1.0, np.nan),
        "where_2": np.where(uses == 1, 0.0, np.nan),
        "east_only": np.where(np.isin(area, ["east", "west"]), 1.0, np.nan) * np.ones(PER_AREA),
    }
    frame = answers(area).assign(**columns)
    frame = frame.fillna({name: value for name, value in silence.items() if value != ""})
    frame.loc[[0, 1], ["minutes", "why"]] = [9999, 98]
    return frame


FILES: dict[str, dict[str, object]] = {
    "blanks": {},
    "no_answer": {"minutes": 9999, "why": 99, "where_1": 99, "where_2": 99, "east_only": 99},
    "not_applicable": {"minutes": 6666, "why": 96, "where_1": 96, "where_2": 96, "east_only": 96},
    "no_option": {"minutes": 9999, "why": 99, "where_1": 0, "where_2": 0, "east_only": 97},
}


@pytest.fixture(params=FILES)
def study(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path, codebook = write_study(tmp_path), codebook_data()
    codebook["missing"]["numbers"] = {c: {"class": k, "label": words(k)} for c, k in NUMBERS.items()}
    codebook["variables"] += [{"wording": words(question["id"]), **question} for question in QUESTIONS]
    plain = json.loads(json.dumps(codebook))  # without the anchors of what stands in several places
    YAML(typ="safe", pure=True).dump(plain, tmp_path / "questionnaire.yaml")
    for area in AREAS:
        routed(area, FILES[request.param]).to_csv(tmp_path / f"{area}.csv", index=False)
    return path


def test_nobody_is_in_the_base_of_a_question_that_he_was_not_asked(study: Path) -> None:
    """120 of 240 use it; the 24 who do not tell, and say nothing behind, count as not asked."""
    codebook, found = load_study(study).codebook, check_study(study).frames["responses"]
    unanswered = {v.id: mark_missing(found, codebook, v.id) for v in list_questions(codebook)}
    n_asked = {name: int((~np.isnan(marks)).sum()) for name, marks in unanswered.items()}
    n_silent = {name: int(np.nansum(marks)) for name, marks in unanswered.items()}
    assert [n_asked[name] for name in ("uses", "minutes", "why", "where", "east_only")] == [
        240,
        120,
        120,
        120,
        120,
    ]
    assert [n_silent[name] for name in ("uses", "minutes", "why", "where", "east_only")] == [24, 8, 8, 0, 0]
    counted = count_answers(found, codebook)
    assert counted is not None
    bases = {(ratio.variable, ratio.base): int(counted.bases[:, ratio.base_at].sum()) for ratio in counted.ratios}
    assert bases["minutes", "answered"] == 112
    assert (bases["why", "asked"], bases["why", "answered"]) == (120, 112)
    assert (bases["where", "asked"], bases["east_only", "asked"]) == (120, 120)
