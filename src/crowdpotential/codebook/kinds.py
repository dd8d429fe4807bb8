"""Types of questions: what each one is, in one table that every other room reads.

A new type is a row of KINDS, its name in QuestionType and in the lists below it, a reader of its cells, and the words of its topline.
No other module compares a type with a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

QuestionType = Literal["single", "multiple", "ordinal", "numeric", "text", "paradata"]
Measure = Literal["nominal", "ordinal", "scale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a type of question is."""

    is_coded: bool = False  # closed: its answers are listed codes
    has_options: bool = False  # one column of 0 and 1 for each code; else one column
    is_ordered: bool = False  # its answers can be averaged, and be items of an index
    is_number: bool = False  # its cells are read as numbers, summarised by a mean
    is_recorded: bool = False  # by the interviewer or a device; nobody is asked it
    measure: Measure = "nominal"  # its level of measurement in SPSS files

    @property
    def has_one_code(self) -> bool:
        """Return whether an answer is one code of a list, so that it can group respondents."""
        return self.is_coded and not self.has_options

    @property
    def is_choice(self) -> bool:
        """Return whether an answer is one code of a list without an order."""
        return self.has_one_code and not self.is_ordered

    @property
    def is_rating(self) -> bool:
        """Return whether an answer is one code of an ordered list."""
        return self.has_one_code and self.is_ordered

    @property
    def is_worded(self) -> bool:
        """Return whether cells hold words, of which no distribution is shown and no code exists."""
        return not self.is_coded and not self.is_number

    @property
    def is_open(self) -> bool:
        """Return whether respondents answer in their own words."""
        return self.is_worded and not self.is_recorded


KINDS: Mapping[QuestionType, Kind] = {
    "single": Kind(is_coded=True),
    "multiple": Kind(is_coded=True, has_options=True),
    "ordinal": Kind(is_coded=True, is_ordered=True, measure="ordinal"),
    "numeric": Kind(is_number=True, is_ordered=True, measure="scale"),
    "text": Kind(),
    "paradata": Kind(is_recorded=True),
}

Types = tuple[QuestionType, ...]  # in the order in which a refusal names them
CODED: Types = ("single", "multiple", "ordinal")
ONE_CODE: Types = ("single", "ordinal")
RATINGS: Types = ("ordinal",)
NUMBERS: Types = ("numeric",)
GROUPING: Types = (*ONE_CODE, "text", "paradata")
ONE_COLUMN: Types = (*ONE_CODE, *NUMBERS, "text", "paradata")
FITS: Mapping[str, Types] = {  # key -> types of which it says anything
    "codes": (*CODED, "numeric"),
    "scale": CODED,
    "missing": (*CODED, "numeric"),
    "valid_range": ("numeric",),
    "unit": ("numeric",),
    "exclusive": ("multiple",),
    "open_codes": ("single", "multiple"),
    "max_answers": ("multiple",),
    "random_options": ("single", "multiple"),
    "identifier": ("text", "paradata"),
    "asked_if": (*CODED, "numeric", "text"),
}
ROLES: Mapping[str, Types] = {  # role -> types that can play it
    "respondent_id": ("paradata", "text", "numeric"),
    "area": ("single", "ordinal"),
    "bloc": ("single", "ordinal"),
    "sample_type": ("single",),
    "mode": ("single",),
    "interviewer": ("paradata", "text", "single", "numeric"),
    "psu": ("paradata", "text", "single", "numeric"),
    "date": ("paradata", "text"),
    "duration": ("numeric",),
    "attention": ("single", "ordinal"),
    "overclaim_check": ("single", "ordinal"),
    "vignette_arm": ("single",),
}
SOURCES: Mapping[str, Types] = {  # rule of derivation -> types that it can follow from
    "bands": ("numeric", "ordinal"),
    "recode": ONE_CODE,
    "maximum_of": RATINGS,  # numbers, where the variable itself is a number
}
