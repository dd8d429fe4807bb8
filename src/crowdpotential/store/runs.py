"""What a run has written, found again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.contracts import RESULT_COLUMNS
from crowdpotential.errors import MissingFileError, OutputLockedError
from crowdpotential.formulas import unmask_table
from crowdpotential.layout import CODEBOOK, EXCLUSIONS, FINDINGS, INTERNAL, MANIFEST, QUOTATIONS, RESULTS, RUN
from crowdpotential.params import Params, build_params
from crowdpotential.store.hashes import PACKAGE
from crowdpotential.store.journal import is_unfinished
from crowdpotential.store.locking import settle, switch_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run, as the notebooks and the report read it."""

    results: pd.DataFrame  # RESULTS
    findings: pd.DataFrame  # FINDINGS
    exclusions: pd.DataFrame  # EXCLUSIONS
    params: Params
    codebook: Codebook
    manifest: Mapping[str, Any]
    output: Path
    study_folder: Path


def open_run(output: Path | str) -> Run:
    """Load what a run has written.

    Raises:
        MissingFileError: the folder holds no finished run, only what may be published of one, or one that was changed by hand.
        OutputLockedError: a run is putting its files in place.
    """
    folder = Path(output)
    settle(folder)
    if not (folder / MANIFEST).is_file():
        msg = f"{folder.as_posix()}: no finished run there; run the main job first (python run.py report)"
        raise MissingFileError(msg)
    if not (folder / RUN).is_file():
        msg = (
            f"{folder.as_posix()}: only the public part of a run, without its folder {INTERNAL}; open the folder that the run "
            "has written, or run the main job again (python run.py report)"
        )
        raise MissingFileError(msg)
    try:
        found = _load(folder, folder.resolve(), _stamp(folder))
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{folder.as_posix()}: the files there are not as a run has left them; run the main job again (python run.py report)"
        raise MissingFileError(msg) from error
    if is_unfinished(switch_of(folder)) or json.loads((folder / MANIFEST).read_bytes()) != found.manifest:
        msg = f"{folder.as_posix()}: a run puts new files in place; wait for it and open them again"
        raise OutputLockedError(msg)
    return found


def read_quotations(output: Path) -> pd.DataFrame:
    """Return the answers that a run quotes: question, theme, answer; none where coders released none."""
    path = output / QUOTATIONS
    if not path.is_file():
        return pd.DataFrame(columns=["question", "theme", "answer"], dtype="str")
    return unmask_table(pd.read_csv(path, dtype="str", keep_default_na=False))


def find_notebooks() -> Path:
    """Find the notebooks: inside the installed package, or at the top of a checkout."""
    packaged = Path(str(resources.files("crowdpotential"))) / "notebooks"
    if packaged.is_dir():
        return packaged
    checkout = PACKAGE.parents[1] / "notebooks"
    if checkout.is_dir():
        return checkout
    msg = "the notebooks are missing from this installation; install crowdpotential again"
    raise MissingFileError(msg)


def _stamp(folder: Path) -> tuple[tuple[int, int, int], ...]:
    """Report the files of a run from those of another."""
    found = [(folder / name).stat() for name in (MANIFEST, RUN, RESULTS, FINDINGS, EXCLUSIONS, CODEBOOK)]
    return tuple((one.st_ino, one.st_mtime_ns, one.st_size) for one in found)


@lru_cache(maxsize=1)  # a kernel opens the same run for one notebook after the other
def _load(folder: Path, _place: Path, _files: tuple[tuple[int, int, int], ...]) -> Run:
    manifest, run = (json.loads((folder / name).read_text(encoding="utf-8")) for name in (MANIFEST, RUN))
    return Run(
        results=_read_results(folder / RESULTS),
        findings=unmask_table(pd.read_csv(folder / FINDINGS, keep_default_na=False, na_values={"share": [""]})),
        exclusions=unmask_table(pd.read_csv(folder / EXCLUSIONS, keep_default_na=False)),
        params=build_params(run["params"], name=RUN),
        codebook=Codebook.model_validate_json((folder / CODEBOOK).read_bytes()),
        manifest=manifest,
        output=folder,
        study_folder=(folder / run["study_folder"]).resolve(),
    )


def _read_results(path: Path) -> pd.DataFrame:
    kinds: dict[str, Any] = {c: "str" if kind == "str" else "bool" if kind == "bool" else "float64" for c, kind in RESULT_COLUMNS.items()}
    text = [c for c, kind in RESULT_COLUMNS.items() if kind == "str"]
    read = pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values={c: [""] for c in RESULT_COLUMNS if c not in text})
    return unmask_table(read).astype(read.dtypes.to_dict())
