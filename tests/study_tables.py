"""The tables of a study on the disk, through all stages and without the pages, which take ten times as long."""

from io import BytesIO
from pathlib import Path

import pandas as pd

from crowdpotential.chapters.registry import STAGES
from crowdpotential.layout import FULL_RESULTS, RESPONDENTS, RESULTS
from crowdpotential.outputs import table_files
from crowdpotential.pipeline import run_stage
from crowdpotential.store import StageData
from crowdpotential.studies import load_study


def make_tables(params_path: Path) -> dict[str, pd.DataFrame]:
    """Give results and respondents as a reader of the output finds them."""
    study = load_study(params_path)
    params, codebook = study.params, study.codebook
    done = dict[str, StageData]()
    for stage in STAGES:
        done[stage.name] = run_stage(stage, study, done)
    files = table_files(params, codebook, done, tell=lambda _line: None)
    text = [
        "chapter",
        "measure",
        "model",
        "variable",
        "category",
        "variable_2",
        "sample",
        "bloc",
        "area",
        "domain_variable",
        "domain",
        "reference_bloc",
        "reference_area",
        "weighting",
        "base",
        "verdict",
        "method",
        "note",
    ]
    results, full = (pd.read_csv(BytesIO(files[name]), low_memory=False) for name in (RESULTS, FULL_RESULTS))
    for table in (results, full):
        table[text] = table[text].fillna("").astype(str)
    return {"results": results, "full": full, "respondents": pd.read_parquet(BytesIO(files[RESPONDENTS]))}
