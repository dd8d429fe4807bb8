"""Harmonising, step 2: cells that hold nothing, before answers are looked for: lost ones, and words for a blank among paradata."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import Faults
from crowdpotential.ingest.delivered_cells import distinct_cells, plain_text
from crowdpotential.ingest.lost_cells import settle_lost_cells
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.vocabulary import blank_words, name_blanks
from crowdpotential.letters import normal_form


def settle_lost(raw: pd.DataFrame, source: Source, faults: Faults) -> pd.DataFrame:
    """Resolve the cells that the file does not give; where that is refused, what else is wrong can be seen without them."""
    with faults.collected():
        return settle_lost_cells(raw, source)
    blanked = source.spec.model_copy(update={"cell_errors": "blank"})
    return settle_lost_cells(raw, replace(source, spec=blanked, findings=[]))


def blank_paradata(raw: pd.DataFrame, source: Source, codebook: Codebook) -> pd.DataFrame:
    """Empty the cells of paradata that hold a word for a blank: "NA" is no sampling point."""
    words, emptied = blank_words(source.spec), dict[str, Any]()
    for variable in codebook.variables:
        if variable.kind.is_recorded and variable.id in raw:
            positions, distinct = distinct_cells(raw[variable.id])
            texts = [plain_text(cell) for cell in distinct]
            is_word = np.array([_is_one_of(text, words) for text in texts])
            if is_word.any():
                is_blank = is_word[positions]
                note = name_blanks(text for text, blank in zip(texts, is_word, strict=True) if blank)
                source.tell("blank_words", variable.id, int(is_blank.sum()), len(raw), "set_blank", note=note)
                emptied[variable.id] = raw[variable.id].astype("object").mask(is_blank, None)
    return raw.assign(**emptied)


def _is_one_of(text: str, words: frozenset[str]) -> bool:
    starts = text[:1]
    may_be = starts != "" and (not starts.isdigit() or any(word.startswith(starts) for word in words))
    return may_be and normal_form(text) in words  # most numbers of interviews need no second look
