"""Questions: variables with their codes, scales, missing classes and routing, and the dimensions that items measure."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from crowdpotential.codebook.conditions import Condition
from crowdpotential.codebook.derivations import Derivation
from crowdpotential.codebook.kinds import KINDS, Kind, QuestionType
from crowdpotential.codebook.record import Record, Text

MissingClass = Literal["not_applicable", "dont_know", "refused", "no_answer"]

NAME = re.compile(r"[\w@#$][\w@#$.-]*")  # of a column; joint variables are written with *, lists with commas


class Code(Record):
    """One answer: its label per language and, where others refer to it, an ASCII key."""

    label: Text
    key: str | None = None
    sensitive: bool = False  # it makes no headline, whatever its question is
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


class Source(Record):
    """The survey whose question this is, and the year in which it was asked there."""

    name: Text
    year: int = Field(ge=1900, le=2100)
    wording: Literal["exact", "rebuilt"] = "exact"  # rebuilt: from what reports quote, where the questionnaire is not published
    translated: tuple[str, ...] = ()  # languages in which the words of an exact question are the study's own translation


class Variable(Record):
    """One question, option list, measurement of the fieldwork, or derived variable."""

    id: str
    type: QuestionType
    wording: Text
    lead: Text | None = None  # words that stand before the wording of a row in a battery
    block: str | None = None  # the battery it belongs to
    random_block: str | None = None  # rows of one name are shown in random order
    random_options: bool = False  # options are shown in random order; exclusive and open ones stay last
    codes: Mapping[int, Code] = {}
    scale: str | None = None
    missing: str | None = None
    valid_range: tuple[float, float] | None = None
    unit: Text | None = None
    dimension: str | None = None
    direction: Literal[1, -1] = 1  # -1: a higher answer means less of the dimension
    role: str | None = None
    assigned_shares: Mapping[int, float] = {}  # of a vignette_arm: code -> chance with which it falls to a respondent
    sensitive: bool = False
    source: Source | None = None  # whose question it is
    asked_if: Condition | None = None
    blocs: tuple[str, ...] | None = None  # asked on these sides only
    areas: tuple[str, ...] | None = None  # asked in these areas only
    exclusive: tuple[int, ...] = ()  # options that exclude all others
    open_codes: tuple[int, ...] = ()
    max_answers: int | None = Field(default=None, ge=1)
    identifier: Literal["drop", "number"] | None = None  # not kept; or replaced by running numbers
    topline: bool = True
    derive: Derivation | None = None
    note: Text | None = None

    @property
    def kind(self) -> Kind:
        """Return what its type of question is."""
        return KINDS[self.type]

    @property
    def is_for_some(self) -> bool:
        """Return whether it is asked in some places only, or of those only who meet a condition."""
        return self.is_for_places or self.asked_if is not None

    @property
    def is_for_places(self) -> bool:
        """Return whether it is asked on some sides or in some areas only."""
        return self.blocs is not None or self.areas is not None

    @field_validator("identifier", mode="before")
    @classmethod
    def _by_its_present_name(cls, value: object) -> object:
        return "number" if value == "hash" else value  # as questionnaires said while identifiers were hashed

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        for fault in (self._name_fault(), self._range_fault(), self._list_fault()):
            if fault:
                raise ValueError(fault)
        return self

    def _name_fault(self) -> str:
        if not NAME.fullmatch(self.id) or self.id.isdecimal():
            return f"id {self.id!r} cannot be a column; use letters, digits and _ without blanks, and map the file's name in data.columns"
        return ""

    def _range_fault(self) -> str:
        if self.valid_range is not None and self.valid_range[0] > self.valid_range[1]:
            low, high = self.valid_range
            return f"valid_range runs from {low:g} to {high:g}, where nothing lies; give the lower end first"
        return ""

    def _list_fault(self) -> str:
        for key in ("blocs", "areas"):
            if getattr(self, key) == ():
                return f"{key} lists none, so that nobody would be asked; name {key}, or take it out"
        for key in ("blocs", "areas", "exclusive", "open_codes"):
            repeated = [entry for entry, n in Counter(getattr(self, key) or ()).items() if n > 1]
            if repeated:
                return f"{key} lists {repeated[0]} more than once; list it once"
        return ""


def codes_of_class(missing: Mapping[int, MissingCode], *classes: MissingClass) -> list[int]:
    """Return the missing codes of a variable that stand for one of some classes."""
    return [code for code, entry in missing.items() if entry.missing_class in classes]


def option_column(name: str, code: int) -> str:
    """Return the column in which one option of a multiple answer stands as 0 or 1."""
    return f"{name}_{code}"


def is_numbered(variable: Variable) -> bool:
    """Return whether running numbers stand for a variable's cells: identifiers, and the program's own respondent_id."""
    return variable.identifier == "number" or variable.id == "respondent_id"
