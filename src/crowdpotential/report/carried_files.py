"""Files that a kernel makes and hands to the run: as the output of a cell, beside which there is no other way out of a kernel."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MIME = "application/vnd.crowdpotential.files+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedFiles:
    """Files by their names below the output folder."""

    contents: Mapping[str, bytes]

    @classmethod
    def of_exhibits(cls, output: str, language: str) -> "CarriedFiles":
        """Make the pictures and workbooks of a run in one language."""
        from crowdpotential.report.exhibit_files import make_exhibit_files  # noqa: PLC0415 who only reads what a kernel made draws nothing
        from crowdpotential.store import open_run  # noqa: PLC0415

        return cls(contents=make_exhibit_files(open_run(Path(output)), language))

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """Travel to the run."""
        packed = {name: b64encode(content).decode("ascii") for name, content in self.contents.items()}
        return {"text/plain": ", ".join(self.contents), MIME: packed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that kernels execute beside the notebooks, once in each language; it returns files, and nobody keeps it."""

    name: str
    code: str  # it knows `output` and `language`


EXHIBITS = Cell(name="exhibits", code=f"from {__name__} import CarriedFiles\n{CarriedFiles.of_exhibits.__qualname__}(output, language)")


def read_files(bundle: Mapping[str, Any]) -> dict[str, bytes]:
    """Find the files in the data of a notebook output; none where it holds none."""
    return {name: b64decode(content) for name, content in bundle.get(MIME, {}).items()}
