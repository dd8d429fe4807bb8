"""A stage is given what it declares of params and nothing else, so that its key cannot forget a section."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import grimp
import pytest
import shapes
from full_study import write_full
from params_reads import Reads, collected_reads, sections_of
from ruamel.yaml import YAML
from small_study import AREAS, answers, codebook_data, params_data, words, write_study

from crowdpotential import outputs, stage_keys
from crowdpotential.chapters.registration import Given, Stage
from crowdpotential.chapters.registry import REPORT, STAGES, order_stages
from crowdpotential.codebook import Codebook, Record
from crowdpotential.errors import ProgramFaultError
from crowdpotential.params import Params, build_params, narrow
from crowdpotential.pipeline import run_report
from crowdpotential.stage_keys import METHODS, PAGE_CODE, PAGES, keys_of
from crowdpotential.store import hashes

CHANGES = (
    "sensitivity.normalisation=[bounds, z]",
    "comparison.group_by=[sex]",
)
SHAPES = (shapes.CROSSING, shapes.THREE_SIDES)  # what one study alone does not read of params
SWAPPED = {"X3": "Y", "X4": "Y", "Y3": "X", "Y4": "X"}  # items of two dimensions, each declared in the other
DELIVERED = {
    "design": {"base_weight": "column", "base_weight_variable": "own"},
    "replicates": {"method": "delivered", "columns": "RW*", "number": 4, "made_by": "brr"},
}


@pytest.fixture(scope="module")
def reads(tmp_path_factory: pytest.TempPathFactory) -> Reads:
    """Run small studies of several shapes; collect section.key of everything that each stage reads of params."""
    folder = tmp_path_factory.mktemp("reads")
    with collected_reads() as found, pytest.MonkeyPatch.context() as patch:
        patch.setattr(outputs, "page_files", lambda *_args, **_options: {"report.en.html": b"page"})
        for name, path in (
            ("full", write_full(folder / "full")),
            ("odd", _write_odd(folder / "odd")),
        ):
            run_report(path, folder / f"{name}-out", changes=CHANGES, tell=lambda _line: None)
        for number, shape in enumerate(SHAPES):
            shapes.run_shape(folder / str(number), shape)
    return found


def test_every_stage_reads_all_that_it_declares(reads: Reads) -> None:
    read = {stage: keys | {key.split(".")[0] for key in keys} for stage, keys in reads.items()}
    unread = {stage.name: sorted(set(stage.params) - read[stage.name]) for stage in STAGES}
    assert unread == {stage.name: [] for stage in STAGES}


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_cannot_read_what_it_does_not_declare(stage: Stage) -> None:
    view = narrow(_params(), stage.params)
    for path in _leaves(Params):
        is_declared = any(".".join(path[:n]) in stage.params for n in range(1, len(path) + 1))
        place: Any = view
        try:
            for name in path:
                place = getattr(place, name) if place is not None else None
        except ProgramFaultError:
            assert not is_declared, path
        else:
            assert is_declared, path


def test_what_params_derive_is_derived_from_what_is_declared() -> None:
    assert narrow(_params(), ["areas"]).is_nested
    with pytest.raises(ProgramFaultError, match=r"Params\.areas"):
        _ = narrow(_params(), ["blocs"]).is_nested
    with pytest.raises(ProgramFaultError, match="declares colour, which is no key"):
        narrow(_params(), ["colour"])


def test_a_stage_is_given_the_results_that_it_needs_and_no_others() -> None:
    given = Given(params=_params(), codebook=Codebook.model_validate(codebook_data()), folder=Path(), results={})
    with pytest.raises(ProgramFaultError, match="result of score"):
        given.of("score")


def test_stages_follow_those_that_they_need() -> None:
    names = [stage.name for stage in STAGES]
    assert all(names.index(needed) < names.index(stage.name) for stage in STAGES for needed in (*stage.needs, *stage.uses))
    first, circle = _stage("first", "second"), _stage("second", "first")
    with pytest.raises(ProgramFaultError, match="stage first: it is needed by second"):
        order_stages([first, circle])
    with pytest.raises(ProgramFaultError, match="stage second: it is needed by first"):
        order_stages([first])


def test_a_change_of_any_key_changes_the_keys_of_stages_that_read_it_and_of_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("hash_code", "hash_folder", "_versions"):  # of the program, which stays the same
        monkeypatch.setattr(stage_keys, name, cache(getattr(stage_keys, name)))
    before = keys_of(_params().model_dump(mode="json", by_alias=True), {})
    assert list(before) == [*(stage.name for stage in STAGES), REPORT]
    for path in _leaves(Params):
        data = _params().model_dump(mode="json", by_alias=True)
        place = data
        for name in path[:-1]:
            place[name] = place.get(name) or {}  # a section that is left out
            place = place[name]
        place[path[-1]] = "changed"
        after = keys_of(data, {})
        assert [name for name in after if after[name] != before[name]] == [*_touched(path), REPORT], path


def test_a_change_of_a_file_changes_every_key_and_one_of_the_map_only_that_of_the_page() -> None:
    data = _params().model_dump(mode="json", by_alias=True)
    before = keys_of(data, {"north.csv": "a", "map": "a"})
    assert not set(before.values()) & set(keys_of(data, {"north.csv": "b", "map": "a"}).values())
    other = keys_of(data, {"north.csv": "a", "map": "b"})
    assert [name for name in other if other[name] != before[name]] == [REPORT]


def test_a_file_that_one_stage_reads_changes_its_key_and_those_of_stages_that_need_it(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = replace(_stage("reader"), files=("table",))
    monkeypatch.setattr(stage_keys, "STAGES", (_stage("before"), reader, _stage("after", "reader")))
    data = _params().model_dump(mode="json", by_alias=True)
    before, other, without = (keys_of(data, files) for files in ({"table": "a"}, {"table": "b"}, {}))
    assert [name for name in other if other[name] != before[name]] == ["reader", "after", REPORT]
    assert [name for name in without if without[name] != before[name]] == ["reader", "after", REPORT]


@pytest.mark.parametrize(
    ("start", "places", "others"),
    [
        ("crowdpotential.stages", METHODS, {"errors", "layout", "stopping", "store"}),
        ("crowdpotential.outputs", (*METHODS, *PAGES), {"errors", "stopping"}),
    ],
)
def test_the_keys_know_all_code_that_results_depend_on(start: str, places: Sequence[str], others: set[str]) -> None:
    """Modules that only raise, stop, or write what was computed are no part of what was computed."""
    graph = grimp.build_graph("crowdpotential", cache_dir=None)
    found = graph.find_upstream_modules(start, as_package=start.endswith("stages"))
    known = tuple("crowdpotential." + place.removesuffix(".py").replace("/", ".") for place in places)
    unknown = {module for module in found if not f"{module}.".startswith(tuple(f"{place}." for place in known))}
    assert {module.split(".")[1] for module in unknown if "." in module} == others


def test_every_place_that_keys_know_is_there() -> None:
    assert [place for place in (*METHODS, *PAGES) if not (hashes.PACKAGE / place).exists()] == []


@pytest.mark.parametrize(
    "changed",
    [
        "chapters/areas/ru.toml",
        "chapters/areas/exhibits/levels.py",
        "chapters/areas/exhibits.py",
        "chapters/notebooks.py",
        "report/page.py",
    ],
)
def test_a_changed_word_or_exhibit_changes_the_key_of_the_report_alone(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _keys_changed_by(changed, tmp_path, monkeypatch) == [REPORT]


@pytest.mark.parametrize(
    "changed",
    [
        "chapters/areas/__init__.py",
        "chapters/areas/estimate.py",
        "chapters/areas/estimates/levels.py",
        "results/measures/index.py",
    ],
)
def test_a_changed_estimate_or_registration_changes_every_key(changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _keys_changed_by(changed, tmp_path, monkeypatch) == [*(stage.name for stage in STAGES), REPORT]


def test_no_estimate_depends_on_what_only_shows() -> None:
    graph = grimp.build_graph("crowdpotential", cache_dir=None)
    for module in graph.modules:
        is_in_stage = module.startswith("crowdpotential.stages")
        is_in_chapter = module.startswith("crowdpotential.chapters.") and module.count(".") > 2
        if is_in_stage or (is_in_chapter and not _is_shown_only(module)):
            shown = {found for found in graph.find_upstream_modules(module) if _is_shown_only(found)}
            assert shown == set(), module


def _keys_changed_by(changed: str, package: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Change one file of a program that has no other, and list the stages whose keys follow."""
    monkeypatch.setattr(hashes, "PACKAGE", package)
    path, data = package / changed, _params().model_dump(mode="json", by_alias=True)
    path.parent.mkdir(parents=True)
    path.write_text("before")
    before = keys_of(data, {})
    path.write_text("after")
    after = keys_of(data, {})
    return [name for name in after if after[name] != before[name]]


def _is_shown_only(module: str) -> bool:
    path = module.removeprefix("crowdpotential.").replace(".", "/") + ".py"
    return any(fnmatchcase(path, pattern) for pattern in PAGE_CODE)


def _touched(path: tuple[str, ...]) -> list[str]:
    """List the stages that read a key, and those that need their results, in order."""
    found: list[str] = []
    for stage in STAGES:
        is_read = any(".".join(path[:n]) in stage.params for n in range(1, len(path) + 1))
        if is_read or {*stage.needs, *stage.uses} & set(found):
            found.append(stage.name)
    return found


def _leaves(kind: type[Record], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Walk all keys of params that are no sections themselves."""
    inner = sections_of(kind)
    for name in (field.alias or name for name, field in kind.model_fields.items()):
        if name in inner:
            yield from _leaves(inner[name], (*above, name))
        else:
            yield (*above, name)


def _params() -> Params:
    return build_params(params_data(), name="params.yaml")


def _stage(name: str, *needs: str) -> Stage:
    return Stage(name=name, words=name, params=(), needs=needs, run=STAGES[0].run)


def _write_odd(folder: Path) -> Path:
    """Write a small study whose weights and replicates come with the data, and whose model does not fit."""
    path, yaml = write_study(folder), YAML(typ="safe", pure=True)
    questionnaire = codebook_data()
    for variable in questionnaire["variables"]:
        variable.update({"dimension": SWAPPED[variable["id"]]} if variable["id"] in SWAPPED else {})
    steps = [{"id": "some", "label": words("some"), "when": {"variable": "sex", "op": "eq", "value": 2}}]
    participation = {"steps": steps, "participating": "some", "high_from": 60, "activity": [{"variable": "own"}]}
    questionnaire["variables"].append({"id": "own", "type": "numeric", "wording": words("own")})
    yaml.dump(questionnaire, folder / "questionnaire.yaml")
    yaml.dump({**params_data(), **DELIVERED, "participation": participation}, path)
    for area in AREAS:
        frame = answers(area).assign(own=1.0, RW1=1.0, RW2=1.1, RW3=0.9, RW4=1.0)
        frame.to_csv(folder / f"{area}.csv", index=False)
    return path
