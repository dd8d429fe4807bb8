"""The experiment as arrays: who was given which text, and what he answered."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions import numbers_given
from crowdpotential.params import Vignette
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariate:
    """A trait that chance should have spread evenly over the texts."""

    name: str
    values: FloatArray  # (n,) codes or numbers, NaN where not known
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """Texts given to n respondents, and their answers to the question that followed."""

    arms: tuple[int, ...]  # codes, in the order of the questionnaire
    control: int  # place among them
    planned: FloatArray  # (k,) share that each was to have
    arm_of: IntArray  # (n,) place of the text; -1 for those who were given none
    outcome: str
    answers: FloatArray  # (n,) turned so that more is more; NaN where there is none
    bounds: tuple[float, float] | None
    covariates: tuple[Covariate, ...]

    @property
    def others(self) -> list[int]:
        """Places of the texts that are compared with the control."""
        return [place for place in range(len(self.arms)) if place != self.control]

    def members(self, inside: BoolArray) -> BoolArray:
        """(n, k) who of some respondents was given each text and answered."""
        answered = inside & ~np.isnan(self.answers)
        found: BoolArray = answered[:, None] & (self.arm_of[:, None] == np.arange(len(self.arms)))
        return found


def read_experiment(vignette: Vignette, responses: pd.DataFrame, codebook: Codebook) -> Experiment:
    """Return the experiment that params declare."""
    codes = tuple(codebook.codes(vignette.arm))
    given = numbers_given(responses, vignette.arm, codebook=codebook)
    arm_of = np.full(given.size, -1, dtype=np.int64)
    for place, code in enumerate(codes):
        arm_of[given == code] = place
    shares = codebook.variable(vignette.arm).assigned_shares
    planned = np.array([shares.get(code, 1.0) for code in codes])  # where the codebook says nothing of them, all alike
    variable = codebook.variable(vignette.outcome)
    has_bounds = bool(codebook.codes(vignette.outcome)) or variable.valid_range is not None
    bounds = codebook.bounds(vignette.outcome) if has_bounds else None
    answers = numbers_given(responses, vignette.outcome, codebook=codebook)
    if variable.direction < 0:
        answers = sum(bounds) - answers if bounds else -answers
    return Experiment(
        arms=codes,
        control=codes.index(vignette.control),
        planned=planned / planned.sum(),
        arm_of=arm_of,
        outcome=vignette.outcome,
        answers=answers,
        bounds=bounds,
        covariates=tuple(
            Covariate(
                name=name,
                values=numbers_given(responses, name, codebook=codebook),
                is_number=codebook.variable(name).kind.is_number,
            )
            for name in vignette.covariates
        ),
    )
