"""The sample behind tables on demand: respondents, weights and replicates, from the cache of a run or computed anew."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from crowdpotential.chapters.registry import STAGES
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.errors import real_path
from crowdpotential.params import Params
from crowdpotential.pipeline import run_stage
from crowdpotential.stage_keys import stage_keys
from crowdpotential.stages.frames import main_sample
from crowdpotential.stats.inference.design import Design
from crowdpotential.store import Cache, StageData
from crowdpotential.studies import load_study

NEEDED = ("prepare", "weight")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The analysed respondents of the main sample with their weights, and the study that they belong to."""

    params: Params
    codebook: Codebook
    responses: pd.DataFrame
    design: Design


def load_sample(params_path: Path, output: Path, *, tell: Callable[[str], None]) -> Sample:
    """Load the sample of a study as the last run left it; compute what has changed since, and keep nothing of that.

    Args:
        params_path: the study.
        output: the folder of the report.
        tell: takes a line where somebody has to wait.
    """
    study = load_study(real_path(params_path), looks_beside=False)
    keys, stored, results = stage_keys(study), Cache(real_path(output)), dict[str, StageData]()
    for stage in STAGES:
        if stage.name in NEEDED:
            kept = stored.load(stage.name, keys[stage.name])
            if kept is None:
                tell(f"{stage.words} (not kept by a run; `report` keeps it)")
                kept = run_stage(stage, study, results)
            results[stage.name] = kept
    main = main_sample(results["prepare"])
    design = design_of(results["weight"], main, interval=study.params.comparison.interval)
    return Sample(params=study.params, codebook=study.codebook, responses=main, design=design)
