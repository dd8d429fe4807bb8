"""Results of stages, kept so that a run computes only what has changed."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from crowdpotential.layout import CACHE
from crowdpotential.store.disk import clear, honest_disk, make_private
from crowdpotential.store.hashes import hash_bytes

CHECKSUMS = "checksums.json"  # of the other files of a stage's result
KEPT_RESULTS_PER_STAGE = 3  # older stage results are deleted, so that the cache does not grow without end


@dataclass(frozen=True, slots=True, kw_only=True)
class StageData:
    """What a stage leaves behind."""

    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    arrays: Mapping[str, np.ndarray[Any, Any]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


class Cache:
    """Results of stages under the output folder, found again by the hash of all that they depend on; safe to delete."""

    def __init__(self, output: Path) -> None:
        """Use the cache of an output folder."""
        self._folder = output / CACHE

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
        with honest_disk(draft):
            for left in draft.parent.glob("*.draft"):  # by a run that was killed
                clear(left)
            try:
                _write_stage(draft, data)
                clear(folder)  # a damaged result, or a file in its place
                draft.replace(folder)
            except OSError:
                clear(draft)  # so that a full disk is no fuller than before
                raise
            self._forget_old(stage)

    def _forget_old(self, stage: str) -> None:
        results = [path for path in (self._folder / stage).iterdir() if (path / CHECKSUMS).is_file()]
        results.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for path in results[KEPT_RESULTS_PER_STAGE:]:
            clear(path)


def _write_stage(draft: Path, data: StageData) -> None:
    draft.mkdir(parents=True)
    for name, frame in data.frames.items():
        frame.to_parquet(draft / f"{name}.parquet", index=False)
    if data.arrays:
        np.savez(draft / "arrays.npz", **data.arrays)  # type: ignore[arg-type]  # numpy's stub mistakes names for options
    (draft / "facts.json").write_text(json.dumps(data.facts, ensure_ascii=False), encoding="utf-8")
    (draft / CHECKSUMS).write_text(json.dumps(_checksums(draft)), encoding="utf-8")
    make_private(draft)


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
