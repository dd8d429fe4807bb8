"""Harmonising, step 3: numbers such as 1.250 among whole ones, which are a thousand times as large if the mark parts thousands."""

import math
from collections.abc import Mapping

from crowdpotential.errors import ReadError
from crowdpotential.ingest.delivered_cells import number_of, plain_text
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.table_numbers import AMBIGUOUS
from crowdpotential.ingest.vocabulary import Vocabulary

LARGE = 100  # a whole number of three digits, as stands beside thousands more often than beside decimals
THOUSAND = 1000


def refuse_thousands(cells: Mapping[object, int], vocabulary: Vocabulary, column: str, source: Source) -> None:
    """Refuse numbers whose mark may part thousands: all have three digits behind it, and whole ones of up to three digits stand beside.

    Any other number with the mark, such as 0.873 or 1.5, shows that it is the decimal sign; so does a whole number above 999. Where most
    of the whole ones are below 100, that the numbers may be misread is told.

    Args:
        cells: distinct cells, and in how many rows each stands.
        vocabulary: of the question; its missing codes are no numbers.
        column: where they stand.
        source: the file.

    Raises:
        ReadError: with the number of such cells.
    """
    decimal = source.spec.decimal
    texts, is_text = dict[str, int](), set[str]()
    for cell, n_rows in cells.items():
        text = plain_text(cell)
        texts[text] = texts.get(text, 0) + n_rows
        is_text |= {text} if isinstance(cell, str) else set()
    numbers = {text: number_of(text, decimal) for text in texts}
    marked = [text for text in is_text if decimal in text and not math.isnan(numbers[text])]
    whole = {text: abs(number) for text, number in numbers.items() if text.lstrip("+-").isdecimal()}
    whole = {text: number for text, number in whole.items() if numbers[text] not in vocabulary.labels}
    low, high = vocabulary.valid_range or (-math.inf, math.inf)
    are_possible = all(low <= THOUSAND * numbers[text] <= high for text in marked)
    if not marked or not whole or not are_possible or max(whole.values()) >= THOUSAND:
        return
    if not all(AMBIGUOUS.fullmatch(text) for text in marked):
        return
    n_marked, n_whole = sum(texts[text] for text in marked), sum(texts[text] for text in whole)
    if 2 * sum(texts[text] for text, number in whole.items() if number >= LARGE) <= n_whole:
        note = f'"{decimal}" with three digits behind it, read as the decimal sign; or does it part thousands?'
        source.tell("perhaps_thousands", column, n_marked, n_marked + n_whole, "keep", note=note)
        return
    other = "," if decimal == "." else "."
    msg = (
        f'{source.name}: {column}: {n_marked} cells hold numbers with "{decimal}" and three digits behind it, {n_whole} whole ones; '
        f'if it parts thousands, export the column without it (or set data.decimal to "{other}" if that is the decimal sign); if it is '
        "the decimal sign, give the question a valid_range that ends below a thousand times these numbers"
    )
    raise ReadError(msg)
