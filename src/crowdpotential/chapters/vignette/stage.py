"""The stage that compares texts which chance gave."""

from crowdpotential.chapters.vignette.estimates.effect_rows import Measuring
from crowdpotential.chapters.vignette.estimates.experiment import read_experiment
from crowdpotential.chapters.vignette.estimates.vignette_rows import vignette_rows
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of, linear_design_of
from crowdpotential.params import Params
from crowdpotential.results.domains import list_places
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.frames import main_sample
from crowdpotential.store import StageData


def compare_texts(params: Params, codebook: Codebook, *, prepared: StageData, weighted: StageData) -> StageData:
    """Estimate the effects of the texts, among everybody and on each side; nothing where params declare no experiment."""
    if params.vignette is None:
        return StageData(frames={"rows": rows_to_frame([])})
    main = main_sample(prepared)
    design = design_of(weighted, main, interval=params.comparison.interval)
    how = Measuring(design=design, sample=linear_design_of(weighted, main).sample, comparison=params.comparison)
    domains = list_places(main, areas={}, blocs=tuple(params.blocs), joins_samples=design.joins_samples)
    rows = vignette_rows(read_experiment(params.vignette, main, codebook), domains, how)
    return StageData(frames={"rows": rows_to_frame(rows)})
