"""The machinery that plants faults: what it plants, which tests it asks, and that it tells a fault that is noticed from one that is not."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from battery.mutation.operators import Mutant, list_mutants, plant
from battery.mutation.sample import draw_mutants, spread
from battery.mutation.scores import as_page, score
from battery.mutation.subjects import PACKAGE, SUBJECTS
from battery.mutation.tests_of import Imports, Watched, choose_tests, read_imports
from battery.mutation.tree import Ended, copy_program, try_mutant
from battery.trial import Outcome, Trial

SOURCE = b'''"""A module."""

LIMIT = 3


def take(values: list[int], least: int = 1, name: "str | None" = None) -> list[int]:
    """Take what is large."""
    if not values or len(values) < least:
        msg = f"too few: {len(values)} of {least}"
        raise ValueError(msg)
    kept = []
    for value in sorted(values):
        if value >= LIMIT:
            kept.append(value - 1)
    return kept


@njit(cache=True)
def add(values):
    total = 0.0
    for i in range(len(values)):
        total += values[i]
    return total
'''


def made() -> list[Mutant]:
    return list_mutants("a.py", SOURCE)


def test_every_mutant_is_a_program_and_another_one() -> None:
    sources = {plant(mutant, SOURCE) for mutant in made()}
    assert SOURCE not in sources
    assert len(sources) == len(made())
    for source in sources:
        compile(source, "a.py", "exec")


def test_each_operator_plants_its_fault_where_it_applies() -> None:
    planted = {(mutant.operator, mutant.before, mutant.after) for mutant in made()}
    for wanted in (
        ("comparison", "value >= LIMIT", "(value > LIMIT)"),
        ("comparison", "value >= LIMIT", "(value < LIMIT)"),
        ("arithmetic", "value - 1", "(value + 1)"),
        ("off by one", "3", "4"),
        ("off by one", "1", "2"),
        ("constant", "0.0", "1.0"),
        ("sign or negation", "not values", "(values)"),
        ("and/or", "not values or len(values) < least", "(not values and len(values) < least)"),
        ("left out", "raise ValueError(msg)", "pass"),
        ("left out", "kept.append(value - 1)", "pass"),
        ("left out", "total += values[i]", "pass"),
        ("order", "sorted(values)", "list(values)"),
        ("early end", "sorted(values)", "list(sorted(values))[:-1]"),
        ("early end", "range(len(values))", "range(len(values) - 1)"),
        ("condition", "value >= LIMIT", "True"),
        ("condition", "value >= LIMIT", "False"),
    ):
        assert wanted in planted


def test_no_fault_is_planted_where_nobody_would_notice() -> None:
    for mutant in made():
        assert "too few" not in mutant.before  # texts of messages
        assert mutant.before not in {"'str | None'", '"str | None"'}  # annotations
        assert "njit" not in mutant.before  # decorators
        assert "Take" not in mutant.before  # docstrings


def test_a_mutant_knows_whether_its_line_is_seen_to_run() -> None:
    by_place = {(mutant.where, mutant.before): mutant for mutant in reversed(made())}
    assert by_place["", "3"].is_constant
    assert by_place["take", "1"].is_constant  # the first is a default, made at import
    assert by_place["add", "0.0"].is_compiled
    assert not by_place["take", "value - 1"].is_compiled
    assert not by_place["take", "value - 1"].is_constant


def test_the_draw_is_spread_and_stays_when_something_else_changes() -> None:
    every = made()
    drawn = spread(every, 6, seed=1)
    assert len({mutant.operator for mutant in drawn}) == 6
    assert len({mutant.first_line for mutant in drawn}) == 6  # one of a statement
    assert spread(every[::-1], 6, seed=1) == drawn
    assert [mutant.rank(1) for mutant in every] != [mutant.rank(2) for mutant in every]


def test_every_subject_has_more_mutants_than_are_drawn() -> None:
    for subject in SUBJECTS.values():
        assert subject.list_tests()
        assert len(draw_mutants(subject, 40, seed=1)) == 40


def watched(name: str, seconds: float, own: Mapping[str, set[int]]) -> Watched:
    lines = {module: frozenset(numbers) for module, numbers in own.items()}
    return Watched(name=name, seconds=seconds, own=lines, prepared={})


def test_the_tests_that_run_a_line_are_asked_first_then_those_beside_them() -> None:
    mutant = replace(made()[0], first_line=8, last_line=9, is_constant=False)
    tests = [
        watched("one.py::slow", 2.0, {"a.py": {9}}),
        watched("one.py::beside", 0.1, {"a.py": {30}}),
        watched("one.py::fast", 1.0, {"a.py": {8}}),
        watched("two.py::elsewhere", 0.1, {"a.py": {30}}),
        watched("three.py::prepared", 0.1, {}),
    ]
    tests[-1] = replace(tests[-1], prepared={"a.py": frozenset({8})})
    asked = choose_tests(mutant, tests, Imports(), seconds=60)
    assert asked == ["three.py::prepared", "one.py::fast", "one.py::slow", "one.py::beside"]
    assert choose_tests(mutant, tests, Imports(), seconds=1.25) == [
        "three.py::prepared",
        "one.py::fast",
        "one.py::beside",
    ]
    assert choose_tests(mutant, tests[3:4], Imports(), seconds=60) == []


def test_for_compiled_code_the_tests_of_those_who_use_it_are_asked() -> None:
    mutant = replace(made()[0], is_compiled=True)
    tests = [watched("one.py::user", 1.0, {"b.py": {1}}), watched("two.py::other", 1.0, {"c.py": {1}})]
    imports = Imports(importers={"a.py": frozenset({"b.py"}), "b.py": frozenset({"c.py"})})
    assert choose_tests(mutant, tests, imports, seconds=60) == ["one.py::user"]
    assert imports.above("a.py") == {"a.py", "b.py", "c.py"}


def test_imports_are_read_from_the_source() -> None:
    importers = read_imports(PACKAGE).importers
    assert "index/step_rules.py" in importers["verdicts.py"]
    assert "index/comparability.py" in importers["index/step_rules.py"]


@pytest.mark.parametrize(
    ("exit_code", "is_noticed"), [(0, False), (1, True), (2, True), (-11, True), (None, True)]
)
def test_a_fault_is_noticed_by_failure_death_and_no_end(
    exit_code: int | None,
    is_noticed: bool,  # noqa: FBT001 of pytest
) -> None:
    assert Ended(exit_code=exit_code, seconds=1.0, words="").has_noticed is is_noticed


def test_a_fault_is_killed_by_its_test_and_survives_any_other(tmp_path: Path) -> None:
    fault = next(
        mutant
        for mutant in list_mutants("verdicts.py", (PACKAGE / "verdicts.py").read_bytes())
        if (mutant.where, mutant.operator) == ("allows_headline", "comparison")
    )
    package = copy_program(tmp_path)
    own = "tests/test_verdicts.py::test_only_what_was_tested_and_held_makes_a_headline_or_crosses_sides"
    other = "tests/test_verdicts.py::test_without_a_model_tables_stay_and_without_an_item_they_do_not"
    assert try_mutant(fault, [own], package, limit=300).exit_code == 1
    assert try_mutant(fault, [other], package, limit=300).exit_code == 0
    assert b"verdict in LICENSED" in (package / "verdicts.py").read_bytes()  # the copy stays unspoilt


def test_the_score_leaves_equivalents_out_and_counts_survivors() -> None:
    trials = [
        Trial(kind="mutants: ranks", name=f"m{i}", expected=Outcome.REFUSED, happened=happened, seconds=1.0)
        for i, happened in enumerate([Outcome.REFUSED] * 3 + [Outcome.SILENT, Outcome.SKIPPED])
    ]
    assert score(trials) == 0.75
    page = as_page(trials, seed=5)
    assert "| ranks | 5 | 3 | 1 | 1 | 75% |" in page
    assert page.index("`m3`") < page.index("## Equivalent") < page.index("`m4`")
