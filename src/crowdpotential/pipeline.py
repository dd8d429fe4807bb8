"""A run: the stages in order, each only if something that it depends on has changed; then the files, all or none.

A stage's key is the hash of the data, the codebook, the params that it uses, the code, and the keys of the stages before it. So a second
run with nothing changed recomputes nothing, and a change of the report's params does not touch the index.
"""

import ctypes
import gc
import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from crowdpotential.chapters.registration import Given, Stage
from crowdpotential.chapters.registry import REPORT, list_stages
from crowdpotential.codebook import load_codebook
from crowdpotential.errors import ParamsError, ProgramFaultError, real_path
from crowdpotential.layout import CODEBOOK, MANIFEST, RUN, is_internal
from crowdpotential.params import load_params, narrow
from crowdpotential.stage_keys import describe_program, stage_keys
from crowdpotential.store import (
    Cache,
    StageData,
    draft_folder,
    hash_bytes,
    hash_file,
    locked,
    publish,
    read_manifest,
    read_run,
    refuse_foreign,
    refuse_overlap,
    refuse_real_survey,
    write_survey,
)
from crowdpotential.studies import Study, list_inputs, load_study, refuse_changed

Tell = Callable[[str], None]
WRITING = "writing the report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run did."""

    manifest: Mapping[str, Any]  # what may be published of it
    run: Mapping[str, Any]  # what a repeat needs besides
    n_computed: int  # stages that had to run


def run_report(
    params_path: Path,
    output: Path,
    *,
    changes: Sequence[str] = (),
    tell: Tell = print,
    created: str | None = None,
) -> Outcome:
    """Run the main job: from the answers to the report.

    Args:
        params_path: the study.
        output: everything is written below this folder.
        changes: "key=value" in the place of what params.yaml says.
        tell: takes one line per step, for whoever waits.
        created: when the report that is repeated was made, whose year stands on the page; now if None.

    Raises:
        OutputForeignError: the output would lie on inputs, the program, or files that no run has written; nothing was computed.
        OutputLockedError: another run is writing there, or the disk refuses.
    """
    output = real_path(output)
    study = load_study(real_path(params_path), changes)
    refuse_overlap(output, list_inputs(study))
    refuse_foreign(output)
    keys = stage_keys(study)
    with locked(output):
        if _is_done(study, output, keys):
            tell("nothing has changed: the report is up to date")
            return Outcome(manifest=read_manifest(output), run=read_run(output), n_computed=0)
        return _compute(study, output, keys, tell, created or datetime.now(UTC).isoformat(timespec="seconds"))


def check_study(params_path: Path, *, changes: Sequence[str] = ()) -> StageData:
    """Read and check params, codebook, margins and data; the findings are a frame of the result."""
    from crowdpotential.ingest.coded_answers import try_codes  # noqa: PLC0415
    from crowdpotential.ingest.findings import findings_frame, join_findings  # noqa: PLC0415 a second of imports that an unchanged study never needs
    from crowdpotential.stages import sample  # noqa: PLC0415
    from crowdpotential.stages.frames import main_sample  # noqa: PLC0415

    study = load_study(params_path, changes)
    prepared = sample.prepare(study.params, study.codebook, study.folder)
    findings = sample.try_out(study.params, study.codebook, study.folder, prepared)
    try_codes(study.params, main_sample(prepared), study.folder)
    of_forms = findings_frame(study.findings, is_synthetic=study.params.study.synthetic)
    return replace(prepared, frames={**prepared.frames, "findings": join_findings(findings, of_forms)})


def run_stage(stage: Stage, study: Study, results: Mapping[str, StageData]) -> StageData:
    """Compute a stage from what it declares, and nothing else.

    Args:
        stage: one of a chapter.
        study: as read from the disk.
        results: of the stages before it.
    """
    given = Given(
        params=narrow(study.params, stage.params),
        codebook=study.codebook,
        folder=study.folder,
        results={name: results[name] for name in (*stage.needs, *stage.uses) if name in results},
    )
    made = stage.run(given)
    if stage.opens_files:
        refuse_changed(study)
    return made


def run_simulation(params_path: Path, *, into: Path | None, seed: int | None) -> tuple[str, ...]:
    """Make the synthetic survey of a study, with its truth beside it; give the names of the files.

    Args:
        params_path: a study with a plan of simulation.
        into: folder to write below; by default the study's own.
        seed: by default that of the study.

    Raises:
        ParamsError: the study has no plan of simulation, or is not declared synthetic.
    """
    from crowdpotential.field.simulation import file_names, simulate, truth_as_text, truth_name  # noqa: PLC0415
    from crowdpotential.field.simulation_plan import load_simulation  # noqa: PLC0415
    from crowdpotential.ingest.margin_tables import load_margins  # noqa: PLC0415

    params = load_params(params_path)
    folder = real_path(params_path).parent
    simulation, controls = params.study.simulation, params.weighting.margins
    if not (params.study.synthetic and params.is_nested) or simulation is None or controls is None:
        msg = (
            f"{params_path.name}: a simulation needs study.synthetic true, study.simulation, weighting.margins, and areas that "
            "name their bloc"
        )
        raise ParamsError(msg)
    codebook = load_codebook(folder / params.study.questionnaire)
    margins = load_margins(
        folder / controls,
        areas=params.areas,
        blocs=tuple(params.blocs),
        variables=params.weighting.variables,
        codebook=codebook,
    )
    plan = load_simulation(folder / simulation)
    target, truth = into or folder, truth_name(params)
    refuse_real_survey(target, file_names(params, plan), truth=truth)
    forms = {name: load_codebook(folder / event.form.questionnaire) for name, event in (params.events or {}).items()}
    made = simulate(codebook, params, plan, margins=margins, seed=params.seed if seed is None else seed, forms=forms)
    listed = {name: hashlib.sha256(content).hexdigest() for name, content in made.files.items()}
    text = truth_as_text({**made.truth, "files": listed})
    write_survey(target, {**made.files, truth: text.encode("utf-8")}, truth=truth)
    return tuple(sorted({*made.files, truth}))


def _compute(study: Study, output: Path, keys: Mapping[str, str], tell: Tell, created: str) -> Outcome:
    from crowdpotential import outputs  # noqa: PLC0415 seconds of imports that an unchanged study never needs

    refuse_foreign(output, outputs.possible_names(study.params))
    times = list[dict[str, Any]]()
    results = _run_stages(study, output, keys, tell, times)
    n_steps = 1 + len(list_stages(study.params))
    tell(f"[{n_steps}/{n_steps}] {WRITING}")
    started = time.perf_counter()
    manifest, run = _describe(study, keys, results, times, created), _record(study, output, keys)

    @cache
    def tables() -> dict[str, bytes]:
        made = outputs.table_files(study.params, study.codebook, results, tell=tell)
        results.clear()  # what follows reads the tables alone, in kernels that need the memory
        _give_back_memory()
        return {**made, CODEBOOK: study.codebook.model_dump_json(by_alias=True).encode()}

    draft = {**run, "study_folder": _relative(study.folder, draft_folder(output))}  # the notebooks read it there
    pages = outputs.page_files(output, lambda: {**tables(), MANIFEST: _json(manifest), RUN: _json(draft)}, tell=tell)
    times.append({"name": REPORT, "seconds": round(time.perf_counter() - started, 3), "cached": False})
    files = {**tables(), **pages}
    hashes = {name: hash_bytes(content) for name, content in sorted(files.items())}
    manifest["files"] = {name: digest for name, digest in hashes.items() if not is_internal(name)}
    run["files"] = hashes  # of both, so that either file alone says what is the program's own
    record = _json(run)
    manifest["record"] = hash_bytes(record)  # so that nobody changes it unseen either
    publish(output, {**files, RUN: record, MANIFEST: _json(manifest)})
    return Outcome(manifest=manifest, run=run, n_computed=sum(not entry["cached"] for entry in times))


def _run_stages(study: Study, output: Path, keys: Mapping[str, str], tell: Tell, times: list[dict[str, Any]]) -> dict[str, StageData]:
    """Return the result of each stage, from the cache or computed; their times are added."""
    stored, stages, results = Cache(output), list_stages(study.params), dict[str, StageData]()
    for number, stage in enumerate(stages, start=1):
        started = time.perf_counter()
        kept = stored.load(stage.name, keys[stage.name])
        cached = kept is not None
        tell(f"[{number}/{1 + len(stages)}] {stage.words}{' (as before)' if cached else ''}")
        if kept is None:
            stored.save(stage.name, keys[stage.name], run_stage(stage, study, results))
            kept = stored.load(stage.name, keys[stage.name])
        if kept is None:
            msg = f"stage {stage.name}: its result is not on the disk as it was written"
            raise ProgramFaultError(msg)
        results[stage.name] = kept
        times.append({"name": stage.name, "seconds": round(time.perf_counter() - started, 3), "cached": cached})
    return results


def _give_back_memory() -> None:
    """Return to the system what stages no longer need; its allocators would keep it for later."""
    import pyarrow as pa  # noqa: PLC0415 loaded by now

    gc.collect()
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError, TypeError):  # only the C library of GNU has it
        ctypes.CDLL(None).malloc_trim(0)


def _describe(
    study: Study,
    keys: Mapping[str, str],
    done: Mapping[str, StageData],
    times: list[dict[str, Any]],
    created: str,
) -> dict[str, Any]:
    """State what the output was made of, in words that may be published: inputs by what they are for and by hash."""
    from crowdpotential.outputs import describe_replicates  # noqa: PLC0415 seconds of imports, loaded by now

    params, program = study.params, describe_program()
    return {
        "manifest_id": keys[REPORT][:8],
        "study": params.study.id,
        "synthetic": params.study.synthetic,
        "created": created,
        "versions": {name: text for name, text in program.items() if name != "code"},
        "seed": params.seed,
        "replicates": describe_replicates(done),
        "data": [{"role": "data", "sha256": digest} for digest in study.data_hashes.values()],
        "reference": dict(study.reference_hashes),
        "params_sha256": hash_file(study.params_path),
        "code": program["code"],
        "stages": times,
    }


def _record(study: Study, output: Path, keys: Mapping[str, str]) -> dict[str, Any]:
    """Keep what a repeat needs besides; paths and conditions may tell of single people."""
    return {
        "manifest_id": keys[REPORT][:8],
        "study_folder": _relative(study.folder, output),
        "params_file": study.params_path.name,
        "data": [{"path": path, "sha256": digest} for path, digest in study.data_hashes.items()],
        "changes": list(study.changes),
        "keys": dict(keys),
        "params": study.params.model_dump(mode="json", by_alias=True),
    }


def _is_done(study: Study, output: Path, keys: Mapping[str, str]) -> bool:
    """Return whether the output was made of the same, as its records say, and every file is still what it was.

    A remark in the file of params, or a folder that was moved, changes no number; but the page and the records name the one, and whoever
    repeats the report goes by the other.
    """
    manifest, run, record = read_manifest(output), read_run(output), _record(study, output, keys)
    public, files = manifest.get("files"), run.get("files")
    if {name: run.get(name) for name in record} != json.loads(_json(record)):
        return False
    if (manifest.get("manifest_id"), manifest.get("params_sha256")) != (
        record["manifest_id"],
        hash_file(study.params_path),
    ):
        return False
    if not isinstance(files, dict) or public != {n: d for n, d in files.items() if not is_internal(n)}:
        return False
    return all((output / name).is_file() and hash_bytes((output / name).read_bytes()) == digest for name, digest in files.items())


def _relative(folder: Path, output: Path) -> str:
    try:
        return Path(os.path.relpath(folder, real_path(output))).as_posix()
    except ValueError:  # another drive on Windows
        return folder.as_posix()


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8")
