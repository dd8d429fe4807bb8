"""Reading questionnaire.yaml: all that it says is checked before a single answer is read."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crowdpotential.codebook.asking_checks import asking_faults
from crowdpotential.codebook.book import Codebook
from crowdpotential.codebook.condition_checks import condition_faults, scope_of_routing
from crowdpotential.codebook.derivation_checks import derivation_faults
from crowdpotential.codebook.keys import key_faults
from crowdpotential.codebook.rule_checks import residual_faults, rule_faults
from crowdpotential.codebook.variable_checks import column_faults, role_faults, variable_faults
from crowdpotential.errors import CodebookError, Faults
from crowdpotential.formulas import key_fault
from crowdpotential.validation import read_as
from crowdpotential.yaml12 import read_yaml

PLACEHOLDER = re.compile(r"(?<!\$)\{(\w+)\}")


def load_codebook(path: Path) -> Codebook:
    """Read and check questionnaire.yaml.

    Raises:
        MissingFileError, ParamsError: the file cannot be read (see yaml12).
        CodebookError: an unknown key, a reference to something that is not there, a name given twice, or a rule that says what cannot be
            done. Several faults of this kind are raised together.
    """
    return build_codebook(read_yaml(path), name=path.name)


def build_codebook(data: Mapping[str, Any], *, name: str) -> Codebook:
    """Check a parsed questionnaire. Raises CodebookError as `load_codebook` does."""
    codebook = read_as(Codebook, data, name=name, kind=CodebookError)
    faults = Faults()
    for fault in _faults(codebook):
        faults.add(CodebookError(f"{name}: {fault}"))
    faults.raise_any()
    return codebook


def _faults(codebook: Codebook) -> Iterator[str]:
    yield from _list_faults(codebook)
    for variable in codebook.variables:
        yield from variable_faults(codebook, variable)
    missing = {v.missing for v in codebook.variables} | {s.missing for s in codebook.scales.values()}
    scales = {v.scale for v in codebook.variables}
    if not scales <= {None, *codebook.scales} or not missing <= {None, *codebook.missing}:
        return  # what follows asks for codes, which are not known
    yield from key_faults(codebook)
    yield from column_faults(codebook)
    yield from role_faults(codebook)
    for variable in codebook.variables:
        if variable.asked_if is not None:
            yield from condition_faults(variable.asked_if, codebook, scope_of_routing(codebook, variable))
        if variable.derive is not None:
            yield from derivation_faults(codebook, variable, variable.derive)
    for rule in codebook.quality:
        yield from rule_faults(codebook, rule)
    yield from residual_faults(codebook)
    yield from asking_faults(codebook)
    yield from _placeholder_faults(codebook)


def _list_faults(codebook: Codebook) -> Iterator[str]:
    """Names stand once; scales have missing codes, and dimensions items."""
    yield from _repeated("variable", [v.id for v in codebook.variables])
    yield from _repeated("dimension", [d.id for d in codebook.dimensions])
    yield from _repeated("quality rule", [rule.id for rule in codebook.quality])
    names = {
        "dimensions": [d.id for d in codebook.dimensions],
        "quality": [rule.id for rule in codebook.quality],
    }
    for section, ids in names.items():
        yield from (f"{section}: {name} {fault}" for name in ids if (fault := key_fault(name)))
    for name, scale in codebook.scales.items():
        if scale.missing not in codebook.missing:
            yield f"scales.{name}.missing: missing set {scale.missing} is not listed under missing; list it, or correct the name"
    for dimension in codebook.dimensions:
        if not codebook.items(dimension.id):
            yield f"dimensions.{dimension.id}: no item names it; give items that dimension, or take it out"


def _repeated(kind: str, names: list[str]) -> Iterator[str]:
    for entry, n in Counter(names).items():
        if n > 1:
            yield f"{kind} {entry} is listed {n} times; keep one"


def _placeholder_faults(codebook: Codebook) -> Iterator[str]:
    """Every placeholder of a wording has words, and all words have a wording to stand in."""
    used: set[str] = set()
    for variable in codebook.variables:
        for key, text in (("wording", variable.wording), ("lead", variable.lead or {})):
            found = {name for words in text.values() for name in PLACEHOLDER.findall(words)}
            used |= found
            for name in sorted(found - set(codebook.placeholders)):
                yield f"variables.{variable.id}.{key}: {{{name}}} is not listed under placeholders; add its words, or correct it"
    for name in codebook.placeholders:
        if name not in used:
            yield f"placeholders.{name}: stands in no wording; take it out, or correct its name"
