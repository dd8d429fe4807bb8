"""What goes out to be coded: every answer with the dictionary's proposal and what coders wrote so far, and the themes."""

from collections.abc import Sequence

import pandas as pd

from crowdpotential.chapters.open_answers.estimates.coded import Coding
from crowdpotential.ingest.coded_answers import CODERS, WRITTEN
from crowdpotential.ingest.coding_frames import BETWEEN, NO_THEME


def coding_sheet(codings: Sequence[Coding]) -> pd.DataFrame:
    """List the answers of all questions: the codes of a file that came back stand there again, so that the next copy forgets none."""
    rows = [
        (coding.variable, number, answer, _cell(coding, coding.proposed[number]), *_given(coding, number))
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


def _given(coding: Coding, number: str) -> tuple[str, ...]:
    """Return what each coder wrote on an answer."""
    coded = coding.coded.get(number)
    themes = (None,) * len(CODERS) if coded is None else coded.themes
    return tuple("" if of is None else _cell(coding, of) or NO_THEME for of in themes)


def _cell(coding: Coding, themes: frozenset[str]) -> str:
    """Write themes in the order of the frame."""
    return BETWEEN.join(theme.key for theme in coding.themes if theme.key in themes)
