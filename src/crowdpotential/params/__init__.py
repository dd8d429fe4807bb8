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
from crowdpotential.params.associations import DriverGroup, Drivers, Vignette
from crowdpotential.params.events import Event, EventLevels, Waves
from crowdpotential.params.experts import Consensus, Experts, ExpertWeights
from crowdpotential.params.external import PlatformLog, Platforms, Yardsticks
from crowdpotential.params.fieldwork import Dates, Fieldwork
from crowdpotential.params.forms import PART_OF_FORM, Form
from crowdpotential.params.gap import Gap
from crowdpotential.params.loading import Params, build_params, load_params, read_params
from crowdpotential.params.narrowing import narrow, take_section
from crowdpotential.params.obstacles import Mechanism, Obstacles
from crowdpotential.params.open_answers import OpenQuestion
from crowdpotential.params.participation import Activity, Participation, Step
from crowdpotential.params.portraits import Pooled, Portraits, Readiness
from crowdpotential.params.sample import Design, Replicates, Weighting
from crowdpotential.params.sensitivity import AXES, Axis, Sensitivity
from crowdpotential.params.specification import BY_CHOICE, Expert, IndexConstants, IndexSpecification
from crowdpotential.params.study import (
    Area,
    Bloc,
    Cleaning,
    DataFile,
    Exclusion,
    Study,
    Words,
)
from crowdpotential.params.typology import Reach, TypeName, Typology, split_answer

__all__ = [
    "AXES",
    "BY_CHOICE",
    "PART_OF_FORM",
    "Activity",
    "AlignmentSpec",
    "Area",
    "Axis",
    "Bloc",
    "Cleaning",
    "Comparability",
    "Comparison",
    "Consensus",
    "DataFile",
    "Dates",
    "Design",
    "DriverGroup",
    "Drivers",
    "Event",
    "EventLevels",
    "Exclusion",
    "Expert",
    "ExpertWeights",
    "Experts",
    "Exploratory",
    "Fieldwork",
    "Form",
    "Gap",
    "Index",
    "IndexConstants",
    "IndexSpecification",
    "Levels",
    "Mechanism",
    "MissingItems",
    "Obstacles",
    "OpenQuestion",
    "Params",
    "Participation",
    "PlatformLog",
    "Platforms",
    "Pooled",
    "Portraits",
    "Reach",
    "Readiness",
    "Replicates",
    "Report",
    "Sensitivity",
    "Step",
    "Study",
    "TypeName",
    "Typology",
    "Vignette",
    "Waves",
    "Weighting",
    "Words",
    "Yardsticks",
    "build_params",
    "load_params",
    "narrow",
    "read_params",
    "split_answer",
    "take_section",
]
