"""Item nonresponse: which questions were asked of whom, and who left them without an answer, and how."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, MissingClass, Variable, codes_of_class
from crowdpotential.conditions import NOT_ASKED, UNANSWERED, is_of_class
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.params import Area
from crowdpotential.results import domains
from crowdpotential.results.domains import Domain
from crowdpotential.stats.arrays import BoolArray, FloatArray

NOTED = (
    "respondent_id",
    "sample_type",
    "mode",
    "interviewer",
    "psu",
    "date",
    "duration",
)  # roles that nobody is asked about


def list_questions(codebook: Codebook) -> tuple[Variable, ...]:
    """List the questions that a respondent could have left without an answer, in the order of the questionnaire."""
    return tuple(
        variable
        for variable in codebook.variables
        if not variable.kind.is_worded
        and variable.derive is None
        and variable.role not in NOTED
        and codes_of_class(codebook.missing_codes(variable.id), *UNANSWERED)
    )


def list_places(
    responses: pd.DataFrame, areas: Mapping[str, Area], blocs: Collection[str], *, joins_samples: bool
) -> list[tuple[Domain, BoolArray]]:
    """List everybody, each bloc where there are several, and each area, with who belongs to them (n,).

    Args:
        responses: meets RESPONSES.
        areas, blocs: of the study.
        joins_samples: whether anything can be said of everybody together.
    """
    require(responses, RESPONSES)
    several = blocs if len(blocs) > 1 else ()
    found = domains.list_places(responses, areas=areas, blocs=several, joins_samples=joins_samples)
    return [(label, found.members[:, i]) for i, label in enumerate(found.labels)]


def mark_missing(responses: pd.DataFrame, codebook: Codebook, variable: str, classes: Sequence[MissingClass] = UNANSWERED) -> FloatArray:
    """Mark who left a question without an answer: 1 missing, 0 answered, NaN where it was not asked; (n,).

    Several answers to one question are missing together, so the first column tells.
    """
    column = codebook.columns(variable)[0]
    skipped, missing = (
        is_of_class(responses, column, codebook=codebook, variable=variable, classes=wanted) for wanted in (NOT_ASKED, classes)
    )
    return np.where(skipped, np.nan, missing.astype(np.float64))
