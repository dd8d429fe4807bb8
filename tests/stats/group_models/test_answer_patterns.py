import numpy as np
from numpy.testing import assert_allclose

from crowdpotential.stats.group_models.answer_patterns import find_pulls, pattern_rows
from crowdpotential.stats.group_models.group_sample import gather_sample

RNG = np.random.default_rng(20261123)
ANSWERS = RNG.normal(size=(80, 5)) + RNG.normal(size=(80, 1))
ANSWERS[RNG.random((80, 5)) < 0.2] = np.nan
SAMPLE = gather_sample(ANSWERS, RNG.uniform(0.5, 2, 80), np.zeros(80, dtype=np.int64))
MEAN, COVARIANCE = np.linspace(-0.2, 0.2, 5), np.eye(5) + 0.7


def test_each_pattern_has_the_inverse_of_its_own_items() -> None:
    group = SAMPLE.groups[0]
    pulls = find_pulls(group, MEAN, COVARIANCE)
    assert len(group.answered) > 8
    for answered, inverse, log_determinant in zip(group.answered, pulls.inverses, pulls.log_determinants, strict=True):
        block = COVARIANCE[np.ix_(answered, answered)]
        assert_allclose(inverse[np.ix_(answered, answered)], np.linalg.inv(block), atol=1e-12)
        assert_allclose(log_determinant, np.linalg.slogdet(block)[1])
        assert_allclose(inverse[~answered], 0, atol=1e-12)


def test_missing_answers_pull_at_nothing() -> None:
    group = SAMPLE.groups[0]
    pulls = find_pulls(group, MEAN, COVARIANCE)
    is_missing = ~group.answered[group.pattern_of_row]
    assert is_missing.any()
    assert_allclose(pulls.pulls[is_missing], 0, atol=1e-12)
    assert (pulls.distances[is_missing] == 0).all()


def test_every_respondent_belongs_to_one_pattern() -> None:
    group = SAMPLE.groups[0]
    rows = pattern_rows(group)
    assert sum(span.stop - span.start for span in rows) == len(group.answers)
    assert all((group.pattern_of_row[span] == k).all() for k, span in enumerate(rows))
