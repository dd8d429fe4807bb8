"""Places in a file, as refusals name them: found by whoever has the file, and telling others nothing about anybody."""

import pytest
from pydantic import BaseModel

from crowdpotential.errors import CodebookError
from crowdpotential.validation import read_as


class _Code(BaseModel):
    label: str


class _Question(BaseModel):
    codes: dict[int, _Code] = {}
    valid_range: tuple[float, float] = (0.0, 1.0)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"codes": {98: {}}}, "codes.98.label: this key is needed"),
        ({"codes": {9998: {}}}, "codes.9998.label: this key is needed"),
        ({"codes": {79215551234: {}}}, "codes.a key.label: this key is needed"),
        ({"valid_range": [0]}, "valid_range[1]: this key is needed"),
    ],
)
def test_a_code_and_a_missed_entry_are_named_and_a_number_that_may_be_somebody_s_is_not(data: dict[str, object], says: str) -> None:
    with pytest.raises(CodebookError) as refused:
        read_as(_Question, data, name="questionnaire.yaml", kind=CodebookError)
    assert str(refused.value).startswith(f"questionnaire.yaml: {says}")
