"""Replicate weights that came with the data: found by pattern, kept apart from the answers, refused where they cannot be weights."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from synthetic import tiny_areas, tiny_codebook, tiny_files

from crowdpotential.contracts import DELIVERED_WEIGHTS, require
from crowdpotential.errors import DesignError
from crowdpotential.ingest.delivered_weights import collect_delivered, delivered_of, split_delivered
from crowdpotential.ingest.harmonise import harmonise
from crowdpotential.ingest.raw_files import RawFile

CODEBOOK = tiny_codebook()
AREAS = tiny_areas()


def files(number: int = 12) -> list[RawFile]:
    """Two files of eight respondents with columns RW1, RW2, ..., written as text with a comma in the south."""
    found = []
    for place, (spec, frame) in enumerate(tiny_files()):
        weights = {f"RW{k}": [k + row / 10 for row in range(len(frame))] for k in range(number, 0, -1)}
        wide = frame.assign(**weights)
        if place:
            wide[list(weights)] = wide[list(weights)].map(lambda weight: str(weight).replace(".", ","))
        found.append(RawFile(spec=spec.model_copy(update={"decimal": ","}) if place else spec, cells=wide))
    return found


def collect(given: list[RawFile], number: int = 12) -> tuple[pd.DataFrame, pd.DataFrame]:
    rest, parts = split_delivered(given, "RW*")
    received = harmonise(rest, codebook=CODEBOOK, areas=AREAS, blocs=("N", "S")).responses
    return collect_delivered(rest, parts, received, number=number), received


def test_the_columns_bypass_the_codebook_and_keep_their_respondents() -> None:
    delivered, received = collect(files())
    require(delivered, DELIVERED_WEIGHTS)
    assert list(delivered.columns) == ["respondent_id", *(f"RW{k}" for k in range(1, 13))]
    assert not set(delivered.columns[1:]) & set(received.columns)
    turned = received.iloc[::-1].reset_index(drop=True)
    weights = delivered_of(delivered, turned.drop(index=0).reset_index(drop=True))
    assert weights.shape == (15, 12)
    assert weights[:, 0].tolist() == [1 + row / 10 for row in [*range(6, -1, -1), *range(7, -1, -1)]]


def test_without_a_pattern_the_files_stay_as_they_are() -> None:
    given = files()
    rest, parts = split_delivered(given, None)
    assert [list(file.cells) for file in rest] == [list(file.cells) for file in given]
    assert all(part.empty for part in parts)


def test_another_number_of_columns_than_declared_is_refused_by_file() -> None:
    with pytest.raises(DesignError, match=r"north\.csv: 12 columns of replicate weights, params say 80"):
        collect(files(), number=80)
    given = files()
    given[1] = replace(given[1], cells=given[1].cells.drop(columns="RW12"))
    with pytest.raises(DesignError, match=r"south\.csv: 11 columns of replicate weights, params say 12"):
        collect(given)


def test_columns_of_another_name_in_one_file_are_refused() -> None:
    given = files()
    given[1] = replace(given[1], cells=given[1].cells.rename(columns={"RW12": "RWX"}))
    with pytest.raises(DesignError, match=r"south\.csv: replicate weights are called RWX here but not in north\.csv"):
        collect(given)


@pytest.mark.parametrize("wrong", [np.nan, -0.5, np.inf])
def test_weights_that_are_missing_or_negative_are_counted(wrong: float) -> None:
    delivered, received = collect(files())
    delivered.loc[[2, 5], "RW3"] = wrong
    with pytest.raises(DesignError, match="2 respondents have a replicate weight that is missing or negative, such as in RW3"):
        delivered_of(delivered, received)


def test_a_word_in_the_place_of_a_weight_is_a_missing_one() -> None:
    given = files()
    given[1].cells.loc[0, "RW2"] = "none"
    delivered, received = collect(given)
    with pytest.raises(DesignError, match="1 respondents have a replicate weight that is missing"):
        delivered_of(delivered, received)


def test_a_replicate_without_any_weight_is_refused() -> None:
    delivered, received = collect(files())
    delivered["RW7"] = 0.0
    with pytest.raises(DesignError, match="1 of 12 delivered replicates are zero throughout"):
        delivered_of(delivered, received)
