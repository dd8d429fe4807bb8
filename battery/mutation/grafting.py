"""Put a fault into functions that are imported already: whoever holds a function finds the fault in it, without importing anything anew."""

import importlib
import inspect
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType

from numba.core.registry import CPUDispatcher

from battery.mutation.operators import Mutant, plant
from battery.mutation.subjects import PACKAGE


def graft(mutant: Mutant) -> bool:
    """Put a mutant into the running program; False where that cannot be done, as for what was carried out at import.

    A compiled function must have been replaced by its source (`run_plainly`): compiled callers hold a copy of it.
    """
    if mutant.is_constant or not mutant.where:
        return False
    source = plant(mutant, (PACKAGE / mutant.module).read_bytes())
    module = importlib.import_module(_name_of(mutant.module))
    spoilt = compile(source, str(PACKAGE / mutant.module), "exec", dont_inherit=True)
    outermost = _find_function(module, mutant.where)
    if outermost is None:
        return False
    found = next((code for code in _list_codes(spoilt) if code.co_qualname == outermost.__qualname__), None)
    if found is None or len(found.co_freevars) != len(outermost.__code__.co_freevars):
        return False
    outermost.__code__ = found
    return True


def run_plainly() -> None:
    """Let compiled functions of the package run as they are written: slowly, and line by line."""
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items()) if isinstance(module, ModuleType) else []:
            if isinstance(value, CPUDispatcher):
                setattr(module, name, value.py_func)


def _name_of(module: str) -> str:
    return f"{PACKAGE.name}.{module.removesuffix('.py').replace('/', '.')}"


def _find_function(module: ModuleType, where: str) -> FunctionType | None:
    """Find the outermost function of a qualified name: a function of the module, or a method, under whatever decorates it."""
    holder: object = module
    for name in where.split("."):
        held = inspect.getattr_static(holder, name, None)
        if isinstance(held, property):
            held = held.fget
        elif isinstance(held, staticmethod | classmethod):
            held = held.__func__
        held = held.py_func if isinstance(held, CPUDispatcher) else inspect.unwrap(held) if callable(held) else held
        if isinstance(held, FunctionType):
            return held
        if not isinstance(held, type):
            return None
        holder = held
    return None


def _list_codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _list_codes(inner)
