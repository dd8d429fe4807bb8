"""A plugin of pytest that tries mutants: tests are collected once, and run in children of this process, one for each mutant.

pytest loads it by name (`-p battery.mutation.session`). A variable of the environment names the file that says what is to be done;
results are added to another, one in a line, as they come.
"""

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest

from battery.mutation.children import in_children
from battery.mutation.grafting import graft, run_plainly
from battery.mutation.operators import Mutant
from battery.mutation.subjects import PACKAGE, ROOT
from battery.mutation.tests_of import Watched, choose_tests, read_imports
from battery.mutation.watching import read_notes, watch_items

ORDER = "MUTANTS_ORDER"
LONGEST_WATCH = 60  # seconds of work for the tests of a file; those that come later watch nothing
TESTS = 10.0  # seconds of work that tests of one mutant took when they were watched
LIMIT = 120  # seconds of work for a mutant; beyond it the tests would not end
SURVIVED, NOTICED, NOT_GRAFTED = 0, 1, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done."""

    mutants: list[Mutant]
    notes: Path  # folder for what tests run; what stands there already is believed
    results: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a mutant."""

    place: int  # among the mutants
    tests: list[str]  # that were asked
    exit_code: int | None  # None: not tried here; negative: a signal


def write_order(order: Order, path: Path) -> None:
    """Write an order to a file."""
    told = {
        "mutants": [asdict(one) for one in order.mutants],
        "notes": str(order.notes),
        "results": str(order.results),
    }
    path.write_text(json.dumps(told), encoding="utf-8")


def read_results(path: Path) -> list[Result]:
    """Read what came of the mutants, in their order."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return sorted((Result(**json.loads(line)) for line in lines), key=lambda one: one.place)


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try mutants in the place of running tests."""
    told = json.loads(Path(os.environ[ORDER]).read_text(encoding="utf-8"))
    mutants = [Mutant(**one) for one in told["mutants"]]
    notes = Path(told["notes"])
    watched = {False: _watch(session.items, notes, is_plain=False)}
    near = _list_near(watched[False], {one.module for one in mutants if one.is_compiled})
    near |= _list_callers({_file(item) for item in session.items}, [one for one in mutants if one.is_compiled])
    watched[True] = _watch([item for item in session.items if _file(item) in near], notes, is_plain=True)
    with Path(told["results"]).open("w", encoding="utf-8") as file:
        for result in _try_all(session.items, mutants, watched):
            file.write(json.dumps(asdict(result)) + "\n")
            file.flush()
    return True


def _file(item: pytest.Item) -> str:
    return item.nodeid.split("::")[0]


def _list_near(tests: Sequence[Watched], compiled: Collection[str]) -> set[str]:
    """List the files whose tests run modules that hold compiled functions, or that import them."""
    importers = read_imports(PACKAGE).importers
    users = {user for module in compiled for user in (module, *importers.get(module, ()))}
    return {test.file for test in tests if users & set(test.lines)}


def _list_callers(files: Collection[str], mutants: Collection[Mutant]) -> set[str]:
    """List the test files that name a compiled module: what they call of it themselves leaves no trace."""
    names = {f"{PACKAGE.name}.{one.module.removesuffix('.py').replace('/', '.')}" for one in mutants}
    return {file for file in files if any(name in (ROOT / file).read_text(encoding="utf-8") for name in names)}


def _watch(items: Sequence[pytest.Item], notes: Path, *, is_plain: bool) -> list[Watched]:
    """Watch the tests of each file in a child of its own."""
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(_file(item), []).append(item)
    paths = {file: notes / f"{file.replace('/', '.')}.{'plain' if is_plain else 'compiled'}" for file in files}

    def work(file: str) -> int:
        if is_plain:
            run_plainly()
        watch_items(files[file], paths[file])
        return 0

    new = [file for file, path in paths.items() if not path.exists()]
    for _ in in_children(new, work, seconds=LONGEST_WATCH, n_at_once=os.cpu_count() or 1):
        pass
    known = {item.nodeid for item in items}  # notes of a test that is gone may be left
    return [test for path in paths.values() for test in read_notes(path) if test.name in known]


def _try_all(items: Sequence[pytest.Item], mutants: Sequence[Mutant], watched: Mapping[bool, Sequence[Watched]]) -> Iterator[Result]:
    by_name = {item.nodeid: item for item in items}
    imports, apart = read_imports(PACKAGE), set[int]()
    chosen = [choose_tests(one, watched[one.is_compiled], imports, seconds=TESTS) for one in mutants]
    for place, mutant in enumerate(mutants):
        if mutant.is_compiled and not chosen[place]:  # no test runs it plainly in the time
            at_import = replace(mutant, is_constant=True)
            chosen[place] = choose_tests(at_import, watched[False], imports, seconds=TESTS)
            apart.add(place)

    def work(place: int) -> int:
        if mutants[place].is_compiled:
            run_plainly()
        return _try(mutants[place], [by_name[name] for name in chosen[place]])

    tried = [place for place, tests in enumerate(chosen) if tests and place not in apart]
    for place in sorted(set(range(len(mutants))) - set(tried)):
        yield Result(place=place, tests=chosen[place], exit_code=None)
    for number, code in in_children(tried, work, seconds=LIMIT, n_at_once=os.cpu_count() or 1):
        place = tried[number]
        if code > 0 and code not in {NOTICED, NOT_GRAFTED}:
            msg = f"{mutants[place].name} could not be tried: exit code {code}"
            raise RuntimeError(msg)
        yield Result(place=place, tests=chosen[place], exit_code=None if code == NOT_GRAFTED else code)


def _try(mutant: Mutant, items: Sequence[pytest.Item]) -> int:
    """Graft a mutant and run tests until one fails."""
    if not graft(mutant):
        return NOT_GRAFTED
    session = items[0].session
    for item, after in zip(items, [*items[1:], None], strict=True):
        failed = session.testsfailed
        item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
        if session.testsfailed > failed:
            return NOTICED
    return SURVIVED
