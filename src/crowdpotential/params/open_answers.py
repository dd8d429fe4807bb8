"""params.yaml: questions answered in respondents' own words, and how they are coded."""

from crowdpotential.codebook import Record


class OpenQuestion(Record):
    """How the answers to one open question are sorted into themes."""

    frame: str  # table of the team: theme, theme_ru, theme_en, words; its columns are told in `ingest.coding_frames`
    coded: str | None = None  # the team's copy of internal/coding.xlsx, in which coders have written themes; a run never writes it
