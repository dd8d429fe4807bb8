"""Harmonising, step 2: cells that hold nothing, before answers are looked for: lost ones, and words for a blank among paradata."""

from dataclasses import replace
from typing import Any

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import Faults
from crowdpotential.ingest.cells import each_distinct, texts_of
from crowdpotential.ingest.lost_cells import settle_lost_cells
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.vocabulary import blank_words
from crowdpotential.letters import normal_form


def settle_lost(raw: pd.DataFrame, source: Source, faults: Faults) -> pd.DataFrame:
    """Settle the cells that the file does not give; where that is refused, what else is wrong can be seen without them."""
    with faults.collected():
        return settle_lost_cells(raw, source)
    blanked = source.spec.model_copy(update={"cell_errors": "blank"})
    return settle_lost_cells(raw, replace(source, spec=blanked, findings=[]))


def blank_paradata(raw: pd.DataFrame, source: Source, codebook: Codebook) -> pd.DataFrame:
    """Empty the cells of paradata that hold a word for a blank: "NA" is no sampling point."""
    words, emptied = blank_words(source.spec), dict[str, Any]()
    for variable in codebook.variables:
        if variable.type == "paradata" and variable.id in raw:
            texts = texts_of(raw[variable.id])
            is_blank = each_distinct(texts, lambda text: text != "" and normal_form(str(text)) in words)
            is_blank = is_blank.astype("bool")
            if is_blank.any():
                note = ", ".join(sorted(set(texts[is_blank])))
                source.tell("blank_words", variable.id, int(is_blank.sum()), len(raw), "set_blank", note=note)
                emptied[variable.id] = raw[variable.id].astype("object").mask(is_blank, None)
    return raw.assign(**emptied)
