"""Everything that params and codebook can say is read by something; a new key without a reader, or a check, fails here."""

import ast
import typing
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

import crowdpotential
from crowdpotential.codebook import Codebook
from crowdpotential.params import Params

PACKAGE = Path(crowdpotential.__file__).parent
SAID_ONLY = {  # the questionnaire is also the instrument: what is written down there for people, and printed by nothing yet
    ("Codebook", "intro"),
    ("Codebook", "notes"),
}
ONE_CHOICE = {("Index", "correlation")}  # so far there is nothing to choose


def records(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """A section and all sections inside it."""
    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for kind in kinds(field.annotation):
                if isinstance(kind, type) and issubclass(kind, BaseModel):
                    records(kind, seen)
    return seen


def kinds(annotation: object) -> Iterator[object]:
    yield annotation
    for part in typing.get_args(annotation):
        yield from kinds(part)


def names_read() -> set[str]:
    """Every attribute that the program reads, and every word by which it could look one up."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                found.add(node.attr)
    return found


def looked_up() -> set[str]:
    """Words in the modules that read sections key by key: the method statement, and the checks of types and kinds."""
    modules = (
        "agreement/platforms.py",
        "chapters/method/exhibits/method_statement.py",
        "codebook/variable_checks.py",
        "codebook/quality_rules.py",
        "params/sample.py",
    )
    return {
        node.value
        for name in modules
        for node in ast.walk(ast.parse((PACKAGE / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_key_of_params_and_questionnaire_has_a_reader_or_a_check() -> None:
    sections = records(Params, set()) | records(Codebook, set())
    assert len(sections) > 30
    keys = {(section.__name__, name) for section in sections for name in section.model_fields}
    known = names_read() | looked_up()
    unread = {(section, name) for section, name in keys if name not in known}
    assert unread - SAID_ONLY - ONE_CHOICE == set()
    assert keys >= SAID_ONLY, "what is gone needs no exception"
