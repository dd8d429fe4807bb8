"""Small studies of every shape: without areas, without sides, with both crossing. Answers are those of `small_study`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML
from small_study import AREAS, answers, codebook_data, params_data, words

from crowdpotential import outputs, pipeline
from crowdpotential.store import Run, open_run

ZONES = ("coast", "hills", "plain")
CHOICES = (
    "sensitivity.normalisation=[bounds, z]",
    "sensitivity.floor=1",
    "sensitivity.aggregation=[arithmetic, geometric]",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a study has: areas and sides by their keys, and what else differs from `small_study`."""

    areas: tuple[str, ...] = ()
    blocs: tuple[str, ...] = ()
    bloc_of: Mapping[str, str] | None = None  # area -> side, where areas lie in sides
    of_file: str = ""  # area or bloc, where files tell it
    weighted: bool = False  # raked to the sexes of everybody


NOTHING = Shape(weighted=True)
SIDES = Shape(blocs=("A", "B"), of_file="bloc")
PLACES = Shape(areas=tuple(AREAS), of_file="area")
CROSSING = Shape(areas=ZONES, blocs=("male", "female"))
ONE_AREA = Shape(areas=("north",), of_file="area")


def all_answers(shape: Shape) -> pd.DataFrame:
    """Give the answers of all files, with a question about the region."""
    chosen = shape.areas if shape.of_file == "area" else AREAS
    parts = [answers(name).assign(region=1 + list(AREAS).index(name), file=name) for name in chosen]
    return pd.concat(parts, ignore_index=True)


def write_shape(folder: Path, shape: Shape) -> Path:
    """Write a study of a shape; give the path of its params."""
    folder.mkdir(parents=True, exist_ok=True)
    yaml, cells = YAML(typ="safe", pure=True), all_answers(shape)
    yaml.dump(_params(shape), folder / "params.yaml")
    yaml.dump(_codebook(shape), folder / "questionnaire.yaml")
    margins = pd.DataFrame({"variable": "sex", "category": ["male", "female"], "persons": [700, 300]})
    margins.assign(source="made up", status="made up").to_csv(folder / "margins.csv", index=False)
    for name, own in cells.groupby("file"):
        own.drop(columns="file").to_csv(folder / f"{name}.csv", index=False)
    return folder / "params.yaml"


def run_shape(folder: Path, shape: Shape) -> Run:
    """Run a study of a shape up to its tables; pages are put together by whoever reads them."""
    make_pages, outputs.page_files = outputs.page_files, lambda *_args, **_options: {}
    try:
        path = write_shape(folder, shape)
        pipeline.run_report(path, folder / "out", changes=CHOICES, tell=lambda _line: None)
    finally:
        outputs.page_files = make_pages
    return open_run(folder / "out")


def _params(shape: Shape) -> dict[str, Any]:
    data = params_data()
    data["study"]["words"] = {
        "area": {"en": {"one": "area", "other": "areas"}, "ru": {"one": "область", "other": "области"}},
        "bloc": {"en": {"one": "side", "other": "sides"}, "ru": {"one": "сторона", "other": "стороны"}},
    }
    for kind, known in (("area", shape.areas), ("bloc", shape.blocs)):
        if not known:
            del data["study"]["words"][kind]
    data["data"] = [
        {"path": f"{name}.csv", **_told(shape, name)}
        for name in (shape.areas if shape.of_file == "area" else AREAS)
    ]
    data["areas"] = {name: {"name": words(name), **_side(shape, name)} for name in shape.areas}
    data["blocs"] = {name: {"name": words(f"side {name}")} for name in shape.blocs}
    data["weighting"] = {"method": "none"}
    if shape.weighted:
        data["weighting"] = {"method": "raking", "margins": "margins.csv", "variables": ["sex"], "cap": 5}
    data["design"] = {"psu": "point"}
    data["comparison"] = {"group_by": ["sex"] if "male" not in shape.blocs else []}
    data["index"]["levels"] = {"low_below": 40, "high_from": 60}
    data["report"] = {"languages": ["en", "ru"]}
    return data


def _told(shape: Shape, file: str) -> dict[str, str]:
    if shape.of_file == "area":
        return {"area": file}
    return {"bloc": AREAS[file]} if shape.of_file == "bloc" else {}


def _side(shape: Shape, area: str) -> dict[str, str]:
    return {"bloc": shape.bloc_of[area]} if shape.bloc_of else {}


def _codebook(shape: Shape) -> dict[str, Any]:
    data = codebook_data()
    data["languages"] = ["en", "ru"]
    regions = {code: {"label": words(f"region {code}")} for code in range(1, 5)}
    zones = {code: {"label": words(name), "key": name} for code, name in enumerate(ZONES, start=1)}
    about = {"type": "single", "missing": "usual"}
    data["variables"] += [
        {"id": "region", **about, "wording": words("where do you live"), "codes": regions},
        {
            "id": "zone",
            **about,
            "wording": words("zone"),
            "codes": zones,
            "topline": False,
            "derive": {"recode": {"variable": "region", "groups": {1: [1], 2: [2], 3: [3, 4]}}},
        },
    ]
    if shape == CROSSING:
        next(v for v in data["variables"] if v["id"] == "sex")["role"] = "bloc"
        data["variables"][-1]["role"] = "area"
    return data
