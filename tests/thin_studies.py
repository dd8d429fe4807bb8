"""Studies of several shapes with numbers that rest on too few: groups of six, answers of one, a question asked of few, a large income.

They are those of `shapes`, with questions added.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML
from shapes import CROSSING, NOTHING, ONE_SIDE, SIDES, TWO_SIDES, Shape, write_shape
from small_study import words

SEVERAL = {
    "nested": TWO_SIDES,
    "sides": SIDES,
    "crossing": CROSSING,
    "one_side": ONE_SIDE,
    "nowhere": NOTHING,
}
FEW, ASKED = 6, 20
UNDECIDED, REFUSED = 97, 98
SKIPPED = 96
LARGEST = 1_000_000.0
GROUPS = ["used", "faith"]
PLANNED = 250
QUOTA_COLUMNS = ["area", "variable", "category", "persons", "source", "status"]


def write_thin(folder: Path, shape: Shape) -> Path:
    """Write a study with numbers to hide; give the path of its params."""
    path, yaml = write_shape(folder, shape), YAML(typ="safe", pure=True)
    params, codebook = yaml.load(path), yaml.load(folder / "questionnaire.yaml")
    params["comparison"]["group_by"] = list(dict.fromkeys([*params["comparison"]["group_by"], *GROUPS]))
    for entry in params["data"]:
        entry["multiple"] = "indicators"
    codebook["variables"] += _questions()
    if params["areas"] and params["weighting"]["method"] == "raking":
        _set_quotas(folder / "margins.csv", params)
    yaml.dump(params, path)
    yaml.dump(codebook, folder / "questionnaire.yaml")
    for number, entry in enumerate(params["data"]):
        file = folder / entry["path"]
        frame = pd.read_csv(file)
        pd.concat([frame, _answers(number, len(frame))], axis=1).to_csv(file, index=False)
    return path


def _set_quotas(margins: Path, params: dict[str, Any]) -> None:
    """Plan interviews, and control a variable with a cell of two respondents."""
    params["weighting"] |= {
        "variables": ["sex", "home_kind"],
        "collapse_below_psus": 1,
        "collapse_below_respondents": 1,
    }
    rows = [
        (area, "home_kind", kind, persons, "made up", "made up")
        for area, entry in params["areas"].items()
        for kind, persons in (("house", 980), ("hut", 20))
    ]
    for entry in params["areas"].values():
        entry["planned"] = PLANNED
    cells = pd.read_csv(margins)
    pd.concat([cells, pd.DataFrame(rows, columns=QUOTA_COLUMNS)])[QUOTA_COLUMNS].to_csv(margins, index=False)


def _answers(number: int, size: int) -> pd.DataFrame:
    """Answer the added questions; the first file is the thin one."""
    rng, is_thin = np.random.default_rng([11, number]), number == 0
    used = np.where(np.arange(size) < (FEW if is_thin else ASKED), 1, 2)
    faith = np.ones(size, dtype=np.int64)
    faith[np.arange(0, 12 * FEW, 12) if is_thin and size > 12 * FEW else slice(0, FEW if is_thin else 0)] = 2
    options = (rng.random((size, 2)) < [0.6, 0.4]).astype(np.int64)
    rare = np.zeros(size, dtype=np.int64)
    rare[: 1 if is_thin else 30] = 1
    income = np.round(rng.gamma(2.0, 1000.0, size), 0) + 100
    income[0] = LARGEST if is_thin else income[0]
    view = 1 + rng.integers(0, 3, size)
    view[: 2 if is_thin else 0] = REFUSED  # alone: whether somebody answered is no secret
    taste = 1 + rng.integers(0, 3, size)
    taste[-8:], taste[: 1 if is_thin else 0] = UNDECIDED, REFUSED
    frame = pd.DataFrame({"used": used, "faith": faith, "income": income, "view": view, "taste": taste})
    frame["home_kind"] = np.where(np.arange(size) % 40 < (1 if is_thin else 2), 2, 1)
    frame.loc[2 * 40 :, "home_kind"] = 1 if is_thin else frame["home_kind"]
    frame["why"] = np.where(used == 1, 1 + rng.integers(0, 3, size), SKIPPED)
    frame["M_1"], frame["M_2"], frame["M_3"] = *options.T, rare
    order = rng.permutation(size) if not is_thin else np.arange(size)
    return frame.iloc[order].reset_index(drop=True)


def _questions() -> list[dict[str, Any]]:
    asked = {"type": "single", "missing": "usual"}

    def codes(*keys: str) -> dict[int, dict[str, Any]]:
        return {code: {"label": words(key), "key": key} for code, key in enumerate(keys, start=1)}

    only_users = {"variable": "used", "op": "eq", "value": 1}
    return [
        {"id": "used", **asked, "wording": words("used"), "codes": codes("yes", "no")},
        {"id": "faith", **asked, "wording": words("faith"), "codes": codes("usual", "other")},
        {"id": "view", **asked, "wording": words("view"), "codes": codes("for", "against", "between")},
        {"id": "home_kind", **asked, "wording": words("kind of home"), "codes": codes("house", "hut")},
        {"id": "taste", **asked, "wording": words("taste"), "codes": codes("sweet", "sour", "bitter")},
        {
            "id": "why",
            **asked,
            "wording": words("why"),
            "codes": codes("need", "fun", "other"),
            "asked_if": only_users,
        },
        {
            "id": "M",
            **asked,
            "type": "multiple",
            "wording": words("which"),
            "codes": codes("post", "web", "radio"),
        },
        {
            "id": "income",
            "type": "numeric",
            "missing": "usual",
            "valid_range": [100, 2_000_000],
            "wording": words("income"),
        },
    ]
