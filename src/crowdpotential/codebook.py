"""questionnaire.yaml: variables, codes, labels, directions, missing classes, routing, multi-response sets, quality rules.

The codebook is also the instrument. It is one flat list of variables; everything that the program knows about a question stands there, so
that no module names an item, a dimension or an area. Codes are whole numbers; a code may have a `key`, an ASCII name that margins, areas
and result keys use ("male", "65+").
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crowdpotential.errors import CodebookError
from crowdpotential.validation import explain
from crowdpotential.yaml12 import read_yaml

Text = Mapping[str, str]  # language -> words
MissingClass = Literal["not_applicable", "dont_know", "refused", "no_answer"]
QualityKind = Literal[
    "condition", "pairs", "straightlining", "speeding", "item_nonresponse", "duplicates", "repeated_record"
]

FEWEST_FOR_FACTOR = 3  # two indicators do not tell their loadings apart


class Record(BaseModel):
    """A frozen section of a YAML file; an unknown key is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Condition(Record):
    """A rule as data: one comparison, a flag of the quality rules, or a combination of conditions."""

    variable: str | None = None
    op: Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "not_in", "answered", "selected"] | None = None
    value: int | float | str | tuple[int | float | str, ...] | None = None
    all: tuple["Condition", ...] | None = None
    any: tuple["Condition", ...] | None = None
    negated: "Condition | None" = Field(default=None, alias="not")
    flag: str | None = None  # true for respondents whom this quality rule flagged
    flags_at_least: int | None = None  # true for respondents with so many flags of the quality rules

    def variables(self) -> set[str]:
        """Name every variable that the condition looks at."""
        parts = [*(self.all or ()), *(self.any or ()), *([self.negated] if self.negated else [])]
        own = {self.variable} if self.variable else set()
        return own.union(*(part.variables() for part in parts))


class Code(Record):
    """One answer: its label per language and, where others refer to it, an ASCII key."""

    label: Text
    key: str | None = None
    attributes: Mapping[str, int | float | bool | str] = {}


class MissingCode(Record):
    """A code that is no substantive answer, and why."""

    label: Text
    missing_class: MissingClass = Field(alias="class")


class Scale(Record):
    """Codes that several variables share."""

    codes: Mapping[int, Code]
    missing: str


class Dimension(Record):
    """A latent dimension or a second index, measured by the items that name it."""

    id: str
    label: Text
    about: Text | None = None


class Bands(Record):
    """Cut a numeric variable: code i holds cuts[i-1] <= answer < cuts[i]; the last has no upper end."""

    variable: str
    cuts: tuple[float, ...]


class Recode(Record):
    """Join codes of a variable: new code -> old codes. Every listed old code must have a new one."""

    variable: str
    groups: Mapping[int, tuple[int, ...]]


class Case(Record):
    """The code for those who meet a condition."""

    code: int
    when: Condition


class Derivation(Record):
    """How a variable follows from others; exactly one of the four."""

    bands: Bands | None = None
    recode: Recode | None = None
    cases: tuple[Case, ...] | None = None  # the first that holds decides; nobody may be left over
    maximum_of: tuple[str, ...] | None = None  # the largest valid code of several variables


class Variable(Record):
    """One question, option list, measurement of the fieldwork, or derived variable."""

    id: str
    type: Literal["single", "multiple", "ordinal", "numeric", "text", "paradata"]
    wording: Text
    lead: Text | None = None  # words that stand before the wording of a row in a battery
    block: str | None = None  # the battery it belongs to
    codes: Mapping[int, Code] = {}
    scale: str | None = None
    missing: str | None = None
    valid_range: tuple[float, float] | None = None
    unit: Text | None = None
    dimension: str | None = None
    direction: Literal[1, -1] = 1  # -1: a higher answer means less of the dimension
    role: str | None = None
    sensitive: bool = False
    asked_if: Condition | None = None
    blocs: tuple[str, ...] | None = None  # asked on these sides only
    exclusive: tuple[int, ...] = ()  # options that exclude all others
    open_codes: tuple[int, ...] = ()
    max_answers: int | None = None
    identifier: Literal["drop", "hash"] | None = None
    topline: bool = True
    derive: Derivation | None = None
    note: Text | None = None


class QualityRule(Record):
    """A check that flags respondents; flags exclude nobody by themselves (params: cleaning.exclude)."""

    id: str
    kind: QualityKind
    label: Text
    when: Condition | None = None
    pairs: tuple[tuple[str, str], ...] = ()  # items of opposite direction that should agree
    min_difference: int = 3
    min_blocks: int = 3
    share_of_median: float = 0.4
    by: str | None = None
    duration: str | None = None
    above_share: float = 0.4
    min_share: float = 0.95


class Codebook(Record):
    """The whole questionnaire."""

    id: str
    languages: tuple[str, ...]
    intro: Text | None = None
    missing: Mapping[str, Mapping[int, MissingCode]]
    scales: Mapping[str, Scale] = {}
    dimensions: tuple[Dimension, ...]
    method_factor: Literal["reversed", "none"] = "none"
    second_order: bool = False  # one general factor behind the dimensions, in the confirmatory models
    residual_covariances: tuple[
        tuple[str, str], ...
    ] = ()  # pairs of items that share more than their dimension
    placeholders: Mapping[
        str, Mapping[str, Text]
    ] = {}  # name -> bloc -> words, for wordings such as {NEIGHBOUR}
    variables: tuple[Variable, ...]
    quality: tuple[QualityRule, ...] = ()
    notes: Mapping[str, Text] = {}

    @cached_property
    def by_id(self) -> dict[str, Variable]:
        """Find a variable by its name."""
        return {variable.id: variable for variable in self.variables}

    def variable(self, name: str) -> Variable:
        """Give a variable. Raises CodebookError if there is none of that name."""
        if name not in self.by_id:
            msg = f"{self.id}: no variable {name}; the codebook lists {len(self.by_id)} others"
            raise CodebookError(msg)
        return self.by_id[name]

    def codes(self, name: str) -> Mapping[int, Code]:
        """Give the substantive codes of a variable, in the order of the questionnaire."""
        variable = self.variable(name)
        return self.scales[variable.scale].codes if variable.scale else variable.codes

    def missing_codes(self, name: str) -> Mapping[int, MissingCode]:
        """Give the missing codes of a variable."""
        variable = self.variable(name)
        group = self.scales[variable.scale].missing if variable.scale else variable.missing
        return self.missing[group] if group else {}

    def missing_code(self, name: str, missing_class: MissingClass) -> int:
        """Give the code that a variable uses for a class of missing answers. Raises CodebookError if it has none."""
        for code, missing in self.missing_codes(name).items():
            if missing.missing_class == missing_class:
                return code
        msg = f"{self.id}: {name} has no missing code of class {missing_class}; add one to its missing set"
        raise CodebookError(msg)

    def code_of_key(self, name: str, key: str) -> int | None:
        """Find the code that carries a key, or whose number is the key."""
        for code, entry in self.codes(name).items():
            if key in (entry.key, str(code)):
                return code
        return None

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
        """Give the variable that plays a role, or None. Raises CodebookError if there are several."""
        found = self.with_role(role)
        if len(found) > 1:
            msg = f"{self.id}: role {role} is taken {len(found)} times ({', '.join(v.id for v in found)}); keep one"
            raise CodebookError(msg)
        return found[0] if found else None

    def dimension(self, name: str) -> Dimension:
        """Give a dimension. Raises CodebookError if there is none of that name."""
        for dimension in self.dimensions:
            if dimension.id == name:
                return dimension
        msg = f"{self.id}: no dimension {name}; known are {', '.join(d.id for d in self.dimensions)}"
        raise CodebookError(msg)

    def columns(self, name: str) -> tuple[str, ...]:
        """Name the columns of a variable in RESPONSES: one, or one for each option of a multiple answer."""
        variable = self.variable(name)
        if variable.type == "multiple":
            return tuple(f"{name}_{code}" for code in self.codes(name))
        return (name,)


def load_codebook(path: Path) -> Codebook:
    """Read and check questionnaire.yaml.

    Raises:
        MissingFileError, ParamsError: the file cannot be read (see yaml12).
        CodebookError: an unknown key, a reference to something that is not there, or a name given twice.
    """
    return build_codebook(read_yaml(path), name=path.name)


def build_codebook(data: Mapping[str, Any], *, name: str) -> Codebook:
    """Check a parsed questionnaire. Raises CodebookError as `load_codebook` does."""
    try:
        codebook = Codebook.model_validate(data)
    except ValidationError as error:
        raise CodebookError(explain(error, Codebook, name=name)) from None
    _refuse_repeated("variable", [v.id for v in codebook.variables], name)
    _refuse_repeated("dimension", [d.id for d in codebook.dimensions], name)
    for variable in codebook.variables:
        _check_variable(codebook, variable, name)
    for pair in codebook.residual_covariances:
        _check_residual_covariance(codebook, pair, name)
    pairs = [" with ".join(sorted(pair)) for pair in codebook.residual_covariances]
    _refuse_repeated("residual covariance of", pairs, name)
    _refuse_repeated("quality rule", [rule.id for rule in codebook.quality], name)
    for rule in codebook.quality:
        _check_rule(codebook, rule, name)
    return codebook


def _check_variable(codebook: Codebook, variable: Variable, name: str) -> None:
    where = f"variable {variable.id}"
    if variable.scale and variable.scale not in codebook.scales:
        _fail(name, f"{where}: scale {variable.scale} is not listed under scales")
    groups = {variable.missing, codebook.scales[variable.scale].missing if variable.scale else None} - {None}
    if unknown := groups - set(codebook.missing):
        _fail(name, f"{where}: missing set {unknown.pop()} is not listed under missing")
    if variable.dimension and variable.dimension not in {d.id for d in codebook.dimensions}:
        _fail(name, f"{where}: dimension {variable.dimension} is not listed under dimensions")
    if variable.type in {"single", "multiple", "ordinal"} and not codebook.codes(variable.id):
        _fail(name, f"{where}: type {variable.type} needs codes or a scale")
    if both := set(codebook.codes(variable.id)) & set(codebook.missing_codes(variable.id)):
        _fail(
            name,
            f"{where}: code {min(both)} is an answer and a missing code; give one of them another number",
        )
    if variable.asked_if:
        _refuse_unknown(codebook, variable.asked_if.variables(), where, name)
    if variable.derive:
        _check_derivation(codebook, variable, variable.derive, name)


def _check_residual_covariance(codebook: Codebook, pair: tuple[str, str], name: str) -> None:
    where = f"residual_covariances [{', '.join(pair)}]"
    _refuse_unknown(codebook, pair, where, name)
    if pair[0] == pair[1] or any(codebook.variable(item).dimension is None for item in pair):
        _fail(name, f"{where}: needs two different items of dimensions")


def _check_rule(codebook: Codebook, rule: QualityRule, name: str) -> None:
    where = f"quality rule {rule.id}"
    if rule.kind == "condition" and rule.when is None:
        _fail(name, f"{where}: kind condition needs when; without it the rule flags nobody")
    if rule.kind == "pairs" and not rule.pairs:
        _fail(name, f"{where}: kind pairs needs pairs; without them the rule flags nobody")
    named = {item for pair in rule.pairs for item in pair} | ({rule.by, rule.duration} - {None})
    named |= rule.when.variables() if rule.when else set()
    _refuse_unknown(codebook, {str(variable) for variable in named}, where, name)


def _check_derivation(codebook: Codebook, variable: Variable, rule: Derivation, name: str) -> None:
    where = f"variable {variable.id}"
    given = [part for part in (rule.bands, rule.recode, rule.cases, rule.maximum_of) if part is not None]
    if len(given) != 1:
        _fail(
            name,
            f"{where}: derive needs exactly one of bands, recode, cases, maximum_of; it has {len(given)}",
        )
    sources: set[str] = set(rule.maximum_of or ())
    sources |= {part.variable for part in (rule.bands, rule.recode) if part}
    sources = sources.union(*(case.when.variables() for case in rule.cases or ()))
    _refuse_unknown(codebook, sources, where, name)
    if rule.bands and len(rule.bands.cuts) != len(codebook.codes(variable.id)):
        _fail(
            name,
            f"{where}: {len(rule.bands.cuts)} cuts for {len(codebook.codes(variable.id))} codes; give as many",
        )
    if rule.recode:
        covered = {code for old in rule.recode.groups.values() for code in old}
        if left := set(codebook.codes(rule.recode.variable)) - covered:
            _fail(
                name, f"{where}: code {min(left)} of {rule.recode.variable} goes nowhere; add it to a group"
            )


def _refuse_unknown(codebook: Codebook, names: Iterable[str], where: str, name: str) -> None:
    for variable in sorted(names):
        if variable not in codebook.by_id:
            _fail(name, f"{where}: refers to {variable}, which is not in the list of variables")


def _refuse_repeated(kind: str, names: list[str], name: str) -> None:
    for entry in sorted(set(names)):
        if names.count(entry) > 1:
            _fail(name, f"{kind} {entry} is listed {names.count(entry)} times; keep one")


def _fail(name: str, text: str) -> None:
    msg = f"{name}: {text}"
    raise CodebookError(msg)
