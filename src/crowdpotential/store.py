"""The only module that writes, and that finds again what a run has written.

Everything goes under the output folder and nothing outside it. A run that fails leaves the previous output as it was: files are made in a
folder of their own, every target is tested for a lock, then they are put in place one by one, the manifest last.
"""

import errno
import hashlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from filelock import FileLock, Timeout

from crowdpotential.codebook import Codebook
from crowdpotential.contracts import RESULT_COLUMNS
from crowdpotential.errors import MissingFileError, OutputLockedError, ReadError, is_there
from crowdpotential.params import Params, build_params
from crowdpotential.stopping import unbroken

MANIFEST, CODEBOOK = "manifest.json", ".cache/codebook.json"
CHECKSUMS = "checksums.json"  # of the other files of a stage's result
KEPT_RESULTS_PER_STAGE = 3  # older stage results are deleted, so that the cache does not grow without end


@dataclass(frozen=True, slots=True, kw_only=True)
class StageData:
    """What a stage leaves behind."""

    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    arrays: Mapping[str, np.ndarray[Any, Any]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


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
        MissingFileError: the folder holds no finished run.
    """
    folder = Path(output)
    if not (folder / MANIFEST).is_file():
        msg = f"{folder.as_posix()}: no finished run there; run the main job first (python run.py report)"
        raise MissingFileError(msg)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return Run(
        results=_read_results(folder / "results.csv"),
        findings=pd.read_csv(folder / "findings.csv", keep_default_na=False, na_values={"share": [""]}),
        exclusions=pd.read_csv(folder / "exclusions.csv", keep_default_na=False),
        params=build_params(manifest["params"], name=MANIFEST),
        codebook=Codebook.model_validate_json((folder / CODEBOOK).read_bytes()),
        manifest=manifest,
        output=folder,
        study_folder=(folder / manifest["study_folder"]).resolve(),
    )


def find_notebooks() -> Path:
    """Find the notebooks: inside the installed package, or at the top of a checkout."""
    packaged = Path(str(resources.files("crowdpotential"))) / "notebooks"
    if packaged.is_dir():
        return packaged
    checkout = Path(__file__).resolve().parents[2] / "notebooks"
    if checkout.is_dir():
        return checkout
    msg = "the notebooks are missing from this installation; install crowdpotential again"
    raise MissingFileError(msg)


def hash_bytes(*parts: bytes) -> str:
    """Hash some content to 32 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.hexdigest()[:32]


def hash_file(path: Path) -> str:
    """Hash a file's content (SHA-256, all 64 digits). Raises MissingFileError if there is none, ReadError if it cannot be opened."""
    if not is_there(path):
        msg = f"{path.as_posix()}: no such file; correct its path in params.yaml or put the file there"
        raise MissingFileError(msg)
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"{path.name}: cannot be opened ({error.strerror or type(error).__name__}); close it in other programs"
        raise ReadError(msg) from None
    return hashlib.sha256(content).hexdigest()


def hash_code(*places: str) -> str:
    """Hash the program's own files below some places of the package, so that a changed program recomputes what it should."""
    root = Path(__file__).resolve().parent
    return hash_bytes(*(hash_folder(root / place).encode() for place in places))


def hash_folder(place: Path) -> str:
    """Hash the names and contents of all files in a folder, or of one file; compiled files do not count."""
    paths = sorted(place.rglob("*")) if place.is_dir() else [place]
    found: list[bytes] = []
    for path in paths:
        if (
            path.is_file()
            and path.suffix not in {".pyc", ".nbi", ".nbc"}
            and ".ipynb_checkpoints" not in path.parts
        ):
            found += [path.relative_to(place.parent).as_posix().encode(), path.read_bytes()]
    return hash_bytes(*found)


class Cache:
    """Results of stages under the output folder, found again by the hash of all that they depend on; safe to delete."""

    def __init__(self, output: Path) -> None:
        """Use the folder `.cache` of an output folder."""
        self._folder = output / ".cache"

    def load(self, stage: str, key: str) -> StageData | None:
        """Read a stage's result for this key; None if there is none, or if its files are not those that were written.

        Somebody may have changed, cut or deleted a file, and a disk may fail: such a result is as good as none.
        """
        folder = self._folder / stage / key
        try:
            written = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8"))
            if _checksums(folder) != written:
                return None
            return _read_stage(folder)
        except (OSError, ValueError, KeyError, pa.ArrowException, zipfile.BadZipFile):
            return None

    def save(self, stage: str, key: str, data: StageData) -> None:
        """Write a stage's result beside the others, whole or not at all."""
        folder = self._folder / stage / key
        draft = folder.with_name(f"{key}.draft")
        with _honest_disk(draft):
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True)
            for name, frame in data.frames.items():
                frame.to_parquet(draft / f"{name}.parquet", index=False)
            if data.arrays:
                np.savez(draft / "arrays.npz", **data.arrays)  # type: ignore[arg-type]  # numpy's stub mistakes names for options
            (draft / "facts.json").write_text(json.dumps(data.facts, ensure_ascii=False), encoding="utf-8")
            (draft / CHECKSUMS).write_text(json.dumps(_checksums(draft)), encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            folder.unlink(missing_ok=True)  # a file in its place, whoever put it there
            draft.replace(folder)
        self._forget_old(stage)

    def _forget_old(self, stage: str) -> None:
        found = sorted((self._folder / stage).iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in found[KEPT_RESULTS_PER_STAGE:]:
            shutil.rmtree(path, ignore_errors=True)


def _checksums(folder: Path) -> dict[str, str]:
    """Hash every file of a stage's result."""
    paths = sorted(path for path in folder.iterdir() if path.name != CHECKSUMS)
    return {path.name: hash_bytes(path.read_bytes()) for path in paths}


def _read_stage(folder: Path) -> StageData:
    arrays = {}
    if (folder / "arrays.npz").is_file():
        with np.load(folder / "arrays.npz", allow_pickle=False) as packed:
            arrays = {name: packed[name] for name in packed.files}
    return StageData(
        frames={path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))},
        arrays=arrays,
        facts=json.loads((folder / "facts.json").read_text(encoding="utf-8")),
    )


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Hold the output folder for one run.

    Raises:
        OutputLockedError: another run holds it, or it cannot be written.
    """
    with _honest_disk(output):
        (output / ".cache").mkdir(parents=True, exist_ok=True)
        lock = FileLock(output / ".cache" / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            msg = f"{output.as_posix()}: another run is writing there; wait for it or choose another --output"
            raise OutputLockedError(msg) from None
    try:
        yield
    finally:
        lock.release()


def draft_folder(output: Path) -> Path:
    """Name the folder where a run puts its files together."""
    return output / ".cache" / "draft"


def write_draft(output: Path, files: Mapping[str, bytes]) -> Path:
    """Write files to a folder of their own under the output folder, so that notebooks can read them before they are published."""
    draft = draft_folder(output)
    with _honest_disk(output):
        shutil.rmtree(draft, ignore_errors=True)
        for name, content in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_bytes(content)
    return draft


def publish(output: Path, files: Mapping[str, bytes], *, folders: tuple[str, ...]) -> None:
    """Put the files of a run in place: all of them, the manifest last.

    Args:
        files: name relative to the output folder -> content; must hold the manifest.
        folders: folders that belong to a run as a whole; what is in them and not in `files` is removed, and so is any other
            file that the manifest of the earlier run lists (the report in a language that is no longer asked for).

    Raises:
        OutputLockedError: a target is open in another program, or the folder is full; the previous output stays.
    """
    draft = write_draft(output, files)
    stale = _stale_files(output, files, folders)
    for target in (*(output / name for name in files), *stale):
        _refuse_locked(target)
    with _honest_disk(output), unbroken():
        for name in sorted(files, key=lambda name: name == MANIFEST):
            (output / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(draft / name, output / name)  # noqa: PTH105 the same call on both systems
        for path in stale:
            path.unlink(missing_ok=True)
    shutil.rmtree(draft, ignore_errors=True)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder. Raises OutputLockedError if that cannot be done."""
    with _honest_disk(folder), unbroken():
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)


def to_csv(frame: pd.DataFrame) -> bytes:
    """Write a table as UTF-8 CSV with commas, dots and true/false."""
    plain = frame.copy()
    for column in plain.columns:
        if pd.api.types.is_bool_dtype(plain[column]):
            plain[column] = np.where(plain[column], "true", "false")
    return plain.to_csv(index=False, lineterminator="\n").encode("utf-8")


def to_parquet(frame: pd.DataFrame, metadata: Mapping[str, str]) -> bytes:
    """Write a table as parquet, with words about it (synthetic or not) in the file's metadata."""
    import pyarrow.parquet as pq  # noqa: PLC0415 only runs that write need it

    table = pa.Table.from_pandas(frame, preserve_index=False)
    own = {key.encode(): value.encode() for key, value in metadata.items()}
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), **own}), buffer)
    return buffer.getvalue()


def _read_results(path: Path) -> pd.DataFrame:
    kinds: dict[str, Any] = {
        c: "str" if kind == "str" else "bool" if kind == "bool" else "float64"
        for c, kind in RESULT_COLUMNS.items()
    }
    text = [c for c, kind in RESULT_COLUMNS.items() if kind == "str"]
    return pd.read_csv(
        path, dtype=kinds, keep_default_na=False, na_values={c: [""] for c in RESULT_COLUMNS if c not in text}
    )


def read_manifest(output: Path) -> dict[str, Any]:
    """Read the manifest of the last run; an empty one if there was none, or if it cannot be read."""
    try:
        found = json.loads((output / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _stale_files(output: Path, files: Mapping[str, bytes], folders: tuple[str, ...]) -> list[Path]:
    listed = [output / name for name in read_manifest(output).get("files", {}) if name not in files]
    own = [path for path in listed if path.resolve().is_relative_to(output.resolve())]
    for folder in folders:
        own += [p for p in (output / folder).glob("*") if f"{folder}/{p.name}" not in files]
    return sorted({path for path in own if path.is_file()})


def _refuse_locked(target: Path) -> None:
    if not target.exists():
        return
    try:
        with target.open("r+b"):
            pass
    except OSError:
        msg = f"{target.as_posix()}: the file is open in another program or write-protected; close it and run again"
        raise OutputLockedError(msg) from None


@contextmanager
def _honest_disk(folder: Path) -> Iterator[None]:
    """Turn a refusal of the disk into one clear line."""
    try:
        yield
    except OSError as error:
        if isinstance(error, Timeout):
            raise
        why = (
            "there is no space left"
            if error.errno == errno.ENOSPC
            else f"it cannot be written ({error.strerror})"
        )
        msg = f"{folder.as_posix()}: {why}; free it or choose another --output; the previous report is untouched"
        raise OutputLockedError(msg) from None
