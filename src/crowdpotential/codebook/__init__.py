"""questionnaire.yaml: variables, codes, labels, directions, missing classes, routing, multi-response sets, quality rules.

The codebook is also the instrument. It is one flat list of variables; everything that the program knows about a question stands there, so
that no module names an item, a dimension or an area. Codes are whole numbers; a code may have a `key`, an ASCII name that margins, areas
and result keys use ("male", "65+").
"""

from crowdpotential.codebook.book import FEWEST_FOR_FACTOR, Codebook
from crowdpotential.codebook.conditions import Condition, Scalar
from crowdpotential.codebook.derivations import Bands, Case, Derivation, Recode
from crowdpotential.codebook.loading import build_codebook, load_codebook
from crowdpotential.codebook.quality_rules import End, QualityKind, QualityRule
from crowdpotential.codebook.questions import (
    Code,
    Dimension,
    MissingClass,
    MissingCode,
    Scale,
    Source,
    Variable,
    codes_of_class,
    is_numbered,
    option_column,
)
from crowdpotential.codebook.record import Record, Text

__all__ = [
    "FEWEST_FOR_FACTOR",
    "Bands",
    "Case",
    "Code",
    "Codebook",
    "Condition",
    "Derivation",
    "Dimension",
    "End",
    "MissingClass",
    "MissingCode",
    "QualityKind",
    "QualityRule",
    "Recode",
    "Record",
    "Scalar",
    "Scale",
    "Source",
    "Text",
    "Variable",
    "build_codebook",
    "codes_of_class",
    "is_numbered",
    "load_codebook",
    "option_column",
]
