"""A whole study on the disk, small enough to run in a second: four areas on two sides, eight items in two dimensions, raked to sex."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

AREAS = {"north": "A", "south": "A", "east": "B", "west": "B"}
ITEMS = tuple(f"{dimension}{number}" for dimension in "XY" for number in range(1, 5))
PER_AREA = 60


def words(text: str) -> dict[str, str]:
    return {"en": text, "ru": text}


def codebook_data() -> dict[str, Any]:
    labels = {1: "low", 2: "lower", 3: "middle", 4: "higher", 5: "high"}
    sexes = {1: {"label": words("men"), "key": "male"}, 2: {"label": words("women"), "key": "female"}}
    classes = {96: "not_applicable", 97: "dont_know", 98: "refused", 99: "no_answer"}
    items = [{"id": name, "type": "ordinal", "scale": "five", "dimension": name[0], "wording": words(name)} for name in ITEMS]
    return {
        "id": "small",
        "languages": ["en"],
        "missing": {"usual": {c: {"class": k, "label": words(k)} for c, k in classes.items()}},
        "scales": {"five": {"missing": "usual", "codes": {c: {"label": words(w)} for c, w in labels.items()}}},
        "dimensions": [{"id": name, "label": words(name)} for name in "XY"],
        "variables": [
            {
                "id": "number",
                "type": "paradata",
                "role": "respondent_id",
                "identifier": "hash",
                "wording": words("no"),
            },
            {"id": "point", "type": "paradata", "role": "psu", "topline": False, "wording": words("point")},
            {"id": "sex", "type": "single", "missing": "usual", "codes": sexes, "wording": words("sex")},
            *items,
        ],
    }


def params_data() -> dict[str, Any]:
    return {
        "study": {
            "id": "small",
            "title": words("A small study"),
            "synthetic": True,
            "questionnaire": "questionnaire.yaml",
            "words": {
                "area": {"en": {"one": "area", "other": "areas"}},
                "bloc": {"en": {"one": "side", "other": "sides"}},
            },
        },
        "data": [{"path": f"{area}.csv", "area": area} for area in AREAS],
        "areas": {area: {"bloc": bloc, "name": words(area), "population": 1000} for area, bloc in AREAS.items()},
        "blocs": {bloc: {"name": words(bloc)} for bloc in "AB"},
        "design": {"samples": "area", "psu": "point"},
        "weighting": {"method": "raking", "margins": "margins.csv", "variables": ["sex"]},
        "replicates": {"number": 50},
        "index": {
            "name": words("index"),
            "dimensions": ["X", "Y"],
            "missing": {"min_items": 2, "min_dimensions": 2},
        },
        "report": {"languages": ["en"]},
        "seed": 1,
    }


def answers(area: str, lift: float = 0.0) -> pd.DataFrame:
    """Draw the answers of an area; `lift`, in standard deviations, puts its people above the others in both dimensions."""
    rng = np.random.default_rng([7, *area.encode()])
    latent = rng.normal(size=(PER_AREA, 2)) @ np.array([[1.0, 0.5], [0.0, 0.9]])
    response = np.repeat(latent + lift, 4, axis=1) + rng.normal(size=(PER_AREA, 8))
    frame = pd.DataFrame((response[:, :, None] > np.array([-1.5, -0.5, 0.5, 1.5])).sum(axis=2) + 1, columns=list(ITEMS))
    frame.insert(0, "sex", 1 + (np.arange(PER_AREA) % 5 < 3))
    frame.insert(0, "point", [f"{area}-{n % 12}" for n in range(PER_AREA)])
    frame.insert(0, "number", [f"{area}-{n}" for n in range(PER_AREA)])
    return frame


def margins() -> pd.DataFrame:
    rows = [(area, "sex", sex, 500, "made up", "made up") for area in AREAS for sex in ("male", "female")]
    return pd.DataFrame(rows, columns=["area", "variable", "category", "persons", "source", "status"])


def write_study(folder: Path) -> Path:
    """Write params, questionnaire, margins and one file per area; give the path of params.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    yaml = YAML(typ="safe", pure=True)
    yaml.dump(params_data(), folder / "params.yaml")
    yaml.dump(codebook_data(), folder / "questionnaire.yaml")
    margins().to_csv(folder / "margins.csv", index=False)
    for area in AREAS:
        answers(area).to_csv(folder / f"{area}.csv", index=False)
    return folder / "params.yaml"
