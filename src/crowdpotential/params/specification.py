"""params.yaml: one way to make the index - the record that the index itself and every alternative to it are told by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from pydantic import model_validator

from crowdpotential.codebook import Record
from crowdpotential.validation import nearest

NAMED_MEANS: Mapping[str, float] = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}
MEANS = tuple(NAMED_MEANS)  # or a number: the power of a generalised mean
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "normalisation": ("bounds", "minmax", "z", "ranks", "percentile", "goalposts"),
    "weights": ("factor", "equal", "loadings", "second_order", "pca", "expert"),
    "aggregation": MEANS,
    "aggregation_within": (*MEANS, "declared"),
    "missing": ("declared", "half", "complete"),
    "level": ("respondent", "area"),
}
DECLARED = "declared"  # as the index has it: a mean for each dimension, a rule of its own for missing answers
BY_CHOICE = {  # option of `weights` -> how items and how dimensions are weighted
    "factor": ("factor", "factor"),
    "equal": ("equal", "equal"),
    "loadings": ("factor", "equal"),
    "second_order": ("equal", "factor"),
    "pca": ("pca", "pca"),
    "expert": ("expert", "expert"),
}
WITHOUT_ZERO = ("z", "ranks")  # z lies about 50; the lowest middle rank is above zero
LARGEST_POWER = 10.0  # beyond it a mean is all but the largest or smallest of its parts
ROUNDING = 1e-6  # by which given weights may miss one


class Expert(Record):
    """Weights given by experts; items are weighted equally where none are given for their dimension."""

    panel: bool = False  # dimensions weigh what the panel of `experts` says; filled in when a study is loaded
    dimensions: Mapping[str, float] = {}
    items: Mapping[str, Mapping[str, float]] = {}  # dimension -> item -> weight

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        for node, weights in {"index": self.dimensions, **self.items}.items():
            if not weights and node == "index" and self.panel:
                continue
            if not weights:
                msg = f"expert weights of {node}: it has no children; give them, or take it out"
                raise ValueError(msg)
            low, total = min(weights.values()), sum(weights.values())
            if low < 0 or abs(total - 1) > ROUNDING:
                msg = f"expert weights of {node}: {len(weights)} weights sum to {total:g}; they must be zero or more and sum to 1"
                raise ValueError(msg)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexConstants:
    """Numbers that stand behind some options; None where params do not give them."""

    floor: float | None = None  # where 0 comes to lie under means that bear no zero
    goalposts: tuple[float, float] | None = None  # on 0..100 of the scale
    expert: Expert | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSpecification:
    """One way to make the index."""

    normalisation: str = "bounds"
    item_weights: str  # factor, equal, pca or expert
    dimension_weights: str
    power_within: float | tuple[float, ...] = 1.0  # of the mean of items, or of each dimension's: 1 arithmetic, 0 geometric, -1 harmonic
    power_between: float = 1.0  # of the mean of dimensions
    missing: str = "declared"  # or half, or complete
    level: str = "respondent"  # or area

    @property
    def needs_positive(self) -> bool:
        """Whether a mean has no room for zero."""
        return self.power_within != 1 or self.power_between != 1

    def powers_within(self, n_dimensions: int) -> tuple[float, ...]:
        """Return the power of each dimension's mean of items."""
        own = self.power_within
        return own if isinstance(own, tuple) else (own,) * n_dimensions

    @property
    def is_plain(self) -> bool:
        """Whether respondents' scores are arithmetic means on the theoretical bounds."""
        return self.normalisation == "bounds" and not self.needs_positive and self.level == "respondent"


def specify(combination: Mapping[str, str], declared: tuple[float, ...] = ()) -> IndexSpecification:
    """Return the specification of one option of each choice.

    Args:
        combination: choice -> option.
        declared: powers of the dimensions' means that stand behind the option of that name.
    """
    within = combination["aggregation_within"]
    items, dimensions = BY_CHOICE[combination["weights"]]
    return IndexSpecification(
        normalisation=combination["normalisation"],
        item_weights=items,
        dimension_weights=dimensions,
        power_within=declared if within == DECLARED else power_of(within),
        power_between=power_of(combination["aggregation"]),
        missing=combination["missing"],
        level=combination["level"],
    )


def find_fault(specification: IndexSpecification, constants: IndexConstants, section: str) -> str:
    """State why an index cannot be made so, whatever the answers; empty if it can.

    Args:
        specification: the way.
        constants: what params give for it.
        section: of params, where they would stand.
    """
    if specification.normalisation == "goalposts" and constants.goalposts is None:
        return f"{section}.goalposts are not given"
    if "expert" in (specification.item_weights, specification.dimension_weights) and constants.expert is None:
        return f"{section}.expert is not given"
    if (
        specification.needs_positive
        and specification.level == "respondent"
        and specification.normalisation not in WITHOUT_ZERO
        and constants.floor is None
    ):
        return f"the lowest answer is zero, of which such a mean cannot be taken; give {section}.floor"
    return ""


def name_option(axis: str, option: object) -> str:
    """Return the option of a choice as it is known: a power by the name of its mean, if it has one.

    Raises:
        ValueError: there is no such option; the nearest is named.
    """
    known, text = OPTIONS[axis], str(option)
    if text in known:
        return text
    is_mean = axis.startswith("aggregation")
    if is_mean and (power := _power(text)) is not None:
        return next((name for name, own in NAMED_MEANS.items() if own == power), f"{power:g}")
    found = nearest(text, known)
    more = f" and powers up to {LARGEST_POWER:g}" if is_mean else ""
    hint = f"did you mean {found}?" if found else f"known are {', '.join(known)}{more}"
    msg = f"{axis} has no option {text}; {hint}"
    raise ValueError(msg)


def power_of(mean: str) -> float:
    """Return the power of a mean by its name, or of a number as it stands.

    Raises:
        ValueError: neither a name nor a number.
    """
    return NAMED_MEANS[mean] if mean in NAMED_MEANS else float(mean)


def refuse_goalposts(goalposts: tuple[float, float] | None) -> None:
    """Refuse goalposts without room between them, or without a part of the scale.

    Raises:
        ValueError: they are told.
    """
    if goalposts is None:
        return
    low, high = goalposts
    if not low < high:
        msg = f"goalposts {low:g} and {high:g} have no room between them; give the lower first"
        raise ValueError(msg)
    if not (low >= 0 and high <= 100):
        msg = f"goalposts {low:g} and {high:g} do not lie on the scale of items, which runs from 0 to 100; move them there"
        raise ValueError(msg)


def _power(text: str) -> float | None:
    try:
        power = float(text)
    except ValueError:
        return None
    return power if abs(power) <= LARGEST_POWER else None
