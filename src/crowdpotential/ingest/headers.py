"""Reading: rows of a text or sheet become a frame; which row holds the names of the columns, and which hold respondents."""

from collections.abc import Sequence

import pandas as pd

from crowdpotential.errors import ReadError
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.params import DataFile

Row = Sequence[object]  # cells of one row as delivered; blank ones are "" or None


def tabulate_rows(rows: Sequence[Row], spec: DataFile, *, name: str) -> RawFile:
    """Make a frame of a header and rows; trailing columns and rows without any content are no data.

    Args:
        rows: all rows of the text or sheet, blank ones included, so that they count as Excel counts them.
        spec: what params say of the file.
        name: of the file, for messages.

    Raises:
        ReadError: there is no header, a column with content has no name, or rows are longer or shorter than it.
    """
    rows = [row for row in rows if any(cell not in ("", None) for cell in row)]
    if not rows:
        msg = f"{name}: is empty; the first row must hold the names of the columns"
        raise ReadError(msg)
    header = ["" if cell is None else str(cell).strip() for cell in rows[0]]
    body = rows[1:]
    if uneven := sum(len(row) != len(header) for row in body):
        msg = f"{name}: {uneven} rows have not the header's {len(header)} cells; check delimiter and quotes"
        raise ReadError(msg)
    frame = pd.DataFrame(body, columns=range(len(header)), dtype=object)
    nameless = [position for position, title in enumerate(header) if not title]
    if filled := [position for position in nameless if not frame[position].isin(["", None]).all()]:
        msg = f"{name}: column {filled[0] + 1} has no name in the first row; give it one, or empty it"
        raise ReadError(msg)
    frame = frame.drop(columns=nameless)
    frame.columns = pd.Index([title for title in header if title], dtype=object)
    return RawFile(spec=spec, cells=frame)
