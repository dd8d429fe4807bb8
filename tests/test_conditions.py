"""Conditions: true, false or unknown, so that an answer not given decides nothing."""

from typing import Any

import pandas as pd
import pytest
from synthetic import harmonise_pairs, tiny_areas, tiny_codebook, tiny_files

from crowdpotential.codebook import Condition
from crowdpotential.conditions import evaluate
from crowdpotential.errors import CodebookError

CODEBOOK = tiny_codebook()


def answers() -> pd.DataFrame:
    """Four respondents: answered 1, answered 5, refused, not asked."""
    frame = harmonise_pairs(tiny_files(), codebook=CODEBOOK, areas=tiny_areas()).iloc[:4].copy()
    frame["X1"] = [1, 5, 98, 96]
    frame["P_1"] = [1, 0, 98, 96]
    frame["D_AGE"] = [20.0, 60.0, 998.0, 996.0]
    return frame


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"variable": "X1", "op": "eq", "value": 1}, "TF?F"),
        ({"variable": "X1", "op": "eq", "value": "s-"}, "TF?F"),
        ({"variable": "X1", "op": "ne", "value": 1}, "FT?F"),
        ({"variable": "X1", "op": "in", "value": [1, 5]}, "TT?F"),
        ({"variable": "X1", "op": "not_in", "value": [1, 2]}, "FT?F"),
        ({"variable": "X1", "op": "eq", "value": 98}, "FFTF"),
        ({"variable": "X1", "op": "ne", "value": 98}, "TTFT"),
        ({"variable": "X1", "op": "answered"}, "TTFF"),
        ({"variable": "D_AGE", "op": "ge", "value": 60}, "FT?F"),
        ({"variable": "D_AGE", "op": "lt", "value": 60}, "TF?F"),
        ({"variable": "P", "op": "selected", "value": 1}, "TF?F"),
        ({"variable": "P", "op": "selected", "value": [1, "none"]}, "TF?F"),
        ({"not": {"variable": "X1", "op": "eq", "value": 1}}, "FT?T"),
        (
            {
                "all": [
                    {"variable": "X1", "op": "eq", "value": 1},
                    {"variable": "D_AGE", "op": "le", "value": 20},
                ]
            },
            "TF?F",
        ),
        (
            {
                "any": [
                    {"variable": "X1", "op": "eq", "value": 1},
                    {"variable": "mode", "op": "eq", "value": 1},
                ]
            },
            "TFTF",
        ),
        ({"variable": "X1", "op": "in", "value": [1, 98]}, "TFTF"),
        ({"variable": "X1", "op": "not_in", "value": [5, 98]}, "TFFF"),
        ({"variable": "X1", "op": "in", "value": [1, 99]}, "TF?F"),
        ({"variable": "X1", "op": "not_in", "value": [1, 99]}, "FT?F"),
        ({"variable": "X1", "op": "in", "value": [98, 99]}, "FFTF"),
        ({"variable": "X1", "op": "ge", "value": "a"}, "FT?F"),
        ({"variable": "X1", "op": "eq", "value": 1.0}, "TF?F"),
        ({"variable": "P", "op": "selected", "value": 1.0}, "TF?F"),
        ({"variable": "sample_type", "op": "eq", "value": 1}, "TTTT"),
        ({"variable": "sample_type", "op": "eq", "value": "boost"}, "FFFF"),
        ({"variable": "point", "op": "eq", "value": "p1"}, "FTFF"),
        ({"flag": "lines"}, "FTFF"),
        ({"flags_at_least": 2}, "FTFF"),
    ],
)
def test_a_condition_is_true_false_or_unknown(condition: dict[str, Any], expected: str) -> None:
    frame = answers()
    second = frame["respondent_id"].iloc[1]
    flags = pd.DataFrame({"respondent_id": [second, second], "rule": ["lines", "fast"]})
    truth = evaluate(Condition.model_validate(condition), frame, codebook=CODEBOOK, flags=flags)
    got = ["T" if t else "?" if u else "F" for t, u in zip(truth.is_true, truth.is_unknown, strict=True)]
    assert "".join(got) == expected
    assert (truth.is_true.astype(int) + truth.is_unknown + truth.is_false == 1).all()


def test_an_option_left_without_an_answer_is_not_an_option_that_was_not_chosen() -> None:
    frame = answers()
    frame[["P_1", "P_2"]] = [[0, 99], [1, 99], [0, 0], [96, 96]]
    truth = evaluate(
        Condition.model_validate({"variable": "P", "op": "selected", "value": [1, 2]}),
        frame,
        codebook=CODEBOOK,
    )
    assert truth.is_true.tolist() == [False, True, False, False]
    assert truth.is_unknown.tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ({"variable": "X9", "op": "answered"}, "no variable X9"),
        ({"variable": "sex", "op": "eq", "value": 1}, "looks at sex, which is derived after cleaning"),
        ({"variable": "phone", "op": "eq", "value": 1}, "looks at phone, which is not in the data"),
        ({"flag": "lines"}, "flags can be used in cleaning.exclude only"),
    ],
)
def test_a_condition_on_what_is_not_there_is_refused(condition: dict[str, Any], says: str) -> None:
    with pytest.raises(CodebookError, match=says):
        evaluate(Condition.model_validate(condition), answers(), codebook=CODEBOOK)
