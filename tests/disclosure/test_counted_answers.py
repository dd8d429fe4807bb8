"""Answers that chapters beside the toplines count: high ones to an outcome, those of types, and bases of too few."""

import numpy as np
import pandas as pd
from drafts import finish_drafts
from small_study import AREAS, codebook_data, words

from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.disclosure.bases import rest_on_few
from crowdpotential.disclosure.counted_answers import high_share_lines, mark_few_in_types
from crowdpotential.disclosure.few import Few
from crowdpotential.disclosure.people import people_of

FEW = Few(base=10, count=3)
N = 80


def codebook(direction: int = 1) -> Codebook:
    data = codebook_data()
    ways = {code: {"label": words(str(code))} for code in (1, 2, 3)}
    data["variables"] += [
        {"id": "will", "type": "ordinal", "scale": "five", "direction": direction, "sensitive": True, "wording": words("will")},
        {"id": "way", "type": "multiple", "missing": "usual", "codes": ways, "wording": words("way")},
    ]
    return build_codebook(data, name="small")


def high_share(n: float = 80.0) -> pd.DataFrame:
    return finish_drafts(
        [{"chapter": "drivers", "measure": "high_share", "variable": "will", "category": "4", "sample": "main", "n": n}], is_synthetic=True
    )


def test_high_answers_are_a_sum_over_the_codes_that_count_as_high() -> None:
    (line,) = high_share_lines(high_share(), codebook())["will"]
    assert (line.category, line.base, line.n) == ("4+5", "answered", 80.0)
    (turned,) = high_share_lines(high_share(), codebook(-1))["will"]
    assert turned.category == "1+2+3+4"


def test_types_tell_no_answer_that_two_of_all_gave_or_did_not_give() -> None:
    at = np.arange(N)
    frame = pd.DataFrame({"sample_type": "main", "area": "north", "bloc": AREAS["north"], "weight": 1.0, "will": 1 + at % 5})
    options = {"way_1": (at % 2).astype(int), "way_2": (at < 2).astype(int), "way_3": (at > 0).astype(int)}
    people = people_of(frame.assign(**options), codebook())
    about = {"chapter": "typology", "measure": "reach", "sample": "main", "variable": "way", "variable_2": "type=1"}
    rows = finish_drafts([*({**about, "category": str(code)} for code in (1, 2, 3))], is_synthetic=True)
    assert mark_few_in_types(rows, people, FEW).tolist() == [False, True, True]


def test_a_count_of_those_on_whom_numbers_rest_is_hidden_where_it_is_a_base_of_too_few() -> None:
    rows = [
        {"chapter": chapter, "measure": measure, "variable_2": "will", "sample": "main", "estimate": n, "n": 80.0, "bloc": bloc}
        for chapter, measure in (("drivers", "n_complete"), ("vignette", "n_asked"))
        for bloc, n in (("A", 6.0), ("B", 40.0))
    ]
    assert rest_on_few(finish_drafts(rows, is_synthetic=True), FEW.base).tolist() == [True, False, True, False]
