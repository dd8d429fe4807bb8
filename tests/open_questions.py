"""A question answered in words, in a small study: answers, a coding frame, and the workbook as two coders have filled it in."""

from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML
from small_study import words

from crowdpotential.chapters.registration import Given
from crowdpotential.chapters.registry import STAGES
from crowdpotential.params import narrow
from crowdpotential.stages.frames import main_sample
from crowdpotential.studies import load_study

QUESTION = "own_words"
ANSWERS = ("плохие дороги и лес", "в лесу мусор", "дорог нет", "", "=1+1", "в лесах тихо", "дорога")
THEMES = pd.DataFrame(
    [("roads", "дорога|автобус"), ("woods", "лес"), ("water", "озеро")],
    columns=["theme", "words"],
)
SECTION: dict[str, Any] = {QUESTION: {"frame": "coding.csv", "coded": "my_coded.csv"}}


def add_open_answers(folder: Path) -> None:
    """Add the question to a study on the disk, whose files hold a line for each respondent."""
    yaml = YAML(typ="safe", pure=True)
    params, codebook = (yaml.load((folder / name).read_text(encoding="utf-8")) for name in ("params.yaml", "questionnaire.yaml"))
    codebook["variables"].append({"id": QUESTION, "type": "text", "topline": False, "wording": words("OWN WORDS")})
    yaml.dump(codebook, folder / "questionnaire.yaml")
    for entry in params["data"]:
        cells = pd.read_csv(folder / entry["path"], dtype=str)
        cells[QUESTION] = [ANSWERS[at % len(ANSWERS)] for at in range(len(cells))]
        cells.to_csv(folder / entry["path"], index=False)
    write_frame(folder)
    write_coded(folder, read_numbers(folder))
    yaml.dump(params | {"open_answers": SECTION}, folder / "params.yaml")


def write_frame(folder: Path, **changes: object) -> None:
    """Write the frame; change columns of it."""
    table = THEMES.assign(theme_ru=THEMES["theme"] + " по-русски", theme_en=THEMES["theme"] + " in words").assign(**changes)
    table.to_csv(folder / "coding.csv", index=False)


def write_coded(folder: Path, numbers: pd.DataFrame, **changes: object) -> None:
    """Write what coders have given back: the second sees no woods in one answer, and water in another."""
    first = {"плохие дороги и лес": "roads|woods", "в лесу мусор": "woods", "дорог нет": "roads", "=1+1": "-", "дорога": "roads"}
    second = first | {"в лесу мусор": "-", "дорога": "roads|water"}
    table = numbers.assign(variable=QUESTION, coder_1=numbers["answer"].map(first), coder_2=numbers["answer"].map(second))
    table["release"] = numbers["answer"].map({"дорога": "yes", "плохие дороги и лес": "Да", "=1+1": "yes"})
    table["answer"] = table["answer"].replace("=1+1", "'=1+1")
    table.assign(**changes).fillna("").to_csv(folder / "my_coded.csv", index=False)


def read_numbers(folder: Path) -> pd.DataFrame:
    """Return respondent and answer of everybody who gave one, under the running numbers that follow from the answers of a study."""
    study, stage = load_study(folder / "params.yaml"), next(one for one in STAGES if one.name == "prepare")
    given = Given(params=narrow(study.params, stage.params), codebook=study.codebook, folder=folder, results={})
    main = main_sample(stage.run(given))
    own = pd.DataFrame({"respondent": main["respondent_id"], "answer": main[QUESTION]})
    return own[own["answer"] != ""].reset_index(drop=True)
