"""The rule for base models as rows of the results: which criterion is not met, and how each dimension fits on its own, what would help."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from crowdpotential.index.dimension_fits import BaseFit
from crowdpotential.index.fit_rule import CRITERIA, WHOLE, Criterion, Fitted, FitVerdict
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures import comparability, model_fit
from crowdpotential.results.rows import Columns, Row, make_row
from crowdpotential.stats.group_models.fit_indices import FitIndices
from crowdpotential.verdicts import FITS, MISFIT

RMSEA_LEVEL = 0.9  # the interval of RMSEA is printed at 90 % throughout the literature (Browne and Cudeck 1993)
BASE, SINGLE = "configural", "single_dimension"  # models of these rows


@dataclass(frozen=True, slots=True, kw_only=True)
class FitMeasures:
    """What a chapter calls the six numbers that say how well a model fits."""

    chi2: Measure
    df: Measure
    cfi: Measure
    tli: Measure
    rmsea: Measure
    srmr: Measure


OF_MODEL = FitMeasures(
    chi2=model_fit.CHI2,
    df=model_fit.DF,
    cfi=model_fit.CFI,
    tli=model_fit.TLI,
    rmsea=model_fit.RMSEA,
    srmr=model_fit.SRMR,
)
OF_GROUPS = FitMeasures(
    chi2=comparability.CHI2,
    df=comparability.DF,
    cfi=comparability.CFI,
    tli=comparability.TLI,
    rmsea=comparability.RMSEA,
    srmr=comparability.SRMR,
)


def mark(verdict: FitVerdict, criterion: Criterion, *, part: str = WHOLE) -> str:
    """Return the machine word of a criterion that is not met, else nothing."""
    return MISFIT if verdict.fails(criterion, part=part) else ""


def mark_base(rows: Iterable[Row], verdict: FitVerdict) -> list[Row]:
    """Write into the rows of the base model which criteria it does not meet."""
    words: dict[str, str] = {criterion: mark(verdict, criterion) for criterion in CRITERIA}
    return [replace(row, verdict=words[row.measure]) if row.model == BASE and row.measure in words else row for row in rows]


def one_fit_rows(fit: Fitted, verdict: FitVerdict, measures: FitMeasures, about: Columns, *, part: str = WHOLE) -> list[Row]:
    """Report how well one model fits, and which criteria it does not meet.

    Args:
        fit: of the model.
        verdict: of it, or of the model whose part it is.
        measures: of the chapter.
        about: columns that the rows share.
        part: dimension that is judged on its own.
    """
    indices, df = fit.indices, float(fit.df)
    return [
        make_row(measures.chi2, about, estimate=fit.chi2, df=df, p_value=fit.p_value),
        make_row(measures.df, about, estimate=df),
        make_row(measures.cfi, about, estimate=indices.cfi, verdict=mark(verdict, "cfi", part=part)),
        make_row(measures.tli, about, estimate=indices.tli),
        make_row(
            measures.rmsea,
            about,
            rmsea_ends(indices),
            estimate=indices.rmsea,
            verdict=mark(verdict, "rmsea", part=part),
        ),
        make_row(measures.srmr, about, estimate=fit.srmr, verdict=mark(verdict, "srmr", part=part)),
    ]


def rmsea_ends(indices: FitIndices) -> Columns:
    """Return the columns of the interval of RMSEA."""
    return {
        "ci_low": indices.rmsea_low,
        "ci_high": indices.rmsea_high,
        "confidence_level": RMSEA_LEVEL,
    }


def dimension_fit_rows(fits: Mapping[str, BaseFit], verdict: FitVerdict, measures: FitMeasures, about: Columns) -> list[Row]:
    """Report how well each dimension fits as a model of its own.

    Args:
        fits: from `fit_dimensions`.
        verdict: of the model and these.
        measures: of the chapter.
        about: columns that the rows share.
    """
    return [
        row
        for name, fit in fits.items()
        for row in one_fit_rows(fit, verdict, measures, {**about, "model": SINGLE, "variable": name}, part=name)
    ]


def dimension_verdict_rows(fits: Mapping[str, BaseFit], verdict: FitVerdict, about: Columns) -> list[Row]:
    """Report of each dimension whether it fits as a model of its own; arguments as for `dimension_fit_rows`."""
    failing = {one.part for one in verdict.shortfalls}
    return [
        make_row(
            model_fit.VERDICT,
            about,
            model=SINGLE,
            variable=name,
            verdict=MISFIT if name in failing else FITS,
        )
        for name in fits
    ]
