"""A study small enough to read: two areas on two sides, a dozen questions, and cells as fieldwork would deliver them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.ingest.harmonise import Harmonised, harmonise
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.params import Area, DataFile

YES_NO = {
    1: {"label": {"en": "yes", "ru": "да"}, "key": "yes"},
    2: {"label": {"en": "no", "ru": "нет"}, "key": "no"},
}


def _words(text: str) -> dict[str, str]:
    return {"en": text, "ru": text}


def _codes(*keys: str) -> dict[int, dict[str, Any]]:
    return {code: {"label": _words(key), "key": key} for code, key in enumerate(keys, start=1)}


def _missing(start: int) -> dict[int, dict[str, Any]]:
    classes = ("not_applicable", "dont_know", "refused", "no_answer")
    return {start + k: {"class": name, "label": _words(name.replace("_", " "))} for k, name in enumerate(classes)}


def _variable(name: str, kind: str, **more: object) -> dict[str, Any]:
    missing = {} if kind in {"text", "paradata"} or "scale" in more else {"missing": "standard"}
    return {"id": name, "type": kind, "wording": _words(name), **missing, **more}


def _derived(name: str, keys: tuple[str, ...], **rule: object) -> dict[str, Any]:
    return _variable(name, "single", codes=_codes(*keys), derive=rule)


def _items(dimension: str, directions: tuple[int, ...]) -> list[dict[str, Any]]:
    return [
        _variable(f"{dimension}{k}", "ordinal", scale="agree5", dimension=dimension, direction=direction)
        for k, direction in enumerate(directions, start=1)
    ]


def codebook_data() -> dict[str, Any]:
    """Give the parsed questionnaire, to be changed by a test before it is built."""
    return {
        "id": "tiny",
        "languages": ["en", "ru"],
        "missing": {"standard": _missing(96), "three_digit": _missing(996)},
        "scales": {"agree5": {"missing": "standard", "codes": _codes("s-", "d", "m", "a", "s+")}},
        "dimensions": [{"id": name, "label": _words(name)} for name in ("X", "Y")],
        "variables": [
            _variable("number", "paradata", role="respondent_id", identifier="hash"),
            _variable("interviewer", "paradata", identifier="hash"),
            _variable("phone", "paradata", identifier="drop"),
            _variable("point", "paradata", role="psu"),
            _variable("place", "single", role="area", codes=_codes("north", "south")),
            _variable("sample_type", "single", role="sample_type", codes=_codes("main", "boost")),
            _variable("mode", "single", role="mode", codes=_codes("paper", "web")),
            _variable("minutes", "numeric", missing="three_digit", valid_range=[0, 600]),
            _variable("D_SEX", "single", codes=_codes("male", "female")),
            _variable("D_AGE", "numeric", missing="three_digit", valid_range=[18, 100]),
            *_items("X", (1, 1, -1)),
            *_items("Y", (1, -1)),
            _variable("ATT", "ordinal", scale="agree5", asked_if={"variable": "mode", "op": "eq", "value": "web"}),
            _variable("ONLY_N", "single", codes=YES_NO, blocs=["N"]),
            _variable("P", "multiple", codes=_codes("votes", "ideas, plans", "money", "none"), exclusive=[4], max_answers=2),
            _variable("O", "text"),
            _derived("sex", ("male", "female"), recode={"variable": "D_SEX", "groups": {1: [1], 2: [2]}}),
            _derived("age", ("18-34", "35-54", "55+"), bands={"variable": "D_AGE", "cuts": [18, 35, 55]}),
            _derived("best", ("1", "2", "3", "4", "5"), maximum_of=["X1", "X2"]),
            _derived(
                "group",
                ("idea_givers", "old", "others"),
                cases=[
                    {"code": 1, "when": {"variable": "P", "op": "selected", "value": 2}},
                    {"code": 2, "when": {"variable": "D_AGE", "op": "ge", "value": 55}},
                    {"code": 3, "when": {"variable": "D_AGE", "op": "lt", "value": 55}},
                ],
            ),
        ],
        "quality": [
            {"id": "repeated", "kind": "repeated_record", "label": _words("repeated")},
            {"id": "attention", "kind": "condition", "label": _words("attention"), "when": {"variable": "ATT", "op": "ne", "value": 2}},
            {"id": "contradiction", "kind": "pairs", "label": _words("contradiction"), "pairs": [["X1", "X3"]]},
            {"id": "lines", "kind": "straightlining", "label": _words("lines"), "min_blocks": 2},
            {
                "id": "fast",
                "kind": "speeding",
                "label": _words("fast"),
                "duration": "minutes",
                "by": "mode",
                "when": {"variable": "mode", "op": "eq", "value": 2},
            },
            {"id": "gaps", "kind": "item_nonresponse", "label": _words("gaps"), "above_share": 0.4},
            {"id": "twins", "kind": "duplicates", "label": _words("twins"), "min_share": 0.95},
        ],
    }


def tiny_codebook() -> Codebook:
    return build_codebook(codebook_data(), name="tiny.yaml")


def tiny_areas(**populations: int) -> dict[str, Area]:
    """Two areas, each alone on its side; populations by name where they are known."""
    sides = {"north": "N", "south": "S"}
    return {name: Area(bloc=side, name=_words(name), population=populations.get(name)) for name, side in sides.items()}


def tiny_cells(n: int = 8, *, area: str = "north") -> pd.DataFrame:
    """Cells of n respondents as codes, without a blank or a contradiction; the answers vary from row to row."""
    rows = range(n)
    frame = pd.DataFrame(
        {
            "number": [str(row + 1) for row in rows],
            "interviewer": [f"int{row % 3}" for row in rows],
            "phone": ["+1" for _ in rows],
            "point": [f"p{row % 4}" for row in rows],
            "place": [1 if area == "north" else 2 for _ in rows],
            "sample_type": [1 for _ in rows],
            "mode": [1 + row % 2 for row in rows],
            "minutes": [30 + row for row in rows],
            "D_SEX": [1 + row % 2 for row in rows],
            "D_AGE": [18 + 7 * (row % 10) for row in rows],
            "X1": [1 + row % 5 for row in rows],
            "X2": [1 + (row // 2) % 5 for row in rows],
            "X3": [5 - row % 5 for row in rows],
            "Y1": [1 + (row + 2) % 5 for row in rows],
            "Y2": [1 + (row + 1) % 4 for row in rows],
            "ATT": [2 if row % 2 else 96 for row in rows],
            "P_1": [row % 2 for row in rows],
            "P_2": [1 - row % 2 for row in rows],
            "P_3": [0 for _ in rows],
            "P_4": [0 for _ in rows],
            "O": [f"words of {row}" for row in rows],
        }
    )
    if area == "north":
        frame["ONLY_N"] = [1 + row % 2 for row in rows]
    return frame


def tiny_files(n: int = 8) -> list[tuple[DataFile, pd.DataFrame]]:
    """One file per area, as harmonise takes them."""
    return [(DataFile(path=f"raw/{area}.csv", area=area), tiny_cells(n, area=area)) for area in ("north", "south")]


def read_pairs(files: Sequence[tuple[DataFile, pd.DataFrame]], *, codebook: Codebook, areas: Mapping[str, Area]) -> Harmonised:
    """Harmonise cells that stand for files, and tell which running number stands for which cell."""
    raw = [RawFile(spec=spec, cells=cells) for spec, cells in files]
    blocs = tuple(dict.fromkeys(area.bloc for area in areas.values()))
    return harmonise(raw, codebook=codebook, areas=areas, blocs=blocs)


def harmonise_pairs(files: Sequence[tuple[DataFile, pd.DataFrame]], *, codebook: Codebook, areas: Mapping[str, Area]) -> pd.DataFrame:
    """Harmonise cells that stand for files."""
    return read_pairs(files, codebook=codebook, areas=areas).responses
