"""A trial of the model, the index and its alternatives on the answers at hand: what they have no room for is found without a run."""

from dataclasses import replace

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import Faults
from crowdpotential.index.alternative_indices import Sampled, evaluate
from crowdpotential.index.answer_correlations import correlate_answers
from crowdpotential.index.contradictions import refuse_contradictions
from crowdpotential.index.dimensionality import analysed_correlations, exploratory_rows
from crowdpotential.index.index_rule import index_rule_of, refuse_many_numbers, score_main
from crowdpotential.index.items import select_items
from crowdpotential.index.measurement import measure
from crowdpotential.index.models import declare_model
from crowdpotential.index.weight_schemes import ModelLoadings
from crowdpotential.ingest.findings import Finding
from crowdpotential.params import Params
from crowdpotential.params.choices import constants_of, expand_choices
from crowdpotential.stages.evaluation import items_beside, partition_of, require_indices
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.scoring import equal_weights
from crowdpotential.stats.factor_models.dimensionality import bartlett, kmo
from crowdpotential.stats.group_models.model_checks import find_undetermined_items
from crowdpotential.stats.inference.estimation import n_effective
from crowdpotential.stats.streams import stream


def try_model(params: Params, codebook: Codebook, main: pd.DataFrame, weights: FloatArray) -> list[Finding]:
    """Fit the declared model to the sample once, without a replicate, and correlate what is scored beside the index.

    Args:
        params, codebook: the study.
        main: respondents of the main sample.
        weights: (n,) of them.

    Returns:
        What the models of comparability will not be able to tell, whatever the answers.

    Raises:
        ItemError, ModelError, ConvergenceError: the correlations, the model, its weights or the exploratory solution that a run would
            stop at.
    """
    index, faults = params.index, Faults()
    items = select_items(main, codebook, index.dimensions)
    for own in items_beside(params, codebook, main).values():
        with faults.collected():
            correlate_answers(own, weights, empty_cell=index.empty_cell)
    with faults.collected():
        full = measure(items, weights, spec=index, has_method_factor=codebook.method_factor == "reversed")
        if index.smoothing == "none":
            refuse_contradictions(items, full.polychoric)
        analysed = analysed_correlations(full, index.smoothing)
        rng = stream(params.seed, "exploratory rotation")
        kmo(analysed.correlations)
        bartlett(analysed.correlations, n_effective=n_effective(weights))
        exploratory_rows(items, full, analysed, index.exploratory, rng=rng)
    faults.raise_any()
    loose = find_undetermined_items(declare_model(items, codebook))
    note = "no answers can determine their loadings: " + ", ".join(items.names[i] for i in loose)
    rule, n, base = "undetermined_model", len(loose), len(items.names)
    return [Finding(rule=rule, n=n, base=base, action="untestable", sample_type="main", note=note)]


def try_choices(params: Params, codebook: Codebook, main: pd.DataFrame, weights: FloatArray) -> None:
    """Find whether these answers have no room for the index or for its alternatives, without a model or a replicate.

    Args:
        params, codebook: the study.
        main: respondents of the main sample.
        weights: (n,) of them.

    Raises:
        AreaError: areas have nobody with an index, or too few.
        ItemError: the index or combinations meet zeros or negative values; items or combinations are named.
    """
    items, parts = select_items(main, codebook, params.index.dimensions), partition_of(params, main)
    index, declared = params.index, params.sensitivity
    if declared is not None or not index.specification.is_plain:
        refuse_many_numbers(items)
    scores = score_main(index_rule_of(index), items, weights, equal_weights(items.dimension_of_item))
    require_indices(params, scores[:, 0], main)
    if declared is None:
        return
    sampled = Sampled(
        items=items,
        parts=parts.of_respondent,
        units=parts.units(len(params.areas), len(params.blocs)),
        weights=np.ascontiguousarray(weights[None]),
        loadings=ModelLoadings(items=np.ones((1, len(items.names))), dimensions=np.ones((1, len(items.dimensions)))),
    )
    alike = [
        replace(specification, item_weights="equal", dimension_weights="equal")
        for specification in expand_choices(index, declared).specifications
    ]
    evaluate(sampled, list(dict.fromkeys(alike)), constants_of(index, declared), missing=index.missing)
