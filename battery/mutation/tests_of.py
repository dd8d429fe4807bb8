"""Which tests can notice a fault in a line: those that run it, the fastest first."""

import ast
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from battery.mutation.operators import Mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A test that passes, and what it runs."""

    name: str
    seconds: float  # of work
    lines: Mapping[str, frozenset[int]]  # module -> lines that it and its fixtures ran

    @property
    def file(self) -> str:
        """Path of its file."""
        return self.name.split("::")[0]

    def runs(self, module: str, lines: range | None) -> bool:
        """Tell whether it runs any of these lines, or anything of the module."""
        seen = self.lines.get(module, frozenset())
        return bool(seen) if lines is None else any(line in seen for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imports:
    """Who imports whom in the package: module -> modules, as paths."""

    importers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def above(self, module: str) -> frozenset[str]:
        """Return the module and all that rest on it, however far."""
        found, new = {module}, {module}
        while new:
            new = {one for name in new for one in self.importers.get(name, ())} - found
            found |= new
        return frozenset(found)


def choose_tests(mutant: Mutant, tests: Iterable[Watched], imports: Imports, *, seconds: float) -> list[str]:
    """Choose the tests that can notice a mutant, the most likely first, as many as the time allows.

    First come the tests that run its statement, then the others in their files, because what one test made may be kept for the next. What
    is carried out at import is not seen: there the tests of the module's name come first, which may compare words without running a line,
    then those that run anything of the module, and of modules that import it.
    """
    every = list(tests)
    lines = range(mutant.first_line, mutant.last_line + 1)
    if mutant.is_constant:
        own = f"test_{Path(mutant.module).name}"
        near = [one for one in every if Path(one.file).name == own]
        near += [one for one in every if one not in near and one.runs(mutant.module, None)]
        users = imports.importers.get(mutant.module, frozenset())
        near += [one for one in every if one not in near and any(one.runs(user, None) for user in users)]
    else:
        near = sorted((one for one in every if one.runs(mutant.module, lines)), key=lambda one: one.seconds)
    files = {one.file for one in near}
    names = {one.name for one in near}
    beside = [one for one in every if one.file in files and one.name not in names]
    chosen, spent = list[str](), 0.0
    for one in [*near, *sorted(beside, key=lambda one: one.seconds)]:
        if chosen and spent + one.seconds > seconds:
            continue
        chosen.append(one.name)
        spent += one.seconds
    return chosen


@functools.cache
def read_imports(package: Path) -> Imports:
    """Read who imports whom.

    Args:
        package: folder of the package.
    """
    importers: dict[str, set[str]] = {}
    for path in sorted(package.rglob("*.py")):
        user = path.relative_to(package).as_posix()
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(package.name):
                parts = node.module.split(".")[1:]
                for name in ("/".join(parts), *("/".join([*parts, one.name]) for one in node.names)):
                    if (package / f"{name}.py").exists():
                        importers.setdefault(f"{name}.py", set()).add(user)
    return Imports(importers={name: frozenset(users) for name, users in importers.items()})
