"""Harmonising, labelled files (.sav, .dta): the columns that are variables of the codebook, with what the file declares about them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from crowdpotential.codebook import Code, Codebook, MissingCode, Variable
from crowdpotential.ingest.columns import find_columns
from crowdpotential.ingest.delivered_cells import plain_text
from crowdpotential.ingest.label_words import CodeOrWord, Labels, forms_of
from crowdpotential.ingest.raw_files import ColumnDictionary, RawFile
from crowdpotential.letters import whole_number


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledColumn:
    """A column about which its file declares something, and what the codebook says of its codes."""

    title: str  # in the file
    name: str  # in the codebook: the variable, or one of its options or choices
    variable: Variable
    option: int | None  # of a multiple answer with a column for each option
    is_indicator: bool  # cells say whether the option was chosen, not which
    counted: float  # what marks a chosen option there
    declared: ColumnDictionary
    entries: Mapping[int, Code | MissingCode]  # of the codebook, for the codes that cells may hold
    known: Labels  # of the entries
    n_cells: Mapping[CodeOrWord, int]  # code -> cells that hold it

    @property
    def labels(self) -> dict[CodeOrWord, str]:
        """Give the file's labels by code; a label that only repeats its code says nothing."""
        found = {code_of(code): label for code, label in self.declared.value_labels.items()}
        return {c: label for c, label in found.items() if c is not None and code_of(label) not in {None, c}}

    def declares_missing(self, code: CodeOrWord) -> bool:
        """Return whether the file declares a code missing."""
        in_range = isinstance(code, float) and any(low <= code <= high for low, high in self.declared.missing_ranges)
        return in_range or code in {code_of(text) for text in self.declared.missing_texts}


def labelled_columns(file: RawFile, codebook: Codebook) -> list[LabelledColumn]:
    """List the columns of a file that are variables of the codebook, and of which the file declares something."""
    owners = _owners(file, codebook)
    found = []
    for title, name in find_columns(map(str, file.cells.columns), file.spec, codebook).items():
        if name not in owners or title not in file.dictionary:
            continue
        variable, option = owners[name]
        is_indicator = option is not None and file.spec.storage_of(variable.id) == "indicators"
        entries: dict[int, Code | MissingCode] = {**codebook.missing_codes(variable.id)}
        entries |= {} if is_indicator else codebook.codes(variable.id)
        known = Labels({float(code): forms_of(entry.label.values()) for code, entry in entries.items()})
        counts = Counter[CodeOrWord]()
        for cell, n in Counter(file.cells[title]).items():
            if (code := code_of(cell)) is not None:
                counts[code] += n
        found.append(
            LabelledColumn(
                title=title,
                name=name,
                variable=variable,
                option=option,
                is_indicator=is_indicator,
                counted=_counted(file, variable),
                declared=file.dictionary[title],
                entries=entries,
                known=known,
                n_cells=counts,
            )
        )
    return found


def code_of(cell: object) -> CodeOrWord | None:
    """Read a cell, or a code that a file labels: a number, or else a word; None where it is blank."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell) if cell == cell else None  # noqa: PLR0124 only NaN differs from itself
    text = plain_text(cell)
    number = whole_number(text)
    return (text or None) if number is None else float(number)


def _counted(file: RawFile, variable: Variable) -> float:
    number = whole_number(str(file.spec.counted_value_of(variable.id)))
    return 1.0 if number is None else float(number)


def _owners(file: RawFile, codebook: Codebook) -> dict[str, tuple[Variable, int | None]]:
    """Find the variable, and the option, that a column stands for by its name in the codebook."""
    found: dict[str, tuple[Variable, int | None]] = {}
    for variable in codebook.variables:
        if variable.derive is not None:
            continue
        found[variable.id] = (variable, None)
        if variable.kind.has_options:
            codes = list(codebook.codes(variable.id))
            in_order = file.spec.storage_of(variable.id) == "codes_in_order"
            numbers = range(1, len(codes) + 1) if in_order else codes
            found |= {f"{variable.id}_{k}": (variable, None if in_order else k) for k in numbers}
    return found
