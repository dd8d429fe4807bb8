"""Harmonising, labelled files: what can be seen in a file's dictionary, and is no contradiction."""

from collections.abc import Iterator, Sequence

from crowdpotential.errors import name_first
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.label_contradictions import quote
from crowdpotential.ingest.labelled_columns import LabelledColumn
from crowdpotential.ingest.raw_files import RawFile

MOST_NAMED = 10  # columns of a file
MOST_QUOTED = 2  # pairs of labels of a file


def tell_labels(file: RawFile, columns: Sequence[LabelledColumn], language: str) -> Iterator[Finding]:
    """Report labels in words that the codebook does not have, numbers with a label, and measures that fit no closed question.

    Args:
        file: as received.
        columns: of it, whose labels are compared with the codebook.
        language: of the codebook's labels in the notes.
    """
    differing = {column.name: codes for column in columns if (codes := _differing(column))}
    n_labelled = sum(bool(column.labels) for column in columns)
    named = [f"{name} ({', '.join(f'{code:g}' for code in codes)})" for name, codes in differing.items()]
    pairs = dict.fromkeys(
        f'{code:g} is {quote(column.labels[code], column.known)}, in the codebook "{column.entries[int(code)].label.get(language, "")}"'
        for column in columns
        for code in differing.get(column.name, ())
    )
    note = "; ".join([name_first(named, MOST_NAMED), *list(pairs)[:MOST_QUOTED]]) if named else ""
    yield file.remark("labels_differ", "", len(differing), n_labelled, "keep", note=note)
    for column in columns:
        if column.variable.kind.is_number:
            open_codes = column.labels.keys() - column.known.forms.keys()
            n = sum(column.n_cells[code] for code in open_codes if not column.declares_missing(code))
            yield file.remark("labelled_numbers", column.name, n, len(file.cells), "keep")
    closed = [column for column in columns if column.variable.kind.is_choice]
    scales = [column.name for column in closed if column.declared.measure == "scale"]
    yield file.remark("measure_differs", "", len(scales), len(closed), "keep", note=name_first(scales, MOST_NAMED))


def _differing(column: LabelledColumn) -> list[float]:
    """List the codes of the codebook that the file labels with words which nobody can set against it."""
    judged = {code: column.known.judge(code, label) for code, label in column.labels.items()}
    return [
        code for code, meaning in judged.items() if isinstance(code, float) and code in column.known.forms and meaning.standing != "own"
    ]
