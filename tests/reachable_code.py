"""The definitions of the program that nothing it does can reach: read from the syntax trees, without importing anything.

A definition is a function, a class, a method or a constant of a module. It is reached from a command, from the body of a module that
something imports, from a cell of a notebook or from a template, and by its name: `name` is what the module defines or imports under it,
`anything.name` is every method called so, and so is a string (for `getattr`). A method that shares its name with a used one is therefore
taken for used: the scan misses some definitions and accuses none.
"""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from definitions import Imports, Module, code_of, dotted, is_started, list_uses, read_module

PACKAGE = "crowdpotential"
WORD = re.compile(r"[^\W\d]\w*")


def find_unreached(root: Path, *, users: Iterable[Path], promises: str) -> list[str]:
    """Return `module.definition` of everything in `src` that nothing reaches, sorted.

    Args:
        root: the checkout.
        users: files whose imports reach a statistic, if the promises have its name.
        promises: texts for readers.
    """
    source = root / "src"
    modules = [read_module(dotted(path.relative_to(source)), path) for path in sorted((source / PACKAGE).rglob("*.py"))]
    scan = _Scan({module.name: module for module in modules})
    for module in modules:
        if is_started(module):
            scan.enter(module.name)
    for notebook in sorted((root / "notebooks").glob("*.ipynb")):
        cells = ast.parse(code_of(notebook)).body
        scan.run_body(Module(notebook.stem, body=list(cells)))
    for template in sorted(source.rglob("*.j2")):
        scan.reach_methods(set(WORD.findall(template.read_text(encoding="utf-8"))))
    promised = set(WORD.findall(promises))
    for user in users:
        uses = list_uses([ast.parse(user.read_text(encoding="utf-8"))])
        for statistics, name in uses.imports.values():
            if statistics.startswith(f"{PACKAGE}.stats.") and name in promised:
                scan.reach(statistics, name)
        scan.reach_methods({name for _, name in uses.members} & promised)
    return scan.list_unreached()


class _Scan:
    """What is reached so far, and what of it is still to be read."""

    def __init__(self, modules: dict[str, Module]) -> None:
        self.modules = modules
        self.reached: set[tuple[str, str]] = set()
        self.entered: set[str] = set()
        self.waiting: list[tuple[Module, list[ast.AST]]] = []
        self.methods: dict[str, list[tuple[str, str]]] = {}  # of reached classes, by their own name
        self.attributes: set[str] = set()

    def list_unreached(self) -> list[str]:
        """Read what is reached until nothing more is, and return the rest."""
        while self.waiting:
            self._read(*self.waiting.pop())
        return sorted(
            f"{module.name}.{name}"
            for module in self.modules.values()
            for name in module.definitions
            if (module.name, name) not in self.reached and not name.startswith("__")
        )

    def enter(self, name: str) -> None:
        """Import a module and the packages that it lies in."""
        if name in self.modules and name not in self.entered:
            self.entered.add(name)
            self.enter(name.rpartition(".")[0])
            self.run_body(self.modules[name])

    def run_body(self, module: Module) -> None:
        """Do what the import of a module does."""
        self.waiting.append((module, module.body))
        for name in module.registered:
            self.reach(module.name, name)
        self._import(module.imports)

    def reach(self, place: str, name: str) -> None:
        """Reach what a name stands for in a module, through any number of imports."""
        module = self.modules.get(place)
        if module is None or (place, name) in self.reached:
            return
        self.enter(place)
        self.reached.add((place, name))
        if name in module.definitions:
            self.waiting.append((module, module.definitions[name]))
            self._reach_class(module, name)
        else:
            self._reach_imported(module.imports.get(name, ("", "")))

    def reach_methods(self, names: set[str]) -> None:
        """Reach every method of a reached class that has one of the names."""
        new = names - self.attributes
        self.attributes |= new
        for name in new & self.methods.keys():
            for place, method in self.methods[name]:
                self.reach(place, method)

    def _read(self, module: Module, nodes: list[ast.AST]) -> None:
        uses = list_uses(nodes)
        self._import(uses.imports)
        known = module.imports | uses.imports
        for name in uses.names:
            self._reach_named(module, uses.imports, name)
        for owner, name in uses.members:
            place = ".".join(filter(None, known.get(owner, ())))
            if place in self.modules:
                self.reach(place, name)
            else:
                self._reach_named(module, uses.imports, owner)
                uses.attributes.add(name)
        self.reach_methods(uses.attributes)

    def _import(self, imports: Imports) -> None:
        for place, name in imports.values():
            self.enter(place)
            self.enter(f"{place}.{name}")

    def _reach_named(self, module: Module, imports: Imports, name: str) -> None:
        if name in imports:
            self._reach_imported(imports[name])
        elif name in module.definitions or name in module.imports:
            self.reach(module.name, name)

    def _reach_imported(self, target: tuple[str, str]) -> None:
        place, name = target
        self.reach(place, name)
        whole = self.modules.get(".".join(filter(None, target)))  # a module that is handed on, and read by somebody
        for one in whole.definitions if whole is not None else ():
            self.reach(whole.name, one)

    def _reach_class(self, module: Module, name: str) -> None:
        for method in module.companions.get(name, ()):
            self.reach(module.name, f"{name}.{method}")
        if name in module.companions:
            for full in module.definitions:
                owner, _, method = full.partition(".")
                if owner == name and method:
                    self.methods.setdefault(method, []).append((module.name, full))
                    if method in self.attributes:
                        self.reach(module.name, full)
