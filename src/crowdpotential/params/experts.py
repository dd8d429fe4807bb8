"""params.yaml: a panel of experts with a form of its own."""

from collections import Counter
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from crowdpotential.codebook import Record
from crowdpotential.params.forms import Form
from crowdpotential.validation import nearest


class Consensus(Record):
    """When experts agree on a statement; fixed before anybody looks at their answers."""

    max_range: float = Field(default=1, ge=0)  # between the quartiles, in steps of the scale
    min_share: float = Field(default=0.7, gt=0.5, le=1)  # of those on the larger of the two sides of the middle of the scale


class ExpertWeights(Record):
    """Questions by which experts weight the dimensions of the index: points of a budget, or comparisons of pairs."""

    points: Mapping[str, str] = {}  # dimension -> question; the points of an expert sum to 100
    pairs: Mapping[str, tuple[str, str]] = {}  # question -> two dimensions: how many times the first matters more; below zero: the second
    mean: Literal["arithmetic", "geometric"] = "arithmetic"  # of points over experts; that of pairs is geometric
    max_ratio: float = Field(default=0.1, gt=0)  # consistency ratio above which comparisons of an expert are left out

    @model_validator(mode="after")
    def _is_one_way(self) -> Self:
        if bool(self.points) == bool(self.pairs):
            msg = "weights are found by points or by pairs; give one of them"
            raise ValueError(msg)
        names = {name for pair in self.pairs.values() for name in pair}
        if self.pairs and len({frozenset(pair) for pair in self.pairs.values()}) != len(names) * (len(names) - 1) // 2:
            msg = f"pairs compare {len(names)} dimensions in {len(self.pairs)} questions; ask each pair once"
            raise ValueError(msg)
        return self

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that are weighted, in the order in which they are first named."""
        return tuple(self.points) or tuple(dict.fromkeys(name for pair in self.pairs.values() for name in pair))


class Experts(Record):
    """A panel of experts."""

    form: Form
    expert: str  # question with the code of an expert, by which rounds are joined
    round: str | None = None  # question whose codes are the rounds, in their order; None: there is one
    statements: tuple[str, ...] = Field(min_length=1)  # rated on ordered scales
    beside: Mapping[str, str | None] = {}  # statement -> question of the survey that asks the same; None: none does, whatever its name
    consensus: Consensus = Consensus()
    outlying_above: float = Field(default=1.5, gt=0)  # mean distance from the panel's medians, in steps of the scale
    fewest: int = Field(default=10, ge=3)  # experts of the first round without whom the chapter tells nothing
    weights: ExpertWeights | None = None

    @model_validator(mode="after")
    def _names_statements(self) -> Self:
        for name in self.beside:
            if name not in self.statements:
                near = nearest(name, self.statements)
                hint = f"did you mean {near}?" if near else "add it there, or take it out"
                msg = f"beside names {name}, which is not among the statements; {hint}"
                raise ValueError(msg)
        if twice := [name for name, n in Counter(self.statements).items() if n > 1]:
            msg = f"statements name {', '.join(twice)} more than once; name each once"
            raise ValueError(msg)
        return self
