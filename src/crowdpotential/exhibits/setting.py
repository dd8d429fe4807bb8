"""What every renderer must know of a study to print its exhibits: the language, the sides in order, what is small and what is hidden."""

from dataclasses import dataclass

from crowdpotential.exhibits.language import Language
from crowdpotential.exhibits.numerals import Numerals

N_BLOC_MARKS = 12  # shapes; the colours of the first six come again


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The language that exhibits speak, and the rules of the study by which numbers and marks are printed."""

    language: Language
    study_id: str
    blocs: tuple[str, ...] = ()  # all of the study, in the order of params.yaml
    small_base: int = 0  # a base below it stands in brackets
    suppress_below: int = 1  # bases below it are hidden
    min_count: int = 1  # so are numbers that fewer respondents make
    is_synthetic: bool = False

    @property
    def numerals(self) -> Numerals:
        """How this language writes numbers."""
        return self.language.numerals

    def bloc_class(self, bloc: str) -> str:
        """Return the name of a side's colour and mark: b1 to b12 in the order of params.yaml, then from the start; or none."""
        return f"b{self.blocs.index(bloc) % N_BLOC_MARKS + 1}" if bloc else "none"
