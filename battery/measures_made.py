"""Whether finished studies make the measures that the register says they make: `python -m battery.measures_made example RESULTS ...`."""

import sys
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path

import pandas as pd

from crowdpotential.results.measure import MadeBy
from crowdpotential.results.measures import REGISTER

Key = tuple[str, str]


def find_untrue(made_by: MadeBy, made: AbstractSet[Key]) -> list[str]:
    """List what the register says wrongly of the studies of a kind.

    Args:
        made_by: the kind: the demonstration study, or the examples.
        made: chapter and name of every measure that they make together.
    """
    lost = [key for key, measure in REGISTER.items() if measure.made_by is made_by and key not in made]
    new = [key for key in REGISTER if key in made and REGISTER[key].made_by is MadeBy.OTHER]
    return [
        *(f"{chapter}.{name} is not made" for chapter, name in lost),
        *(f"{chapter}.{name} is made, and the register says: other" for chapter, name in new),
    ]


def read_measures(paths: Iterable[Path]) -> set[Key]:
    """Read which measures tables of results hold."""
    frames = (pd.read_csv(path, usecols=["chapter", "measure"], dtype=str) for path in paths)
    return {key for frame in frames for key in frame.itertuples(index=False, name=None)}


if __name__ == "__main__":
    untrue = find_untrue(MadeBy(sys.argv[1]), read_measures(map(Path, sys.argv[2:])))
    print("\n".join(untrue) or "the register says which study makes each measure")
    sys.exit(bool(untrue))
