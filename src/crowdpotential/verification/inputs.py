"""What the report was made from, held against what is there: inputs by what they are for and by hash, and the versions of all programs."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crowdpotential.errors import is_there
from crowdpotential.params import Params
from crowdpotential.stage_keys import describe_program
from crowdpotential.studies import reference_files
from crowdpotential.verification.published import Published

PARAMS = "params"
MISSING = "missing"
STATED = (
    "study",
    "synthetic",
    "seed",
    "replicates",
)  # of these, decimal fractions may differ by their last digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Something that is not what it was."""

    role: str  # params, data 2, margins; or numpy, python
    then: str
    here: str  # MISSING where there is none


def compare_params_file(published: Published, path: Path) -> tuple[Other, ...]:
    """Compare the file of params with the one that was read."""
    return tuple(_others({PARAMS: published.manifest["params_sha256"]}, {PARAMS: path}))


def compare_inputs(published: Published, params: Params, folder: Path) -> tuple[Other, ...]:
    """Compare every file that params name with the one that was read; files of answers by their place in the list.

    Args:
        published: the report.
        params: of the study as it is here.
        folder: that its paths start from.
    """
    then = {f"data {place}": entry["sha256"] for place, entry in enumerate(published.manifest["data"], start=1)}
    then |= published.manifest["reference"]
    here = {f"data {place}": folder / path for place, path in enumerate(dict.fromkeys(f.path for f in params.data), start=1)}
    here |= {role: folder / path for role, path in reference_files(params).items()}
    return tuple(_others(then, here))


def count_inputs(published: Published) -> int:
    """Count the files that the report was made from."""
    return 1 + len(published.manifest["data"]) + len(published.manifest["reference"])


def compare_programs(published: Published) -> tuple[Other, ...]:
    """Compare versions of Python, packages and the program, and the hash of the program's own files."""
    then = {**published.manifest["versions"], "code": published.manifest["code"]}
    here = describe_program()
    return tuple(
        Other(role=role, then=then.get(role, MISSING), here=here.get(role, MISSING))
        for role in dict.fromkeys([*then, *here])
        if then.get(role) != here.get(role)
    )


def compare_statements(published: Published, repeated: Mapping[str, Any]) -> tuple[Other, ...]:
    """Compare what the manifest says of the study and its replicates with the manifest of the repeat; no hash covers these words."""
    then, here = (dict(_leaves({key: manifest.get(key) for key in STATED})) for manifest in (published.manifest, repeated))
    return tuple(
        Other(role=role, then=str(then.get(role, MISSING)), here=str(here.get(role, MISSING)))
        for role in dict.fromkeys([*then, *here])
        if then.get(role) != here.get(role) and not isinstance(here.get(role), float)
    )


def changed_keys(published: Published, params: Params) -> tuple[str, ...]:
    """Name the keys of params that are not as in the run, where its record is there; values may tell of people, and are not said."""
    if published.run is None:
        return ()
    then, here = (
        dict(_leaves(published.run["params"])),
        dict(_leaves(params.model_dump(mode="json", by_alias=True))),
    )
    return tuple(key for key in dict.fromkeys([*then, *here]) if then.get(key) != here.get(key))


def _others(then: Mapping[str, str], here: Mapping[str, Path]) -> Iterator[Other]:
    for role in dict.fromkeys([*then, *here]):
        found = _hash(here.get(role))
        if found != then.get(role):
            yield Other(role=role, then=then.get(role, MISSING), here=found or MISSING)


def _hash(path: Path | None) -> str | None:
    if path is None or not is_there(path):
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _leaves(tree: object, place: str = "") -> Iterator[tuple[str, Any]]:
    """List the keys of a tree of params with their values; a list is one value."""
    if isinstance(tree, Mapping) and tree:
        for key, inner in tree.items():
            yield from _leaves(inner, f"{place}.{key}" if place else str(key))
    else:
        yield place, list(tree) if isinstance(tree, Sequence) and not isinstance(tree, str) else tree
