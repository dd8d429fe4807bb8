"""What a verification says, line by line: first what was found without computing, then the numbers, then what it comes to."""

import math
from collections.abc import Iterator, Sequence

from crowdpotential.errors import name_first
from crowdpotential.layout import INTERNAL, MANIFEST
from crowdpotential.verification.inputs import Other
from crowdpotential.verification.numbers import ABSOLUTE, RELATIVE, NumberCheck
from crowdpotential.verification.published import FileCheck, Published

MOST_NAMED = 20  # files, or rows that one table alone has
TOLERANCE = f"{RELATIVE:g} of a number, or {ABSOLUTE:g}"


def tell_report(published: Published) -> str:
    """State which report this is."""
    manifest = published.manifest
    program = manifest["versions"].get("crowdpotential", "of an unknown version")
    return f"report: manifest {manifest['manifest_id']}, study {manifest['study']}, made {manifest['created']} by crowdpotential {program}"


def tell_files(found: FileCheck) -> Iterator[str]:
    """State which files are not as they were published."""
    n, n_good = (
        found.n_public + found.n_internal,
        found.n_public + found.n_internal - len(found.missing) - len(found.changed),
    )
    yield f"files: {n_good} of {n} are as {MANIFEST} lists them ({found.n_public} public, {found.n_internal} in {INTERNAL})"
    for word, names in (
        ("changed", found.changed),
        ("missing", found.missing),
        ("not of this run", found.unlisted),
    ):
        yield from _listed(f"  {word}: ", names)


def tell_programs(programs: Sequence[Other]) -> Iterator[str]:
    """State which versions are others; the report is compared anyway."""
    if programs:
        yield f"programs: {len(programs)} are others than then; compared anyway, last digits may differ, and pages print versions"
        yield from (f"  {other.role}: {other.then} then, {other.here} here" for other in programs)
    else:
        yield "programs: this program, Python and packages are the same"


def tell_statements(said: Sequence[Other]) -> Iterator[str]:
    """State what the manifest states otherwise than the repeat; nothing where they agree."""
    if said:
        yield f"manifest: {len(said)} of its statements are not those of the repeat"
        yield from (f"  {other.role}: {other.then} then, {other.here} here" for other in said)


def tell_inputs(inputs: Sequence[Other], n: int, keys: Sequence[str]) -> Iterator[str]:
    """State which inputs are others, with both hashes, and which keys of params."""
    yield f"inputs: {max(0, n - len(inputs))} of {n} are the same"
    yield from (f"  {other.role}: {other.then} then, {other.here} here" for other in inputs)
    if keys:
        yield from _listed("  keys of params that are not as in the run: ", keys)


def tell_numbers(found: NumberCheck, most_rows: int) -> Iterator[str]:
    """State how the numbers compare: the cells that differ first, then how many by chapter."""
    if found.is_same_file:
        yield f"{found.name}: {found.n_rows} rows, equal byte for byte"
        return
    shown = found.differences[:most_rows]
    if shown:
        yield "result_id | column | published | repeated | relative difference"
    for one in shown:
        relative = "" if math.isnan(one.relative) else f"{one.relative:.3g}"
        yield f"{one.result_id} | {one.column} | {one.published} | {one.repeated} | {relative}"
    if len(found.differences) > len(shown):
        yield f"and {len(found.differences) - len(shown)} cells more (--rows shows them)"
    yield from _listed("only in the published file: ", found.only_published)
    yield from _listed("only in the repeat: ", found.only_repeated)
    yield f"by chapter, rows: all, other in the last digits only (up to {TOLERANCE}), different"
    yield from (f"  {one.name}: {one.n_rows}, {one.n_last_digits}, {one.n_different}" for one in found.chapters)
    n_digits, n_different = (sum(getattr(one, key) for one in found.chapters) for key in ("n_last_digits", "n_different"))
    n_alone = len(found.only_published) + len(found.only_repeated)
    yield (
        f"{found.name}: of {found.n_rows} rows {n_different} differ, {n_digits} in the last digits only; {n_alone} rows or columns "
        "stand in one file alone"
    )


def tell_repeated_files(equal: Sequence[str], other: Sequence[str], kind: str) -> Iterator[str]:
    """State which files came out as they were published, byte for byte."""
    yield f"{kind}: {len(equal)} of {len(equal) + len(other)} came out again byte for byte"
    yield from _listed("  others: ", other)


def _listed(before: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield before + name_first(names, MOST_NAMED)
