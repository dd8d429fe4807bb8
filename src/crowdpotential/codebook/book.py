"""The whole questionnaire, and what can be asked of it."""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from crowdpotential.codebook.quality_rules import End, QualityRule
from crowdpotential.codebook.questions import (
    Code,
    Dimension,
    MissingClass,
    MissingCode,
    Scale,
    Variable,
    codes_of_class,
    option_column,
)
from crowdpotential.codebook.record import Record, Text
from crowdpotential.errors import CodebookError
from crowdpotential.letters import normal_form, whole_number
from crowdpotential.quoting import show_id

FEWEST_FOR_FACTOR = 3  # two indicators do not tell their loadings apart


class Codebook(Record):
    """The whole questionnaire."""

    id: str
    languages: tuple[str, ...] = Field(min_length=1)
    intro: Text | None = None
    missing: Mapping[str, Mapping[int, MissingCode]]
    scales: Mapping[str, Scale] = {}
    dimensions: tuple[Dimension, ...]
    method_factor: Literal["reversed", "none"] = "none"
    second_order: bool = False  # one general factor behind the dimensions, in the confirmatory models
    residual_covariances: tuple[tuple[str, str], ...] = ()  # pairs of items that share more than their dimension
    placeholders: Mapping[str, Mapping[str, Text]] = {}  # name -> bloc -> words, for wordings such as {NEIGHBOUR}
    variables: tuple[Variable, ...]
    ends: tuple[End, ...] = ()
    quality: tuple[QualityRule, ...] = ()
    notes: Mapping[str, Text] = {}

    @cached_property
    def by_id(self) -> dict[str, Variable]:
        """Find a variable by its name."""
        return {variable.id: variable for variable in self.variables}

    def variable(self, name: str) -> Variable:
        """Return a variable. Raises CodebookError if there is none of that name."""
        if name not in self.by_id:
            msg = f"{self.id}: no variable {show_id(name, 'of such a name')}; the codebook lists {len(self.by_id)} others"
            raise CodebookError(msg)
        return self.by_id[name]

    def codes(self, name: str) -> Mapping[int, Code]:
        """Return the substantive codes of a variable, in the order of the questionnaire."""
        variable = self.variable(name)
        return self.scales[variable.scale].codes if variable.scale else variable.codes

    def bounds(self, name: str) -> tuple[float, float]:
        """Return the smallest and the largest answer that a rating question or a number allows.

        Raises:
            CodebookError: a number without valid_range has no bounds.
        """
        variable, codes = self.variable(name), self.codes(name)
        if codes and not variable.kind.is_number:  # a number may have codes for some of its values
            return float(min(codes)), float(max(codes))
        if variable.valid_range is None:
            msg = f"{self.id}: {name} is a number without bounds; give it a valid_range"
            raise CodebookError(msg)
        return variable.valid_range

    def missing_codes(self, name: str) -> Mapping[int, MissingCode]:
        """Return the missing codes of a variable."""
        variable = self.variable(name)
        group = self.scales[variable.scale].missing if variable.scale else variable.missing
        return self.missing[group] if group else {}

    def missing_code(self, name: str, missing_class: MissingClass) -> int:
        """Return the code that a variable uses for a class of missing answers. Raises CodebookError if it has none."""
        if found := codes_of_class(self.missing_codes(name), missing_class):
            return found[0]
        msg = f"{self.id}: {name} has no missing code of class {missing_class}; add one to its missing set"
        raise CodebookError(msg)

    def code_of_key(self, name: str, key: str) -> int | None:
        """Find the code whose number is the key, else the one that carries it; a code is a code first."""
        return _find(self.codes(name), key)

    def any_code_of_key(self, name: str, key: str) -> int | None:
        """Find the code, of an answer or a missing one, whose number is the key, else the one that carries it."""
        return _find({**self.codes(name), **self.missing_codes(name)}, key)

    def key_of_code(self, name: str, code: int) -> str:
        """Name a code in result keys: by its key, else by its number."""
        return self.codes(name)[code].key or str(code)

    def items(self, dimension: str) -> tuple[str, ...]:
        """List the items of a dimension in the order of the questionnaire."""
        return tuple(v.id for v in self.variables if v.dimension == dimension)

    def with_role(self, role: str) -> tuple[Variable, ...]:
        """List the variables that play a role."""
        return tuple(v for v in self.variables if v.role == role)

    def one_with_role(self, role: str) -> Variable | None:
        """Return the variable that plays a role of which there is one, or None."""
        return next(iter(self.with_role(role)), None)

    def dimension(self, name: str) -> Dimension:
        """Return a dimension. Raises CodebookError if there is none of that name."""
        for dimension in self.dimensions:
            if dimension.id == name:
                return dimension
        msg = f"{self.id}: no dimension {name}; known are {', '.join(d.id for d in self.dimensions)}"
        raise CodebookError(msg)

    def columns(self, name: str) -> tuple[str, ...]:
        """Name the columns of a variable in RESPONSES: one, or one for each option of a multiple answer."""
        variable = self.variable(name)
        if variable.kind.has_options:
            return tuple(option_column(name, code) for code in self.codes(name))
        return (name,)


def _find(codes: Mapping[int, Code | MissingCode], key: str) -> int | None:
    number, form = whole_number(key), normal_form(key)
    if number in codes:
        return number
    return next((code for code, entry in codes.items() if entry.key and normal_form(entry.key) == form), None)
