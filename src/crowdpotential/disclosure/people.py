"""Whom a number is about: the respondents of the main sample, their weights, and who lies in a domain."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions import numbers_given
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

MAIN = "main"
JOINT = ";"  # between the variables, and the keys, of a group by several


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A place, a group, or a group in a place; empty names mean all."""

    bloc: str = ""
    area: str = ""
    variable: str = ""
    group: str = ""

    @property
    def place(self) -> "Domain":
        """The place that a group is told in."""
        return Domain(bloc=self.bloc, area=self.area)

    @property
    def rank(self) -> int:
        """How much is lost where its numbers are hidden: 0 for a group in a place, 4 for everybody."""
        if self.variable:
            return 0 if self.bloc or self.area else 1
        return 2 if self.area else 3 if self.bloc else 4


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Respondents of the main sample with their answers, scores and weights."""

    frame: pd.DataFrame
    weights: FloatArray  # (n,) mean 1
    codebook: Codebook
    places: IntArray  # (n,) number of the place: those of one area and one bloc share it

    def members(self, domain: Domain) -> BoolArray:
        """Mark who lies in a domain; (n,)."""
        inside = np.ones(len(self.frame), dtype=bool)
        if domain.area:
            inside &= self.frame["area"].to_numpy() == domain.area
        elif domain.bloc:
            inside &= self.frame["bloc"].to_numpy() == domain.bloc
        for name, key in zip(domain.variable.split(JOINT), domain.group.split(JOINT), strict=False):
            if name:
                code = self.codebook.code_of_key(name, key)
                inside &= self.answers(name) == (np.nan if code is None else code)  # 0 is a code
        return inside

    def first_answers(self, name: str) -> FloatArray:
        """Return the codes of a question, of several answers those of the first option: they are missing together; (n,)."""
        return self.answers(self.codebook.columns(name)[0])

    def amounts(self, name: str) -> FloatArray:
        """Return the numbers that were answered, NaN where none was; (n,)."""
        return numbers_given(self.frame, name, codebook=self.codebook)

    def answers(self, name: str) -> FloatArray:
        """Return the codes of a question with one answer; (n,)."""
        return self.frame[name].to_numpy(dtype=np.float64)


def people_of(respondents: pd.DataFrame, codebook: Codebook) -> People:
    """Select the main sample of all respondents, as the internal file of respondents has them."""
    frame = respondents[respondents["sample_type"] == MAIN].reset_index(drop=True)
    pairs = frame["area"].astype(str) + "\n" + frame["bloc"].astype(str)
    places = np.unique(pairs.to_numpy(dtype=str), return_inverse=True)[1].astype(np.int64)
    weights = frame["weight"].to_numpy(dtype=np.float64)
    return People(frame=frame, weights=weights, codebook=codebook, places=places)
