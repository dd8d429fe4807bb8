"""The files of a run without the run: names that a run writes, any content, and the two records that list them."""

import json
from pathlib import Path

from crowdpotential.layout import INTERNAL, MANIFEST, RUN
from crowdpotential.store import hash_bytes, locked, publish
from crowdpotential.store.locking import TAG


def files_of(content: str, *names: str) -> dict[str, bytes]:
    """Make the files of a run, each with its own name in it, so that no two are alike."""
    files = {name: f"{content} {name}".encode() for name in names}
    hashes = {name: hash_bytes(data) for name, data in files.items()}
    public = {name: digest for name, digest in hashes.items() if not name.startswith(INTERNAL)}
    return {
        **files,
        RUN: json.dumps({"manifest_id": content, "files": hashes}).encode(),
        MANIFEST: json.dumps({"manifest_id": content, "files": public}).encode(),
    }


def run_into(output: Path, files: dict[str, bytes]) -> None:
    """Publish them as a run does."""
    with locked(output):
        publish(output, files)


def whole(output: Path) -> dict[str, bytes]:
    """Read every file below a folder, but those that a run works with."""
    own = (output / TAG).parent
    found = sorted(path for path in output.rglob("*") if path.is_file() and not path.is_relative_to(own))
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in found}
