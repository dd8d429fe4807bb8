"""The stage that measures: the declared model in the sample and in every replicate, and the respondents' scores."""

from dataclasses import asdict, dataclass
from typing import TypedDict

import pandas as pd

from crowdpotential.chapters.measurement.estimates.advice_rows import advice_rows
from crowdpotential.chapters.measurement.estimates.alphas import alpha_rows
from crowdpotential.chapters.measurement.estimates.confirmatory import (
    CONFIRMATORY,
    Confirmatory,
    confirm,
)
from crowdpotential.chapters.measurement.estimates.confirmatory_rows import (
    confirmatory_rows,
)
from crowdpotential.chapters.measurement.estimates.declared import declared_rows
from crowdpotential.chapters.measurement.estimates.dimension_reliability import (
    reliability_rows,
)
from crowdpotential.chapters.measurement.estimates.fit_advice import try_changes
from crowdpotential.chapters.measurement.estimates.place_reliability import place_omega_rows
from crowdpotential.chapters.measurement.estimates.reliability_beside import beside_rows
from crowdpotential.chapters.measurement.estimates.respondent_scores import (
    score_respondents,
)
from crowdpotential.chapters.measurement.estimates.score_method_rows import (
    score_method_rows,
)
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.index.contradictions import refuse_contradictions
from crowdpotential.index.dimensionality import (
    analysed_correlations,
    dimensionality_rows,
    exploratory_rows,
)
from crowdpotential.index.failures import describe, failure_rows, is_too_many
from crowdpotential.index.fit_rule import count_items, judge_fit
from crowdpotential.index.index_rule import index_rule_of, rule_beside, score_sample
from crowdpotential.index.items import Items, select_items
from crowdpotential.index.level_fits import Estimator, choose_estimator
from crowdpotential.index.measurement import Measurement, MeasurementReplicates, measure, measure_replicates
from crowdpotential.index.models import declare_model
from crowdpotential.index.places import list_places
from crowdpotential.ingest.findings import Finding, findings_frame
from crowdpotential.params import Comparability, Params
from crowdpotential.results.rows import Row
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.evaluation import items_beside, require_indices
from crowdpotential.stages.frames import main_sample
from crowdpotential.stages.guarding import findings_of, guard_boost, guard_scales, select_scored
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.scoring import equal_weights
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import n_effective
from crowdpotential.stats.inference.freedom import whole_freedom
from crowdpotential.stats.streams import stream
from crowdpotential.store import StageData


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The items of the main sample, and the model of them."""

    main: pd.DataFrame
    design: Design
    items: Items
    full: Measurement
    replicates: MeasurementReplicates


def score(params: Params, codebook: Codebook, prepared: StageData, weighted: StageData) -> StageData:
    """Measure the dimensions, repeat it in every replicate, test the model, and score the respondents."""
    spec, everybody, main = params.index, prepared.frames["responses"], main_sample(prepared)
    design, items = (
        design_of(weighted, main, interval=params.comparison.interval),
        select_items(main, codebook, spec.dimensions),
    )
    every = select_scored(params, codebook, main)
    guard_boost(params, codebook, everybody)
    guarded = guard_scales(params, every, main, design)  # before the model, which a turned item would upset
    full = measure(items, design.weights, spec=spec, has_method_factor=codebook.method_factor == "reversed")
    if spec.smoothing == "none":
        refuse_contradictions(items, full.polychoric)
    replicates = measure_replicates(items, design.replicate_weights, full, spec=spec)
    measured = Measured(main=main, design=design, items=items, full=full, replicates=replicates)
    scores = _score_everybody(params, codebook, everybody, measured)
    own = main[["respondent_id", "area", "bloc"]].merge(scores, on="respondent_id", validate="one_to_one")
    require_indices(params, own["index"].to_numpy(), own)
    rows = [*guarded.rows, *_model_rows(params, measured), *_test_rows(params, codebook, measured)]
    return StageData(
        frames={
            "scores": scores,
            "findings": findings_frame(
                [*findings_of(guarded), *_failure_findings(replicates, design)],
                is_synthetic=params.study.synthetic,
            ),
            "rows": rows_to_frame([*rows, *_reliability_rows(params, codebook, measured, every)]),
        },
        arrays={
            "loadings": full.model.loadings,
            "loadings_replicates": replicates.loadings,
            "second_order": full.second_order,
            "second_order_replicates": replicates.second_order,
            "item_weights": full.weights.item_weights,
            "dimension_weights": full.weights.dimension_weights,
            "item_weights_replicates": replicates.item_weights,
            "dimension_weights_replicates": replicates.dimension_weights,
        },
        facts={
            "n_failed": int(replicates.failed.sum()),
            "has_method_factor": full.has_method_factor,
            "contrary": [asdict(contrary) for contrary in guarded.contrary],
        },
    )


def _failure_findings(replicates: MeasurementReplicates, design: Design) -> list[Finding]:
    """List the steps that failed so often that numbers which rest on them have no error."""
    return [
        Finding(
            rule="replicates_failed",
            variable=failure.step,
            n=failure.n,
            base=design.replication.coefficients.size,
            action="standard_errors_withheld",
            sample_type="main",
            note=describe(failure),
        )
        for failure in replicates.failures
        if is_too_many(failure, design.replication)
    ]


def _score_everybody(params: Params, codebook: Codebook, everybody: pd.DataFrame, measured: Measured) -> pd.DataFrame:
    """Score the main sample and those beside it."""
    items, weights = select_items(everybody, codebook, params.index.dimensions), measured.full.weights
    beside, rule = items_beside(params, codebook, everybody), index_rule_of(params.index)
    made: dict[str, FloatArray] = {}
    if not rule.specification.is_plain:
        reference, by = items_beside(params, codebook, measured.main), measured.design.weights
        found = score_sample(rule, items, (measured.items, by), weights)
        made = dict(zip(("index", *items.dimensions), found.T, strict=True))
        for name, other in beside.items():
            equal = equal_weights(other.dimension_of_item)
            made[name] = score_sample(rule_beside(rule), other, (reference[name], by), equal)[:, 1]
    return score_respondents(everybody["respondent_id"], items, weights, beside, missing=params.index.missing, made=made)


def _model_rows(params: Params, measured: Measured) -> list[Row]:
    """Report the declared model, and the number of factors."""
    spec, level = params.index, params.comparison.confidence_level
    items, design, full = measured.items, measured.design, measured.full
    rows = declared_rows(items, full, measured.replicates, design=design, confidence_level=level)
    rows += failure_rows(measured.replicates.failures, design.replication)
    analysed = analysed_correlations(full, spec.smoothing)
    rows += dimensionality_rows(
        items,
        full,
        analysed,
        n_draws=spec.parallel_analysis_draws,
        n_effective=n_effective(design.weights),
        rng=stream(params.seed, "parallel analysis"),
    )
    rng = stream(params.seed, "exploratory rotation")
    return rows + exploratory_rows(items, full, analysed, spec.exploratory, rng=rng)


def _test_rows(params: Params, codebook: Codebook, measured: Measured) -> list[Row]:
    """Report how well the declared model fits, and scores by other methods, which rest on it."""
    items, design, rule = measured.items, measured.design, params.comparability
    how = _How(estimator=choose_estimator(items, rule.estimator), empty_cell=params.index.empty_cell)
    found = confirm(items, design, codebook, **how)
    rows = confirmatory_rows(
        found,
        items,
        rule=rule,
        freedom=whole_freedom(design),
        confidence_level=params.comparison.confidence_level,
    )
    rows += _advice_rows(found, items, design, codebook, rule=rule, how=how)
    return rows + score_method_rows(items, design.weights, measured.full, found.numeric_loadings, missing=params.index.missing)


class _How(TypedDict):
    estimator: Estimator
    empty_cell: float


def _advice_rows(found: Confirmatory, items: Items, design: Design, codebook: Codebook, *, rule: Comparability, how: _How) -> list[Row]:
    """Report what would make the declared model fit, if it does not."""
    if CONFIRMATORY not in found.fits:
        return []
    verdict = judge_fit(found.fits[CONFIRMATORY], rule, found.dimensions, n_items=count_items(items))
    model = declare_model(items, codebook, has_general_factor=False)
    trials = try_changes(items, design, model, verdict, rule=rule, **how)
    return advice_rows(trials, items, estimator=how["estimator"], has_misfit=verdict.is_misfit)


def _reliability_rows(params: Params, codebook: Codebook, measured: Measured, every: Items) -> list[Row]:
    """Report reliability of the index's dimensions and of every scale beside it."""
    items, design, level = measured.items, measured.design, params.comparison.confidence_level
    main = measured.main
    places = list_places(
        main["area"].tolist(),
        main["bloc"].tolist(),
        bloc_of_area={name: area.bloc for name, area in params.areas.items()},
        order=tuple(params.blocs),
    )
    rows = reliability_rows(
        items,
        measured.full,
        measured.replicates,
        design=design,
        confidence_level=level,
    )
    rows += alpha_rows(every, design, places, confidence_level=level)
    rows += place_omega_rows(items, design.weights, places, measured.full.polychoric)
    beside = items_beside(params, codebook, measured.main)
    return rows + beside_rows(beside, design, places, empty_cell=params.index.empty_cell, confidence_level=level)
