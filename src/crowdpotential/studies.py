"""One study as read from the disk: params, codebook, and the hashes of all that they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crowdpotential.agreement import require_agreement, require_languages
from crowdpotential.codebook import Codebook, load_codebook
from crowdpotential.errors import Faults, ParamsError, ReadError, is_there, real_path
from crowdpotential.geojson import read_features, refuse_unmapped
from crowdpotential.ingest.action_tables import load_actions, load_edited
from crowdpotential.ingest.coded_answers import load_coded
from crowdpotential.ingest.coding_frames import load_frame
from crowdpotential.ingest.events import event_findings, read_event
from crowdpotential.ingest.expert_matches import match_statements, weight_faults
from crowdpotential.ingest.expert_weights import weigh_dimensions
from crowdpotential.ingest.experts import need_enough, read_panel
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.panel_account import panel_findings
from crowdpotential.ingest.platform_logs import log_findings, read_logs
from crowdpotential.ingest.platforms import read_platforms
from crowdpotential.ingest.sources import Source, load_sources
from crowdpotential.ingest.titles import name_file
from crowdpotential.ingest.yardsticks import read_yardsticks, what_is_known
from crowdpotential.params import Params, build_params, read_params
from crowdpotential.quoting import words_of
from crowdpotential.store import hash_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One study as read from the disk, with the hashes of all that a run depends on."""

    params: Params
    codebook: Codebook
    params_path: Path
    folder: Path
    changes: tuple[str, ...]  # keys changed on the command line
    data_hashes: Mapping[str, str]
    reference_hashes: Mapping[str, str]  # questionnaire, margins, map, ...
    reference_paths: Mapping[str, str]  # of the same files
    findings: tuple[Finding, ...]  # of forms beside the answers: how they were read, and whom they leave out


def load_study(params_path: Path, changes: Sequence[str] = (), *, looks_beside: bool = True) -> Study:
    """Read params and codebook and hash every file that they name.

    Args:
        params_path: of the study.
        changes: "key=value" in the place of what params.yaml says.
        looks_beside: whether tables and forms beside the answers are looked at for faults; who makes nothing of them does not wait for it.

    Raises:
        MissingFileError: one of the files is not there.
        ParamsError, CodebookError: they contradict themselves or each other; several faults are told together.
    """
    raw, faults = read_params(params_path, changes), Faults()
    folder = real_path(params_path).parent
    with faults.collected():
        params = build_params(raw, name=params_path.name)
    if questionnaire := _named_questionnaire(raw):
        with faults.collected():
            codebook = load_codebook(folder / questionnaire)
    faults.raise_any()
    with faults.collected():
        require_agreement(params, codebook)
    findings = _look_beside(params, codebook, folder, faults) if looks_beside else []
    if looks_beside and params.report.map is not None and is_there(folder / params.report.map):
        with faults.collected():
            keys = {name: area.map_key for name, area in params.areas.items()}
            refuse_unmapped(read_features(folder / params.report.map), keys, Path(params.report.map).name)
    data_hashes, reference_hashes = dict[str, str](), dict[str, str]()
    words = words_of([*params.areas, *params.blocs])
    for place, file in enumerate(params.data, start=1):
        name = name_file(file, place, words)
        with faults.collected():
            called = "" if file.path.endswith(name) else name
            data_hashes[file.path] = hash_file(folder / file.path, called=called)
    for role, path in reference_files(params).items():
        with faults.collected():
            reference_hashes[role] = hash_file(folder / path)
    faults.raise_any()
    return Study(
        params=settle_panel_weights(params, folder),
        codebook=codebook,
        params_path=params_path,
        folder=folder,
        changes=tuple(changes),
        data_hashes=data_hashes,
        reference_hashes=reference_hashes,
        reference_paths=reference_files(params),
        findings=tuple(findings),
    )


def reference_files(params: Params) -> dict[str, str]:
    """Name the files beside the answers that a study is made from, by what they are for; paths start from its folder."""
    named = {
        "questionnaire": params.study.questionnaire,
        "margins": params.weighting.margins,
        "means": params.weighting.means,
        "nonresponse": params.design.nonresponse.counts if params.design.nonresponse else None,
        "yardsticks": params.yardsticks.file if params.yardsticks else None,
        "platforms": params.platforms.file if params.platforms else None,
        "map": params.report.map,
        "sources": params.report.sources,
    }
    if params.mechanism is not None:
        named |= {"actions": params.mechanism.actions}
        named |= {f"actions_{language}": path for language, path in params.mechanism.edited.items()}
    for variable, spec in (params.open_answers or {}).items():
        named |= {f"frame_of_{variable}": spec.frame, f"coded_of_{variable}": spec.coded}
    if params.platforms is not None and params.platforms.log is not None:
        named |= {f"platforms: log {number}": path for number, path in enumerate(params.platforms.log.files, start=1)}
    if params.experts is not None:
        named |= params.experts.form.files("experts")
    for name, event in (params.events or {}).items():
        named |= event.form.files(f"event {name}")
    return {name: path for name, path in named.items() if path is not None}


def list_inputs(study: Study) -> dict[str, Path]:
    """List every file that a study names, by what it is for; the params first."""
    params = study.params
    named = reference_files(params) | {f"file {number} of data": file.path for number, file in enumerate(params.data, start=1)}
    if params.study.simulation is not None:
        named["simulation"] = params.study.simulation
    return {"params": study.params_path, **{name: study.folder / path for name, path in named.items()}}


def refuse_changed(study: Study) -> None:
    """Refuse to keep what was read of files that are no longer those that were hashed. Raises ReadError."""
    hashed = {**study.data_hashes, **{study.reference_paths[k]: v for k, v in study.reference_hashes.items()}}
    changed = [place for place, digest in hashed.items() if hash_file(study.folder / place) != digest]
    if changed:
        msg = f"{len(changed)} files of the study were changed while they were read; run again when nobody writes to them"
        raise ReadError(msg)


def _look_beside(params: Params, codebook: Codebook, folder: Path, faults: Faults) -> list[Finding]:
    """Collect the faults of tables and forms beside the answers, so that nobody waits for the stage that reads them; list what is odd."""
    findings = list[Finding]()
    sources: Mapping[str, Source] = {}
    if params.report.sources is not None:
        with faults.collected():
            sources = load_sources(folder / params.report.sources)
            for code, source in sources.items():
                require_languages(source, params.report.languages, f"{params.report.sources}: {code}")
    if params.yardsticks is not None and is_there(folder / params.yardsticks.file):  # a missing file is told with all that are
        with faults.collected():
            read_yardsticks(folder / params.yardsticks.file, what_is_known(params, codebook, sources))
    if params.platforms is not None and is_there(folder / params.platforms.file):
        with faults.collected():
            platforms = read_platforms(folder / params.platforms.file, params, sources)
            if params.platforms.log is not None:
                found = read_logs([folder / path for path in params.platforms.log.files], platforms)
                findings += log_findings(found, params.report.suppress_below)
    _refuse_actions(params, codebook, folder, faults)
    for variable, open_question in (params.open_answers or {}).items():
        with faults.collected():
            themes = load_frame(folder / open_question.frame, open_question, params)
            if open_question.coded is not None:
                load_coded(folder / open_question.coded, variable, [theme.key for theme in themes])
    with faults.collected():
        findings += _look_at_experts(params, codebook, folder, faults)
    for name, event in (params.events or {}).items():
        with faults.collected():
            gathered = read_event(folder, name, event)
            findings += event_findings(name, gathered)
            require_languages(gathered.codebook, params.report.languages, gathered.codebook.id)
    return findings


def settle_panel_weights(params: Params, folder: Path) -> Params:
    """Fill in the weights of dimensions that index and sensitivity take from the panel of experts; other params come back as they are.

    Raises:
        ParamsError: too few experts weight the dimensions.
        CrowdpotentialError: what is wrong with the form, as for `read_panel`.
    """
    sections = {
        name: section
        for name, section in (("given_index", params.given_index), ("sensitivity", params.sensitivity))
        if section is not None and section.expert is not None and section.expert.panel
    }
    experts = params.experts
    if not sections or experts is None or experts.weights is None:
        return params
    told = need_enough(experts, params.report)
    shares = weigh_dimensions(read_panel(folder, told), told, experts.weights).shares
    if not shares:
        named = ", ".join(name.removeprefix("given_") for name in sections)
        msg = f"{named}.expert: panel is true, but fewer than {told.fewest} experts weight the dimensions; ask more, or give weights"
        raise ParamsError(msg)
    filled = {
        name: section.model_copy(update={"expert": section.expert.model_copy(update={"dimensions": shares})})
        for name, section in sections.items()
        if section.expert is not None
    }
    return params.model_copy(update=filled)


def _look_at_experts(params: Params, codebook: Codebook, folder: Path, faults: Faults) -> list[Finding]:
    """Collect what contradicts itself in the form of the experts, its answers, the survey and params; list what is odd of it."""
    if params.experts is None:
        return []
    experts = need_enough(params.experts, params.report)
    for fault in weight_faults(experts, params.dimensions):
        faults.add(ParamsError(fault))
    panel = read_panel(folder, experts)
    with faults.collected():
        require_languages(panel.codebook, params.report.languages, panel.codebook.id)
    weighed, findings = None, list[Finding]()
    if experts.weights is not None:
        with faults.collected():
            weighed = weigh_dimensions(panel, experts, experts.weights)
            _ = weighed.shares  # a mean that cannot bear what experts gave is refused
    with faults.collected():
        matched = match_statements(experts, panel.codebook, codebook)
        findings += panel_findings(panel, experts, weighed, matched)
    return findings


def _refuse_actions(params: Params, codebook: Codebook, folder: Path, faults: Faults) -> None:
    """Read the tables of actions for their faults; what keeps the variables from being found is told already."""
    spec, asked = params.mechanism, params.obstacles
    if spec is None or asked is None or asked.barriers not in codebook.by_id:
        return
    if is_there(folder / spec.actions):
        with faults.collected():
            load_actions(folder / spec.actions, params, codebook)
    for path in (path for path in spec.edited.values() if is_there(folder / path)):
        with faults.collected():
            load_edited(folder / path, params)


def _named_questionnaire(raw: Mapping[str, Any]) -> str | None:
    """Find the questionnaire in params that may have faults, so that its own are told in the same go."""
    study = raw.get("study")
    named = study.get("questionnaire") if isinstance(study, dict) else None
    return named if isinstance(named, str) else None
