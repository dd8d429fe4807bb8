"""Pages are tested on rows that the program has made: whole tables of results are written by hand nowhere, single rows in few files."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
BY_HAND = {  # who writes rows, and which
    "chapters/measurement/test_model_fit_words.py",  # changes of a model that were tried, added to a real run
    "disclosure/tables.py",  # tables of numbers to hide, which no page shows
    "disclosure/test_counted_answers.py",  # the same
    "disclosure/test_gaps.py",  # the same
    "disclosure/test_options.py",  # the same
    "disclosure/test_portraits.py",  # the same
}
OF_A_RUN = {"results", "manifest", "params", "codebook"}  # what whoever makes up a run must give it


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(TESTS.rglob("*.py")):
        yield path.relative_to(TESTS).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(module: ast.Module) -> set[str]:
    return {node.module or "" for node in ast.walk(module) if isinstance(node, ast.ImportFrom)}


def makes_up_a_run(module: ast.Module) -> bool:
    """Return whether a module has a record of its own, or a call, with all that a run has."""
    records = (node for node in ast.walk(module) if isinstance(node, ast.ClassDef))
    fields = [{a.target.id for a in one.body if isinstance(a, ast.AnnAssign) and isinstance(a.target, ast.Name)} for one in records]
    given = [{word.arg for word in node.keywords} for node in ast.walk(module) if isinstance(node, ast.Call)]
    return any(names >= OF_A_RUN for names in [*fields, *given])


def test_rows_are_written_by_hand_in_few_files() -> None:
    assert {name for name, module in modules() if "drafts" in imported(module)} == BY_HAND


def test_no_test_makes_up_a_run() -> None:
    assert [name for name, module in modules() if makes_up_a_run(module)] == []


def test_a_run_that_is_made_up_would_be_found() -> None:
    assert makes_up_a_run(ast.parse("Run(results=a, params=b, codebook=c, manifest=d, output=e)"))
    assert makes_up_a_run(ast.parse("class Made:\n    results: int\n    params: int\n    codebook: int\n    manifest: int"))
    assert not makes_up_a_run(ast.parse("replace(run, results=a, params=b)"))
