"""The stage that lays published figures beside the study's own."""

from pathlib import Path

from crowdpotential.chapters.yardsticks.estimates.beside_published import yardstick_rows
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.ingest.sources import load_sources
from crowdpotential.ingest.yardsticks import read_yardsticks, what_is_known
from crowdpotential.params import Params
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.frames import main_sample
from crowdpotential.store import StageData


def lay_beside(params: Params, codebook: Codebook, folder: Path, *, prepared: StageData, weighted: StageData) -> StageData:
    """Read the published figures that params name, and estimate the study's own beside them; no rows where params name none."""
    if params.yardsticks is None:
        return StageData(frames={"rows": rows_to_frame([])})
    main = main_sample(prepared)
    sources = load_sources(folder / params.report.sources) if params.report.sources else {}
    rows = yardstick_rows(
        main,
        read_yardsticks(folder / params.yardsticks.file, what_is_known(params, codebook, sources)),
        codebook,
        design=design_of(weighted, main, interval=params.comparison.interval),
        comparison=params.comparison,
    )
    return StageData(frames={"rows": rows_to_frame(rows)})
