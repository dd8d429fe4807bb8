"""What pyproject.toml declares and what requirements.txt locks."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
ENTRY = re.compile(r"^(?P<what>[^\s#\\][^\\\n]*?) *(?P<hashes>(?:\\\n +--hash=[^\s\\]+ *)*)$", re.MULTILINE)
HASH = re.compile(r"--hash=(\S+)")
SHA256 = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One package of the lock."""

    name: str  # normal form: small letters, hyphens
    version: str  # empty where the lock does not say which
    where: str  # systems and Pythons that need it; empty: all
    hashes: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """Whether there is one version, and a sha256 of every file of it that may be installed."""
        return bool(self.version and self.hashes) and all(map(SHA256.fullmatch, self.hashes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One direct dependency."""

    requirement: Requirement
    is_for_work: bool  # needed to test and to build, not to run

    @property
    def name(self) -> str:
        """Normal form of its name."""
        return canonicalize_name(self.requirement.name)


def read_lock(text: str) -> list[Locked]:
    """Read a lock as pip reads it; whatever names no version has an empty one."""
    found = []
    for entry in ENTRY.finditer(text):
        try:
            requirement = Requirement(entry["what"])
        except ValueError:  # an address, a path, an option
            requirement = None
        exact = [] if requirement is None else [one for one in requirement.specifier if one.operator == "=="]
        found.append(
            Locked(
                name=entry["what"] if requirement is None else canonicalize_name(requirement.name),
                version=exact[0].version if len(exact) == 1 and "*" not in exact[0].version else "",
                where="" if requirement is None else str(requirement.marker or ""),
                hashes=tuple(HASH.findall(entry["hashes"])),
            )
        )
    return found


def read_declared(text: str) -> list[Declared]:
    """Read the direct dependencies out of pyproject.toml."""
    project = tomllib.loads(text)["project"]
    every = [(one, False) for one in project["dependencies"]]
    every += [(one, True) for own in project["optional-dependencies"].values() for one in own]
    return [Declared(requirement=Requirement(one), is_for_work=is_for_work) for one, is_for_work in every]


def find_unlocked(declared: Sequence[Declared], locked: Sequence[Locked]) -> list[str]:
    """Say what is declared and not locked, or locked at a version that the declaration does not allow, or not exactly."""
    versions = {one.name: one.version for one in locked}
    faults = [f"{one.name} is not locked at one version with hashes" for one in locked if not one.is_exact]
    for one in declared:
        if one.name not in versions:
            faults.append(f"{one.name} is declared and not locked")
        elif not one.requirement.specifier.contains(versions[one.name], prereleases=True):
            faults.append(f"{one.name} is locked at {versions[one.name]}, declared is {one.requirement}")
    return faults
