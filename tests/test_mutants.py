"""The machinery that plants faults: what it plants, which tests it asks, and that it tells a fault that is noticed from one that is not."""

import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from battery.mutation.children import in_children
from battery.mutation.grafting import graft
from battery.mutation.operators import Mutant, list_mutants, plant
from battery.mutation.sample import draw_mutants, spread
from battery.mutation.scores import as_page, score
from battery.mutation.subjects import PACKAGE, SUBJECTS
from battery.mutation.tests_of import Imports, Watched, choose_tests, read_imports
from battery.mutation.tree import try_mutants
from battery.mutation.watching import watching
from battery.trial import Outcome, Trial
from crowdpotential.verdicts import allows_headline, allows_within

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


def watched(name: str, seconds: float, lines: Mapping[str, set[int]]) -> Watched:
    seen = {module: frozenset(numbers) for module, numbers in lines.items()}
    return Watched(name=name, seconds=seconds, lines=seen)


def test_the_tests_that_run_a_line_are_asked_first_then_those_beside_them() -> None:
    mutant = replace(made()[0], first_line=8, last_line=9, is_constant=False)
    tests = [
        watched("one.py::slow", 2.0, {"a.py": {9}}),
        watched("one.py::beside", 0.1, {"a.py": {30}}),
        watched("one.py::fast", 1.0, {"a.py": {8}}),
        watched("two.py::elsewhere", 0.1, {"a.py": {30}}),
    ]
    assert choose_tests(mutant, tests, Imports(), seconds=60) == [
        "one.py::fast",
        "one.py::slow",
        "one.py::beside",
    ]
    assert choose_tests(mutant, tests, Imports(), seconds=1.25) == ["one.py::fast", "one.py::beside"]
    assert choose_tests(mutant, tests[3:], Imports(), seconds=60) == []


def test_for_what_is_carried_out_at_import_the_tests_of_those_who_import_it_are_asked() -> None:
    mutant = replace(made()[0], is_constant=True)
    tests = [watched("one.py::user", 1.0, {"b.py": {1}}), watched("two.py::other", 1.0, {"c.py": {1}})]
    imports = Imports(importers={"a.py": frozenset({"b.py"}), "b.py": frozenset({"c.py"})})
    assert choose_tests(mutant, tests, imports, seconds=60) == ["one.py::user"]
    words = watched("unit/test_a.py::words", 0.1, {})
    assert choose_tests(mutant, [*tests, words], imports, seconds=60) == [
        "unit/test_a.py::words",
        "one.py::user",
    ]
    assert imports.above("a.py") == {"a.py", "b.py", "c.py"}


def test_imports_are_read_from_the_source() -> None:
    importers = read_imports(PACKAGE).importers
    assert "chapters/comparability/estimates/step_rules.py" in importers["verdicts.py"]
    assert "chapters/comparability/estimates/check.py" in importers["chapters/comparability/estimates/step_rules.py"]


def test_lines_are_noted_where_they_run() -> None:
    with watching() as lines:
        allows_within("untested")
    source = (PACKAGE / "verdicts.py").read_text(encoding="utf-8").splitlines()
    ran = {source[number - 1].strip() for number in lines["verdicts.py"]}
    assert any(line.startswith("return verdict in PERMITTING or") for line in ran)
    assert set(lines) == {"verdicts.py"}


def own_mutants(module: str, where: str, operator: str) -> list[Mutant]:
    every = list_mutants(module, (PACKAGE / module).read_bytes())
    return [mutant for mutant in every if (mutant.where, mutant.operator) == (where, operator)]


@pytest.fixture
def ungrafted() -> Iterator[None]:
    """Give the function that a test grafts its own code back."""
    code = allows_headline.__code__
    yield
    allows_headline.__code__ = code


@pytest.mark.usefixtures("ungrafted")
def test_a_graft_reaches_whoever_has_imported_the_function() -> None:
    assert allows_headline("comparable")
    assert graft(own_mutants("verdicts.py", "allows_headline", "comparison")[0])
    assert not allows_headline("comparable")


def test_what_was_carried_out_at_import_is_not_grafted() -> None:
    assert not graft(own_mutants("verdicts.py", "", "word")[0])


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="children that know what is imported need fork")


@needs_fork
def test_children_yield_what_they_made_of_their_jobs_and_spoil_nothing() -> None:
    spoilt = list[int]()

    def work(job: int) -> int:
        spoilt.append(job)
        while job == 3:
            pass
        return job

    assert sorted(in_children([1, 2, 3, 0], work, seconds=1, n_at_once=2)) == [
        (0, 1),
        (1, 2),
        (2, -signal.SIGXCPU),
        (3, 0),
    ]
    assert spoilt == []


@needs_fork
def test_a_fault_is_killed_by_its_test_and_survives_any_other(tmp_path: Path) -> None:
    grafted = own_mutants("verdicts.py", "allows_headline", "comparison")[:1]
    at_import = own_mutants("verdicts.py", "", "word")[:1]  # "comparable"
    file = "tests/test_verdicts.py"
    own = f"{file}::test_only_what_was_tested_and_held_makes_a_headline_or_crosses_sides"
    other = f"{file}::test_without_a_model_tables_stay_and_without_an_item_they_do_not"
    for name, test, faults, codes in (
        ("own", own, [*grafted, *at_import], [1, 1]),
        ("other", other, at_import, [0]),
    ):
        (folder := tmp_path / name).mkdir()
        results = try_mutants(faults, [test], folder)
        assert [result.exit_code for result in results] == codes, name
    assert b'"comparable",  # tested' in (PACKAGE / "verdicts.py").read_bytes()


def test_the_score_leaves_equivalents_out_and_counts_survivors() -> None:
    trials = [
        Trial(kind="mutants: ranks", name=f"m{i}", expected=Outcome.REFUSED, happened=happened, seconds=1.0)
        for i, happened in enumerate([Outcome.REFUSED] * 3 + [Outcome.SILENT, Outcome.SKIPPED])
    ]
    assert score(trials) == 0.75
    page = as_page(trials, seed=5)
    assert "| ranks | 5 | 3 | 1 | 1 | 75% |" in page
    assert page.index("`m3`") < page.index("## Equivalent") < page.index("`m4`")
