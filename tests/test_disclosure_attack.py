"""Disclosure control against an attack: linear programmes over everything that is printed bring no hidden number back."""

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from thin_studies import SEVERAL, write_thin

import battery.attack
from battery.attack.between import few_between
from battery.attack.printed import few_behind
from battery.attack.publication import as_publication
from battery.attack.recovery import Attack, attack
from battery.disclosure import attack_folder
from battery.study import right_study, write
from battery.thin import thin_chapters
from crowdpotential import outputs, pipeline

FEWEST = 10
NUMBERS = ["estimate", "n", "ci_low", "ci_high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run published, and everything that it computed; words as they are printed."""

    public: pd.DataFrame
    full: pd.DataFrame
    codebook: Mapping[str, Any]

    def attacked(self, printed: pd.DataFrame, rules: object) -> Attack:
        """Attack what is printed."""
        truth = self.full.set_index("result_id")[["estimate", "n"]].apply(pd.to_numeric)
        return attack(as_publication(printed, self.codebook), truth.assign(hidden_by=rules), fewest=FEWEST)


def run_thin(folder: Path, name: str) -> Ran:
    make_pages, outputs.page_files = outputs.page_files, lambda *_args, **_options: {}
    try:
        path = write_thin(folder, SEVERAL[name])
        pipeline.run_report(path, folder / "out", changes=("replicates.number=50",), tell=lambda _line: None)
    finally:
        outputs.page_files = make_pages
    public, full = (
        pd.read_csv(folder / "out" / name, dtype=str, keep_default_na=False) for name in ("results.csv", "internal/results.full.csv")
    )
    codebook = json.loads((folder / "out" / "codebook.json").read_text(encoding="utf-8"))
    return Ran(public=public, full=full, codebook=codebook)


def hide_only_the_few(full: pd.DataFrame) -> pd.DataFrame:
    """Hide what rests on too few respondents and nothing else, as a careless publisher would."""
    is_few = ~full["chapter"].isin(["fieldwork", "weighting"]) & (pd.to_numeric(full["n"]) < FEWEST)
    printed = full.assign(is_suppressed=is_few.map({True: "true", False: "false"}))
    printed.loc[is_few, NUMBERS] = ""
    return printed


@pytest.fixture(scope="module", params=SEVERAL)
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return run_thin(tmp_path_factory.mktemp(request.param), request.param)


def test_an_attack_brings_back_what_is_hidden_without_companions(ran: Ran) -> None:
    found = ran.attacked(hide_only_the_few(ran.full), "")
    assert found.missed == ()
    assert len(found.recovered) == len(found.hidden) > 5


def test_an_attack_brings_back_nothing_of_what_is_published(ran: Ran) -> None:
    found = ran.attacked(ran.public, ran.full["hidden_by"].to_numpy())
    assert found.missed == ()
    assert len(found.hidden) > 10
    assert [f"{number.what} {number.result_id}" for number in found.recovered] == []


def test_the_attack_shares_no_code_with_what_it_attacks() -> None:
    for path in Path(battery.attack.__path__[0]).glob("*.py"):
        found = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
        assert not [node.module for node in found if str(node.module).startswith("crowdpotential")], path.name


def test_a_printed_answer_of_one_or_of_all_but_one_is_found() -> None:
    codes = {code: {"key": None} for code in (1, 2, 3)}
    question = {"id": "q", "type": "single", "codes": codes, "missing": "usual"}
    codebook = {"variables": [question], "missing": {"usual": {98: {"class": "refused"}}}}
    shares = {"1": 0.01, "2": 0.49, "3": 0.5, "98": 0.02}
    printed = pd.DataFrame(
        {
            "result_id": [f"topline.share.q={code}" for code in shares],
            "chapter": "topline",
            "measure": "share",
            "variable": "q",
            "category": list(shares),
            "bloc": "",
            "area": "",
            "base": "asked",
            "unit": "share",
            "estimate": [str(share) for share in shares.values()],
            "n": "100",
            "is_suppressed": "false",
        }
    )
    people = pd.DataFrame({"q": [1] + [2] * 48 + [3] * 49 + [98] * 2, "bloc": "A", "area": "a", "sample_type": "main"})
    public = as_publication(printed, codebook)
    assert list(few_behind(public, people, few=3)) == [("topline.share.q=1", 1)]
    most = people.assign(q=[1] * 97 + [2] + [98] * 2)
    assert set(few_behind(public, most, few=3)) == {("topline.share.q=1", 1), ("topline.share.q=2", 1)}


@pytest.fixture(scope="module")
def chapters(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Run a study of which all chapters beside the toplines would tell of few."""
    study, make_pages = right_study(), outputs.page_files
    thin_chapters(study)
    path = write(study, tmp_path_factory.mktemp("chapters"))
    outputs.page_files = lambda *_args, **_options: {}
    try:
        pipeline.run_report(path, path.parent / "reports", changes=("replicates.number=50",), tell=lambda _line: None)
    finally:
        outputs.page_files = make_pages
    return path.parent / "reports", study.params


def test_nothing_between_two_printed_numbers_of_the_chapters_tells_of_few(chapters: tuple[Path, dict[str, Any]]) -> None:
    assert attack_folder(*chapters) == []


def test_a_careless_publisher_tells_of_few_between_the_numbers_of_every_chapter(chapters: tuple[Path, dict[str, Any]]) -> None:
    output, sections = chapters
    full = pd.read_csv(output / "internal" / "results.full.csv", dtype=str, keep_default_na=False)
    public = as_publication(full.assign(is_suppressed="false"), json.loads((output / "codebook.json").read_text(encoding="utf-8")))
    respondents = pd.read_parquet(output / "internal" / "respondents.parquet")
    found = dict(few_between(public, respondents, sections, few=3, fewest=FEWEST))
    north = "bloc=A.area=north"
    assert found[f"participation.step_share.heard.{north} less participation.step_share.gone.{north}"] == 1
    assert found["participation.step_share.gone less groups of home"] == 1
    assert found["types that answer way=3"] == 2
    assert found["drivers.high_share.will=5"] == 1
    assert found["mean of text 3 in A by the sides"] == 5
