"""What a chapter of the report declares of itself, and what its stage is given.

A registration names functions that compute and draw, and imports them only when they are called: who makes the page needs no statistics,
and who looks whether a result is still right needs neither.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from crowdpotential.codebook import Codebook
from crowdpotential.errors import ProgramFaultError
from crowdpotential.params import Params

if TYPE_CHECKING:
    from crowdpotential.exhibits.exhibit import Exhibit
    from crowdpotential.exhibits.fragment import Fragment
    from crowdpotential.store import StageData
    from crowdpotential.views.key_finding import KeyFinding
    from crowdpotential.views.view import View

Show = Callable[["View"], "Exhibit | Fragment"]
Write = Callable[["View"], bytes | None]
Find = Callable[["View"], "Iterator[KeyFinding]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a stage may read, and nothing else."""

    params: Params  # only the sections that the stage declares
    codebook: Codebook
    folder: Path  # of the study
    results: "Mapping[str, StageData]"  # of the stages that it needs, by their names

    def of(self, stage: str) -> "StageData":
        """Return the result of an earlier stage. Raises ProgramFaultError for one that the registration does not need."""
        if stage not in self.results:
            msg = f"a stage asks for the result of {stage}, which its registration does not name among what it needs"
            raise ProgramFaultError(msg)
        return self.results[stage]

    def of_any(self, stage: str) -> "StageData | None":
        """Return the result of an earlier stage that only some studies have; None where this one has it not."""
        return self.results.get(stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step of a run whose result is kept until something that it depends on changes."""

    name: str
    words: str  # of the line that says what is going on
    params: tuple[str, ...]  # sections of params that it reads; "design.strata" is that key alone
    run: "Callable[[Given], StageData]"
    needs: tuple[str, ...] = ()  # names of stages whose results it is given, and without which it does not run
    uses: tuple[str, ...] = ()  # names of stages whose results it is given in a study that has them
    of_params: str = ""  # optional section of params without which it does not run
    opens_files: bool = False  # of the study
    files: tuple[str, ...] = ()  # of these, what no other stage reads, as `studies.reference_files` calls them, or patterns of such names


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter of the report, as its folder registers it."""

    section: str  # of the page, and of its address there
    exhibits: Callable[[], Mapping[str, Show]]  # anchor -> what makes it, in the order of the page
    pictures: Mapping[str, str] = field(default_factory=dict)  # anchor -> name of its files, of exhibits that are drawn
    stage: Stage | None = None  # whose rows it shows beside those of the stages that its own needs
    files: Callable[[], Mapping[str, Write]] = (
        dict  # name -> what makes its workbook, NAME.LANGUAGE.xlsx beside the page, where there is one
    )
    findings: Callable[[], tuple[Find, ...]] = tuple  # what it adds to the key findings of the report, where its results bear it
    of_params: str = ""  # optional section of params without which a study has no such chapter
    notebook: str = ""  # at whose end its exhibits stand; empty where NOTEBOOKS says which and at what place
