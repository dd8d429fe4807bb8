"""Dates of .sav and .dta: numbers of seconds, days or milliseconds, told apart by the format of their column."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from crowdpotential.ingest.binary.sent_cells import LostCell

Kind = Literal["date", "datetime", "time"]
SPSS_EPOCH = datetime(1582, 10, 14)  # noqa: DTZ001 files know no time zone
STATA_EPOCH = datetime(1960, 1, 1)  # noqa: DTZ001
SPSS_FORMATS: Mapping[str, Kind] = {
    **dict.fromkeys(("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "MOYR", "QYR", "WKYR"), "date"),
    **dict.fromkeys(("DATETIME", "YMDHMS"), "datetime"),
    **dict.fromkeys(("TIME", "DTIME", "MTIME"), "time"),
}
STATA_TIMES = re.compile(r"%t[cC][HhMmSs:.]+")


def converter_of(form: str, *, is_stata: bool) -> Callable[[object], object] | None:
    """Find how the numbers of a column become dates in ISO form; None where its format is that of plain numbers.

    Args:
        form: as the file notes it: DATE11, %td.
    """
    if is_stata:
        form = form.replace("-", "", 1)  # written to the left
        if form.startswith(("%td", "%d")):
            return lambda cell: _write(cell, 86_400.0, STATA_EPOCH, "date")
        if form.startswith(("%tc", "%tC")):
            kind: Kind = "time" if STATA_TIMES.fullmatch(form) else "datetime"
            return lambda cell: _write(cell, 0.001, STATA_EPOCH, kind)
        return None
    letters = re.match(r"[A-Z]+", form)
    found = SPSS_FORMATS.get(letters[0]) if letters else None
    return (lambda cell: _write(cell, 1.0, SPSS_EPOCH, found)) if found else None


def _write(cell: object, seconds: float, epoch: datetime, kind: Kind) -> object:
    """Write a number as an ISO date, a date with time, or hours, minutes and seconds; what is no number stays."""
    if not isinstance(cell, int | float) or math.isnan(cell):
        return cell
    try:
        if kind == "time":
            return _clock(cell * seconds)
        moment = epoch + timedelta(seconds=cell * seconds)
    except (OverflowError, ValueError):
        return LostCell("calendar")
    return moment.date().isoformat() if kind == "date" else moment.isoformat()


def _clock(seconds: float) -> object:
    """Write a time of day or a duration, which may pass 24 hours."""
    if seconds < 0 or math.isinf(seconds):
        return LostCell("calendar")
    whole, rest = divmod(round(seconds * 1_000_000), 1_000_000)
    fraction = f".{rest:06d}" if rest else ""
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{fraction}"
