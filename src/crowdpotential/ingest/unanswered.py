"""Item nonresponse: which questions were asked of whom, and who left them without an answer, and how."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.conditions import NOT_ASKED, is_of_class
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.params import Area
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

MISSING = ("dont_know", "refused", "no_answer")  # classes of the codebook that stand for an answer not given
NOTED = (
    "respondent_id",
    "sample_type",
    "mode",
    "interviewer",
    "psu",
    "date",
    "duration",
)  # roles that nobody is asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Everybody, a bloc or an area."""

    bloc: str  # empty for everybody, and for an area that lies in none
    area: str  # empty for everybody and for a bloc
    inside: BoolArray  # (n,)

    @property
    def is_everybody(self) -> bool:
        """Whether nobody is left out."""
        return not self.bloc and not self.area

    @property
    def domains(self) -> IntArray:
        """(n,) 0 inside, -1 outside."""
        return np.where(self.inside, 0, -1)


def list_questions(codebook: Codebook) -> tuple[Variable, ...]:
    """List the questions that a respondent could have left without an answer, in the order of the questionnaire."""
    return tuple(
        variable
        for variable in codebook.variables
        if not variable.kind.is_worded
        and variable.derive is None
        and variable.role not in NOTED
        and any(code.missing_class in MISSING for code in codebook.missing_codes(variable.id).values())
    )


def is_asked_of_everybody(variable: Variable) -> bool:
    """Say whether a question has no routing and is asked on every side."""
    return variable.asked_if is None and variable.blocs is None


def list_places(
    responses: pd.DataFrame, areas: Mapping[str, Area], blocs: Collection[str], *, joins_samples: bool
) -> tuple[Place, ...]:
    """List everybody, each bloc where there are several, and each area.

    Args:
        responses: meets RESPONSES.
        areas, blocs: of the study.
        joins_samples: whether anything can be said of everybody together.
    """
    require(responses, RESPONSES)
    area, bloc = responses["area"].to_numpy(), responses["bloc"].to_numpy()
    found = [("", "", np.ones(len(area), dtype=np.bool_))] if joins_samples else []
    found += [(name, "", bloc == name) for name in blocs if len(blocs) > 1]
    found += [(entry.bloc, name, area == name) for name, entry in areas.items()]
    return tuple(
        Place(bloc=bloc_name, area=area_name, inside=inside) for bloc_name, area_name, inside in found
    )


def mark_missing(
    responses: pd.DataFrame, codebook: Codebook, variable: str, classes: Sequence[str] = MISSING
) -> FloatArray:
    """Mark who left a question without an answer: 1 missing, 0 answered, NaN where it was not asked; (n,).

    Several answers to one question are missing together, so the first column tells.
    """
    column = codebook.columns(variable)[0]
    skipped, missing = (
        is_of_class(responses, column, codebook=codebook, variable=variable, classes=wanted)
        for wanted in (NOT_ASKED, classes)
    )
    return np.where(skipped, np.nan, missing.astype(np.float64))
