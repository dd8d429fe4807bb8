"""Shares that are printed with too few respondents behind them, or behind all other answers: counted among the respondents themselves."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from battery.attack.publication import Publication


def few_behind(public: Publication, respondents: pd.DataFrame, *, few: int) -> Iterator[tuple[str, int]]:
    """List printed shares of answers that fewer respondents gave, or did not give, with their number.

    Whether somebody answered is no secret, so a missing code that is the only one of its question is not looked at.

    Args:
        public: what is published.
        respondents: internal/respondents.parquet.
        few: respondents that must stand behind an answer and behind the others.
    """
    people = respondents[respondents["sample_type"] == "main"]
    rows = public.rows
    shares = rows[(rows["chapter"] == "topline") & (rows["measure"] == "share") & ~rows["is_hidden"]]
    for row in shares.itertuples():
        about = public.questions[row.variable]
        inside = np.ones(len(people), dtype=bool)
        for column in ("bloc", "area"):
            inside &= (getattr(row, column) == "") | (people[column].to_numpy(dtype=str) == getattr(row, column))
        gave, base = _answers(people, row.variable, row.category, row.base, about)
        if gave is None or base is None:
            continue
        counts = int((gave & inside).sum()), int((base & ~gave & inside).sum())
        for n in counts:
            if 0 < n < few:
                yield str(row.result_id), n


def _answers(
    people: pd.DataFrame, question: str, category: str, base: str, about: dict[str, object]
) -> tuple["np.ndarray | None", "np.ndarray | None"]:
    """Mark who gave an answer, and of whom its share is told; nothing of a lone missing code."""
    missing = {float(code): kind for code, kind in about["missing"].items()}  # type: ignore[attr-defined]
    several = about["type"] == "multiple"
    column = f"{question}_{category}" if several and category in about["codes"] else question  # type: ignore[operator]
    if column not in people:
        return None, None
    raw = people[column].to_numpy(dtype=np.float64)
    used = [code for code, kind in missing.items() if kind != "not_applicable" and (raw == code).any()]
    if category in about["missing"] and len(used) < 2:  # type: ignore[operator]
        return None, None
    skipped = [code for code, kind in missing.items() if kind == "not_applicable"]
    left_out = list(missing) if base == "answered" else skipped
    is_option = several and category in about["codes"]  # type: ignore[operator]
    gave = raw == (1.0 if is_option else float(category))
    in_base = ~np.isin(raw, left_out) & ~np.isnan(raw)
    if base == "asked" and category in about["codes"]:  # type: ignore[operator]
        in_base &= ~np.isin(raw, list(missing))  # who did not answer is told; the others are those with another answer
    return gave, in_base
