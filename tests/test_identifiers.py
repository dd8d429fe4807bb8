"""Nothing that a run writes is turned back into an interview number, whoever knows all numbers, the program and the public files."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from ruamel.yaml import YAML
from small_study import AREAS, PER_AREA, codebook_data, params_data, words, write_study

from crowdpotential import outputs
from crowdpotential.pipeline import run_report

Made = Callable[..., Path]
HASHES = ("blake2b", "blake2s", "sha256", "sha1", "md5", "sha3_256", "sha512")
SHORTEST = 12  # digits of a hash: fewer are met by chance


def interview(place: int, row: int, first: int) -> str:
    return f"{31 + place}-{first + row:04d}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Run the small study with interviewers, a repeated record and two left out by number; its files, numbers and names can be others."""
    patch = pytest.MonkeyPatch()
    patch.setattr(outputs, "page_files", lambda *_args, **_options: {"report.en.html": b"page"})

    def run(*, first: int = 1, prefix: str = "") -> Path:
        folder = tmp_path_factory.mktemp("study")
        path = write_study(folder)
        codebook, params = codebook_data(), params_data()
        codebook["variables"].insert(
            1, {"id": "asker", "type": "paradata", "role": "interviewer", "identifier": "number", "wording": words("asker")}
        )
        codebook["quality"] = [{"id": "again", "kind": "repeated_record", "label": words("again")}]
        named = [interview(0, 5, first), interview(2, 7, first)]
        params["cleaning"] = {
            "exclude": [
                {"id": "again", "label": words("again"), "when": {"flag": "again"}},
                {"id": "withdrawn", "label": words("withdrawn"), "when": {"variable": "number", "op": "in", "value": named}},
                {"id": "faked", "label": words("faked"), "when": {"variable": "asker", "op": "eq", "value": f"I-{first}"}},
            ]
        }
        params["data"] = [{"path": f"{prefix}{area}.csv", "area": area} for area in AREAS]
        for place, area in enumerate(AREAS):
            cells = pd.read_csv(folder / f"{area}.csv")
            cells["number"] = [interview(place, row, first) for row in range(PER_AREA)]
            cells["asker"] = [f"I-{first + row % 9}" for row in range(PER_AREA)]
            cells.loc[11, "number"] = cells.loc[10, "number"]
            (folder / f"{area}.csv").unlink()
            cells.to_csv(folder / f"{prefix}{area}.csv", index=False)
        (folder / "questionnaire.yaml").write_text(json.dumps(codebook), encoding="utf-8")
        YAML(typ="safe", pure=True).dump(params, path)
        run_report(path, folder / "out", tell=lambda _line: None)
        return folder / "out"

    yield run
    patch.undo()


@pytest.fixture(scope="module")
def output(made: Made) -> Path:
    return made()


def numbers() -> list[str]:
    return [interview(place, row, 1) for place in range(len(AREAS)) for row in range(PER_AREA)]


def written(output: Path) -> Iterator[tuple[str, str]]:
    """Give every text that a run has written, file by file: tables cell by cell, all else whole."""
    for path in sorted(path for path in output.rglob("*") if path.is_file()):
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path)
        elif path.suffix == ".sav":
            frame = pyreadstat.read_sav(path)[0]
        else:
            yield path.name, path.read_bytes().decode("utf-8", errors="replace")
            continue
        for column in frame.select_dtypes(exclude="number"):
            yield path.name, "\n".join(frame[column].astype("str").unique())


def one(output: Path, name: str) -> Path:
    (found,) = output.rglob(name)
    return found


def test_no_number_of_an_interview_or_interviewer_is_written_but_where_a_rule_names_it(output: Path) -> None:
    known = [*numbers(), *(f"I-{number}" for number in range(1, 10))]
    for name, text in written(output):
        if name not in {"manifest.json", "run.json"}:  # the rules of params, which name whom they leave out
            assert not [number for number in known if number in text], name


def turned_back(texts: str) -> set[str]:
    """Hash every number, alone and with whatever is public, and list those whose hash stands in the texts."""
    found = {word[:SHORTEST] for word in re.findall(rf"[0-9a-f]{{{SHORTEST},}}", texts.lower())}
    public = ["", "small", "1", *AREAS]
    salts = {"|".join(part for part in (one, other) if part) for one in public for other in public}
    back = set()
    for number in [*numbers(), *(f"I-{number}" for number in range(1, 10))]:
        texts_of_it = {joined for salt in salts for joined in (f"{salt}|{number}", f"{number}|{salt}", f"{salt}{number}")}
        for kind in HASHES:
            digests = (hashlib.new(kind, text.encode()).hexdigest() for text in texts_of_it)
            back |= {number for digest in digests if digest[:SHORTEST] in found}
    return back


def test_hashes_of_all_numbers_with_all_that_is_public_turn_nothing_back(output: Path) -> None:
    """The attack that turned 62 of 62 back when ids were hashes, salted with the name of the study."""
    salted = hashlib.blake2b(b"small|south|32-0017").hexdigest()[:16]
    assert turned_back(f"respondent_id,rule\n{salted},again\n") == {"32-0017"}
    assert turned_back("\n".join(text for _, text in written(output))) == set()


def test_the_order_of_numbers_or_of_their_hashes_does_not_tell_the_ids(output: Path) -> None:
    """Who lines up all numbers, or a hash of them, finds no more interviews at their places than chance puts there."""
    answers = pd.concat([pd.read_csv(path) for path in sorted(output.parent.glob("*.csv")) if path.stem in AREAS])
    kept = pd.read_parquet(one(output, "respondents.parquet"))
    columns = ["point", "sex", *(f"{dimension}{item}" for dimension in "XY" for item in range(1, 5))]
    pairs = kept.merge(answers[["number", *columns]].astype(kept[columns].dtypes), on=columns)
    pairs = pairs[~pairs.duplicated("respondent_id", keep=False)].sort_values("respondent_id")
    assert len(pairs) > 0.9 * len(kept)
    for kind in HASHES:
        tries = {
            "number": pairs["number_y"],
            "hash": pairs["number_y"].map(lambda text, kind=kind: hashlib.new(kind, text.encode()).hexdigest()),
        }
        for guess in tries.values():
            order = guess.rank().to_numpy()
            assert abs(np.corrcoef(order, np.arange(len(order)))[0, 1]) < 4 / np.sqrt(len(order))


def test_other_numbers_for_the_same_interviews_change_no_id_and_no_result(made: Made, output: Path) -> None:
    other = made(first=4211)
    assert one(other, "results.csv").read_bytes() == one(output, "results.csv").read_bytes()
    for name in ("respondents.parquet", "exclusions.csv"):
        read = pd.read_parquet if name.endswith("parquet") else pd.read_csv
        pd.testing.assert_frame_equal(read(one(other, name)), read(one(output, name)))


def test_renaming_the_data_files_changes_no_id_and_no_result(made: Made, output: Path) -> None:
    renamed = made(prefix="b-")
    assert one(renamed, "results.csv").read_bytes() == one(output, "results.csv").read_bytes()
    before, after = (pd.read_parquet(one(folder, "respondents.parquet")) for folder in (output, renamed))
    pd.testing.assert_frame_equal(after.drop(columns="source"), before.drop(columns="source"))


def test_rules_that_name_interviews_and_interviewers_still_find_them(output: Path) -> None:
    rules = pd.read_csv(one(output, "exclusions.csv"))["rule"].value_counts()
    assert rules.to_dict() == {"faked": 28, "again": 4, "withdrawn": 2}
