"""Which answers go together: questions with the side of the border, levels of the index with groups of residents.

These are statements about answers, not about scores: they need no verdict on comparability. The test is that of Rao and
Scott (second order), its strength Cramer's V; both rest on the replicates, so that they know the design and the calibration.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.disclosure.few import has_too_few
from crowdpotential.errors import DesignError, TableError
from crowdpotential.params import Levels
from crowdpotential.results import measures
from crowdpotential.results.measure import Measure
from crowdpotential.results.rows import MAIN, REPLICATES, Columns, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.categorical import rao_scott
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.design import Design, LinearDesign
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.inference.freedom import table_freedom
from crowdpotential.stats.inference.multiplicity import Adjustment, adjust_p_values
from crowdpotential.stats.inference.ranges import STRENGTHS
from crowdpotential.stats.inference.two_way import count_tables, cramers_v, replicated_table

# many questions are screened: what counts is the share of false finds, not a single one
ADJUSTMENT: Adjustment = "benjamini-hochberg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The design that a family of tables is tested under, and from which base on a side is shown."""

    design: Design
    confidence_level: float
    suppress_below: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two answers of n respondents to be crossed, -1 where there is none."""

    variable: str
    variable_2: str
    rows: IntArray  # (n,)
    columns: IntArray  # (n,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Tables whose p-values are adjusted together, and what is reported of each."""

    name: str
    test: Measure
    strength: Measure


TOPLINES = Family(name="toplines", test=measures.topline.RAO_SCOTT, strength=measures.topline.CRAMERS_V)
LEVELS = Family(name="levels", test=measures.groups.RAO_SCOTT, strength=measures.groups.CRAMERS_V)


def topline_association_rows(responses: pd.DataFrame, codebook: Codebook, screening: Screening) -> list[Row]:
    """Report how each question with one answer goes together with the bloc: a test and a strength, one family; none without blocs.

    Where nobody knows how much the blocs count beside each other, all count the same.

    Args:
        responses: analysed respondents of the main sample, in the order of the design.
        codebook: questions and codes; those with `topline` and one answer (single, ordinal) are tested, but none that tells the bloc.
        screening: design, level and smallest base.
    """
    names = responses["bloc"].to_numpy(dtype=str)
    bloc = np.where(names == "", -1, np.unique(names, return_inverse=True)[1]).astype(np.int64)
    telling = _tell_bloc(codebook)
    pairs = [
        Pair(
            variable=variable.id,
            variable_2="bloc",
            rows=bloc,
            columns=position_of_codes(responses, codebook, variable.id),
        )
        for variable in codebook.variables
        if variable.topline and variable.kind.has_one_code and variable.role != "area" and variable.id not in telling
    ]
    if not screening.design.joins_samples:
        screening = replace(screening, design=_count_alike(screening.design, bloc))
    return _family_rows(pairs, screening, TOPLINES)


def _tell_bloc(codebook: Codebook) -> set[str]:
    """Name the variable that tells blocs and all from which it is derived: they go together by definition."""
    found, left = set[str](), [variable.id for variable in codebook.with_role("bloc")]
    while left:
        name = left.pop()
        found.add(name)
        derived = codebook.variable(name).derive
        left += [source for source in (derived.sources if derived else ()) if source not in found]
    return found


def _count_alike(design: Design, bloc: IntArray) -> Design:
    """Return every bloc the same total, in the sample and in each replicate."""
    every = design.all_weights
    totals = np.stack([every[bloc == code].sum(axis=0) for code in range(int(bloc.max()) + 1)])
    scaled = np.where(bloc[:, None] >= 0, every / totals[bloc], 0.0)
    controls = None if design.controls is None else _scale(design.controls, scaled[:, 0])
    return replace(design, weights=scaled[:, 0], replicate_weights=scaled[:, 1:], controls=controls)


def _scale(controls: LinearDesign, weights: FloatArray) -> LinearDesign:
    """Return other weights to what they were calibrated on, and the weights that they came from as many times more or less."""
    basis = controls.calibrated_from
    if basis is not None:
        basis = replace(basis, base_weights=basis.base_weights * weights / controls.weights)
    return replace(controls, weights=weights, calibrated_from=basis)


def level_association_rows(level: IntArray, groups: Mapping[str, IntArray], screening: Screening) -> list[Row]:
    """Report how low, medium and high scores go together with each grouping variable, over all residents.

    Args:
        level: (n,) low, medium and high as 0, 1, 2; -1 for none.
        groups: grouping variable -> (n,) group of each respondent, -1 for none.
        screening: design, level and smallest base.
    """
    pairs = [Pair(variable="index", variable_2=name, rows=group, columns=level) for name, group in groups.items()]
    return _family_rows(pairs, screening, LEVELS)


def position_of_level(index: FloatArray, levels: Levels) -> IntArray:
    """Return 0, 1, 2 for a low, medium and high score, -1 for none; (n,)."""
    level = (index >= levels.low_below).astype(np.int64) + (index >= levels.high_from)
    found: IntArray = np.where(np.isnan(index), -1, level)
    return found


def position_of_codes(responses: pd.DataFrame, codebook: Codebook, variable: str) -> IntArray:
    """Return the place of each respondent's answer among the codes of a question, -1 for no substantive answer; (n,)."""
    answers = responses[variable].to_numpy(dtype="float64")
    found = np.full(answers.size, -1, dtype=np.int64)
    for position, code in enumerate(codebook.codes(variable)):
        found[answers == code] = position
    return found


def drop_empty(rows: IntArray, columns: IntArray) -> tuple[IntArray, IntArray]:
    """Number the rows and columns that somebody in the table has, 0 upwards; -1 for those outside it."""
    inside = (rows >= 0) & (columns >= 0)
    numbered = []
    for codes in (rows, columns):
        found = np.full(codes.size, -1, dtype=np.int64)
        found[inside] = np.unique(codes[inside], return_inverse=True)[1]
        numbered.append(found)
    return numbered[0], numbered[1]


def _family_rows(pairs: Sequence[Pair], screening: Screening, family: Family) -> list[Row]:
    """Test every pair that can be tested, and adjust the p-values over all of them."""
    every = screening.design.all_weights
    tested, strengths = list[Row](), list[Row]()
    for pair in pairs:
        rows, columns = drop_empty(pair.rows, pair.columns)
        bases = [np.bincount(codes[codes >= 0]) for codes in (rows, columns)]
        if min(sizes.size for sizes in bases) < 2 or has_too_few(bases[0], screening.suppress_below):
            continue  # nobody to compare with, or a side so small that its answers are hidden
        n = int((rows >= 0).sum())
        common: Columns = {
            **MAIN,
            "variable": pair.variable,
            "variable_2": pair.variable_2,
            "base": "answered",
            "n": float(n),
        }
        totals, freedom = count_tables(rows, columns, every), table_freedom(rows, screening.design)
        test = _test(totals, n, screening.design, freedom)
        if test is not None:
            tested.append(make_row(family.test, common, test))
        strength = _strength(totals, screening, freedom)
        note = strength["note"] or ("untestable" if test is None else "")
        strengths.append(make_row(family.strength, common, strength, note=note))
    adjusted = adjust_p_values(np.array([row.p_value for row in tested], dtype=np.float64), ADJUSTMENT)
    return [
        *(replace(row, p_adjusted=p, p_adjust_method=ADJUSTMENT, family=family.name) for row, p in zip(tested, adjusted, strict=True)),
        *strengths,
    ]


def _test(totals: FloatArray, n: int, design: Design, freedom: Freedom) -> Columns | None:
    """Test independence; None where the weights hold the table fixed or its cells or replicates do not allow it."""
    try:
        table = replicated_table(totals, n, replication=design.replication, degrees_of_freedom=float(freedom))
        found = rao_scott(table).second_order
    except (TableError, DesignError):
        return None
    return {
        "estimate": found.statistic,
        "df": found.numerator_df,  # the denominator's are as many times the design's
        "p_value": found.p_value,
        "n_replicates": float(design.replication.coefficients.size),
        "method": REPLICATES,
    }


def _strength(totals: FloatArray, screening: Screening, freedom: Freedom) -> Columns:
    """Estimate Cramer's V with an interval cut at the ends of its range."""
    strength = cramers_v(totals)
    found = infer(
        strength[:1],
        strength[None, 1:],
        replication=screening.design.replication,
        freedom=freedom,
        confidence_level=screening.confidence_level,
        within=STRENGTHS,
    )
    return inferred(found, 0)
