"""Rules that leave out almost everybody are questioned themselves, and named beside the fault that they cause."""

import pandas as pd
import pytest
from synthetic import harmonise_pairs, tiny_areas, tiny_cells, tiny_codebook

from crowdpotential.errors import ColumnError, EmptyCellError, SeveralFaultsError
from crowdpotential.ingest.cleaning import clean
from crowdpotential.ingest.exclusion_checks import recall_exclusions, refuse_many_repetitions
from crowdpotential.ingest.quality import flag_respondents
from crowdpotential.params import Cleaning, DataFile

CODEBOOK = tiny_codebook()
RULE = {"id": "twice", "label": {"en": "twice"}, "when": {"flag": "repeated"}}
N = 12


def leave_out(numbers: list[str], rule: dict[str, object]) -> tuple[pd.DataFrame, pd.DataFrame, Cleaning]:
    files = [(DataFile(path=f"{area}.csv", area=area), tiny_cells(N, area=area)) for area in ("north", "south")]
    files[0][1]["number"] = numbers
    received = harmonise_pairs(files, codebook=CODEBOOK, areas=tiny_areas())
    cleaning = Cleaning.model_validate({"exclude": [rule]})
    flags = flag_respondents(received, CODEBOOK)
    cleaned = clean(received, flags, cleaning=cleaning, codebook=CODEBOOK, is_synthetic=True)
    return received, cleaned.exclusions, cleaning


@pytest.mark.parametrize(
    ("numbers", "n_out"),
    [(["1"] * N, 11), (["1", "2", "3"] * 4, 9), (["1", "2"] + ["3"] * 5 + list("45678"), 4)],
)
def test_numbers_that_do_not_tell_interviews_apart_are_refused_by_file(numbers: list[str], n_out: int) -> None:
    received, out, cleaning = leave_out(numbers, RULE)
    if n_out == 4:  # a third of the file, and no more
        refuse_many_repetitions(received, out, cleaning=cleaning, codebook=CODEBOOK)
        return
    with pytest.raises(ColumnError, match=rf"north: .*\(twice\) would leave out {n_out} of 12 .*does number number"):
        refuse_many_repetitions(received, out, cleaning=cleaning, codebook=CODEBOOK)


def test_a_rule_of_another_kind_may_leave_out_many() -> None:
    men = {"id": "men", "label": {"en": "men"}, "when": {"variable": "D_SEX", "op": "eq", "value": 1}}
    received, out, cleaning = leave_out([str(k) for k in range(N)], men)
    assert len(out) == N
    refuse_many_repetitions(received, out, cleaning=cleaning, codebook=CODEBOOK)


def test_a_fault_further_on_names_the_rules_that_left_almost_nobody() -> None:
    _, out, _ = leave_out(["1"] * N, RULE)
    with (
        pytest.raises(SeveralFaultsError, match=r"nobody\n.*left out 11 of 15 interviews \(twice 11\)"),
        recall_exclusions(out, n_analysed=4),
    ):
        raise EmptyCellError("nobody")  # noqa: EM101
    with pytest.raises(EmptyCellError, match=r"^nobody$"), recall_exclusions(out, n_analysed=100):
        raise EmptyCellError("nobody")  # noqa: EM101
