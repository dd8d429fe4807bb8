"""Mutants of the draw that change nothing anybody could notice, each with the reason; found by hand among those that survived."""

from collections.abc import Mapping

EQUIVALENT: Mapping[str, str] = {  # name of the mutant -> why
    "stats/composites/ranks.py:_studentise:constant:0": "the difference of an area from itself is zero by whatever it is divided",
    "stats/inference/multiplicity.py::word:0": "a type, which only mypy reads",
}
