"""What a measure is: everything that is known of a kind of number before any study is computed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from crowdpotential.stats.inference.freedom_rules import FreedomRule

Unit = Literal[
    "",
    "share",
    "points",
    "own",
    "sd",
    "correlation",
    "count",
    "interviews",
    "respondents",
    "persons",
    "thousand_persons",
    "answers",
    "minutes",
    "cells",
    "mean_weights",
    "standard_deviations",
    "rank",
    "replicates",
]
Interval = Literal[
    "",
    "t",
    "logit",
    "wilson",
    "log",
    "fisher-z",
    "feldt",
    "noncentral-t",
    "hall",
    "imbens-manski",
    "range",
    "rank-marginal",
    "rank-simultaneous",
]


class Steps(StrEnum):
    """What every replicate repeats before it gives its value; the column `method` says so in these words."""

    NONE = ""
    REWEIGHTED = "weights, estimate"  # answers stay as they are, or scores of the whole sample
    MEANS = "weights, means"  # scores of a dimension beside the index have no weights that could vary
    MODELLED = "weights, correlations, model"
    MODELLED_ESTIMATE = "weights, correlations, model, estimate"
    MODELLED_MEANS = "weights, correlations, model, means"
    CLASSES = "weights, latent classes, estimate"  # how many they are stays as it is
    INDEX_MEANS = "weights, correlations, model, scores, means"
    BALANCED_MEANS = "weights, correlations, model, scores, balance, means"
    REGRESSED_INDEX = "weights, correlations, model, scores, regressions"


class Control(StrEnum):
    """Which rule of disclosure control looks at a number."""

    NONE = "none"  # counts of interviews and verdicts: nothing else is told of those interviews
    ANSWERS = "answers"  # hidden on too few respondents, and where it would give such a number back
    CELLS = "cells"  # of a cell of the sample: hidden where one or two fill it, and where it would give such a cell back
    FEW = "few"  # a median or a mean of the sample: hidden on too few respondents


class MadeBy(StrEnum):
    """Which committed study makes a number."""

    DEMONSTRATION = "demonstration"
    EXAMPLE = "example"
    OTHER = "other"  # none; `made_where` says which study would


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One sentence in both languages."""

    en: str
    ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A kind of number that results.csv can hold."""

    chapter: str
    name: str
    meaning: Words  # what a reader may say of it, and what a higher value means
    units: tuple[Unit, ...] = ("",)  # the first is the one that a row gets if it says nothing
    intervals: tuple[Interval, ...] = ("",)  # empty: none, or one without a name of its own
    freedom: tuple[FreedomRule, ...] = (FreedomRule.NONE,)
    steps: Steps = Steps.NONE
    steps_beside: Steps | None = None  # of variables beside the index, where they differ
    control: Control = Control.ANSWERS
    source: str  # author, year, equation or page; a decision of ours; or own count
    made_by: MadeBy = MadeBy.DEMONSTRATION
    made_where: Words | None = None  # which study would, where no committed one does

    @property
    def key(self) -> tuple[str, str]:
        """How rows name it."""
        return self.chapter, self.name
