"""Harmonising, labelled files and texts: columns whose letters were read in a wrong encoding are refused where params can mend it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crowdpotential.codebook import Codebook
from crowdpotential.errors import Faults, ReadError
from crowdpotential.ingest.column_names import list_columns
from crowdpotential.ingest.columns import find_columns
from crowdpotential.ingest.delivered_cells import count_cells, distinct_cells
from crowdpotential.ingest.encodings import count_garbled, is_garbled
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.params.study import LABELLED_FORMATS

FEWEST = 2  # rows; one text with a slip of the keyboard is no sign
MOST_BY_CHANCE = 0.2  # of the texts of a column that are not plain ASCII


def settle_letters(files: Sequence[RawFile], codebook: Codebook, faults: Faults) -> list[RawFile]:
    """Refuse labelled files whose letters seem to be encoded otherwise than they declare; tell it of other files.

    Args:
        files: as received.
        codebook: names the columns of the study.
        faults: takes a ReadError for each file with garbled labels or texts for which data.encoding is not set.
    """
    settled = list[RawFile]()
    for file in files:
        found = dict(_garbled_columns(file, codebook))
        if found and file.spec.encoding is None and file.spec.path.lower().endswith(LABELLED_FORMATS):
            msg = (
                f"{file.name}: {list_columns(list(found))}: labels or texts look as if they were encoded otherwise than the file "
                "declares; set data.encoding, such as cp1251 or utf-8"
            )
            faults.add(ReadError(msg))
        remarks = [file.remark("garbled_texts", column, n, len(file.cells), "keep") for column, n in found.items()]
        settled.append(replace(file, findings=(*file.findings, *remarks)))
    return settled


def _garbled_columns(file: RawFile, codebook: Codebook) -> Iterator[tuple[str, int]]:
    """List the columns of the study with garbled texts, and in how many rows, or labels, they stand."""
    for title, name in find_columns(map(str, file.cells.columns), file.spec, codebook).items():
        declared = file.dictionary.get(title)
        labels = [declared.label, *declared.value_labels.values()] if declared else []
        positions, distinct = distinct_cells(file.cells[title])
        cells = zip(distinct, count_cells(positions, distinct), strict=True)
        texts = {cell: n for cell, n in cells if isinstance(cell, str) and not cell.isascii()}
        n_garbled = sum(n * is_garbled(text) for text, n in texts.items())
        if n_garbled >= FEWEST and n_garbled > MOST_BY_CHANCE * sum(texts.values()):
            yield name, n_garbled
        elif n_labels := count_garbled(labels):
            yield name, n_labels
