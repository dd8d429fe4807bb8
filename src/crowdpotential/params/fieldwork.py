"""params.yaml: when and how the survey took place, as the method statement prints it."""

import re
from datetime import date, datetime
from typing import Any, Self

from pydantic import field_validator, model_validator

from crowdpotential.codebook import Record, Text

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
RUSSIAN_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


class Dates(Record):
    """First and last day of the fieldwork, ISO: 2019-09-02."""

    start: str
    end: str

    @field_validator("start", "end", mode="before")
    @classmethod
    def _is_a_day(cls, value: Any) -> Any:  # noqa: ANN401 a YAML tree holds anything
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()  # YAML reads a day without quotes as one
        text = str(value)
        if not ISO_DAY.fullmatch(text):
            msg = f"{text!r} is no day in ISO form; write {_as_iso(text)}"
            raise ValueError(msg)
        try:
            date.fromisoformat(text)
        except ValueError:
            msg = f"{text} is no day of the calendar; correct it"
            raise ValueError(msg) from None
        return text

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Self:
        if self.start > self.end:
            msg = f"the fieldwork starts on {self.start} and ends before, on {self.end}; correct them, or swap them"
            raise ValueError(msg)
        return self


class Fieldwork(Record):
    """The method statement (AAPOR Transparency Initiative items). What is null is printed as not stated."""

    sponsor: Text | None = None
    conductor: Text | None = None
    funding: Text | None = None
    population: Text | None = None
    sampling_frame: Text | None = None
    sample_design: Text | None = None
    mode: Text | None = None
    dates: Dates | None = None
    dates_note: Text | None = None
    interview_language: Text | None = None
    response_rate: Text | None = None
    incentives: Text | None = None
    supervision: Text | None = None
    boost: Text | None = None
    limitations: Text | None = None


def _as_iso(text: str) -> str:
    """Propose the ISO form of a day as it is written in Russia, where there is such a day; else show what the form is like."""
    found = RUSSIAN_DAY.fullmatch(text.strip())
    if found:
        day, month, year = map(int, found.groups())
        try:
            return f'"{date(year, month, day).isoformat()}"'
        except ValueError:
            pass
    return 'it like "2019-09-27"'
