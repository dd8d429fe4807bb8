"""One small right study with something of everything: four areas on two sides, eight items in two dimensions, routing, derivations, a map.

Every attack of the battery is a change of it. Its answers are drawn once and for all; nobody gave them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

AREAS = {"north": "A", "south": "A", "east": "B", "west": "B"}
ITEMS = tuple(f"{dimension}{number}" for dimension in "XY" for number in range(1, 5))
PER_AREA = 60
REPLICATES = 50  # the fewest that the program draws
RUSSIAN = {"north": "Север", "south": "Юг", "east": "Восток", "west": "Запад"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """The parts of a study, free to be changed before they are written."""

    params: dict[str, Any]
    questionnaire: dict[str, Any]
    margins: pd.DataFrame
    sources: dict[str, Any]
    map: dict[str, Any]
    answers: dict[str, pd.DataFrame]  # by area, a file each
    files: dict[str, bytes] = field(default_factory=dict)  # in the place of what the parts would give

    def variable(self, name: str) -> dict[str, Any]:
        """Return a variable of the questionnaire."""
        found: dict[str, Any] = next(v for v in self.questionnaire["variables"] if v["id"] == name)
        return found

    def file(self, area: str) -> dict[str, Any]:
        """Return what params say of the file of an area."""
        found: dict[str, Any] = next(file for file in self.params["data"] if file["area"] == area)
        return found


def words(en: str, ru: str = "") -> dict[str, str]:
    """Return a label in both languages."""
    return {"en": en, "ru": ru or en}


def right_study() -> Study:
    """Return the right study, newly made."""
    return Study(
        params=_params(),
        questionnaire=_questionnaire(),
        margins=_margins(),
        sources={"census": {"name": words("a census that never was", "перепись, которой не было")}},
        map=_map(),
        answers={area: draw_answers(area) for area in AREAS},
    )


def as_files(study: Study) -> dict[str, bytes]:
    """Return the files of a study by name."""
    made = {
        "params.yaml": to_yaml(study.params),
        "questionnaire.yaml": to_yaml(study.questionnaire),
        "margins.csv": to_csv(study.margins),
        "sources.yaml": to_yaml(study.sources),
        "map.geojson": json.dumps(study.map).encode(),
        **{f"{area}.csv": to_csv(frame) for area, frame in study.answers.items()},
    }
    return made | study.files


def write(study: Study, folder: Path) -> Path:
    """Write a study; return the path of its params."""
    write_files(as_files(study), folder)
    return folder / "params.yaml"


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def to_yaml(data: Mapping[str, Any]) -> bytes:
    """Write plain YAML."""
    text, yaml = StringIO(), YAML(typ="safe", pure=True)
    yaml.representer.ignore_aliases = lambda _: True  # the program reads none
    yaml.dump(data, text)
    return text.getvalue().encode()


def to_csv(frame: pd.DataFrame, **options: Any) -> bytes:  # noqa: ANN401 whatever to_csv knows
    """Write a table as .csv, in UTF-8 unless options name another encoding."""
    encoding = options.pop("encoding", "utf-8")
    text: str = frame.to_csv(index=False, lineterminator="\n", **options)
    return text.encode(encoding)


def to_xlsx(**sheets: pd.DataFrame) -> bytes:
    """Write tables as the sheets of a workbook."""
    content = BytesIO()
    with pd.ExcelWriter(content, engine="xlsxwriter") as book:
        for name, frame in sheets.items():
            frame.to_excel(book, sheet_name=name, index=False)
    return content.getvalue()


def deliver(study: Study, area: str, name: str, content: bytes, **told: object) -> None:
    """Let params name another file for an area, with what they say of it."""
    study.files.pop(f"{area}.csv", None)
    study.file(area).update(path=name, **told)
    study.files[name] = content


def draw_answers(area: str) -> pd.DataFrame:
    """Draw the answers of an area."""
    rng = np.random.default_rng([11, *area.encode()])
    number = np.arange(PER_AREA)
    latent = rng.normal(size=(PER_AREA, 2)) @ np.array([[1.0, 0.5], [0.0, 0.9]])
    response = np.repeat(latent, 4, axis=1) + rng.normal(scale=0.8, size=(PER_AREA, 8))
    used = 1 + rng.integers(0, 2, PER_AREA)
    options = (rng.random((PER_AREA, 2)) < [0.7, 0.4]).astype(int)
    frame = pd.DataFrame(
        {
            "number": [f"{area}-{n + 1:03d}" for n in number],
            "point": [f"{area}-{n % 12}" for n in number],
            "interviewer": [f"i{n % 5}" for n in number],
            "day": [f"2026-03-{1 + n % 28:02d}" for n in number],
            "phone": "",
            "age": rng.integers(18, 80, PER_AREA),
            "sex": 1 + (number % 5 < 3),
            "town": 1 + (number // 2) % 2,
        }
    )
    for column, name in enumerate(ITEMS):
        frame[name] = (response[:, column, None] > np.array([-1.5, -0.5, 0.5, 1.5])).sum(axis=1) + 1
    frame["used"] = used
    frame["why"] = pd.array(np.where(used == 1, 1 + number % 3, 96), dtype="Int64")
    frame["hours"] = np.round(rng.gamma(2, 5, PER_AREA), 1)
    frame["M_1"], frame["M_2"] = options.T
    frame["M_3"] = 1 - options.max(axis=1)
    frame["remark"] = ""
    return frame


def _margins() -> pd.DataFrame:
    told = {"sex": {"male": 480, "female": 520}, "town": {"urban": 550, "rural": 450}}
    rows = [
        (area, variable, category, persons, "census", "made up")
        for area in AREAS
        for variable, cells in told.items()
        for category, persons in cells.items()
    ]
    return pd.DataFrame(rows, columns=["area", "variable", "category", "persons", "source", "status"])


def _map() -> dict[str, Any]:
    def square(left: int) -> list[list[list[float]]]:
        return [[[30.0 + left, 50], [31.0 + left, 50], [31.0 + left, 51], [30.0 + left, 51], [30.0 + left, 50]]]

    features = [
        {
            "type": "Feature",
            "properties": {
                "iso": area,
                "name_en": area,
                "name_ru": RUSSIAN[area],
                "role": "area",
                "bloc": bloc,
            },
            "geometry": {"type": "Polygon", "coordinates": square(left)},
        }
        for left, (area, bloc) in enumerate(AREAS.items())
    ]
    return {"type": "FeatureCollection", "features": features}


def _params() -> dict[str, Any]:
    return {
        "study": {
            "id": "battery",
            "title": words("A study to be attacked", "Исследование для испытаний"),
            "synthetic": True,
            "questionnaire": "questionnaire.yaml",
            "words": {
                "area": {
                    "en": {"one": "area", "other": "areas"},
                    "ru": {"one": "область", "few": "области", "many": "областей", "other": "области"},
                },
                "bloc": {
                    "en": {"one": "side", "other": "sides"},
                    "ru": {"one": "сторона", "few": "стороны", "many": "сторон", "other": "стороны"},
                },
            },
            "fieldwork": {"dates": {"start": "2026-03-01", "end": "2026-03-28"}},
        },
        "data": [{"path": f"{area}.csv", "area": area, "multiple": "indicators"} for area in AREAS],
        "areas": {
            area: {"bloc": bloc, "name": words(area, RUSSIAN[area]), "population": 1000, "map_key": area} for area, bloc in AREAS.items()
        },
        "blocs": {"A": {"name": words("Side A", "Сторона А")}, "B": {"name": words("Side B", "Сторона Б")}},
        "cleaning": {
            "exclude": [
                {
                    "id": "very_old",
                    "label": words("over 77", "старше 77"),
                    "when": {"variable": "age", "op": "gt", "value": 77},
                }
            ]
        },
        "design": {"samples": "area", "psu": "point", "base_weight": "allocation"},
        "weighting": {
            "method": "raking",
            "margins": "margins.csv",
            "variables": ["sex", "town"],
            "collapse_below_psus": 3,
        },
        "replicates": {"method": "rao-wu", "number": REPLICATES},
        "index": {
            "name": words("index", "индекс"),
            "dimensions": ["X", "Y"],
            "weights": "equal",
            "missing": {"min_items": 2, "min_dimensions": 2},
            "levels": {"low_below": 40, "high_from": 60},
            "parallel_analysis_draws": 20,
        },
        "comparison": {"group_by": ["sex", "age_group"]},
        "report": {"languages": ["en", "ru"], "map": "map.geojson", "sources": "sources.yaml"},
        "seed": 1,
    }


def _questionnaire() -> dict[str, Any]:
    missing = {
        96: ("not_applicable", "skip", "не спрашивали"),
        97: ("dont_know", "don't know", "затрудняюсь ответить"),
        98: ("refused", "refusal", "отказ"),
        99: ("no_answer", "no answer", "нет ответа"),
    }
    return {
        "id": "battery",
        "languages": ["en", "ru"],
        "missing": {
            "usual": {code: {"class": kind, "label": words(en, ru)} for code, (kind, en, ru) in missing.items()},
            "long": {900 + code: {"class": kind, "label": words(en, ru)} for code, (kind, en, ru) in missing.items()},
        },
        "scales": {
            "five": {
                "missing": "usual",
                "codes": {
                    1: {"label": words("strongly disagree", "совсем не согласен")},
                    2: {"label": words("disagree", "не согласен")},
                    3: {"label": words("partly", "отчасти")},
                    4: {"label": words("agree", "согласен")},
                    5: {"label": words("strongly agree", "полностью согласен")},
                },
            }
        },
        "dimensions": [{"id": name, "label": words(f"Dimension {name}", f"Измерение {name}")} for name in "XY"],
        "variables": _variables(),
        "quality": [
            {
                "id": "repeated_record",
                "kind": "repeated_record",
                "label": words("delivered twice", "передана дважды"),
            },
            {
                "id": "item_nonresponse",
                "kind": "item_nonresponse",
                "label": words("many gaps", "много пропусков"),
                "above_share": 0.4,
            },
        ],
    }


def _variables() -> list[dict[str, Any]]:
    usual = {"type": "single", "missing": "usual"}
    hidden = {"type": "paradata", "topline": False}
    yes_no = {
        1: {"label": words("yes", "да"), "key": "yes"},
        2: {"label": words("no", "нет"), "key": "no"},
    }
    return [
        {"id": "number", **hidden, "role": "respondent_id", "identifier": "hash", "wording": words("Number")},
        {"id": "point", **hidden, "role": "psu", "wording": words("Point")},
        {"id": "interviewer", **hidden, "role": "interviewer", "identifier": "hash", "wording": words("Who")},
        {"id": "day", **hidden, "role": "date", "wording": words("Day")},
        {"id": "phone", "type": "text", "identifier": "drop", "topline": False, "wording": words("Phone")},
        {
            "id": "age",
            "type": "numeric",
            "missing": "long",
            "valid_range": [14, 110],
            "unit": words("years", "лет"),
            "wording": words("Age", "Возраст"),
        },
        {
            "id": "sex",
            **usual,
            "wording": words("Sex", "Пол"),
            "codes": {
                1: {"label": words("men", "мужчины"), "key": "male"},
                2: {"label": words("women", "женщины"), "key": "female"},
            },
        },
        {
            "id": "town",
            **usual,
            "wording": words("Settlement", "Поселение"),
            "codes": {
                1: {"label": words("town", "город"), "key": "urban"},
                2: {"label": words("country", "село"), "key": "rural"},
            },
        },
        *(
            {
                "id": name,
                "type": "ordinal",
                "scale": "five",
                "dimension": name[0],
                "wording": words(f"Statement {name}", f"Утверждение {name}"),
            }
            for name in ITEMS
        ),
        {"id": "used", **usual, "wording": words("Ever used", "Пользовались"), "codes": yes_no},
        {
            "id": "why",
            **usual,
            "asked_if": {"variable": "used", "op": "eq", "value": 1},
            "wording": words("Why", "Почему"),
            "codes": {
                1: {"label": words("need", "нужда")},
                2: {"label": words("fun", "интерес")},
                3: {"label": words("other", "другое")},
            },
        },
        {
            "id": "hours",
            "type": "numeric",
            "missing": "long",
            "valid_range": [0, 168],
            "wording": words("Hours a week", "Часов в неделю"),
        },
        {
            "id": "M",
            "type": "multiple",
            "missing": "usual",
            "exclusive": [3],
            "wording": words("Which", "Какие"),
            "codes": {
                1: {"label": words("post", "почта")},
                2: {"label": words("web", "сеть")},
                3: {"label": words("none", "никакие")},
            },
        },
        {
            "id": "remark",
            "type": "text",
            "topline": False,
            "wording": words("In own words", "Своими словами"),
        },
        {
            "id": "age_group",
            **usual,
            "topline": False,
            "derive": {"bands": {"variable": "age", "cuts": [14, 45]}},
            "wording": words("Age group", "Возрастная группа"),
            "codes": {
                1: {"label": words("under 45", "до 45"), "key": "young"},
                2: {"label": words("45 and over", "45 и старше"), "key": "older"},
            },
        },
    ]
