"""Indicators: options, single answers and bands of scores; what nobody answered, and what everybody answered alike."""

from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.chapters.typology.estimates.indicators import collect_indicators
from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.params import Levels, Typology


def words(text: str) -> dict[str, str]:
    return {"en": text}


def book() -> Codebook:
    codes = {number: {"label": words(str(number)), "key": f"key{number}"} for number in (1, 2, 3)}
    variables: list[dict[str, Any]] = [
        {"id": "acts", "type": "multiple", "missing": "usual", "codes": codes, "exclusive": [3]},
        {"id": "role", "type": "single", "missing": "usual", "codes": codes},
        {"id": "item", "type": "ordinal", "missing": "usual", "codes": codes, "dimension": "D", "direction": 1},
    ]
    return build_codebook(
        {
            "id": "small",
            "languages": ["en"],
            "missing": {"usual": {98: {"class": "refused", "label": words("refused")}}},
            "dimensions": [{"id": "D", "label": words("D")}],
            "variables": [{**variable, "wording": words(variable["id"])} for variable in variables],
        },
        name="small",
    )


RESPONSES = pd.DataFrame(
    {"acts_1": [1, 0, 98, 1], "acts_2": [0, 0, 98, 0], "acts_3": [0, 1, 98, 0], "role": [1, 3, 98, 3], "item": [1, 2, 3, 3]}
)
SCORES = pd.DataFrame({"score_D": [10.0, 50.0, np.nan, 90.0]})
LEVELS = Levels(low_below=40, high_from=60)


def collect(*names: str) -> Any:  # noqa: ANN401 the record is what the tests are about
    return collect_indicators(RESPONSES, SCORES, book(), Typology(indicators=names), levels=LEVELS)


def test_options_are_indicators_of_their_own_but_those_that_exclude_others() -> None:
    found = collect("acts", "role")
    assert found.names == ("acts=1", "role")
    assert found.codes.T.tolist() == [[1, 0, -1, 1], [0, 1, -1, 1]]  # nobody's role is 2: the level does not count
    assert [(one.variable, one.category, one.level) for one in found.answers] == [("acts", "1", 1), ("role", "1", 2), ("role", "3", 3)]


def test_what_everybody_answered_alike_tells_nothing_and_is_named() -> None:
    assert collect("acts", "role").idle == ("acts=2",)


def test_an_option_alone_may_exclude_others_and_is_known_by_its_key_too() -> None:
    assert collect("acts=key3", "role").names == ("acts=3", "role")


def test_a_dimension_is_told_by_the_levels_of_the_index() -> None:
    found = collect("D", "role")
    assert found.names == ("D", "role")
    assert found.codes[:, 0].tolist() == [0, 1, -1, 2]
    assert [one.category for one in found.answers[:3]] == ["low", "medium", "high"]
