"""A data file as received: its cells, what the file itself says about them, and what reading them remarked on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from crowdpotential.errors import name_first
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.titles import Titles
from crowdpotential.params import DataFile
from crowdpotential.quoting import MOST_NAMED
from crowdpotential.stats.arrays import IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDictionary:
    """What a labelled file (.sav, .dta) declares about one of its columns."""

    label: str = ""
    value_labels: Mapping[float | str, str] = field(default_factory=dict)
    missing_ranges: tuple[tuple[float, float], ...] = ()  # user-missing: from, to; a single code twice
    missing_texts: tuple[str, ...] = ()  # user-missing words, and ".a" to ".z" of Stata
    measure: str = ""  # nominal, ordinal, scale


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """One data file: nothing is interpreted yet."""

    spec: DataFile
    cells: pd.DataFrame  # one row per respondent, columns named as in the file
    dictionary: Mapping[str, ColumnDictionary] = field(default_factory=dict)  # column -> what the file says
    multiple_sets: tuple[tuple[str, str, tuple[str, ...]], ...] = ()  # that SPSS declares: name, label, columns
    findings: tuple[Finding, ...] = ()  # what the reader did to cells, or saw in them
    rows: IntArray | None = None  # (n,) number of each row in the file, counted from 1; None: as they stand here
    titles: Titles = field(default_factory=Titles)  # how its columns are named in messages
    called: str = ""  # the file itself, where its own name is no message's to show

    @property
    def name(self) -> str:
        """Name of the file, for messages and findings."""
        return self.called or PurePosixPath(self.spec.path.replace("\\", "/")).name

    def remark(self, rule: str, variable: str, n: int, base: int, action: str, *, note: str = "") -> Finding:
        """Make a finding about the file."""
        return Finding(rule=rule, source=self.name, variable=variable, n=n, base=base, action=action, note=note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where cells come from and how to read them."""

    name: str  # the file, for messages
    spec: DataFile
    dictionary: Mapping[str, ColumnDictionary] = field(default_factory=dict)  # variable -> what the file says
    findings: list[Finding] = field(default_factory=list)  # grows while the cells are read
    rows: IntArray | None = None  # as in `RawFile`
    titles: Titles = field(default_factory=Titles)

    def name_rows(self, positions: IntArray) -> str:
        """Name the rows of the file that stand at some positions; of many the first."""
        ordered = np.sort(positions)
        numbers = (ordered + 1 if self.rows is None else self.rows[ordered])[:MOST_NAMED]
        listed = name_first(numbers.tolist(), MOST_NAMED, n=len(ordered))
        return f"{'row' if len(ordered) == 1 else 'rows'} {listed}"

    def tell(self, rule: str, variable: str, n: int, base: int, action: str, *, note: str = "") -> None:
        """Remember what was done to cells of a variable, or seen in them; nothing if it concerns nobody."""
        if n:
            self.findings.append(Finding(rule=rule, source=self.name, variable=variable, n=n, base=base, action=action, note=note))
