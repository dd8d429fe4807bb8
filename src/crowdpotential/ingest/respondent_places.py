"""Harmonising, step 5: to which area and bloc respondents belong: by their file, by an answer, or by what follows from answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.errors import AreaError, CodebookError, Faults
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.raw_files import Source
from crowdpotential.params import Area

ROLES = ("area", "bloc")
MOST_NAMED = 5  # areas in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The respondents with the areas and blocs that they count in, and what was remarked on."""

    responses: pd.DataFrame  # meets RESPONSES; area and bloc are empty where somebody belongs to none
    findings: tuple[Finding, ...]


def deciding_variables(codebook: Codebook) -> tuple[Variable, ...]:
    """List the variables that tell area or bloc, and all from which derived ones follow, routing included, in the order of the codebook.

    Raises:
        CodebookError: one of them is asked on some sides only, which are not known before it.
    """
    found: set[str] = set()
    for role in ROLES:
        variable = codebook.one_with_role(role)
        found |= _sources(codebook, variable.id, set()) if variable and variable.derive else set()
        found |= {variable.id} if variable else set()
    chosen = tuple(variable for variable in codebook.variables if variable.id in found)
    for variable in chosen:
        if variable.is_for_places and variable.role not in ROLES:
            msg = (
                f"{codebook.id}: {variable.id} is asked in some places only (blocs or areas), and areas or blocs follow from it; "
                "ask it everywhere, or let another variable tell them"
            )
            raise CodebookError(msg)
    return chosen


def keys_of_codes(codes: "pd.Series[Any]", variable: str, codebook: Codebook) -> "pd.Series[Any]":
    """Return the keys of a variable's answers under its name; missing answers are NaN."""
    keys = {code: codebook.key_of_code(variable, code) for code in codebook.codes(variable)}
    return codes.map(keys).rename(variable)


def locate_respondents(
    answered: Mapping[str, "pd.Series[Any] | None"],
    *,
    n: int,
    areas: Mapping[str, Area],
    blocs: Collection[str],
    source: Source,
) -> pd.DataFrame:
    """Find the area and the bloc of every row of a file: those of the file, of an answer, or both in agreement.

    Where areas name their bloc, it follows from the area, and an answer that tells it must agree. A study without areas or blocs has none.

    Args:
        answered: role (area, bloc) -> keys that answers tell, as `keys_of_codes` gives them; None where no variable of the file tells any.
        n: rows.
        areas, blocs: of params.
        source: the file.

    Returns:
        area and bloc, (n,) each; empty where an answer is missing. They may be such as params do not list: see `settle_places`.

    Raises:
        AreaError: nothing tells the area or the bloc of the rows of a file, or rows contradict it.
    """
    blank = pd.Series("", index=pd.RangeIndex(n), dtype="str")
    area = _locate("area", source.spec.area, answered["area"], source, n) if areas else blank
    bloc_of_area = {name: entry.bloc for name, entry in areas.items() if entry.bloc}
    if not bloc_of_area:
        bloc = _locate("bloc", source.spec.bloc, answered["bloc"], source, n) if blocs else blank
        return pd.DataFrame({"area": area, "bloc": bloc})
    bloc, others = area.map(bloc_of_area).fillna("").astype("str"), answered["bloc"]
    if others is not None and (n_others := int((others.notna() & (bloc != "") & (others != bloc)).sum())):
        msg = (
            f"{source.name}: {n_others} rows name another bloc in {others.name} than that of their area; correct the file, or "
            "the areas of params"
        )
        raise AreaError(msg)
    return pd.DataFrame({"area": area, "bloc": bloc})


def settle_places(
    responses: pd.DataFrame,
    codebook: Codebook,
    *,
    areas: Mapping[str, Area],
    blocs: Collection[str],
    unplaced: Literal["refuse", "keep"],
    needed_by: Mapping[str, Sequence[str]],
) -> Settled:
    """Decide about those who belong to no area or bloc of params, once it is known who stays.

    Args:
        responses: meets RESPONSES; cleaned, derived variables included.
        areas, blocs: of params.
        unplaced: refuse them, or keep them among all respondents and nowhere else.
        needed_by: keys of params that need everybody's area, or everybody's bloc; by role.

    Raises:
        AreaError: some belong to no area or bloc and are not to be kept, or are to be kept though the design needs to know.
    """
    require(responses, RESPONSES)
    settled, findings, faults = responses.copy(), list[Finding](), Faults()
    is_nested = any(area.bloc for area in areas.values())
    for role, known in (("area", areas), *([] if is_nested else [("bloc", blocs)])):
        variable = codebook.one_with_role(role)
        if known and variable is not None and variable.derive is not None:  # of the answers as cleaned
            settled[role] = keys_of_codes(settled[variable.id], variable.id, codebook).fillna("").astype("str")
        outside = ~settled[role].isin(list(known)) if known else pd.Series(data=False, index=settled.index)
        if not outside.any():
            continue
        with faults.collected():
            needs = needed_by.get(role, ())
            if unplaced == "refuse" or needs:
                raise AreaError(_say_unplaced(settled[outside], role, codebook, unplaced, needs))
        findings += _findings(settled, outside, role, codebook)
        settled.loc[outside, role] = ""
    faults.raise_any()
    if is_nested:
        bloc_of_area = {name: area.bloc for name, area in areas.items()}
        settled["bloc"] = settled["area"].map(bloc_of_area).fillna("").astype("str")
    return Settled(responses=settled, findings=tuple(findings))


def _sources(codebook: Codebook, name: str, seen: set[str]) -> set[str]:
    """Name all variables that one follows from, by derivation or routing, itself included; circles end."""
    if name in seen or name not in codebook.by_id:
        return seen
    seen.add(name)
    variable = codebook.variable(name)
    before = set(variable.derive.sources) if variable.derive else set[str]()
    before |= variable.asked_if.variables() if variable.asked_if else set()
    for one in before:
        _sources(codebook, one, seen)
    return seen


def _locate(role: str, of_file: str | None, named: "pd.Series[Any] | None", source: Source, n: int) -> "pd.Series[str]":
    if named is None:
        if of_file is None:
            msg = f"{source.name}: nothing tells the {role} of its rows; set data.{role}, or give a variable the role {role}"
            raise AreaError(msg)
        return pd.Series(of_file, index=pd.RangeIndex(n), dtype="str")
    if of_file is None:
        return named.fillna("").astype("str")
    if n_others := int((named.notna() & (named != of_file)).sum()):
        msg = f"{source.name}: {n_others} rows name another {role} in {named.name} than {of_file}; correct data.{role} or the file"
        raise AreaError(msg)
    return pd.Series(of_file, index=pd.RangeIndex(n), dtype="str")


def _say_unplaced(outside: pd.DataFrame, role: str, codebook: Codebook, unplaced: str, needed_by: Sequence[str]) -> str:
    variable = codebook.one_with_role(role)
    files = ", ".join(sorted(outside["source"].unique()))
    where = f"{files}: {len(outside)} respondents"
    named = sorted(set(outside[role]) - {""})
    more = ", ..." if len(named) > MOST_NAMED else ""
    unlisted = f"{int((outside[role] != '').sum())} lie in {', '.join(named[:MOST_NAMED])}{more}, not among the {role}s of params"
    n_missing = int((outside[role] == "").sum())
    lacking = f"{n_missing} have no {role} in {variable.id if variable else role}"
    reasons = " and ".join([*([unlisted] if named else []), *([lacking] if n_missing else [])])
    if unplaced == "keep":
        return (
            f"{where} belong to no {role} ({reasons}), which {', '.join(needed_by)} needs; leave them out in cleaning.exclude, or "
            "change that key"
        )
    cure = f"add these {role}s" if named else f"complete them, or set data.{role}"
    return (
        f"{where} belong to no {role}: {reasons}; {cure}, leave them out in cleaning.exclude, or set cleaning.unplaced to keep "
        f"(they then count among all, and in no {role})"
    )


def _findings(responses: pd.DataFrame, outside: "pd.Series[bool]", role: str, codebook: Codebook) -> list[Finding]:
    variable = codebook.one_with_role(role)
    found = []
    for sample, members in responses.groupby("sample_type", sort=True).groups.items():
        own = responses.loc[members, role][outside[members]]
        unlisted = ", ".join(sorted(set(own) - {""}))
        found.append(
            Finding(
                rule=f"no_{role}",
                n=len(own),
                base=len(members),
                action="keep",
                sample_type=str(sample),
                variable=variable.id if variable else "",
                note=f"not listed under {role}s: {unlisted}" if unlisted else "",
            )
        )
    return found
