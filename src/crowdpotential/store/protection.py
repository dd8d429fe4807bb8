"""Where nothing may be written: on what a study is read from, and on the program itself."""

from collections.abc import Mapping
from pathlib import Path

from crowdpotential.errors import OutputForeignError
from crowdpotential.store.disk import holds
from crowdpotential.store.hashes import PACKAGE
from crowdpotential.store.runs import find_notebooks


def refuse_overlap(output: Path, inputs: Mapping[str, Path]) -> None:
    """Refuse an output folder that holds an input of the study, or the program.

    Whoever publishes copies the folder but for what is internal: with an input in it, that would be published as well.

    Args:
        inputs: every file that the study names, by what params call it.

    Raises:
        OutputForeignError: which of them lies there.
    """
    refuse_program(output, is_over=True)
    for name, path in inputs.items():
        if holds(output, path) or holds(output, path.resolve()):
            msg = (
                f"{output.as_posix()}: {name} lies in this folder; choose another --output, such as a new folder beside it, so that no "
                "input is overwritten or published"
            )
            raise OutputForeignError(msg)


def refuse_program(output: Path, *, is_over: bool = False) -> None:
    """Refuse a folder inside the program or its notebooks, and one above them if that is asked for.

    Raises:
        OutputForeignError: it is one.
    """
    for what, place in (("the program lies", PACKAGE), ("its notebooks lie", find_notebooks())):
        if holds(place, output) or (is_over and holds(output, place)):
            msg = f"{output.as_posix()}: {what} there, and nothing of it may be overwritten; choose another folder"
            raise OutputForeignError(msg)
