"""Questions: variables with their codes, scales, missing classes and routing, and the dimensions that items measure."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from crowdpotential.codebook.conditions import Condition
from crowdpotential.codebook.derivations import Derivation
from crowdpotential.codebook.record import Record, Text

MissingClass = Literal["not_applicable", "dont_know", "refused", "no_answer"]


class Code(Record):
    """One answer: its label per language and, where others refer to it, an ASCII key."""

    label: Text
    key: str | None = None
    attributes: Mapping[str, int | float | bool | str] = {}


class MissingCode(Record):
    """A code that is no substantive answer, and why."""

    label: Text
    missing_class: MissingClass = Field(alias="class")
    key: str | None = None  # for files that hold words, and for conditions


class Scale(Record):
    """Codes that several variables share."""

    codes: Mapping[int, Code]
    missing: str


class Dimension(Record):
    """A latent dimension or a second index, measured by the items that name it."""

    id: str
    label: Text
    about: Text | None = None


class Variable(Record):
    """One question, option list, measurement of the fieldwork, or derived variable."""

    id: str
    type: Literal["single", "multiple", "ordinal", "numeric", "text", "paradata"]
    wording: Text
    lead: Text | None = None  # words that stand before the wording of a row in a battery
    block: str | None = None  # the battery it belongs to
    codes: Mapping[int, Code] = {}
    scale: str | None = None
    missing: str | None = None
    valid_range: tuple[float, float] | None = None
    unit: Text | None = None
    dimension: str | None = None
    direction: Literal[1, -1] = 1  # -1: a higher answer means less of the dimension
    role: str | None = None
    sensitive: bool = False
    asked_if: Condition | None = None
    blocs: tuple[str, ...] | None = None  # asked on these sides only
    exclusive: tuple[int, ...] = ()  # options that exclude all others
    open_codes: tuple[int, ...] = ()
    max_answers: int | None = None
    identifier: Literal["drop", "hash"] | None = None
    topline: bool = True
    derive: Derivation | None = None
    note: Text | None = None
