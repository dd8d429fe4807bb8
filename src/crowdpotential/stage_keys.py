"""Keys of stages: the hash of all that a result depends on, from the data over the params that a stage reads to the code."""

import json
import platform
from collections.abc import Mapping
from importlib import metadata
from typing import Any

from crowdpotential import __version__
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
    "params",
    "results.py",
    "designs.py",
    "stages",
    "letters.py",
    "quoting.py",
    "validation.py",
    "verdicts.py",
    "yaml12.py",
)
PAGES = (  # and what else the files of a run depend on
    "report",
    "disclosure",
    "store",
    "formulas.py",
    "geojson.py",
    "layout.py",
    "outputs.py",
    "pipeline.py",
)
USED: Mapping[str, tuple[str, ...]] = {  # sections of params that a stage reads
    "prepare": (
        "study.synthetic",
        "data",
        "areas",
        "blocs",
        "cleaning",
        "design.samples",
        "design.strata",
        "design.base_weight",
        "design.base_weight_variable",
        "design.nonresponse",
        "weighting.method",
        "weighting.margins",
        "weighting.within",
        "weighting.variables",
        "weighting.bloc_variables",
        "weighting.means",
        "replicates.columns",
        "replicates.number",
        "report.suppress_below",
    ),
    "weight": (
        "areas",
        "design",
        "weighting",
        "replicates",
        "seed",
        "report.suppress_below",
        "report.min_count",
    ),
    "score": (
        "index",
        "comparability.estimator",
        "comparability.exact_fit_level",
        "comparability.min_cfi",
        "comparability.max_rmsea",
        "comparability.max_rmsea_dimension",
        "comparability.max_srmr",
        "comparability.negligible_srmr",
        "comparison.confidence_level",
        "comparison.interval",
        "comparison.min_respondents_for_ranks",
        "areas",
        "seed",
    ),
    "compare": ("index", "comparability", "comparison", "blocs", "areas", "seed", "report.suppress_below"),
    "sensitivity": ("index", "sensitivity", "comparison", "blocs", "areas", "seed"),
    "report": ("study", "report", "sensitivity", "comparability", "comparison", "blocs", "areas"),
}
FOR_PAGES = ("map", "sources")  # reference files that no number depends on
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
    "pyreadstat",
    "seaborn",
)


def stage_keys(study: Study) -> dict[str, str]:
    """Give each stage the hash of all that its result depends on."""
    dump = study.params.model_dump(mode="json", by_alias=True)
    methods = hash_code(*METHODS) + json.dumps(_versions())
    pages = hash_code(*PAGES) + hash_folder(find_notebooks())
    keys: dict[str, str] = {}
    before = hash_bytes(
        *(
            f"{k}={v}".encode()
            for k, v in {**study.data_hashes, **study.reference_hashes}.items()
            if k not in FOR_PAGES
        )
    )
    for stage, sections in USED.items():
        # keys in their order: that of areas and sides is the direction of contrasts and the order of rows
        used = json.dumps([_section(dump, name) for name in sections], ensure_ascii=False)
        own = (
            pages + "".join(study.reference_hashes.get(name, "") for name in FOR_PAGES)
            if stage == "report"
            else methods
        )
        before = keys[stage] = hash_bytes(before.encode(), used.encode(), own.encode())
    return keys


def describe_program() -> dict[str, str]:
    """Say by which program, Python and packages a report is made, and from which files of the program."""
    return {
        "crowdpotential": __version__,
        "python": platform.python_version(),
        **_versions(),
        "code": hash_code(""),
    }


def _section(dump: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 a params tree holds anything
    place: Any = dump
    for part in name.split("."):
        place = place[part]
    return place


def _versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in DEPENDENCIES}
