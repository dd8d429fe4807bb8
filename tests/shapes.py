"""Small studies of every shape: without areas, without sides, with both crossing, with one or many sides.

Answers are those of `small_study`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pandas as pd
from ruamel.yaml import YAML
from small_study import AREAS, answers, codebook_data, params_data, words

from crowdpotential import outputs, pipeline
from crowdpotential.store import Run, open_run

ZONES = ("coast", "hills", "plain")
CHOICES = ("sensitivity.aggregation=[arithmetic, geometric]", "sensitivity.floor=1")
SILENT = REFUSED = 98  # refuses to tell

WORDS = {
    "area": {
        "en": {"one": "area", "other": "areas"},
        "ru": {"one": "область", "few": "области", "many": "областей", "other": "области"},
    },
    "bloc": {
        "en": {"one": "side", "other": "sides"},
        "ru": {"one": "сторона", "few": "стороны", "many": "сторон", "other": "стороны"},
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a study has: areas and sides by their keys, and what else differs from `small_study`."""

    areas: tuple[str, ...] = ()
    blocs: tuple[str, ...] = ()
    of_file: str = ""  # area or bloc, where files tell it
    weighted: bool = False  # raked to the sexes of everybody: 700 men, 300 women
    silent: int = 0  # respondents who refuse to tell their sex
    bloc_of: Mapping[str, str] = field(default_factory=lambda: AREAS)  # side of each file, where files tell it
    is_nested: bool = False  # whether areas lie on sides
    has_units: bool = True  # whether sampling points are declared
    dimensions: tuple[str, ...] = ("X", "Y")
    batches: int = 1  # of 60 respondents in each file
    lift: Mapping[str, float] = field(default_factory=dict)  # of files whose people stand higher, standard deviations
    gap: tuple[str, ...] = ()  # controls that the gap between sides is taken apart by; none: it is not


NOTHING = Shape(weighted=True)
SIDES = Shape(blocs=("A", "B"), of_file="bloc")
PLACES = Shape(areas=tuple(AREAS), of_file="area")
CROSSING = Shape(areas=ZONES, blocs=("female", "male"), silent=6)
ONE_AREA = Shape(areas=("north",), of_file="area")
BARE = Shape(areas=("north",), of_file="area", has_units=False, dimensions=("X",))
ONE_SIDE = Shape(
    areas=("north", "south", "east"),
    blocs=("A",),
    of_file="area",
    bloc_of=dict.fromkeys(("north", "south", "east"), "A"),
    is_nested=True,
    batches=4,
    lift={"north": 1.0},
)
TWO_SIDES = Shape(areas=tuple(AREAS), blocs=("A", "B"), of_file="area", is_nested=True, weighted=True, batches=4, gap=("sex", "home"))
THREE_SIDES = Shape(
    blocs=("A", "B", "C"),
    of_file="bloc",
    bloc_of={"north": "A", "south": "B", "east": "C"},
    batches=4,
    lift={"east": 1.0},
    gap=("sex",),
)
EIGHT_SIDES = Shape(
    blocs=tuple("ABCDEFGH"),
    of_file="bloc",
    bloc_of={f"file{side}": side for side in "ABCDEFGH"},
    dimensions=("X",),
)

SHAPES = {
    "bare": BARE,  # one area, one dimension, no sampling points, no weights
    "nothing": NOTHING,  # neither areas nor sides
    "one_side": ONE_SIDE,
    "two_sides": TWO_SIDES,  # with areas on them, raked
    "three_sides": THREE_SIDES,
    "eight_sides": EIGHT_SIDES,  # one dimension
    "sides": SIDES,
    "places": PLACES,
    "crossing": CROSSING,
    "one_area": ONE_AREA,
}


def all_answers(shape: Shape) -> pd.DataFrame:
    """Give the answers of all files, with a question about the region."""
    parts = [
        answers(name + "'" * batch, shape.lift.get(name, 0.0)).assign(home=1 + n % len(AREAS), file=name)
        for n, name in enumerate(_files(shape))
        for batch in range(shape.batches)
    ]
    cells = pd.concat(parts, ignore_index=True)
    cells.loc[cells.index[: shape.silent], "sex"] = SILENT
    return cells


def write_shape(folder: Path, shape: Shape) -> Path:
    """Write a study of a shape; give the path of its params."""
    folder.mkdir(parents=True, exist_ok=True)
    yaml, cells = YAML(typ="safe", pure=True), all_answers(shape)
    yaml.dump(_params(shape), folder / "params.yaml")
    yaml.dump(_codebook(shape), folder / "questionnaire.yaml")
    margins = pd.concat(
        pd.DataFrame({"variable": "sex", "category": ["male", "female"], "persons": [700, 300], **where})
        for where in ([{"area": area} for area in shape.areas] or [{}])
    )
    margins.assign(source="made up", status="made up").to_csv(folder / "margins.csv", index=False)
    for name, own in cells.groupby("file"):
        own.drop(columns="file").to_csv(folder / f"{name}.csv", index=False)
    return folder / "params.yaml"


@cache
def finished(name: str) -> Run:
    """Run a study of a shape once, for all tests of this process."""
    return run_shape(Path(mkdtemp()) / name, SHAPES[name])


def run_shape(folder: Path, shape: Shape) -> Run:
    """Run a study of a shape up to its tables; pages are put together by whoever reads them."""
    return run_study(folder, write_shape(folder, shape))


def run_study(folder: Path, params: Path) -> Run:
    """Run a study up to its tables."""
    make_pages, outputs.page_files = outputs.page_files, lambda *_args, **_options: {}
    try:
        pipeline.run_report(params, folder / "out", changes=CHOICES, tell=lambda _line: None)
    finally:
        outputs.page_files = make_pages
    return open_run(folder / "out")


def _files(shape: Shape) -> tuple[str, ...]:
    return shape.areas if shape.of_file == "area" else tuple(shape.bloc_of)


def _params(shape: Shape) -> dict[str, Any]:
    data = params_data()
    study, index = data["study"], data["index"]
    study["synthetic"] = False
    study["words"] = {kind: own for kind, own in WORDS.items() if (shape.areas if kind == "area" else shape.blocs)}
    data["data"] = [{"path": f"{name}.csv", **_told(shape, name)} for name in _files(shape)]
    data["areas"] = {name: {"name": words(name)} | ({"bloc": shape.bloc_of[name]} if shape.is_nested else {}) for name in shape.areas}
    data["blocs"] = {name: {"name": words(name.capitalize())} for name in shape.blocs}
    data["weighting"] = {"method": "none"}
    if shape.weighted:
        data["weighting"] = {"method": "raking", "margins": "margins.csv", "variables": ["sex"], "cap": 5}
    data["design"] = {"psu": "point"} if shape.has_units else {}
    data["comparison"] = {"group_by": ["home" if "sex" in _roles(shape) else "sex"]}
    data["cleaning"] = {"unplaced": "keep" if shape.silent else "refuse"}
    index["dimensions"] = list(shape.dimensions)
    index["missing"]["min_dimensions"] = len(shape.dimensions)
    index |= {"weights": "equal", "levels": {"low_below": 40, "high_from": 60}, "parallel_analysis_draws": 20}
    data["report"] = {"languages": ["en", "ru"]}
    return data | ({"gap": {"controls": list(shape.gap)}} if shape.gap else {})


def _roles(shape: Shape) -> dict[str, str]:
    """Say which variables tell area and side."""
    return {"sex": "bloc", "zone": "area"} if shape.areas == ZONES else {}


def _told(shape: Shape, file: str) -> dict[str, str]:
    if shape.of_file == "area":
        return {"area": file}
    return {"bloc": shape.bloc_of[file]} if shape.of_file == "bloc" else {}


def _codebook(shape: Shape) -> dict[str, Any]:
    data = codebook_data()
    data["languages"] = ["en", "ru"]
    homes = {code: {"label": words(f"home {code}")} for code in range(1, 5)}
    zones = {code: {"label": words(name), "key": name} for code, name in enumerate(ZONES, start=1)}
    about = {"type": "single", "missing": "usual"}
    data["variables"] += [
        {"id": "home", **about, "wording": words("home"), "codes": homes},
        {
            "id": "zone",
            **about,
            "wording": words("zone"),
            "codes": zones,
            "topline": False,
            "derive": {"recode": {"variable": "home", "groups": {1: [1], 2: [2], 3: [3, 4]}}},
        },
    ]
    for variable in data["variables"]:
        if variable["id"] in _roles(shape):
            variable["role"] = _roles(shape)[variable["id"]]
    return data
