"""Findings: one row per remark of the checks, about respondents, cells of a file, margins or weights."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from crowdpotential.contracts import FINDINGS, empty, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One remark: which rule, about what, how many of how many, and what is done about it."""

    rule: str
    n: int
    base: int  # of how many
    action: str  # keep, flagged, refuse, set_no_answer, ...
    source: str = ""  # file as received
    area: str = ""
    bloc: str = ""
    sample_type: str = ""
    variable: str = ""
    note: str = ""  # what else there is to say; words of the file's structure, never an answer of a respondent


def findings_frame(findings: Iterable[Finding], *, is_synthetic: bool) -> pd.DataFrame:
    """Make a frame of findings, in their order; those that concern nobody are left out. Meets FINDINGS."""
    rows = [
        {
            "finding_id": ".".join(part for part in (f.rule, f.source, f.variable, f.area or f.bloc, f.sample_type) if part),
            "rule": f.rule,
            "area": f.area,
            "bloc": f.bloc,
            "sample_type": f.sample_type,
            "variable": f.variable,
            "n": f.n,
            "share": f.n / f.base if f.base else float("nan"),
            "action": f.action,
            "is_synthetic": is_synthetic,
            "source": f.source,
            "note": f.note,
        }
        for f in findings
        if f.n
    ]
    if not rows:
        return empty(FINDINGS)
    frame = pd.DataFrame(rows)
    again = frame.groupby("finding_id").cumcount()  # two parts of one file, two files of one name
    frame["finding_id"] += ("#" + (again + 1).astype("str")).where(again > 0, "")
    words = [name for name, kind in FINDINGS.columns.items() if kind == "str"]
    frame = frame.astype(dict.fromkeys(words, "str"))
    require(frame, FINDINGS)
    return frame


def join_findings(*frames: pd.DataFrame) -> pd.DataFrame:
    """Put findings one below the other, in the order given. Each meets FINDINGS, and so does the result."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else empty(FINDINGS)
