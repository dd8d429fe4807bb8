"""Harmonising, labelled files: what a file declares missing, where the codebook says something else or nothing."""

import re
from dataclasses import dataclass, field

from crowdpotential.codebook import MissingCode
from crowdpotential.errors import ReadError
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.label_words import CodeOrWord, Labels
from crowdpotential.ingest.labelled_columns import LabelledColumn
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.quoting import show

LARGEST = 1e300
TAG = re.compile(r"\.[a-z]")  # of Stata
_NO_NUMBER = re.compile(  # labels that no number can have
    r"отказ|нет ответа|не ответ|затрудн|не знаю|не помню|не примен|refus|no answer|not answer|do(es)?( no|n.?)t know|missing|not applic",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What becomes of the cells that a file declares missing."""

    moves: dict[CodeOrWord, float | None] = field(default_factory=dict)  # to a missing code, or a blank
    findings: list[Finding] = field(default_factory=list)


def settle_missing(column: LabelledColumn, file: RawFile) -> Missing:
    """Use the file's declaration where the codebook leaves open what a code is.

    A code that the codebook lists as missing stays. One with the words of such a code becomes that code; any other that is no answer
    in the codebook becomes a blank. One that is an answer there is refused, unless params say whose word counts; so is a number that the
    file calls a refusal, or the like, without declaring it missing.

    Raises:
        ReadError: cells that the file declares or calls missing and the codebook takes for answers.
    """
    listed = {float(code) for code, entry in column.entries.items() if isinstance(entry, MissingCode)}
    declared = [code for code in column.n_cells if code not in listed and column.declares_missing(code)]
    way = file.spec.user_missing_of(column.variable.id)
    called = [code for code in column.n_cells if code not in {*listed, *declared} and _is_called_missing(code, column)]
    contested = [code for code in declared if _is_answer(code, column)] + called
    declared += called
    if contested and way == "check":
        n = sum(column.n_cells[code] for code in contested)
        what = f"declares missing ({_say_declared(column)})" if not called else "calls a missing answer in its labels"
        msg = (
            f"{file.name}: {column.name}: {n} cells hold what the file {what} and the codebook takes for an answer; correct one of "
            "them, or let data.user_missing say what they are: answer or no_answer"
        )
        raise ReadError(msg)
    words = Labels({code: forms for code, forms in column.known.forms.items() if code in listed})
    moves: dict[CodeOrWord, float | None] = {}
    for code in declared:
        if code in contested and way == "answer":
            continue
        label = column.labels.get(code)
        owner = words.find(label) if label else None
        moves[code] = owner if isinstance(owner, float) else None
    n_moved = sum(column.n_cells[code] for code in moves)
    n_kept = sum(column.n_cells[code] for code in contested if way == "answer")
    base, note = (
        len(file.cells),
        f"the file declares {_say_declared(column)} missing" if not called else "by its labels",
    )
    return Missing(
        moves=moves,
        findings=[
            file.remark("missing_by_file", column.name, n_moved, base, "set_no_answer", note=note),
            file.remark("missing_overruled", column.name, n_kept, base, "keep", note=note),
        ],
    )


def _is_answer(code: CodeOrWord, column: LabelledColumn) -> bool:
    """Return whether the codebook takes a code for an answer; a number without a range that is allowed is left open."""
    if isinstance(code, str):
        return False
    if column.variable.kind.is_number:
        allowed = column.variable.valid_range
        return allowed is not None and allowed[0] <= code <= allowed[1]
    return code in column.entries or (column.is_indicator and code in {0.0, 1.0})


def _is_called_missing(code: CodeOrWord, column: LabelledColumn) -> bool:
    """Return whether a file labels a number, which it does not declare missing, with words that no number can have."""
    label = column.labels.get(code, "")
    is_number = column.variable.kind.is_number and isinstance(code, float)
    return is_number and _NO_NUMBER.search(label) is not None and column.known.find(label) is None


def _say_declared(column: LabelledColumn) -> str:
    ranges = [
        f"{low:g}" if low == high else f"{_bound(low, 'lowest')} to {_bound(high, 'highest')}"
        for low, high in column.declared.missing_ranges
    ]
    texts = [text if TAG.fullmatch(text) else show(text, "a word") for text in column.declared.missing_texts]
    return ", ".join([*ranges, *texts])


def _bound(number: float, end: str) -> str:
    """Write the end of a range; SPSS has LOWEST and HIGHEST as the largest numbers there are."""
    return end if abs(number) > LARGEST else f"{number:g}"
