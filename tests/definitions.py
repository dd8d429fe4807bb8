"""Python files as definitions: what each of them names and imports, read from its syntax tree."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

TYPE = re.compile(r"\b[A-Z]\w+")  # in a string: an annotation of what is imported for types alone
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# a function under any other decorator is registered somewhere, and called from there
WRAPPING = {"contextmanager", "cache", "lru_cache", "njit"}
OWN_DECORATORS = {"property", "cached_property", "classmethod", "staticmethod", *WRAPPING}
# of these no method is called by its name
QUIET_BASES = {"Record", "BaseModel", "StrEnum", "NamedTuple", "TypedDict", "Protocol"}
# name -> module, name in it ("": the module itself)
Imports = dict[str, tuple[str, str]]


@dataclass(slots=True)
class Uses:
    """What a piece of code names and imports."""

    names: set[str] = field(default_factory=set)
    members: set[tuple[str, str]] = field(default_factory=set)  # `name.attribute`
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


def dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def read_module(name: str, path: Path) -> Module:
    return _sort(name, ast.parse(path.read_text(encoding="utf-8")).body)


def code_of(notebook: Path) -> str:
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
        if part.name.endswith("_") or not is_quiet or not _is_own(part):  # Python and IPython call `__x__` and `_x_`
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


def is_started(module: Module) -> bool:
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
