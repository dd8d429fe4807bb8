"""What each stage of a run reads of params, collected while it runs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import UnionType
from typing import Union, get_args, get_origin

import pytest

from crowdpotential import pipeline
from crowdpotential.chapters.registration import Stage
from crowdpotential.codebook import Record
from crowdpotential.params import Params
from crowdpotential.store import StageData
from crowdpotential.studies import Study

Reads = dict[str, set[str]]  # stage -> sections, and keys of sections as section.key


@contextmanager
def collected_reads() -> Iterator[Reads]:
    """Watch all stages that run in the block."""
    found: Reads = {}
    running: list[str] = []
    run_stage = pipeline.run_stage

    def watch(patch: pytest.MonkeyPatch, section: type[Record], prefix: str) -> None:
        def read(record: Record, name: str) -> object:
            value = object.__getattribute__(record, name)
            is_section = section is Params and isinstance(value, Record)  # its own keys are watched
            if running and name in section.model_fields and not is_section:
                found.setdefault(running[-1], set()).add(prefix + (section.model_fields[name].alias or name))
            return value

        patch.setattr(section, "__getattribute__", read)

    def run(stage: Stage, study: Study, results: Mapping[str, StageData]) -> StageData:
        running.append(stage.name)
        try:
            return run_stage(stage, study, results)
        finally:
            running.pop()

    with pytest.MonkeyPatch.context() as patch:
        watch(patch, Params, "")
        for section, kind in sections_of(Params).items():
            watch(patch, kind, f"{section}.")
        patch.setattr(pipeline, "run_stage", run)
        yield found


def sections_of(kind: type[Record]) -> Mapping[str, type[Record]]:
    """List the keys of a record that are records themselves, if only sometimes."""
    return {
        field.alias or name: inner
        for name, field in kind.model_fields.items()
        for inner in (get_args(field.annotation) if _is_union(field.annotation) else (field.annotation,))
        if isinstance(inner, type) and issubclass(inner, Record)
    }


def _is_union(annotation: object) -> bool:
    return get_origin(annotation) in {Union, UnionType}
