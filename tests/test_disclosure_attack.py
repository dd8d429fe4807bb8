"""Disclosure control against an attack: a linear programme over everything that is printed brings no hidden number back."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from battery.attack.publication import Publication, as_publication
from battery.attack.recovery import attack
from thin_studies import SEVERAL, write_thin

from crowdpotential import outputs, pipeline

FEWEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run published, and everything that it computed."""

    public: Publication
    full: pd.DataFrame  # as printed, nothing hidden
    codebook: dict


def run_thin(folder: Path, name: str) -> Ran:
    make_pages, outputs.page_files = outputs.page_files, lambda *_args, **_options: {}
    try:
        pipeline.run_report(write_thin(folder, SEVERAL[name]), folder / "out", changes=("report.suppress_below=1", "replicates.number=50"), tell=lambda _line: None)
    finally:
        outputs.page_files = make_pages
    codebook = json.loads((folder / "out" / ".cache" / "codebook.json").read_text(encoding="utf-8"))
    full = pd.read_csv(folder / "out" / "results.csv", dtype=str, keep_default_na=False)
    return Ran(public=as_publication(full, codebook), full=full, codebook=codebook)


def hide_only_the_few(full: pd.DataFrame) -> pd.DataFrame:
    """Hide what rests on too few respondents and nothing else, as a careless publisher would."""
    n = pd.to_numeric(full["n"])
    is_few = ~full["chapter"].isin(["fieldwork", "weighting"]) & (n < FEWEST)
    return full.mask(is_few.to_numpy()[:, None] & full.columns.isin(["estimate", "n", "ci_low", "ci_high"]), "").assign(
        is_suppressed=is_few.map({True: "true", False: "false"})
    )


@pytest.fixture(scope="module", params=SEVERAL)
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return run_thin(tmp_path_factory.mktemp(request.param), request.param)


def test_an_attack_brings_back_what_is_hidden_without_companions(ran: Ran) -> None:
    truth = ran.full.set_index("result_id")[["estimate", "n"]].apply(pd.to_numeric)
    found = attack(as_publication(hide_only_the_few(ran.full), ran.codebook), truth)
    print(len(found.hidden), len(found.recovered), len(found.missed), found.n_out_of_reach, found.n_programmes)
    assert found.missed == ()
    assert len(found.recovered) > 5
