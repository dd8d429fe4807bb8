"""The small faults that are planted: one change of one place in the source, of the kinds that programmers make."""

import ast
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

COMPARISONS = {  # each way of comparing, and what it is mistaken for: the bound itself, and the opposite
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
NAMES = {  # functions and methods that are taken for each other
    "min": "max",
    "max": "min",
    "minimum": "maximum",
    "maximum": "minimum",
    "argmin": "argmax",
    "argmax": "argmin",
    "any": "all",
    "all": "any",
    "floor": "ceil",
    "ceil": "floor",
    "sum": "mean",
    "nansum": "nanmax",
    "mean": "sum",
    "cumsum": "cumprod",
    "flatnonzero": "atleast_1d",
    "union1d": "intersect1d",
    "zeros": "ones",
    "ones": "zeros",
    "append": "insert",
    "sqrt": "square",
    "exp": "expm1",
    "log": "log1p",
    "isnan": "isfinite",
    "notna": "isna",
    "isna": "notna",
}
BUILT_IN = ("min", "max", "any", "all")  # of these, what may be called by its bare name
SORTING = ("sort", "sorted", "argsort", "sort_values", "lexsort")
UNSAID = ("logger", "warn")  # calls that change no number


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One fault in one place."""

    module: str  # path below the package
    where: str  # qualified name of the function or class; empty at module level
    operator: str
    number: int  # of the operator's faults in this function, from 0
    before: str  # source text that is replaced
    after: str
    start: int  # bytes of the module's source
    end: int
    first_line: int  # of the statement that holds it
    last_line: int
    is_compiled: bool  # whether numba compiles the function, so that no line of it is ever seen to run
    is_constant: bool  # whether it is carried out at import: module level, class level, defaults

    @property
    def name(self) -> str:
        """Say which it is; the same as long as its function stays as it is."""
        return f"{self.module}:{self.where}:{self.operator}:{self.number}"

    def rank(self, seed: int) -> int:
        """Place it in a draw that no other mutant moves."""
        return zlib.crc32(f"{seed} {self.name} {self.before}".encode())


def list_mutants(module: str, source: bytes) -> list[Mutant]:
    """List every fault of every operator, in the order of the source.

    Args:
        module: path below the package.
        source: of the module, as it stands in the file.
    """
    tree = ast.parse(source)
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    counts: dict[tuple[str, str], int] = {}
    mutants = []
    for place in _list_places(tree, _Scope()):
        for operator, node, after in _list_faults(place):
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
            key = place.scope.name, operator
            number = counts.get(key, 0)
            counts[key] = number + 1
            statement = place.scope.statement or node
            mutants.append(
                Mutant(
                    module=module,
                    where=place.scope.name,
                    operator=operator,
                    number=number,
                    before=source[start:end].decode(),
                    after=after,
                    start=start,
                    end=end,
                    first_line=statement.lineno,
                    last_line=node.end_lineno or node.lineno,
                    is_compiled=place.scope.is_compiled,
                    is_constant=place.scope.is_constant,
                )
            )
    return [mutant for mutant in mutants if mutant.after != mutant.before]


def plant(mutant: Mutant, source: bytes) -> bytes:
    """Return the source with the fault in it."""
    return source[: mutant.start] + mutant.after.encode() + source[mutant.end :]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    name: str = ""
    statement: ast.stmt | None = None
    is_compiled: bool = False
    is_constant: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    node: ast.AST
    scope: _Scope


def _list_places(node: ast.AST, scope: _Scope) -> Iterator[_Place]:
    """Walk through what is carried out: no annotations, no docstrings, no decorators, no texts of messages."""
    yield _Place(node=node, scope=scope)
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        name = f"{scope.name}.{node.name}" if scope.name else node.name
        inner = _Scope(
            name=name,
            is_compiled=any("njit" in ast.unparse(one) for one in node.decorator_list),
            is_constant=isinstance(node, ast.ClassDef),
        )
        if isinstance(node, ast.FunctionDef):
            defaults = [*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)]
            at_import = _Scope(name=name, statement=node, is_compiled=inner.is_compiled)
            for default in defaults:
                yield from _list_places(default, at_import)
        for statement in node.body:
            if not _is_docstring(statement):
                yield from _list_places(statement, inner)
        return
    is_statement = isinstance(node, ast.stmt)
    for child in _list_carried_out(node):
        held = replace(scope, statement=node) if is_statement and isinstance(child, ast.expr) else scope
        yield from _list_places(child, held)


def _list_carried_out(node: ast.AST) -> Iterator[ast.AST]:
    """List the parts of a node that are carried out."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "type_params"} or _is_message(node, name):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_docstring(child):
                yield child


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_message(node: ast.AST, field: str) -> bool:
    """Tell whether a part is the text of an error, or an import."""
    if isinstance(node, ast.Assign) and field == "value":
        return any(isinstance(one, ast.Name) and one.id in {"msg", "T", "logger"} for one in node.targets)
    return isinstance(node, ast.Raise | ast.Import | ast.ImportFrom | ast.JoinedStr)


def _list_faults(place: _Place) -> Iterator[tuple[str, ast.expr | ast.stmt, str]]:
    """List what can go wrong at a node: operator, what is replaced, and by what."""
    node = place.node
    if isinstance(node, ast.expr):
        yield from _expression_faults(node, is_compiled=place.scope.is_compiled)
    elif isinstance(node, ast.stmt):
        yield from _statement_faults(node, is_compiled=place.scope.is_compiled)


def _expression_faults(node: ast.expr, *, is_compiled: bool) -> Iterator[tuple[str, ast.expr, str]]:
    if isinstance(node, ast.Compare):
        for i, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                ops: Sequence[ast.cmpop] = [*node.ops[:i], other(), *node.ops[i + 1 :]]
                made = ast.Compare(left=node.left, ops=list(ops), comparators=node.comparators)
                yield "comparison", node, f"({ast.unparse(made)})"
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC and not _is_text(node):
        other_op = ARITHMETIC[type(node.op)]()
        made_op = ast.BinOp(left=node.left, op=other_op, right=node.right)
        yield "arithmetic", node, f"({ast.unparse(made_op)})"
    elif isinstance(node, ast.BoolOp):
        flipped = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and/or", node, f"({ast.unparse(ast.BoolOp(op=flipped, values=node.values))})"
    elif isinstance(node, ast.UnaryOp) and not isinstance(node.operand, ast.Constant):
        yield "sign or negation", node, f"({ast.unparse(node.operand)})"
    elif isinstance(node, ast.IfExp):
        made_if = ast.IfExp(test=node.test, body=node.orelse, orelse=node.body)
        yield "condition", node, f"({ast.unparse(made_if)})"
    elif isinstance(node, ast.Constant):
        yield from _constant_faults(node)
    elif isinstance(node, ast.Call):
        yield from _call_faults(node, is_compiled=is_compiled)


def _is_text(node: ast.BinOp) -> bool:
    """Tell whether an operation joins texts or types, where another operator only ends in an error."""
    parts = (node.left, node.right)
    texts = ast.JoinedStr, ast.List, ast.Tuple, ast.ListComp, ast.Dict
    return any(isinstance(one, texts) or (isinstance(one, ast.Constant) and isinstance(one.value, str | None)) for one in parts)


def _constant_faults(node: ast.Constant) -> Iterator[tuple[str, ast.expr, str]]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", node, str(not value)
    elif isinstance(value, int):
        yield "off by one", node, str(value + 1)
    elif isinstance(value, float):
        yield "constant", node, repr(value * 2 if value else 1.0)
    elif isinstance(value, str) and value.isidentifier():
        yield "word", node, repr(f"{value}_")


def _call_faults(node: ast.Call, *, is_compiled: bool) -> Iterator[tuple[str, ast.expr, str]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in NAMES and isinstance(node.func, ast.Attribute):
        func: ast.expr = ast.Attribute(value=node.func.value, attr=NAMES[name], ctx=ast.Load())
        yield "function", node, ast.unparse(ast.Call(func=func, args=node.args, keywords=node.keywords))
    elif name in BUILT_IN:
        func = ast.Name(id=NAMES[name], ctx=ast.Load())
        yield "function", node, ast.unparse(ast.Call(func=func, args=node.args, keywords=node.keywords))
    if name == "sorted":
        yield "order", node, f"list({ast.unparse(node.args[0])})"
    elif name in SORTING:
        yield "order", node, f"({ast.unparse(node)})[::-1]"
    for i, keyword in enumerate(node.keywords):
        if keyword.arg == "axis" and not is_compiled:
            others = [*node.keywords[:i], *node.keywords[i + 1 :]]
            axis = ast.keyword(arg="axis", value=ast.Constant(value=_other_axis(keyword.value)))
            made = ast.Call(func=node.func, args=node.args, keywords=[axis, *others])
            yield "axis", node, ast.unparse(made)


def _other_axis(value: ast.expr) -> int:
    return 1 if ast.unparse(value) == "0" else 0


def _statement_faults(node: ast.stmt, *, is_compiled: bool) -> Iterator[tuple[str, ast.expr | ast.stmt, str]]:
    if isinstance(node, ast.If):
        yield "condition", node.test, "True"
        yield "condition", node.test, "False"
    elif isinstance(node, ast.While):
        yield "condition", node.test, "False"
    elif isinstance(node, ast.Raise | ast.AugAssign) or _is_step(node):
        yield "left out", node, "pass"
    elif isinstance(node, ast.Continue):
        yield "early end", node, "break"
    elif isinstance(node, ast.Break):
        yield "early end", node, "continue"
    elif isinstance(node, ast.For):
        yield from _loop_faults(node, is_compiled=is_compiled)


def _is_step(node: ast.stmt) -> bool:
    """Tell whether a statement is a call for what it does, and more than a word to whoever listens."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    return not any(word in ast.unparse(node.value.func) for word in UNSAID)


def _loop_faults(node: ast.For, *, is_compiled: bool) -> Iterator[tuple[str, ast.expr, str]]:
    """Leave the last turn out."""
    text = ast.unparse(node.iter)
    if isinstance(node.iter, ast.Call) and text.startswith("range("):
        if len(node.iter.args) < 3:  # the end is the last argument
            yield "early end", node.iter, f"{text[:-1]} - 1)"
    elif not is_compiled:
        yield "early end", node.iter, f"list({text})[:-1]"
