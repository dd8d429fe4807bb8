"""Derived variables of simulated people: the codebook's recodes, bands and cases on codes without missing answers."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crowdpotential.codebook import Case, Codebook
from crowdpotential.conditions import evaluate
from crowdpotential.errors import CodebookError
from crowdpotential.field.answer_models import CodeArray


def derive_codes(name: str, codes: Mapping[str, CodeArray], codebook: Codebook) -> CodeArray:
    """Give a variable's codes, (n,), derived from the answers if the codebook says so.

    Args:
        codes: variable -> (n,) codes, or (n, options) of 0 and 1.

    Raises:
        CodebookError: the variable is derived in a way that the simulation does not know (`maximum_of`).
    """
    rule = codebook.variable(name).derive
    if rule is None:
        return codes[name]
    if rule.recode is not None:
        new_of = {old: new for new, group in rule.recode.groups.items() for old in group}
        table = np.zeros(max(new_of) + 1, dtype=np.int16)
        table[list(new_of)] = list(new_of.values())
        return table[codes[rule.recode.variable]]
    if rule.bands is not None:
        listed = np.array(list(codebook.codes(name)), dtype=np.int16)
        return listed[np.searchsorted(rule.bands.cuts, codes[rule.bands.variable], side="right") - 1]
    if rule.cases is not None:
        return _first_case(rule.cases, codes, codebook)
    msg = f"{name}: the simulation does not derive a maximum of several variables; group by another one"
    raise CodebookError(msg)


def _first_case(cases: tuple[Case, ...], codes: Mapping[str, CodeArray], codebook: Codebook) -> CodeArray:
    needed = sorted(set().union(*(case.when.variables() for case in cases)))
    columns = {
        column: answers
        for name in needed
        for column, answers in zip(codebook.columns(name), np.atleast_2d(codes[name].T), strict=True)
    }
    answers = pd.DataFrame(columns)
    return np.select(
        [evaluate(case.when, answers, codebook=codebook).is_true for case in cases],
        [np.int16(case.code) for case in cases],
        default=np.int16(0),
    )
