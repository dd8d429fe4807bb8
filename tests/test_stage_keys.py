"""What a stage reads of params is in its key, or in that of a stage before it: else an old result would pass for a new one."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import grimp
import pytest
from small_study import write_study

from crowdpotential import outputs, stages
from crowdpotential.codebook import Record
from crowdpotential.params import Params
from crowdpotential.pipeline import run_report
from crowdpotential.stage_keys import METHODS, PAGES, USED

NAMES = {
    "prepare": "prepare",
    "weight": "weight",
    "score": "score",
    "compare": "compare",
    "examine": "sensitivity",
}
CHANGES = ("sensitivity.normalisation=[bounds, z]", "comparison.group_by=[sex]")


@pytest.fixture
def reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Run a small study; collect section.key of everything that each stage reads of params."""
    found: dict[str, set[str]] = {}
    running: list[str] = []

    def watch(section: type[Record], prefix: str) -> None:
        def read(record: Record, name: str) -> object:
            value = object.__getattribute__(record, name)
            is_section = section is Params and isinstance(value, Record)  # its own keys are watched
            if running and name in section.model_fields and not is_section:
                found.setdefault(running[-1], set()).add(prefix + name)
            return value

        monkeypatch.setattr(section, "__getattribute__", read)

    def run_as(name: str, stage: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: object) -> object:
            running.append(name)
            try:
                return stage(*arguments)
            finally:
                running.pop()

        return run

    watch(Params, "")
    for section, kind in _sections():
        watch(kind, f"{section}.")
    for function, name in NAMES.items():
        monkeypatch.setattr(stages, function, run_as(name, getattr(stages, function)))
    monkeypatch.setattr(outputs, "page_files", lambda *_args, **_options: {"report.en.html": b"page"})
    run_report(write_study(tmp_path), tmp_path / "out", changes=CHANGES, tell=lambda _line: None)
    return found


def test_every_stage_names_what_it_reads_of_params(reads: dict[str, set[str]]) -> None:
    named: set[str] = set()
    unnamed: dict[str, list[str]] = {}
    assert set(reads) == set(NAMES.values())
    for stage in NAMES.values():
        named |= set(USED[stage])
        unnamed[stage] = sorted(key for key in reads[stage] if not {key, key.split(".")[0]} & named)
    assert unnamed == {stage: [] for stage in NAMES.values()}


def _sections() -> Iterator[tuple[str, type[Record]]]:
    """List the sections of params that are records with keys of their own."""
    for name, field in Params.model_fields.items():
        kinds = getattr(field.annotation, "__args__", (field.annotation,))
        yield from ((name, kind) for kind in kinds if isinstance(kind, type) and issubclass(kind, Record))


@pytest.mark.parametrize(
    ("start", "places", "others"),
    [
        ("crowdpotential.stages", METHODS, {"errors", "formulas", "layout", "stopping", "store"}),
        ("crowdpotential.outputs", (*METHODS, *PAGES), {"errors", "stopping"}),
    ],
)
def test_the_keys_know_all_code_that_results_depend_on(
    start: str, places: Sequence[str], others: set[str]
) -> None:
    """Modules that only raise, stop, or write what was computed are no part of what was computed."""
    graph = grimp.build_graph("crowdpotential", cache_dir=None)
    found = graph.find_upstream_modules(start, as_package=start.endswith("stages"))
    rooms = {module.split(".")[1] for module in found if "." in module}
    assert rooms - {place.removesuffix(".py") for place in places} == others
