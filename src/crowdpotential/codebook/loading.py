"""Reading questionnaire.yaml: every reference in it is checked before a single answer is read."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crowdpotential.codebook.book import Codebook
from crowdpotential.codebook.derivations import Derivation
from crowdpotential.codebook.keys import key_faults
from crowdpotential.codebook.quality_rules import QualityRule
from crowdpotential.codebook.questions import Variable
from crowdpotential.errors import CodebookError, Faults
from crowdpotential.validation import refuse
from crowdpotential.yaml12 import read_yaml


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
        refuse(error, Codebook, data, name=name, kind=CodebookError)
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
    faults = Faults()
    for fault in key_faults(codebook):
        faults.add(CodebookError(f"{name}: {fault}"))
    faults.raise_any()
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
    if variable.dimension:
        _check_item(codebook, variable, where, name)
    if variable.asked_if:
        _refuse_unknown(codebook, variable.asked_if.variables(), where, name)
    if variable.derive:
        _check_derivation(codebook, variable, variable.derive, name)


def _check_item(codebook: Codebook, variable: Variable, where: str, name: str) -> None:
    """Refuse an item whose answers cannot be put between two bounds."""
    where = f"{where}, an item of {variable.dimension}"
    if variable.type not in {"single", "ordinal", "numeric"}:
        _fail(
            name, f"{where}: type {variable.type} has no answers that can be scored; take ordinal, or numeric"
        )
    if variable.type == "numeric" and variable.valid_range is None:
        _fail(
            name,
            f"{where}: a number without bounds cannot be scored; give it a valid_range, such as [0, 100]",
        )
    low, high = codebook.bounds(variable.id)
    if not low < high:
        _fail(
            name, f"{where}: its answers run from {low:g} to {high:g}; it needs two different ones at least"
        )
    if inside := [
        code
        for code in codebook.missing_codes(variable.id)
        if variable.type == "numeric" and low <= code <= high
    ]:
        _fail(
            name,
            f"{where}: missing code {inside[0]} lies within valid_range {low:g} to {high:g}; give it a number outside",
        )


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
