"""Reading, SPSS: a .sav file as a frame of raw cells, parsed in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa

from crowdpotential.errors import ReadError

CHILD = Path(__file__).with_name("sav_child.py")
LONGEST_SECONDS = 600
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # each thread would reserve address space, which the child limits


def read_sav(path: Path) -> pd.DataFrame:
    """Read a .sav file; codes that SPSS declares user-missing arrive as codes, system-missing cells as NaN.

    Raises:
        ReadError: the parser refused the file, ended, or passed its limits of memory and time.
    """
    command = [sys.executable, "-P", str(CHILD), str(path)]
    try:
        done = subprocess.run(  # noqa: S603 our own script
            command, capture_output=True, check=False, timeout=LONGEST_SECONDS, env=os.environ | ONE_THREAD
        )
    except subprocess.TimeoutExpired:
        msg = f"{path.name}: not read within {LONGEST_SECONDS} seconds; save it anew in SPSS, or as .csv"
        raise ReadError(msg) from None
    if done.returncode:
        msg = f"{path.name}: not a readable SPSS file, or too large; save it anew in SPSS, or as .csv"
        raise ReadError(msg)
    frame: pd.DataFrame = pa.ipc.open_stream(done.stdout).read_all().to_pandas()
    return frame
