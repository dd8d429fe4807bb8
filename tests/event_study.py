"""Events for the small study: a course with forms before and after, some of whose people are lost, and a fair with one form."""

from pathlib import Path

import numpy as np
import pandas as pd
from ruamel.yaml import YAML
from small_study import words

from crowdpotential.stats.arrays import IntArray

N, N_LOST, N_AGAIN = 36, 12, 24
RISE = 1.2  # of what the course teaches
COURSE = {
    "name": words("course"),
    "form": {"questionnaire": "course.yaml", "data": [{"path": "course.csv"}]},
    "participants": 40,
    "levels": {"reaction": ["liked", "lacked"], "learning": ["skill", "idle"], "behaviour": ["plan"]},
    "waves": {"wave": "when", "code_word": "word", "retrospective": {"skill": "skill_then"}, "about": ["years"]},
}
FAIR = {
    "name": words("fair"),
    "form": {"questionnaire": "fair.yaml", "data": [{"path": "fair.csv"}]},
    "levels": {"reaction": ["liked", "useful"], "behaviour": ["plan"]},
}


def add_events(folder: Path) -> None:
    """Write forms, answers and the section of params."""
    yaml = YAML(typ="safe", pure=True)
    yaml.representer.ignore_aliases = lambda *_: True  # anchors are not read
    params = yaml.load((folder / "params.yaml").read_text(encoding="utf-8"))
    survey = yaml.load((folder / "questionnaire.yaml").read_text(encoding="utf-8"))
    about = {key: survey[key] for key in ("languages", "missing")} | {"dimensions": []}
    about["missing"] = {**about["missing"], "years": {999: {"class": "no_answer", "label": words("no answer")}}}
    missing = next(iter(survey["missing"]))
    five = {"type": "ordinal", "missing": missing, "codes": {code: {"label": words(f"degree {code}")} for code in range(1, 6)}}
    rated = {name: {"id": name, **five, "wording": words(name)} for name in ("skill", "idle", "plan", "skill_then", "liked", "useful")}
    waves = {code: {"label": words(key)} for code, key in ((1, "before"), (2, "after"))}
    keys = [
        {"id": "when", "type": "single", "missing": missing, "codes": waves, "wording": words("when")},
        {"id": "word", "type": "text", "identifier": "number", "wording": words("word")},
        {"id": "years", "type": "numeric", "missing": "years", "valid_range": [10, 90], "wording": words("years")},
    ]
    lacked = {"type": "multiple", "missing": missing, "codes": {code: {"label": words(f"lack {code}")} for code in (1, 2)}}
    course = [
        *keys,
        *(question for name, question in rated.items() if name != "useful"),
        {"id": "lacked", **lacked, "wording": words("lacked")},
    ]
    yaml.dump({"id": "course", **about, "variables": course}, folder / "course.yaml")
    yaml.dump({"id": "fair", **about, "variables": [rated[name] for name in ("liked", "useful", "plan")]}, folder / "fair.yaml")
    draw_course().to_csv(folder / "course.csv", index=False)
    rng = np.random.default_rng(3)
    said = {name: rng.integers(low, 6, 30) for name, low in (("liked", 2), ("useful", 3), ("plan", 1))}
    pd.DataFrame(said).to_csv(folder / "fair.csv", index=False)
    params["events"] = {"course": COURSE, "fair": FAIR}
    yaml.dump(params, folder / "params.yaml")


def draw_course() -> pd.DataFrame:
    """Draw both waves: skill rises, idleness stays, and former skill is rated lower afterwards."""
    rng = np.random.default_rng(9)
    own = rng.normal(0, 0.6, N)

    def rate(mean: float) -> IntArray:
        return np.clip(np.rint(mean + own + rng.normal(0, 0.6, N)), 1, 5).astype(int)

    before = pd.DataFrame({"word": [f"Слово {at}" for at in range(N)], "when": 1, "years": rng.integers(17, 30, N)})
    before = before.assign(skill=rate(2.5), idle=rate(3.0), plan=rate(3.0))
    after = pd.DataFrame({"word": before["word"], "when": 2, "skill": rate(2.5 + RISE), "idle": rate(3.0), "plan": rate(3.3)})
    after = after.assign(skill_then=rate(1.7), liked=rate(4.0), lacked_1=rng.integers(0, 2, N), lacked_2=1)
    return pd.concat([before, after.iloc[:N_AGAIN]], ignore_index=True).convert_dtypes()


def write_course(folder: Path, answers: pd.DataFrame) -> None:
    """Replace the answers of the course."""
    answers.to_csv(folder / "course.csv", index=False)
