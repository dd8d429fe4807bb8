"""Names of all that a run writes, relative to its output folder.

At the top lies what may be published; everything in `internal/` may not: it holds single respondents, numbers that are hidden on the page,
or paths and params of the study. To publish is to copy everything but that folder.
"""

import re

INTERNAL, FIGURES_FOLDER, NOTEBOOKS_FOLDER = "internal", "figures", "notebooks"
RESULTS, CODEBOOK, MANIFEST = "results.csv", "codebook.json", "manifest.json"
RESPONDENTS = f"{INTERNAL}/respondents.parquet"
RESPONDENTS_SAV = f"{INTERNAL}/respondents.sav"
RESPONDENTS_SPS = f"{INTERNAL}/respondents.sps"
REPLICATE_WEIGHTS = f"{INTERNAL}/replicate_weights.parquet"
CODING = f"{INTERNAL}/coding.xlsx"  # open answers, for coders; only where a study has a frame for them
QUOTATIONS = f"{INTERNAL}/quotations.csv"  # what the page quotes of them; only where coders released answers
EXCLUSIONS, FINDINGS = f"{INTERNAL}/exclusions.csv", f"{INTERNAL}/findings.csv"
FULL_RESULTS = f"{INTERNAL}/results.full.csv"  # every number, nothing hidden, not rounded
RUN = f"{INTERNAL}/run.json"  # what a repeat needs and nobody else may know: params, paths, keys of stages
CACHE = f"{INTERNAL}/cache"  # stage results, lock and draft; safe to delete
UNFINISHED = f"{INTERNAL}/unfinished"  # there while files are put in place, and after a run that was killed meanwhile

PUBLIC_FILES = (RESULTS, CODEBOOK, MANIFEST)  # as the page lists them, before its folders
PUBLIC_FOLDERS = (FIGURES_FOLDER, NOTEBOOKS_FOLDER)
INTERNAL_FILES = (
    RESPONDENTS_SAV,
    RESPONDENTS_SPS,
    RESPONDENTS,
    REPLICATE_WEIGHTS,
    EXCLUSIONS,
    FINDINGS,
    CODING,
    QUOTATIONS,
    FULL_RESULTS,
    RUN,
)
# of versions before what is internal had a folder of its own: they disappear with the next run
FORMER_CACHE, FORMER_CODEBOOK = ".cache", ".cache/codebook.json"
FORMER_FILES = (
    "respondents.sav",
    "respondents.sps",
    "respondents.parquet",
    "replicate_weights.parquet",
    "exclusions.csv",
    "findings.csv",
    FORMER_CODEBOOK,
)
_MADE_BY_A_RUN = re.compile(
    rf"report\.[a-z]{{2}}\.html|(tables|actions)\.[a-z]{{2}}\.xlsx|{INTERNAL}/checks\.[a-z]{{2}}\.xlsx|{FIGURES_FOLDER}/[A-Za-z0-9_.-]+\.(svg|png)|{NOTEBOOKS_FOLDER}/[A-Za-z0-9_.-]+\.ipynb"
)


def page_name(language: str) -> str:
    """Name the report in a language."""
    return f"report.{language}.html"


def tables_name(language: str) -> str:
    """Name the workbook that holds every exhibit, and all results, in a language."""
    return f"tables.{language}.xlsx"


def workbook_name(name: str, language: str) -> str:
    """Name a workbook of a chapter in a language."""
    return f"{name}.{language}.xlsx"


def checks_name(language: str) -> str:
    """Name the workbook of what the checks found and whom they left out, which tells of single respondents."""
    return f"{INTERNAL}/checks.{language}.xlsx"


def picture_names(name: str, language: str, *, is_synthetic: bool) -> tuple[str, str]:
    """Name the files of a picture in a language, SVG and PNG; those of synthetic data say so."""
    stem = f"{FIGURES_FOLDER}/{'SYNTHETIC_' if is_synthetic else ''}{name}.{language}"
    return f"{stem}.svg", f"{stem}.png"


def is_page(name: str) -> bool:
    """Return whether a file is the report in one of its languages."""
    return name.startswith("report.") and name.endswith(".html")


def is_internal(name: str) -> bool:
    """Return whether a file is not to be published."""
    return name.startswith(f"{INTERNAL}/")


def is_made_by_a_run(name: str) -> bool:
    """Return whether a run of this version or an earlier one may have written a file of this name, below its output folder."""
    return name in {*PUBLIC_FILES, *INTERNAL_FILES, *FORMER_FILES} or _MADE_BY_A_RUN.fullmatch(name) is not None
