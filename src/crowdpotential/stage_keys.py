"""Keys of stages: the hash of all that a result depends on, from the data over the params that a stage is given to the code."""

import json
import platform
from collections.abc import Mapping
from fnmatch import fnmatchcase
from importlib import metadata
from typing import Any

from crowdpotential import __version__
from crowdpotential.chapters.registration import Stage
from crowdpotential.chapters.registry import REPORT, STAGES
from crowdpotential.params import take_section
from crowdpotential.store import find_notebooks, hash_bytes, hash_code, hash_folder
from crowdpotential.studies import Study

METHODS = (  # places of the package that a number may depend on
    "stats",
    "ingest",
    "index",
    "compare",
    "codebook",
    "conditions",
    "contracts.py",
    "disclosure/few.py",
    "params",
    "results",
    "designs.py",
    "formulas.py",
    "chapters",
    "stages",
    "letters.py",
    "quoting.py",
    "validation.py",
    "verdicts.py",
    "yaml12",
)
PAGE_CODE = (  # and what stands among them and only shows: words, exhibits, notebooks
    "*.toml",
    "chapters/*/exhibits.py",
    "chapters/*/exhibits/*",
    "chapters/notebooks.py",
    "chapters/__main__.py",
)
PAGES = (  # and what else the files of a run depend on
    "chapters",
    "exhibits",
    "report",
    "views",
    "disclosure",
    "store",
    "formulas.py",
    "geojson.py",
    "layout.py",
    "outputs.py",
    "pipeline.py",
)
FOR_PAGES = ("map", "sources", "actions", "actions_ru", "actions_en")  # reference files that no number depends on
DEPENDENCIES = (
    "numpy",
    "scipy",
    "pandas",
    "statsmodels",
    "pingouin",
    "factor_analyzer",
    "matplotlib",
    "numba",
    "papermill",
    "pyarrow",
    "pydantic",
    "pymorphy3",
    "pymorphy3-dicts-ru",
    "pyreadstat",
    "seaborn",
)


def stage_keys(study: Study) -> dict[str, str]:
    """Return the hash of all that the result of each stage depends on, and that of the report."""
    return keys_of(study.params.model_dump(mode="json", by_alias=True), {**study.data_hashes, **study.reference_hashes})


def keys_of(params: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, str]:
    """Return the key of each stage, and of the report.

    Args:
        params: all sections as plain data.
        files: the hash of each file of the study.
    """
    methods = hash_code(*METHODS, without=PAGE_CODE) + json.dumps(_versions())
    own = {name for stage in STAGES for name in _files_of(stage, files)}
    shared = [f"{name}={digest}" for name, digest in files.items() if name not in {*FOR_PAGES, *own}]
    keys: dict[str, str] = {}
    for stage in STAGES:
        # keys in their order: that of areas and sides is the direction of contrasts and the order of rows
        sections = json.dumps([take_section(params, name) for name in stage.params], ensure_ascii=False)
        alone = [f"{name}={files[name]}" for name in _files_of(stage, files)]
        keys[stage.name] = _hash(sections, methods, *shared, *alone, *(keys[name] for name in (*stage.needs, *stage.uses)))
    pages = hash_code(*PAGES) + hash_folder(find_notebooks())
    maps = [files.get(name, "") for name in FOR_PAGES]
    keys[REPORT] = _hash(json.dumps(params, ensure_ascii=False), pages, *maps, *keys.values())
    return keys


def _files_of(stage: Stage, files: Mapping[str, str]) -> list[str]:
    """Name the files that no other stage reads; those of several questions have one pattern."""
    return [name for pattern in stage.files for name in files if fnmatchcase(name, pattern)]


def describe_program() -> dict[str, str]:
    """State by which program, Python and packages a report is made, and from which files of the program."""
    return {
        "crowdpotential": __version__,
        "python": platform.python_version(),
        **_versions(),
        "code": hash_code(""),
    }


def _hash(*parts: str) -> str:
    return hash_bytes(*(part.encode() for part in parts))


def _versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in DEPENDENCIES}
