"""What goes out to be coded: every answer with the dictionary's proposal and what coders wrote so far, and the themes."""

from collections.abc import Sequence

import pandas as pd

from crowdpotential.chapters.open_answers.estimates.coded import Coding
from crowdpotential.chapters.open_answers.estimates.quotations import Quotations
from crowdpotential.ingest.coded_answers import CODERS, WRITTEN, YES
from crowdpotential.ingest.coding_frames import BETWEEN, NO_THEME


def coding_sheet(codings: Sequence[Coding]) -> pd.DataFrame:
    """List the answers of all questions: the codes of a file that came back stand there again, so that the next copy forgets none."""
    rows = [
        (coding.variable, number, answer, _cell(coding, coding.proposed[number]), *_given(coding, number), _release(coding, number))
        for coding in codings
        for number, answer in coding.answers.items()
    ]
    return pd.DataFrame(rows, columns=list(WRITTEN), dtype="str")


def theme_sheet(codings: Sequence[Coding]) -> pd.DataFrame:
    """List the themes of each question with their names and words."""
    rows = [
        (coding.variable, theme.key, " / ".join(theme.labels.values()), BETWEEN.join(theme.entries))
        for coding in codings
        for theme in coding.themes
    ]
    return pd.DataFrame(rows, columns=["question", "key", "name", "words"], dtype="str")


def quotation_sheet(quotations: Sequence[Quotations]) -> pd.DataFrame:
    """List the answers that the page quotes, under the question and the theme."""
    rows = [(own.variable, theme, answer) for own in quotations for theme, answer in own.quoted]
    return pd.DataFrame(rows, columns=["question", "theme", "answer"], dtype="str")


def _given(coding: Coding, number: str) -> tuple[str, ...]:
    """Return what each coder wrote on an answer."""
    coded = coding.coded.get(number)
    themes = (None,) * len(CODERS) if coded is None else coded.themes
    return tuple("" if of is None else _cell(coding, of) or NO_THEME for of in themes)


def _release(coding: Coding, number: str) -> str:
    """Return what coders wrote on whether an answer may be quoted."""
    coded = coding.coded.get(number)
    return YES[0] if coded is not None and coded.is_released else ""


def _cell(coding: Coding, themes: frozenset[str]) -> str:
    """Write themes in the order of the frame."""
    return BETWEEN.join(theme.key for theme in coding.themes if theme.key in themes)
