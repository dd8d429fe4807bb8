"""The rule of the mechanism: which barriers of a place are chosen, in which order, how sure they are."""

import pytest

from crowdpotential.chapters.mechanism.estimates.choice import Rule, choose_barriers, judge_certainty
from crowdpotential.disclosure.few import Few
from crowdpotential.params import Mechanism
from crowdpotential.results.rows import Row

SPEC = Mechanism(actions="actions.csv", actors={"council": {"en": "council"}}, most=2)
RULE = Rule(spec=SPEC, small_base=30, few=Few(base=10, count=3))


def share(category: str, low: float, high: float, n: float = 200) -> Row:
    return Row(
        chapter="obstacles", measure="share", variable="why", category=category, estimate=(low + high) / 2, ci_low=low, ci_high=high, n=n
    )


def deviation(category: str, estimate: float, verdict: str = "difference") -> Row:
    return Row(chapter="mechanism", measure="deviation", variable="why", category=category, estimate=estimate, verdict=verdict)


def test_barriers_are_chosen_by_the_lower_end_and_the_highest_come_first() -> None:
    chosen = choose_barriers([share("1", 0.12, 0.20), share("2", 0.05, 0.40), share("3", 0.20, 0.26)], [], RULE)
    assert [(one.row.category, one.order, one.reason) for one in chosen] == [("3", 1, "size"), ("1", 2, "size")]


def test_a_rare_barrier_is_chosen_where_it_is_established_to_be_more_frequent_than_elsewhere() -> None:
    shares = [share("1", 0.05, 0.12), share("2", 0.05, 0.12), share("3", 0.05, 0.12)]
    found = choose_barriers(shares, [deviation("1", 0.05), deviation("2", -0.05), deviation("3", 0.05, "undetermined")], RULE)
    assert [(one.row.category, one.reason) for one in found] == [("1", "above")]


def test_no_more_are_chosen_than_the_study_wants() -> None:
    assert len(choose_barriers([share(str(code), 0.3, 0.35) for code in range(5)], [], RULE)) == 2


def test_a_share_without_an_interval_is_not_chosen() -> None:
    assert choose_barriers([share("1", float("nan"), float("nan"))], [], RULE) == []


@pytest.mark.parametrize(
    ("low", "high", "n", "is_above", "certainty"),
    [
        (0.20, 0.29, 200, False, "sure"),
        (0.20, 0.34, 200, False, "fair"),
        (0.20, 0.34, 200, True, "sure"),
        (0.20, 0.45, 200, True, "unsure"),
        (0.20, 0.29, 29, True, "unsure"),
    ],
)
def test_certainty_follows_from_interval_base_and_test(low: float, high: float, n: float, is_above: bool, certainty: str) -> None:  # noqa: FBT001 of pytest
    assert judge_certainty(share("1", low, high, n), RULE, is_above=is_above) == certainty
