"""Tables as bytes."""

import io
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from crowdpotential.formulas import mask_table


def to_csv(frame: pd.DataFrame) -> bytes:
    """Write a table as UTF-8 CSV with commas, dots and true/false, and with no text that a spreadsheet would take for a formula."""
    plain = mask_table(frame)
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
