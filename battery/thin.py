"""Studies with numbers that rest on too few, made of the right one: what an attack on disclosure control is tried at."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from battery.study import AREAS, Study, words

Change = Callable[[Study], object]
FIRST = "north"  # the area that is thin
FEW = 6
ASKED = {"A": 1, "B": 30}  # of the other areas of a side
SKIPPED, UNDECIDED, REFUSED = 96, 97, 98


def thin_group(study: Study) -> None:
    """Let six people of one area, in one sampling point, be a group of residents."""
    _add(
        study,
        "faith",
        lambda area, size: np.where((area == FIRST) & (np.arange(size) < FEW), 2, 1),
        "usual",
        "other",
    )
    study.params["comparison"]["group_by"].append("faith")


def thin_route(study: Study) -> None:
    """Ask a question of the few who have used something."""
    for area, frame in study.answers.items():
        used = np.arange(len(frame)) < (FEW if area == FIRST else ASKED[AREAS[area]])
        reasons = 1 + np.arange(len(frame)) % 3
        study.answers[area] = frame.assign(used=np.where(used, 1, 2), why=pd.array(np.where(used, reasons, SKIPPED), dtype="Int64"))
    study.params["comparison"]["group_by"].append("used")


def thin_answer(study: Study) -> None:
    """Let one or two people choose an answer, and one refuse beside several who do not know."""

    def answer(area: str, size: int) -> np.ndarray:
        codes = 1 + np.arange(size) % 2
        codes[:12] = UNDECIDED
        codes[12 : 13 if area == FIRST else 12] = REFUSED
        codes[-2 if area == FIRST else -20 :] = 3
        return codes

    _add(study, "taste", answer, "sweet", "sour", "bitter")


def thin_option(study: Study) -> None:
    """Let one person of the area choose an option of several."""
    for area, frame in study.answers.items():
        rare = np.arange(len(frame)) < (1 if area == FIRST else 12)
        study.answers[area] = frame.assign(M_3=0, M_2=np.where(rare, 1, 0), M_1=1)
    study.variable("M")["exclusive"] = []


def thin_quota(study: Study) -> None:
    """Fill a quota cell with two respondents."""
    frame = study.answers[FIRST]
    study.answers[FIRST] = frame.assign(town=np.where(np.arange(len(frame)) < 2, 2, 1))
    for entry in study.params["areas"].values():
        entry["planned"] = len(frame)
    study.params["weighting"] |= {
        "variables": ["sex", "town"],
        "collapse_below_psus": 1,
        "collapse_below_respondents": 1,
    }


def rich_one(study: Study) -> None:
    """Let one person spend most of the hours."""
    for area, side in AREAS.items():
        if side == AREAS[FIRST]:
            frame = study.answers[area]
            is_rich = (np.arange(len(frame)) == 0) & (area == FIRST)
            study.answers[area] = frame.assign(hours=np.where(is_rich, 168.0, 0.1))


def everything(study: Study) -> None:
    """Do all of it at once."""
    for change in (thin_group, thin_route, thin_answer, thin_option, thin_quota, rich_one):
        change(study)


THINNED: Mapping[str, Change] = {
    "group of six": thin_group,
    "question asked of few": thin_route,
    "answers of one and two": thin_answer,
    "an option of one": thin_option,
    "a quota of two": thin_quota,
    "hours of one": rich_one,
    "all of it": everything,
}


def _add(study: Study, name: str, answer: Callable[[str, int], np.ndarray], *keys: str) -> None:
    codes = {code: {"label": words(key, key), "key": key} for code, key in enumerate(keys, start=1)}
    study.questionnaire["variables"].append(
        {"id": name, "type": "single", "missing": "usual", "wording": words(name, name), "codes": codes}
    )
    for area, frame in study.answers.items():
        study.answers[area] = frame.assign(**{name: answer(area, len(frame))})
