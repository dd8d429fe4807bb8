"""What the rows about one question sum: who gave an answer, over whom it is told, and how many stand behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.codebook import Codebook, codes_of_class
from crowdpotential.conditions import NOT_ASKED
from crowdpotential.disclosure.people import Domain, People
from crowdpotential.params import Levels
from crowdpotential.stats.arrays import BoolArray, FloatArray

LEVELS = ("low", "medium", "high")
NO_LEVEL = -1.0
ANSWERED = np.inf  # any number, or any options
INDEX = "index"
ABOUT = (
    "share",
    "mean",
    "item_nonresponse",
    "share_bound",
    "mean_bound",
)  # measures that are sums over answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row about a question, by its keys."""

    position: int  # in the results
    measure: str
    category: str
    model: str
    bloc: str
    area: str
    base: str
    n: float

    @property
    def place(self) -> Domain:
        """Where the respondents live that it is about."""
        return Domain(bloc=self.bloc, area=self.area)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One list of answers of which each respondent has one: a question, an option of several, or the missing codes of all options."""

    codes: FloatArray  # (n,)
    possible: tuple[float, ...]  # codes that could have been given
    skipped: tuple[float, ...]  # codes of those who were not asked
    missing: tuple[float, ...]  # codes of those who did not answer, those not asked among them
    classes: dict[str, tuple[float, ...]]  # class of missing answers -> codes
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What a line sums over answers, and over which base it is told."""

    amounts: FloatArray  # (a,) of each code
    base: BoolArray  # (a,) codes of those it is told of
    is_share: bool
    is_free: bool  # nothing to protect: whether somebody answered


def list_parts(variable: str, lines: Sequence[Line], people: People, levels: Levels | None, scores: FloatArray) -> Iterator[Part]:
    """Split what is told of a question into lists of one answer each; a numeric question's mean is left to `amounts`."""
    if variable == INDEX:
        yield _levels_part(lines, levels, scores)
        return
    codebook, kind = people.codebook, people.codebook.variable(variable).kind
    columns = codebook.columns(variable)
    raw = people.frame[list(columns)].to_numpy(dtype=np.float64)
    if kind.is_number:
        raw = np.where(np.isin(raw, list(codebook.missing_codes(variable))), raw, ANSWERED)
    if not kind.has_options:
        yield _part(
            codebook,
            variable,
            raw[:, 0],
            [line for line in lines if line.measure != "mean" or kind.is_rating],
        )
        return
    options = [str(code) for code in codebook.codes(variable)]
    for at, option in enumerate(options):
        own = [line for line in lines if line.measure == "share" and line.category == option]
        if own:
            renamed = [_as_chosen(line) for line in own]
            yield _part(codebook, variable, raw[:, at], renamed)
    rest = [line for line in lines if line.measure != "share" or line.category not in options]
    if rest:
        missing = list(codebook.missing_codes(variable))
        yield _part(codebook, variable, np.where(np.isin(raw[:, 0], missing), raw[:, 0], ANSWERED), rest)


def sum_of(line: Line, part: Part, codes: FloatArray) -> Sum:
    """State what a line sums over respondents with the given codes."""
    is_answered, is_asked = ~np.isin(codes, part.missing), ~np.isin(codes, part.skipped)
    base = is_asked if line.base == "asked" else is_answered
    if line.measure == "item_nonresponse":
        wanted = part.classes.get(line.category, ()) if line.category else part.missing
        return Sum(
            amounts=(np.isin(codes, wanted) & is_asked).astype(np.float64),
            base=is_asked,
            is_share=True,
            is_free=not line.category,
        )
    if line.measure in {"mean", "mean_bound"}:  # the ends of what silence could mean follow from who answered
        return Sum(amounts=np.where(is_answered, codes, 0.0), base=is_answered, is_share=False, is_free=False)
    wanted = tuple(_code_of(name) for name in line.category.split("+"))
    return Sum(amounts=np.isin(codes, wanted).astype(np.float64), base=base, is_share=True, is_free=False)


def _code_of(name: str) -> float:
    return float(LEVELS.index(name)) if name in LEVELS else float(name)


def _as_chosen(line: Line) -> Line:
    return Line(
        position=line.position,
        measure=line.measure,
        category="1",
        model=line.model,
        bloc=line.bloc,
        area=line.area,
        base=line.base,
        n=line.n,
    )


def _levels_part(lines: Sequence[Line], levels: Levels | None, scores: FloatArray) -> Part:
    codes = np.full(scores.shape, NO_LEVEL)
    if levels is not None:
        known = ~np.isnan(scores)
        codes[known] = (scores[known] >= levels.low_below).astype(float) + (scores[known] >= levels.high_from)
    return Part(
        codes=codes,
        possible=(0.0, 1.0, 2.0),
        skipped=(NO_LEVEL,),
        missing=(NO_LEVEL,),
        classes={},
        lines=tuple(lines),
    )


def _part(codebook: Codebook, variable: str, codes: FloatArray, lines: Sequence[Line]) -> Part:
    missing = codebook.missing_codes(variable)
    classes = dict[str, tuple[float, ...]]()
    for code, entry in missing.items():
        classes[entry.missing_class] = (*classes.get(entry.missing_class, ()), float(code))
    kind = codebook.variable(variable).kind
    own = list(codebook.codes(variable)) if kind.has_one_code else []
    return Part(
        codes=codes,
        possible=tuple(float(code) for code in own) or (0.0, 1.0),
        skipped=tuple(map(float, codes_of_class(missing, *NOT_ASKED))),
        missing=tuple(float(code) for code in missing),
        classes=classes,
        lines=tuple(lines),
    )
