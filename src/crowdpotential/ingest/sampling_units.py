"""Weighting: samples, strata and primary sampling units, from which the replicates are drawn.

A design belongs to a sample. What is compared (areas, sides, groups) are domains of it, and may share its strata and units;
only what params declare as samples of their own was drawn independently (`design.samples`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions import is_substantive
from crowdpotential.errors import DesignError
from crowdpotential.ingest.titles import study_words
from crowdpotential.letters import tidy
from crowdpotential.params import Design
from crowdpotential.quoting import may_quote
from crowdpotential.stats.arrays import FloatArray, IntArray

PLACES = ("area", "bloc")  # named as the columns that say where a respondent belongs
WHOLE_FLOAT = re.compile(r"([+-]?[0-9]+)\.0+")
WHOLE = "all"  # name of the only stratum of an only sample


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingUnits:
    """The primary sampling units, their strata, and who was interviewed in which."""

    names: tuple[str, ...]  # (J,) unique in the study: stratum/unit
    strata: IntArray  # (J,) stratum of each unit, 0, 1, ...
    stratum_names: tuple[str, ...]
    shown_strata: tuple[str, ...]  # the same as messages name them
    unit_of: IntArray  # (n,) unit of each respondent
    sample_of: IntArray  # (n,) sample of each respondent, 0, 1, ...
    sample_names: tuple[str, ...]  # one, without a name, where the data are one sample
    spelt_apart: Mapping[str, tuple[str, ...]]  # variable -> its names that differ in spelling only
    n_in_several_strata: int  # units whose number occurs in several strata of one sample
    fractions: FloatArray | None  # (H,) share of each stratum's units that was drawn; null: with replacement


def identify_units(responses: pd.DataFrame, design: Design, codebook: Codebook) -> SamplingUnits:
    """Find samples, strata and sampling units of the respondents; where params name no unit, each respondent is one.

    Strata may join several variables (`area*settlement`, where sampling points were fixed for town and country). They are told
    apart by sample, and units by stratum, so that numbers may repeat (`nest=TRUE` of R's svydesign). From sample to sample they
    do; within one a number in several strata may as well be one unit, so it is counted.

    Raises:
        DesignError: a declared variable is not in the data, or empty for some respondents; or numbers of units in the population
            that are missing, differ within a stratum, or are smaller than what was drawn.
    """
    samples = _samples(responses, design, codebook)
    strata = _strata(responses, design, samples, codebook)
    units, n_in_several = responses["respondent_id"].astype("str"), 0
    if design.psu is not None:
        numbers = _names(responses, design.psu, "psu", codebook)
        units = strata + "/" + numbers
        n_in_several = _count_in_several(samples, numbers, strata)
    unit_of, names = pd.factorize(units, sort=True)
    stratum_of, stratum_names = pd.factorize(strata, sort=True)
    sample_of, sample_names = pd.factorize(samples, sort=True)
    strata_of_units = np.zeros(len(names), dtype=np.int64)
    strata_of_units[unit_of] = stratum_of
    return SamplingUnits(
        names=tuple(map(str, names)),
        strata=strata_of_units,
        stratum_names=tuple(map(str, stratum_names)),
        shown_strata=tuple(_show_strata(map(str, stratum_names), responses, codebook)),
        unit_of=unit_of.astype(np.int64),
        sample_of=sample_of.astype(np.int64),
        sample_names=tuple(map(str, sample_names)),
        spelt_apart=_spelt_apart(responses, design),
        n_in_several_strata=n_in_several,
        fractions=_fractions(responses, design.fpc, codebook, strata, units) if design.fpc else None,
    )


def _show_strata(names: Iterable[str], responses: pd.DataFrame, codebook: Codebook) -> Iterable[str]:
    """Name strata as a message may: by areas, sides and short codes; others, such as addresses, by their place in the order of names."""
    words = study_words(codebook, set(responses["area"]) | set(responses["bloc"]))
    for place, name in enumerate(names, start=1):
        is_shown = all(may_quote(part, words) for part in name.split("/"))
        yield name if is_shown else f"number {place}"


def _samples(responses: pd.DataFrame, design: Design, codebook: Codebook) -> "pd.Series[str]":
    """Name the sample of every respondent; nothing where all are one."""
    if design.samples is None:
        return pd.Series("", index=responses.index, dtype="str")
    return _names(responses, design.samples, "samples", codebook)


def _strata(responses: pd.DataFrame, design: Design, samples: "pd.Series[str]", codebook: Codebook) -> "pd.Series[str]":
    """Name the stratum of every respondent: the sample, then what divides it; a sample without strata is one."""
    parts = [part for part in (design.strata or "").split("*") if part and part != design.samples]
    named = [samples] if design.samples is not None else []
    named += [_names(responses, part, "strata", codebook) for part in parts]
    if not named:
        return pd.Series(WHOLE, index=responses.index, dtype="str")
    strata = named[0]
    for more in named[1:]:
        strata = strata + "/" + more
    return strata


def _names(responses: pd.DataFrame, variable: str, key: str, codebook: Codebook) -> "pd.Series[str]":
    if variable not in responses:
        msg = f"design.{key}: {variable} is not in the data; name a variable of the codebook"
        raise DesignError(msg)
    if variable in PLACES:
        is_known = (responses[variable] != "").to_numpy(dtype=np.bool_)
    else:
        is_known = is_substantive(responses, variable, codebook=codebook, variable=variable)
    if n_unknown := int((~is_known).sum()):  # a missing code would be a stratum or a unit of its own
        msg = f"design.{key}: {n_unknown} respondents have no {variable}; complete it, or declare another design"
        raise DesignError(msg)
    return _canonical(responses[variable])


def _canonical(names: "pd.Series[str]") -> "pd.Series[str]":
    """Write whole numbers without a point, as another file may have them: 3.0 is 3."""
    texts = names.astype("str")
    return texts.map({text: WHOLE_FLOAT.sub(r"\1", text) if WHOLE_FLOAT.fullmatch(text) else text for text in texts.unique()}).astype("str")


def _spelt_apart(responses: pd.DataFrame, design: Design) -> dict[str, tuple[str, ...]]:
    """Find the names of samples, strata and units that differ in case, blanks or leading zeros only; they stay apart."""
    named = dict.fromkeys([design.samples, *(design.strata or "").split("*"), design.psu])
    found = {name: spelt_alike(_canonical(responses[name]).unique()) for name in named if name}
    return {name: spellings for name, spellings in found.items() if spellings}


def spelt_alike(names: Iterable[str]) -> tuple[str, ...]:
    """List the names that another one equals but for case, blanks, unseen letters and leading zeros."""
    alike = defaultdict[str, list[str]](list)
    for name in sorted(names):
        form = "".join(tidy(name).split()).casefold()
        alike[re.sub(r"(?<![0-9.,])0+(?=[0-9])", "", form)].append(name)
    return tuple(name for group in alike.values() if len(group) > 1 for name in group)


def _count_in_several(samples: "pd.Series[str]", numbers: "pd.Series[str]", strata: "pd.Series[str]") -> int:
    """Count the units whose number another stratum of the same sample has too."""
    strata_of_number = strata.groupby([samples, numbers]).transform("nunique")
    units = strata + "/" + numbers
    return int(units[strata_of_number > 1].nunique())


def _fractions(
    responses: pd.DataFrame,
    variable: str,
    codebook: Codebook,
    strata: "pd.Series[str]",
    units: "pd.Series[str]",
) -> FloatArray:
    """Divide the units drawn in each stratum, by name, by those that the stratum has."""
    if variable not in responses:
        msg = f"design.fpc: {variable} is not in the data; name a variable of the codebook"
        raise DesignError(msg)
    is_known = is_substantive(responses, variable, codebook=codebook, variable=variable)
    numbers = pd.to_numeric(responses[variable], errors="coerce").where(is_known & np.isfinite(responses[variable]))
    if n_missing := int(numbers.isna().sum()):
        msg = f"design.fpc: {n_missing} respondents have no {variable}; complete it, or sample with replacement (null)"
        raise DesignError(msg)
    by_stratum = numbers.groupby(strata, sort=True)
    names = sorted(strata.unique())
    shown = dict(zip(names, _show_strata(names, responses, codebook), strict=True))
    if varied := [str(name) for name, n in by_stratum.nunique().items() if n > 1]:
        msg = f"design.fpc: {variable} differs within {len(varied)} strata, such as {shown[varied[0]]}; give each stratum one number"
        raise DesignError(msg)
    drawn, there = units.groupby(strata, sort=True).nunique(), by_stratum.first()
    if too_few := [str(name) for name in drawn.index if there[name] < drawn[name]]:
        first = too_few[0]
        msg = (
            f"design.fpc: {shown[first]}: {drawn[first]} units were drawn, but {variable} says that there are {there[first]:g} "
            f"({len(too_few)} strata in all); give the number of units in the population"
        )
        raise DesignError(msg)
    fractions: FloatArray = (drawn / there).to_numpy(dtype=np.float64)
    return fractions
