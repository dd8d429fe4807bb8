"""Beside the index of a small study: two scales, questions in own words, with several answers, with a number; sources, borders."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML
from shapes import REFUSED
from small_study import words

BESIDE = {"W": ("W1", "W2", "W3"), "Z": ("Z1", "Z2")}  # scales; the omega of two items is not determined
OPEN, SEVERAL, FAR = "remarks", "ways", "distance"  # answered in own words, with several of a list, with a number or a refusal
OPTIONS = ("post", "web", "radio", "shop")
SOURCES = {
    "count": {
        "short": {"ru": "Перепись", "en": "Count"},
        "name": {"ru": "Перепись населения", "en": "Count of the population"},
        "years": "2018–2019",
        "link": "count.example/persons",
    },
    "office": {
        "short": {"ru": "Служба статистики", "en": "Statistical office"},
        "name": {"ru": "Служба статистики, численность населения", "en": "Statistical office, persons"},
    },
}
ESTIMATED = "west"  # the area whose control totals are estimates


def add_beside(folder: Path) -> None:
    """Add them to the files of a study of areas with control totals, a map and a table of sources."""
    yaml = YAML(typ="safe", pure=True)
    changes = (("params.yaml", _change_params), ("questionnaire.yaml", _change_codebook), ("sources.yaml", _change_sources))
    for name, change in changes:
        data = yaml.load((folder / name).read_text(encoding="utf-8"))
        change(data)
        yaml.dump(data, folder / name)
    for number, file in enumerate(yaml.load((folder / "params.yaml").read_text(encoding="utf-8"))["data"]):
        cells = pd.read_csv(folder / file["path"], dtype=str)
        _answer(cells, np.random.default_rng([13, number])).to_csv(folder / file["path"], index=False)
    margins = pd.read_csv(folder / "margins.csv").assign(source="count; office", status="counted")
    margins.loc[margins["area"] == ESTIMATED, "status"] = "estimate of ours"
    margins.to_csv(folder / "margins.csv", index=False)
    atlas = json.loads((folder / "areas.geojson").read_text(encoding="utf-8"))
    atlas["features"] += list(_borders())
    (folder / "areas.geojson").write_text(json.dumps(atlas), encoding="utf-8")


def _change_params(data: dict[str, Any]) -> None:
    data["design"]["quota"] = True
    data["index"]["also"] = list(BESIDE)


def _change_sources(data: dict[str, Any]) -> None:
    data |= SOURCES


def _change_codebook(data: dict[str, Any]) -> None:
    data["dimensions"] += [{"id": name, "label": words(name)} for name in BESIDE]
    data["variables"] += [
        {"id": item, "type": "ordinal", "scale": "five", "dimension": name, "wording": words(item)}
        for name, items in BESIDE.items()
        for item in items
    ]
    options = {code: {"label": words(key), "key": key} for code, key in enumerate(OPTIONS, start=1)}
    far = {"type": "numeric", "valid_range": [0, 90], "unit": words(FAR)}
    data["variables"] += [
        {"id": OPEN, "type": "text", "wording": words(OPEN)},
        {"id": SEVERAL, "type": "multiple", "missing": "usual", "max_answers": 3, "codes": options, "wording": words(SEVERAL)},
        {"id": FAR, "missing": "usual", **far, "wording": words(FAR)},
    ]


def _answer(cells: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Answer the scales nearly as an item of the index was answered, and the others in turn; some refuse the latter two."""
    place = np.arange(len(cells))
    silent, chosen = place % 9 == 0, (place % 4 < 3, place % 2 == 0, place % 4 > 1, place % 4 > 2)
    scales = {
        item: (cells[f"{like}{number}"].astype(int) + rng.integers(-1, 2, len(cells))).clip(1, 5)
        for like, items in zip("XY", BESIDE.values(), strict=True)
        for number, item in enumerate(items, start=1)
    }
    several = {f"{SEVERAL}_{code}": np.where(silent, REFUSED, each) for code, each in enumerate(chosen, start=1)}
    others = {OPEN: "none", **several, FAR: np.where(silent, REFUSED, 5 + place % 40)}
    return cells.assign(**scales, **others)


def _borders() -> Iterator[dict[str, Any]]:
    """Draw the borders of the states: that of the first side with nobody, and that between the two sides."""
    for longitude, between in ((30.0, "A-C"), (32.0, "A-B")):
        line = {"type": "LineString", "coordinates": [[longitude, 50.0], [longitude, 51.0]]}
        yield {"type": "Feature", "properties": {"layer": "state_border", "between": between}, "geometry": line}
