"""Small studies of three sides, and of eight with two areas on each, whose first item functions otherwise on the last side.

Their indices are partly comparable. Three sides have three dimensions of the index, so that a second-order model is tried.
"""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML
from shapes import Shape, run_study, write_shape
from small_study import words

from crowdpotential.store import Run

SHIFTED = "X1"
THIRD = "V"  # dimension of the three sides
SIDES = tuple("ABC")
MANY = tuple(f"S{number}" for number in range(1, 9))
PLACES = {f"place{number}": MANY[(number - 1) // 2] for number in range(1, 17)}
SHAPES = {
    3: Shape(blocs=SIDES, of_file="bloc", bloc_of={f"file{side}": side for side in SIDES}, batches=4),
    8: Shape(areas=tuple(PLACES), blocs=MANY, of_file="area", bloc_of=PLACES, is_nested=True, weighted=True, batches=2),
}


@cache
def finished_partial(number: int) -> Run:
    """Run the study of three or of eight sides once, for all tests of this process."""
    folder = Path(mkdtemp()) / f"partial_{number}"
    return run_study(folder, write_partial(folder, number))


def write_partial(folder: Path, number: int) -> Path:
    """Write the study; give the path of its params."""
    path, shape = write_shape(folder, SHAPES[number]), SHAPES[number]
    for file, side in shape.bloc_of.items():
        cells = pd.read_csv(folder / f"{file}.csv")
        if side == shape.blocs[-1]:
            cells[SHIFTED] = np.minimum(cells[SHIFTED] + 1, 5)
        if number == len(SIDES):
            cells = cells.assign(**_answer_third(cells))
        cells.to_csv(folder / f"{file}.csv", index=False)
    yaml = YAML(typ="safe", pure=True)
    for name, change in (("params.yaml", _change_params), ("questionnaire.yaml", _change_codebook)):
        data = yaml.load((folder / name).read_text(encoding="utf-8"))
        change(data, number)
        yaml.dump(data, folder / name)
    return path


def _answer_third(cells: pd.DataFrame) -> dict[str, "pd.Series[int]"]:
    """Answer the third dimension between the two others, with a part that is its own."""
    rng = np.random.default_rng([13, len(cells), int(cells[SHIFTED].sum())])
    own = rng.normal(0.0, 0.8, len(cells))
    both = (cells[["X2", "X3", "X4", "Y1", "Y2", "Y3", "Y4"]].mean(axis=1) - 3) + own
    return {f"{THIRD}{place}": np.clip(np.round(3 + both + rng.normal(0.0, 0.9, len(cells))), 1, 5).astype(int) for place in range(1, 5)}


def _change_params(data: dict[str, Any], number: int) -> None:
    if number == len(SIDES):
        data["index"]["dimensions"].append(THIRD)
        return
    for place in PLACES:
        data["areas"][place]["name"] = words(f"place {place.removeprefix('place')}")
    for side in MANY:
        data["blocs"][side]["name"] = words(f"side {side.removeprefix('S')}")


def _change_codebook(data: dict[str, Any], number: int) -> None:
    if number == len(SIDES):
        data["dimensions"].append({"id": THIRD, "label": words(THIRD)})
        items = [f"{THIRD}{place}" for place in range(1, 5)]
        data["variables"] += [
            {"id": item, "type": "ordinal", "scale": "five", "dimension": THIRD, "wording": words(item)} for item in items
        ]
