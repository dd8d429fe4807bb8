"""params.yaml: one study. Frozen, validated sections, one for each part of the program that uses it.

An unknown key is refused with the nearest known name. Paths are relative to the folder of params.yaml.
"""

from crowdpotential.params.analysis import (
    AlignmentSpec,
    Comparability,
    Comparison,
    Exploratory,
    Index,
    Levels,
    MissingItems,
    Report,
)
from crowdpotential.params.loading import Params, build_params, load_params
from crowdpotential.params.sample import Design, Replicates, Weighting
from crowdpotential.params.sensitivity import AXES, Axis, Expert, Sensitivity, power_of
from crowdpotential.params.study import (
    Area,
    Bloc,
    Cleaning,
    DataFile,
    Dates,
    Exclusion,
    Fieldwork,
    Study,
    Words,
)

__all__ = [
    "AXES",
    "AlignmentSpec",
    "Area",
    "Axis",
    "Bloc",
    "Cleaning",
    "Comparability",
    "Comparison",
    "DataFile",
    "Dates",
    "Design",
    "Exclusion",
    "Expert",
    "Exploratory",
    "Fieldwork",
    "Index",
    "Levels",
    "MissingItems",
    "Params",
    "Replicates",
    "Report",
    "Sensitivity",
    "Study",
    "Weighting",
    "Words",
    "build_params",
    "load_params",
    "power_of",
]
