"""params.yaml: types of people, by what they answer together."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from crowdpotential.codebook import Record, Text

FEWEST_INDICATORS = 3  # two answers do not tell classes apart; an option of several answers is one by itself


class TypeName(Record):
    """A name of the team, and the answer that the type so called gives more often (or less) than any other."""

    name: Text
    most: str | None = None  # P12=9, or P12=organised: the type in which that answer is most frequent
    least: str | None = None  # or least frequent

    @model_validator(mode="after")
    def _is_known_by_one_answer(self) -> Self:
        if (self.most is None) == (self.least is None):
            msg = "say by which answer the type is known: most, or least, and not both"
            raise ValueError(msg)
        return self


class Reach(Record):
    """Questions that say how to reach a type."""

    channels: str | None = None
    motives: str | None = None
    barriers: str | None = None

    @property
    def questions(self) -> dict[str, str]:
        """Purpose -> question, of those that are named."""
        named = {"channels": self.channels, "motives": self.motives, "barriers": self.barriers}
        return {purpose: question for purpose, question in named.items() if question is not None}


class Typology(Record):
    """Latent classes: of which answers, how many, and when they are shown as types."""

    # questions with one answer, several answers (an indicator each option; P12=9 is one option alone), or dimensions by the index's levels
    indicators: tuple[str, ...] = Field(min_length=1)
    classes: tuple[int, ...] = (1, 2, 3, 4, 5, 6)  # numbers that are tried
    choose: Literal["bic", "abic", "clc"] | int = "bic"  # the number with the least; or a number of the team
    names: Mapping[str, TypeName] = {}
    reach: Reach = Reach()
    by: tuple[str, ...] = ()  # variables in whose groups shares are told besides sides and areas
    starts: int = Field(default=30, ge=1, le=1000)  # of each number of classes
    resamples: int = Field(default=25, ge=10, le=1000)  # in which classes are looked for anew
    min_stability: float = Field(default=0.6, ge=0, le=1)  # median adjusted Rand over resamples below which classes are no types
    min_share: float = Field(default=0.03, ge=0, lt=0.5)  # a number with a smaller class is not chosen
    min_respondents: int = Field(default=50, ge=10)  # likewise, of respondents who most likely belong to the class
    min_group: int = Field(default=50, ge=10)  # a side, area or group of fewer has no shares
    smallest_difference: float = Field(default=0.1, ge=0, lt=1)  # from the share of all, from which on an answer belongs to a portrait

    @model_validator(mode="after")
    def _numbers_can_be_tried(self) -> Self:
        if not self.classes or min(self.classes) < 1 or max(self.classes) > 10 or len(set(self.classes)) < len(self.classes):
            msg = f"classes lists {', '.join(map(str, self.classes)) or 'none'}; list different numbers from 1 to 10"
            raise ValueError(msg)
        if isinstance(self.choose, int) and self.choose not in self.classes:
            msg = (
                f"choose is {self.choose}, which is none of the numbers that are tried ({', '.join(map(str, self.classes))}); add it there"
            )
            raise ValueError(msg)
        for key, named in (("indicators", self.indicators), ("by", self.by)):
            if repeated := [name for name in dict.fromkeys(named) if named.count(name) > 1]:
                msg = f"{key} names {repeated[0]} more than once; name it once"
                raise ValueError(msg)
        return self


def split_answer(text: str) -> tuple[str, str]:
    """Split P12=9 into the question and the answer; the latter is empty where a question stands alone."""
    question, _, answer = text.partition("=")
    return question.strip(), answer.strip()
