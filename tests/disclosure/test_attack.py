"""The promise of disclosure control, tried by an attacker: no number of few people is known to within a fifth of itself."""

import pytest
from disclosure.tables import Found, attack_answers, attack_means, draw_survey, protect_survey

from crowdpotential.results import result_id

SEEDS = range(12)
HALF = 0.5  # of two answers the rarer is the secret


def is_secret(found: Found) -> bool:
    """Whether few people stand behind a hidden number; its companions are nobody's secret."""
    return found.row.n < 10


@pytest.mark.parametrize("seed", SEEDS)
def test_no_mean_of_few_people_comes_back(seed: int) -> None:
    survey = draw_survey(seed)
    _, protected = protect_survey(survey)
    hidden = [found for variable in ("index", "X") for found in attack_means(survey, protected, variable)]
    assert hidden
    assert not [found for found in hidden if is_secret(found) and found.is_found]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("variable", ["opinion", "sort"])
def test_no_answer_of_few_people_comes_back(seed: int, variable: str) -> None:
    survey = draw_survey(seed)
    _, protected = protect_survey(survey)
    rules = protected.full.set_index("result_id")["hidden_by"]
    secrets = [
        found
        for found in attack_answers(survey, protected, variable)
        if rules[result_id(found.row)] in {"base", "count"} and found.value > 0
    ]
    assert not [found for found in secrets if found.value < HALF and found.is_found]
    assert not [found for found in secrets if found.value > HALF and found.others.is_found]
