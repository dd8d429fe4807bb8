"""Files that a kernel makes beside the notebooks: it writes them to the draft of the run, and the output of its cell names them.

As the output itself, the run would hold them as text and in copies of the notebook.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MIME = "application/vnd.crowdpotential.files+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFiles:
    """Files of a draft, by their names in it."""

    names: Sequence[str]

    @classmethod
    def of_exhibits(cls, draft: str, language: str) -> "MadeFiles":
        """Make the pictures and workbooks of a run in one language, and write them to its draft."""
        from crowdpotential.report.exhibit_files import make_exhibit_files  # noqa: PLC0415 who only reads what a kernel made draws nothing
        from crowdpotential.store import open_run, write_draft  # noqa: PLC0415

        files = make_exhibit_files(open_run(draft), language)
        write_draft(Path(draft), files)
        return cls(names=tuple(files))

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """Travel to the run."""
        return {"text/plain": ", ".join(self.names), MIME: list(self.names)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that kernels execute beside the notebooks, once in each language; it names files, and nobody keeps it."""

    name: str
    code: str  # it knows `output`, the draft, and `language`


EXHIBITS = Cell(name="exhibits", code=f"from {__name__} import MadeFiles\n{MadeFiles.of_exhibits.__qualname__}(output, language)")


def names_of_files(bundle: Mapping[str, Any]) -> tuple[str, ...]:
    """Find the names of files in the data of a notebook output; none where it holds none."""
    return tuple(bundle.get(MIME, ()))
