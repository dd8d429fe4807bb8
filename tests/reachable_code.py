"""The definitions of the program that nothing it does can reach: read from the syntax trees, without importing anything.

A definition is a function, a class, a method or a constant of a module. It is reached from a command, from the body of a module that
something imports, from a cell of a notebook or from a template, and by its name: `name` is what the module defines or imports under it,
`anything.name` is every method called so, and so is a string (for `getattr`). A method that shares its name with a used one is therefore
taken for used: the scan misses some definitions and accuses none.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = "crowdpotential"
WORD = re.compile(r"[^\W\d]\w*")
TYPE = re.compile(r"\b[A-Z]\w+")  # in a string: an annotation of what is imported for types alone
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
OWN_DECORATORS = {  # a function under any other one is registered somewhere, and called from there
    *(
        "property",
        "cached_property",
        "classmethod",
        "staticmethod",
        "cache",
        "lru_cache",
        "contextmanager",
        "njit",
    ),
}
QUIET_BASES = {
    "Record",
    "BaseModel",
    "StrEnum",
    "NamedTuple",
    "TypedDict",
    "Protocol",
}  # call no method by its name
Imports = dict[str, tuple[str, str]]  # name -> module, name in it ("": the module itself)


@dataclass(slots=True)
class Uses:
    """What a piece of code names and imports."""

    names: set[str] = field(default_factory=set)
    members: set[tuple[str, str]] = field(
        default_factory=set
    )  # `owner.name`, where the owner is a name itself
    attributes: set[str] = field(default_factory=set)
    imports: Imports = field(default_factory=dict)


@dataclass(slots=True)
class Module:
    """Definitions of a module by name, `Class.method` among them, and what its import runs."""

    name: str
    definitions: dict[str, list[ast.AST]] = field(default_factory=dict)
    companions: dict[str, list[str]] = field(default_factory=dict)  # of a class: methods that come with it
    body: list[ast.AST] = field(default_factory=list)
    registered: list[str] = field(default_factory=list)  # what a decorator of the body hands to somebody
    imports: Imports = field(default_factory=dict)


def find_unreached(root: Path, *, users: Iterable[Path], promises: str) -> list[str]:
    """Return `module.definition` of everything in `src` that nothing reaches, sorted.

    Args:
        root: the checkout.
        users: files whose imports reach a statistic, if the promises have its name.
        promises: texts for readers.
    """
    source = root / "src"
    modules = [
        _read(_dotted(path.relative_to(source)), path) for path in sorted((source / PACKAGE).rglob("*.py"))
    ]
    scan = _Scan({module.name: module for module in modules})
    for module in modules:
        if _is_started(module):
            scan.enter(module.name)
    for notebook in sorted((root / "notebooks").glob("*.ipynb")):
        cells = ast.parse(_code_of(notebook)).body
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


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _read(name: str, path: Path) -> Module:
    return _sort(name, ast.parse(path.read_text(encoding="utf-8")).body)


def _code_of(notebook: Path) -> str:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def _sort(name: str, statements: Iterable[ast.stmt]) -> Module:
    module = Module(name)
    for statement in _unfold(statements):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            module.imports |= _imported(statement)
        elif isinstance(statement, ast.ClassDef):
            _add_class(module, statement)
        elif isinstance(statement, FUNCTIONS):
            module.definitions.setdefault(statement.name, []).append(statement)
            if not _is_own(statement):
                module.registered.append(statement.name)
        elif targets := _assigned(statement):
            for target in targets:
                module.definitions.setdefault(target, []).append(statement)
        else:
            module.body.append(statement)
    return module


def _unfold(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in statements:
        if isinstance(statement, ast.If):
            yield ast.Expr(statement.test)
            yield from _unfold([*statement.body, *statement.orelse])
        else:
            yield statement


def _imported(statement: ast.Import | ast.ImportFrom) -> Imports:
    if isinstance(statement, ast.ImportFrom):
        return {one.asname or one.name: (statement.module or "", one.name) for one in statement.names}
    return {one.asname or one.name: (one.name, "") for one in statement.names}


def _add_class(module: Module, node: ast.ClassDef) -> None:
    is_quiet = {_last_name(base) for base in node.bases} <= QUIET_BASES
    held: list[ast.AST] = [*node.bases, *node.keywords, *node.decorator_list]
    companions = module.companions.setdefault(node.name, [])
    for part in _unfold(node.body):
        if not isinstance(part, FUNCTIONS):
            held.append(part)
            continue
        module.definitions.setdefault(f"{node.name}.{part.name}", []).append(part)
        if (
            part.name.endswith("_") or not is_quiet or not _is_own(part)
        ):  # Python and IPython call `__x__` and `_x_`
            companions.append(part.name)
    module.definitions.setdefault(node.name, []).extend(held)


def _assigned(statement: ast.stmt) -> list[str]:
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]


def _is_own(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return {_last_name(one) for one in function.decorator_list} <= OWN_DECORATORS


def _last_name(node: ast.expr) -> str:
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_started(module: Module) -> bool:
    return module.name.endswith(".__main__") or "__name__" in list_uses(module.body).names


def list_uses(nodes: Iterable[ast.AST]) -> Uses:
    """Return what the nodes name and import."""
    uses, waiting = Uses(), list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            uses.names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            uses.members.add((node.value.id, node.attr))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            uses.names.update(TYPE.findall(node.value))
            uses.attributes.add(node.value)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            uses.imports |= _imported(node)
        else:
            if isinstance(node, ast.Attribute):
                uses.attributes.add(node.attr)
            waiting += _children(node)
    return uses


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for value in node.__dict__.values():  # half the time of `ast.iter_child_nodes`
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, ast.AST):
                yield one


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
        whole = self.modules.get(
            ".".join(filter(None, target))
        )  # a module that is handed on, and read by somebody
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
