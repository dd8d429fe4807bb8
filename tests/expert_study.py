"""A panel of experts for the small study: two rounds, statements of its own and one of the survey's, points of a budget."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

N = 24


def add_experts(folder: Path, item: str) -> None:
    """Write the form and its answers, and the section of params; `item` is a statement that the survey asks too."""
    yaml = YAML(typ="safe", pure=True)
    yaml.representer.ignore_aliases = lambda *_: True  # anchors are not read
    params = yaml.load((folder / "params.yaml").read_text(encoding="utf-8"))
    survey = yaml.load((folder / "questionnaire.yaml").read_text(encoding="utf-8"))
    dimensions = params["index"]["dimensions"]
    yaml.dump(_codebook(survey, item, dimensions), folder / "experts.yaml")
    draw_answers(item, dimensions).to_csv(folder / "experts.csv", index=False)
    params["experts"] = {
        "form": {"questionnaire": "experts.yaml", "data": [{"path": "experts.csv"}]},
        "expert": "expert",
        "round": "tour",
        "statements": ["agreed", "split", item],
        "weights": {"points": {name: f"points_{name}" for name in dimensions}},
    }
    yaml.dump(params, folder / "params.yaml")


def compare_pairs(folder: Path) -> None:
    """Let the experts of a study with two dimensions compare them instead of giving points: nine times either way at most."""
    yaml = YAML(typ="safe", pure=True)
    yaml.representer.ignore_aliases = lambda *_: True
    params, form = (yaml.load((folder / name).read_text(encoding="utf-8")) for name in ("params.yaml", "experts.yaml"))
    names = params["index"]["dimensions"]
    params["experts"]["weights"] = {"pairs": {"pair": names}}
    params["sensitivity"] = {"weights": ["factor", "equal", "expert"], "expert": {"panel": True}}
    form["variables"] = [one for one in form["variables"] if not one["id"].startswith("points_")]
    words = form["variables"][0]["wording"]
    form["variables"].append({"id": "pair", "type": "numeric", "missing": "points", "valid_range": [-9, 9], "wording": words})
    yaml.dump(params, folder / "params.yaml")
    yaml.dump(form, folder / "experts.yaml")
    cells = pd.read_csv(folder / "experts.csv").drop(columns=[f"points_{name}" for name in names])
    steps = np.array([-9, -5, -3, 3, 3, 5, 7, 9])
    cells.assign(pair=np.resize(steps, len(cells))).to_csv(folder / "experts.csv", index=False)


def draw_answers(item: str, dimensions: list[str]) -> pd.DataFrame:
    """Draw both rounds; one statement is agreed on."""
    rng = np.random.default_rng(4)
    first = pd.DataFrame({"expert": [f"e{at}" for at in range(N)], "tour": 1, "agreed": rng.integers(4, 6, N)})
    first["split"], first[item] = rng.integers(1, 6, N), rng.integers(2, 5, N)
    for name in dimensions:
        first[f"points_{name}"] = rng.integers(1, 100 // len(dimensions), N)
    points = [f"points_{name}" for name in dimensions]
    first[points[0]] += 100 - first[points].sum(axis=1)
    second = first.iloc[:20].assign(tour=2)
    first.loc[first.index[-3:], ["split", points[0]]] = None  # did not answer all questions
    second.loc[:9, "split"] = 3
    return pd.concat([first, second])


def _codebook(survey: Mapping[str, Any], item: str, dimensions: list[str]) -> dict[str, Any]:
    asked = next(variable for variable in survey["variables"] if variable["id"] == item)
    kept = {key: asked[key] for key in ("scale", "codes", "missing") if key in asked}
    words = {language: "Something to rate" if language == "en" else "Что оценить" for language in survey["languages"]}
    said = {"agreed": words, "split": words, item: asked["wording"]}
    rated = [{"id": name, "type": "ordinal", "wording": wording, **kept} for name, wording in said.items()]
    missing = next(iter(survey["missing"]))
    points = [
        {"id": f"points_{name}", "type": "numeric", "missing": "points", "valid_range": [0, 100], "wording": words} for name in dimensions
    ]
    rounds = {1: {"label": words}, 2: {"label": words}}
    return {
        "id": "experts",
        "languages": survey["languages"],
        "dimensions": [],
        "missing": {**survey["missing"], "points": {999: {"class": "no_answer", "label": words}}},
        "scales": survey.get("scales", {}),
        "variables": [
            {"id": "expert", "type": "text", "identifier": "number", "wording": words},
            {"id": "tour", "type": "single", "missing": missing, "codes": rounds, "wording": words},
            *rated,
            *points,
        ],
    }
