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
TRAITS = tuple(f"trait{number}" for number in range(1, 7))  # by which types are told apart


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


def thin_chapters(study: Study) -> None:
    """Let chapters beside the toplines tell of few: steps within steps, kinds of barriers, a group that nobody names, texts, types.

    In the first area all but one who know have gone, one names both barriers of a kind, two have no home; of the first side five were
    given the third text; two of all use the last channel, and one answers highest.
    """
    for number, (area, frame) in enumerate(study.answers.items()):
        study.answers[area] = pd.concat([frame, _draw_chapters(number, len(frame), is_first_side=AREAS[area] == AREAS[FIRST])], axis=1)
    usual = {"missing": "usual"}
    study.questionnaire["variables"] += [
        {"id": "visit", "type": "single", **usual, "wording": words("Visits"), "codes": _coded("none", "heard", "gone")},
        {"id": "home", "type": "single", **usual, "wording": words("Home"), "codes": _coded("house", "flat")},
        {
            "id": "text",
            "type": "single",
            **usual,
            "role": "vignette_arm",
            "wording": words("Text"),
            "codes": _coded("plain", "long", "short"),
        },
        {"id": "will", "type": "ordinal", "scale": "five", "wording": words("Will")},
        *({"id": name, "type": "single", **usual, "wording": words(name), "codes": _coded("no", "yes")} for name in TRAITS),
        {"id": "bar", "type": "multiple", **usual, "exclusive": [5], "wording": words("Barriers"), "codes": _barriers()},
        {"id": "way", "type": "multiple", **usual, "wording": words("Channels"), "codes": _coded("post", "web", "horse")},
    ]
    study.params["comparison"]["group_by"].append("home")
    sections = {
        "participation": {
            "steps": [
                {"id": "heard", "label": words("heard"), "when": {"variable": "visit", "op": "in", "value": ["heard", "gone"]}},
                {"id": "used", "label": words("used"), "when": {"variable": "used", "op": "eq", "value": "yes"}},
                {"id": "gone", "label": words("gone"), "when": {"variable": "visit", "op": "eq", "value": "gone"}},
            ]
        },
        "obstacles": {"barriers": "bar", "channels": "way", "kind": "kind", "kinds": {"x": words("x"), "y": words("y")}},
        "typology": {
            "indicators": list(TRAITS),
            "classes": [1, 2],
            "reach": {"channels": "way"},
            "starts": 5,
            "resamples": 10,
        },
        "drivers": {"outcome": "will", "predictors": ["X", "Y"], "controls": ["sex"], "high_from": 5},
        "vignette": {"arm": "text", "outcome": "will", "control": 1},
    }
    study.params.update(sections)


def _draw_chapters(number: int, size: int, *, is_first_side: bool) -> pd.DataFrame:
    rng, is_thin, at = np.random.default_rng([13, number]), number == 0, np.arange(size)
    kind = rng.integers(0, 2, size) == 1
    barriers = rng.binomial(1, 0.4, (size, 4))
    visit = np.where(at % 2, 3, 1)
    visit[0] = 2
    text = 1 + at % (2 if is_first_side else 3)
    text[5:10] = 3 if is_thin else text[5:10]
    home = 1 + at % 2
    home[:2] = REFUSED if is_thin else home[:2]
    if is_thin:
        barriers[barriers[:, 0] == 1, 1] = 0
        barriers[0, :2] = 1
    else:
        visit[: size // 4] = 2
    frame = pd.DataFrame({"visit": visit, "home": home, "text": text, "will": 1 + rng.integers(0, 4, size)})
    frame.loc[3, "will"] = 5 if is_thin else 4
    for name in TRAITS:
        frame[name] = 1 + (rng.random(size) < np.where(kind, 0.9, 0.1))
    for code in range(1, 5):
        frame[f"bar_{code}"] = barriers[:, code - 1]
    frame["bar_5"] = 1 - barriers.max(axis=1)
    frame["way_1"], frame["way_2"] = rng.binomial(1, 0.6, (2, size))
    frame["way_3"] = (at < (2 if is_thin else 0)).astype(int)
    return frame


def _coded(*keys: str) -> dict[int, dict[str, object]]:
    return {code: {"label": words(key), "key": key} for code, key in enumerate(keys, start=1)}


def _barriers() -> dict[int, dict[str, object]]:
    kinds = {1: "x", 2: "x", 3: "y", 4: "y"}
    named = {code: {"label": words(f"barrier {code}"), "attributes": {"kind": kind}} for code, kind in kinds.items()}
    return {**named, 5: {"label": words("none")}}


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
    "few between numbers": thin_chapters,
    "all of it": everything,
}


def _add(study: Study, name: str, answer: Callable[[str, int], np.ndarray], *keys: str) -> None:
    codes = {code: {"label": words(key, key), "key": key} for code, key in enumerate(keys, start=1)}
    study.questionnaire["variables"].append(
        {"id": name, "type": "single", "missing": "usual", "wording": words(name, name), "codes": codes}
    )
    for area, frame in study.answers.items():
        study.answers[area] = frame.assign(**{name: answer(area, len(frame))})
